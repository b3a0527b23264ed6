"""Forgets what notifications said, when nobody needs it any more."""

from datetime import datetime, timedelta

from django.conf import settings

from apps.notifications.enums import Status
from apps.notifications.models import Notification

_BATCH = 1000
_ENDED = (Status.SENT, Status.FAILED, Status.SKIPPED)


def forget_bodies(*, now: datetime) -> int:
    """Empty texts, facts and addresses of old notifications that are at an end; return how many.

    The row stays: that something was said, when and by which way, is part of the history.
    """
    old = Notification.objects.filter(
        status__in=_ENDED,
        created_at__lt=now - timedelta(days=settings.NOTIFICATION_BODY_DAYS),
        body_forgotten_at=None,
    )
    forgotten = 0
    while batch := list(old.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        # What is sent again in this moment keeps its text.
        forgotten += old.filter(pk__in=batch).update(
            body_forgotten_at=now,
            params={},
            subject="",
            text="",
            html="",
            link="",
            detail="",
            address="",
            addressee="",
        )
    return forgotten
