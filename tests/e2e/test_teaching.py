"""Teaching, set up in the browser: who attends, courses, terms and rooms."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.enums import Role
from apps.accounts.models import Student, User
from apps.core import tenancy
from apps.courses.models import Course, Enrollment, Term, Venue
from tests.support.looks import WIDTHS, look, overflow
from tests.support.university import HERE, University, ready
from tests.support.world import make_lecturer, make_student, make_user

pytestmark = pytest.mark.browser


def row(page: Page, name: str) -> Locator:
    return page.locator("[data-row]").filter(has_text=name)


def attending(university: University, course: Course) -> int:
    with tenancy.activate(university.world.organization):
        return Enrollment.objects.filter(course=course, to_date=None).count()


def undo(page: Page) -> None:
    """Take the last change back, and wait for the answer: the list may still show what was."""
    with page.expect_response("**/enrollments/undo/"):
        page.get_by_test_id("undo").click()


def enrol_sooner(university: University, howmany: int) -> None:
    """Let more students have attended for a month than one page shows."""
    world = university.world
    users = User.objects.bulk_create(
        User(
            username=f"crowd{number}",
            organization=world.organization,
            full_name=f"Crowd {number:03d}",
            email=f"crowd{number}@x.example",
            password="!",
        )
        for number in range(howmany)
    )
    with tenancy.activate(world.organization):
        students = Student.objects.bulk_create(
            Student(organization=world.organization, user=user, student_id=f"C{number:04d}")
            for number, user in enumerate(users)
        )
        began = university.clock.now().date() - timedelta(days=30)
        Enrollment.objects.bulk_create(
            Enrollment(
                organization=world.organization, course=world.course, student=one, from_date=began
            )
            for one in students
        )


def no_overflow(page: Page) -> None:
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    page.set_viewport_size({"width": 1280, "height": 800})


def add_many(page: Page, roster: Locator) -> None:
    """Paste numbers; what was not found stays to be corrected; the last step is undone."""
    roster.get_by_role("button", name="Add many").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Student numbers")).to_be_focused()
    look(page, "add-many")
    dialog.get_by_label("Student numbers").fill("n1\tGrace Auma\nN22\nC0001")
    dialog.get_by_role("button", name="Add 3 students").click()
    expect(dialog.get_by_text("1 student is added.")).to_be_visible()
    expect(dialog.get_by_text("is in this course already")).to_be_visible()
    expect(dialog.get_by_label("Student numbers")).to_have_value("N22")
    look(page, "add-many-answer")
    dialog.get_by_label("Student numbers").fill("N2")
    dialog.get_by_role("button", name="Add 1 student").click()
    expect(dialog).to_have_count(0)
    expect(roster.get_by_text("of 62")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(roster.get_by_text("of 61")).to_be_visible()


def test_a_class_is_added_withdrawn_and_brought_back(university: University) -> None:
    world = university.world
    enrol_sooner(university, 57)
    for number, name in (("N1", "Grace Auma"), ("N2", "Binta Sow")):
        student = make_student(world.organization, full_name=name)
        with tenancy.activate(world.organization):
            Student.objects.filter(pk=student.pk).update(student_id=number)
    page = university.lecturer(f"/courses/{world.course.pk}")
    ready(page)
    roster = page.get_by_test_id("roster")
    expect(roster.get_by_text("of 60")).to_be_visible()
    look(page, "roster")
    no_overflow(page)

    add_many(page, roster)

    # Some in sight at once, all pages after a question; both exactly undone.
    roster.get_by_label("Search the students").fill("c001")
    expect(page.locator("[data-row]")).to_have_count(10)
    roster.get_by_label("Select this page").check()
    look(page, "roster-chosen")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(roster.get_by_text("No student of this course matches")).to_be_visible()
    assert attending(university, world.course) == 51
    roster.get_by_label("Show those who left").click()
    expect(roster.get_by_label("Show those who left")).to_be_checked()
    expect(page.get_by_role("button", name="Add again: Crowd 010")).to_be_visible()
    look(page, "roster-with-ended")
    undo(page)
    expect(page.get_by_role("button", name="Withdraw Crowd 010")).to_be_visible()
    assert attending(university, world.course) == 61
    roster.get_by_label("Search the students").fill("")
    expect(roster.get_by_text("of 61")).to_be_visible()
    roster.get_by_label("Select this page").check()
    page.get_by_role("button", name="Select all 61 that match").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Withdraw 61 students?")).to_be_visible()
    page.get_by_test_id("confirm").press("Enter")
    undo(page)
    assert attending(university, world.course) == 61
    expect(roster.get_by_text("of 61")).to_be_visible()
    expect(page.get_by_role("button", name="Withdraw Crowd 010")).to_be_visible()


def office(university: University, path: str) -> Page:
    admin = make_user(university.world.organization, Role.ADMIN, full_name="Ada Office")
    page = university.desk(admin, position=HERE)
    page.goto(university.url(path))
    ready(page)
    return page


def test_terms_and_rooms_are_made_and_changed(university: University) -> None:
    university.refusals(409)
    page = office(university, "/terms")
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="New term").click()
    expect(dialog.get_by_label("Name")).to_be_focused()
    dialog.get_by_label("Name").fill("Semester II")
    dialog.get_by_label("First day").fill("2027-02-01")
    dialog.get_by_label("Last day").fill("2027-01-01")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("not before the first one")).to_be_visible()
    look(page, "term-form")
    dialog.get_by_label("Last day").fill("2027-06-04")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Edit Semester II").press("Enter")
    dialog.get_by_label("Name").fill("Term 1")
    dialog.get_by_role("button", name="Save").click()
    # A taken name is said at its field, and nothing is lost.
    expect(dialog.get_by_text("This name is taken.")).to_be_visible()
    dialog.get_by_label("Name").fill("Spring 2027")
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "Spring 2027")).to_contain_text("1 Feb 2027")
    look(page, "terms")
    no_overflow(page)

    page.get_by_test_id("manage-menu").click()
    page.get_by_role("menuitem", name="Rooms").click()
    page.get_by_role("button", name="New room").click()
    dialog.get_by_label("Name").fill("Physics 2")
    dialog.get_by_role("button", name="Use my position").click()
    expect(dialog.get_by_label("Latitude")).to_have_value(f"{HERE[0]:.6f}")
    dialog.get_by_label("Radius").fill("9")
    dialog.get_by_role("button", name="Create the room").click()
    expect(dialog.get_by_text("A whole number from 10 to 5000.")).to_be_visible()
    look(page, "venue-form")
    dialog.get_by_label("Radius").fill("60")
    dialog.get_by_role("button", name="Create the room").click()
    expect(row(page, "Physics 2")).to_contain_text("60 m")
    page.get_by_role("button", name="Edit Physics 2").click()
    dialog.get_by_label("Radius").fill("80")
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "Physics 2")).to_contain_text("80 m")
    look(page, "venues")
    no_overflow(page)
    a_room_is_changed_by_two(university, page)


def a_room_is_changed_by_two(university: University, page: Page) -> None:
    """Hold that what somebody else stored meanwhile is shown, and what was typed stays."""
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Edit Physics 2").click()
    dialog.get_by_label("Name").fill("Physics hall")
    with tenancy.activate(university.world.organization):
        Venue.objects.filter(name="Physics 2").update(radius_m=75)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    expect(dialog.get_by_label("Name")).to_have_value("Physics hall")
    expect(dialog.get_by_label("Radius")).to_have_value("75")
    expect(dialog.get_by_text("Changed by somebody else. It was: 80")).to_be_visible()
    look(page, "venue-changed-meanwhile")
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "Physics hall")).to_contain_text("75 m")


def keepers_alone(university: University) -> None:
    """Who keeps no courses is offered none of it; a lecturer may begin one of their own."""
    world = university.world
    bursar = make_user(world.organization, Role.BURSAR)
    for user, offered in ((bursar, 0), (world.lecturer.user, 1)):
        page = university.desk(user)
        page.goto(university.url("/courses"))
        expect(page.get_by_test_id("course-list")).to_contain_text(world.course.code)
        expect(page.get_by_role("button", name="New course")).to_have_count(offered)
        expect(page.get_by_role("button", name="Edit")).to_have_count(0)


def test_courses_are_made_changed_and_ended(university: University) -> None:
    university.refusals(404, 409)
    world = university.world
    make_lecturer(world.organization, full_name="Grace Auma")
    with tenancy.activate(world.organization):
        days = {"first_day": "2027-02-01", "last_day": "2027-06-04"}
        Term.objects.create(name="Spring 2027", **days)
    page = office(university, "/courses")
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="New course").click()
    expect(dialog.get_by_label("Code")).to_be_focused()
    dialog.get_by_label("Code").fill(world.course.code)
    dialog.get_by_label("Name", exact=True).fill("Optics")
    dialog.get_by_label("Term").select_option(world.term.name)
    dialog.get_by_role("button", name="Create the course").click()
    expect(dialog.get_by_text("Choose at least one lecturer.")).to_be_visible()
    picker = dialog.get_by_role("textbox", name="Lecturers")
    picker.fill("auma")
    expect(dialog.get_by_role("button", name="Add Grace Auma")).to_be_visible()
    look(page, "course-form")
    picker.press("Enter")
    expect(dialog.get_by_role("button", name="Remove Grace Auma")).to_be_visible()
    dialog.get_by_role("button", name="Create the course").click()
    # A taken code is said at its field, and nothing is lost.
    expect(dialog.get_by_text("This code is taken.")).to_be_visible()
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("Optics")
    dialog.get_by_label("Code").fill("PHY200")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(row(page, "PHY200")).to_contain_text("Grace Auma")

    page.get_by_role("button", name="Edit PHY200").press("Enter")
    dialog.get_by_label("Code").fill("PHY201")
    dialog.get_by_label("Term").select_option("Spring 2027")
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, "PHY201")).to_contain_text("Spring 2027")
    page.get_by_label("Term").select_option("Spring 2027")
    expect(row(page, world.course.code)).to_have_count(0)
    page.get_by_role("button", name="Deactivate PHY201").click()
    expect(row(page, "PHY201")).to_have_count(0)
    page.get_by_label("State").select_option("all")
    expect(row(page, "PHY201")).to_contain_text("Not active")
    page.get_by_test_id("undo").click()
    expect(page.get_by_role("button", name="Deactivate PHY201")).to_be_visible()
    # A page that there is not, any more, leads to the first one.
    page.goto(university.url("/courses?page=9&state=all"))
    expect(row(page, world.course.code)).to_be_visible()
    expect(page).to_have_url(university.url("/courses?state=all"))
    look(page, "courses-kept")
    no_overflow(page)

    keepers_alone(university)
