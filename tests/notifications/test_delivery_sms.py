"""Text messages to a server that speaks Twilio's API (QUALITY.md D4): never two for one key."""

import io
import logging
from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.models import Preference
from tests.support.outbox import Outbox
from tests.support.servers import free_port
from tests.support.sms import Twilio


@pytest.fixture
def outbox_with_sms(outbox: Outbox, twilio: Twilio, settings: Settings) -> Outbox:
    """All students want text messages, and nothing else."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with outbox.scope():
        for student in outbox.world.students:
            Preference.objects.create(
                user=student.user, kind="absence_note", channel=Channel.SMS, enabled=True
            )
    return outbox


def test_a_text_message_is_accepted_once(outbox_with_sms: Outbox, twilio: Twilio) -> None:
    outbox_with_sms.tell(0)
    outbox_with_sms.work()
    outbox_with_sms.work()
    (sent,) = twilio.accepted
    assert sent["To"] == "+256700000000"
    assert sent["Body"].startswith("Demo University: Note number 1. (ref ")
    row = outbox_with_sms.row(Channel.SMS)
    assert (row.status, row.provider_id) == (Status.SENT, sent["sid"])


@pytest.mark.parametrize(
    ("step", "status", "reason", "in_doubt"),
    [
        (400, Status.FAILED, Reason.REFUSED, False),
        (401, Status.QUEUED, Reason.UNREACHABLE, False),
        (429, Status.QUEUED, Reason.BUSY, False),
        (500, Status.QUEUED, Reason.IN_DOUBT, True),
        (503, Status.QUEUED, Reason.IN_DOUBT, True),
        ("accept_and_500", Status.QUEUED, Reason.IN_DOUBT, True),
        ("accept_and_hang_up", Status.QUEUED, Reason.IN_DOUBT, True),
    ],
)
def test_an_answer_leads_to_its_state_and_never_to_two_messages(
    step: int | str,
    status: Status,
    reason: Reason,
    in_doubt: bool,
    outbox_with_sms: Outbox,
    twilio: Twilio,
) -> None:
    twilio.plan = [step]
    outbox_with_sms.tell(0)
    outbox_with_sms.work()
    row = outbox_with_sms.row(Channel.SMS)
    assert (row.status, row.reason, row.in_doubt) == (status, reason, in_doubt)

    outbox_with_sms.now.tick(minutes=5)
    outbox_with_sms.work()
    row = outbox_with_sms.row(Channel.SMS)
    if status == Status.FAILED:
        assert twilio.accepted == []
        return
    assert len(twilio.accepted) == 1
    assert (row.status, row.provider_id) == (Status.SENT, twilio.accepted[0]["sid"])
    # After an unknown outcome the provider is asked; after a known one there is no need.
    assert ("list" in twilio.requests) is in_doubt


def test_a_provider_that_takes_it_and_never_answers_is_asked(
    outbox_with_sms: Outbox, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.notifications.channels.sms.TIMEOUT_S", 1)
    twilio.plan = ["accept_and_stall"]
    outbox_with_sms.tell(0)
    outbox_with_sms.work()
    row = outbox_with_sms.row(Channel.SMS)
    assert (row.status, row.reason, row.in_doubt) == (Status.QUEUED, Reason.IN_DOUBT, True)
    outbox_with_sms.now.tick(minutes=5)
    outbox_with_sms.work()
    assert len(twilio.accepted) == 1
    assert outbox_with_sms.row(Channel.SMS).status == Status.SENT


def test_while_the_provider_cannot_be_asked_nothing_is_sent_again(
    outbox_with_sms: Outbox, twilio: Twilio
) -> None:
    twilio.plan = ["accept_and_hang_up"]
    twilio.lists_fail = True
    outbox_with_sms.tell(0)
    for _ in range(4):
        outbox_with_sms.work()
        outbox_with_sms.now.tick(hours=1)
    assert len(twilio.accepted) == 1
    assert outbox_with_sms.row(Channel.SMS).in_doubt
    twilio.lists_fail = False
    outbox_with_sms.work()
    assert outbox_with_sms.row(Channel.SMS).status == Status.SENT
    assert len(twilio.accepted) == 1


def test_without_asking_there_would_be_two(
    outbox_with_sms: Outbox, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the look-up the same fault sends two."""
    monkeypatch.setattr(
        "apps.notifications.channels.sms.SmsSender.look_up", lambda self, message: None
    )
    twilio.plan = ["accept_and_hang_up"]
    outbox_with_sms.tell(0)
    outbox_with_sms.work()
    outbox_with_sms.now.tick(minutes=5)
    outbox_with_sms.work()
    assert len(twilio.accepted) == 2


