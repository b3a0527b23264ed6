"""What shows only when check-ins are compared: with each other, and with other days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from django.db import connection

from apps.attendance.enums import ATTENDED, DECIDABLE, LocationVerdict, Outcome, Reason
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from apps.attendance.rules.evidence import Trace, compare
from apps.attendance.rules.location import Fence, travel_is_impossible
from apps.core.sql import ModelColumns, Statement, is_among, listed, literals

_RECORDS = AttendanceRecord._meta.db_table
_ATTEMPTS = CheckInAttempt._meta.db_table
_SESSIONS = AttendanceSession._meta.db_table
_OF_SESSION = "x.organization_id = %(organization)s AND x.session_id = %(session)s"
_DECLINED = f"x.outcome IN ({literals(DECIDABLE)})"
_OF_RECORD = (
    "x.student_id AS student, x.device_key AS device, x.location_mark AS mark, "
    f"CASE WHEN x.status IN ({literals(ATTENDED)}) THEN 1 ELSE 0 END AS counts"
)
_OF_ATTEMPT = (
    "x.student_id, x.device_key, '', "
    f"CASE WHEN x.outcome = '{Outcome.DEVICE_ALREADY_USED}' THEN 1 ELSE 0 END"
)
_SHARED = Statement(
    "traces_shared",
    f"""
WITH traces AS (
  SELECT {_OF_RECORD} FROM {_RECORDS} x WHERE {_OF_SESSION}
  UNION ALL
  SELECT {_OF_ATTEMPT} FROM {_ATTEMPTS} x
  WHERE {_OF_SESSION} AND {_DECLINED} AND x.student_id IS NOT NULL
)
SELECT student, device, mark, counts FROM traces
WHERE device <> '' AND device IN (
    SELECT device FROM traces GROUP BY device HAVING min(student) <> max(student))
  OR mark <> '' AND mark IN (
    SELECT mark FROM traces GROUP BY mark HAVING min(student) <> max(student))
""",  # noqa: S608 - the text is made of table names and our own constants only
)


@cache
def _beside(vendor: str) -> Statement:
    """Return the statement of the traces of some students, and of all that are equal to one."""
    some = is_among("x.student_id", "students", vendor)
    same_device = "x.device_key <> '' AND x.device_key IN (SELECT device FROM theirs)"
    same_mark = "x.location_mark <> '' AND x.location_mark IN (SELECT mark FROM theirs)"
    return Statement(
        "traces_beside",
        f"""
WITH theirs AS (
  SELECT x.device_key AS device, x.location_mark AS mark FROM {_RECORDS} x
  WHERE {_OF_SESSION} AND {some}
  UNION ALL
  SELECT x.device_key, '' FROM {_ATTEMPTS} x WHERE {_OF_SESSION} AND {_DECLINED} AND {some}
)
SELECT {_OF_RECORD} FROM {_RECORDS} x WHERE {_OF_SESSION} AND ({same_device} OR {same_mark})
UNION ALL
SELECT {_OF_ATTEMPT} FROM {_ATTEMPTS} x
WHERE {_OF_SESSION} AND {_DECLINED} AND x.student_id IS NOT NULL AND {same_device}
""",  # noqa: S608 - as above
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """The traces in a session that are, or may be, more than one student's.

    ``counting`` are those of who came or was refused for the phone; the others were left by who
    no longer counts as come, or never did.
    """

    traces: list[Trace]
    counting: list[Trace]

    def beside(self, students: frozenset[int]) -> frozenset[int]:
        """Return the students and whose doubts may be others because of them."""
        devices = {one.device_key for one in self.traces if one.student_id in students} - {""}
        marks = {one.location_mark for one in self.traces if one.student_id in students} - {""}
        return students | {
            one.student_id
            for one in self.traces
            if one.device_key in devices or one.location_mark in marks
        }


def shared_traces(session: AttendanceSession) -> Shared:
    """Return the device keys and coordinates that several students left, in one statement."""
    return _shared(
        _SHARED.fetch_all({"organization": session.organization_id, "session": session.pk})
    )


def traces_beside(session: AttendanceSession, students: frozenset[int]) -> Shared:
    """Return what ``shared_traces`` does, as far as the doubts about these students need it.

    And about whom they share a trace with. One statement, and a second where they share one.
    Traces of one student alone are among them.
    """
    found = _equal_to_traces_of(session, students)
    near = {student for student, *_ in found}
    return _shared(found if near <= students else _equal_to_traces_of(session, near | students))


def _equal_to_traces_of(
    session: AttendanceSession, students: Iterable[int]
) -> list[tuple[Any, ...]]:
    return _beside(connection.vendor).fetch_all(
        {
            "organization": session.organization_id,
            "session": session.pk,
            "students": listed(students, connection.vendor),
        }
    )


def _shared(rows: list[tuple[Any, ...]]) -> Shared:
    return Shared(
        traces=[Trace(student, device, mark) for student, device, mark, _ in rows],
        counting=[Trace(student, device, mark) for student, device, mark, counts in rows if counts],
    )


def doubts_of(
    session: AttendanceSession, records: list[AttendanceRecord], shared: Shared
) -> Mapping[int, set[Reason]]:
    """Return what shows only when records are compared: within their session and with others."""
    came = [record for record in records if record.status in ATTENDED]
    found = {student: set(reasons) for student, reasons in compare(shared.counting).items()}
    if found and session.policy.device_rule == "off":
        for reasons in found.values():
            reasons.discard(Reason.DEVICE_SHARED)
    for student, reason in _doubts_over_days(session, came):
        found.setdefault(student, set()).add(reason)
    return found


_OTHER = ModelColumns(AttendanceRecord, "r", only=("id", "arrived_at"))
_THERE = ModelColumns(AttendanceSession, "s", only=("id", "latitude", "longitude", "radius_m"))
_NOTHING = ", ".join(["NULL"] * (_OTHER.width + _THERE.width))


@cache
def _elsewhere(vendor: str) -> Statement:
    """Return the statement of what the same students' other records say against these.

    A row of the student alone says that they were at the very same coordinates in another session;
    one with a record and its session, that they were at another place on the same day: who stayed
    where they were has travelled nowhere. Theirs are found first, whatever the planner knows: as
    long as it takes the table for empty, it would compare all records with all.
    """
    others = (
        f"r.organization_id = %(organization)s AND r.student_id = m.student "
        f"AND r.session_id <> %(session)s AND r.status IN ({literals(ATTENDED)})"
    )
    return Statement(
        "records_elsewhere",
        f"""
