"""Where and when a session may be: places, class slots, and times that can be planned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.attendance.models import AttendanceSession
from apps.attendance.rules.location import Fence
from apps.core.errors import Invalid
from apps.courses.models import ClassSchedule, Course, Venue
from apps.courses.selectors import own_policy
from apps.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session meets: a venue, or the lecturer's own position with the policy's radius."""

    venue: Venue | None
    fence: Fence | None


@dataclass(frozen=True, slots=True)
class ClassSlot:
    """Which class of a schedule a session is: its day, and when the class begins."""

    schedule: ClassSchedule
    class_date: date
    starts_at: datetime


def place_for(
    *,
    organization: Organization,
    course: Course,
    venue: Venue | None,
    venue_given: bool,
    position: tuple[float, float] | None,
) -> Place:
    """Return where a new session meets: the given venue, else the position, else the course's.

    ``position`` is latitude and longitude in degrees; its radius is that of the
    course's rules. A venue given as None means no place at all.
    """
    if position is not None:
        radius_m = own_policy(course, organization.policy).radius_m
        fence = Fence(position[0], position[1], radius_m)
        return Place(venue=None, fence=fence)
    chosen = venue if venue_given else course.default_venue
    if chosen is None:
        return Place(venue=None, fence=None)
    fence = Fence(chosen.latitude, chosen.longitude, chosen.radius_m)
    return Place(venue=chosen, fence=fence)


def check_opens_at(opens_at: datetime | None, *, now: datetime) -> None:
    """Raise Invalid for an opening time in the past or more than a year ahead."""
    if opens_at is None:
        return
    if opens_at < now - timedelta(minutes=5) or opens_at > now + timedelta(days=366):
        raise Invalid(fields={"opens_at": ["Choose a time from now on, within a year."]})


def put_at(session: AttendanceSession, place: Place) -> None:
    """Let a session, to be stored by the caller, meet at another place."""
    fence = place.fence
    session.venue = place.venue
    session.venue_name = place.venue.name if place.venue else ""
    session.latitude = fence.latitude if fence else None
    session.longitude = fence.longitude if fence else None
    session.radius_m = fence.radius_m if fence else None


def is_at(session: AttendanceSession, place: Place) -> bool:
    """Return whether a session meets at a place, with its name and fence as they are now."""
    venue = place.venue
    meets = (session.venue_id, session.venue_name, session.fence)
    return meets == (venue.pk if venue else None, venue.name if venue else "", place.fence)
