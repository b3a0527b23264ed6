"""Classes of schedules: planned by themselves, started in one tap, called off, moved, shown."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from apps.accounts.enums import Role
from apps.attendance import tasks
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    SessionEvent,
)
from apps.attendance.services import planning
from apps.core import tenancy
from apps.courses.models import ClassSchedule, Enrollment
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from tests.support.asking import ask, part_of
from tests.support.checkin import Clock
from tests.support.world import Phone, World, make_student, make_user

pytestmark = pytest.mark.django_db

# NOON of the fixtures is Monday 2 March 2026, 12:00 in Kampala.
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
HEROES = {"name": "Heroes' Day", "first_day": str(TUESDAY)}


def timetable(world: World, **changes: Any) -> ClassSchedule:
    """Let the course meet on Tuesdays from ten to twelve, by itself."""
    values = {"weekdays": "2", "starts": time(10), "ends": time(12), "opens_itself": True}
    with tenancy.activate(world.organization):
        return ClassSchedule.objects.create(
            course=world.course, venue=world.venue, **(values | changes)
        )


def planned(world: World) -> list[AttendanceSession]:
    with tenancy.activate(world.organization):
        return list(AttendanceSession.objects.order_by("pk"))


def run(now: Clock) -> dict[str, int]:
    return tasks.plan_classes.work(now=now())


def nothing(**counts: int) -> dict[str, int]:
    return {"planned": 0, "moved": 0, "withdrawn": 0, "blocked": 0, **counts}


def office(world: World) -> Phone:
    admin = make_user(world.organization, Role.ADMIN)
    return Phone(world.sign_in(admin), host=f"{world.organization.slug}.localhost")


def change(world: World, schedule: ClassSchedule, **changes: Any) -> Any:
    return world.staff().send("PATCH", f"/api/schedules/{schedule.pk}/", changes)


def call_off(world: World, schedule: ClassSchedule, day: date = TUESDAY) -> Any:
    body = {"schedule": schedule.pk, "class_date": str(day), "reason": "a conference"}
    return world.staff().send("POST", "/api/classes/call-off/", body)


def restore(world: World, schedule: ClassSchedule, day: date = TUESDAY) -> Any:
    body = {"schedule": schedule.pk, "class_date": str(day)}
    return world.staff().send("POST", "/api/classes/restore/", body)


def start(world: World, schedule: ClassSchedule, day: date = TUESDAY, **more: Any) -> Any:
    body = {"course": world.course.pk, "schedule": schedule.pk, "class_date": str(day), **more}
    return world.staff().send("POST", "/api/sessions/", body)


def shown(phone: Phone, first: date = MONDAY, last: date = TUESDAY) -> list[dict[str, Any]]:
    answer = phone.get(f"/api/classes/?from={first}&to={last}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["classes"]
    return found


def test_a_class_that_opens_itself_is_planned_once_opens_and_closes(
    world: World, now: Clock
) -> None:
    schedule = timetable(world)
    assert run(now) == nothing(planned=1)
    assert run(now) == nothing()
    (session,) = planned(world)
    assert (session.schedule_id, session.class_date) == (schedule.pk, TUESDAY)
    assert session.planned_start == session.opens_at
    assert session.opens_at.isoformat() == "2026-03-03T07:00:00+00:00"
    assert (session.venue_name, session.started_by) == ("Room 4", None)
    now.moment = session.opens_at
    scanned = world.phone(world.students[0]).scan(world.code(session), finish=None)
    assert scanned.status_code != 404
    assert tasks.settle_sessions.work(now=now()) == {"opened": 1, "closed": 0}
    now.moment = session.closes_at
    assert tasks.settle_sessions.work(now=now()) == {"opened": 0, "closed": 1}
    with tenancy.activate(world.organization):
        assert AttendanceRecord.objects.filter(session=session).count() == 3


def test_a_class_that_nobody_starts_makes_nobody_absent(world: World, now: Clock) -> None:
    timetable(world, opens_itself=False)
    for _ in range(3):
        assert run(now) == nothing()
        tasks.settle_sessions.work(now=now())
        now.tick(days=1)
    assert planned(world) == []


def test_a_class_whose_start_has_passed_is_not_opened_behind_anybodys_back(
    world: World, now: Clock
) -> None:
    timetable(world)
    now.tick(days=1)
    assert run(now) == nothing()
    # The control: two hours before, it is planned.
    now.tick(hours=-4)
    assert run(now) == nothing(planned=1)


def test_another_session_of_the_course_keeps_a_class_from_being_planned(
    world: World, now: Clock
) -> None:
    timetable(world)
    ad_hoc = world.open(opens_at=now() + timedelta(hours=22), closes_after_min=30)
    assert run(now) == nothing(blocked=1)
    assert run(now) == nothing(blocked=1)
    with tenancy.activate(world.organization):
        AttendanceSession.objects.filter(pk=ad_hoc.pk).update(state="closed")
    assert run(now) == nothing(planned=1)


def test_a_changed_schedule_moves_its_session_and_an_ended_one_takes_it_back(
    world: World, now: Clock
) -> None:
    schedule = timetable(world)
    run(now)
    (before,) = planned(world)
    assert change(world, schedule, starts="10:30", venue=None).status_code == 200
    (after,) = planned(world)
    assert after.pk == before.pk
    assert after.opens_at - before.opens_at == timedelta(minutes=30)
    assert after.closes_at - after.opens_at == before.closes_at - before.opens_at
    assert change(world, schedule, weekdays=[3]).status_code == 200
    assert planned(world) == []
    assert change(world, schedule, weekdays=[2]).status_code == 200
    assert len(planned(world)) == 1
    assert change(world, schedule, is_active=False).status_code == 200
    assert planned(world) == []


def test_a_holiday_takes_sessions_back_and_its_removal_plans_them_anew(
    world: World, now: Clock
) -> None:
    timetable(world)
    run(now)
    admin = office(world)
    made = admin.send("POST", "/api/holidays/", HEROES)
    assert made.status_code == 201
    assert planned(world) == []
    assert run(now) == nothing()
    (entry,) = shown(world.staff())
    assert (entry["holiday"], entry["can_start"], entry["session"]) == ("Heroes' Day", False, None)
    assert start(world, timetable_of(world)).json()["code"] == "class_not_held"
    assert admin.send("DELETE", f"/api/holidays/{made.json()['id']}/").status_code == 204
    assert len(planned(world)) == 1


def timetable_of(world: World) -> ClassSchedule:
    with tenancy.activate(world.organization):
        return ClassSchedule.objects.get()


@pytest.mark.parametrize("opens_itself", [True, False])
def test_a_class_is_called_off_before_or_after_it_was_planned_and_comes_back(
    world: World, now: Clock, opens_itself: bool
) -> None:
    schedule = timetable(world, opens_itself=opens_itself)
    run(now)
    assert call_off(world, schedule).status_code == 204
    assert call_off(world, schedule).json()["code"] == "conflict"
    assert call_off(world, schedule, MONDAY).status_code == 404
    assert planned(world) == []
    assert run(now) == nothing()
    (entry,) = shown(world.phone(world.students[0]))
    assert (entry["called_off"], entry["reason"]) == (True, "a conference")
    assert restore(world, schedule).status_code == 204
    assert restore(world, schedule).json()["code"] == "conflict"
    assert len(planned(world)) == int(opens_itself)
    with tenancy.activate(world.organization):
        told = AuditEntry.objects.values_list("action", flat=True)
        assert {AuditAction.CLASS_CALLED_OFF, AuditAction.CLASS_RESTORED} <= set(told)


def test_what_somebody_scanned_is_called_off_rather_than_deleted(world: World, now: Clock) -> None:
    schedule = timetable(world)
    run(now)
    (session,) = planned(world)
    with tenancy.activate(world.organization):
        CheckInAttempt.objects.create(
            session=session,
            student=world.students[0],
            at=now(),
            arrived_at=now(),
            outcome="session_not_open",
            source="qr",
        )
    assert call_off(world, schedule).status_code == 204
    (kept,) = planned(world)
    assert (kept.state, kept.absences_written_at) == ("closed", now())
    # It stays so: the class has its one session.
    assert run(now) == nothing()
    assert restore(world, schedule).status_code == 204
    assert [one.state for one in planned(world)] == ["planned"]


def test_a_class_that_a_student_asks_about_is_called_off_rather_than_deleted(
    world: World, now: Clock
) -> None:
    schedule = timetable(world)
    run(now)
    (session,) = planned(world)
    part_of(ask(world, world.students[0], session=session.pk))
    admin = office(world)
    holiday = admin.send("POST", "/api/holidays/", HEROES).json()["id"]
    (kept,) = planned(world)
    assert (kept.state, kept.closed_at) == ("closed", now())
    assert run(now) == nothing()
    # It waits again when its class takes place after all, and is taken back once more.
    assert admin.send("DELETE", f"/api/holidays/{holiday}/").status_code == 204
    assert [(one.pk, one.state, one.closed_at) for one in planned(world)] == [
        (kept.pk, "planned", None)
    ]
    assert run(now) == nothing()
    assert admin.send("POST", "/api/holidays/", HEROES).status_code == 201
    assert [one.state for one in planned(world)] == ["closed"]
    # The control: a class of the same schedule that nobody asks about goes.
    assert change(world, schedule, weekdays=[3]).status_code == 200
    now.tick(days=1)
    world.tokens.clear()
    assert run(now) == nothing(planned=1)
    assert change(world, schedule, weekdays=[5]).status_code == 200
    assert [one.pk for one in planned(world)] == [kept.pk]


def test_a_planned_session_that_a_person_closed_stays_closed(world: World, now: Clock) -> None:
    schedule = timetable(world)
    run(now)
    (session,) = planned(world)
    assert world.staff().send("POST", f"/api/sessions/{session.pk}/close/").status_code == 200
    assert change(world, schedule, starts="10:15").status_code == 200
    assert run(now) == nothing()
    (entry,) = shown(world.staff())
    assert (entry["called_off"], entry["can_start"]) == (True, False)


def test_start_takes_place_and_planned_start_and_is_safe_to_tap_twice(
    world: World, now: Clock
) -> None:
    schedule = timetable(world, opens_itself=False)
    assert start(world, schedule).json()["code"] == "class_not_now"
    now.tick(hours=22, minutes=5)
    world.tokens.clear()
    (entry,) = shown(world.staff())
    assert entry["can_start"]
    first, second = start(world, schedule), start(world, schedule)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    body = first.json()
    assert (body["state"], body["venue_name"]) == ("open", "Room 4")
    assert body["planned_start"] == "2026-03-03T07:00:00Z"
    # Started five minutes late: it is open for as long as ever.
    assert (body["opens_at"], body["closes_at"]) == ("2026-03-03T07:05:00Z", "2026-03-03T07:20:00Z")


def test_starting_early_counts_lateness_from_the_planned_start(world: World, now: Clock) -> None:
    schedule = timetable(world)
    run(now)
    now.tick(hours=21, minutes=50)
    body = start(world, schedule).json()
    assert (body["state"], body["opens_at"]) == ("open", "2026-03-03T06:50:00Z")
    (session,) = planned(world)
    assert session.starts_at.isoformat() == "2026-03-03T07:00:00+00:00"
    assert session.started_by == world.lecturer.user
    now.moment = session.closes_at
    refused = start(world, schedule)
    assert (refused.status_code, refused.json()["code"]) == (409, "session_state_invalid")


def test_a_schedule_names_its_own_course_and_a_class_needs_both(world: World, now: Clock) -> None:
    schedule = timetable(world)
    body = {"course": world.course.pk, "schedule": schedule.pk}
    refused = world.staff().send("POST", "/api/sessions/", body)
    assert list(refused.json()["fields"]) == ["class_date"]
    assert start(world, schedule, MONDAY).status_code == 404


def test_students_see_the_classes_of_days_on_which_they_are_enrolled(
    world: World, now: Clock
) -> None:
    timetable(world, weekdays="123")
    student = make_student(world.organization)
    with tenancy.activate(world.organization):
        Enrollment.objects.create(
            course=world.course, student=student, from_date=TUESDAY, to_date=TUESDAY
        )
    days = [one["class_date"] for one in shown(world.phone(student), MONDAY, date(2026, 3, 9))]
    assert days == [str(TUESDAY)]
    others = make_student(world.organization)
    assert shown(world.phone(others), MONDAY, date(2026, 3, 9)) == []
    assert len(shown(world.staff(), MONDAY, date(2026, 3, 8))) == 3


def test_a_session_of_its_own_is_among_the_classes(world: World, now: Clock) -> None:
    session = world.open()
    (entry,) = shown(world.staff(), MONDAY, MONDAY)
    assert (entry["schedule_id"], entry["session"]["id"]) == (None, session.pk)
    assert entry["session"]["state"] == "open"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-03-02", "2026-03-01", "to"),
        ("2026-03-02", "2026-06-02", "to"),
        ("x", "2026-03-02", "from"),
        # In some zones no moment: east of UTC, and west of it.
        ("0001-01-01", "0001-01-01", "from"),
        ("9999-12-31", "9999-12-31", "from"),
    ],
)
def test_days_are_held_to_a_range(world: World, first: str, last: str, field: str) -> None:
    for path in ("classes", f"courses/{world.course.pk}/register"):
        answer = world.staff().get(f"/api/{path}/?from={first}&to={last}")
        if path == "classes" or field == "from":
            assert answer.status_code == 400
            assert field in answer.json()["fields"]


def test_a_plan_is_made_in_its_organisation_alone(world: World, foreign: World, now: Clock) -> None:
    timetable(world)
    timetable(foreign)
    assert run(now) == nothing(planned=2)
    assert len(planned(world)) == len(planned(foreign)) == 1
    with tenancy.activate(world.organization):
        assert planning.plan_due(now=now()) == nothing()
        assert SessionEvent.objects.count() == 0
