"""Ids in bodies and query parameters: a foreign one is answered exactly like a missing one.

The relations are found in the serializers, the query parameters in the schema; a new one fails
here until it is listed with the request that carries it.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework import serializers

import apps
from apps.accounts.models import Student
from apps.core import tenancy
from apps.core.api.serializers import ScopedRelatedField, StrictSerializer
from apps.courses.models import Holiday
from tests.support import openapi
from tests.support import valid_attendance as visits
from tests.support.attendance_cases import close_all
from tests.support.calls import Call, send
from tests.support.campus import CALLED_OFF, COMING, MISSING, Campus

pytestmark = pytest.mark.django_db


def serializer_classes() -> list[type[serializers.BaseSerializer[Any]]]:
    """Return every serializer class of the application, wherever it is written."""
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if ".api" in module.name:
            importlib.import_module(module.name)  # noqa: TID251 - a walk over all modules
    found: list[type[serializers.BaseSerializer[Any]]] = []

    def walk(parent: type[serializers.BaseSerializer[Any]]) -> None:
        for child in parent.__subclasses__():
            if child.__module__.startswith("apps.") and child not in found:
                found.append(child)
            walk(child)

    walk(serializers.BaseSerializer)
    return found


def relations() -> Iterator[tuple[str, str, serializers.Field[Any, Any, Any, Any]]]:
    """Yield serializer, field name and field of every relation by key that can be written."""
    for owner in serializer_classes():
        fields = getattr(owner(), "fields", {})
        for name, one in fields.items():
            inner = getattr(one, "child_relation", one)
            if isinstance(inner, serializers.RelatedField) and not one.read_only:
                yield owner.__name__, name, inner


def test_every_written_relation_is_scoped() -> None:
    unscoped = [
        f"{owner}.{name}"
        for owner, name, one in relations()
        if not isinstance(one, ScopedRelatedField)
    ]
    assert unscoped == []


def test_inputs_are_strict_and_no_serializer_is_made_from_a_model() -> None:
    for one in serializer_classes():
        assert not issubclass(one, serializers.ModelSerializer), one
        if "Input" in one.__name__ or "Change" in one.__name__.removeprefix("LastChange"):
            assert issubclass(one, StrictSerializer), one


def course_body(campus: Campus, field: str, value: Any) -> Call:
    body = {"code": "NEW1", "name": "New", "term": campus.home.term.pk, field: value}
    return Call("/api/courses/", body)


def patched(campus: Campus, field: str, value: Any) -> Call:
    return Call(f"/api/courses/{campus.own.course.pk}/", {field: value})


def enrolled(campus: Campus, field: str, value: Any) -> Call:
    return Call(f"/api/courses/{campus.own.course.pk}/enrollments/", {field: value})


def opened(campus: Campus, field: str, value: Any) -> Call:
    return Call("/api/sessions/", {"course": campus.own.course.pk, field: value})


def scheduled(tail: str = "") -> Callable[[Campus, str, Any], Call]:
    def build(campus: Campus, field: str, value: Any) -> Call:
        body = {"weekdays": [4], "starts": "09:00", "ends": "10:00", field: value}
        return Call(f"/api/courses/{campus.own.course.pk}/schedules/{tail}", body)

    return build


def holiday(campus: Campus, field: str, value: Any) -> Call:
    return Call("/api/holidays/", {"name": "New", "first_day": "2026-04-06", field: value})


def changed_holiday(campus: Campus, field: str, value: Any) -> Call:
    with tenancy.activate(campus.home.organization):
        pk = Holiday.objects.latest("pk").pk
    return Call(f"/api/holidays/{pk}/", {field: value})


def venues(campus: Campus) -> tuple[int, int]:
    return campus.home.venue.pk, campus.foreign.venue.pk


def terms(campus: Campus) -> tuple[int, int]:
    return campus.home.term.pk, campus.foreign.term.pk


def schedules(campus: Campus) -> tuple[int, int]:
    return campus.own.schedule.pk, campus.away.schedule.pk


def asked(campus: Campus, field: str, value: Any) -> Call:
    body = visits.ask(campus, "own").body
    return Call("/api/my/absence-requests/", {**body, field: value})


# (serializer, field): method, request with this id, the ids own and foreign.
Ids = Callable[[Campus], tuple[Any, Any]]
BODIES: dict[tuple[str, str], tuple[str, Callable[[Campus, str, Any], Call], Ids]] = {
    ("AbsenceRequestInputSerializer", "session"): (
        "POST",
        asked,
        lambda campus: (campus.own.session.pk, campus.away.session.pk),
    ),
    ("AbsenceRequestInputSerializer", "courses"): (
        "POST",
        lambda campus, field, value: asked(campus, field, [value]),
        lambda campus: (campus.own.course.pk, campus.away.course.pk),
    ),
    ("CourseInputSerializer", "term"): (
        "POST",
        course_body,
        lambda campus: (campus.home.term.pk, campus.foreign.term.pk),
    ),
    ("CourseInputSerializer", "lecturers"): (
        "POST",
        lambda campus, field, value: course_body(campus, field, [value]),
        lambda campus: (campus.other.lecturer.pk, campus.away.lecturer.pk),
    ),
    ("CourseInputSerializer", "default_venue"): (
        "POST",
        course_body,
        lambda campus: (campus.home.venue.pk, campus.foreign.venue.pk),
    ),
    ("CourseChangeSerializer", "term"): (
        "PATCH",
        patched,
        lambda campus: (campus.home.term.pk, campus.foreign.term.pk),
    ),
    ("CourseChangeSerializer", "lecturers"): (
        "PATCH",
        lambda campus, field, value: patched(campus, field, [value]),
        lambda campus: (campus.own.lecturer.pk, campus.away.lecturer.pk),
    ),
    ("CourseChangeSerializer", "default_venue"): (
        "PATCH",
        patched,
        lambda campus: (campus.home.venue.pk, campus.foreign.venue.pk),
    ),
    ("EnrollmentInputSerializer", "student"): (
        "POST",
        enrolled,
        lambda campus: (campus.other.student.pk, campus.away.student.pk),
    ),
    ("WalkInInputSerializer", "student"): (
        "POST",
        lambda campus, field, value: Call(
            f"/api/sessions/{campus.own.session.pk}/walk-ins/", {field: value, "reason": "bus"}
        ),
        lambda campus: (campus.other.student.pk, campus.away.student.pk),
    ),
    ("SessionInputSerializer", "course"): (
        "POST",
        opened,
        lambda campus: (campus.own.course.pk, campus.away.course.pk),
    ),
    ("SessionInputSerializer", "schedule"): (
        "POST",
        lambda campus, field, value: Call(
            "/api/sessions/",
            {
                "course": campus.own.course.pk,
                "class_date": str(COMING),
                "opens_at": "2026-03-03T12:00:00Z",
                field: value,
            },
        ),
        schedules,
    ),
    ("ScheduleInputSerializer", "venue"): ("POST", scheduled(), venues),
    ("SchedulePreviewInputSerializer", "venue"): ("POST", scheduled("preview/"), venues),
    ("ScheduleChangeSerializer", "venue"): (
        "PATCH",
        lambda campus, field, value: Call(
            f"/api/schedules/{campus.own.schedule.pk}/", {field: value}
        ),
        venues,
    ),
    ("HolidayInputSerializer", "term"): ("POST", holiday, terms),
    ("HolidayChangeSerializer", "term"): ("PATCH", changed_holiday, terms),
    ("CallOffInputSerializer", "schedule"): (
        "POST",
        lambda campus, field, value: Call(
            "/api/classes/call-off/", {"class_date": str(COMING), "reason": "ill", field: value}
        ),
        schedules,
    ),
    ("ClassInputSerializer", "schedule"): (
        "POST",
        lambda campus, field, value: Call(
            "/api/classes/restore/", {"class_date": str(CALLED_OFF), field: value}
        ),
        schedules,
    ),
    ("SessionInputSerializer", "venue"): (
        "POST",
        opened,
        lambda campus: (campus.home.venue.pk, campus.foreign.venue.pk),
    ),
}

ADMINISTRATORS_ONLY = {
    ("CourseChangeSerializer", "lecturers"),
    ("HolidayInputSerializer", "term"),
    ("HolidayChangeSerializer", "term"),
}
STUDENTS_ONLY = {"AbsenceRequestInputSerializer"}


def same(response: Any, identifier: Any) -> tuple[int, str]:
    """Return status and body without the request's id and the id that was asked for."""
    body = re.sub(r'"request_id":"\w+"', "", response.content.decode())
    return response.status_code, body.replace(str(identifier), "#")


