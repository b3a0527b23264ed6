"""What people are told: the centre, what they choose to hear, and the end of unwanted mails."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from apps.accounts.models import AuthToken, User
from apps.attendance.services import sessions
from apps.attendance.tasks import confirm_check_ins
from apps.core import tenancy
from apps.notifications.enums import Channel, Status
from apps.notifications.models import Notification
from apps.notifications.tasks import deliver_now
from tests.support.browsers import PHONE, SCHEMES
from tests.support.looks import WIDTHS, accessibility_faults, look, overflow, resize, set_scheme
from tests.support.mail import Mailbox, body_of
from tests.support.university import University, ready

pytestmark = pytest.mark.browser

ADDRESS = "amina@example.edu"
CONFIRMATION = "Check-in confirmation E-mail"


@pytest.fixture
def reachable(university: University, settings: Settings) -> University:
    """Give the first student an address, and mails links that lead to the test's own server."""
    settings.PUBLIC_URL = university.web.url("").rstrip("/")
    user = student_of(university)
    user.email = ADDRESS
    user.save()
    return university


def student_of(university: University) -> User:
    return university.world.students[0].user


def attend(university: University) -> None:
    """Let a class take place in which the student checks in, and move on to after it."""
    session = university.world.open()
    university.as_phone(university.world.students[0], session)
    with tenancy.activate(university.world.organization):
        sessions.close(
            session=session, by=university.world.lecturer.user, now=university.clock.now()
        )


def work(university: University) -> None:
    """Do what beat and worker do: confirm the check-ins, then send what is due."""
    confirm_check_ins.work(now=university.clock.now())
    deliver_now(organization_id=university.world.organization.pk)


def tell(university: University, user: User, *subjects: str, hours_ago: float = 0) -> None:
    """Tell somebody something in the app."""
    at = university.clock.now() - timedelta(hours=hours_ago)
    with tenancy.activate(university.world.organization):
        for subject in subjects:
            Notification.objects.create(
                recipient=user,
                kind=KINDS.get(subject, "next_class"),
                channel=Channel.IN_APP,
                dedupe_key=f"told:{user.pk}:{subject}:{hours_ago}",
                subject=subject,
                text=TEXTS.get(subject, "CSC101 Programming begins at 14:00 in Room 4."),
                link="/history",
                status=Status.SENT,
                next_attempt_at=at,
                created_at=at,
                sent_at=at,
            )


KINDS = {
    "You are in: CSC101": "check_in_confirmation",
    "Check in by 09:15: CSC101": "session_reminder",
    "Absences in CSC101: 3 in a row": "absence_warning",
}
TEXTS = {
    "You are in: CSC101": "CSC101 Programming: present, arrived 09:02. Reference 7F2A9KQ4.",
    "Check in by 09:15: CSC101": (
        "CSC101 Programming: the roll-call closes at 09:15 and you are not on it yet."
    ),
    "Absences in CSC101: 3 in a row": (
        "CSC101 Programming: 3 in a row. Absent on 2 Nov, 9 Nov, 16 Nov."
    ),
}


def open_page(university: University, path: str) -> Page:
    page = university.phone(university.world.students[0])
    page.goto(university.url(path))
    ready(page)
    return page


def switch(page: Page, name: str) -> Locator:
    return page.get_by_role("switch", name=name)


def change(page: Page, name: str, *, on: bool) -> None:
    """Use a switch of the settings and wait until it is stored."""
    switch(page, name).click()
    row = page.locator(".switch-row").filter(has=switch(page, name))
    expect(row.get_by_role("status")).to_have_text("Saved")
    expect(switch(page, name)).to_be_checked(checked=on)


def bell(page: Page, unread: int) -> None:
    name = f"Notifications, {unread} unread" if unread else "Notifications"
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def unsubscribing_link(mail: EmailMessage) -> str:
    found = re.search(r"http\S+/unsubscribe/\S+", body_of(mail))
    assert found is not None
    return found.group()


