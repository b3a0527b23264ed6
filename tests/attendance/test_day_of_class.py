"""On which day a class counts that was opened, or entered, on another one: on the class's own."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.core import tenancy
from apps.courses.models import ClassSchedule, Enrollment
from apps.orgs.selectors import forget_cached
from tests.support.asking import ask, decide, part_of
from tests.support.checkin import NOWHERE, Clock, act, at_once, told, typed
from tests.support.kiosks import Device
from tests.support.world import World

pytestmark = pytest.mark.django_db

# A Monday, and the Tuesday of a class that begins ten minutes after midnight.
EVENING, DAY = date(2026, 3, 9), date(2026, 3, 10)
ZONES = ("Africa/Kampala", "America/St_Johns", "Pacific/Auckland", "Pacific/Honolulu")
every_zone = pytest.mark.parametrize("zone", ZONES)


def at_wall(world: World, now: Clock, day: date, hour: int, minute: int) -> None:
    """Move the clock to a time on the wall of the organisation."""
    wall = datetime.combine(day, time(hour, minute, 1), ZoneInfo(world.organization.timezone))
    now.moment = wall.astimezone(UTC)
    world.tokens.clear()


def settle_in(world: World, zone: str) -> None:
    """Put the university into a zone; the first student leaves in the evening, others come."""
    world.organization.timezone = zone
    world.organization.save()
    forget_cached()
    leaving, *joining = world.students
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=leaving).update(to_date=EVENING)
        Enrollment.objects.filter(student__in=joining).update(from_date=DAY)


def started(world: World, *, day: date, starts: time, ends: time) -> AttendanceSession:
    """Let the course meet once a week, and its lecturer start the class now."""
    with tenancy.activate(world.organization):
        schedule = ClassSchedule.objects.create(
            course=world.course, weekdays=str(day.isoweekday()), starts=starts, ends=ends
        )
    body = {"course": world.course.pk, "schedule": schedule.pk, "class_date": str(day)}
    answer = world.staff().send("POST", "/api/sessions/", body)
    assert answer.status_code == 201, answer.content
    with tenancy.activate(world.organization):
        return AttendanceSession.objects.get(pk=answer.json()["id"])


def statuses(world: World, session: AttendanceSession) -> dict[int, str]:
    with tenancy.activate(world.organization):
        found = AttendanceRecord.objects.filter(session=session)
        return {one.student_id: one.status for one in found}


def open_for(world: World, student: Any) -> list[int]:
    home = world.phone(student).get("/api/student/home/").json()
    return [one["id"] for one in home["open_sessions"]]


def columns(world: World, day: date) -> list[int]:
    url = f"/api/courses/{world.course.pk}/register/?from={day}&to={day}"
    return [one["id"] for one in world.staff().get(url).json()["sessions"]]


@every_zone
def test_a_class_after_midnight_that_is_started_the_evening_before(
    world: World, now: Clock, zone: str
) -> None:
    settle_in(world, zone)
    leaving, joining, excused = world.students
    at_wall(world, now, EVENING, 12, 0)
    part = part_of(ask(world, excused, first_day=str(DAY), last_day=str(DAY)))
    decide(world, part, "approve")
    at_wall(world, now, EVENING, 23, 50)
    session = started(world, day=DAY, starts=time(0, 10), ends=time(1))
    assert (open_for(world, joining), open_for(world, leaving)) == ([session.pk], [])
    assert told(at_once(world, session, world.phone(leaving))) == "not_enrolled"
    assert Device(world, session).ask("look-up", number=leaving.student_id).status_code == 404
    assert told(typed(world, session, world.phone(joining))) == "accepted"
    at_wall(world, now, DAY, 0, 20)
    act(world, session, "close")
    assert statuses(world, session) == {joining.pk: "present", excused.pk: "excused"}
    assert (columns(world, DAY), columns(world, EVENING)) == ([session.pk], [])


@every_zone
def test_a_class_that_lasts_beyond_midnight(world: World, now: Clock, zone: str) -> None:
    settle_in(world, zone)
    leaving, joining, _ = world.students
    at_wall(world, now, EVENING, 23, 50)
    session = started(world, day=EVENING, starts=time(23, 50), ends=time(23, 59))
    at_wall(world, now, DAY, 0, 2)
    assert (open_for(world, joining), open_for(world, leaving)) == ([], [session.pk])
    assert told(typed(world, session, world.phone(joining))) == "code_invalid"
    assert told(at_once(world, session, world.phone(leaving))) == "accepted"
    assert Device(world, session).ask("look-up", number=joining.student_id).status_code == 404
    act(world, session, "close")
    assert statuses(world, session) == {leaving.pk: "late"}


def test_the_control_a_session_of_its_own_counts_on_the_day_it_opens(
    world: World, now: Clock
) -> None:
    settle_in(world, ZONES[0])
    leaving, joining, _ = world.students
    at_wall(world, now, EVENING, 23, 50)
    session = world.open()
    assert told(at_once(world, session, world.phone(joining))) == "not_enrolled"
    at_wall(world, now, DAY, 0, 2)
    assert told(world.phone(leaving).scan(world.code(session), finish=NOWHERE)) == "accepted"
    act(world, session, "close")
    assert statuses(world, session) == {leaving.pk: "late"}
    assert (columns(world, DAY), columns(world, EVENING)) == ([], [session.pk])