def test_every_written_relation_has_its_request() -> None:
    assert {(owner, name) for owner, name, _ in relations()} == set(BODIES)


@pytest.mark.parametrize("key", BODIES, ids=".".join)
def test_a_foreign_id_in_a_body_is_a_missing_one(key: tuple[str, str], campus: Campus) -> None:
    method, build, ids = BODIES[key]
    own, foreign = ids(campus)
    close_all(campus)
    # Lecturers may write the most, but for what is an administrator's.
    only = "admin" if key in ADMINISTRATORS_ONLY else "lecturer"
    actor = campus.actors["student" if key[0] in STUDENTS_ONLY else only]
    refused = send(actor, method, build(campus, key[1], foreign))
    missing = send(actor, method, build(campus, key[1], MISSING))
    assert refused.status_code == 400
    assert refused.json()["fields"].keys() == {key[1]}
    assert same(refused, foreign) == same(missing, MISSING)
    accepted = send(actor, method, build(campus, key[1], own))
    assert accepted.status_code in {200, 201, 204}, accepted.content


def test_threat_16_a_foreign_student_number_is_a_missing_one(campus: Campus) -> None:
    lecturer = campus.actors["lecturer"]
    with tenancy.activate(campus.foreign.organization):
        foreign = Student.objects.get(pk=campus.away.student.pk).student_id
    refused = send(lecturer, "POST", enrolled(campus, "student_number", foreign))
    missing = send(lecturer, "POST", enrolled(campus, "student_number", "S99999"))
    assert refused.status_code == 400
    assert same(refused, foreign) == same(missing, "S99999")
    number = campus.other.student.student_id.lower()
    accepted = send(lecturer, "POST", enrolled(campus, "student_number", number))
    assert accepted.status_code == 201


