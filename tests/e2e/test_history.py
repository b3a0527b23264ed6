"""A student's history in the browser: found, narrowed, by month, by course."""

import json
import re
import zipfile
from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from apps.attendance.enums import Outcome, RecordStatus, SessionState, Source
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from apps.attendance.services import register
from apps.core import tenancy
from apps.courses.models import ClassSchedule, Course, Enrollment
from tests.support.checkin import second_course
from tests.support.looks import WIDTHS, accessibility_faults, look, overflow, resize
from tests.support.university import University, ready

pytestmark = pytest.mark.browser


def hold(university: University, course: Course, *, days_ago: float, status: str) -> None:
    """Put a class of the past into the register, with the first student's record in it."""
    world, began = university.world, university.clock.now() - timedelta(days=days_ago)
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(course=course).update(from_date=began.date() - timedelta(days=1))
        session = AttendanceSession.objects.create(
            course=course,
            state=SessionState.CLOSED,
            opens_at=began,
            closes_at=began + timedelta(minutes=15),
            absences_written_at=began + timedelta(minutes=16),
            policy_data=world.organization.policy.to_json(),
            venue_name="Room 4",
            started_by=world.lecturer.user,
        )
        came = status in {RecordStatus.PRESENT, RecordStatus.LATE}
        AttendanceRecord.objects.create(
            session=session,
            student=world.students[0],
            status=status,
            source=Source.QR if came else None,
            reference=f"R{session.pk:05d}",
            arrived_at=began + timedelta(minutes=12 if status == "late" else 2) if came else None,
            recorded_at=began,
            contested=status == "absent",
        )


def a_term(university: University) -> Course:
    """Give the student two courses with a past; return the one that went badly."""
    world = university.world
    other = second_course(world, students=world.students[:1])
    for number, status in enumerate(["present", "present", "late", "excused", "present"]):
        hold(university, world.course, days_ago=3.5 * number + 0.1, status=status)
    for number, status in enumerate(["absent", "present", "absent"]):
        hold(university, other, days_ago=3.5 * number + 0.2, status=status)
    with tenancy.activate(world.organization):
        missed = AttendanceRecord.objects.filter(status="absent").latest("session__opens_at")
        at = missed.session.opens_at + timedelta(minutes=3)
        CheckInAttempt.objects.create(
            session=missed.session,
            student=missed.student,
            at=at,
            arrived_at=at,
            outcome=Outcome.CODE_EXPIRED,
            params={"seconds_late": 9},
            source=Source.QR,
        )
        late = AttendanceRecord.objects.filter(status="late").latest("pk")
        register.mark(
            session=late.session,
            student_pk=late.student_id,
            status=RecordStatus.PRESENT,
            reason="sat in row 3",
            by=world.lecturer.user,
            now=university.clock.now(),
        )
    return other


def everywhere(page: Page, name: str) -> None:
    """Look at a page in all sizes."""
    ready(page)
    look(page, name)
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    resize(page, (320, 640))
    assert accessibility_faults(page) == []
    resize(page, (390, 844))


def test_a_student_reads_their_history(university: University) -> None:
    bad = a_term(university)
    page = university.phone(university.world.students[0])
    page.goto(university.url("/"))
    page.get_by_role("link", name="All history").click()
    ready(page)
    rows = page.locator("[data-record]")
    expect(rows).to_have_count(8)
    contested = rows.filter(has_text="although you tried").first
    contested.get_by_text("1 attempt", exact=True).click()
    expect(contested).to_contain_text("The code had changed 9 s before it reached us.")
    changed = rows.filter(has_text="1 change")
    changed.get_by_text("1 change", exact=True).click()
    expect(changed).to_contain_text("Late became present. “sat in row 3”")
    expect(changed).to_contain_text("by Dr Grace Okello")
    everywhere(page, "history-records")

    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Course").select_option(str(bad.pk))
    expect(rows).to_have_count(3)
    page.get_by_label("Status").select_option("absent")
    expect(rows).to_have_count(2)
    assert f"course={bad.pk}&status=absent" in page.url
    yesterday = (university.clock.now() - timedelta(days=1)).astimezone(university.zone)
    page.get_by_label("From").fill(yesterday.date().isoformat())
    expect(rows).to_have_count(1)
    everywhere(page, "history-filtered")
    page.reload()
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Clear").click()
    expect(rows).to_have_count(8)


