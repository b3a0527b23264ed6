"""A list, the register and a student's home cost the same number of statements at any length."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.mixins import ListModelMixin

from apps.accounts.enums import Role
from apps.accounts.models import Guardian, ImportRun, Student
from apps.attendance.enums import Outcome, RecordStatus, SessionState, Source, TokenKind
from apps.attendance.models import AttendanceSession, CheckInAttempt, Question, RecordChange
from apps.attendance.services import register, tokens
from apps.core import tenancy
from apps.courses.models import (
    CalledOffClass,
    ClassSchedule,
    Course,
    CourseLecturer,
    Enrollment,
    Holiday,
    Term,
    Venue,
)
from apps.notifications.enums import Channel, Status
from apps.notifications.models import Notification
from tests.support.asking_rows import ask
from tests.support.campus import NOW, stopped_clock
from tests.support.operations import routes, view_class
from tests.support.world import Phone, World, make_lecturer, make_student, make_user, make_world

pytestmark = pytest.mark.django_db

NO_ROWS = {"new": 0, "changed": 0, "same": 0, "error": 0}
# Reads that are no lists of DRF's, and grow with the class all the same.
REVIEW = "/api/sessions/{session}/review/"
GROWING = {
    "api/courses/<int:pk>/register/",
    "api/sessions/<int:pk>/live/",
    "api/sessions/<int:pk>/review/",
    "api/sessions/<int:pk>/projector/",
    "api/my/courses/",
    "api/my/data/",
    "api/student/home/",
    "api/classes/",
    "api/students/<int:pk>/guardians/",
}


class Course3:
    """A course that grows by one of everything at a time."""

    def __init__(self) -> None:
        self.world: World = make_world("home", students=1)
        self.session = self.world.open()
        self.me = self.world.students[0]
        self.admin = make_user(self.world.organization, Role.ADMIN)

    def grow(self) -> None:
        """Add one more row to each list."""
        world, number = self.world, self.world.course.pk + Course.objects.count()
        student = make_student(world.organization)
        Term.objects.create(name=f"T{number}", first_day="2026-01-01", last_day="2026-06-01")
        Venue.objects.create(name=f"V{number}", latitude=0, longitude=0, radius_m=50)
        self._enroll(world.course, student)
        schedule = ClassSchedule.objects.create(
            course=world.course, weekdays="3", starts=time(number % 24), ends=time(number % 24, 50)
        )
        CalledOffClass.objects.create(
            schedule=schedule, class_date="2026-03-04", reason="ill", at=NOW
        )
        Holiday.objects.create(
            name=f"H{number}", first_day="2026-03-05", last_day="2026-03-05", term=world.term
        )
        course = Course.objects.create(
            term=world.term, code=f"C{number}", name="More", default_venue=world.venue
        )
        colleague = make_lecturer(world.organization)
        Guardian.objects.create(student=self.me, name=f"G{number}", phone="+256700000001")
        for lecturer in (world.lecturer, colleague):
            CourseLecturer.objects.create(course=course, lecturer=lecturer)
        self._enroll(course, self.me)
        other = world.open(course=course)
        by = world.lecturer.user
        self._mark(other, self.me)
        self._mark(self.session, student)
        self._attempt(other, self.me)
        self._attempt(self.session, make_and_enroll(world))
        ask(world.course, self.me, by, now=NOW)
        ask(course, student, by, now=NOW)
        for asked in (student, self.me):
            Question.objects.create(
                session=self.session if asked is student else other,
                student=asked,
                number=1,
                at=NOW,
                by=by,
                text="Where did you sit?",
            )
        tokens.regenerate(session=self.session, kind=TokenKind.ROTATING, by=by, now=NOW)
        ImportRun.objects.create(
            kind="students", row_count=0, counts=NO_ROWS, by=self.admin, created_at=NOW
        )
        Notification.objects.create(
            recipient=self.me.user,
            kind="check_in_confirmation",
            channel=Channel.IN_APP,
            dedupe_key=f"told:{number}",
            status=Status.SENT,
            next_attempt_at=NOW,
            created_at=NOW,
        )

    def _enroll(self, course: Course, student: Student) -> None:
        Enrollment.objects.create(
            course=course, student=student, from_date=NOW.date() - timedelta(days=9)
        )

    def _mark(self, session: AttendanceSession, student: Student) -> RecordChange | None:
        return register.mark(
            session=session,
            student_pk=student.pk,
            status=RecordStatus.LATE,
            reason="bus",
            by=self.world.lecturer.user,
            now=NOW,
        )

    def _attempt(self, session: AttendanceSession, student: Student) -> None:
        attempt = CheckInAttempt.objects.create(
            session=session,
            student=student,
            at=NOW,
            arrived_at=NOW,
            outcome=Outcome.CODE_EXPIRED,
            source=Source.QR,
        )
        register.appeal(attempt=attempt, note="here", now=NOW)


def make_and_enroll(world: World) -> Student:
    student = make_student(world.organization)
    Enrollment.objects.create(
        course=world.course, student=student, from_date=NOW.date() - timedelta(days=9)
    )
    return student


def staff(one: Course3) -> Phone:
    return one.world.staff()


def pupil(one: Course3) -> Phone:
    return one.world.phone(one.me)


def office(one: Course3) -> Phone:
    host = f"{one.world.organization.slug}.localhost"
    return Phone(one.world.sign_in(one.admin), host=host)


def rows_in(*path: str) -> Callable[[Any], int]:
    def count(body: Any) -> int:
        for name in path:
            body = body[name]
        return len(body)

    return count


CLASSES = "/api/classes/?from=2026-03-02&to=2026-03-08"
Case = tuple[str, Callable[[Course3], Phone], str, Callable[[Any], int]]
CASES: list[Case] = [
    ("api/students/", staff, "/api/students/", rows_in("results")),
    ("api/students/", office, "/api/students/?search=person+s", rows_in("results")),
    ("api/lecturers/", office, "/api/lecturers/", rows_in("results")),
    ("api/staff/", office, "/api/staff/", rows_in("results")),
    ("api/students/<int:pk>/guardians/", office, "/api/students/{me}/guardians/", len),
    ("api/imports/", office, "/api/imports/", rows_in("results")),
    ("api/terms/", staff, "/api/terms/", rows_in("results")),
    ("api/venues/", staff, "/api/venues/", rows_in("results")),
    ("api/courses/", staff, "/api/courses/", rows_in("results")),
    ("api/courses/", pupil, "/api/courses/", rows_in("results")),
    (
        "api/courses/<int:pk>/enrollments/",
        staff,
        "/api/courses/{course}/enrollments/",
        rows_in("results"),
    ),
    (
        "api/courses/<int:pk>/schedules/",
        staff,
        "/api/courses/{course}/schedules/",
        rows_in("results"),
    ),
    ("api/holidays/", staff, "/api/holidays/", rows_in("results")),
    ("api/classes/", staff, CLASSES, rows_in("classes")),
    ("api/classes/", pupil, CLASSES, rows_in("classes")),
    ("api/classes/", office, CLASSES, rows_in("classes")),
    ("api/my/records/", pupil, "/api/my/records/", rows_in("results")),
    (
        "api/my/data/",
        pupil,
        "/api/my/data/",
        lambda body: sum(one["count"] or 0 for one in body["kinds"]),
    ),
    ("api/my/courses/", pupil, "/api/my/courses/", rows_in("courses")),
    ("api/decisions/", staff, "/api/decisions/", rows_in("results")),
    ("api/absence-requests/", staff, "/api/absence-requests/", rows_in("results")),
    ("api/my/absence-requests/", pupil, "/api/my/absence-requests/", rows_in("results")),
    ("api/my/attempts/", pupil, "/api/my/attempts/", rows_in("results")),
    ("api/notifications/", pupil, "/api/notifications/", rows_in("results")),
    ("api/sessions/", staff, "/api/sessions/", rows_in("results")),
    (
        "api/sessions/<int:pk>/tokens/",
        staff,
        "/api/sessions/{session}/tokens/",
        rows_in("results"),
    ),
    (
        "api/courses/<int:pk>/register/",
        staff,
        "/api/courses/{course}/register/",
        rows_in("students"),
    ),
    (
        "api/sessions/<int:pk>/changes/",
        staff,
        "/api/sessions/{session}/changes/",
        rows_in("results"),
    ),
    (
        "api/sessions/<int:pk>/events/",
        staff,
        "/api/sessions/{session}/events/",
        rows_in("results"),
    ),
    ("api/sessions/<int:pk>/review/", staff, REVIEW, rows_in("questions")),
    ("api/student/home/", pupil, "/api/student/home/", rows_in("questions")),
    ("api/sessions/<int:pk>/live/", staff, "/api/sessions/{session}/live/", rows_in("rows")),
    ("api/sessions/<int:pk>/review/", staff, REVIEW, rows_in("items")),
    (
        "api/sessions/<int:pk>/projector/",
        staff,
        "/api/sessions/{session}/projector/",
        lambda body: int(body["counts"]["arrived"]),
    ),
    ("api/student/home/", pupil, "/api/student/home/", rows_in("open_sessions")),
    ("api/student/home/", pupil, "/api/student/home/", rows_in("recent_attempts")),
    ("api/student/home/", pupil, "/api/student/home/", rows_in("recent_records")),
]


def test_every_list_has_its_case() -> None:
    lists = {
        route
        for route, view in routes()
        if (owner := view_class(view)) is not None and issubclass(owner, ListModelMixin)
    }
    assert {case[0] for case in CASES} == lists | GROWING


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)]
)
def test_the_number_of_statements_does_not_grow(case: Case) -> None:
    _, who, path, count = case
    with stopped_clock():
        one = Course3()
        address = path.format(course=one.world.course.pk, session=one.session.pk, me=one.me.pk)
        phone = who(one)
        # The first request of a process also finds out for which organisation it is.
        phone.get(address)
        with tenancy.activate(one.world.organization):
            one.grow()
        few, before = statements(phone, address)
        with tenancy.activate(one.world.organization):
            one.grow()
            one.grow()
        many, after = statements(phone, address)
    assert count(after) >= count(before) + 2, "the case must grow to prove anything"
    assert len(few) == len(many), "\n".join(many)


def statements(phone: Phone, address: str) -> tuple[list[str], Any]:
    with CaptureQueriesContext(connection) as captured:
        answer = phone.get(address)
    assert answer.status_code == 200, answer.content
    return [query["sql"] for query in captured.captured_queries], answer.json()


def test_an_unchanged_poll_of_the_register_costs_one_statement_with_the_sign_in() -> None:
    with stopped_clock():
        one = Course3()
        address = f"/api/sessions/{one.session.pk}/live/"
        version = one.world.staff().get(address).json()["version"]
        found, body = statements(one.world.staff(), f"{address}?version={version}")
    assert body == {"version": version, "changed": False}
    assert len(found) == 1, "\n".join(found)
    assert SessionState.OPEN in version
