"""The pages of a course: its own rules, its sessions, and the code by which students join."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from apps.attendance.models import AttendanceSession
from apps.attendance.services import sessions
from apps.core import tenancy
from apps.courses.models import Course, Enrollment
from tests.support.looks import WIDTHS, accessibility_faults, look, overflow, resize
from tests.support.university import University, ready, sees
from tests.support.world import make_student

pytestmark = pytest.mark.browser


def fits(page: Page) -> None:
    """Hold that nothing sticks out at any width, and that all can be used on the narrowest."""
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    resize(page, (320, 640))
    assert accessibility_faults(page) == []
    resize(page, (1280, 800))


def draws_a_room(page: Page) -> None:
    """Make a room by its drawing, from the settings: by numbers, by keys, by pulling."""
    expect(page.get_by_role("img", name="A circle of 100 m")).to_be_visible()
    page.get_by_role("button", name="New room").click()
    dialog = page.get_by_role("dialog")
    paper = dialog.get_by_test_id("fence-map")
    # The control: there is nothing to draw while the numbers make no place.
    expect(paper).to_have_count(0)
    dialog.get_by_label("Name").fill("Garden")
    dialog.get_by_label("Latitude").fill("0.5")
    dialog.get_by_label("Longitude").fill("32.5")
    expect(paper).to_be_visible()
    paper.press("ArrowUp")
    # A tenth of the grid's 100 metres.
    expect(dialog.get_by_label("Latitude")).to_have_value("0.500090")
    paper.press("+")
    expect(dialog.get_by_label("Radius")).to_have_value("105")
    paper.press("-")
    rim, middle = dialog.get_by_test_id("fence-radius"), dialog.get_by_test_id("fence-centre")
    here, there = rim.bounding_box(), middle.bounding_box()
    assert here is not None
    assert there is not None
    y = here["y"] + here["height"] / 2
    page.mouse.move(here["x"] + here["width"] / 2, y)
    page.mouse.down()
    half = (here["x"] + there["x"] + here["width"]) / 2
    page.mouse.move(half, y)
    page.mouse.up()
    pulled = int(dialog.get_by_label("Radius").input_value())
    assert 45 <= pulled <= 55
    # From the top: what lies half beneath the header, behind the dialog, is no fault of the page.
    page.evaluate("scrollTo(0, 0)")
    look(page, "course-fence")
    dialog.get_by_role("button", name="Create the room").click()
    expect(page.get_by_role("img", name=f"A circle of {pulled} m")).to_be_visible()
    look(page, "course-room")


def test_a_courses_own_rule_holds_for_its_next_session(university: University) -> None:
    world = university.world
    before = world.open()
    with tenancy.activate(world.organization):
        sessions.close(session=before, by=world.lecturer.user, now=university.clock.now())
    page = university.lecturer(f"/courses/{world.course.pk}")
    tabs = page.get_by_role("navigation", name="Pages of the course")
    tabs.get_by_role("link", name="Settings").click()
    late = page.get_by_label("Late after")
    expect(late).to_have_value("10")
    # What the organisation leaves to administrators is shown, and cannot be entered.
    phones = page.locator("[data-setting=device_rule]")
    expect(phones).to_contain_text("Administrators set this.")
    expect(phones.get_by_role("combobox")).to_have_count(0)
    late.fill("3")
    expect(page.locator("[data-setting=late_after_min]")).to_contain_text(
        "Organisation: 10 minutes"
    )
    look(page, "course-settings")
    page.get_by_role("button", name="Look at the changes").click()
    preview = page.get_by_test_id("policy-preview")
    expect(preview).to_contain_text("from 10 minutes to 3 minutes")
    preview.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    fits(page)
    draws_a_room(page)
    page.get_by_test_id(f"start-{world.course.code}").click()
    page.wait_for_url("**/projector")
    with tenancy.activate(world.organization):
        opened = AttendanceSession.objects.latest("pk")
        before.refresh_from_db()
    assert (opened.policy.late_after_min, before.policy.late_after_min) == (3, 10)
    page.goto(university.url(f"/courses/{world.course.pk}/sessions"))
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.locator("[data-row]").first).to_contain_text("Open")
    to_open = page.get_by_role("link", name="Go to the open session")
    expect(to_open).to_have_attribute("href", f"/sessions/{opened.pk}")
    look(page, "course-sessions")
    fits(page)
    # Back to the organisation's, by one press and a look.
    tabs.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Reset: Late after").click()
    expect(late).to_have_value("10")
    page.get_by_role("button", name="Look at the changes").click()
    preview.get_by_role("button", name="Save the changes").click()
    # The look closes once it is stored.
    expect(preview).to_have_count(0)
    with tenancy.activate(world.organization):
        assert Course.objects.get(pk=world.course.pk).policy_overrides == {}


def test_a_student_joins_by_the_qr_code_of_a_course(
    university: University, settings: Settings
) -> None:
    university.refusals(404)
    # Not where the lecturer's browser is.
    settings.PUBLIC_URL = university.web.url("").rstrip("/")
    world = university.world
    newcomer = make_student(world.organization, full_name="Nia Newcomer")
    desk = university.lecturer(f"/courses/{world.course.pk}")
    desk.get_by_role("button", name="Make a join code").click()
    desk.get_by_role("button", name="Show to the class").click()
    look(desk, "course-join-code")
    address = desk.get_by_test_id("join-qr-big").get_attribute("data-qr-url")
    assert address is not None
    assert address.startswith(university.web.url("/org/demo/join/"))
    phone = university.phone(newcomer, prefix="/org/demo")
    phone.goto(address)
    sees(phone, "join")
    expect(phone.get_by_text("As Nia Newcomer, from today.")).to_be_visible()
    look(phone, "join")

    def attends() -> bool:
        with tenancy.activate(world.organization):
            return Enrollment.objects.filter(course=world.course, student=newcomer).exists()

    # The control: opening the address has changed nothing.
    assert not attends()
    phone.get_by_role("button", name="Join").click()
    sees(phone, "joined")
    expect(phone.get_by_text(world.course.name)).to_be_visible()
    look(phone, "joined")
    assert attends()
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="New code").click()
    desk.get_by_test_id("confirm").click()
    expect(desk.get_by_text("The new join code is ready")).to_be_visible()
    # From when and until when they attend is the lecturer's to say.
    desk.reload()
    desk.get_by_role("button", name="Days: Nia Newcomer").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Until").fill("2000-01-01")
    expect(dialog).to_contain_text("Choose a day that is not before the first one.")
    dialog.get_by_label("Until").fill("2999-12-31")
    look(desk, "course-days")
    dialog.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("The days of Nia Newcomer are saved.")).to_be_visible()
    with tenancy.activate(world.organization):
        until = Enrollment.objects.get(course=world.course, student=newcomer).to_date
    assert until == date(2999, 12, 31)
    phone.goto(address)
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_role("alert")).to_contain_text("No course has this join code.")
    ready(phone)
