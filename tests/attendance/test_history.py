"""What a student sees of their own past: narrowed, with all beneath it, and as rates."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from apps.attendance.enums import Outcome, RecordStatus, Source
from apps.attendance.models import AttendanceSession, CheckInAttempt
from apps.attendance.services import register, sessions
from apps.attendance.services.places import ClassSlot
from apps.core import clock, tenancy
from apps.courses.models import CalledOffClass, ClassSchedule, Course, Enrollment, Holiday
from tests.support.checkin import Clock, mark, second_course
from tests.support.world import World

pytestmark = pytest.mark.django_db


def mine(world: World, path: str = "records/", number: int = 0) -> Any:
    """Return what one of the students gets from below /api/my/."""
    # Days pass in these tests, and sign-ins end.
    world.tokens.clear()
    answer = world.phone(world.students[number]).get(f"/api/my/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def hold(world: World, now: Clock, statuses: str, *, course: Course | None = None) -> None:
    """Hold a class a day, and mark the first student with the letter of each."""
    by_letter = {str(status)[0]: status for status in RecordStatus}
    for letter in statuses:
        session = world.open(course=course or world.course)
        with tenancy.activate(world.organization):
            register.mark(
                session=session,
                student_pk=world.students[0].pk,
                status=by_letter[letter],
                reason="",
                by=world.lecturer.user,
                now=clock.now(),
            )
            sessions.close(session=session, by=world.lecturer.user, now=clock.now())
        now.tick(days=1)


def test_a_record_carries_what_was_tried_and_changed(world: World, now: Clock) -> None:
    session = world.open()
    student = world.students[0]
    with tenancy.activate(world.organization):
        CheckInAttempt.objects.create(
            session=session,
            student=student,
            at=clock.now(),
            arrived_at=clock.now(),
            outcome=Outcome.CODE_EXPIRED,
            params={"seconds_late": 7},
            source=Source.QR,
        )
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())
    now.tick(minutes=5)
    mark(world, session, student, "late", "the bus")
    (row,) = mine(world)["results"]
    assert row["status"] == "late"
    assert row["attempts"][0]["text"] == "The code had changed 7 s before it reached us."
    (change,) = row["changes"]
    assert change["text"] == "Absent became late."
    assert (change["by"], change["reason"]) == (world.lecturer.user.full_name, "the bus")
    assert row["late_by_s"] == 300
    assert mine(world, number=1)["results"][0]["changes"] == []


def test_a_history_is_narrowed_by_course_status_and_days(world: World, now: Clock) -> None:
    other = second_course(world, students=world.students[:1])
    first = clock.now().date()
    hold(world, now, "pa")
    hold(world, now, "la", course=other)
    assert mine(world)["count"] == 4
    assert mine(world, f"records/?course={other.pk}")["count"] == 2
    assert mine(world, "records/?status=absent")["count"] == 2
    day = (first + timedelta(days=1)).isoformat()
    assert [
        one["status"] for one in mine(world, f"records/?first_day={day}&last_day={day}")["results"]
    ] == ["absent"]
    assert mine(world, f"records/?course={other.pk}&status=late&last_day={first}")["count"] == 0
    for none in ("first_day=tomorrow", "status=asleep", "course=x"):
        assert world.phone(world.students[0]).get(f"/api/my/records/?{none}").status_code == 400
    for far in ("first_day=0001-01-01", "last_day=9999-12-31"):
        assert mine(world, f"records/?{far}")["count"] == 4


def test_a_day_is_one_of_the_organisations_zone(world: World, now: Clock) -> None:
    """At 22:30 in London it is tomorrow in Kampala."""
    world.organization.timezone = "Africa/Kampala"
    world.organization.save()
    now.tick(hours=22 - clock.now().hour, minutes=30)
    hold(world, now, "p")
    with tenancy.activate(world.organization):
        opened = AttendanceSession.objects.get().opens_at
    local = (opened + timedelta(hours=3)).date()
    assert local != opened.date()
    assert mine(world, f"records/?first_day={local}&last_day={local}")["count"] == 1
    assert mine(world, f"records/?last_day={opened.date()}")["count"] == 0


def standing(world: World, course: Course) -> Any:
    return next(
        one for one in mine(world, "courses/")["courses"] if one["course"]["id"] == course.pk
    )


def test_a_rate_counts_held_classes_and_leaves_out_excused_ones(world: World, now: Clock) -> None:
    assert standing(world, world.course)["percent"] is None
    hold(world, now, "pplea")
    found = standing(world, world.course)
    assert found["tally"] == {
        "present": 2,
        "late": 1,
        "excused": 1,
        "absent": 1,
        "attended": 3,
        "counted": 4,
    }
    assert (found["percent"], found["is_below"], found["is_current"]) == (75, False, True)
    hold(world, now, "a")
    found = standing(world, world.course)
    assert (found["percent"], found["is_below"]) == (60, True)


def test_a_running_class_counts_once_somebody_has_come(world: World, now: Clock) -> None:
    hold(world, now, "a")
    session = world.open()
    assert standing(world, world.course)["tally"]["counted"] == 1
    mark(world, session, world.students[0], "present")
    assert standing(world, world.course)["tally"]["counted"] == 2
    change = mark(world, session, world.students[0], "absent").json()["change_id"]
    assert standing(world, world.course)["tally"]["counted"] == 1, "it may still turn out well"
    assert change


def test_only_classes_while_enrolled_count(world: World, now: Clock) -> None:
    hold(world, now, "aap")
    with tenancy.activate(world.organization):
        enrollment = Enrollment.objects.get(course=world.course, student=world.students[0])
        days = [one.opens_at.date() for one in AttendanceSession.objects.order_by("opens_at")]
        enrollment.from_date = days[2]
        enrollment.save()
    assert standing(world, world.course)["percent"] == 100
    with tenancy.activate(world.organization):
        enrollment.from_date, enrollment.to_date = date(2020, 1, 1), days[1]
        enrollment.save()
    found = standing(world, world.course)
    assert (found["percent"], found["is_current"]) == (0, False)


def test_a_mark_that_was_taken_back_is_no_absence(world: World, now: Clock) -> None:
    session = world.open()
    done = mark(world, session, world.students[0], "present").json()
    assert mine(world)["count"] == 1
    undone = world.staff().send("POST", f"/api/changes/{done['change_id']}/undo/")
    assert undone.status_code == 200
    assert mine(world)["count"] == 0
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())
    assert mine(world)["results"][0]["status"] == "absent"


def timetable(world: World, now: Clock) -> ClassSchedule:
    """Let the course meet daily from 18 to 19 for the ten days from today on, the term's last."""
    with tenancy.activate(world.organization):
        world.term.last_day = now().date() + timedelta(days=9)
        world.term.save()
        return ClassSchedule.objects.create(
            course=world.course, weekdays="1234567", starts=time(18), ends=time(19)
        )


