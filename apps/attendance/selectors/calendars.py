"""A person's classes as a calendar (RFC 5545)."""

import re
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vText

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.rules import token_digest
from apps.attendance.models import CalendarFeed
from apps.attendance.selectors.classes import ClassEntry, classes_for
from apps.core.errors import NotFound
from apps.courses.selectors import local_day
from apps.orgs.models import Organization

BEHIND, AHEAD = timedelta(days=30), timedelta(days=180)
REFRESH = timedelta(hours=1)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Administrators oversee all classes, which is no calendar of theirs.
ROLES = frozenset({Role.STUDENT, Role.LECTURER})


def feed_of(user: User) -> CalendarFeed | None:
    """Return a user's calendar address, None without one."""
    return CalendarFeed.objects.filter(user=user).first()


def owner_of(token: str) -> User:
    """Return whose calendar a secret opens in the active organisation; raise NotFound.

    One of a deactivated account, or of a role without classes, opens nothing.
    """
    found = (
        CalendarFeed.objects.filter(digest=token_digest(token), user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None or found.user.role not in ROLES:
        raise NotFound
    return found.user


def calendar_of(user: User, organization: Organization, *, now: datetime) -> bytes:
    """Return a user's classes from a month ago to half a year ahead as iCalendar.

    Moments are in UTC, computed class by class, so that every program shows the right time on
    both sides of a clock change. A class keeps its UID when it is moved or called off; one on a
    holiday is left out. Of people it names nobody.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Attendance//Classes//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # A property that the library does not know is written as it is given: on one line, escaped.
    name = " ".join(_CONTROLS.sub(" ", organization.name).split())
    calendar.add("x-wr-calname", vText(f"Classes, {name}"))
    calendar.add("x-wr-timezone", organization.timezone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    entries = classes_for(
        user,
        first=local_day(now - BEHIND, organization.timezone),
        last=local_day(now + AHEAD, organization.timezone),
        timezone=organization.timezone,
        now=now,
    )
    for entry in entries:
        if not entry.holiday or entry.session is not None:
            calendar.add_component(_event(entry, organization, now=now))
    return bytes(calendar.to_ical())


def _event(entry: ClassEntry, organization: Organization, *, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{_name(entry)}@{organization.slug}.attendance")
    event.add("dtstamp", now)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", f"{entry.course.code} {entry.course.name}")
    if entry.venue_name:
        event.add("location", entry.venue_name)
    if entry.called_off:
        event.add("description", f"Called off: {entry.reason}" if entry.reason else "Called off")
    event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.called_off else "OPAQUE")
    return event


def _name(entry: ClassEntry) -> str:
    if entry.schedule_id is not None:
        return f"class-{entry.schedule_id}-{entry.class_date:%Y%m%d}"
    key = entry.session.pk if entry.session else 0
    return f"session-{key}"
