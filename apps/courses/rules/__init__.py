"""Pure rules of teaching: no database, no clock."""

from apps.courses.rules.enrolling import (
    JOIN_CODE_ALPHABET,
    JOIN_CODE_LENGTH,
    JOIN_TRIES,
    JOIN_WINDOW,
    new_join_code,
    normalise_join_code,
    runs_on,
)

__all__ = [
    "JOIN_CODE_ALPHABET",
    "JOIN_CODE_LENGTH",
    "JOIN_TRIES",
    "JOIN_WINDOW",
    "new_join_code",
    "normalise_join_code",
    "runs_on",
]
