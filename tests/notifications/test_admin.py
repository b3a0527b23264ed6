"""The outbox in the admin site: finding what was said, reading it, saying it again."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from apps.core import clock, tenancy
from apps.notifications.admin import masked
from apps.notifications.enums import Channel, Status
from apps.notifications.models import Notification
from apps.orgs.selectors import forget_cached
from tests.support.administration import browser_of, make_administrator
from tests.support.campus import NOW
from tests.support.world import World, make_world

LIST = "/admin/notifications/notification/"


@pytest.fixture
def world(db: None) -> World:
    forget_cached()
    made = make_world("home")
    user = made.students[0].user
    user.email, user.phone = "amina.wanjiru@example.edu", "+256700123456"
    user.save()
    return made


@pytest.fixture
def browser(world: World) -> Client:
    return browser_of(make_administrator(world.organization))


def said(world: World, key: str, **values: Any) -> Notification:
    fields = {
        "recipient": world.students[0].user,
        "kind": "reminder",
        "channel": Channel.EMAIL,
        "status": Status.SENT,
        "subject": f"Subject {key}",
        "text": f"Text of {key}",
        "next_attempt_at": NOW,
        "created_at": NOW,
        **values,
    }
    with tenancy.activate(world.organization):
        return Notification.objects.create(dedupe_key=key, **fields)


def status_of(world: World, row: Notification) -> str:
    with tenancy.activate(world.organization):
        return Notification.objects.get(pk=row.pk).status


def send_again(browser: Client, *rows: Notification) -> str:
    data = {"action": "send_again", "_selected_action": [row.pk for row in rows], "index": 0}
    with clock.use(lambda: NOW):
        answer = browser.post(LIST, data)
        assert answer.status_code == 302
        # Read at the same moment: a session of the admin site ends after twelve hours.
        text: str = browser.get(LIST).content.decode()
    return text


def test_the_list_hides_addresses_and_the_page_shows_all(world: World, browser: Client) -> None:
    mail = said(world, "a")
    text_message = said(world, "b", channel=Channel.SMS)
    guardian = said(world, "c", recipient=None, address="parent@home.example", addressee="P. W.")
    listed = browser.get(LIST).content.decode()
    for whole, short in (
        ("amina.wanjiru@example.edu", "a…@example.edu"),
        ("+256700123456", "+256…56"),
        ("parent@home.example", "p…@home.example"),
    ):
        assert whole not in listed
        assert short in listed
    pages = {
        mail: ("amina.wanjiru@example.edu", "Text of a"),
        text_message: ("+256700123456", "Text of b"),
        guardian: ("parent@home.example", "P. W."),
    }
    for row, parts in pages.items():
        page = browser.get(f"{LIST}{row.pk}/change/").content.decode()
        assert all(part in page for part in parts)
        assert 'name="_save"' not in page


@pytest.mark.parametrize(
    ("address", "shown"),
    [("", ""), ("a@b.c", "a…@b.c"), ("@b.c", "…@b.c"), ("+256700123456", "+256…56")],
)
def test_a_masked_address(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_notifications_are_found_by_state_way_kind_and_person(
    world: World, browser: Client
) -> None:
    wanted = said(world, "a", status=Status.FAILED, channel=Channel.SMS, kind="absence_warning")
    other = said(world, "b", recipient=world.students[1].user)
    for query in (
        "status__exact=failed",
        "channel__exact=sms",
        "kind=absence_warning",
        f"q={world.students[0].user.username}",
    ):
        listed = browser.get(f"{LIST}?{query}").content.decode()
        assert f"{LIST}{wanted.pk}/change/" in listed, query
        assert f"{LIST}{other.pk}/change/" not in listed, query
    listed = browser.get(LIST).content.decode()
    assert f"{LIST}{other.pk}/change/" in listed


def test_send_again_queues_what_can_be_sent_and_counts_the_rest(
    world: World, browser: Client
) -> None:
    rows = {
        "failed": said(world, "a", status=Status.FAILED, attempts=8),
        "skipped": said(world, "b", status=Status.SKIPPED),
        "sent mail": said(world, "c"),
    }
    rest = {
        "waiting": said(world, "d", status=Status.QUEUED),
        "sent SMS": said(world, "e", channel=Channel.SMS),
        "forgotten": said(world, "f", status=Status.FAILED, body_forgotten_at=NOW),
    }
    told = send_again(browser, *rows.values(), *rest.values())
    assert "Queued again: 3." in told
    assert "Cannot be sent again: 3." in told
    assert {status_of(world, row) for row in rows.values()} == {Status.QUEUED}
    assert [status_of(world, row) for row in rest.values()] == ["queued", "sent", "failed"]
    with tenancy.activate(world.organization):
        assert Notification.objects.get(pk=rows["failed"].pk).attempts == 0
    noted = LogEntry.objects.values_list("object_id", flat=True)
    assert sorted(noted) == sorted(str(row.pk) for row in rows.values())


def test_nothing_to_send_again_is_said(world: World, browser: Client) -> None:
    row = said(world, "a", channel=Channel.SMS)
    assert "This one cannot be sent again." in send_again(browser, row)
    assert status_of(world, row) == Status.SENT


def test_another_organisations_row_is_not_sent_again(world: World, browser: Client) -> None:
    away = make_world("away")
    foreign = said(away, "a", recipient=away.students[0].user, status=Status.FAILED)
    send_again(browser, foreign)
    assert status_of(away, foreign) == Status.FAILED
    at_home = browser_of(make_administrator(away.organization), host="away.localhost")
    assert "Queued again: 1." in send_again(at_home, foreign)
    assert status_of(away, foreign) == Status.QUEUED


def test_nothing_is_written_by_hand(world: World, browser: Client) -> None:
    row = said(world, "a")
    for rest in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
        assert browser.post(f"{LIST}{rest}", {"status": "queued", "post": "yes"}).status_code == 403
    assert status_of(world, row) == Status.SENT


def test_a_link_that_lets_somebody_in_is_not_shown_while_it_waits(
    world: World, browser: Client
) -> None:
    waiting: dict[str, Any] = {"status": Status.QUEUED, "link": "/page#a-token"}
    secret = said(world, "secret", kind="password_reset", **waiting)
    # The control: of other kinds the page shows text and link.
    other = said(world, "other", kind="next_class", **waiting)
    for row, is_shown in ((secret, False), (other, True)):
        page = browser.get(f"{LIST}{row.pk}/change/").content.decode()
        assert row.kind in page
        assert (f"Text of {row.dedupe_key}" in page) is is_shown
        assert ("a-token" in page) is is_shown
