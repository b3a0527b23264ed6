"""What holds on every page: unknown addresses, failures, colour schemes, loading, sign-out."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from apps.accounts.models import AuthToken
from tests.support.looks import look
from tests.support.university import University, log_in, ready, sees
from tests.support.world import PASSWORD

pytestmark = pytest.mark.browser


# Pictures take longer than a client waits for an answer where the machine is busy.
NEVER_GIVE_UP = "AbortSignal.timeout = () => new AbortController().signal;"


class Gate:
    """Holds the answers of an API back until the test opens it."""

    def __init__(self, page: Page, path: str) -> None:
        self.held: list[Route] = []
        self.is_open = False
        page.add_init_script(NEVER_GIVE_UP)
        page.route(path, self._pass)

    def _pass(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def open(self) -> None:
        """Let everything through, now and later."""
        self.is_open = True
        for route in self.held:
            route.continue_()


def answer_nonsense(page: Page, path: str) -> None:
    """Answer an API with what no page expects, as a bug of ours would."""
    page.route(
        path,
        lambda route: route.fulfill(
            status=200, content_type="application/json", body=json.dumps({"results": [None]})
        ),
    )


@pytest.mark.parametrize("path", ["/nowhere", "/sessions/what", "/courses/1/what"])
def test_an_unknown_address(university: University, path: str) -> None:
    university.refusals(404)
    page = university.phone(university.world.students[0])
    answer = page.goto(university.url(path))
    assert answer is not None
    assert answer.status == 404
    sees(page, "not-found")
    look(page, "not-found")


def test_an_unknown_organisation(university: University) -> None:
    university.refusals(404)
    page = university.phone()
    for url in (
        university.web.url("/org/nobody/login"),
        university.web.url("/login", subdomain="nobody"),
    ):
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 404


def test_an_unknown_page_of_the_staff(university: University) -> None:
    university.refusals(404)
    page = university.lecturer("/courses/999999")
    expect(page.get_by_role("heading").first).to_be_visible()
    look(page, "course-not-found")
    page.goto(university.url("/sessions/999999"))
    expect(page.get_by_role("heading").first).to_be_visible()
    look(page, "session-not-found")


def test_a_failing_component_of_the_student_pages(university: University) -> None:
    university.problems.expect("")  # the failure itself, in the words of React
    page = university.phone(university.world.students[0])
    answer_nonsense(page, "**/api/student/home/")
    page.goto(university.url("/"))
    sees(page, "crash")
    look(page, "student-crash")
    page.unroute("**/api/student/home/")
    page.get_by_role("button", name="Load the page again").click()
    ready(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina")


def test_a_failing_component_of_the_staff_pages(university: University) -> None:
    university.problems.expect("")  # the failure itself, in the words of React
    page = university.desk(university.world.lecturer.user)
    answer_nonsense(page, "**/api/courses/**")
    page.goto(university.url("/courses"))
    expect(page.get_by_role("alert")).to_be_visible()
    # The frame stays: the way out is where it always is.
    expect(page.get_by_role("navigation")).to_be_visible()
    look(page, "staff-crash")


def test_a_failing_server_on_the_staff_pages(university: University) -> None:
    university.refusals(500)
    page = university.desk(university.world.lecturer.user)
    page.route("**/api/courses/**", lambda route: route.fulfill(status=500, body="oops"))
    page.goto(university.url("/courses"))
    retry = page.get_by_role("button", name=re.compile("again", re.IGNORECASE))
    expect(retry).to_be_visible()
    look(page, "staff-load-error")
    page.unroute("**/api/courses/**")
    retry.click()
    expect(page.get_by_text("CSC101").first).to_be_visible()


def choose_on_student_page(page: Page, scheme: str) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("dialog").get_by_text(scheme, exact=True).click()
    page.keyboard.press("Escape")


def choose_on_staff_page(page: Page, scheme: str) -> None:
    page.get_by_test_id("user-menu").click()
    page.get_by_role("menuitemradio", name=scheme).click()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("who", "path", "choose"),
    [
        ("student", "/", choose_on_student_page),
        ("lecturer", "/dashboard", choose_on_staff_page),
    ],
)
def test_the_colour_scheme_outlives_a_reload(
    university: University, who: str, path: str, choose: Callable[[Page, str], None]
) -> None:
    world = university.world
    user = world.students[0].user if who == "student" else world.lecturer.user
    page = university.desk(user, scheme="light")
    page.goto(university.url(path))
    ready(page)
    html: Locator = page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    page.emulate_media(color_scheme="dark")
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
    choose(page, "Light")
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    page.reload()
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    ready(page)
    choose(page, "System")
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")


@pytest.mark.parametrize(
    ("who", "path", "api"),
    [
        ("student", "/", "**/api/student/home/"),
        ("student", "/history", "**/api/my/**"),
        ("lecturer", "/dashboard", "**/api/courses/**"),
        ("lecturer", "/courses", "**/api/courses/**"),
        ("lecturer", "/courses/{course}", "**/api/courses/**"),
        ("lecturer", "/sessions/{session}", "**/live/**"),
        ("lecturer", "/sessions/{session}/projector", "**/projector/"),
        ("lecturer", "/dashboard", "**/api/me/"),
    ],
)
def test_what_loads_shows_its_shape(university: University, who: str, path: str, api: str) -> None:
    world = university.world
    user = world.students[0].user if who == "student" else world.lecturer.user
    session = world.open()
    page = university.desk(user)
    gate = Gate(page, api)
    where = path.format(course=world.course.pk, session=session.pk)
    page.goto(university.url(where))
    # Before the page's own script has come, something busy without a heading stands there.
    expect(page.locator("h1").first).to_be_attached()
    expect(page.locator("[aria-busy=true]").first).to_be_visible()
    look(page, "loading-" + re.sub(r"\W+", "-", path + api).strip("-"))
    gate.open()
    ready(page)


def test_signing_out_and_coming_back(university: University) -> None:
    university.refusals(401)
    page = university.lecturer("/courses")
    ready(page)
    page.get_by_test_id("user-menu").click()
    page.get_by_test_id("sign-out").click()
    page.wait_for_url("**/login")
    page.goto(university.url(f"/courses/{university.world.course.pk}"))
    page.wait_for_url("**/login?next=**")
    look(page, "login")
    log_in(page, university.world.lecturer.user)
    page.wait_for_url(f"**/courses/{university.world.course.pk}")
    expect(page.get_by_text("Programming").first).to_be_visible()


def test_an_unused_sign_in_warns_and_is_kept(university: University) -> None:
    page = university.desk(university.world.lecturer.user)
    page.clock.install()
    page.goto(university.url("/courses"))
    ready(page)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_have_count(0)
    university.clock.move(minutes=56)
    page.clock.fast_forward("56:00")
    expect(warning).to_contain_text("You will soon be signed out")
    look(page, "sign-in-ends-soon")
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_have_count(0)
    university.clock.move(minutes=30)
    page.reload()
    expect(page.get_by_text("CSC101").first).to_be_visible()


def test_the_last_minutes_of_a_sign_in(university: University) -> None:
    user = university.world.lecturer.user
    university.world.sign_in(user)
    began = university.clock.now() - timedelta(hours=11, minutes=57)
    AuthToken.objects.filter(user=user).update(created_at=began)
    page = university.lecturer("/courses")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.get_by_role("button", name="Sign in again").click()
    sign_in_over_the_page(page)
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_text("CSC101").first).to_be_visible()
    assert AuthToken.objects.filter(user=user, created_at__gt=began).exists()


def sign_in_over_the_page(page: Page) -> None:
    """Use the dialog that asks for the password alone, over the page as it was left."""
    dialog = page.get_by_role("dialog", name="Sign in to go on")
    field = dialog.get_by_label("Password", exact=True)
    expect(field).to_be_focused()
    field.fill(PASSWORD)
    field.press("Enter")
    expect(dialog).to_have_count(0)


def unused_for_an_hour(university: University, *pages: Page) -> None:
    """Let an hour pass in which nobody does anything, for the server and for the pages."""
    university.clock.move(minutes=61)
    for page in pages:
        page.clock.fast_forward("01:01:00")


def test_what_staff_have_typed_outlives_the_sign_in(university: University) -> None:
    university.refusals(401)
    page = university.desk(university.world.lecturer.user)
    page.clock.install()
    page.goto(university.url("/courses"))
    ready(page)
    page.get_by_role("button", name="New course").click()
    page.get_by_label("Name", exact=True).fill("Compilers, half typed")
    other = page.context.new_page()
    other.clock.install()
    other.goto(university.url("/dashboard"))
    ready(other)
    unused_for_an_hour(university, page, other)
    for one in (page, other):
        expect(one.get_by_role("dialog", name="Sign in to go on")).to_be_visible()
    look(page, "sign-in-again")
    page.keyboard.press("Escape")
    sign_in_over_the_page(page)
    # The other tab has heard of it, and the dialog of the page is as it was.
    expect(other.get_by_role("dialog")).to_have_count(0)
    ready(other)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Compilers, half typed")

    other.get_by_test_id("user-menu").click()
    other.get_by_test_id("sign-out").click()
    page.wait_for_url("**/login?next=**")
    expect(page.get_by_label("Username or ID number")).to_be_visible()


def test_what_a_student_has_typed_outlives_the_sign_in(university: University) -> None:
    university.refusals(401)
    page = university.phone(university.world.students[0])
    page.clock.install()
    with page.expect_response("**/api/me/"):
        page.goto(university.url("/"))
    ready(page)
    page.get_by_text("Join a course").click()
    page.get_by_label("Join code").fill("half ty")
    unused_for_an_hour(university, page)
    expect(page.get_by_role("dialog", name="Sign in to go on")).to_be_visible()
    look(page, "student-sign-in-again")
    sign_in_over_the_page(page)
    expect(page.get_by_label("Join code")).to_have_value("half ty")


def test_a_student_is_warned_before_the_sign_in_ends(university: University) -> None:
    page = university.phone(university.world.students[0])
    page.clock.install()
    with page.expect_response("**/api/me/"):
        page.goto(university.url("/history"))
    ready(page)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_have_count(0)
    university.clock.move(minutes=56)
    page.clock.fast_forward("56:00")
    expect(warning).to_contain_text("You will soon be signed out")
    look(page, "student-sign-in-ends-soon")
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_have_count(0)
    university.clock.move(minutes=30)
    page.reload()
    ready(page)
    expect(page.get_by_role("link", name="Records")).to_be_visible()


def test_a_student_who_opens_a_staff_page_comes_home(university: University) -> None:
    page = university.phone(university.world.students[0])
    page.goto(university.url("/dashboard"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina")


def test_a_wrong_password_is_told_in_words(university: University) -> None:
    university.refusals(401)
    page = university.phone()
    page.goto(university.url("/login"))
    log_in(page, university.world.students[0].user, "wrong password")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "login-wrong")
    log_in(page, university.world.students[0].user)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina")


def test_the_enforced_policy_refuses_inline_code(university: University) -> None:
    """The control of all browser tests: a violation would not go unseen."""
    page = university.phone()
    page.goto(university.url("/login"))
    ready(page)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        "{textContent: 'window.injected = true'})); void 0"
    )
    assert page.evaluate("window.injected") is None
    found = university.problems.unexpected()
    assert any("content security policy: script-src" in message for message in found)
    university.problems.expect("content security policy")
    university.problems.expect("Content Security Policy")