def test_an_id_of_somebody_elses_notification_is_a_missing_one(campus: Campus) -> None:
    student = campus.actors["student"]

    def mark(identifier: int) -> tuple[int, str]:
        answer = send(student, "POST", Call("/api/notifications/read/", {"ids": [identifier]}))
        return same(answer, identifier)

    missing = mark(MISSING)
    assert missing == (200, '{"unread":1}')
    assert mark(campus.other.told.pk) == mark(campus.away.told.pk) == missing
    for one, organization in ((campus.other, campus.home), (campus.away, campus.foreign)):
        with tenancy.activate(organization.organization):
            one.told.refresh_from_db()
            assert one.told.read_at is None
    assert mark(campus.own.told.pk) == (200, '{"unread":0}')


# Query parameters: those that name a row, with (own, foreign); the others name none.
QUERY_IDS: dict[tuple[str, str], Callable[[Campus], tuple[int, int]]] = {
    ("/api/holidays/", "term"): terms,
    ("/api/courses/", "term"): lambda campus: (campus.home.term.pk, campus.foreign.term.pk),
    ("/api/decisions/", "course"): lambda campus: (campus.own.course.pk, campus.away.course.pk),
    ("/api/absence-requests/", "course"): lambda campus: (
        campus.own.course.pk,
        campus.away.course.pk,
    ),
    ("/api/sessions/", "course"): lambda campus: (campus.own.course.pk, campus.away.course.pk),
}
QUERY_OTHERS = {
    *("active", "ended", "page", "page_size", "cursor", "search", "sort", "state", "version"),
    *("result", "programme", "role", "status", "year", "kind"),
    *("action", "first_day", "last_day", "text"),
    *("from", "to"),
    *("expires", "signature"),
}
# Lists without a count; see the test of each.
WITHOUT_COUNT = {("/api/audit/", "person"), ("/api/classes/", "course")}
# Of the student who asks alone; see the test of both.
OWN_LISTS = {("/api/my/records/", "course"), ("/api/my/attempts/", "course")}


def query_parameters() -> set[tuple[str, str]]:
    paths = openapi.document()["paths"]
    return {
        (path, parameter["name"])
        for path, item in paths.items()
        for operation in item.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }


def test_every_query_parameter_is_listed() -> None:
    found = query_parameters()
    listed = set(QUERY_IDS) | WITHOUT_COUNT | OWN_LISTS
    assert {one for one in found if one[1] not in QUERY_OTHERS} == listed


@pytest.mark.parametrize("key", QUERY_IDS, ids=" ".join)
@pytest.mark.parametrize("name", ["lecturer", "admin"])
def test_a_foreign_id_in_a_query_is_a_missing_one(
    key: tuple[str, str], name: str, campus: Campus
) -> None:
    own, foreign = QUERY_IDS[key](campus)
    actor = campus.actors[name]
    answers = {
        value: send(actor, "GET", Call(f"{key[0]}?{key[1]}={value}"))
        for value in (own, foreign, MISSING)
    }
    assert answers[own].json()["count"] > 0
    assert answers[foreign].json()["count"] == 0
    assert same(answers[foreign], foreign) == same(answers[MISSING], MISSING)


@pytest.mark.parametrize("path", sorted(path for path, _ in OWN_LISTS))
def test_a_foreign_course_of_a_history_is_a_missing_one(path: str, campus: Campus) -> None:
    student = campus.actors["student"]
    answers = {
        value: send(student, "GET", Call(f"{path}?course={value}"))
        for value in (campus.own.course.pk, campus.away.course.pk, MISSING)
    }
    assert answers[campus.own.course.pk].json()["count"] > 0
    assert answers[campus.away.course.pk].json()["count"] == 0
    assert same(answers[campus.away.course.pk], campus.away.course.pk) == same(
        answers[MISSING], MISSING
    )


def test_a_foreign_person_in_the_audit_trail_is_a_missing_one(campus: Campus) -> None:
    admin = campus.actors["admin"]

    def entries(person: int) -> list[Any]:
        answer = send(admin, "GET", Call(f"/api/audit/?person={person}"))
        assert answer.status_code == 200
        found: list[Any] = answer.json()["results"]
        return found

    assert entries(campus.own.student.user_id) != []
    assert entries(campus.away.student.user_id) == entries(MISSING) == []


def test_a_search_finds_nobody_of_another_organisation(campus: Campus) -> None:
    admin = campus.actors["admin"]
    for path in ("students", "courses"):
        assert send(admin, "GET", Call(f"/api/{path}/?search=ŁEAK")).json()["count"] == 0
        assert send(admin, "GET", Call(f"/api/{path}/?search=")).json()["count"] > 0
