"""Code arithmetic: which code a token shows at a time, and what a scanned code proves.

A code is ``HMAC-SHA256(secret, purpose + step)`` truncated as RFC 4226 truncates: its leading
bits, here 50 for QR codes and 30 for typed ones. ``step = floor(unix time / period)``. A QR code
is preceded by the step modulo 1024, so that an expired code is told from an invented one.
Test vectors: docs/check-in.md and tests/attendance/test_codes.py.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

# Base 32 without look-alikes (Crockford): no I, L, O, U. All characters are in the QR
# alphanumeric set, which keeps the symbol small.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PUBLIC_ID_LENGTH = 8
STEP_DIGITS = 2
STEP_MODULUS = 32**STEP_DIGITS
PROOF_DIGITS = 10
CODE_LENGTH = STEP_DIGITS + PROOF_DIGITS
TYPED_LENGTH = 6
# A person needs longer to type six characters than a camera to read a symbol: a typed code
# is shown for half a minute and taken for half a minute more.
TYPED_PERIOD_S = 30
TYPED_GRACE_STEPS = 1
FIXED_STEP = 0
# How far back an old code is told from an invented one. A session planned long ago must not make
# every invented code cost thousands of comparisons.
READ_BACK = timedelta(days=8)

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_secret() -> bytes:
    """Return a token's secret: 256 random bits."""
    return secrets.token_bytes(32)


def new_public_id() -> str:
    """Return the public id of a token: 40 random bits, 8 characters."""
    return encode(secrets.randbits(5 * PUBLIC_ID_LENGTH), PUBLIC_ID_LENGTH)


def encode(value: int, length: int) -> str:
    """Write ``value`` with ``length`` characters of the alphabet, most significant first."""
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in range(length - 1, -1, -1))


def normalise(entered: str) -> str:
    """Return what was meant: upper case, no spaces or dashes, look-alikes as their digit."""
    return entered.upper().replace(" ", "").replace("-", "").translate(_READ_AS)


def is_readable(text: str, length: int) -> bool:
    """Return whether a normalised text has this length and only characters of the alphabet."""
    return len(text) == length and all(character in _VALUES for character in text)


def step_at(time_ms: int, period_s: int) -> int:
    """Return the step of a Unix time in milliseconds for a period in seconds."""
    return time_ms // (period_s * 1000)


def qr_code(secret: bytes, step: int) -> str:
    """Return the 12 characters that a QR shows in a step."""
    return encode(step % STEP_MODULUS, STEP_DIGITS) + _proof(secret, b"qr", step, PROOF_DIGITS)


def typed_code(secret: bytes, step: int) -> str:
    """Return the 6 characters that a person types in a step of the typed period."""
    return _proof(secret, b"typed", step, TYPED_LENGTH)


def _proof(secret: bytes, purpose: bytes, step: int, digits: int) -> str:
    message = purpose + b":" + step.to_bytes(8, "big")
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    bits = 5 * digits
    return encode(int.from_bytes(digest[:8], "big") >> (64 - bits), digits)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code whose proof is right: the step it was shown in and how old it is.

    ``steps_late`` is how many steps beyond the grace it is (0: in time), ``seconds_late`` the
    seconds since it stopped being taken, ``ms_into_step`` how far into its step it came.
    """

    step: int
    shown_from_ms: int
    steps_late: int
    seconds_late: int
    ms_into_step: int


def read_qr(
    code: str, *, secret: bytes, period_s: int, grace_steps: int, now_ms: int, earliest_ms: int
) -> Scanned | None:
    """Return what a rotating code proves, or None when it is invented.

    The step is the newest one, not before ``earliest_ms`` (Unix milliseconds), whose code this
    is. The code of a step still to come is not taken: it proves nothing.
    """
    if not is_readable(code, CODE_LENGTH):
        return None
    current = step_at(now_ms, period_s)
    shown = _VALUES[code[0]] * 32 + _VALUES[code[1]]
    step = current - (current - shown) % STEP_MODULUS
    earliest = step_at(earliest_ms, period_s)
    while step >= earliest:
        if hmac.compare_digest(qr_code(secret, step), code):
            return age(step, period_s=period_s, grace_steps=grace_steps, now_ms=now_ms)
        step -= STEP_MODULUS
    return None


def read_fixed(code: str, *, secret: bytes, now_ms: int) -> Scanned | None:
    """Return what the code of a fixed token proves, or None when it is invented."""
    if not is_readable(code, CODE_LENGTH):
        return None
    if not hmac.compare_digest(qr_code(secret, FIXED_STEP), code):
        return None
    return Scanned(
        step=FIXED_STEP, shown_from_ms=now_ms, steps_late=0, seconds_late=0, ms_into_step=0
    )


def typed_matches(entered: str, *, secret: bytes, now_ms: int, fixed: bool) -> bool:
    """Return whether a normalised typed code is the current one or the one before."""
    current = step_at(now_ms, TYPED_PERIOD_S)
    steps = [FIXED_STEP] if fixed else [current - back for back in range(TYPED_GRACE_STEPS + 1)]
    # Every candidate is compared, so that time does not tell which one was near.
    matches = [hmac.compare_digest(typed_code(secret, step), entered) for step in steps]
    return any(matches)


def age(step: int, *, period_s: int, grace_steps: int, now_ms: int) -> Scanned:
    """Return how old the code of a step is at a moment (Unix milliseconds)."""
    period_ms = period_s * 1000
    taken_until_ms = (step + 1 + grace_steps) * period_ms
    late = max(0, step_at(now_ms, period_s) - step - grace_steps)
    return Scanned(
        step=step,
        shown_from_ms=step * period_ms,
        steps_late=late,
        seconds_late=max(0, (now_ms - taken_until_ms + 999) // 1000) if late else 0,
        ms_into_step=now_ms - step * period_ms,
    )
