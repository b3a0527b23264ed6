"""Contested absences: a student says "I was here", a lecturer decides."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.attendance.enums import DECIDABLE, ChangeKind, ContestState, RecordStatus, Source
from apps.attendance.errors import AlreadyDecided, ReasonRequired, SessionStateInvalid
from apps.attendance.models import (
    AbsenceContest,
    AttendanceRecord,
    CheckInAttempt,
    ContestDecision,
    RecordChange,
)
from apps.attendance.notices import RequestDecided
from apps.attendance.rules.asking import NOTE_LENGTH, REASON_LENGTH
from apps.attendance.rules.timing import UNDO_LIMIT
from apps.attendance.services import register
from apps.attendance.services.changes import Before, append, locked_records, standing, stands
from apps.attendance.services.marking import BY_HAND
from apps.attendance.services.requests import check_deadline
from apps.core.errors import Conflict, UndoExpired
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify
from apps.orgs.models import Organization


def contest(
    *, record: AttendanceRecord, note: str, organization: Organization, now: datetime
) -> None:
    """Put an absence before the lecturer: "I was here".

    Where the student had tried to check in, the latest undecided try is appealed, so that there
    is one matter to decide; else the absence itself is contested. Raises SessionStateInvalid for
    a record that says no absence, RequestTooLate, and Conflict for who has said so before.
    """
    if record.status != RecordStatus.ABSENT:
        raise SessionStateInvalid("This class does not count as missed.")
    day = record.session.day_in(organization.timezone)
    check_deadline(day, organization=organization, now=now)
    tries = CheckInAttempt.objects.filter(
        session=record.session_id, student=record.student_id, outcome__in=DECIDABLE
    )
    if tries.filter(appeal__isnull=False).exists():
        raise Conflict("You have told your lecturer already.")
    last = tries.filter(decision=None).select_related("session").order_by("-at", "-pk").first()
    if last is not None:
        register.appeal(attempt=last, note=note, now=now)
        return
    try:
        with transaction.atomic():
            AbsenceContest.objects.create(record=record, at=now, note=note.strip()[:NOTE_LENGTH])
    except IntegrityError as error:
        raise Conflict("You have told your lecturer already.") from error


def decide(
    *, contest: AbsenceContest, status: RecordStatus | None, reason: str, by: User, now: datetime
) -> None:
    """Make the student present, late or excused, or decline with a reason (``status`` None).

    Raises AlreadyDecided for the second of two, ReasonRequired, SessionStateInvalid when the
    record says no absence any more.
    """
    if status is None and not reason.strip():
        raise ReasonRequired("Say why: the student is told.")
    with transaction.atomic():
        locked = _lock(contest)
        if locked.state != ContestState.WAITING:
            raise AlreadyDecided(params={"state": locked.state})
        change = None
        if status is not None:
            change = _accept(locked, status, reason=reason, by=by, now=now)
        state = ContestState.ACCEPTED if status else ContestState.DECLINED
        decision = _store(
            locked, state, status=status, reason=reason, change=change, by=by, now=now
        )
        _tell(locked, decision, now=now)


def undo(*, contest: AbsenceContest, by: User, now: datetime) -> None:
    """Take one's own decision back within five minutes; the absence is contested again.

    Raises UndoExpired when it is too late, another's, or something has happened since.
    """
    with transaction.atomic():
        locked = _lock(contest)
        last = locked.decisions.select_related("change").order_by("-at", "-pk").first()
        if (
            last is None
            or locked.state == ContestState.WAITING
            or last.by_id != by.pk
            or now - last.at > UNDO_LIMIT
        ):
            raise UndoExpired("This decision can no longer be undone; mark the student instead.")
        back = _restore(locked, last.change, by=by, now=now) if last.change else None
        _store(locked, ContestState.WAITING, status=None, reason="", change=back, by=by, now=now)


def _lock(contest: AbsenceContest) -> AbsenceContest:
    return (
        AbsenceContest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("record__student__user")
        .get(pk=contest.pk)
    )


def _accept(
    contest: AbsenceContest, status: RecordStatus, *, reason: str, by: User, now: datetime
) -> RecordChange:
    record = locked_records().get(pk=contest.record_id)
    if record.status != RecordStatus.ABSENT:
        raise SessionStateInvalid("The student is not absent any more.")
    # When they came nobody knows: the arrival stays as empty as it was.
    before = Before.of(record)
    record.status = status
    record.source = record.source or Source.MANUAL
    # Tries that were declined before do not speak against what is accepted now.
    record.contested = False
    record.save(update_fields=["status", "source", "contested"])
    why = reason.strip() or "“I was here” accepted"
    return append(record, ChangeKind.CONTEST, before=before, by=by, reason=why, now=now)


def _restore(
    contest: AbsenceContest, change: RecordChange, *, by: User, now: datetime
) -> RecordChange:
    record = locked_records().get(pk=contest.record_id)
    if not stands(change):
        raise UndoExpired("The record has been changed since; mark the student instead.")
    before = Before.of(record)
    record.status = RecordStatus.ABSENT
    earlier = RecordChange.objects.filter(record=record).exclude(pk=change.pk)
    by_hand = [one for one in standing(earlier.order_by("at", "pk")) if one.kind in BY_HAND]
    tries = CheckInAttempt.objects.filter(session=record.session_id, student=record.student_id)
    if by_hand:
        # A mark settles the tries before it, but none that came after.
        tries = tries.filter(at__gt=by_hand[-1].at)
    elif record.arrived_at is None:
        # The absence was the clock's, and is so again.
        record.source = None
    record.contested = tries.exists()
    record.save(update_fields=["status", "source", "contested"])
    return append(record, ChangeKind.UNDO, before=before, by=by, now=now)


def _store(
    contest: AbsenceContest,
    state: ContestState,
    *,
    status: RecordStatus | None,
    reason: str,
    change: RecordChange | None,
    by: User,
    now: datetime,
) -> ContestDecision:
    contest.state = state
    contest.reason = reason.strip()[:REASON_LENGTH]
    contest.save(update_fields=["state", "reason"])
    return ContestDecision.objects.create(
        contest=contest,
        state=state,
        status=status,
        at=now,
        by=by,
        reason=contest.reason,
        change=change,
    )


def _tell(contest: AbsenceContest, decision: ContestDecision, *, now: datetime) -> None:
    user = contest.record.student.user
    told = Addressed(
        key=f"contest:{decision.pk}",
        user_id=user.pk,
        addressee=user.get_full_name(),
        params={"contest": contest.pk, "decision": decision.pk},
        due_at=now + UNDO_LIMIT,
    )
    notify(kind=RequestDecided, to=[told], params={}, now=now)
