"""What a password must be, beside Django's minimum length and list of common ones.

Named in ``AUTH_PASSWORD_VALIDATORS``, so they hold wherever a password is set: in the API, in the
admin site and on the command line. Every refusal has a code of its own.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError

from apps.accounts.rules import (
    PASSWORD_MAX,
    PASSWORD_MIN_BESIDES_OWN_WORDS,
    own_words,
    without_words,
)
from apps.core.tenancy import ScopeError


class MaximumLengthValidator:
    """Refuse what is too long to be worth hashing."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError ``password_too_long``."""
        if len(password) > PASSWORD_MAX:
            raise ValidationError(
                f"Use at most {PASSWORD_MAX} characters.",
                code="password_too_long",
                params={"max_length": PASSWORD_MAX},
            )

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return f"At most {PASSWORD_MAX} characters."


class OwnWordsValidator:
    """Refuse passwords made of the person's own words: names, address, numbers, organisation.

    They may stand in a password, but enough of it must be left without them.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError ``password_own_words``."""
        words = own_words(_texts_about(user))
        left = without_words(password, words)
        is_shorter = left != without_words(password, [])
        if is_shorter and len(left) < PASSWORD_MIN_BESIDES_OWN_WORDS:
            raise ValidationError(
                "This is made of your name, user name, number, e-mail address or university. "
                f"Add at least {PASSWORD_MIN_BESIDES_OWN_WORDS} other characters.",
                code="password_own_words",
                params={"min_length_besides": PASSWORD_MIN_BESIDES_OWN_WORDS},
            )

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return (
            f"At least {PASSWORD_MIN_BESIDES_OWN_WORDS} characters beside your name, user name, "
            "number, e-mail address and university."
        )


def _texts_about(user: Any) -> Iterator[str]:
    """Yield what is known of a person; forms and commands may give less than a stored user."""
    yield str(getattr(user, "username", ""))
    yield str(getattr(user, "full_name", ""))
    yield str(getattr(user, "email", "")).partition("@")[0]
    yield str(getattr(user, "phone", ""))
    organization = getattr(user, "organization", None)
    if organization is None:
        return
    yield organization.name
    yield organization.slug
    if user.pk is None:
        return
    # Commands work for no organisation, and see no numbers.
    with suppress(ScopeError):
        for profile, number in (("student", "student_id"), ("lecturer", "staff_id")):
            yield str(getattr(getattr(user, profile, None), number, ""))