def test_a_mail_that_is_not_wanted_is_not_sent(reachable: University, smtp_sink: Mailbox) -> None:
    page = open_page(reachable, "/notifications/settings")
    # Whatever the hour is at which the test runs.
    change(page, "Keep quiet hours", on=False)
    attend(reachable)
    work(reachable)
    assert len(smtp_sink.to(ADDRESS)) == 1, "the control: wanted, it arrives"
    change(page, CONFIRMATION, on=False)
    reachable.clock.move(minutes=20)
    attend(reachable)
    work(reachable)
    assert len(smtp_sink.to(ADDRESS)) == 1

    page.goto(reachable.url("/"))
    bell(page, 2)
    page.get_by_role("link", name="Notifications, 2 unread").click()
    page.wait_for_url("**/notifications")
    notices = page.get_by_role("listitem").filter(has_text="You are in")
    expect(notices).to_have_count(2)
    expect(notices.filter(has_text="Unread")).to_have_count(2)
    notices.first.get_by_role("link").click()
    page.wait_for_url("**/history")
    bell(page, 1)
    page.go_back()
    expect(notices.filter(has_text="Unread")).to_have_count(1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(notices.filter(has_text="Unread")).to_have_count(0)
    page.goto(reachable.url("/"))
    bell(page, 0)


def test_unsubscribing_by_the_link_in_a_mail(reachable: University, smtp_sink: Mailbox) -> None:
    change(open_page(reachable, "/notifications/settings"), "Keep quiet hours", on=False)
    attend(reachable)
    work(reachable)
    (mail,) = smtp_sink.to(ADDRESS)
    stranger = reachable.phone()
    stranger.goto(unsubscribing_link(mail))
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Check-in confirmation")
    expect(stranger.get_by_text(reachable.world.organization.name)).to_be_visible()
    hold(stranger, "unsubscribe")
    reachable.clock.move(minutes=20)
    attend(reachable)
    work(reachable)
    assert len(smtp_sink.to(ADDRESS)) == 2, "the control: opening the link ends nothing"

    stranger.get_by_role("button", name="Unsubscribe").click()
    expect(stranger.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    look(stranger, "unsubscribed")
    reachable.clock.move(minutes=20)
    attend(reachable)
    work(reachable)
    assert len(smtp_sink.to(ADDRESS)) == 2
    page = open_page(reachable, "/notifications/settings")
    expect(switch(page, CONFIRMATION)).not_to_be_checked()


def test_a_bad_unsubscribing_link_says_so(university: University) -> None:
    university.refusals(404)
    page = university.phone()
    page.goto(university.url("/unsubscribe/eyJvIjoxfQ:1vNotOurs:signature"))
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    hold(page, "unsubscribe-bad-link")


def test_settings_outlive_a_reload(reachable: University) -> None:
    page = open_page(reachable, "/notifications/settings")
    change(page, CONFIRMATION, on=False)
    change(page, "Next class E-mail", on=True)
    change(page, "One e-mail a day", on=True)
    page.get_by_label("From", exact=True).fill("22:30")
    page.get_by_label("Until", exact=True).fill("06:15")
    page.get_by_label("Until", exact=True).blur()
    times = page.locator(".setting").filter(has=page.get_by_label("From", exact=True))
    expect(times.locator("> [role=status]")).to_have_text("Saved")
    page.reload()
    ready(page)
    expect(switch(page, CONFIRMATION)).not_to_be_checked()
    expect(switch(page, "Next class E-mail")).to_be_checked()
    expect(switch(page, "One e-mail a day")).to_be_checked()
    expect(page.get_by_label("From", exact=True)).to_have_value("22:30")
    expect(page.get_by_label("Until", exact=True)).to_have_value("06:15")
    change(page, "Keep quiet hours", on=False)
    page.reload()
    ready(page)
    expect(page.get_by_label("From", exact=True)).to_have_count(0)


def test_a_setting_that_is_not_stored_goes_back(reachable: University) -> None:
    reachable.problems.expect("Failed to load resource")
    page = open_page(reachable, "/notifications/settings")
    page.route("**/preferences/", lambda route: route.abort())
    switch(page, CONFIRMATION).click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(switch(page, CONFIRMATION)).to_be_checked()
    look(page, "notification-settings-failed")


def focused(page: Page) -> str:
    name: str = page.evaluate(
        "() => document.activeElement.getAttribute('aria-label')"
        " ?? document.activeElement.textContent"
    )
    return name


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this text; fail when it never gets there."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if name in focused(page):
            return
    raise AssertionError(f"the focus never came to {name}")


def test_the_keyboard_alone_is_enough(reachable: University) -> None:
    tell(reachable, student_of(reachable), "You are in: CSC101")
    page = open_page(reachable, "/")
    bell(page, 1)
    tab_to(page, "Notifications, 1 unread")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notifications")
    ready(page)
    tab_to(page, "Notification settings")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notifications/settings")
    ready(page)
    switch(page, CONFIRMATION).focus()
    page.keyboard.press("Space")
    expect(switch(page, CONFIRMATION)).not_to_be_checked()
    page.keyboard.press("Tab")
    page.go_back()
    ready(page)
    tab_to(page, "You are in: CSC101")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history")
    bell(page, 0)


def hold(page: Page, name: str) -> None:
    """Look at a page, and hold it to every width and to both schemes on the narrowest phone."""
    page.evaluate("scrollTo(0, 0)")
    look(page, name)
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    resize(page, (320, 640))
    for scheme in SCHEMES:
        set_scheme(page, scheme)
        assert accessibility_faults(page) == [], scheme
    set_scheme(page, "light")
    resize(page, PHONE)


def test_the_centre_full_and_empty(reachable: University) -> None:
    user = student_of(reachable)
    page = open_page(reachable, "/notifications")
    expect(page.get_by_text("No notifications yet")).to_be_visible()
    hold(page, "notifications-empty")
    for number in range(22):
        tell(reachable, user, f"At 14:00: CSC1{number:02}", hours_ago=100 + number)
    with tenancy.activate(reachable.world.organization):
        Notification.objects.update(read_at=reachable.clock.now())
    tell(reachable, user, "Absences in CSC101: 3 in a row", hours_ago=26)
    tell(reachable, user, "Check in by 09:15: CSC101", "You are in: CSC101")
    page.reload()
    ready(page)
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    hold(page, "notifications")
    page.get_by_role("button", name="Load more").click()
    expect(page.get_by_role("listitem")).to_have_count(25)
    page.goto(reachable.url("/"))
    ready(page)
    bell(page, 3)
    hold(page, "home-with-bell")


def test_the_centre_that_cannot_be_loaded(reachable: University) -> None:
    reachable.problems.expect("Failed to load resource")
    page = reachable.phone(reachable.world.students[0])
    page.route("**/api/notifications/?*", lambda route: route.abort())
    page.goto(reachable.url("/notifications"))
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    look(page, "notifications-failed")
    page.unroute("**/api/notifications/?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("No notifications yet")).to_be_visible()


def test_the_settings_everywhere(reachable: University) -> None:
    page = open_page(reachable, "/notifications/settings")
    expect(page.get_by_text("East Africa Time (Africa/Kampala)")).to_be_visible()
    change(page, "One e-mail a day", on=True)
    hold(page, "notification-settings")


def test_staff_have_the_bell_and_a_way_back(university: University) -> None:
    user = university.world.lecturer.user
    tell(university, user, "At 14:00: CSC101")
    page = university.lecturer("/dashboard")
    ready(page)
    bell(page, 1)
    look(page, "dashboard-with-bell")
    page.get_by_role("link", name="Notifications, 1 unread").click()
    page.wait_for_url("**/notifications")
    expect(page.get_by_text("At 14:00: CSC101")).to_be_visible()
    page.get_by_role("link", name="Notification settings").click()
    expect(page.get_by_text("Nothing to choose yet")).to_be_visible()
    page.get_by_role("link", name="Back to the notifications").click()
    page.get_by_role("link", name="Back to the dashboard").click()
    page.wait_for_url("**/dashboard")


def test_the_bell_is_no_use_of_the_sign_in(university: University) -> None:
    page = university.phone(university.world.students[0])
    page.clock.install()
    with page.expect_response("**/api/me/"):
        page.goto(university.url("/"))
    ready(page)
    bell(page, 0)
    token = AuthToken.objects.get(user=student_of(university))
    tell(university, student_of(university), "At 14:00: CSC101")
    university.clock.move(minutes=30)
    page.clock.fast_forward("30:00")
    bell(page, 1)
    used_at = token.last_used_at
    token.refresh_from_db()
    assert token.last_used_at == used_at
    page.reload()
    ready(page)
    token.refresh_from_db()
    assert token.last_used_at > used_at, "the control: a page that is opened is a use"
