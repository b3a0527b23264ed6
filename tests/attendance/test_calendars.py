"""The private calendar: what programs read, who may, and when the address dies."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.attendance.api.views import calendars
from apps.core import tenancy
from apps.courses.models import CalledOffClass, ClassSchedule, Holiday
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from tests.support.checkin import Clock
from tests.support.importing import Office, counts
from tests.support.world import Phone, World

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 3)


def subscribe(phone: Phone) -> str:
    answer = phone.send("POST", "/api/me/calendar/")
    assert answer.status_code == 201
    path = str(answer.json()["address"])
    return path[path.index("/calendar/") :]


def fetch(world: World, path: str) -> Any:
    """Fetch as a calendar program does: without a sign-in."""
    return Phone(host=f"{world.organization.slug}.localhost").get(path)


def events(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def timetable(world: World, **changes: Any) -> ClassSchedule:
    values = {"weekdays": "2", "starts": time(10), "ends": time(12), "venue": world.venue}
    with tenancy.activate(world.organization):
        return ClassSchedule.objects.create(course=world.course, **(values | changes))


def test_programs_read_the_classes_of_both_sides_of_a_clock_change(
    world: World, now: Clock
) -> None:
    world.organization.timezone = "Europe/Berlin"
    world.organization.save()
    schedule = timetable(world)
    with tenancy.activate(world.organization):
        Holiday.objects.create(name="Day off", first_day="2026-03-10", last_day="2026-03-10")
        CalledOffClass.objects.create(
            schedule=schedule, class_date="2026-03-17", reason="a conference", at=now()
        )
    answer = fetch(world, subscribe(world.phone(world.students[0])))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"].startswith("private")
    found = events(answer)
    at = {one["DTSTART"].dt.date(): one for one in found.values()}
    assert date(2026, 3, 10) not in at
    assert at[TUESDAY]["DTSTART"].dt == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert at[date(2026, 3, 31)]["DTSTART"].dt == datetime(2026, 3, 31, 8, tzinfo=UTC)
    assert at[TUESDAY]["DTEND"].dt - at[TUESDAY]["DTSTART"].dt == timedelta(hours=2)
    assert (at[TUESDAY]["STATUS"], at[TUESDAY]["LOCATION"]) == ("CONFIRMED", "Room 4")
    called_off = at[date(2026, 3, 17)]
    assert (called_off["STATUS"], called_off["DESCRIPTION"]) == (
        "CANCELLED",
        "Called off: a conference",
    )
    # Of people it names nobody.
    for person in (world.lecturer.user, *(one.user for one in world.students)):
        assert person.full_name.encode() not in answer.content


@pytest.mark.parametrize("between", ["\r\n", "\n", "\r", "\u2028"])
def test_no_name_begins_another_line(world: World, now: Clock, between: str) -> None:
    """Not of the organisation, of a course, of a room; neither is one too long for a line."""
    evil = f"Ünï, Ö{between}X-EVIL:1{'é' * 40}"
    timetable(world)
    for row, field in ((world.organization, "name"), (world.course, "name"), (world.venue, "name")):
        setattr(row, field, evil)
        with tenancy.activate(world.organization):
            row.save()
    answer = fetch(world, subscribe(world.phone(world.students[0])))
    (one, *_) = events(answer).values()
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\r" in line or b"\n" in line or line.startswith(b"X-EVIL") for line in lines)
    calendar = icalendar.Calendar.from_ical(answer.content)
    # The control: what was written is read again.
    assert str(calendar["X-WR-CALNAME"]).replace("\\,", ",").startswith("Classes, Ünï, Ö X-EVIL:1é")
    assert all("X-EVIL:1é" in str(one[name]) for name in ("SUMMARY", "LOCATION"))


def test_a_feed_read_back_as_a_timetable_has_each_class_that_takes_place_once(
    world: World, now: Clock
) -> None:
    schedule = timetable(world, first_day="2026-03-02", last_day="2026-03-24")
    with tenancy.activate(world.organization):
        CalledOffClass.objects.create(
            schedule=schedule, class_date="2026-03-17", reason="a conference", at=now()
        )
    text = fetch(world, subscribe(world.staff())).content.decode()
    office = Office(world)
    # While the classes stand, each of the feed is one of them.
    assert office.check("timetable", text)["counts"] == counts(error=4)
    with tenancy.activate(world.organization):
        CalledOffClass.objects.all().delete()
        ClassSchedule.objects.all().delete()
    done = office.commit("timetable", text)
    assert done["counts"] == counts(new=3, error=1)
    with tenancy.activate(world.organization):
        kept = ClassSchedule.objects.order_by("first_day")
        assert {(one.starts, one.ends, one.venue) for one in kept} == {
            (time(10), time(12), world.venue)
        }
        assert [one.first_day.day for one in kept if one.first_day] == [3, 10, 24]


def test_a_moved_class_keeps_its_uid(world: World, now: Clock) -> None:
    schedule = timetable(world)
    path = subscribe(world.staff())
    before = events(fetch(world, path))
    changed = {"starts": "11:00", "ends": "13:00"}
    world.staff().send("PATCH", f"/api/schedules/{schedule.pk}/", changed)
    after = events(fetch(world, path))
    assert before.keys() == after.keys() != set()
    uid = min(before)
    assert after[uid]["DTSTART"].dt - before[uid]["DTSTART"].dt == timedelta(hours=1)


def test_one_address_is_asked_so_often_and_no_other_pays_for_it(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Enough for thirty programs of one person that ask every quarter of an hour.
    assert timedelta(minutes=15) * calendars.ASKED == 30 * calendars.ASKED_WINDOW
    monkeypatch.setattr(calendars, "ASKED", 3)
    mine, other = (subscribe(world.phone(one)) for one in world.students[:2])
    for _ in range(3):
        assert fetch(world, mine).status_code == 200
    refused = fetch(world, mine)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    # From the same network: whoever knows another address, and whoever knows none.
    for _ in range(2):
        assert fetch(world, other).status_code == 200
        assert fetch(world, "/calendar/nobody.ics").status_code == 404
    now.tick(int(refused["Retry-After"]))
    assert fetch(world, mine).status_code == 200


def test_a_new_address_ends_the_old_one_and_revoking_ends_both(world: World, now: Clock) -> None:
    phone = world.phone(world.students[0])
    assert phone.get("/api/me/calendar/").json() == {"created_at": None}
    old = subscribe(phone)
    assert fetch(world, old).status_code == 200
    new = subscribe(phone)
    assert phone.get("/api/me/calendar/").json()["created_at"] == "2026-03-02T09:00:00Z"
    assert [fetch(world, path).status_code for path in (old, new)] == [404, 200]
    assert phone.send("DELETE", "/api/me/calendar/").status_code == 204
    assert phone.send("DELETE", "/api/me/calendar/").status_code == 204
    assert fetch(world, new).status_code == 404
    with tenancy.activate(world.organization):
        told = AuditEntry.objects.filter(action=AuditAction.CALENDAR_CHANGED)
        assert told.count() == 3
        assert not any(old[10:-4] in str(vars(one)) for one in told)


def test_an_address_opens_nothing_in_another_organisation_or_for_who_left(
    world: World, foreign: World, now: Clock
) -> None:
    student = world.students[0]
    path = subscribe(world.phone(student))
    assert fetch(foreign, path).status_code == 404
    assert fetch(world, path).status_code == 200
    student.user.is_active = False
    student.user.save()
    assert fetch(world, path).status_code == 404


def test_a_calendar_costs_as_many_statements_for_many_schedules_as_for_one(
    world: World, now: Clock
) -> None:
    timetable(world)
    path = subscribe(world.phone(world.students[0]))
    fetch(world, path)

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            found = events(fetch(world, path))
        return len(captured), len(found)

    few = count()
    for weekday in "345":
        timetable(world, weekdays=weekday)
    many = count()
    assert few[0] == many[0]
    assert many[1] > few[1] * 3
