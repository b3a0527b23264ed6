"""Absence requests and "I was here" in the browser: student, lecturer, student again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from apps.attendance.services import sessions
from apps.core import tenancy
from tests.support.looks import look, overflow
from tests.support.university import University, ready

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer\n%%EOF\n"


@pytest.fixture
def missed(university: University) -> int:
    """Close a class that nobody came to; return its key."""
    world = university.world
    session = world.open()
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=university.clock.now())
    return session.pk


def status(university: University, student: int) -> str:
    return next(one.status for one in university.records() if one.student_id == student)


def test_a_request_and_its_decision(university: University, missed: int, tmp_path: Path) -> None:
    student = university.world.students[0]
    phone = university.phone(student)
    phone.goto(university.url("/history"))
    phone.get_by_role("link", name="Ask to be excused").click()
    expect(phone.get_by_label("Class", exact=True)).to_have_value(str(missed))
    phone.get_by_label("Explanation").fill("Fever since Sunday")
    # What is typed outlives a reload.
    phone.reload()
    expect(phone.get_by_label("Explanation")).to_have_value("Fever since Sunday")
    note = tmp_path / "note.pdf"
    note.write_bytes(PDF)
    phone.get_by_label("Picture or PDF").set_input_files(note)
    look(phone, "absence-form")
    assert overflow(phone, 320) == []
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Sent. You are told")).to_be_visible()
    look(phone, "absence-list")

    desk = university.lecturer("/requests")
    ready(desk)
    item = desk.get_by_test_id("request")
    expect(item).to_contain_text("Fever since Sunday")
    expect(item).to_contain_text("Excuses 1 absence.")
    expect(item.get_by_role("link", name="Save the PDF")).to_be_visible()
    look(desk, "requests")
    assert overflow(desk, 320) == []
    item.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Nothing waits for you")).to_be_visible()
    assert status(university, student.pk) == "excused"
    desk.get_by_test_id("undo").click()
    expect(item).to_be_visible()
    assert status(university, student.pk) == "absent"
    item.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Nothing waits for you")).to_be_visible()
    desk.get_by_role("link", name="Decided").click()
    expect(desk.get_by_test_id("request")).to_have_attribute("data-state", "approved")
    look(desk, "requests-decided")

    phone.goto(university.url("/absences"))
    expect(phone.get_by_test_id("absence")).to_contain_text("Approved")
    assert status(university, student.pk) == "excused"


def test_a_contested_absence_is_resolved(university: University, missed: int) -> None:
    one, other = university.world.students[:2]
    phone = university.phone(one)
    phone.goto(university.url("/history"))
    phone.get_by_role("button", name="I was here").click()
    phone.get_by_label("What should your lecturer know?").fill("I sat in row 3")
    phone.get_by_role("button", name="Send to your lecturer").click()
    expect(phone.locator("[data-contest=sent]")).to_be_visible()
    second = university.phone(other)
    second.goto(university.url("/history"))
    second.get_by_role("button", name="I was here").click()
    look(second, "contest-writing")
    second.get_by_role("button", name="Send to your lecturer").click()
    expect(second.locator("[data-contest=sent]")).to_be_visible()

    desk = university.lecturer("/requests?view=here")
    first = desk.get_by_test_id("dispute").filter(has_text=one.student_id)
    expect(first).to_contain_text("I sat in row 3")
    look(desk, "requests-here")
    first.get_by_role("button", name="Late").click()
    expect(first).to_have_count(0)
    assert status(university, one.pk) == "late"
    desk.get_by_test_id("dispute").get_by_role("button", name="Decline").click()
    desk.get_by_test_id("save-reason").click()
    expect(desk.get_by_text("Say why")).to_be_visible()
    desk.get_by_label("Reason").fill("The row was empty")
    look(desk, "requests-decline")
    desk.get_by_test_id("save-reason").click()
    expect(desk.get_by_text("Nothing waits for you")).to_be_visible()

    second.reload()
    expect(second.locator("[data-contest=declined]")).to_contain_text("The row was empty")
    phone.reload()
    expect(phone.locator("[data-contest=accepted]")).to_be_visible()
