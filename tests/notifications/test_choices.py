"""What people chose: kinds, channels, quiet hours, one mail a day, no more mails."""

from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.kinds import Addressed, Kind
from apps.notifications.models import DeliveryTimes, Preference
from apps.notifications.services import digest, notify
from tests.support.mail import Mailbox, body_of
from tests.support.outbox import Note, Outbox
from tests.support.world import make_world

ZERO = "student0@example.edu"
# Eleven in the evening in Kampala, and seven in the morning after.
NIGHT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


class Key(Kind):
    """A link that lets somebody in."""

    name = "absence_key"
    label = "Key"
    channels = MappingProxyType({Channel.EMAIL: True})
    essential = True
    secret = True
    roles = frozenset({"tester"})
    subject = "Key"
    summary = "Key {{ number }}"


def prefer(outbox: Outbox, channel: Channel, *, enabled: bool, student: int = 0) -> None:
    with outbox.scope():
        Preference.objects.update_or_create(
            user=outbox.world.students[student].user,
            kind=Note.name,
            channel=channel,
            defaults={"enabled": enabled},
        )


def times(outbox: Outbox, **values: object) -> None:
    with outbox.scope():
        DeliveryTimes.objects.create(
            user=outbox.world.students[0].user,
            **{"quiet_from": None, "quiet_until": None, **values},
        )


