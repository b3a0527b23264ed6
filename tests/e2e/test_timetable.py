"""The timetable in the browser: class times, single classes, holidays, the private calendar."""

import urllib.error
import urllib.request
from datetime import timedelta

import icalendar
import pytest
from playwright.sync_api import Page, expect

from apps.accounts.enums import Role
from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from tests.support.looks import look
from tests.support.university import University, ready, sees
from tests.support.world import make_user

pytestmark = pytest.mark.browser


def add_class_time(page: Page, weekday: str, starts: str, ends: str) -> None:
    page.get_by_role("button", name="Add a class time").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Choose at least one weekday.")).to_be_visible()
    dialog.get_by_role("checkbox", name=weekday).check(force=True)
    dialog.get_by_label("From", exact=True).fill(starts)
    dialog.get_by_label("To", exact=True).fill(ends)
    dialog.get_by_text("Opens by itself", exact=True).click()


def test_a_class_time_is_set_and_its_class_opens_by_itself(university: University) -> None:
    world = university.world
    now = university.clock.now()
    # Within a day, not over midnight, and with a minute to spare.
    ahead = next(
        hours
        for hours in (20, 14)
        if (now + timedelta(hours=hours)).astimezone(university.zone).hour < 22
    )
    begins = (now + timedelta(hours=ahead)).astimezone(university.zone)
    weekday, starts = f"{begins:%A}", f"{begins:%H:%M}"
    page = university.lecturer(f"/courses/{world.course.pk}/sessions")
    ready(page)
    look(page, "timetable-empty")
    add_class_time(page, weekday, starts, f"{begins + timedelta(hours=1):%H:%M}")
    expect(page.get_by_test_id("schedule-preview").get_by_text(starts).first).to_be_visible()
    look(page, "timetable-dialog")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    timetable = page.get_by_test_id("course-schedule")
    expect(timetable.get_by_text(f"{begins:%a} {starts}")).to_be_visible()

    # A second one at the same time is refused, where it is wrong.
    university.refusals(409)
    add_class_time(page, weekday, starts, f"{begins + timedelta(hours=1):%H:%M}")
    expect(page.get_by_role("dialog").get_by_text("This course has a class from")).to_be_visible()
    look(page, "timetable-overlap")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

    # One class is called off, and takes place after all.
    timetable.get_by_role("button", name="Call off the class of").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("A conference")
    dialog.get_by_role("button", name="Call off").click()
    expect(timetable.get_by_text("Called off: A conference")).to_be_visible()
    look(page, "timetable")
    timetable.get_by_role("button", name="Let it take place").click()
    expect(timetable.get_by_text("Called off: A conference")).to_have_count(0)

    with tenancy.activate(world.organization):
        session = AttendanceSession.objects.get(course=world.course)
        assert (session.state, session.started_by) == ("planned", None)
    university.clock.move(hours=ahead)
    world.tokens.clear()
    phone = university.phone(world.students[0])
    university.scan(phone, session)
    sees(phone, "on-time")
    page = university.lecturer(f"/sessions/{session.pk}")
    expect(page.get_by_text("Amina Wanjiru").first).to_be_visible()


def test_a_holiday_is_entered_below_the_terms(university: University) -> None:
    admin = make_user(university.world.organization, Role.ADMIN, full_name="Ada Admin")
    page = university.desk(admin)
    page.goto(university.url("/terms"))
    ready(page)
    page.get_by_role("button", name="Add a holiday").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Easter")
    dialog.get_by_label("Day, or first day").fill("2030-04-19")
    dialog.get_by_label("Last day").fill("2030-04-18")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("The last day lies before the first one.")).to_be_visible()
    dialog.get_by_label("Last day").fill("2030-04-22")
    dialog.get_by_role("button", name="Save").click()
    holidays = page.get_by_test_id("holidays")
    expect(holidays.get_by_text("22 Apr 2030")).to_be_visible()
    look(page, "holidays")
    holidays.get_by_role("button", name="Remove Easter").click()
    page.get_by_test_id("confirm").click()
    expect(holidays.get_by_text("No holidays yet")).to_be_visible()


def test_a_student_subscribes_to_the_calendar_and_revokes_it(university: University) -> None:
    world = university.world
    page = university.phone(world.students[0])
    page.goto(university.url("/account"))
    page.get_by_role("button", name="Make a calendar address").click()
    address = page.get_by_label("Private address").input_value()
    path = address[address.index("/calendar/") :]
    look(page, "calendar-address")
    program = urllib.request.Request(
        f"http://127.0.0.1:{university.web.port}{path}",
        headers={"Host": f"{world.organization.slug}.localhost"},
    )
    with urllib.request.urlopen(program) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    assert str(calendar["VERSION"]) == "2.0"
    page.get_by_role("button", name="Revoke the address").click()
    expect(page.get_by_text("The address works no more.")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(program)
