"""What shows only when check-ins are compared, for many sessions of one course at once.

Finds what ``doubts.doubts_of`` finds for each of the sessions, by a number of statements that does
not depend on how many there are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from apps.attendance.enums import ATTENDED, LocationVerdict, Outcome, Reason
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from apps.attendance.rules.evidence import Trace, compare
from apps.attendance.rules.location import travel_is_impossible
from apps.courses.models import Enrollment

# Scans come a little before the opening, and are decided a little after the end.
_MARGIN = timedelta(minutes=15)

# A session and a student in it, by their keys.
Cell = tuple[int, int]


# What those left who came, by session: phones, and fingerprints of coordinates.
Traces = Mapping[int, Sequence[Trace]]


def doubts_in(sessions: Sequence[AttendanceSession], traces: Traces) -> set[Cell]:
    """Return where a comparison finds something, within a session or with the student's others."""
    return _within(sessions, traces) | _identical(sessions, traces) | _far_away(sessions)


def _within(sessions: Sequence[AttendanceSession], traces: Traces) -> set[Cell]:
    """Return where two students of one session share a phone or exact coordinates."""
    refused: dict[int, list[Trace]] = defaultdict(list)
    tries = CheckInAttempt.objects.filter(
        session__in=_keys(sessions), outcome=Outcome.DEVICE_ALREADY_USED, student__isnull=False
    ).values_list("session_id", "student_id", "device_key")
    for where, student, device in tries:
        refused[where or 0].append(Trace(student or 0, device, ""))
    found = set()
    for session in sessions:
        ignored = {Reason.DEVICE_SHARED} if session.policy.device_rule == "off" else set()
        compared = compare([*traces.get(session.pk, ()), *refused[session.pk]])
        found |= {(session.pk, one) for one, reasons in compared.items() if reasons - ignored}
    return found


def _identical(sessions: Sequence[AttendanceSession], traces: Traces) -> set[Cell]:
    """Return where a student left exactly the coordinates of another of their sessions."""
    places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for where, left in traces.items():
        for one in left:
            if one.location_mark:
                places[one.student_id, one.location_mark].add(where)
    found = {
        (session, student)
        for (student, _), meant in places.items()
        if len(meant) > 1
        for session in meant
    }
    if not places:
        return found
    here = AttendanceRecord.objects.filter(session__in=_keys(sessions)).exclude(location_mark="")
    elsewhere = (
        AttendanceRecord.objects.filter(
            student__in={student for student, _ in places},
            status__in=ATTENDED,
            arrived_at__isnull=False,
            location_mark__in=here.values("location_mark"),
        )
        .exclude(session__in=_keys(sessions))
        .values_list("student_id", "location_mark")
    )
    for student, mark in elsewhere:
        found |= {(session, student) for session in places.get((student, mark), ())}
    return found


def _far_away(sessions: Sequence[AttendanceSession]) -> set[Cell]:
    """Return where a student had been in another place too short a time before.

    Records are read of those sessions alone between which travel can be impossible at all.
    """
    pairs = _distant_pairs(sessions)
    if not pairs:
        return set()
    arrivals = _arrivals({one.pk for pair in pairs for one in pair})
    found = set()
    for here, there in pairs:
        before = arrivals.get(there.pk, {})
        for student, at in arrivals.get(here.pk, {}).items():
            other = before.get(student)
            if other is None or not here.opens_at.date() <= other.date():
                continue
            if other <= here.closes_at and _impossible(here, there, abs(at - other)):
                found.add((here.pk, student))
    return found


def _distant_pairs(
    sessions: Sequence[AttendanceSession],
) -> list[tuple[AttendanceSession, AttendanceSession]]:
    """Return each session with those of its students' courses that are too far and too near."""
    fenced = [one for one in sessions if one.fence is not None]
    if not fenced:
        return []
    attending = Enrollment.objects.filter(course=fenced[0].course_id).values("student")
    courses = Enrollment.objects.filter(student__in=attending).values("course")
    others = AttendanceSession.objects.filter(
        course__in=courses,
        latitude__isnull=False,
        opens_at__gte=min(one.opens_at for one in fenced) - timedelta(days=1),
        opens_at__lte=max(one.closes_at for one in fenced),
    )
    by_day: dict[object, list[AttendanceSession]] = defaultdict(list)
    for other in others:
        for day in {other.opens_at.date(), other.closes_at.date()}:
            by_day[day].append(other)
    return [
        (here, there)
        for here in fenced
        for there in by_day[here.opens_at.date()]
        if there.pk != here.pk and _impossible(here, there, _least_time(here, there))
    ]


def _least_time(here: AttendanceSession, there: AttendanceSession) -> timedelta:
    """Return how long there is at least between arrivals in two sessions."""
    between = max(here.opens_at - there.closes_at, there.opens_at - here.closes_at)
    return max(between - 2 * _MARGIN, timedelta())


def _impossible(here: AttendanceSession, there: AttendanceSession, time: timedelta) -> bool:
    place, other = here.fence, there.fence
    if place is None or other is None:
        return False
    return travel_is_impossible(other, place, seconds=time.total_seconds())


def _arrivals(sessions: set[int]) -> Mapping[int, Mapping[int, datetime]]:
    """Return by session and student when somebody arrived who was surely there."""
    rows = AttendanceRecord.objects.filter(
        session__in=sessions,
        status__in=ATTENDED,
        location_verdict=LocationVerdict.INSIDE,
        arrived_at__isnull=False,
    ).values_list("session_id", "student_id", "arrived_at")
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for session, student, at in rows:
        if at is not None:
            found[session][student] = at
    return found


def _keys(sessions: Sequence[AttendanceSession]) -> list[int]:
    return [one.pk for one in sessions]
