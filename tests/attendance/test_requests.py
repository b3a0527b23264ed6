"""Absence requests: what is covered, by whom it is decided, and what that does to records."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.attendance.models import ExcusedRecord
from apps.core import tenancy
from apps.courses.models import CourseLecturer
from apps.notifications.models import Notification
from apps.notifications.services import delivery
from tests.support.asking import TODAY, ask, counts, decide, form, history, part_of, waiting
from tests.support.checkin import (
    Clock,
    act,
    at_once,
    mark,
    record_of,
    second_course,
    told,
)
from tests.support.ledger import fault, seal
from tests.support.world import Phone, World, make_lecturer


def closed(world: World, now: Clock, **options: Any) -> Any:
    session = world.open(**options)
    now.tick(minutes=1)
    act(world, session, "close")
    now.tick(minutes=1)
    return session


def status(world: World, session: Any, student: Any) -> str:
    return record_of(world, session, student).status


# --- What an approval does -----------------------------------------------------------------


def test_an_approval_excuses_exactly_the_absences_it_covers(world: World, now: Clock) -> None:
    one, other, third = world.students
    came = world.open()
    at_once(world, came, world.phone(one))
    act(world, came, "close")
    now.tick(minutes=1)
    missed = closed(world, now)
    now.tick(days=1)
    world.tokens.clear()
    tomorrow = closed(world, now)
    part = part_of(ask(world, one, first_day=TODAY, last_day=TODAY))
    assert [status(world, missed, one), status(world, tomorrow, one)] == ["absent", "absent"]
    decided = decide(world, part, "approve").json()
    assert decided["changed"] == 1
    assert [entry["status"] for entry in decided["request"]["classes"]] == ["present", "excused"]
    assert [status(world, session, one) for session in (came, missed, tomorrow)] == [
        "present",
        "excused",
        "absent",
    ]
    assert [status(world, missed, student) for student in (other, third)] == ["absent", "absent"]
    assert history(world, missed, one) == [("excuse", "excused")]
    assert history(world, came, one) == []
    seal(world)
    assert fault(world) == ""


def test_a_class_to_come_is_excused_when_its_absences_are_written(world: World, now: Clock) -> None:
    one, other, third = world.students
    for student in (one, other, third):
        assert decide(world, part_of(ask(world, student)), "approve").json()["changed"] == 0
    session = world.open()
    at_once(world, session, world.phone(other))
    mark(world, session, third, "absent")
    act(world, session, "close")
    # Who came is present, and what a lecturer has marked by hand stays.
    assert [status(world, session, student) for student in world.students] == [
        "excused",
        "present",
        "absent",
    ]
    assert history(world, session, one) == [("excuse", "excused")]
    now.tick(minutes=1)
    act(world, session, "reopen", {"reason": "Late bus"})
    at_once(world, session, world.phone(one))
    act(world, session, "close")
    assert status(world, session, one) == "present"
    seal(world)
    assert fault(world) == ""


def test_a_request_for_one_class_leaves_the_others_of_that_day(world: World, now: Clock) -> None:
    student = world.students[0]
    first, second = closed(world, now), closed(world, now)
    decide(world, part_of(ask(world, student, session=second.pk)), "approve")
    assert [status(world, first, student), status(world, second, student)] == ["absent", "excused"]


def test_taking_an_approval_back_touches_only_what_nobody_has_changed_since(
    world: World, now: Clock
) -> None:
    student = world.students[0]
    sessions = [closed(world, now) for _ in range(3)]
    part = part_of(ask(world, student))
    also = part_of(ask(world, student, session=sessions[2].pk))
    decide(world, part, "approve")
    decide(world, also, "approve")
    now.tick(minutes=1)
    mark(world, sessions[1], student, "present", reason="Was there")
    now.tick(minutes=10)
    assert told(decide(world, part, "revoke")) == "reason_required"
    taken = decide(world, part, "revoke", "The certificate was another's")
    assert taken.json()["changed"] == 1
    # The third is covered by the other approved request, which excuses it anew.
    assert [status(world, session, student) for session in sessions] == [
        "absent",
        "present",
        "excused",
    ]
    assert history(world, sessions[0], student) == [("excuse", "excused"), ("unexcuse", "absent")]
    assert history(world, sessions[2], student)[-1] == ("excuse", "excused")
    with tenancy.activate(world.organization):
        assert ExcusedRecord.objects.count() == 4
    seal(world)
    assert fault(world) == ""


@pytest.mark.parametrize(("undone", "left"), [(True, "absent"), (False, "excused")])
def test_a_mark_that_was_undone_does_not_outlast_the_approval(
    world: World, now: Clock, undone: bool, left: str
) -> None:
    student = world.students[0]
    session = closed(world, now)
    part = part_of(ask(world, student))
    decide(world, part, "approve")
    now.tick(minutes=1)
    for slip in ("present", "late", "excused"):
        made = mark(world, session, student, slip, reason="Slipped").json()
        now.tick(1)
        if undone:
            back = world.staff().send("POST", f"/api/changes/{made['change_id']}/undo/")
            assert back.json()["row"]["status"] == "excused"
            now.tick(1)
    # The control: a lecturer's own word stays.
    decide(world, part, "revoke", "The certificate was another's")
    assert status(world, session, student) == left
    seal(world)
    assert fault(world) == ""


@pytest.mark.parametrize("many", [False, True])
def test_a_slip_before_the_closing_that_is_undone_after_it_leaves_the_student_excused(
    world: World, now: Clock, many: bool
) -> None:
    one, other, _ = world.students
    part = part_of(ask(world, one))
    decide(world, part, "approve")
    session = world.open()
    slips = [mark(world, session, student, "present").json() for student in (one, other)]
    now.tick(minutes=1)
    act(world, session, "close")
    now.tick(minutes=1)
    keys = [slip["change_id"] for slip in slips]
    if many:
        url = f"/api/courses/{world.course.pk}/register/undo/"
        answer = world.staff().send("POST", url, {"changes": keys}).json()
        said = {line["student"]: line["status"] for line in answer["changed"]}
    else:
        rows = [
            world.staff().send("POST", f"/api/changes/{key}/undo/").json()["row"] for key in keys
        ]
        said = {row["student"]["id"]: row["status"] for row in rows}
    # The control is the other: nobody has excused them.
    assert said == {one.pk: "excused", other.pk: "absent"}
    assert status(world, session, one) == "excused"
    decide(world, part, "revoke", "The certificate was another's")
    assert status(world, session, one) == "absent"
    seal(world)
    assert fault(world) == ""


def test_a_decision_is_undone_for_five_minutes_by_whom_made_it(world: World, now: Clock) -> None:
    student = world.students[0]
    session = closed(world, now)
    part = part_of(ask(world, student))
    decide(world, part, "approve")
    assert decide(world, part, "undo").json()["request"]["state"] == "pending"
    assert status(world, session, student) == "absent"
    assert decide(world, part, "decline", "No certificate").json()["request"]["state"] == "declined"
    now.tick(minutes=5, seconds=1)
    assert told(decide(world, part, "undo")) == "undo_expired"


def test_the_second_decision_hears_what_the_first_was(world: World, now: Clock) -> None:
    part = part_of(ask(world, world.students[0]))
    with tenancy.activate(world.organization):
        colleague = make_lecturer(world.organization)
        CourseLecturer.objects.create(course=world.course, lecturer=colleague)
    other = Phone(world.sign_in(colleague.user), host="demo.localhost")
    assert decide(world, part, "approve").status_code == 200
    # The same tap twice is one decision.
    assert decide(world, part, "approve").json()["changed"] == 0
    refused = decide(world, part, "decline", "No", browser=other)
    assert (refused.status_code, told(refused)) == (409, "already_decided")
    assert refused.json()["params"]["state"] == "approved"
    assert refused.json()["params"]["by"] == world.lecturer.user.full_name


def test_each_course_is_decided_by_its_own_lecturers(
    world: World, foreign: World, now: Clock
) -> None:
    student = world.students[0]
    course = second_course(world, students=[student])
    with tenancy.activate(world.organization):
        colleague = make_lecturer(world.organization)
        CourseLecturer.objects.filter(course=course).update(lecturer=colleague)
    other = Phone(world.sign_in(colleague.user), host="demo.localhost")
    answer = ask(world, student)
    mine, theirs = part_of(answer, 0), part_of(answer, 1)
    assert counts(world)["requests"] == counts(world, other)["requests"] == 1
    for part, browser in ((theirs, None), (mine, other), (mine, foreign.staff())):
        assert decide(world, part, "approve", browser=browser).status_code == 404
    decide(world, theirs, "decline", "Exam day", browser=other)
    decide(world, mine, "approve")
    parts = world.phone(student).get("/api/my/absence-requests/").json()["results"][0]["parts"]
    assert [(one["state"], one["reason"]) for one in parts] == [
        ("approved", ""),
        ("declined", "Exam day"),
    ]


# --- What may be asked ---------------------------------------------------------------------


def test_the_time_to_ask_is_the_policys(world: World, now: Clock) -> None:
    student = world.students[0]
    world.set_policy(request_days_after=2)
    assert ask(world, student, first_day="2026-02-28").status_code == 201
    late = ask(world, student, first_day="2026-02-27")
    assert (late.status_code, told(late)) == (409, "request_too_late")
    assert late.json()["params"] == {"earliest": "2026-02-28", "days": 2}
    options = world.phone(student).get("/api/my/absence-requests/options/").json()
    assert (options["enabled"], options["earliest_day"]) == (True, "2026-02-28")
    world.set_policy(absence_requests=False)
    assert told(ask(world, student)) == "requests_off"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"last_day": "2026-03-01"}, "last_day"),
        ({"last_day": "2026-06-30"}, "last_day"),
        ({"first_day": "2027-06-01", "last_day": "2027-06-02"}, "last_day"),
        ({"first_day": None}, "first_day"),
        ({"courses": [999999]}, "courses"),
        ({"kind": "boredom"}, "kind"),
        ({"session": 999999}, "session"),
        ({"text": "x" * 1001}, "text"),
    ],
)
def test_what_cannot_be_asked(world: World, fields: dict[str, Any], wrong: str) -> None:
    refused = ask(world, world.students[0], **fields)
    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == [wrong]


def test_the_same_form_sent_twice_is_one_request(world: World) -> None:
    phone, body = world.phone(world.students[0]), form()
    first, second = (phone.send("POST", "/api/my/absence-requests/", body) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert counts(world)["requests"] == 1


def test_withdrawing_ends_what_nobody_has_decided(world: World, now: Clock) -> None:
    student = world.students[0]
    answer = ask(world, student)
    url = f"/api/my/absence-requests/{answer.json()['id']}/withdraw/"
    assert world.phone(world.students[1]).send("POST", url).status_code == 404
    assert world.phone(student).send("POST", url).json()["parts"][0]["state"] == "withdrawn"
    assert world.phone(student).send("POST", url).status_code == 200
    assert counts(world)["requests"] == 0
    assert told(decide(world, part_of(answer), "approve")) == "already_decided"
    other = ask(world, student)
    decide(world, part_of(other), "approve")
    url = f"/api/my/absence-requests/{other.json()['id']}/withdraw/"
    assert told(world.phone(student).send("POST", url)) == "already_decided"


# --- What is told --------------------------------------------------------------------------


def test_the_student_is_told_unless_it_was_undone(world: World, now: Clock) -> None:
    parts = [part_of(ask(world, world.students[0])) for _ in range(2)]
    for part in parts:
        decide(world, part, "approve")
    decide(world, parts[1], "undo")
    now.tick(minutes=6)
    with tenancy.activate(world.organization):
        delivery.deliver(now=now())
        said = Notification.objects.filter(kind="request_decided", channel="in_app")
        assert sorted(said.values_list("status", flat=True)) == ["sent", "skipped"]
        assert "absence request approved" in said.get(status="sent").text


def test_counts_and_queue_take_the_same_statements_whatever_waits(world: World, now: Clock) -> None:
    ask(world, world.students[0])
    staff = world.staff()
    with CaptureQueriesContext(connection) as few:
        assert counts(world, staff)["total"] == 1
        assert len(waiting(world)) == 1
    for student in world.students:
        ask(world, student, text="Again")
        ask(world, student, first_day=TODAY, last_day="2026-03-09")
    with CaptureQueriesContext(connection) as many:
        assert counts(world, staff)["total"] == 7
        assert len(waiting(world)) == 7
    assert len(many) == len(few)
