"""Writes about sign-ins: begun, used, ended."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest

from apps.accounts.models import AuthToken, User
from apps.accounts.rules import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    token_digest,
    use_is_due,
)
from apps.accounts.selectors import sign_ins_of
from apps.accounts.services.limits import check_credentials
from apps.core import batches, tenancy
from apps.core.errors import NotFound
from apps.core.http import client_address, network_prefix
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit


@dataclass(frozen=True, slots=True)
class SignIn:
    """A new sign-in: the only moment at which the token itself is known here."""

    token: str
    auth_token: AuthToken
    user: User


def sign_in(*, request: HttpRequest, identifier: str, password: str, now: datetime) -> SignIn:
    """Check name and password and begin a sign-in. Raises CredentialsInvalid or RateLimited."""
    user = check_credentials(request=request, identifier=identifier, password=password, now=now)
    return begin(request=request, user=user, now=now)


def begin(*, request: HttpRequest, user: User, now: datetime) -> SignIn:
    """Begin a sign-in of somebody who has shown who they are."""
    network = network_prefix(client_address(request))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        auth_token = AuthToken.objects.create(
            user=user,
            organization=user.organization,
            digest=token_digest(token),
            password_state=user.get_session_auth_hash(),
            created_at=now,
            last_used_at=now,
            user_agent=request.headers.get("User-Agent", "")[:200],
            network=network,
        )
        user_logged_in.send(sender=User, request=request, user=user)
        audit.record(action=AuditAction.SIGN_IN, actor=user, network=network, now=now)
    return SignIn(token=token, auth_token=auth_token, user=user)


def note_admin_sign_in(*, user: User, now: datetime) -> None:
    """Note that somebody has signed in to the admin site, which keeps a session of its own.

    At an address of no organisation, where only platform staff sign in, there is no trail.
    """
    if tenancy.is_active():
        summary = "Signed in to the admin site"
        audit.record(action=AuditAction.SIGN_IN, actor=user, summary=summary, now=now)


def sign_out(*, auth_token: AuthToken) -> None:
    """End this sign-in; others of the same user stay."""
    auth_token.delete()


def end_one(*, user: User, pk: int, now: datetime) -> None:
    """End one of the user's own sign-ins. Raises NotFound for every other."""
    with transaction.atomic():
        if not sign_ins_of(user, now=now).filter(pk=pk).delete()[0]:
            raise NotFound
        audit.record(action=AuditAction.SIGN_IN_ENDED, actor=user, now=now)


def sign_out_everywhere(*, user: User, but: AuthToken | None = None, now: datetime) -> int:
    """End the user's sign-ins at their own wish, but for the one to keep; return how many.

    Those to the admin site too. Where there was none, nothing is told: the trail is not filled
    by asking again.
    """
    with transaction.atomic():
        ended = end_all(user=user, but=but) + _end_admin_sessions(user, now=now)
        if ended:
            audit.record(
                action=AuditAction.SIGN_OUT_EVERYWHERE,
                actor=user,
                details={"ended": ended},
                now=now,
            )
    return ended


def _end_admin_sessions(user: User, *, now: datetime) -> int:
    """End the user's sessions of the admin site; return how many.

    Whose a session is stands inside of it. Only administrators have any, and few at a time.
    """
    if not user.is_staff:
        return 0
    theirs = [
        one.pk
        for one in Session.objects.filter(expire_date__gt=now).iterator()
        if one.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def end_all(*, user: User, but: AuthToken | None = None) -> int:
    """End the user's sign-ins, here and elsewhere, but for the one to keep; return how many."""
    ended = AuthToken.objects.filter(user=user)
    if but is not None:
        ended = ended.exclude(pk=but.pk)
    return ended.delete()[0]


def end_selected(*, tokens: Sequence[AuthToken]) -> int:
    """End these sign-ins, of whomever they are; return how many had not ended already."""
    return AuthToken.objects.filter(pk__in=[one.pk for one in tokens]).delete()[0]


def clean_sign_ins(*, now: datetime) -> dict[str, int]:
    """Delete sign-ins that have ended, by the same limits that end them, and Django's sessions."""
    idle = Q(last_used_at__lte=now - IDLE_LIMIT)
    ended = AuthToken.objects.filter(idle | Q(created_at__lte=now - ABSOLUTE_LIMIT))
    sessions = Session.objects.filter(expire_date__lt=now)
    return {"sign_ins": batches.delete(ended), "admin_sessions": batches.delete(sessions)}


def record_use(*, auth_token: AuthToken, now: datetime) -> None:
    """Note that a sign-in was used, at most once a minute."""
    if not use_is_due(last_used_at=auth_token.last_used_at, now=now):
        return
    AuthToken.objects.filter(pk=auth_token.pk, last_used_at__lt=now).update(last_used_at=now)
    auth_token.last_used_at = now


def use_statement(*, auth_token: AuthToken, now: datetime) -> tuple[str, list[Any]] | None:
    """Return text and parameters of the UPDATE that ``record_use`` would run, None when not due.

    For the check-in, which puts it into the statement that stores the record. The caller
    promises to run it.
    """
    if not use_is_due(last_used_at=auth_token.last_used_at, now=now):
        return None
    auth_token.last_used_at = now
    moment = connection.ops.adapt_datetimefield_value(now)
    return _USE_SQL, [moment, auth_token.pk, moment]


_USE_SQL = (
    f'UPDATE "{AuthToken._meta.db_table}" SET "last_used_at" = %s '  # noqa: S608 - a table name only
    'WHERE "id" = %s AND "last_used_at" < %s'
)
