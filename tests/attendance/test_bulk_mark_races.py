"""Two lecturers mark the same cells at once: nothing is lost, and each learns of the other."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.models import AttendanceRecord, RecordChange
from apps.attendance.services import mark_rows, sessions
from apps.core import clock, tenancy
from apps.courses.models import CourseLecturer
from tests.support.checkin import NOON, Clock
from tests.support.races import at_once, meet
from tests.support.registers import held
from tests.support.world import Phone, World, make_lecturer, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, fresh_process: None) -> Iterator[World]:
    """Return a university whose rows are committed; the clock stands still, for threads too."""
    with clock.use(Clock(NOON)):
        yield make_world("demo", geofence_mode="off", students=4)


def colleague(world: World) -> Phone:
    """Return the browser of a second lecturer of the course."""
    other = make_lecturer(world.organization)
    with tenancy.activate(world.organization):
        CourseLecturer.objects.create(course=world.course, lecturer=other)
    return Phone(world.sign_in(other.user), host=f"{world.organization.slug}.localhost")


def marked(phone: Phone, world: World, session: Any, status: str, seen: str | None) -> Any:
    path = f"/api/courses/{world.course.pk}/register/marks/"
    marks = [
        {"session": session.pk, "student": one.pk, "status": status, "expected": seen}
        for one in world.students
    ]
    return phone.send("POST", path, {"marks": marks, "reason": "Checked my list"})


def changes(world: World) -> list[tuple[str | None, str]]:
    with tenancy.activate(world.organization):
        return list(RecordChange.objects.order_by("pk").values_list("from_status", "to_status"))


@pytest.mark.parametrize("seen", ["absent", None])
def test_of_two_at_once_one_is_told_and_can_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch, seen: str | None
) -> None:
    """On records that there are, and on records that both are about to make."""
    session = held(world, NOON - timedelta(days=1)) if seen else world.open()
    first, second = world.staff(), colleague(world)
    meet(monkeypatch, (mark_rows, "locked_sessions"))
    answers = at_once(
        lambda: marked(first, world, session, "present", seen),
        lambda: marked(second, world, session, "excused", seen),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    bodies = [answer.json() for answer in answers]
    everybody = len(world.students)
    assert sorted(len(body["changed"]) for body in bodies) == [0, everybody]
    assert sorted(len(body["conflicts"]) for body in bodies) == [0, everybody]
    assert len(changes(world)) == everybody
    # Who was second sees what stands there, and marks again: both changes are kept.
    loser = bodies.index(max(bodies, key=lambda body: len(body["conflicts"])))
    stands = bodies[loser]["conflicts"][0]["status"]
    wanted = "excused" if stands == "present" else "present"
    again = marked((first, second)[loser], world, session, wanted, stands)
    assert len(again.json()["changed"]) == everybody
    assert changes(world)[everybody:] == [(stands, wanted)] * everybody


def test_control_without_what_was_seen_the_first_is_overwritten_unseen(world: World) -> None:
    """Reading, then writing without comparing under a lock: the first mark leaves no trace."""
    session, student = held(world, NOON - timedelta(days=1)), world.students[0]
    barrier = threading.Barrier(2)

    def textbook(status: str) -> str:
        with tenancy.activate(world.organization):
            record = AttendanceRecord.objects.get(session=session, student=student)
            barrier.wait(10)
            before = record.status
            record.status = status
            record.save()
            return before

    assert at_once(lambda: textbook("present"), lambda: textbook("late")) == ["absent", "absent"]


def test_marks_and_closing_at_once_leave_one_record_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both write records of the same students; neither waits for the other for ever."""
    session = world.open()
    phone = world.staff()
    meet(monkeypatch, (mark_rows, "make_records"), (sessions, "_settle"))
    marks, closed = at_once(
        lambda: marked(phone, world, session, "present", None),
        lambda: phone.send("POST", f"/api/sessions/{session.pk}/close/"),
    )
    assert (marks.status_code, closed.status_code) == (200, 200)
    with tenancy.activate(world.organization):
        records = list(AttendanceRecord.objects.filter(session=session))
    assert len(records) == len(world.students)
    assert {one.status for one in records} == {"present"}
