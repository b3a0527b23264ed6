"""The rows of the outbox: sent again by hand, forgotten in time, of one organisation only."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.core.tenancy import ScopeError
from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.errors import CannotResend
from apps.notifications.kinds import Addressed
from apps.notifications.models import Notification
from apps.notifications.services import delivery, notify, resend, retention
from tests.support.mail import Mailbox
from tests.support.outbox import Note, Outbox
from tests.support.world import make_student, make_world

ZERO = "student0@example.edu"


def send_again(outbox: Outbox, *rows: Notification) -> int:
    with outbox.scope():
        return resend(notifications=rows, now=outbox.now())


def test_a_mail_sent_again_keeps_its_message_id(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0)
    outbox.work()
    assert send_again(outbox, outbox.row(Channel.EMAIL)) == 1
    outbox.work()
    first, second = smtp_sink.to(ZERO)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_failed_one_is_sent_again_with_all_its_attempts(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    smtp_sink.refuse_recipient[ZERO] = "550 5.1.1 no such mailbox"
    outbox.tell(0)
    outbox.work()
    smtp_sink.refuse_recipient.clear()
    assert send_again(outbox, outbox.row(Channel.EMAIL)) == 1
    outbox.work()
    row = outbox.row(Channel.EMAIL)
    assert (row.status, row.attempts, row.reason) == (Status.SENT, 1, "")


def test_what_waits_was_accepted_as_sms_or_was_forgotten_is_not_sent_again(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    outbox.tell(0)
    queued = outbox.row(Channel.EMAIL)
    outbox.work()
    centre = outbox.row(Channel.IN_APP)
    forgotten = outbox.row(Channel.EMAIL)
    forgotten.body_forgotten_at = outbox.now()
    for row in (queued, centre, forgotten):
        with pytest.raises(CannotResend):
            send_again(outbox, row)
    assert len(smtp_sink.taken) == 1


def test_one_that_is_under_way_meanwhile_is_left_alone(outbox: Outbox, smtp_sink: Mailbox) -> None:
    outbox.tell(0)
    outbox.work()
    stale = outbox.row(Channel.EMAIL)
    with outbox.scope():
        Notification.objects.filter(pk=stale.pk).update(status=Status.SENDING)
    assert send_again(outbox, stale) == 0


def test_texts_are_forgotten_when_their_days_are_over(
    outbox: Outbox, smtp_sink: Mailbox, settings: Settings
) -> None:
    settings.NOTIFICATION_BODY_DAYS = 30
    outbox.tell(0, key="old")
    outbox.work()
    outbox.tell(1, key="waiting", due_at=outbox.now() + timedelta(days=90))
    outbox.now.tick(days=29)
    outbox.tell(2, key="young")
    outbox.work()
    with outbox.scope():
        assert retention.forget_bodies(now=outbox.now()) == 0
        outbox.now.tick(days=2)
        assert retention.forget_bodies(now=outbox.now()) == 2
        assert retention.forget_bodies(now=outbox.now()) == 0
    old = outbox.rows(recipient=outbox.world.students[0].user)
    assert {(one.status, one.text, one.html, one.subject) for one in old} == {
        (Status.SENT, "", "", "")
    }
    assert {bool(one.params) for one in old} == {False}
    young = outbox.rows(recipient=outbox.world.students[2].user)
    assert all(one.text for one in young)
    waiting = outbox.rows(recipient=outbox.world.students[1].user)
    assert all(one.params for one in waiting)


def test_a_row_of_a_worker_that_never_came_back_is_taken_up_after_its_lease(
    outbox: Outbox, smtp_sink: Mailbox, settings: Settings
) -> None:
    outbox.tell(0)
    with outbox.scope():
        claimed = delivery._claim(outbox.now())
    assert len(claimed) == 2
    outbox.now.tick(settings.NOTIFICATION_LEASE_S - 1)
    assert outbox.work() == 0
    outbox.now.tick(2)
    assert outbox.work() == 2
    assert len(smtp_sink.taken) == 1


def test_the_users_of_another_organisation_cannot_be_told(outbox: Outbox) -> None:
    stranger = make_student(make_world("elsewhere", students=0).organization)
    with outbox.scope(), pytest.raises(ScopeError):
        notify(
            kind=Note,
            to=[Addressed(key="1", user_id=stranger.user_id)],
            params={"number": 1},
            now=outbox.now(),
        )
    assert outbox.rows() == []


def test_an_organisation_that_is_closed_sends_nothing_and_loses_nothing(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    organization = outbox.world.organization
    outbox.tell(0)
    organization.is_active = False
    organization.save()
    assert outbox.work() == 0
    organization.is_active = True
    organization.save()
    outbox.work()
    assert len(smtp_sink.taken) == 1


def test_a_kind_that_this_version_does_not_know_fails_visibly(outbox: Outbox) -> None:
    outbox.tell(0)
    with outbox.scope():
        Notification.objects.update(kind="of_a_later_version")
    outbox.work()
    assert {(one.status, one.reason) for one in outbox.rows()} == {
        (Status.FAILED, Reason.UNKNOWN_KIND)
    }


def test_the_number_of_statements_does_not_grow_with_the_recipients(outbox: Outbox) -> None:
    with CaptureQueriesContext(connection) as one:
        outbox.tell(0, key="one")
    with CaptureQueriesContext(connection) as three:
        outbox.tell(0, 1, 2, key="three")
    assert len(outbox.rows()) == 8
    assert len(three) == len(one)


def test_the_centre_answers_with_ones_own_and_marks_them_read(outbox: Outbox) -> None:
    outbox.tell(0, 1, key="a")
    outbox.tell(0, key="b")
    outbox.work()
    phone = outbox.world.phone(outbox.world.students[0])
    listed = phone.get("/api/notifications/").json()
    assert [one["subject"] for one in listed["results"]] == ["Note b", "Note a"]
    assert phone.get("/api/notifications/unread/").json() == {"unread": 2}
    others = outbox.rows(Channel.IN_APP, recipient=outbox.world.students[1].user)[0].pk
    mine = listed["results"][0]["id"]
    marked = phone.send("POST", "/api/notifications/read/", {"ids": [mine, others, 2**62]})
    assert marked.json() == {"unread": 1}
    neighbour = outbox.world.phone(outbox.world.students[1])
    assert neighbour.get("/api/notifications/unread/").json() == {"unread": 1}
    assert phone.send("POST", "/api/notifications/read/", {}).json() == {"unread": 0}


def test_a_token_for_something_else_ends_nothing(outbox: Outbox) -> None:
    phone = outbox.world.phone()
    forged = signing.dumps({"o": 1, "k": Note.name, "u": 1}, salt="another purpose")
    assert phone.get(f"/api/notifications/unsubscribe/{forged}/").status_code == 404