WITH mine AS MATERIALIZED (
  SELECT x.student_id AS student, x.location_mark AS mark FROM {_RECORDS} x
  WHERE {_OF_SESSION} AND {is_among("x.student_id", "students", vendor)}
)
SELECT m.student, {_OTHER.sql}, {_THERE.sql}
FROM mine m
JOIN {_RECORDS} r ON {others}
JOIN {_SESSIONS} s ON s.id = r.session_id
JOIN {_SESSIONS} h ON h.id = %(session)s
WHERE r.arrived_at >= %(from)s AND r.arrived_at <= %(to)s
  AND r.location_verdict = '{LocationVerdict.INSIDE}'
  AND (s.latitude <> h.latitude OR s.longitude <> h.longitude OR s.radius_m <> h.radius_m)
UNION ALL
SELECT m.student, {_NOTHING} FROM mine m
WHERE m.mark <> '' AND EXISTS (
  SELECT 1 FROM {_RECORDS} r
  WHERE {others} AND r.arrived_at IS NOT NULL AND r.location_mark = m.mark)
""",  # noqa: S608 - as above
    )


def _doubts_over_days(
    session: AttendanceSession, came: list[AttendanceRecord]
) -> list[tuple[int, Reason]]:
    """Compare with the same students' other sessions: same coordinates, impossible travel."""
    by_student = {
        record.student_id: record
        for record in came
        if record.location_mark or record.location_verdict == LocationVerdict.INSIDE
    }
    if not by_student:
        return []
    day = datetime.combine(session.opens_at.astimezone(UTC), time(), tzinfo=UTC)
    rows = _elsewhere(connection.vendor).fetch_all(
        {
            "organization": session.organization_id,
            "session": session.pk,
            "students": listed(by_student, connection.vendor),
            "from": connection.ops.adapt_datetimefield_value(day),
            "to": connection.ops.adapt_datetimefield_value(session.closes_at),
        }
    )
    found = []
    fence = session.fence
    for student, *columns in rows:
        other, there = _OTHER.build(columns), _THERE.build(columns[_OTHER.width :])
        if other is None or there is None:
            found.append((student, Reason.LOCATION_IDENTICAL))
            continue
        mine = by_student[student]
        elsewhere = there.fence
        if fence and elsewhere and _travelled(fence, elsewhere, mine, other):
            found.append((student, Reason.IMPOSSIBLE_TRAVEL))
    return found


def _travelled(here: Fence, there: Fence, mine: AttendanceRecord, other: AttendanceRecord) -> bool:
    if mine.location_verdict != "inside" or mine.arrived_at is None or other.arrived_at is None:
        return False
    seconds = abs((mine.arrived_at - other.arrived_at).total_seconds())
    return travel_is_impossible(there, here, seconds=seconds)