def test_what_is_to_come_is_what_the_timetable_says(world: World, now: Clock) -> None:
    assert standing(world, world.course)["outlook"] is None, "nobody can say without a timetable"
    schedule = timetable(world, now)
    expected = {"remaining": 10, "whole": 10, "percent": 0, "can_miss": 2, "best_percent": 100}
    assert standing(world, world.course)["outlook"] == expected
    with tenancy.activate(world.organization):
        eid = now().date() + timedelta(days=4)
        Holiday.objects.create(term=world.term, first_day=eid, last_day=eid, name="Eid")
        CalledOffClass.objects.create(
            schedule=schedule,
            class_date=now().date() + timedelta(days=5),
            by=world.lecturer.user,
            at=now(),
        )
    assert standing(world, world.course)["outlook"]["remaining"] == 8
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=world.students[0]).update(
            to_date=now().date() + timedelta(days=1)
        )
    assert standing(world, world.course)["outlook"]["remaining"] == 2, "only while enrolled"


def test_a_class_held_is_no_class_to_come(world: World, now: Clock) -> None:
    schedule = timetable(world, now)
    now.tick(hours=15 - now().hour)
    session = world.open(slot=ClassSlot(schedule, now().date(), now()))
    assert standing(world, world.course)["outlook"]["remaining"] == 10
    mark(world, session, world.students[0], "present")
    found = standing(world, world.course)
    assert (found["tally"]["counted"], found["outlook"]["remaining"]) == (1, 9)
    assert (found["percent"], found["outlook"]["percent"]) == (100, 10)
    now.tick(days=1, hours=2)
    assert standing(world, world.course)["outlook"]["remaining"] == 8, "what passed unheld is gone"


def test_what_if_says_where_each_number_of_missed_classes_leads(world: World, now: Clock) -> None:
    timetable(world, now)
    found = mine(world, f"courses/{world.course.pk}/")
    assert [one["class_date"] for one in found["coming"]][:2] == ["2026-03-02", "2026-03-03"]
    assert found["if_missed"] == [100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0]
    spare = found["outlook"]["can_miss"]
    assert found["if_missed"][spare] >= found["threshold_pct"] > found["if_missed"][spare + 1]
    other = second_course(world, students=world.students[1:])
    phone = world.phone(world.students[0])
    assert phone.get(f"/api/my/courses/{other.pk}/").status_code == 404
