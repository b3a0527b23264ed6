"""An administrator's people: found, added, changed, ended and opened again, one and many."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken, Student, User
from apps.core import tenancy
from tests.support.looks import WIDTHS, look, overflow
from tests.support.university import University, ready
from tests.support.world import PASSWORD, make_student, make_user

pytestmark = pytest.mark.browser

PROGRAMMES = ("BSc Computer Science", "BA Law", "")


def fill(university: University, howmany: int) -> None:
    """Let more students study than one page shows."""
    organization = university.world.organization
    users = User.objects.bulk_create(
        User(
            username=f"crowd{number}",
            organization=organization,
            full_name=f"Crowd {number:03d}",
            email=f"crowd{number}@x.example",
            password="!",
        )
        for number in range(howmany)
    )
    with tenancy.activate(organization):
        Student.objects.bulk_create(
            Student(
                organization=organization,
                user=user,
                student_id=f"C{number:04d}",
                programme=PROGRAMMES[number % 3],
                year=number % 4 + 1,
            )
            for number, user in enumerate(users)
        )


def office(university: University, path: str) -> Page:
    admin = make_user(
        university.world.organization, Role.ADMIN, full_name="Ada Office", password=PASSWORD
    )
    page = university.desk(admin)
    page.goto(university.url(path))
    ready(page)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("[data-row]").filter(has_text=name)


def looks_again(dialog: Locator, typed: str, stored: str) -> None:
    """Somebody else was faster: what was typed stands beside what is stored, the rest as stored."""
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else")
    expect(dialog.get_by_label("Full name")).to_have_value(typed)
    expect(dialog.get_by_text(f"Stored now: {stored}")).to_be_visible()
    expect(dialog.get_by_label("Telephone")).to_have_value("+256700000001")
    expect(dialog.get_by_text("Changed by somebody else. It was: None")).to_be_visible()


def active(university: University) -> int:
    students = User.objects.filter(organization=university.world.organization, role=Role.STUDENT)
    return students.filter(is_active=True).count()


def test_students_are_found_and_ended_many_at_once(university: University) -> None:
    fill(university, 60)
    page = office(university, "/students")
    expect(page.get_by_text("of 63")).to_be_visible()
    look(page, "students")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    page.set_viewport_size({"width": 1280, "height": 800})

    page.get_by_label("Search by name").fill("010 crowd")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?search=010\+crowd$"))
    page.get_by_label("Search by name").fill("")
    page.get_by_label("Programme").select_option("BA Law")
    expect(page.get_by_text("of 20")).to_be_visible()
    page.get_by_role("button", name="Name", exact=True).click()
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text("Crowd 058")
    page.reload()
    expect(page.locator("tbody tr").first).to_contain_text("Crowd 058")

    # All that match, and back again.
    page.get_by_label("Select this page").check()
    page.get_by_role("button", name="Deactivate", exact=True).click()
    expect(page.get_by_text("20 accounts deactivated.")).to_be_visible()
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    assert active(university) == 43
    page.get_by_test_id("undo").click()
    expect(page.get_by_text("of 20")).to_be_visible()
    assert active(university) == 63


def test_a_student_is_added_changed_and_ended(university: University) -> None:
    university.refusals(409)
    fill(university, 2)
    page = office(university, "/students")
    # A number that is taken is said at its field, and what was typed stays.
    page.get_by_role("button", name="New student").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Full name").fill("Grace Auma")
    dialog.get_by_label("Student number").fill("c0001")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Another student has this number.")).to_be_visible()
    look(page, "student-form")
    dialog.get_by_label("Student number").fill("N1")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    page.goto(university.url("/students?search=auma"))
    row(page, "Grace Auma").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Grace Auma")).to_be_visible()

    # Somebody else is faster: nothing is lost, and the second try stores it.
    page.get_by_role("button", name="Edit", exact=True).click()
    faster = {"full_name": "Grace A.", "phone": "+256700000001"}
    User.objects.filter(full_name="Grace Auma").update(**faster)
    dialog.get_by_label("Full name").fill("Grace Auma Okello")
    dialog.get_by_role("button", name="Save").click()
    looks_again(dialog, "Grace Auma Okello", "Grace A.")
    look(page, "student-conflict")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Grace Auma Okello")).to_be_visible()
    assert User.objects.get(full_name="Grace Auma Okello").phone == "+256700000001"

    page.get_by_role("button", name="Add a guardian").click()
    dialog.get_by_label("Full name").fill("Ruth Auma")
    dialog.get_by_label("Telephone").fill("+256700000002")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ruth Auma", exact=True)).to_be_visible()
    look(page, "student")
    happened = page.get_by_role("link", name="What happened")
    expect(happened).to_have_attribute(
        "href", re.compile(r"/audit\?person=\d+&who=Grace\+Auma\+Okello$")
    )
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("button", name="Reactivate")).to_be_visible()
    assert active(university) == 5


def test_staff_accounts_get_another_role(university: University) -> None:
    university.refusals(409)
    bursar = make_user(university.world.organization, Role.BURSAR, full_name="Ben Okot")
    page = office(university, "/staff")
    look(page, "staff-accounts")
    page.get_by_role("button", name="Change the role of Ben Okot").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Role").select_option("admin")
    dialog.get_by_role("button", name="Change role").click()
    expect(row(page, "Ben Okot")).to_contain_text("Administrator")
    page.get_by_test_id("undo").click()
    expect(row(page, "Ben Okot")).to_contain_text("Bursar")
    bursar.refresh_from_db()
    assert bursar.role == Role.BURSAR

    for path, before in (("/staff", "Ben Okot"), ("/lecturers", "Dr Grace Okello")):
        page.goto(university.url(path))
        opener = page.get_by_role("button", name=f"Edit {before}")
        opener.press("Enter")
        expect(dialog.get_by_label("Full name")).to_be_focused()
        faster = {"full_name": f"{before} B", "phone": "+256700000001"}
        User.objects.filter(full_name=before).update(**faster)
        dialog.get_by_label("Full name").fill(f"{before} C")
        dialog.get_by_role("button", name="Save").click()
        looks_again(dialog, f"{before} C", f"{before} B")
        dialog.get_by_role("button", name="Save").click()
        expect(row(page, f"{before} C")).to_be_visible()
        expect(page.get_by_role("button", name=f"Edit {before} C")).to_be_focused()
        look(page, path[1:])


def test_nothing_typed_is_lost_and_nothing_needs_a_mouse(university: University) -> None:
    university.problems.expect("net::ERR_INTERNET_DISCONNECTED")
    university.refusals(401, 503)
    fill(university, 3)
    page = office(university, "/students")
    dialog = page.get_by_role("dialog", name="New student")
    name = dialog.get_by_label("Full name")
    page.get_by_role("button", name="New student").press("Enter")
    name.fill("Grace Auma")
    dialog.get_by_label("Student number").fill("N1")
    # Neither a press beside the dialog nor Escape loses it; going without it takes a second word.
    page.mouse.click(5, 5)
    name.press("Escape")
    expect(dialog.get_by_role("button", name="Keep typing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(name).to_be_focused()

    # No connection, a server that fails, a sign-in that has ended.
    save = dialog.get_by_role("button", name="Save")
    page.context.set_offline(True)
    save.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("No connection")
    page.context.set_offline(False)
    page.route("**/api/students/", lambda route: route.fulfill(status=503, body="down"))
    save.press("Enter")
    expect(dialog.get_by_role("alert")).not_to_contain_text("No connection")
    page.unroute("**/api/students/")
    AuthToken.objects.all().delete()
    save.press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_have_count(0)
    expect(name).to_have_value("Grace Auma")
    save.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="New student")).to_be_focused()

    # Rows are chosen, ended and brought back without a mouse, before the undo goes.
    page.get_by_label("Select Crowd 001").press("Space")
    page.get_by_role("button", name="Deactivate", exact=True).press("Enter")
    expect(page.get_by_test_id("undo")).to_be_focused()
    expect(row(page, "Crowd 001")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(row(page, "Crowd 001")).to_be_visible()
    expect(page.get_by_role("heading", name="Students")).to_be_focused()


def test_a_lecturer_reads_students_and_changes_none(university: University) -> None:
    make_student(university.world.organization, full_name="Zed", email="zed@x.example")
    page = university.lecturer("/students")
    expect(row(page, "Zed")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="New student")).to_have_count(0)
    row(page, "Zed").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Zed")).to_be_visible()
    expect(page.get_by_text("zed@x.example")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
