"""Marks, undoes and decides: what people do to records. Every act appends a change."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import Student, User
from apps.attendance.enums import (
    ATTENDED,
    DECIDABLE,
    Band,
    ChangeKind,
    Outcome,
    Reason,
    RecordStatus,
    SessionState,
    Source,
)
from apps.attendance.errors import ReasonRequired, SessionStateInvalid
from apps.attendance.models import (
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.notices import RequestDecided
from apps.attendance.rules.timing import status_of_arrival
from apps.attendance.services.changes import Before, append, locked_records, stands
from apps.attendance.services.excuses import excuse_undone
from apps.attendance.services.locking import locked_session
from apps.attendance.services.marking import apply_mark, says_nothing_new, take_back, undoable
from apps.attendance.services.store import new_reference
from apps.core.errors import Conflict, NotFound, UndoExpired
from apps.courses.models import Enrollment
from apps.courses.selectors import running_on
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify


def mark(
    *,
    session: AttendanceSession,
    student_pk: int,
    status: RecordStatus,
    reason: str,
    by: User,
    now: datetime,
) -> RecordChange | None:
    """Set a student's status by hand; returns the change, None when nothing changed.

    Raises NotFound for a student who is neither enrolled nor recorded, SessionStateInvalid
    before the session opens, ReasonRequired once it is closed.
    """
    state = session.state_at(now)
    if state == SessionState.PLANNED:
        raise SessionStateInvalid("The session has not opened yet.")
    if state == SessionState.CLOSED and not reason.strip():
        raise ReasonRequired
    with transaction.atomic():
        record = _locked_record(session, student_pk)
        if record is None:
            student = _enrolled_student(session, student_pk)
            record = _create(session, student, status, now=now)
            if record is None:
                record = _locked_record(session, student_pk)
            else:
                return append(
                    record, ChangeKind.MARK, before=Before(), by=by, now=now, reason=reason
                )
        if record is None:
            raise NotFound
        if says_nothing_new(record, status, reason=reason):
            return None
        before = Before.of(record)
        apply_mark(record, status, now=now)
        record.save()
        return append(record, ChangeKind.MARK, before=before, by=by, now=now, reason=reason)


def undo(*, change: RecordChange, by: User, now: datetime) -> RecordChange:
    """Take back the last change of a record, within five minutes, by appending its opposite.

    A first mark that is taken back leaves the student as not yet come; once the session is closed,
    as closing it would have: absent, or excused by an approved request. Raises UndoExpired when it
    is too late or something else has happened since.
    """
    with transaction.atomic():
        # The session before its records: it must not be closed meanwhile.
        session = locked_session(change.record.session_id)
        record = locked_records().get(pk=change.record_id)
        if not stands(change) or not undoable(change, now=now):
            raise UndoExpired(
                "This change can no longer be undone; mark the student again instead."
            )
        before = Before(record.status)
        _take_back(record, change)
        record.save()
        undone = append(record, ChangeKind.UNDO, before=before, by=by, now=now)
        excuse_undone(session, [record], now=now)
    return undone


def _take_back(record: AttendanceRecord, change: RecordChange) -> None:
    """Look up what decides of a record whose last change is undone, and undo it."""
    others = RecordChange.objects.filter(record=record).exclude(pk=change.pk)
    tries = CheckInAttempt.objects.filter(session=record.session_id, student=record.student_id)
    session = record.session
    day = session.day_in(session.organization.timezone)
    expected = Enrollment.objects.filter(
        running_on(day), course=session.course_id, student=record.student_id
    )
    take_back(
        record,
        change,
        previous=others.order_by("-at", "-pk").first(),
        tried=tries.exists(),
        enrolled=expected.exists(),
    )


def decide(
    *, attempt: CheckInAttempt, accept: bool, reason: str, by: User, now: datetime
) -> RecordChange | None:
    """Decide of an attempt that made no record: accepting makes the student present or late.

    The arrival is when the screen showed the scanned code, else when the attempt came in.
    Raises Conflict when it has been decided, SessionStateInvalid when it cannot be.
    """
    if attempt.outcome not in DECIDABLE or attempt.session is None or attempt.student is None:
        raise SessionStateInvalid("There is nothing to decide about this attempt.")
    session = attempt.session
    try:
        with transaction.atomic():
            decision = AttemptDecision.objects.create(
                attempt=attempt, at=now, by=by, accepted=accept, reason=reason[:300]
            )
            _tell(decision, attempt.student, now=now)
            return _accept(attempt, session, by=by, now=now, reason=reason) if accept else None
    except IntegrityError as error:
        raise Conflict("This attempt has been decided already.") from error


def appeal(*, attempt: CheckInAttempt, note: str, now: datetime) -> AttemptAppeal:
    """Put a refused attempt before the lecturer: "I was here".

    Raises SessionStateInvalid for an attempt that leaves nothing to say, Conflict for a second
    appeal.
    """
    if attempt.outcome not in DECIDABLE or attempt.session is None:
        raise SessionStateInvalid("There is nothing to decide about this attempt.")
    try:
        with transaction.atomic():
            return AttemptAppeal.objects.create(attempt=attempt, at=now, note=note.strip()[:500])
    except IntegrityError as error:
        raise Conflict("You have told your lecturer already.") from error


def _tell(decision: AttemptDecision, student: Student, *, now: datetime) -> None:
    """Tell a student who has said "I was here" what was decided."""
    if not AttemptAppeal.objects.filter(attempt=decision.attempt_id).exists():
        return
    told = Addressed(
        key=f"attempt:{decision.pk}",
        user_id=student.user_id,
        addressee=student.user.get_full_name(),
        params={"attempt_decision": decision.pk},
    )
    notify(kind=RequestDecided, to=[told], params={}, now=now)


def _accept(
    attempt: CheckInAttempt, session: AttendanceSession, *, by: User, now: datetime, reason: str
) -> RecordChange | None:
    student = attempt.student
    assert student is not None  # noqa: S101 - decide has made sure; tells mypy
    arrived_at = attempt.shown_at or attempt.arrived_at
    status = status_of_arrival(
        arrived_at, starts=session.starts_at, late_after_min=session.policy.late_after_min
    )
    record = _locked_record(session, student.pk)
    before = Before.of(record) if record is not None else Before()
    if record is None:
        record = _create(session, student, status, now=now) or _locked_record(session, student.pk)
    if record is None:
        raise NotFound
    if before.status in ATTENDED:
        return None
    record.status = status
    record.arrived_at = arrived_at
    record.source = attempt.source
    record.device_key, record.network = attempt.device_key, attempt.network
    record.contested = False
    record.band = Band.STANDARD
    record.reasons = [str(Reason.CONFIRMED)]
    record.save()
    label = Outcome(attempt.outcome).label
    why = reason or f"Accepted: {label.lower()}"
    return append(record, ChangeKind.DECISION, before=before, by=by, now=now, reason=why)


def _locked_record(session: AttendanceSession, student_pk: int) -> AttendanceRecord | None:
    # By key: a number beyond every key is nobody's, and not an overflow of the database.
    return locked_records().filter(session=session, student__pk=student_pk).first()


def _enrolled_student(session: AttendanceSession, student_pk: int) -> Student:
    enrollment = (
        Enrollment.objects.select_related("student")
        .filter(course=session.course_id, student__pk=student_pk)
        .first()
    )
    if enrollment is None:
        raise NotFound
    return enrollment.student


def _create(
    session: AttendanceSession, student: Student, status: RecordStatus, *, now: datetime
) -> AttendanceRecord | None:
    """Insert a record by hand; None when the student's own check-in was faster."""
    try:
        with transaction.atomic():
            return AttendanceRecord.objects.create(
                session=session,
                student=student,
                status=status,
                source=Source.MANUAL,
                reference=new_reference(),
                arrived_at=now if status in ATTENDED else None,
                recorded_at=now,
            )
    except IntegrityError:
        return None
