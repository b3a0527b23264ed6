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
PICTURE_SIDE = 512
PICTURE_MAX_BYTES = 5 * 1024 * 1024
NAME_MAX = 200
_JOINERS = "\u200c\u200d"
_PUNCTUATION = re.compile(r"[\s().\-/]")
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


def plain_phone(text: str) -> str:
    """Return a telephone number without spaces and punctuation, with + where 00 was written."""
    plain = _PUNCTUATION.sub("", text)
    return f"+{plain[2:]}" if plain.startswith("00") else plain


def plain_name(text: str) -> str:
    """Return a person's name as it is stored, in any script; raise ValueError for what is none.

    Letters that look alike are left to people; what cannot be seen at all, or turns the text
    around it, is refused.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise ValueError("Write your name.")
    if any(unicodedata.category(one)[0] == "C" and one not in _JOINERS for one in name):
        raise ValueError("The name holds a character that cannot be seen. Please type it anew.")
    if len(name) > NAME_MAX:
        raise ValueError(f"A name may have at most {NAME_MAX} characters.")
    return name
