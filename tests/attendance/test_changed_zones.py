"""What is planned while an organisation's clocks change: by law twice a year, or by hand."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from apps.attendance import tasks
from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.core import tenancy
from apps.core.changes import _listeners
from apps.courses.models import ClassSchedule
from apps.notifications.models import Notification
from apps.orgs.models import Organization
from tests.support.administration import (
    as_posted,
    browser_of,
    form_of,
    make_platform_staff,
    page_of,
)
from tests.support.checkin import Clock
from tests.support.world import Phone, World

pytestmark = pytest.mark.django_db

# By the law of 2026 in each zone: the wall-clock time of a class, and the moment that it means. A
# skipped time is read with the offset from before; of a time that comes twice the first counts.
CHANGES = {
    "Berlin, skipped": ("Europe/Berlin", (2026, 3, 29), time(2, 30), (2026, 3, 29, 1, 30)),
    "Berlin, twice": ("Europe/Berlin", (2026, 10, 25), time(2, 30), (2026, 10, 25, 0, 30)),
    "New York, skipped": ("America/New_York", (2026, 3, 8), time(2, 30), (2026, 3, 8, 7, 30)),
    "New York, twice": ("America/New_York", (2026, 11, 1), time(1, 30), (2026, 11, 1, 5, 30)),
    "Lord Howe, skipped": (
        "Australia/Lord_Howe",
        (2026, 10, 4),
        time(2, 15),
        (2026, 10, 3, 15, 45),
    ),
    "Lord Howe, twice": ("Australia/Lord_Howe", (2026, 4, 5), time(1, 45), (2026, 4, 4, 14, 45)),
    "Cairo, skipped": ("Africa/Cairo", (2026, 4, 24), time(0, 30), (2026, 4, 23, 22, 30)),
    "Cairo, twice": ("Africa/Cairo", (2026, 10, 29), time(23, 30), (2026, 10, 29, 20, 30)),
}


def timetable(world: World, day: date, starts: time) -> ClassSchedule:
    """Let the course meet on that weekday, for a quarter of an hour by the wall, by itself."""
    ends = (datetime.combine(day, starts) + timedelta(minutes=15)).time()
    with tenancy.activate(world.organization):
        type(world.term).objects.filter(pk=world.term.pk).update(last_day=date(2026, 12, 31))
        return ClassSchedule.objects.create(
            course=world.course,
            weekdays=str(day.isoweekday()),
            starts=starts,
            ends=ends,
            opens_itself=True,
        )


def sessions_of(world: World) -> list[AttendanceSession]:
    with tenancy.activate(world.organization):
        return list(AttendanceSession.objects.order_by("opens_at"))


def feed(world: World) -> list[datetime]:
    """Return when the classes of the lecturer's calendar begin."""
    made = world.staff().send("POST", "/api/me/calendar/").json()["address"]
    path = made[made.index("/calendar/") :]
    answer = Phone(host=f"{world.organization.slug}.localhost").get(path)
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return [one.decoded("DTSTART") for one in found]


@pytest.mark.parametrize("name", CHANGES)
def test_a_class_opens_itself_once_in_the_hour_that_is_skipped_or_comes_twice(
    world: World, now: Clock, name: str
) -> None:
    zone, ymd, starts, moment = CHANGES[name]
    opens = datetime(*moment, tzinfo=UTC)
    world.organization.timezone = zone
    world.organization.save()
    timetable(world, date(*ymd), starts)
    opened: list[datetime] = []
    for minutes in (*(-60 * 27, -60 * 25, -120, -60, -30, -1), *(0, 30, 60, 75, 90, 120, 60 * 24)):
        now.moment = opens + timedelta(minutes=minutes)
        tasks.plan_classes.work(now=now())
        tasks.remind.work(now=now())
        done = tasks.settle_sessions.work(now=now())
        opened += [now()] * done["opened"]
    (session,) = sessions_of(world)
    assert (session.opens_at, session.class_date) == (opens, date(*ymd))
    assert (session.state, opened) == ("closed", [opens])
    world.tokens.clear()
    assert feed(world).count(opens) == 1
    with tenancy.activate(world.organization):
        assert AttendanceRecord.objects.filter(session=session).count() == len(world.students)
        told = Notification.objects.filter(channel="in_app").values_list("kind", flat=True)
        assert Counter(told) == {"next_class": 3, "session_reminder": 3}


def move_to(world: World, zone: str) -> None:
    """Change the organisation's zone as platform staff do, in the admin site."""
    browser = browser_of(make_platform_staff(), host=f"{world.organization.slug}.localhost")
    page = page_of(world.organization)
    data = {**as_posted(form_of(browser, page)), "timezone": zone}
    answer = browser.post(page, data)
    assert answer.status_code == 302, answer.content
    world.organization.refresh_from_db()
    assert world.organization.timezone == zone


@pytest.mark.parametrize("told", [True, False], ids=["told", "control: not told"])
def test_what_is_planned_follows_another_zone_at_once_and_what_was_held_stands(
    world: World, now: Clock, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not told:
        monkeypatch.delitem(_listeners, Organization._meta.label)
    # At noon on a Monday in Kampala; there have been classes at ten today, and there are tomorrow.
    timetable(world, date(2026, 3, 2), time(10))
    timetable(world, date(2026, 3, 3), time(10))
    now.tick(hours=-3)
    tasks.plan_classes.work(now=now())
    now.tick(hours=3)
    tasks.plan_classes.work(now=now())
    tasks.settle_sessions.work(now=now())
    held, coming = sessions_of(world)
    assert (held.state, coming.state) == ("closed", "planned")
    now.tick(hours=22, minutes=-30)
    tasks.remind.work(now=now())
    assert coming.opens_at - now() == timedelta(minutes=30)
    # Half an hour before the class they see that they are two hours behind.
    move_to(world, "Europe/Berlin")
    after, moved = sessions_of(world)
    assert (after.pk, after.opens_at, after.state) == (held.pk, held.opens_at, "closed")
    assert moved.pk == coming.pk
    assert moved.closes_at - moved.opens_at == coming.closes_at - coming.opens_at
    ten_in_berlin = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert moved.opens_at == moved.planned_start == (ten_in_berlin if told else coming.opens_at)
    if not told:
        return
    world.tokens.clear()
    assert feed(world).count(ten_in_berlin) == 1
    assert tasks.plan_classes.work(now=now()) == dict.fromkeys(
        ("planned", "moved", "withdrawn", "blocked"), 0
    )
    now.moment = coming.opens_at
    assert tasks.settle_sessions.work(now=now()) == {"opened": 0, "closed": 0}
    now.moment = ten_in_berlin
    assert tasks.settle_sessions.work(now=now()) == {"opened": 1, "closed": 0}