def test_a_month_of_classes_and_the_rate_of_a_course(university: University) -> None:
    a_term(university)
    page = university.phone(university.world.students[0])
    last = (university.clock.now() - timedelta(days=0.1)).astimezone(university.zone)
    # In the first hours of a month the last class was in the one before.
    page.goto(university.url(f"/history?show=calendar&month={last:%Y-%m}"))
    ready(page)
    name = re.compile(rf"\b{last.day} .*present")
    page.get_by_role("link", name=name).click()
    # The other course's class stands beside it, unless midnight lay between the two.
    records = page.locator("[data-record]")
    expect(records.filter(has_text="CSC101")).to_have_count(1)
    everywhere(page, "history-calendar")

    page.get_by_role("link", name="Courses").click()
    row = page.get_by_role("link", name=re.compile("MTH102"))
    expect(row).to_contain_text("33 %")
    expect(row).to_contain_text("1 of 3 classes attended")
    expect(page.get_by_role("link", name=re.compile("CSC101"))).to_contain_text(
        "4 of 4 classes attended; 1 excused, not counted"
    )
    everywhere(page, "history-courses")
    row.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MTH102 Algebra")
    expect(page.locator(".rate")).to_have_text("33 %")
    expect(page.get_by_text("As of")).to_be_visible()
    expect(page.get_by_text("this course has no timetable here")).to_be_visible()
    everywhere(page, "history-course")
    page.get_by_role("link", name="2 Absent").click()
    expect(page.locator("[data-record]")).to_have_count(2)


def test_what_if_i_miss_tuesday(university: University) -> None:
    course, world = a_term(university), university.world
    today = university.clock.now().astimezone(university.zone).date()
    with tenancy.activate(world.organization):
        world.term.last_day = today + timedelta(days=28)
        world.term.save()
        # From tomorrow on: the hour at which the test runs makes no difference.
        ClassSchedule.objects.create(
            course=course,
            weekdays="24",
            starts=time(10),
            ends=time(12),
            first_day=today + timedelta(days=1),
        )
    page = university.phone(world.students[0])
    page.goto(university.url(f"/history/courses/{course.pk}"))
    expect(page.get_by_text("1 of 11 attended by now; 8 still to come")).to_be_visible()
    expect(page.get_by_text("You can miss none of the 8 remaining classes")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("If you miss none: 81 %")
    page.get_by_role("button", name="Every Tuesday").click()
    result = page.get_by_role("status")
    expect(result).to_contain_text("If you miss 4 and go to the other 4:")
    expect(result).to_contain_text("45 % at the end of the term, below the 75 %")
    page.get_by_role("button", name="Choose none").click()
    page.get_by_role("checkbox").first.check()
    expect(result).to_contain_text("If you miss 1 and go to the other 7: 72 %")
    everywhere(page, "history-what-if")


def test_a_student_sees_and_takes_what_is_stored_about_them(university: University) -> None:
    a_term(university)
    page = university.phone(university.world.students[0])
    page.goto(university.url("/account"))
    page.get_by_role("link", name="What is stored about you").click()
    ready(page)
    signs = page.locator("[data-kind=sign_ins]")
    expect(signs).to_contain_text("The next one goes on")
    records = page.locator("[data-kind=records]")
    expect(records).to_contain_text("8 stored")
    records.locator("summary").click()
    expect(records).to_contain_text("The latest 3 of 8")
    expect(records).to_contain_text("Kept: For good")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download everything").click()
    expect(page.get_by_text("my-data.zip is downloaded")).to_be_visible()
    assert taken.value.suggested_filename == "my-data.zip"
    with zipfile.ZipFile(taken.value.path()) as archive:
        whole = json.loads(archive.read("everything.json"))
    rows = {one["key"]: one["rows"] for one in whole["collections"]}
    assert [len(rows[key]) for key in ("records", "changes", "attempts")] == [8, 1, 1]
    assert rows["profile"][0]["full_name"] == university.world.students[0].user.full_name
    page.evaluate("window.scrollTo(0, 0)")
    everywhere(page, "my-data")
