"""What people chose after a mail was held back for their daily digest."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.kinds import DailyDigest
from apps.notifications.models import DeliveryTimes, Preference
from apps.notifications.services import digest, preferences
from tests.support.mail import Mailbox
from tests.support.outbox import Note, Outbox

ZERO = "student0@example.edu"
# A minute after six, and two after seven, in the evening in Kampala.
SIX = datetime(2026, 3, 2, 15, 1, tzinfo=UTC)
SEVEN = datetime(2026, 3, 2, 16, 2, tzinfo=UTC)


@pytest.fixture
def collecting(outbox: Outbox) -> Outbox:
    """Return an outbox whose first student has mails collected."""
    with outbox.scope():
        DeliveryTimes.objects.create(user=outbox.world.students[0].user, daily_digest=True)
    return outbox


def collect(outbox: Outbox, moment: datetime) -> None:
    outbox.now.moment = moment
    with outbox.scope():
        digest.make_digests(now=outbox.now())
    outbox.work()


@pytest.mark.parametrize("wanted", [True, False])
def test_what_was_switched_off_meanwhile_is_in_no_digest(
    wanted: bool, collecting: Outbox, smtp_sink: Mailbox
) -> None:
    collecting.tell(0)
    collecting.work()
    with collecting.scope():
        Preference.objects.create(
            user=collecting.world.students[0].user,
            kind=Note.name,
            channel=Channel.EMAIL,
            enabled=wanted,
        )
    collect(collecting, SIX)
    assert len(smtp_sink.taken) == wanted
    collect(collecting, SEVEN)
    assert len(smtp_sink.taken) == wanted
    row = collecting.row(Channel.EMAIL, kind=Note.name)
    expected = Reason.IN_DIGEST if wanted else Reason.PREFERENCE
    assert (row.status, row.reason) == (Status.SKIPPED, expected)


def test_who_ended_digests_and_chooses_mails_again_is_sent_them(
    collecting: Outbox, smtp_sink: Mailbox
) -> None:
    collecting.tell(0)
    collecting.work()
    collect(collecting, SIX)
    (mail,) = smtp_sink.taken
    path = urlsplit(str(mail["List-Unsubscribe"]).strip().strip("<>")).path
    assert Client(headers={"host": "demo.localhost"}).post(path).status_code == 200
    collecting.tell(0, key="not wanted")
    user = collecting.world.students[0].user
    with collecting.scope():
        preferences.change(user_id=user.pk, choices=[], times={"daily_digest": True})
        Preference.objects.filter(user=user, kind=Note.name, channel=Channel.EMAIL).update(
            enabled=True
        )
    collecting.tell(0, key="wanted")
    collecting.work()
    collect(collecting, SIX.replace(day=3))
    assert [one["Subject"] for one in smtp_sink.taken] == ["1 new notification"] * 2


def test_a_mail_is_not_put_into_a_digest_that_nobody_gets(
    collecting: Outbox, smtp_sink: Mailbox
) -> None:
    """Its own row says why it was not sent."""
    collecting.tell(0)
    collecting.work()
    user = collecting.world.students[0].user
    user.email = ""
    user.save()
    collect(collecting, SIX)
    collect(collecting, SEVEN)
    assert smtp_sink.taken == []
    assert collecting.rows(kind=DailyDigest.name) == []
    assert collecting.row(Channel.EMAIL).reason == Reason.NO_ADDRESS
