"""Collects the mails of users who want one a day."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.kinds import Addressed, DailyDigest, Say, kind_named
from apps.notifications.models import Notification
from apps.notifications.selectors import Choices, choices_of
from apps.notifications.services.delivery import DIGEST_GRACE
from apps.notifications.services.outbox import notify
from apps.notifications.services.wording import look_again, summarise

logger = logging.getLogger(__name__)


def make_digests(*, now: datetime) -> int:
    """Write the digests of the active organisation that are due; return how many."""
    held = _held(now).exclude(recipient=None)
    users = set(held.values_list("recipient_id", flat=True))
    made = 0
    for user_id in users:
        try:
            made += _make_digest(user_id, now)
        except (DatabaseError, SoftTimeLimitExceeded):
            raise
        except Exception:
            # A text that cannot be made is this user's only; their mails go one by one later.
            logger.exception("the digest of user %s could not be made", user_id)
    return made


def _held(now: datetime) -> QuerySet[Notification]:
    """Return mails that wait for a digest whose hour has come."""
    return Notification.objects.filter(
        status=Status.QUEUED,
        channel=Channel.EMAIL,
        reason=Reason.DIGEST,
        lease_until=None,
        next_attempt_at__lte=now + DIGEST_GRACE,
    )


def _make_digest(user_id: int, now: datetime) -> bool:
    with transaction.atomic():
        held = _held(now).filter(recipient_id=user_id).select_related("organization")
        if connection.features.has_select_for_update_skip_locked:
            held = held.select_for_update(skip_locked=True, no_key=True, of=("self",))
        choices = choices_of([user_id])
        # What was switched off meanwhile is left to the delivery, which says so of it.
        rows = [row for row in held.order_by("created_at", "pk") if _is_wanted(row, choices)]
        if not rows:
            return False
        items = [item for row in rows if (item := _item(row, now)) is not None]
        organization = rows[0].organization
        day = now.astimezone(ZoneInfo(organization.timezone)).date()
        # Named by its first mail too: what is held back after a digest gets another one.
        key = f"{user_id}:{day}:{rows[0].pk}"
        to = [Addressed(key=key, user_id=user_id, addressee=rows[0].addressee)]
        params = {"items": items, "date": day.isoformat()}
        if items and not notify(kind=DailyDigest, to=to, params=params, now=now):
            # Nobody can be reached: each mail by itself finds out why.
            return False
        digest = Notification.objects.filter(
            dedupe_key=f"{DailyDigest.name}:{key}:{Channel.EMAIL}"
        ).first()
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=Status.SKIPPED, reason=Reason.IN_DIGEST, digest=digest
        )
        return bool(items)


def _is_wanted(row: Notification, choices: Choices) -> bool:
    kind = kind_named(row.kind)
    if kind is None or row.recipient_id is None:
        return False
    return choices.wants(row.recipient_id, kind, Channel.EMAIL)


def _item(row: Notification, now: datetime) -> dict[str, str] | None:
    """Return one entry of a digest, None for what is no longer true."""
    kind = kind_named(row.kind)
    if kind is None:
        return None
    verdict = look_again(row, kind, now=now)
    if not isinstance(verdict, Say):
        return None
    line = summarise(kind, verdict, row.organization)
    return {"label": kind.label, "line": line, "link": verdict.link}
