"""Every route at every width: no accessibility fault, nothing to scroll sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from apps.attendance.services import sessions
from apps.core import tenancy
from tests.support.looks import WIDTHS, accessibility_faults, look, overflow, resize, set_scheme
from tests.support.university import University, ready, sees

pytestmark = pytest.mark.browser


def history(university: University) -> None:
    """Give the term a past: a class with one present, one late, one absent, and one that runs."""
    world = university.world
    session = world.open()
    for number, minutes in ((0, 1.0), (1, 11.0)):
        university.clock.move(minutes=minutes)
        university.as_phone(world.students[number], session)
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=university.clock.now())
    university.clock.move(minutes=20)
    running = world.open()
    university.as_phone(world.students[0], running)


def student(path: str) -> Callable[[University], Page]:
    def visit(university: University) -> Page:
        page = university.phone(university.world.students[0])
        page.goto(university.url(path))
        return page

    return visit


def staff(path: str) -> Callable[[University], Page]:
    def visit(university: University) -> Page:
        world = university.world
        with tenancy.activate(world.organization):
            closed, running = world.course.sessions.order_by("pk").values_list("pk", flat=True)
        where = path.format(course=world.course.pk, closed=closed, running=running)
        return university.lecturer(where)

    return visit


def stranger(path: str) -> Callable[[University], Page]:
    def visit(university: University) -> Page:
        university.refusals(404)
        page = university.phone()
        page.goto(university.url(path))
        return page

    return visit


ROUTES = {
    "login": stranger("/login"),
    "nowhere": stranger("/nowhere"),
    "home": student("/"),
    "scan": student("/scan"),
    "type": student("/scan?type"),
    "history": student("/history"),
    "dashboard": staff("/dashboard"),
    "courses": staff("/courses"),
    "course": staff("/courses/{course}"),
    "register-open": staff("/sessions/{running}"),
    "register-past": staff("/sessions/{closed}"),
    "projector": staff("/sessions/{running}/projector"),
}


@pytest.mark.parametrize("route", ROUTES)
def test_route(university: University, route: str) -> None:
    history(university)
    page = ROUTES[route](university)
    ready(page)
    look(page, f"page-{route}")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    # The narrowest phone wraps what others do not.
    resize(page, (320, 640))
    assert accessibility_faults(page) == []


def test_result_of_a_check_in(university: University) -> None:
    session = university.world.open()
    page = university.phone(university.world.students[0])
    university.scan(page, session)
    sees(page, "on-time")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}


def test_the_checks_can_fail(university: University) -> None:
    """The control of all tests here."""
    page = university.phone()
    page.goto(university.url("/login"))
    ready(page)
    assert accessibility_faults(page) == []
    page.evaluate(
        """() => {
          const wide = document.createElement("img");
          wide.width = 5000;
          document.querySelector("main").append(wide);
        }"""
    )
    assert any("image-alt" in fault for fault in accessibility_faults(page))
    assert overflow(page, 390) != []
    # A grey that is read on white, and not on what is dark.
    page.evaluate("document.querySelector('h1').style.color = '#555'")
    assert accessibility_faults(page, colours_only=True) == []
    set_scheme(page, "dark")
    (fault,) = accessibility_faults(page, colours_only=True)
    assert "color-contrast at h1" in fault
