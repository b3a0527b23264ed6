"""The dashboard of a lecturer: a class of today's timetable is started in one tap."""

from datetime import time

import pytest
from playwright.sync_api import expect

from apps.accounts.enums import Role
from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from apps.courses.models import ClassSchedule, Course
from tests.support.looks import WIDTHS, accessibility_faults, look, overflow, resize
from tests.support.university import University, ready
from tests.support.world import make_user

pytestmark = pytest.mark.browser


def timetable(university: University) -> ClassSchedule:
    """Let the course meet every day, all day."""
    world = university.world
    with tenancy.activate(world.organization):
        return ClassSchedule.objects.create(
            course=world.course, weekdays="1234567", starts=time(0, 0), ends=time(23, 59)
        )


def test_a_class_of_today_is_started_in_one_tap(university: University) -> None:
    world = university.world
    schedule = timetable(university)
    page = university.lecturer("/dashboard")
    ready(page)
    today = page.get_by_test_id("today")
    expect(today).to_contain_text("23:59")
    expect(today).to_contain_text(world.course.code)
    look(page, "dashboard-today")
    today.get_by_test_id(f"start-class-{world.course.code}").click()
    page.wait_for_url("**/projector")
    with tenancy.activate(world.organization):
        session = AttendanceSession.objects.get()
        assert Course.objects.count() == 1
    assert (session.schedule_id, session.venue_id) == (schedule.pk, world.venue.pk)
    assert session.planned_start is not None
    assert session.planned_start.astimezone(university.zone).time() == time(0, 0)
    page.go_back()
    expect(page.get_by_test_id("open-session")).to_contain_text(world.course.code)
    # It stands above now, and not twice.
    expect(today).to_have_count(0)
    look(page, "dashboard-open")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    resize(page, (320, 640))
    assert accessibility_faults(page) == []


def test_a_bursar_is_told_where_to_go_on(university: University) -> None:
    page = university.desk(make_user(university.world.organization, Role.BURSAR))
    page.goto(university.url("/dashboard"))
    expect(page.get_by_role("link", name="Go to students")).to_be_visible()
    look(page, "dashboard-bursar")
