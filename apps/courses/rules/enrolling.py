"""Pure rules of enrolling: join codes, and the days that count."""

import secrets
from datetime import date, timedelta

# Base 32 without look-alikes (Crockford): nothing to confuse when it is read aloud or typed.
JOIN_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
JOIN_CODE_LENGTH = 8
JOIN_TRIES = 10
JOIN_WINDOW = timedelta(minutes=5)


def new_join_code() -> str:
    """Return a random join code of 40 bits."""
    return "".join(secrets.choice(JOIN_CODE_ALPHABET) for _ in range(JOIN_CODE_LENGTH))


def normalise_join_code(entered: str) -> str:
    """Return the code as stored: upper case, no spaces or dashes, look-alikes read as meant."""
    plain = entered.upper().replace(" ", "").replace("-", "")
    return plain.replace("O", "0").replace("I", "1").replace("L", "1")


def runs_on(day: date, *, from_date: date, to_date: date | None) -> bool:
    """Return whether an enrolment of these dates counts on ``day`` (both ends included)."""
    return from_date <= day and (to_date is None or day <= to_date)
