"""Kiosk mode: a lecturer's device, students without a phone, a card reader, a lost connection."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.attendance.enums import Source
from tests.support.looks import look
from tests.support.university import University, sees

pytestmark = pytest.mark.browser


def enter(page: Page, number: str) -> None:
    """Enter a number as a card reader does, and wait for its name."""
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Yes, check me in")).to_be_focused()


def test_a_kiosk_from_its_start_to_its_end(university: University) -> None:
    world = university.world
    session = world.open()
    number = [one.student_id for one in world.students]
    desk = university.lecturer(f"/sessions/{session.pk}")
    desk.get_by_test_id("code-menu").click()
    desk.get_by_role("menuitem", name="Kiosk mode").click()
    expect(desk.get_by_text("No device is in kiosk mode.")).to_be_visible()
    look(desk, "kiosk-start")
    desk.get_by_role("button", name="Start kiosk mode here").click()
    desk.wait_for_url(re.compile("/kiosk$"))
    field = desk.get_by_label("Your student number")
    expect(field).to_be_focused()
    # The lecturer's own sign-in is not on the device any more.
    assert desk.evaluate("localStorage.getItem('attendance.token')") is None
    look(desk, "kiosk-number")

    # A card reader: digits and Enter, faster than anybody types. Enter again confirms.
    enter(desk, number[2])
    # Whoever walks away is not confirmed by the Enter of the next card.
    enter(desk, number[0])
    expect(desk.get_by_text("Are you Amina W.?")).to_be_visible()
    look(desk, "kiosk-confirm")
    assert university.records() == []
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("You're in")).to_be_visible()
    look(desk, "kiosk-done")
    (record,) = university.records()
    assert record.source == Source.KIOSK
    # It forgets whose turn it was by itself.
    expect(field).to_be_focused()
    expect(field).to_have_value("")

    university.refusals(404)
    desk.keyboard.type("nobody")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("not on the list of this class")).to_be_visible()

    # The connection is lost between the name and the confirmation: kept, sent once, recorded once.
    field.fill("")
    enter(desk, number[1])
    university.problems.expect("ERR_INTERNET_DISCONNECTED")
    desk.context.set_offline(True)
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("There is no connection")).to_be_visible()
    expect(desk.get_by_text("1 entry waits for a connection.")).to_be_visible()
    look(desk, "kiosk-kept")
    assert len(university.records()) == 1
    desk.context.set_offline(False)
    expect(desk.get_by_text("1 entry waits for a connection.")).to_be_hidden()
    assert len(university.records()) == 2

    # The lecturer ends it from elsewhere.
    world.tokens.clear()
    office = university.lecturer(f"/sessions/{session.pk}/kiosk")
    university.refusals(410)
    office.get_by_role("button", name="End the kiosk").click()
    expect(office.get_by_text("No device is in kiosk mode.")).to_be_visible()
    desk.reload()
    sees(desk, "kiosk-ended")
    look(desk, "kiosk-ended")
