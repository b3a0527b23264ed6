"""How far from a room's middle check-ins were made, as coarsely as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from apps.attendance.enums import DistanceBand, Outcome
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from apps.attendance.rules.location import KILOMETRE
from apps.courses.models import Course, Venue

# Fewer students are not counted out loud: a figure about one or two is about somebody.
FEWEST_STUDENTS = 3
NO_LOCATION = "none"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ring:
    """Check-ins at one distance.

    ``kind`` is a distance band, ``none`` without a location, or ``refused`` as outside.
    ``up_to_m`` is its outer rim in metres, None where it has none. ``check_ins`` is None where
    they are those of one or two students.
    """

    kind: str
    up_to_m: int | None
    check_ins: int | None


@dataclass(frozen=True, slots=True)
class Distances:
    """What sessions in the fence of a course's room say about that fence."""

    sessions: int
    since: datetime | None
    rings: list[Ring]


def distances(course: Course) -> Distances:
    """Return at which distances students of a course checked in, where its room is now.

    Sessions with another middle or radius are left out: their bands are none of this fence.
    Three statements, however many check-ins there are; nothing without a room.
    """
    venue = course.default_venue
    if venue is None:
        return Distances(0, None, [])
    sessions = AttendanceSession.objects.filter(
        course=course,
        latitude=venue.latitude,
        longitude=venue.longitude,
        radius_m=venue.radius_m,
    )
    known = sessions.aggregate(count=Count("pk"), since=Min("opens_at"))
    return Distances(known["count"], known["since"], _rings(venue, sessions))


def _rings(venue: Venue, sessions: QuerySet[AttendanceSession]) -> list[Ring]:
    # Where nobody asks for locations, there is no verdict.
    records = AttendanceRecord.objects.filter(session__in=sessions, location_verdict__isnull=False)
    counted = records.order_by().values("distance_band").annotate(**_COUNTED)
    found = {one["distance_band"] or NO_LOCATION: one for one in counted}
    found[REFUSED] = CheckInAttempt.objects.filter(
        session__in=sessions, outcome=Outcome.OUTSIDE_GEOFENCE
    ).aggregate(**_COUNTED)
    return [Ring(kind, rim, _told(found.get(kind))) for kind, rim in _rims(venue.radius_m)]


_COUNTED = {"check_ins": Count("pk"), "students": Count("student", distinct=True)}


def _rims(radius_m: int) -> list[tuple[str, int | None]]:
    """Return what is told about a fence, from within, with the outer rims in metres."""
    rims: list[tuple[str, int | None]] = [
        (DistanceBand.WITHIN, radius_m),
        (DistanceBand.NEAR, 2 * radius_m),
    ]
    if 2 * radius_m < KILOMETRE:
        rims.append((DistanceBand.KILOMETRE, KILOMETRE))
    return [*rims, (DistanceBand.FURTHER, None), (NO_LOCATION, None), (REFUSED, None)]


def _told(counted: dict[str, Any] | None) -> int | None:
    if counted is None:
        return 0
    count: int = counted["check_ins"]
    return None if 0 < counted["students"] < FEWEST_STUDENTS else count
