"""Every page loads from the real server, in a real browser, without an error or a CSP refusal."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsers import DESK, PHONE, OpenContext, Problems, holding
from tests.support.servers import Server
from tests.support.world import World, make_world

pytestmark = pytest.mark.browser


@pytest.fixture
def world(web: Server) -> World:
    return make_world()


def open_signed_in(
    open_context: OpenContext, web: Server, token: str, path: str, size: tuple[int, int]
) -> Page:
    home = web.url("", subdomain="demo")
    page = open_context(size=size, storage_state=holding(token, home)).new_page()
    response = page.goto(home + path)
    assert response is not None
    assert response.status == 200
    return page


@pytest.mark.parametrize("path", ["/", "/scan", "/history"])
def test_student_pages(open_context: OpenContext, web: Server, world: World, path: str) -> None:
    token = world.sign_in(world.students[0].user)
    page = open_signed_in(open_context, web, token, path, PHONE)
    expect(page.get_by_role("heading").first).to_be_visible()


@pytest.mark.parametrize("path", ["/dashboard", "/courses"])
def test_staff_pages(open_context: OpenContext, web: Server, world: World, path: str) -> None:
    token = world.sign_in(world.lecturer.user)
    page = open_signed_in(open_context, web, token, path, DESK)
    expect(page.get_by_role("heading").first).to_be_visible()


def test_an_unknown_page_says_so(
    desk: BrowserContext, web: Server, world: World, problems: Problems
) -> None:
    problems.expect("404")
    page = desk.new_page()
    response = page.goto(web.url("/nowhere/at/all", subdomain="demo"))
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading").first).to_be_visible()


def test_the_enforced_policy_refuses_inline_code(
    desk: BrowserContext, web: Server, world: World, problems: Problems
) -> None:
    """The control of all other tests here: a violation would not go unseen."""
    page = desk.new_page()
    page.goto(web.url("/login", subdomain="demo"))
    expect(page.get_by_role("heading").first).to_be_visible()
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        "{textContent: 'window.injected = true'})); void 0"
    )
    assert page.evaluate("window.injected") is None
    assert any("Content Security Policy" in message for message in problems.unexpected())
    problems.expect("Content Security Policy")
