"""Decides absence requests, course by course; of two who decide at once, one wins."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.attendance.enums import RequestAct, RequestState
from apps.attendance.errors import AlreadyDecided, ReasonRequired
from apps.attendance.models import RequestDecision, RequestPart
from apps.attendance.notices import RequestDecided
from apps.attendance.rules.asking import REASON_LENGTH
from apps.attendance.rules.timing import UNDO_LIMIT
from apps.attendance.services.excuses import excuse, take_back
from apps.core.errors import UndoExpired
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify
from apps.orgs.models import Organization

_FROM = {
    RequestAct.APPROVE: {RequestState.PENDING},
    RequestAct.DECLINE: {RequestState.PENDING},
    RequestAct.REVOKE: {RequestState.APPROVED},
    RequestAct.UNDO: {RequestState.APPROVED, RequestState.DECLINED},
}
_TO = {
    RequestAct.APPROVE: RequestState.APPROVED,
    RequestAct.DECLINE: RequestState.DECLINED,
    RequestAct.REVOKE: RequestState.REVOKED,
    RequestAct.UNDO: RequestState.PENDING,
}
_WITH_REASON = {RequestAct.DECLINE, RequestAct.REVOKE}


def decide(
    *,
    part: RequestPart,
    act: RequestAct,
    reason: str,
    by: User,
    organization: Organization,
    now: datetime,
) -> int:
    """Approve, decline, take an approval back, or undo one's own last decision.

    Returns how many records that has changed. The same decision by the same person again changes
    nothing. Raises AlreadyDecided with what was decided, by whom and when; ReasonRequired for
    declining and taking back; UndoExpired for undoing later than five minutes, or by another.
    """
    if act in _WITH_REASON and not reason.strip():
        raise ReasonRequired("Say why: the student is told.")
    with transaction.atomic():
        locked = _lock(part)
        if locked.state == _TO[act] and locked.decided_by_id == by.pk:
            return 0
        if locked.state not in _FROM[act]:
            raise AlreadyDecided(params=_decided(locked))
        if act == RequestAct.UNDO:
            _check_undo(locked, by=by, now=now)
        approved_before = locked.state == RequestState.APPROVED
        decision = _store(locked, act, reason=reason.strip()[:REASON_LENGTH], by=by, now=now)
        changed = 0
        if act == RequestAct.APPROVE:
            changed = excuse(part=locked, timezone=organization.timezone, now=now)
        elif approved_before:
            why = decision.reason or "Approval of an absence request undone"
            changed = take_back(
                part=locked, timezone=organization.timezone, by=by, reason=why, now=now
            )
        if act != RequestAct.UNDO:
            _tell(locked, decision, now=now)
    return changed


def _lock(part: RequestPart) -> RequestPart:
    return (
        RequestPart.objects.select_for_update(of=("self",), no_key=True)
        .select_related("request__student__user", "decided_by")
        .get(pk=part.pk)
    )


def _decided(part: RequestPart) -> dict[str, object]:
    return {
        "state": part.state,
        "by": part.decided_by.get_full_name() if part.decided_by else None,
        "at": part.decided_at.isoformat() if part.decided_at else None,
    }


def _check_undo(part: RequestPart, *, by: User, now: datetime) -> None:
    late = part.decided_at is None or now - part.decided_at > UNDO_LIMIT
    if late or part.decided_by_id != by.pk:
        raise UndoExpired("This decision can no longer be undone; take the approval back instead.")


def _store(
    part: RequestPart, act: RequestAct, *, reason: str, by: User, now: datetime
) -> RequestDecision:
    undone = act == RequestAct.UNDO
    part.state = _TO[act]
    part.decided_at = None if undone else now
    part.decided_by = None if undone else by
    part.reason = "" if undone else reason
    part.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return RequestDecision.objects.create(part=part, act=act, at=now, by=by, reason=reason)


def _tell(part: RequestPart, decision: RequestDecision, *, now: datetime) -> None:
    """Tell the student, once the decision can no longer be undone."""
    user = part.request.student.user
    told = Addressed(
        key=f"request:{decision.pk}",
        user_id=user.pk,
        addressee=user.get_full_name(),
        params={"part": part.pk, "decision": decision.pk},
        due_at=now + UNDO_LIMIT,
    )
    notify(kind=RequestDecided, to=[told], params={}, now=now)