def test_switched_off_before_or_after_writing_means_no_mail(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    prefer(outbox, Channel.EMAIL, enabled=False)
    outbox.tell(0, 1)
    prefer(outbox, Channel.EMAIL, enabled=False, student=1)
    outbox.work()
    assert smtp_sink.taken == []
    # The first was never written, the second was dropped at the door.
    (row,) = outbox.rows(Channel.EMAIL)
    assert (row.status, row.reason) == (Status.SKIPPED, Reason.PREFERENCE)
    assert [one.status for one in outbox.rows(Channel.IN_APP)] == [Status.SENT] * 2


def test_a_deactivated_account_is_told_nothing(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0, 1)
    user = outbox.world.students[0].user
    user.is_active = False
    user.save()
    outbox.work()
    assert [str(one["To"]) for one in smtp_sink.taken if ZERO in str(one["To"])] == []
    assert len(smtp_sink.taken) == 1
    assert {one.reason for one in outbox.rows(recipient=user)} == {Reason.INACTIVE}


def test_what_is_out_of_date_is_not_sent(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0, expires_at=outbox.now() + timedelta(minutes=5))
    outbox.tell(1, expires_at=outbox.now() + timedelta(minutes=15))
    outbox.now.tick(minutes=10)
    outbox.work()
    assert len(smtp_sink.taken) == 1
    assert outbox.rows(Channel.EMAIL)[0].reason == Reason.EXPIRED


def test_quiet_hours_hold_mail_back_until_the_morning_of_the_organisation(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    outbox.now.moment = NIGHT
    outbox.tell(0)
    outbox.work()
    row = outbox.row(Channel.EMAIL)
    assert (row.status, row.reason, row.next_attempt_at) == (
        Status.QUEUED,
        Reason.QUIET_HOURS,
        MORNING,
    )
    assert outbox.row(Channel.IN_APP).status == Status.SENT
    outbox.now.moment = MORNING
    outbox.work()
    assert len(smtp_sink.taken) == 1


def test_a_mail_that_failed_by_day_is_not_tried_again_at_night(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    smtp_sink.refuse_recipient[ZERO] = "450 4.2.1 mailbox busy"
    outbox.tell(0)
    outbox.work()
    smtp_sink.refuse_recipient.clear()
    outbox.now.moment = NIGHT
    outbox.work()
    assert smtp_sink.taken == []
    outbox.now.moment = MORNING
    outbox.work()
    assert len(smtp_sink.taken) == 1


def test_what_answers_somebody_right_now_heeds_no_quiet_hours(
    outbox: Outbox, smtp_sink: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Note, "prompt", True)
    outbox.now.moment = NIGHT
    outbox.tell(0)
    outbox.work()
    assert len(smtp_sink.taken) == 1


def test_who_has_no_quiet_hours_is_told_at_night(outbox: Outbox, smtp_sink: Mailbox) -> None:
    times(outbox)
    outbox.now.moment = NIGHT
    outbox.tell(0)
    outbox.work()
    assert len(smtp_sink.taken) == 1


def test_quiet_hours_may_lie_within_a_day(outbox: Outbox, smtp_sink: Mailbox) -> None:
    times(outbox, quiet_from=time(11), quiet_until=time(13))
    outbox.tell(0)
    outbox.work()
    assert smtp_sink.taken == []
    outbox.now.tick(hours=1)
    outbox.work()
    assert len(smtp_sink.taken) == 1


def test_a_digest_has_all_of_a_day_in_one_mail(outbox: Outbox, smtp_sink: Mailbox) -> None:
    times(outbox, daily_digest=True)
    for key in ("a", "b"):
        outbox.tell(0, 1, key=key)
        outbox.work()
    assert [ZERO in str(one["To"]) for one in smtp_sink.taken] == [False, False]
    # Six in the evening in Kampala.
    outbox.now.moment = datetime(2026, 3, 2, 15, 1, tzinfo=UTC)
    for _ in range(3):
        with outbox.scope():
            digest.make_digests(now=outbox.now())
        outbox.work()
    (mail,) = smtp_sink.to(ZERO)
    assert mail["Subject"] == "2 new notifications"
    assert "Note number a." in body_of(mail)
    assert "Note number b." in body_of(mail, "html")
    held = outbox.rows(Channel.EMAIL, recipient=outbox.world.students[0].user, kind=Note.name)
    assert {(one.status, one.reason) for one in held} == {(Status.SKIPPED, Reason.IN_DIGEST)}


def test_without_a_digest_in_time_the_news_goes_by_itself(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    times(outbox, daily_digest=True)
    outbox.tell(0)
    outbox.work()
    outbox.now.moment = datetime(2026, 3, 2, 16, 1, tzinfo=UTC)
    outbox.work()
    assert [one["Subject"] for one in smtp_sink.to(ZERO)] == ["Note 1"]


def unsubscribe_path(mail: EmailMessage) -> str:
    return urlsplit(str(mail["List-Unsubscribe"]).strip().strip("<>")).path


def test_one_click_ends_the_mails_of_one_kind(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0, 1)
    outbox.work()
    (mail,) = smtp_sink.to(ZERO)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path, client = unsubscribe_path(mail), Client(headers={"host": "demo.localhost"})

    asked = client.get(path)
    assert asked.status_code == 200
    assert asked.json()["done"] is False
    outbox.tell(0, key="after a look")
    outbox.work()
    assert len(smtp_sink.to(ZERO)) == 2

    # As mail providers send it: RFC 8058, section 3.1.
    for _ in range(2):
        done = client.post(
            path,
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        assert done.status_code == 200
    outbox.tell(0, 1, key="after the click")
    outbox.work()
    assert len(smtp_sink.to(ZERO)) == 2
    assert len(smtp_sink.to("student1@example.edu")) == 2


def test_a_link_works_for_what_it_was_made_for_only(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0)
    outbox.work()
    path = unsubscribe_path(smtp_sink.taken[0])
    make_world("elsewhere", students=0)
    elsewhere = Client(headers={"host": "elsewhere.localhost"})
    home = Client(headers={"host": "demo.localhost"})
    assert elsewhere.post(path).status_code == 404
    assert home.post(path[:-4] + "xyz/").status_code == 404
    assert home.post(path).status_code == 200


def test_somebody_without_an_account_can_unsubscribe_too(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    def tell(key: str) -> None:
        to = Addressed(
            key=key, address="Parent@example.org", addressee="Parent", channel=Channel.EMAIL
        )
        with outbox.scope():
            notify(kind=Note, to=[to], params={"number": key}, now=outbox.now())
        outbox.work()

    tell("1")
    (mail,) = smtp_sink.taken
    client = Client(headers={"host": "demo.localhost"})
    assert client.post(unsubscribe_path(mail)).status_code == 200
    tell("2")
    assert len(smtp_sink.taken) == 1
    assert outbox.rows()[-1].reason == Reason.UNSUBSCRIBED


def test_what_lets_somebody_in_is_forgotten_once_sent(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0, kind=Key, key="open-sesame")
    prefer(outbox, Channel.EMAIL, enabled=False)
    outbox.work()
    (mail,) = smtp_sink.taken
    assert "open-sesame" in body_of(mail)
    # Essential: no preference touches it, and there is nothing to unsubscribe from.
    assert mail["List-Unsubscribe"] is None
    row = outbox.row(Channel.EMAIL)
    assert row.status == Status.SENT
    assert (row.text, row.html, row.params) == ("", "", {})


@pytest.mark.parametrize("kind", [Note])
def test_a_mistake_in_one_text_does_not_stop_the_others(
    kind: type[Kind], outbox: Outbox, smtp_sink: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.tell(0, 1)
    monkeypatch.setattr(kind, "subject", "{% if number %}")
    outbox.tell(2)
    outbox.work()
    rows = outbox.rows()
    assert {row.status for row in rows} == {Status.FAILED}
    assert {row.reason for row in rows} == {Reason.NOT_RENDERED}
    monkeypatch.undo()
    outbox.tell(0, key="2")
    outbox.work()
    assert len(smtp_sink.taken) == 1
