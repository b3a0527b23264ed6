"""Makes and revokes the private addresses of calendars."""

import secrets
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.rules import token_digest
from apps.attendance.models import CalendarFeed
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

# 256 bits: nobody finds one by trying.
TOKEN_BYTES = 32


def make_address(*, user: User, now: datetime) -> tuple[CalendarFeed, str]:
    """Give a user a calendar address; return its row and secret. The one before stops working.

    The secret is told this once: what is stored is its hash.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        feed, made = CalendarFeed.objects.update_or_create(
            user=user, defaults={"digest": token_digest(token), "created_at": now}
        )
        words = "Made a calendar address" if made else "Made a new calendar address"
        _told(user, words, now=now)
    return feed, token


def revoke_address(*, user: User, now: datetime) -> None:
    """Let a user's calendar address stop working at once; none is no error."""
    with transaction.atomic():
        deleted, _ = CalendarFeed.objects.filter(user=user).delete()
        if deleted:
            _told(user, "Revoked the calendar address", now=now)


def _told(user: User, words: str, *, now: datetime) -> None:
    audit.record(
        action=AuditAction.CALENDAR_CHANGED, actor=user, target=user, summary=words, now=now
    )
