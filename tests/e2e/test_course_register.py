"""A course's register in the browser: late edits, two lecturers at once, walk-ins, paper."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.attendance.models import AttendanceSession, RecordChange
from apps.core import tenancy
from apps.courses.models import CourseLecturer
from tests.support.browsers import PHONE
from tests.support.crowd import make_crowd
from tests.support.looks import WIDTHS, look, overflow
from tests.support.registers import fill, held
from tests.support.university import University, ready
from tests.support.world import make_lecturer, make_student

pytestmark = pytest.mark.browser


@pytest.fixture
def session(university: University) -> AttendanceSession:
    """Return a session of yesterday, to which nobody came."""
    return held(university.world, university.clock.now() - timedelta(days=1), place=True)


def opened(university: University, page: Page | None = None) -> Page:
    path = f"/courses/{university.world.course.pk}/register"
    if page is None:
        page = university.lecturer(path)
    else:
        page.goto(university.url(path))
    ready(page)
    return page


def cell(page: Page, row: int, column: int = 0) -> Locator:
    return page.locator(f"[role=gridcell][data-row='{row}'][data-column='{column}']")


def says(page: Page, row: int, status: str, column: int = 0) -> None:
    expect(cell(page, row, column)).to_have_attribute("data-letter", status)


def changes(university: University) -> list[tuple[str | None, str, str]]:
    with tenancy.activate(university.world.organization):
        rows = RecordChange.objects.order_by("pk")
        return list(rows.values_list("from_status", "to_status", "reason"))


def test_a_late_edit_asks_once_for_its_reason_and_is_taken_back(
    university: University, session: AttendanceSession
) -> None:
    page = opened(university)
    says(page, 0, "absent")
    cell(page, 0).click()
    page.keyboard.press("p")
    page.get_by_label("Reason").fill("Was in the room")
    look(page, "course-register-reason")
    page.get_by_test_id("save-reason").click()
    says(page, 0, "present")
    page.get_by_test_id("register-grid").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("l")
    says(page, 1, "late")
    says(page, 2, "late")
    expect(page.get_by_text("All saved")).to_be_visible()
    look(page, "course-register-marked")
    # A phone shows no grid: this is another one than before the pictures.
    page.get_by_test_id("register-grid").focus()
    page.keyboard.press("Control+z")
    says(page, 1, "absent")
    says(page, 2, "absent")
    expect(page.get_by_text("All saved")).to_be_visible()
    assert changes(university) == [
        ("absent", "present", "Was in the room"),
        *[("absent", "late", "Was in the room")] * 2,
        *[("late", "absent", "")] * 2,
    ]
    cell(page, 0).dblclick()
    expect(page.get_by_test_id("cell-history")).to_contain_text("Was in the room")
    look(page, "course-register-history")


def test_a_phone_shows_one_session_at_a_time(
    university: University, session: AttendanceSession
) -> None:
    world = university.world
    earlier = held(world, university.clock.now() - timedelta(days=3), place=True)
    page = opened(university, university.desk(world.lecturer.user, size=PHONE))
    lines = page.get_by_test_id("one-line")
    expect(lines).to_have_count(len(world.students))
    shown = page.get_by_test_id("one-session").get_by_label("Session", exact=True)
    expect(shown).to_have_value("1")
    page.get_by_role("button", name="The session before").click()
    expect(shown).to_have_value("0")
    late = lines.first.get_by_role("button", name="Mark as late")
    late.click()
    page.get_by_label("Reason").fill("Came by the second bus")
    page.get_by_test_id("save-reason").click()
    expect(late).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("All saved")).to_be_visible()
    assert changes(university) == [("absent", "late", "Came by the second bus")]
    with tenancy.activate(world.organization):
        assert RecordChange.objects.get().record.session_id == earlier.pk
    page.get_by_test_id("undo").click()
    expect(late).to_have_attribute("aria-pressed", "false")
    lines.first.get_by_role("button", name="History").click()
    expect(page.get_by_test_id("cell-history")).to_contain_text("Came by the second bus")


def test_two_lecturers_see_each_other(university: University) -> None:
    world = university.world
    world.open()
    other = make_lecturer(world.organization, full_name="Dr. Okello")
    with tenancy.activate(world.organization):
        CourseLecturer.objects.create(course=world.course, lecturer=other)
    mine, theirs = opened(university), opened(university, university.desk(other.user))
    # What the other one does is not seen here before the mark is made.
    mine.route("**/register/?*", lambda route: route.abort())
    university.problems.expect("Failed to load resource")
    cell(theirs, 0).click()
    theirs.keyboard.press("e")
    expect(theirs.get_by_text("All saved")).to_be_visible()
    says(theirs, 0, "excused")
    says(mine, 0, "none")
    cell(mine, 0).click()
    mine.keyboard.press("a")
    conflicts = mine.get_by_test_id("conflicts")
    expect(conflicts).to_contain_text("Dr. Okello")
    expect(conflicts).to_contain_text("Excused")
    look(mine, "course-register-conflict")
    says(mine, 0, "excused")
    mine.get_by_test_id("use-mine").click()
    says(mine, 0, "absent")
    says(theirs, 0, "absent")
    assert changes(university) == [(None, "excused", ""), ("excused", "absent", "")]


def test_quick_entry_and_a_walk_in(university: University) -> None:
    world = university.world
    world.open()
    guest = make_student(world.organization, full_name="Grace Nakato")
    page = opened(university)
    number = page.get_by_test_id("entry-number")
    for student in world.students[:2]:
        number.fill(student.student_id.lower())
        number.press("Enter")
        expect(number).to_have_value("")
    says(page, 1, "present")
    number.fill(guest.student_id)
    number.press("Enter")
    entry = page.get_by_test_id("quick-entry")
    expect(entry.get_by_text("is not in this register")).to_be_visible()
    page.get_by_role("button", name="Add a walk-in").click()
    record = page.get_by_role("button", name="Record Grace Nakato as present")
    expect(record).to_be_visible()
    # Nothing of the page behind is to be half under its head.
    page.evaluate("window.scrollTo(0, 0)")
    look(page, "course-register-walk-in")
    record.click()
    page.keyboard.press("Escape")
    says(page, 3, "present")
    expect(cell(page, 3)).to_have_attribute("data-walk-in", "true")


def test_a_big_register_is_drawn_in_part_and_fits_every_width(university: University) -> None:
    make_crowd(university.world, 497, signed_in=False)
    fill(university.world, sessions_held=30)
    page = opened(university)
    lines = page.get_by_test_id("register-line")
    expect(lines.first).to_be_visible()
    assert lines.count() < 60
    cell(page, 0, 29).click()
    page.keyboard.press("Control+End")
    says_last = page.locator("[role=gridcell][data-active]")
    expect(says_last).to_have_attribute("data-row", "499")
    look(page, "course-register")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}


def test_a_list_to_print(university: University, session: AttendanceSession) -> None:
    ahead = university.clock.now() + timedelta(days=3)
    planned = university.world.open(opens_at=ahead)
    page = university.lecturer(
        f"/courses/{university.world.course.pk}/register/print?session={session.pk}"
    )
    sheet = page.get_by_test_id("print-sheet")
    expect(sheet).to_contain_text(university.world.students[0].user.full_name)
    expect(sheet).to_contain_text("Room 4")
    # Lists are printed before the class.
    page.get_by_role("checkbox").first.check()
    day = ahead.astimezone(university.zone)
    expect(sheet).to_contain_text(f"{day:%a} {day.day} {day:%b}, {day:%H:%M}")
    assert planned.state == "planned"
    look(page, "course-register-print")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_hidden()
    assert len(page.pdf()) > 1000
