"""Forgotten, first and changed passwords, and addresses, by the links in real mails."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from apps.accounts.enums import LinkPurpose
from apps.accounts.models import AuthToken, User
from apps.accounts.services import links, recovery
from apps.core import tenancy
from apps.notifications.tasks import deliver_now
from tests.support.browsers import SCHEMES
from tests.support.looks import WIDTHS, accessibility_faults, look, overflow, resize, set_scheme
from tests.support.mail import Mailbox, body_of
from tests.support.university import University, log_in, ready, sees
from tests.support.world import PASSWORD

pytestmark = pytest.mark.browser

ADDRESS = "amina@example.edu"
CHOSEN = "green mossy stones"
OTHER = "seven quiet rivers"


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


def stored(university: University) -> User:
    return User.objects.get(pk=student_of(university).pk)


def work(university: University) -> None:
    """Do what the worker does: answer forgotten passwords, then send what is due."""
    with tenancy.activate(university.world.organization):
        recovery.answer(now=university.clock.now())
    deliver_now(organization_id=university.world.organization.pk)


def send(university: University, purpose: LinkPurpose) -> None:
    with tenancy.activate(university.world.organization):
        links.send(user=stored(university), purpose=purpose, now=university.clock.now())
    work(university)


def newest_link(university: University, sink: Mailbox, page: str) -> str:
    """Return the link of the newest mail; it must lead to this page of the organisation."""
    found = re.search(r"http\S+#\S+", body_of(sink.to(ADDRESS)[-1]))
    assert found is not None
    slug = university.world.organization.slug
    assert found.group().startswith(university.web.url(f"/org/{slug}/{page}#")), found.group()
    return found.group()


def rule(page: Page, code: str) -> Locator:
    return page.locator(f"[data-rule={code}]")


def choose(page: Page, password: str, button: str) -> None:
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name=button, exact=True).click()


def hold(page: Page, name: str) -> None:
    """Look at a page, and hold it to every width and to both schemes on the narrowest phone."""
    page.evaluate("scrollTo(0, 0)")
    look(page, name)
    before = page.viewport_size
    assert before is not None
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    resize(page, (320, 640))
    for scheme in SCHEMES:
        set_scheme(page, scheme)
        assert accessibility_faults(page) == [], scheme
    set_scheme(page, "light")
    resize(page, (before["width"], before["height"]))


def test_a_forgotten_password_is_replaced_by_the_link_in_a_mail(
    reachable: University, smtp_sink: Mailbox
) -> None:
    reachable.refusals(400, 404)
    page = reachable.phone()
    page.goto(reachable.url("/login"))
    page.get_by_role("link", name="Forgot your password?").click()
    page.wait_for_url("**/forgot-password")
    ready(page)
    hold(page, "forgot-password")
    page.get_by_label("Username, ID number or e-mail address").fill(ADDRESS.upper())
    page.get_by_role("button", name="Send the link").click()
    sees(page, "reset-sent")
    hold(page, "forgot-password-sent")
    work(reachable)

    mailed = newest_link(reachable, smtp_sink, "reset-password")
    page.goto(mailed)
    choose(page, "short", "Save the password")
    expect(rule(page, "password_too_short")).to_contain_text("5 more")
    expect(page.get_by_label("New password")).to_be_focused()
    choose(page, "password1234", "Save the password")
    expect(rule(page, "password_too_common")).to_contain_text("list of common passwords")
    page.get_by_role("button", name="Show password").click()
    hold(page, "reset-password-refused")
    choose(page, CHOSEN, "Save the password")

    page.wait_for_url("**/login")
    expect(page.get_by_role("status").first).to_contain_text("Your new password is saved")
    name = page.get_by_label("Username or ID number")
    expect(name).to_have_value(student_of(reachable).username)
    log_in(page, student_of(reachable), CHOSEN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina")

    page.goto(mailed)
    choose(page, OTHER, "Save the password")
    sees(page, "link-invalid")
    hold(page, "link-invalid")
    expect(page.get_by_role("link", name="Ask for a new link")).to_be_visible()
    assert stored(reachable).check_password(CHOSEN)


def test_an_invitation_ends_signed_in(reachable: University, smtp_sink: Mailbox) -> None:
    user = student_of(reachable)
    user.set_unusable_password()
    user.save()
    send(reachable, LinkPurpose.INVITATION)
    page = reachable.phone()
    page.goto(newest_link(reachable, smtp_sink, "invitation"))
    expect(page.get_by_text(reachable.world.organization.name)).to_be_visible()
    ready(page)
    page.get_by_label("New password").fill("green mos")
    hold(page, "invitation")
    choose(page, CHOSEN, "Save and sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, Amina")


def test_an_address_is_confirmed_by_a_click_and_not_by_opening(
    reachable: University, smtp_sink: Mailbox
) -> None:
    reachable.refusals(404)
    send(reachable, LinkPurpose.VERIFICATION)
    page = reachable.phone()
    mailed = newest_link(reachable, smtp_sink, "verify-email")
    page.goto(mailed)
    sees(page, "confirm-address")
    ready(page)
    hold(page, "confirm-address")
    assert stored(reachable).email_verified_at is None, "the control: opening it confirms nothing"
    page.get_by_role("button", name="Confirm this address").click()
    sees(page, "address-confirmed")
    hold(page, "address-confirmed")
    assert stored(reachable).email_verified_at is not None
    page.goto("about:blank")
    page.goto(mailed)
    page.get_by_role("button", name="Confirm this address").click()
    sees(page, "link-invalid")


def test_ones_own_password_and_sign_ins(reachable: University, smtp_sink: Mailbox) -> None:
    reachable.refusals(400, 401)
    user = student_of(reachable)
    page = reachable.phone(reachable.world.students[0])
    page.goto(reachable.url("/"))
    page.get_by_role("button", name="Account").click()
    page.get_by_role("link", name="Password and sign-ins").click()
    page.wait_for_url("**/account/security")
    ready(page)
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()

    now = reachable.clock.now()
    AuthToken.objects.create(
        user=user,
        organization=user.organization,
        digest="0" * 64,
        password_state=user.get_session_auth_hash(),
        created_at=now - timedelta(hours=2),
        last_used_at=now - timedelta(minutes=7),
        user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127",
        network="198.51.100.0/24",
    )
    page.reload()
    ready(page)
    rows = page.get_by_role("listitem").filter(has_text="Last used")
    expect(rows).to_have_count(2)
    hold(page, "security")
    page.get_by_role("button", name="Sign out: Firefox on Windows").click()
    expect(rows).to_have_count(1)
    assert AuthToken.objects.filter(user=user).count() == 1

    page.get_by_role("button", name="Send the link again").click()
    expect(page.get_by_text("A new link is on its way.")).to_be_visible()
    work(reachable)
    newest_link(reachable, smtp_sink, "verify-email")

    page.get_by_label("Password now").fill("not this one")
    choose(page, CHOSEN, "Change password")
    expect(page.get_by_text("That is not your password now.")).to_be_visible()
    page.get_by_label("Password now").fill(PASSWORD)
    choose(page, CHOSEN, "Change password")
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    assert stored(reachable).check_password(CHOSEN)

    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/login")
    assert not AuthToken.objects.filter(user=user).exists()


def test_a_given_password_is_replaced_before_anything_else(university: University) -> None:
    university.refusals(400, 403)
    user = university.world.lecturer.user
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    page = university.desk()
    page.goto(university.url("/courses"))
    page.wait_for_url("**/login?next=**")
    log_in(page, user)
    heading = page.get_by_role("heading", name="Choose your own password")
    expect(heading).to_be_focused()
    ready(page)
    look(page, "first-password")
    choose(page, PASSWORD, "Save and go on")
    expect(page.get_by_text("That is your password now.")).to_be_visible()
    choose(page, CHOSEN, "Save and go on")
    page.wait_for_url("**/courses")
    expect(page.get_by_text("CSC101").first).to_be_visible()

    # Who is signed in already when somebody gives them a password comes there too, and back.
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    page.reload()
    page.wait_for_url("**/choose-password?next=**")
    page.get_by_label("Password now").fill(CHOSEN)
    look(page, "choose-password")
    choose(page, OTHER, "Save and go on")
    page.wait_for_url("**/courses")
    expect(page.get_by_text("CSC101").first).to_be_visible()
