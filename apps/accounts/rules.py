"""Pure rules of sign-ins."""

import hashlib
from datetime import datetime, timedelta

IDLE_LIMIT = timedelta(minutes=60)
ABSOLUTE_LIMIT = timedelta(hours=12)
USE_RECORDED_EVERY = timedelta(minutes=1)

LOGIN_TRIES = 10
LOGIN_WINDOW = timedelta(minutes=5)


def token_digest(token: str) -> str:
    """Return what is stored of a token. It is random, so one round of SHA-256 suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def ends_at(*, created_at: datetime, last_used_at: datetime) -> datetime:
    """Return when a sign-in ends if it is not used again: idle limit, or the absolute one."""
    return min(last_used_at + IDLE_LIMIT, created_at + ABSOLUTE_LIMIT)


def use_is_due(*, last_used_at: datetime, now: datetime) -> bool:
    """Return whether a use must be recorded again: at most once a minute."""
    return now - last_used_at >= USE_RECORDED_EVERY
