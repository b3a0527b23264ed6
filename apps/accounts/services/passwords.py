"""Writes about passwords: what may be one, and what ends when it changes."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.errors import CurrentPasswordWrong, PasswordRefused
from apps.accounts.models import AuthToken, OneTimeLink, User
from apps.accounts.services.sign_ins import end_all
from apps.core import ratelimit
from apps.core.errors import TokenInvalid
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

CURRENT_TRIES = 10
CURRENT_WINDOW = timedelta(minutes=5)


def check_new(password: str, *, user: User) -> None:
    """Raise PasswordRefused, with every reason, for a password that the user may not have."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise _refused(error.error_list) from error


def _refused(errors: list[ValidationError]) -> PasswordRefused:
    reasons: list[dict[str, Any]] = [
        {"code": one.code or "password_invalid", **(one.params or {})} for one in errors
    ]
    messages = [message for one in errors for message in one.messages]
    return PasswordRefused(params={"reasons": reasons}, fields={"password": messages})


def change(*, user: User, current: str, new: str, keep: AuthToken, now: datetime) -> None:
    """Replace the user's own password; every other sign-in of theirs ends.

    Tries of the current one are counted: a phone left open is no place to guess it. Raises
    CurrentPasswordWrong, PasswordRefused or RateLimited, and TokenInvalid for a sign-in that has
    ended in the meantime.
    """
    count_current_try(user=user, now=now)
    if not user.check_password(current):
        raise CurrentPasswordWrong
    if new == current:
        same = ValidationError("That is your password now.", code="password_unchanged")
        raise _refused([same])
    check_new(new, user=user)
    with transaction.atomic():
        _hold_to_what_was_checked(user, keep)
        store(user=user, password=new, keep=keep)
        audit.record(action=AuditAction.PASSWORD_CHANGED, actor=user, now=now)


def replace_own(*, user: User, password: str, now: datetime) -> User:
    """Replace the password of somebody who has shown the current one; every sign-in ends.

    For the admin site, whose form judges both passwords. Platform staff are in no trail.
    """
    with transaction.atomic():
        store(user=user, password=password)
        if user.organization_id is not None:
            audit.record(action=AuditAction.PASSWORD_CHANGED, actor=user, now=now)
    return user


def count_current_try(*, user: User, now: datetime) -> None:
    """Count a try of somebody's current password. Raises RateLimited."""
    key = f"current-password:{user.pk}"
    ratelimit.enforce(key, limit=CURRENT_TRIES, window=CURRENT_WINDOW, now=now)


def _hold_to_what_was_checked(user: User, keep: AuthToken) -> None:
    """Lock the account; raise TokenInvalid when the password or the sign-in is not that any more.

    Hashing takes long. Who chose another password meanwhile, by a link from a mail, has shut out
    whoever knew the old one.
    """
    stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    living = AuthToken.objects.filter(pk=keep.pk).exists()
    if not living or not stored.is_active or stored.password != user.password:
        raise TokenInvalid


def store(*, user: User, password: str, keep: AuthToken | None = None) -> None:
    """Store a password that its user has chosen.

    Every sign-in ends but the one to keep, and so does every link that was made before.
    """
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        end_all(user=user, but=keep)
        OneTimeLink.objects.filter(user=user, used_at=None).delete()
        if keep is not None:
            keep.password_state = user.get_session_auth_hash()
            keep.save(update_fields=["password_state"])
