"""What tells whether a course's register is still as somebody saw it."""

from datetime import datetime
from functools import cache

from django.db import connection

from apps.attendance.enums import SessionState
from apps.attendance.models import (
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.core.sql import Statement
from apps.courses.models import Course, Enrollment

# A sum of how far days are from some day differs when one of them does.
_SOME_DAY = "2000-01-01"
_DAYS = {
    "postgresql": f"sum({{0}} - DATE '{_SOME_DAY}')",
    "sqlite": f"sum(CAST(julianday({{0}}) - julianday('{_SOME_DAY}') AS integer))",
}


def version(course: Course, *, now: datetime) -> str:
    """Return a text that changes whenever the course's register does, with one statement.

    Counts of rows that are only ever appended, where the sessions stand by the clock, and from
    when to when people are enrolled. Not last keys: of two rows, the one with the smaller key may
    be committed last, and would never be told.
    """
    asked = {
        "organization": course.organization_id,
        "course": course.pk,
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    found = _figures(connection.vendor).fetch_one(asked) or ()
    return "-".join("" if figure is None else str(figure) for figure in found)


@cache
def _figures(vendor: str) -> Statement:
    """Return the statement of all figures: each table is looked at once."""
    days = _DAYS[vendor].format
    return Statement(
        "grid_version",
        f"""
WITH held AS (
  SELECT id, opens_at, closes_at, state, absences_written_at, reopen_count
  FROM {AttendanceSession._meta.db_table}
  WHERE organization_id = %(organization)s AND course_id = %(course)s
)
SELECT sessions.*, records.*, changes.*, attempts.*, appeals.*, decisions.*, enrolled.* FROM
(SELECT count(*), sum(CASE WHEN opens_at <= %(now)s THEN 1 ELSE 0 END),
    sum(CASE WHEN closes_at <= %(now)s THEN 1 ELSE 0 END),
    sum(CASE WHEN state = '{SessionState.CLOSED}' THEN 1 ELSE 0 END),
    count(absences_written_at), sum(reopen_count)
  FROM held) AS sessions,
(SELECT count(*) FROM {AttendanceRecord._meta.db_table}
  WHERE organization_id = %(organization)s AND session_id IN (SELECT id FROM held)) AS records,
(SELECT count(*) FROM {RecordChange._meta.db_table} c
  JOIN {AttendanceRecord._meta.db_table} x ON x.id = c.record_id
  WHERE c.organization_id = %(organization)s AND x.organization_id = %(organization)s
    AND x.session_id IN (SELECT id FROM held)) AS changes,
(SELECT count(*) FROM {CheckInAttempt._meta.db_table}
  WHERE organization_id = %(organization)s AND session_id IN (SELECT id FROM held)) AS attempts,
(SELECT count(*) FROM {AttemptAppeal._meta.db_table} y
  JOIN {CheckInAttempt._meta.db_table} x ON x.id = y.attempt_id
  WHERE y.organization_id = %(organization)s AND x.organization_id = %(organization)s
    AND x.session_id IN (SELECT id FROM held)) AS appeals,
(SELECT count(*) FROM {AttemptDecision._meta.db_table} y
  JOIN {CheckInAttempt._meta.db_table} x ON x.id = y.attempt_id
  WHERE y.organization_id = %(organization)s AND x.organization_id = %(organization)s
    AND x.session_id IN (SELECT id FROM held)) AS decisions,
(SELECT count(*), count(to_date), {days("to_date")}, {days("from_date")}
  FROM {Enrollment._meta.db_table}
  WHERE organization_id = %(organization)s AND course_id = %(course)s) AS enrolled
""",  # noqa: S608 - the text is made of table names and our own constants only
    )
