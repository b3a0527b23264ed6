"""Students who come to a class in which they are not enrolled."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import Student, User
from apps.attendance.enums import ChangeKind, RecordStatus, SessionState
from apps.attendance.errors import ReasonRequired, SessionStateInvalid
from apps.attendance.models import AttendanceSession, RecordChange
from apps.attendance.services import mark_rows as rows
from apps.attendance.services.changes import Before, append
from apps.attendance.services.marking import apply_mark
from apps.core.errors import Conflict, Invalid
from apps.courses.services import enrollments


def add(
    *,
    session: AttendanceSession,
    student: Student,
    status: RecordStatus,
    enrol: bool,
    reason: str,
    by: User,
    now: datetime,
) -> RecordChange:
    """Record a student of the organisation who came, enrolled or not; with ``enrol`` also enrol.

    Who is not enrolled that day is a walk-in by that: the record stands, and counts in no rate.
    The enrolment begins on the session's day. Raises SessionStateInvalid before the session
    opens, ReasonRequired once it is closed, AlreadyEnrolled when they are, Conflict when the
    session has a record of them.
    """
    state = session.state_at(now)
    if state == SessionState.PLANNED:
        raise SessionStateInvalid("The session has not opened yet.")
    if state == SessionState.CLOSED and not reason.strip():
        raise ReasonRequired
    if not student.user.is_active:
        raise Invalid(fields={"student": ["This account is not active."]})
    with transaction.atomic():
        if enrol:
            day = session.day_in(session.organization.timezone)
            enrollments.enroll(
                course=session.course, student=student, from_date=day, by=by, now=now
            )
        return _record(session, student, status, reason=reason, by=by, now=now)


def _record(
    session: AttendanceSession,
    student: Student,
    status: RecordStatus,
    *,
    reason: str,
    by: User,
    now: datetime,
) -> RecordChange:
    cell = (session.pk, student.pk)
    record = rows.new_record(session, student.pk, now=now)
    apply_mark(record, status, now=now)
    made, taken = rows.make_records({cell: record})
    before = Before()
    if cell in made:
        record = made[cell]
    else:
        record = taken[cell]
        past = rows.history([record]).get(record.pk, [])
        if record.source is not None or not past or past[-1].kind != ChangeKind.UNDO:
            raise Conflict(
                "This student is in the register of this session already.",
                params={"status": record.status},
            )
        # Recorded by mistake before, and taken back.
        before = Before.of(record)
        edit = rows.Edit.of(record)
        apply_mark(record, status, now=now)
        rows.store([edit])
    return append(record, ChangeKind.MARK, before=before, by=by, reason=reason, now=now)
