"""Pure rules of sign-ins, one-time links and passwords."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils.crypto import salted_hmac

from apps.accounts.enums import LinkPurpose

IDLE_LIMIT = timedelta(minutes=60)
ABSOLUTE_LIMIT = timedelta(hours=12)
USE_RECORDED_EVERY = timedelta(minutes=1)

LOGIN_TRIES = 10
LOGIN_WINDOW = timedelta(minutes=5)

LINK_LIFETIMES: Mapping[LinkPurpose, timedelta] = MappingProxyType(
    {
        LinkPurpose.RESET: timedelta(minutes=30),
        LinkPurpose.VERIFICATION: timedelta(days=3),
        LinkPurpose.INVITATION: timedelta(days=14),
    }
)

PASSWORD_MIN = 10
PASSWORD_MAX = 128
# So many characters must be left of a password without the person's own words.
PASSWORD_MIN_BESIDES_OWN_WORDS = 8
# Shorter ones stand in too many other words.
_OWN_WORD_MIN = 3


def token_digest(token: str) -> str:
    """Return what is stored of a token. It is random, so one round of SHA-256 suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def ends_at(*, created_at: datetime, last_used_at: datetime) -> datetime:
    """Return when a sign-in ends if it is not used again: idle limit, or the absolute one."""
    return min(last_used_at + IDLE_LIMIT, created_at + ABSOLUTE_LIMIT)


def use_is_due(*, last_used_at: datetime, now: datetime) -> bool:
    """Return whether a use must be recorded again: at most once a minute."""
    return now - last_used_at >= USE_RECORDED_EVERY


def link_token(seed: str) -> str:
    """Return the token of a one-time link.

    It can be made again from the row's random seed, by who knows the installation's secret key;
    so the mail can be written by a worker, and a copy of the database holds no links.
    """
    mac = salted_hmac("accounts.one_time_link", seed, algorithm="sha256")
    return mac.hexdigest()


def own_words(texts: Iterable[str]) -> list[str]:
    """Return the words of names, addresses and numbers, longest first, in folded case."""
    words: set[str] = set()
    for text in texts:
        whole = _folded(text)
        words |= {whole, *re.split(r"[\W_]+", whole)}
    return sorted((one for one in words if len(one) >= _OWN_WORD_MIN), key=len, reverse=True)


def without_words(password: str, words: Iterable[str]) -> str:
    """Return what is left of a password when these words are taken out of it."""
    left = _folded(password)
    for word in words:
        left = left.replace(word, "")
    return left


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
