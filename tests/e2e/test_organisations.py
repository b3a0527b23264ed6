"""Organisations of their own: by sub-domain, by path, and codes that cross from one to another."""

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from tests.support.looks import look
from tests.support.university import University, log_in, name_people, ready, sees
from tests.support.world import PASSWORD, World, make_world

pytestmark = pytest.mark.browser


@pytest.fixture
def second(university: University) -> World:
    world = make_world("second", code_period_s=30, geofence_mode="off")
    name_people(world)
    return world


def test_a_sub_domain_has_people_and_classes_of_its_own(
    university: University, second: World
) -> None:
    university.refusals(401)
    session = second.open()
    phone = university.phone()
    phone.goto(university.web.url("/login", subdomain="second"))
    expect(phone.get_by_role("heading", name="Second University")).to_be_visible()
    log_in(phone, university.world.students[0].user)
    expect(phone.get_by_role("alert")).to_be_visible()
    log_in(phone, second.students[0].user)
    ready(phone)
    expect(phone.locator("[data-session-state=open]")).to_have_count(1)
    phone.goto(university.web.url(f"/C/{second.code(session)}", subdomain="second"))
    sees(phone, "on-time")
    assert university.records() == []


def test_a_code_of_another_organisation(university: University, second: World) -> None:
    university.refusals(404)
    code = university.world.code(university.world.open())
    guest = University(**{**vars(university), "world": second})
    phone = guest.phone(second.students[0])
    phone.goto(guest.url(f"/C/{code}"))
    screen = sees(phone, "other-account")
    expect(screen).to_contain_text("Demo University")
    look(phone, "check-in-other-organisation")
    phone.get_by_role("button", name="Use another account").click()
    sees(phone, "sign-in")


def test_a_path_prefix(university: University, second: World, settings: Settings) -> None:
    settings.DEFAULT_ORGANIZATION = "demo"
    phone = university.phone()
    phone.goto(university.web.url("/org/second/login"))
    expect(phone.get_by_role("heading", name="Second University")).to_be_visible()
    log_in(phone, second.students[0].user)
    phone.wait_for_url("**/org/second/")
    ready(phone)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Amina")
    session = second.open()
    phone.locator("a[href='/org/second/scan?type']").click()
    phone.get_by_role("textbox").fill(second.typed(session))
    phone.locator("form.typed button[type=submit]").click()
    sees(phone, "on-time")
    # A scanned address carries no organisation; the account's own is asked.
    university.clock.move(minutes=1)
    phone.goto(university.web.url(f"/C/{second.code(session)}"))
    sees(phone, "already-in")


def test_staff_below_a_path_prefix(
    university: University, second: World, settings: Settings
) -> None:
    settings.DEFAULT_ORGANIZATION = "demo"
    desk = university.desk()
    desk.goto(university.web.url("/org/second/login"))
    log_in(desk, second.lecturer.user, PASSWORD)
    desk.wait_for_url("**/org/second/dashboard")
    desk.get_by_test_id("start-CSC101").click()
    desk.wait_for_url("**/org/second/sessions/*/projector")
    expect(desk.get_by_test_id("qr")).to_be_visible()


def test_another_account_for_a_code_of_the_default_organisation(
    university: University, second: World, settings: Settings
) -> None:
    university.refusals(404)
    settings.DEFAULT_ORGANIZATION = "demo"
    session = university.world.open()
    guest = University(**{**vars(university), "world": second})
    phone = guest.phone(second.students[0], prefix="/org/second")
    phone.goto(university.web.url(f"/C/{university.world.code(session)}"))
    sees(phone, "other-account")
    phone.get_by_role("button", name="Use another account").click()
    log_in(phone, university.world.students[0].user)
    sees(phone, "on-time")
    assert len(university.records()) == 1
