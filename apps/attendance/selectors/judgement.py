"""Everything that judging a check-in needs to know, read in one statement."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.accounts.models import Student
from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceRecord, AttendanceSession, AttendanceToken
from apps.attendance.selectors.days import day_of, has_enrolled
from apps.core import tenancy
from apps.core.sql import ModelColumns, Statement
from apps.courses.models import Course, Enrollment
from apps.courses.rules import runs_on
from apps.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class Context:
    """What a token stands for, and where a student stands with it."""

    organization: Organization
    token: AttendanceToken
    session: AttendanceSession
    course: Course
    record: AttendanceRecord | None
    enrolled: bool
    device_shared: bool
    device_new: bool


_TOKEN = ModelColumns(AttendanceToken, "t")
_SESSION = ModelColumns(AttendanceSession, "s")
_COURSE = ModelColumns(Course, "c")
_ORGANIZATION = ModelColumns(Organization, "o")
_RECORD = ModelColumns(AttendanceRecord, "r")
_ENROLLMENT = ModelColumns(Enrollment, "e", only=("id", "from_date", "to_date"))

# Every table is joined by keys of rows that the token leads to, so that no row of another
# organisation can appear; the student is compared with the token's organisation afterwards.
_CONTEXT = Statement(
    "check_in_context",
    f"""
SELECT {_TOKEN.sql}, {_SESSION.sql}, {_COURSE.sql}, {_ORGANIZATION.sql}, {_RECORD.sql},
  {_ENROLLMENT.sql},
  EXISTS (SELECT 1 FROM {AttendanceRecord._meta.db_table} d
    WHERE d.organization_id = t.organization_id AND d.session_id = s.id
      AND d.device_key = %(device)s AND d.student_id <> %(student)s
      AND %(device)s <> ''),
  EXISTS (SELECT 1 FROM {AttendanceRecord._meta.db_table} d
    WHERE d.organization_id = t.organization_id AND d.student_id = %(student)s
      AND d.device_key <> '' AND d.device_key <> %(device)s)
  AND NOT EXISTS (SELECT 1 FROM {AttendanceRecord._meta.db_table} d
    WHERE d.organization_id = t.organization_id AND d.student_id = %(student)s
      AND d.device_key = %(device)s AND d.recorded_at <= %(known_since)s)
FROM {AttendanceToken._meta.db_table} t
JOIN {AttendanceSession._meta.db_table} s ON s.id = t.session_id
JOIN {Course._meta.db_table} c ON c.id = s.course_id
JOIN {Organization._meta.db_table} o ON o.id = t.organization_id
LEFT JOIN {AttendanceRecord._meta.db_table} r
  ON r.organization_id = t.organization_id AND r.session_id = s.id
    AND r.student_id = %(student)s
LEFT JOIN {Enrollment._meta.db_table} e
  ON e.organization_id = t.organization_id AND e.course_id = s.course_id
    AND e.student_id = %(student)s
WHERE t.public_id = %(public_id)s AND o.is_active
""",  # noqa: S608 - the text is made of table and column names only
)


def context_of_token(
    public_id: str, *, student: Student | None, device_key: str, known_since: datetime
) -> Context | None:
    """Return what a token stands for and the student's place in it, None for no such token.

    The enrolment counts if it runs on the session's day; a device first used by the student after
    ``known_since``, beside another one, is new. Reads across organisations: the public id
    is unique over the installation and is how a scanned code finds its organisation.
    """
    parameters = {
        "student": student.pk if student else 0,
        "device": device_key,
        "known_since": connection.ops.adapt_datetimefield_value(known_since),
        "public_id": public_id,
    }
    with tenancy.unscoped(reason="a scanned code finds its organisation"):
        row = _CONTEXT.fetch_one(parameters)
        return None if row is None else _build(row)


def _build(row: tuple[object, ...]) -> Context:
    built = []
    start = 0
    for columns in (_TOKEN, _SESSION, _COURSE, _ORGANIZATION, _RECORD, _ENROLLMENT):
        built.append(columns.build(row[start : start + columns.width]))
        start += columns.width
    token, session, course, organization, record, enrollment = built
    shared, new = (bool(value) for value in row[start:])
    assert isinstance(token, AttendanceToken)  # noqa: S101 - inner joins; tells mypy
    assert isinstance(session, AttendanceSession)  # noqa: S101 - as above
    assert isinstance(course, Course)  # noqa: S101 - as above
    assert isinstance(organization, Organization)  # noqa: S101 - as above
    assert record is None or isinstance(record, AttendanceRecord)  # noqa: S101 - as above
    assert enrollment is None or isinstance(enrollment, Enrollment)  # noqa: S101 - as above
    session.course = course
    token.session = session
    enrolled = enrollment is not None and runs_on(
        session.day_in(organization.timezone),
        from_date=enrollment.from_date,
        to_date=enrollment.to_date,
    )
    return Context(organization, token, session, course, record, enrolled, shared, new)


def live_tokens_for(student: Student, *, now: datetime, timezone: str) -> list[AttendanceToken]:
    """Return the live tokens of open sessions of the student's own courses."""
    tokens = AttendanceToken.objects.select_related("session").filter(
        session__state__in=[SessionState.OPEN, SessionState.PLANNED],
        session__closes_at__gt=now,
        session__opens_at__lte=now,
        revoked_at=None,
        valid_until__gt=now,
    )
    of_day = tokens.alias(day=day_of(timezone, prefix="session__"))
    return list(of_day.filter(has_enrolled(student, course="session__course")))


def class_now(student: Student, *, now: datetime, timezone: str) -> Course | None:
    """Return the course of the student that has an open session now, if there is one."""
    session = (
        AttendanceSession.objects.select_related("course")
        .filter(opens_at__lte=now, closes_at__gt=now)
        .alias(day=day_of(timezone))
        .filter(has_enrolled(student))
        .exclude(state=SessionState.CLOSED)
        .order_by("-opens_at")
        .first()
    )
    return session.course if session else None
