"""Forgets what attendance no longer needs: old tokens, open claims, raw locations."""

from datetime import datetime, timedelta

from apps.attendance.enums import ClaimState
from apps.attendance.models import AttendanceToken, Claim, RecordLocation
from apps.attendance.rules.timing import LATE_RECEIPT_LIMIT
from apps.core import batches

# Beyond what the rules need, a phone that was away for some days hears "closed" or "expired" and
# not "no such code".
TOKENS_KEPT = LATE_RECEIPT_LIMIT + timedelta(days=7)
CLAIMS_KEPT_OPEN = LATE_RECEIPT_LIMIT


def clean_tokens(*, now: datetime) -> dict[str, int]:
    """Close claims that were never finished and delete tokens that no rule reads any more.

    A claim can be finished until ``open_until``; afterwards it is refused whatever its stored
    state, so that marking it ``expired`` a day later (``CLAIMS_KEPT_OPEN``) changes no answer.

    A token's secret is read by every later scan of its codes. The latest that can still count is
    one kept by a phone without connection: shown while the session was open, and received up to
    24 hours after (``LATE_RECEIPT_LIMIT``). Lost answers are repeated within that time too. So a
    token goes when both it and its session ended longer ago than that and a week more
    (``TOKENS_KEPT``), and no open claim points at it. Finished claims and attempts stay, without
    it.
    """
    expired = Claim.objects.filter(
        state=ClaimState.OPEN, open_until__lte=now - CLAIMS_KEPT_OPEN
    ).update(state=ClaimState.EXPIRED)
    ended_before = now - TOKENS_KEPT
    needed = Claim.objects.filter(state=ClaimState.OPEN, token__isnull=False).values("token")
    old = AttendanceToken.objects.filter(
        valid_until__lte=ended_before, session__closes_at__lte=ended_before
    ).exclude(pk__in=needed)
    return {"claims_expired": expired, "tokens_deleted": batches.delete(old)}


def forget_locations(*, now: datetime) -> int:
    """Delete raw coordinates whose time, copied from the policy, is over; return how many."""
    return batches.delete(RecordLocation.objects.filter(delete_after__lte=now))
