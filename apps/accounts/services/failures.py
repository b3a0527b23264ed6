"""Failed sign-ins in the audit trail: enough to see an attack, too few to be one.

Of the tries for one account in an hour the 1st, 10th, 100th … are written down, with how many
there were, and of one organisation no more than ``MOST`` in an hour. A name that no account has
is counted by its hash and written down without it: people type passwords into the wrong field.
"""

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.core import ratelimit, tenancy
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

WINDOW = timedelta(hours=1)
MOST = 500
_TOLD = frozenset({1, 10, 100, 1000, 10_000, 100_000})


def note(*, user: User | None, account: str, limited: bool, now: datetime) -> None:
    """Note a failed try for an account; ``account`` is what its tries are counted by.

    The statements are the same for a name that no account has: time must not tell the two
    apart. Where no organisation answers there is no trail, and nothing is noted. ``limited``
    says that the try was one too many, and no password was looked at.
    """
    if not tenancy.is_active():
        return
    tries = ratelimit.count(f"failed:{account}", window=WINDOW, now=now)
    if tries not in _TOLD:
        return
    everybody = f"failed-told:{tenancy.current_organization_id()}"
    if ratelimit.count(everybody, window=WINDOW, now=now) > MOST:
        return
    whose = "for this account" if user is not None else "for a name that no account has"
    why = "Too many tries" if limited else "Wrong password" if user is not None else "Tries"
    audit.record(
        action=AuditAction.SIGN_IN_FAILED,
        actor=None,
        target=user,
        summary=f"{why} {whose}: number {tries} in this hour",
        details={"tries": tries, "limited": limited},
        now=now,
    )
