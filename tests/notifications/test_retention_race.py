"""What is forgotten in the moment in which it is sent again."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.conf import settings as configured

from apps.notifications.enums import Channel, Status
from apps.notifications.services import resend, retention
from tests.support.mail import Mailbox
from tests.support.outbox import Outbox


def test_what_is_sent_again_is_not_forgotten_in_the_same_moment(
    outbox: Outbox, smtp_sink: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.tell(0, 1, channel=Channel.EMAIL)
    outbox.work()
    outbox.now.tick(seconds=timedelta(days=configured.NOTIFICATION_BODY_DAYS + 1).total_seconds())
    again, other = outbox.rows(Channel.EMAIL)

    def list_and_resend(found: Iterable[int]) -> list[int]:
        keys = list(found)
        if again.pk in keys:
            resend(notifications=[again], now=outbox.now())
        return keys

    # Between looking for the old ones and emptying them.
    monkeypatch.setattr(retention, "list", list_and_resend, raising=False)
    with outbox.scope():
        retention.forget_bodies(now=outbox.now())
    again, other = outbox.rows(Channel.EMAIL)
    assert (again.status, again.body_forgotten_at) == (Status.QUEUED, None)
    assert other.body_forgotten_at is not None
