"""The worker without its guard against lost mail: the control of the kill test.

It calls a mail sent before it speaks to the server, as a simple task would: whatever is under way
when it is killed is lost. Never part of the application.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig

from apps.notifications.enums import Status

if TYPE_CHECKING:  # models are loaded after app configurations
    from apps.notifications.models import Notification


def begin_as_sent(row: "Notification", now: datetime) -> bool:
    """Mark a row as sent before it is."""
    type(row).objects.filter(pk=row.pk).update(status=Status.SENT, sent_at=now)
    return True


class UnguardedConfig(AppConfig):
    name = "tests.support.unguarded_worker"
    label = "unguarded_worker"

    def ready(self) -> None:
        from apps.notifications.services import delivery  # noqa: PLC0415 - models come first

        delivery._begin = begin_as_sent