def test_a_provider_that_is_not_there_is_tried_again(
    outbox_with_sms: Outbox, twilio: Twilio, settings: Settings
) -> None:
    settings.TWILIO_API_URL = f"http://127.0.0.1:{free_port()}"
    outbox_with_sms.tell(0)
    outbox_with_sms.work()
    row = outbox_with_sms.row(Channel.SMS)
    assert (row.status, row.reason, row.in_doubt) == (Status.QUEUED, Reason.UNREACHABLE, False)
    settings.TWILIO_API_URL = twilio.url
    outbox_with_sms.now.tick(minutes=2)
    outbox_with_sms.work()
    assert len(twilio.accepted) == 1


def test_a_number_that_cannot_exist_is_not_even_tried(
    outbox_with_sms: Outbox, twilio: Twilio
) -> None:
    user = outbox_with_sms.world.students[0].user
    user.phone = "+999123456789"
    user.save()
    outbox_with_sms.tell(0, 1)
    outbox_with_sms.work()
    zero, one = outbox_with_sms.rows(Channel.SMS)
    assert (zero.status, zero.reason) == (Status.FAILED, Reason.BAD_ADDRESS)
    assert one.status == Status.SENT
    assert twilio.requests == ["create"]


def test_the_cap_of_a_day_holds_and_ends_with_the_organisations_day(
    outbox_with_sms: Outbox, twilio: Twilio, settings: Settings
) -> None:
    settings.SMS_SEGMENTS_PER_DAY = 2
    outbox_with_sms.tell(0, 1, 2)
    outbox_with_sms.work()
    assert len(twilio.accepted) == 2
    (waiting,) = outbox_with_sms.rows(Channel.SMS, status=Status.QUEUED)
    assert waiting.reason == Reason.COST_CAP
    # Midnight in Kampala.
    assert waiting.next_attempt_at - outbox_with_sms.now() == timedelta(hours=12)
    # And then it is night there: the message waits for the morning.
    outbox_with_sms.now.tick(hours=12, minutes=1)
    outbox_with_sms.work()
    assert len(twilio.accepted) == 2
    outbox_with_sms.now.tick(hours=7)
    outbox_with_sms.work()
    assert len(twilio.accepted) == 3


def test_what_was_not_sent_is_not_held_against_the_cap(
    outbox_with_sms: Outbox, twilio: Twilio, settings: Settings
) -> None:
    settings.SMS_SEGMENTS_PER_DAY = 1
    twilio.plan = [429, 401, 400]
    outbox_with_sms.tell(0)
    for _ in range(3):
        outbox_with_sms.work()
        outbox_with_sms.now.tick(minutes=10)
    outbox_with_sms.tell(1)
    outbox_with_sms.work()
    assert [one["To"] for one in twilio.accepted] == ["+256700000001"]
    outbox_with_sms.tell(2)
    outbox_with_sms.work()
    (waiting,) = outbox_with_sms.rows(Channel.SMS, status=Status.QUEUED)
    assert waiting.reason == Reason.COST_CAP


def test_switched_off_means_off(
    outbox_with_sms: Outbox, twilio: Twilio, settings: Settings
) -> None:
    outbox_with_sms.tell(0)
    settings.SMS_ENABLED = False
    outbox_with_sms.tell(1)
    outbox_with_sms.work()
    (zero,) = outbox_with_sms.rows(Channel.SMS)
    assert (zero.status, zero.reason) == (Status.SKIPPED, Reason.CHANNEL_OFF)
    assert twilio.requests == []


def test_the_log_names_no_number(
    outbox_with_sms: Outbox, twilio: Twilio, settings: Settings
) -> None:
    twilio.plan = ["accept_and_500"]
    outbox_with_sms.tell(0)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    try:
        configuration = settings.LOGGING["loggers"]
        root.setLevel("INFO")
        for name, one in configuration.items():
            logging.getLogger(name).setLevel(one["level"])
        for _ in range(2):
            outbox_with_sms.work()
            outbox_with_sms.now.tick(minutes=5)
        logging.getLogger("apps").info("control")
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
    assert "list" in twilio.requests
    assert "control" in written.getvalue()
    assert "25670000000" not in written.getvalue()
