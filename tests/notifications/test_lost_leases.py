"""What a worker leaves behind that was killed, or that comes back after its lease has run out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.models import Notification, Preference
from apps.notifications.services import delivery, wording
from tests.support.mail import Mailbox
from tests.support.outbox import Note, Outbox
from tests.support.sms import Twilio

# Eleven in the evening in Kampala, and seven in the morning after.
NIGHT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


class Killed(BaseException):
    """The worker's process ends here."""


def lease_time() -> timedelta:
    return timedelta(seconds=configured.NOTIFICATION_LEASE_S + 1)


def want_text_messages(outbox: Outbox) -> None:
    with outbox.scope():
        Preference.objects.create(
            user=outbox.world.students[0].user,
            kind=Note.name,
            channel=Channel.SMS,
            enabled=True,
        )


@pytest.mark.parametrize("wait", ["quiet hours", "cost cap", "none"])
def test_a_text_message_in_doubt_stays_so_while_it_waits(
    wait: str,
    outbox: Outbox,
    twilio: Twilio,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Accepted, worker killed, put off: the provider is still asked before it is sent again."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    want_text_messages(outbox)
    outbox.now.moment = NIGHT - timedelta(hours=2, minutes=1)
    outbox.tell(0, channel=Channel.SMS)

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(delivery._Run, "_conclude", die)
        with pytest.raises(Killed):
            outbox.work()
    assert len(twilio.accepted) == 1
    assert outbox.row(Channel.SMS).status == Status.SENDING

    if wait == "quiet hours":
        outbox.now.moment = NIGHT
        outbox.work()
        assert outbox.row(Channel.SMS).reason == Reason.QUIET_HOURS
    if wait == "cost cap":
        outbox.now.tick(seconds=lease_time().total_seconds())
        outbox.now.moment = MORNING
        with monkeypatch.context() as patched:
            until = MORNING + timedelta(hours=1)
            patched.setattr(delivery._Run, "_wait", lambda *_: (until, Reason.COST_CAP))
            outbox.work()
        assert outbox.row(Channel.SMS).reason == Reason.COST_CAP
    outbox.now.moment = MORNING + timedelta(hours=2)
    outbox.work()
    assert len(twilio.accepted) == 1
    row = outbox.row(Channel.SMS)
    assert (row.status, row.provider_id) == (Status.SENT, twilio.accepted[0]["sid"])


@pytest.mark.parametrize("stalled", [True, False])
def test_who_has_lost_the_lease_writes_no_other_words(
    stalled: bool, outbox: Outbox, smtp_sink: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that stood still for minutes must not change what another has sent meanwhile."""
    outbox.tell(0, channel=Channel.EMAIL)
    write = wording.write
    sent: list[Notification] = []

    def stand_still(*args: Any, **kwargs: Any) -> None:
        monkeypatch.setattr(delivery, "write", write)
        outbox.now.tick(seconds=lease_time().total_seconds())
        outbox.work()
        sent.append(outbox.row(Channel.EMAIL))
        write(*args, **kwargs)

    if stalled:
        monkeypatch.setattr(delivery, "write", stand_still)
    outbox.work()
    (mail,) = smtp_sink.taken
    row = outbox.row(Channel.EMAIL)
    assert row.status == Status.SENT
    assert row.message_id == mail["Message-ID"]
    assert len(sent) == stalled
