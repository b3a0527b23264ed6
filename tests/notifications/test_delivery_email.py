"""Mail to a real server: what each of its answers leads to (QUALITY.md D4)."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.notifications import rules
from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.models import DeliveryTimes
from tests.support.checkin import Clock
from tests.support.mail import Mailbox, body_of
from tests.support.outbox import Outbox
from tests.support.servers import free_port

ZERO = "student0@example.edu"


def test_a_mail_arrives_once_with_text_and_html(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0)
    outbox.work()
    (mail,) = smtp_sink.to(ZERO)
    assert mail["Subject"] == "Note 1"
    assert "Note number 1 for Person" in body_of(mail)
    assert "<p>Note number 1 for Person" in body_of(mail, "html")
    assert str(mail["From"]) == "Demo University <attendance@example.edu>"
    assert mail["Auto-Submitted"] == "auto-generated"
    row = outbox.row(Channel.EMAIL)
    assert (row.status, row.attempts, row.message_id) == (Status.SENT, 1, mail["Message-ID"])
    assert outbox.row(Channel.IN_APP).status == Status.SENT
    assert outbox.work() == 0
    assert len(smtp_sink.taken) == 1


def test_the_same_key_is_written_once(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0, key="a")
    outbox.tell(0, key="a")
    outbox.work()
    assert len(smtp_sink.to(ZERO)) == 1
    outbox.tell(0, key="b")
    outbox.work()
    assert len(smtp_sink.to(ZERO)) == 2


@pytest.mark.parametrize("place", ["recipient", "data"])
@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ("550 5.1.1 no such mailbox", Status.FAILED, Reason.REFUSED),
        ("554 5.7.1 looks like spam", Status.FAILED, Reason.REFUSED),
        ("450 4.2.1 mailbox busy", Status.QUEUED, Reason.BUSY),
        ("421 4.3.2 closing down", Status.QUEUED, Reason.BUSY),
    ],
)
def test_an_answer_leads_to_its_state(
    place: str,
    answer: str,
    status: Status,
    reason: Reason,
    outbox: Outbox,
    smtp_sink: Mailbox,
) -> None:
    answers = smtp_sink.refuse_recipient if place == "recipient" else smtp_sink.refuse_data
    answers[ZERO] = answer
    outbox.tell(0, 1)
    outbox.work()
    zero, one = outbox.rows(Channel.EMAIL)
    assert (zero.status, zero.reason) == (status, reason)
    assert answer[:3] in zero.detail
    assert not zero.in_doubt
    if answer.startswith("421"):
        # The server goes: the next mail is not even tried, and has lost no attempt.
        assert (one.status, one.attempts) == (Status.QUEUED, 0)
    else:
        assert one.status == Status.SENT

    answers.clear()
    outbox.now.tick(minutes=2)
    outbox.work()
    expected = 0 if status == Status.FAILED else 1
    assert len(smtp_sink.to(ZERO)) == expected
    assert len(smtp_sink.to("student1@example.edu")) == 1


def test_a_server_that_hangs_up_after_taking_it_is_given_the_same_mail_again(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    smtp_sink.silent_after_data.add(ZERO)
    outbox.tell(0)
    outbox.work()
    row = outbox.row(Channel.EMAIL)
    assert (row.status, row.reason, row.in_doubt) == (Status.QUEUED, Reason.IN_DOUBT, True)

    smtp_sink.silent_after_data.clear()
    outbox.now.tick(minutes=2)
    outbox.work()
    first, second = smtp_sink.to(ZERO)
    # A mailbox shows one of them.
    assert first["Message-ID"] == second["Message-ID"]
    assert body_of(first) == body_of(second)
    row = outbox.row(Channel.EMAIL)
    assert (row.status, row.attempts, row.in_doubt) == (Status.SENT, 2, False)


def test_a_server_that_falls_silent_after_taking_it_is_in_doubt_too(
    outbox: Outbox, smtp_sink: Mailbox, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 1
    smtp_sink.stalls_after_data.add(ZERO)
    outbox.tell(0, 1)
    outbox.work()
    zero, one = outbox.rows(Channel.EMAIL)
    assert (zero.status, zero.reason, zero.in_doubt) == (Status.QUEUED, Reason.IN_DOUBT, True)
    # The next mail goes by a connection of its own.
    assert one.status == Status.SENT

    smtp_sink.stalls_after_data.clear()
    outbox.now.tick(minutes=2)
    outbox.work()
    first, second = smtp_sink.to(ZERO)
    assert first["Message-ID"] == second["Message-ID"]
    assert outbox.rows(Channel.EMAIL)[0].status == Status.SENT


def test_no_server_at_all_costs_one_row_an_attempt_and_the_others_none(
    outbox: Outbox, smtp_sink: Mailbox, settings: Settings
) -> None:
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    outbox.tell(0, 1, 2)
    outbox.work()
    rows = outbox.rows(Channel.EMAIL)
    assert {row.status for row in rows} == {Status.QUEUED}
    assert {row.reason for row in rows} == {Reason.UNREACHABLE}
    assert sorted(row.attempts for row in rows) == [0, 0, 1]

    settings.EMAIL_PORT = there
    outbox.now.tick(minutes=2)
    outbox.work()
    assert len(smtp_sink.taken) == 3


def test_it_is_given_up_after_a_day_of_trying(
    outbox: Outbox, smtp_sink: Mailbox, now: Clock
) -> None:
    smtp_sink.refuse_recipient[ZERO] = "450 4.2.1 mailbox busy"
    begun = now()
    with outbox.scope():
        # Without quiet hours, in which it would wait and not be tried.
        DeliveryTimes.objects.create(user=outbox.world.students[0].user)
    outbox.tell(0)
    waits = []
    for _ in range(rules.MAX_ATTEMPTS):
        before = now()
        outbox.work()
        row = outbox.row(Channel.EMAIL)
        waits.append(row.next_attempt_at - before)
        now.moment = max(row.next_attempt_at, now())
    row = outbox.row(Channel.EMAIL)
    assert (row.status, row.attempts) == (Status.FAILED, rules.MAX_ATTEMPTS)
    assert waits[:4] == [timedelta(minutes=one) for one in (1, 2, 4, 8)]
    assert timedelta(hours=12) < now() - begun < timedelta(days=2)
    assert outbox.work() == 0


def test_mails_are_paced_by_the_hour(
    outbox: Outbox, smtp_sink: Mailbox, settings: Settings
) -> None:
    settings.MAILS_PER_HOUR = 2
    outbox.tell(0, 1, 2)
    outbox.work()
    assert len(smtp_sink.taken) == 2
    (waiting,) = outbox.rows(Channel.EMAIL, status=Status.QUEUED)
    assert (waiting.reason, waiting.attempts) == (Reason.PACED, 0)
    outbox.now.tick(minutes=61)
    outbox.work()
    assert len(smtp_sink.taken) == 3


@pytest.mark.parametrize(
    "name",
    [
        "Robert'); DROP TABLE students;--",
        "Ann\r\nBcc: everybody@example.edu",
        "عبد الله",
        "<script>alert(1)</script>",
        "Zoë 🎓 O'Brien",
        "=HYPERLINK(1)",
        "n" * 200,
    ],
)
def test_hostile_names_travel_as_text(name: str, outbox: Outbox, smtp_sink: Mailbox) -> None:
    user = outbox.world.students[0].user
    user.full_name = name
    user.save()
    outbox.tell(0)
    outbox.work()
    (mail,) = smtp_sink.taken
    assert mail["Bcc"] is None
    assert " ".join(name.split()) in " ".join(body_of(mail).split())
    assert "<script>alert" not in body_of(mail, "html")


def test_an_address_of_any_script_is_written_as_servers_read_it(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    user = outbox.world.students[0].user
    user.email = "anna@bücher.example"
    user.full_clean()
    user.save()
    outbox.tell(0, channel=Channel.EMAIL)
    outbox.work()
    (mail,) = smtp_sink.taken
    assert "anna@xn--bcher-kva.example" in str(mail["To"])
