"""The timetable in the browser: class times, single classes, holidays, the private calendar."""

import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page, expect

from apps.accounts.enums import Role
from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from apps.courses.models import ClassSchedule, Holiday
from tests.support.looks import look
from tests.support.university import University, ready, sees
from tests.support.workers import Background
from tests.support.world import make_user

pytestmark = pytest.mark.browser


def soon(university: University) -> tuple[int, datetime]:
    """Return how many hours ahead a class may begin, and when that is by the organisation's clock.

    Within a day, not over midnight, and with a minute to spare.
    """
    now = university.clock.now()
    ahead = next(
        hours
        for hours in (20, 14)
        if (now + timedelta(hours=hours)).astimezone(university.zone).hour < 22
    )
    return ahead, (now + timedelta(hours=ahead)).astimezone(university.zone)


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
    ahead, begins = soon(university)
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

    a_class_time_is_changed_by_two(university, page)
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
    a_holiday_is_changed_by_two(university, page)
    holidays.get_by_role("button", name="Remove Easter").click()
    page.get_by_test_id("confirm").click()
    expect(holidays.get_by_text("No holidays yet")).to_be_visible()


def a_holiday_is_changed_by_two(university: University, page: Page) -> None:
    """Hold that what somebody else stored meanwhile is shown, and what was typed stays."""
    university.refusals(409)
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Edit Easter").click()
    dialog.get_by_label("Last day").fill("2030-04-23")
    with tenancy.activate(university.world.organization):
        Holiday.objects.update(first_day="2030-04-18")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    expect(dialog.get_by_label("Day, or first day")).to_have_value("2030-04-18")
    expect(dialog.get_by_text("Changed by somebody else. It was: 19 Apr 2030")).to_be_visible()
    expect(dialog.get_by_label("Last day")).to_have_value("2030-04-23")
    look(page, "holiday-changed-meanwhile")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("holidays").get_by_text("23 Apr 2030")).to_be_visible()


def a_class_time_is_changed_by_two(university: University, page: Page) -> None:
    """Hold the same of a class time, whose weekdays and room are chosen and not typed."""
    world, dialog = university.world, page.get_by_role("dialog")
    page.get_by_test_id("course-schedule").get_by_role("button", name="Edit").first.click()
    dialog.get_by_text("Opens by itself", exact=True).click()
    with tenancy.activate(world.organization):
        ClassSchedule.objects.update(venue=world.venue)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    expect(dialog.get_by_label("Room")).to_have_value(str(world.venue.pk))
    expect(dialog.get_by_text("It was: The course's room")).to_be_visible()
    expect(dialog.get_by_role("checkbox", name="Opens by itself")).not_to_be_checked()
    look(page, "timetable-changed-meanwhile")
    dialog.get_by_text("Opens by itself", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


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


def weekly(code: str, starts: str, ends: str, day: str) -> str:
    """Return a calendar file with one class a week."""
    return "\r\n".join(
        [
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//rooms//EN"),
            *("BEGIN:VEVENT", "UID:1@rooms", "DTSTAMP:20260101T000000Z"),
            f"SUMMARY:{code} Lecture",
            f"DTSTART:{day}T{starts.replace(':', '')}00",
            f"DTEND:{day}T{ends.replace(':', '')}00",
            *("RRULE:FREQ=WEEKLY", "END:VEVENT", "END:VCALENDAR", ""),
        ]
    )


def stored(page: Page) -> None:
    page.get_by_test_id("commit").click()
    expect(page.get_by_test_id("import-state")).to_contain_text("Everything is stored")


def test_a_timetable_comes_from_a_table_and_from_a_calendar_file(
    university: University, background: Background, tmp_path: Path
) -> None:
    world = university.world
    _, moment = soon(university)
    begins = moment.replace(second=0, microsecond=0)
    times = [f"{begins + timedelta(minutes=later):%H:%M}" for later in (0, 20, 30, 50)]
    background.worker()
    background.beat()
    office = make_user(world.organization, Role.ADMIN, full_name="Ruth Office")
    page = university.desk(office)
    page.goto(university.url("/imports?kind=timetable"))
    every_day = "Mon; Tue; Wed; Thu; Fri; Sat; Sun"
    table = tmp_path / "timetable.csv"
    table.write_text(
        "course,weekdays,starts,ends,opens_itself\n"
        f"{world.course.code},{every_day},{times[0]},{times[1]},yes\n"
        f"NONE,Fri,{times[0]},{times[1]},\n",
        encoding="utf-8",
    )
    page.get_by_test_id("import-file").set_input_files(table)
    rows = page.get_by_test_id("file-rows")
    rows.get_by_role("button", name="Error 1").click()
    expect(rows).to_contain_text("NONE")
    look(page, "import-timetable")
    # The dry run has stored nothing.
    with tenancy.activate(world.organization):
        assert not ClassSchedule.objects.exists()
    stored(page)
    page.goto(university.url("/imports?kind=timetable"))
    calendar = tmp_path / "rooms.ics"
    text = weekly(world.course.code, times[2], times[3], f"{begins:%Y%m%d}")
    calendar.write_text(text, encoding="utf-8")
    page.get_by_test_id("import-file").set_input_files(calendar)
    stored(page)

    lecturer = university.lecturer(f"/courses/{world.course.pk}/sessions")
    timetable = lecturer.get_by_test_id("course-schedule")
    expect(timetable.get_by_text(f"{begins:%a} {times[2]}")).to_be_visible()
    expect(timetable.get_by_text("Opens by itself").first).to_be_visible()
    look(lecturer, "timetable-imported")
    with tenancy.activate(world.organization):
        planned = AttendanceSession.objects.get(course=world.course, class_date=begins.date())
        assert (planned.state, planned.opens_at) == ("planned", begins)
