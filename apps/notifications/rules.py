"""Pure rules of delivery: delays, quiet hours, digests, lengths of text messages."""

import math
from datetime import datetime, time, timedelta, tzinfo

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
# With the delays below, the last try is a good day after the first.
MAX_ATTEMPTS = 12

DIGEST_AT = time(18, 0)

# GSM 03.38, the alphabet in which a text message holds 160 characters.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubling, up to six hours."""
    delay = FIRST_DELAY
    for _ in range(attempts - 1):
        delay = min(delay * 2, LONGEST_DELAY)
    return delay


def is_exhausted(attempts: int) -> bool:
    """Return whether it has been tried often enough."""
    return attempts >= MAX_ATTEMPTS


def quiet_until(now: datetime, *, begins: time | None, ends: time | None, zone: tzinfo) -> datetime:
    """Return ``now`` outside of the quiet hours, else the moment at which they end.

    The hours are wall-clock times of the organisation's zone and may run over midnight. None or
    equal ones mean that there are none.
    """
    if begins is None or ends is None or begins == ends:
        return now
    local = now.astimezone(zone)
    clock = local.time()
    inside = begins <= clock < ends if begins < ends else (clock >= begins or clock < ends)
    if not inside:
        return now
    day = local.date()
    if clock >= ends:
        day += timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=zone)


def next_digest(now: datetime, *, zone: tzinfo) -> datetime:
    """Return when the next daily digest is due: six in the evening, by the zone's clocks."""
    local = now.astimezone(zone)
    day = local.date()
    if local.time() >= DIGEST_AT:
        day += timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, tzinfo=zone)


def next_day(now: datetime, *, zone: tzinfo) -> datetime:
    """Return the zone's next midnight."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(0), tzinfo=zone)


def sms_segments(text: str) -> int:
    """Return in how many parts a text message is sent, which is how providers bill it.

    160 characters of the GSM alphabet or 70 of any other make one part; in longer texts a part
    holds 153 or 67 (3GPP TS 23.040, user data header).
    """
    if all(char in _GSM or char in _GSM_DOUBLE for char in text):
        length = sum(2 if char in _GSM_DOUBLE else 1 for char in text)
        single, part = 160, 153
    else:
        length = len(text.encode("utf-16-be")) // 2
        single, part = 70, 67
    return 1 if length <= single else math.ceil(length / part)


def one_line(text: str) -> str:
    """Return the text without line breaks and other control characters, for subjects."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
