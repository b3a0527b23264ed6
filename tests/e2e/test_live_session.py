"""One session on two screens: arrivals, what is known of a student, a question and its answer."""

import re

import pytest
from playwright.sync_api import expect

from apps.attendance.models import AttendanceRecord
from apps.attendance.services import sessions
from apps.core import tenancy
from tests.support.checkin import at_once
from tests.support.looks import look, overflow
from tests.support.university import University, ready
from tests.support.world import make_student

pytestmark = pytest.mark.browser


def test_a_doubt_is_asked_about_answered_and_removed_on_every_screen(
    university: University,
) -> None:
    world = university.world
    world.set_policy(device_rule="flag")
    session = world.open()
    one, two, _ = world.students
    first = university.lecturer(f"/sessions/{session.pk}")
    second = university.lecturer(f"/sessions/{session.pk}")
    ready(first)
    ready(second)
    shared = world.phone(one)
    at_once(world, session, shared)
    shared.token = world.sign_in(two.user)
    at_once(world, session, shared)
    row = f"[data-testid=register-row][data-student='{one.pk}']"
    for screen in (first, second):
        expect(screen.locator(row)).to_have_attribute("data-status", "present")
        # The other's check-in made this one doubtful.
        expect(screen.locator(row)).to_contain_text("This phone checked in another student too")

    first.locator(row).get_by_role("button", name=one.user.full_name, exact=True).click()
    trace = first.get_by_test_id("student-trace")
    expect(trace.get_by_test_id("attempt")).to_have_count(1)
    trace.get_by_role("button", name="Ask").click()
    first.get_by_role("button", name="Where did you sit?").click()
    first.get_by_test_id("send-question").click()

    second.get_by_test_id("filter-review").click()
    item = second.get_by_test_id("review-row").filter(has_text=one.user.full_name)
    expect(item.get_by_test_id("asked")).to_contain_text("No answer yet")
    phone = university.phone(one)
    phone.goto(university.url("/"))
    question = phone.get_by_test_id("question")
    expect(question).to_contain_text("Where did you sit?")
    question.get_by_label("Your answer").fill("In row 3")
    question.get_by_role("button", name="Send the answer").click()
    expect(question).to_have_count(0)
    expect(item).to_contain_text("In row 3")

    item.get_by_role("button", name=f"Remove {one.user.full_name}").click()
    second.get_by_label("Reason").fill("Was not there")
    second.get_by_test_id("save-reason").click()
    expect(first.locator(row)).to_have_attribute("data-status", "absent")
    first.get_by_text("What was done").click()
    log = first.get_by_test_id("session-log")
    expect(log.get_by_test_id("change")).to_contain_text("Was not there")
    second.get_by_test_id("undo").click()
    expect(first.locator(row)).to_have_attribute("data-status", "present")


def test_a_contested_absence_and_who_is_not_listed_on_the_session_page(
    university: University,
) -> None:
    world = university.world
    session = world.open()
    one = world.students[0]
    guest = make_student(world.organization)
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=university.clock.now())
        record = AttendanceRecord.objects.get(session=session, student=one)
    desk = university.lecturer(f"/sessions/{session.pk}?show=review")
    ready(desk)
    expect(desk.get_by_text("Nothing to review")).to_be_visible()
    note = {"note": "I sat in row 3"}
    world.phone(one).send("POST", f"/api/my/records/{record.pk}/contest/", note)
    # A closed session is asked for less often than an open one; looking at it asks at once.
    desk.reload()
    item = desk.get_by_test_id("review-item")
    expect(item).to_contain_text("I sat in row 3")
    look(desk, "session-review")
    assert overflow(desk, 320) == []
    item.get_by_role("button", name=f"Decline {one.user.full_name}").click()
    desk.get_by_test_id("save-reason").click()
    expect(desk.get_by_text("Say why")).to_be_visible()
    desk.get_by_role("button", name="Your seat was empty").click()
    desk.get_by_test_id("save-reason").click()
    expect(item).to_have_count(0)
    desk.get_by_test_id("undo").click()
    expect(item).to_have_count(1)

    # What waits can be decided where all of it is seen as well.
    desk.get_by_test_id("filter-all").click()
    row = desk.locator(f"[data-testid=register-row][data-student='{one.pk}']")
    expect(row).to_have_attribute("data-status", "absent")
    row.get_by_role("button", name=one.user.full_name, exact=True).click()
    trace = desk.get_by_test_id("student-trace")
    expect(trace).to_contain_text("Says: I was here: I sat in row 3")
    look(desk, "session-student")
    trace.get_by_role("button", name=f"{one.user.full_name} was late").click()
    expect(trace).to_have_count(0)
    expect(row).to_have_attribute("data-status", "late")

    desk.get_by_label("Search by name or number").fill(guest.student_id)
    desk.get_by_role("button", name="Search all students").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Sat in")
    dialog.get_by_role("button", name=f"Record {guest.user.full_name}").click()
    desk.keyboard.press("Escape")
    came = desk.locator(f"[data-testid=register-row][data-student='{guest.pk}']")
    expect(came).to_contain_text("Not enrolled")


def test_sessions_are_found_by_their_state(university: University) -> None:
    world = university.world
    ended = world.open()
    with tenancy.activate(world.organization):
        sessions.close(session=ended, by=world.lecturer.user, now=university.clock.now())
    running = world.open()
    page = university.lecturer("/sessions")
    links = page.get_by_role("main").get_by_role("link", name=re.compile(world.course.code))
    expect(links).to_have_count(2)
    look(page, "sessions")
    page.get_by_label("State").select_option("closed")
    expect(links).to_have_count(1)
    expect(page).to_have_url(re.compile("state=closed"))
    expect(links).to_have_attribute("href", re.compile(f"/sessions/{ended.pk}$"))
    page.get_by_label("State").select_option("open")
    expect(links).to_have_attribute("href", re.compile(f"/sessions/{running.pk}$"))
    page.get_by_label("From").fill("2199-01-01")
    expect(page.get_by_text("No session matches")).to_be_visible()
