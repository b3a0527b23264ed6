"""The lecturer's pages: the live register, marks with undo, closing, codes taken back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.attendance.enums import RecordStatus
from apps.attendance.models import AttendanceSession, RecordChange
from apps.attendance.services import sessions
from apps.core import tenancy
from tests.support.looks import look
from tests.support.university import University, ready, sees

pytestmark = pytest.mark.browser


@pytest.fixture
def session(university: University) -> AttendanceSession:
    return university.world.open()


@pytest.fixture
def register(university: University, session: AttendanceSession) -> Page:
    page = university.lecturer(f"/sessions/{session.pk}")
    ready(page)
    return page


def row_of(register: Page, university: University, number: int = 0) -> Locator:
    student = university.world.students[number]
    return register.locator(f"[data-testid=register-row][data-student='{student.pk}']")


def mark(row: Locator, status: str) -> None:
    row.locator(f"[data-mark={status}]").click()


def stored(university: University, session: AttendanceSession) -> AttendanceSession:
    with tenancy.activate(university.world.organization):
        return AttendanceSession.objects.get(pk=session.pk)


def close(university: University, session: AttendanceSession) -> None:
    with tenancy.activate(university.world.organization):
        sessions.close(
            session=session, by=university.world.lecturer.user, now=university.clock.now()
        )


def test_a_mark_by_hand_and_its_undo(university: University, register: Page) -> None:
    row = row_of(register, university)
    expect(row).to_have_attribute("data-status", "none")
    mark(row, "present")
    expect(row).to_have_attribute("data-status", "present")
    undo = register.get_by_test_id("undo")
    expect(undo).to_be_visible()
    look(register, "register-marked")
    undo.click()
    expect(row).to_have_attribute("data-status", re.compile("none|absent"))
    with tenancy.activate(university.world.organization):
        assert RecordChange.objects.count() == 2


def test_marks_by_keyboard(university: University, register: Page) -> None:
    row = row_of(register, university)
    row.locator("[data-mark=present]").focus()
    register.keyboard.press("l")
    expect(row).to_have_attribute("data-status", "late")
    expect(row).not_to_have_attribute("data-fresh", "true")
    register.keyboard.press("ArrowDown")
    register.keyboard.press("e")
    expect(row_of(register, university, 1)).to_have_attribute("data-status", "excused")


def test_a_mark_after_closing_needs_a_reason(
    university: University, session: AttendanceSession
) -> None:
    close(university, session)
    register = university.lecturer(f"/sessions/{session.pk}")
    row = row_of(register, university)
    expect(row).to_have_attribute("data-status", "absent")
    mark(row, "excused")
    register.get_by_test_id("save-reason").click()
    expect(register.get_by_text("Say why.")).to_be_visible()
    look(register, "register-reason")
    register.get_by_role("button", name="Medical").click()
    register.get_by_test_id("save-reason").click()
    expect(row).to_have_attribute("data-status", "excused")
    expect(row).to_contain_text("Medical")
    (record,) = (one for one in university.records() if one.status != RecordStatus.ABSENT)
    assert record.status == RecordStatus.EXCUSED


def test_close_writes_the_absent_and_reopen_lets_in_again(
    university: University, session: AttendanceSession, register: Page
) -> None:
    register.get_by_test_id("close-session").click()
    dialog = register.get_by_role("dialog")
    expect(dialog).to_contain_text("3")
    look(register, "register-close")
    dialog.get_by_role("button", name="Close the session").click()
    expect(row_of(register, university)).to_have_attribute("data-status", "absent")
    look(register, "register-closed")

    register.get_by_role("button", name="Reopen", exact=True).click()
    dialog = register.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Two came late from the clinic")
    dialog.get_by_role("button", name="Reopen the session").click()
    expect(register.get_by_text("Reopened once")).to_be_visible()
    assert stored(university, session).state == "open"
    phone = university.phone(university.world.students[0])
    university.scan(phone, session)
    sees(phone, "on-time")
    expect(row_of(register, university)).to_have_attribute("data-status", "present")


def test_extend(university: University, session: AttendanceSession, register: Page) -> None:
    register.get_by_role("button", name="Extend").click()
    register.get_by_role("menuitem", name="15 more minutes").click()
    expect(register.get_by_text(re.compile(r"Open until \d"))).to_be_visible()
    longer = stored(university, session).closes_at - session.closes_at
    assert longer.total_seconds() == 15 * 60


def choose_in_code_menu(register: Page, choice: str) -> None:
    register.get_by_test_id("code-menu").click()
    register.get_by_role("menuitem", name=choice).click()


def test_a_new_code_ends_the_one_before(
    university: University, session: AttendanceSession, register: Page
) -> None:
    university.refusals(410)
    before = university.code_url(session)
    choose_in_code_menu(register, "New code")
    expect(register.get_by_text("A new code is showing")).to_be_visible()
    phone = university.phone(university.world.students[0])
    phone.goto(before)
    sees(phone, "code-replaced")
    look(phone, "check-in-code-replaced")
    university.scan(phone, session)
    sees(phone, "on-time")


def test_a_withdrawn_code_and_a_new_one_from_the_projector(
    university: University, session: AttendanceSession, register: Page
) -> None:
    university.refusals(410)
    before = university.code_url(session)
    choose_in_code_menu(register, "Withdraw the code")
    expect(register.get_by_text("The code is withdrawn:")).to_be_visible()
    phone = university.phone(university.world.students[0])
    phone.goto(before)
    sees(phone, "code-replaced")

    projector = university.lecturer(f"/sessions/{session.pk}/projector")
    expect(projector.locator("main[data-stage=revoked]")).to_be_visible()
    expect(projector.get_by_test_id("qr")).to_have_count(0)
    look(projector, "projector-revoked")
    projector.get_by_test_id("regenerate").click()
    expect(projector.get_by_test_id("qr")).to_be_visible()
    university.scan(phone, session)
    sees(phone, "on-time")


def test_doubtful_check_ins_are_kept_or_removed(university: University) -> None:
    university.world.set_policy(geofence_mode="flag")
    session = university.world.open()
    phone = university.phone(university.world.students[0])
    university.scan(phone, session)
    sees(phone, "location-denied")
    phone.get_by_role("button", name="Check in without location").click()
    sees(phone, "for-review")
    register = university.lecturer(f"/sessions/{session.pk}?show=review")
    ready(register)
    look(register, "register-doubtful")
    name = university.world.students[0].user.full_name
    register.get_by_role("button", name=f"Keep {name}").click()
    register.get_by_test_id("filter-all").click()
    expect(row_of(register, university)).to_have_attribute("data-status", "present")
    (record,) = university.records()
    assert record.status == RecordStatus.PRESENT


def test_a_class_that_runs_is_on_top_of_the_dashboard(
    university: University, session: AttendanceSession
) -> None:
    dashboard = university.lecturer("/dashboard")
    ready(dashboard)
    expect(dashboard.get_by_test_id("open-session")).to_contain_text("0 / 3")
    phone = university.phone(university.world.students[0])
    university.scan(phone, session)
    sees(phone, "on-time")
    expect(dashboard.get_by_test_id("open-session")).to_contain_text("1 / 3")
    dashboard.get_by_test_id("close-session").click()
    dashboard.get_by_role("dialog").get_by_role("button", name=re.compile("^Close")).last.click()
    expect(dashboard.get_by_test_id("open-session")).to_have_count(0)
    expect(dashboard.get_by_text(re.compile("closed", re.IGNORECASE)).first).to_be_visible()
    assert stored(university, session).state == "closed"
