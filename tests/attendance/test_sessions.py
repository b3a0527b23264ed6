"""The life of a session: planned, open, closed by hand or by the clock, reopened; its tokens."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from apps.attendance import tasks
from apps.attendance.enums import SessionState
from apps.attendance.errors import ReasonRequired
from apps.attendance.models import AttendanceRecord, AttendanceSession, SessionEvent
from apps.attendance.services import sessions
from apps.core import tenancy
from apps.courses.models import Course
from tests.support.checkin import (
    NOWHERE,
    Clock,
    act,
    at_once,
    kept,
    last_claim,
    leaves,
    live,
    mark,
    record_of,
    second_course,
    told,
)
from tests.support.world import FENCE, World


def start(world: World, **body: Any) -> Any:
    return world.staff().send("POST", "/api/sessions/", {"course": world.course.pk, **body})


def test_one_tap_opens_a_session_with_the_courses_defaults(place: World, now: Clock) -> None:
    place.set_policy(late_after_min=7, closes_after_min=20)
    answer = start(place)
    body = answer.json()
    assert (answer.status_code, body["state"]) == (201, "open")
    assert body["venue_name"] == "Room 4"
    assert body["fence"] == {
        "latitude": FENCE.latitude,
        "longitude": FENCE.longitude,
        "radius_m": FENCE.radius_m,
    }
    assert body["closes_at"] == "2026-03-02T09:20:00Z"
    assert body["token"]["kind"] == "rotating"
    place.set_policy(late_after_min=99)
    read = place.staff().get(f"/api/sessions/{body['id']}/").json()
    assert read["policy"]["late_after_min"] == 7


def test_the_lecturers_own_position_or_no_place_at_all(place: World) -> None:
    position = {"latitude": 1.5, "longitude": 2.5, "accuracy_m": 8}
    body = start(place, position=position).json()
    assert body["fence"] == {"latitude": 1.5, "longitude": 2.5, "radius_m": 100}
    assert body["venue_name"] == ""
    act(place, AttendanceSession(pk=body["id"]), "close")
    assert start(place, venue=None).json()["fence"] is None


def test_one_open_session_a_course(world: World) -> None:
    first = start(world)
    with leaves():
        second = start(world)
    assert (second.status_code, told(second)) == (409, "session_already_open")
    assert second.json()["params"] == {"session_id": first.json()["id"]}
    other = second_course(world)
    elsewhere = world.staff().send("POST", "/api/sessions/", {"course": other.pk})
    assert elsewhere.status_code == 201


def test_a_session_that_the_clock_has_closed_makes_room(world: World, now: Clock) -> None:
    first = world.open()
    now.tick(minutes=15)
    assert start(world).status_code == 201
    with tenancy.activate(world.organization):
        first.refresh_from_db()
        assert first.state == SessionState.CLOSED
        assert AttendanceRecord.objects.filter(session=first, status="absent").count() == 3


def test_plans_do_not_overlap(world: World, now: Clock) -> None:
    later = (now.moment + timedelta(minutes=10)).isoformat()
    assert start(world, opens_at=later).json()["state"] == "planned"
    overlapping = start(world)
    assert told(overlapping) == "session_overlaps"
    assert start(world, closes_after_min=10).status_code == 201


def test_a_planned_session_opens_and_counts_from_its_plan(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=10))
    now.tick(minutes=20)
    on_time = at_once(world, session, world.phone(world.students[0])).json()["record"]
    now.tick(0.001)
    late = at_once(world, session, world.phone(world.students[1])).json()["record"]
    assert (on_time["status"], late["status"]) == ("present", "late")
    assert live(world, session)["session"]["state"] == "open"


def test_absences_are_written_once_by_the_button(world: World) -> None:
    session = world.open()
    at_once(world, session, world.phone(world.students[0]))
    with leaves(records=2):
        closed = act(world, session, "close")
    assert closed.json()["state"] == "closed"
    with leaves():
        assert act(world, session, "close").json() == closed.json()
        live(world, session)
    absent = record_of(world, session, world.students[1])
    assert (absent.status, absent.source, absent.contested) == ("absent", None, False)


@pytest.mark.parametrize("who", ["read of the register", "worker"])
def test_absences_are_written_once_when_time_is_over(world: World, now: Clock, who: str) -> None:
    session = world.open()
    at_once(world, session, world.phone(world.students[0]))
    now.moment = session.closes_at

    def come() -> Any:
        if who == "worker":
            return tasks.settle_sessions()
        return live(world, session)

    with leaves(records=2):
        come()
    now.tick(5)
    with leaves():
        come()
        live(world, session)
        act(world, session, "close")
    with tenancy.activate(world.organization):
        stored = AttendanceSession.objects.get(pk=session.pk)
    assert (stored.state, stored.closed_at) == (SessionState.CLOSED, session.closes_at)


def test_before_its_time_nobody_closes_anything(world: World, now: Clock) -> None:
    session = world.open()
    now.moment = session.closes_at - timedelta(milliseconds=1)
    with leaves():
        assert tasks.settle_sessions() == {"closed": 0, "opened": 0}
        assert live(world, session)["session"]["state"] == "open"


def test_the_worker_opens_a_plan_and_closes_the_session_before_it(world: World, now: Clock) -> None:
    first = world.open()
    planned = world.open(opens_at=first.closes_at)
    now.moment = planned.opens_at - timedelta(milliseconds=1)
    assert tasks.settle_sessions.work(now=now.moment) == {"closed": 0, "opened": 0}
    now.moment = planned.opens_at
    with leaves(records=3):
        assert tasks.settle_sessions.work(now=now.moment) == {"closed": 1, "opened": 1}
    with tenancy.activate(world.organization):
        states = AttendanceSession.objects.order_by("opens_at").values_list("state", flat=True)
        assert list(states) == [SessionState.CLOSED, SessionState.OPEN]


def test_a_session_that_began_and_ended_unseen_is_closed_at_its_time(
    world: World, now: Clock
) -> None:
    planned = world.open(opens_at=now.moment + timedelta(hours=1))
    now.tick(days=1)
    assert tasks.settle_sessions() == {"closed": 1, "opened": 0}
    with tenancy.activate(world.organization):
        planned.refresh_from_db()
    assert (planned.state, planned.closed_at) == (SessionState.CLOSED, planned.closes_at)


def test_who_tried_is_absent_contested_and_stands_in_the_review(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(30)
    tried, never = world.students[:2]
    phone = world.phone(tried)
    attempt = phone.scan(code, finish=NOWHERE).json()["params"]["attempt_id"]
    act(world, session, "close")
    rows = {row["student"]["id"]: row for row in live(world, session)["rows"]}
    assert [rows[one.pk]["contested"] for one in (tried, never)] == [True, False]
    assert rows[tried.pk]["attempts"] == 1
    items = world.staff().get(f"/api/sessions/{session.pk}/review/").json()["items"]
    assert [(one["kind"], one["attempt_id"]) for one in items] == [("contested", attempt)]
    decided = world.staff().send("POST", f"/api/attempts/{attempt}/decide/", {"decision": "accept"})
    row = decided.json()["row"]
    assert (row["status"], row["contested"]) == ("present", False)
    undo = f"/api/changes/{decided.json()['change_id']}/undo/"
    row = world.staff().send("POST", undo).json()["row"]
    assert (row["status"], row["contested"]) == ("absent", True)


def test_trying_after_the_close_contests_the_absence(world: World, now: Clock) -> None:
    session = world.open()
    act(world, session, "close")
    now.tick(5)
    assert told(at_once(world, session, world.phone(world.students[0]))) == "session_closed"
    assert record_of(world, session, world.students[0]).contested is True
    assert record_of(world, session, world.students[1]).contested is False


def test_the_excused_stay_excused(world: World) -> None:
    session = world.open()
    mark(world, session, world.students[0], "excused")
    act(world, session, "close")
    assert record_of(world, session, world.students[0]).status == "excused"
    act(world, session, "reopen", {"reason": "Once more"})
    act(world, session, "close")
    assert record_of(world, session, world.students[0]).status == "excused"


def test_only_who_was_enrolled_that_day_is_absent(world: World, now: Clock) -> None:
    left, joins_later = world.students[:2]
    with tenancy.activate(world.organization):
        gone = left.enrollments.get()
        gone.to_date = now.moment.date() - timedelta(days=1)
        gone.save()
        later = joins_later.enrollments.get()
        later.from_date = now.moment.date() + timedelta(days=1)
        later.save()
    session = world.open()
    with leaves(records=1):
        act(world, session, "close")
    assert record_of(world, session, world.students[2]).status == "absent"


def test_a_claim_in_time_turns_absent_into_present_after_the_close(
    world: World, now: Clock
) -> None:
    session = world.open()
    phone = world.phone()
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    act(world, session, "close")
    now.tick(60)
    phone.token = world.sign_in(world.students[0].user)
    with leaves(attempts=1, changes=1):
        answer = phone.finish(claim_id, NOWHERE)
    assert (answer.status_code, told(answer)) == (201, "accepted")
    row = next(
        row for row in live(world, session)["rows"] if row["student"]["id"] == world.students[0].pk
    )
    assert row["status"] == "present"
    assert row["arrived_at"] == "2026-03-02T09:00:00Z"
    change = row["last_change"]
    assert (change["from_status"], change["to_status"]) == ("absent", "present")
    assert last_claim(world).state == "finished"


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (240, 200), (0, 400), (241, 400)])
def test_extending(world: World, now: Clock, minutes: int, status: int) -> None:
    session = world.open()
    answer = act(world, session, "extend", {"minutes": minutes})
    assert answer.status_code == status
    now.tick(minutes=15)
    expected = "accepted" if status == 200 else "session_closed"
    assert told(at_once(world, session, world.phone(world.students[0]))) == expected


def test_a_closed_session_is_reopened_not_extended(world: World, now: Clock) -> None:
    session = world.open()
    now.tick(minutes=15)
    assert told(act(world, session, "extend", {"minutes": 5})) == "session_state_invalid"
    assert told(act(world, session, "reopen", {"reason": ""})) == "invalid"
    with tenancy.activate(world.organization), pytest.raises(ReasonRequired):
        sessions.reopen(
            session=session, reason=" ", minutes=None, by=world.lecturer.user, now=now.moment
        )
    reopened = act(world, session, "reopen", {"reason": "Fire alarm", "minutes": 5}).json()
    assert (reopened["state"], reopened["reopen_count"]) == ("open", 1)
    assert told(act(world, session, "reopen", {"reason": "Again"})) == "session_state_invalid"
    with tenancy.activate(world.organization):
        event = SessionEvent.objects.get(kind="reopened")
    assert (event.reason, event.by) == ("Fire alarm", world.lecturer.user)
    late = at_once(world, session, world.phone(world.students[0])).json()["record"]
    assert late["status"] == "late"
    now.tick(minutes=5)
    assert live(world, session)["session"]["state"] == "closed"
    assert kept()["records"] == 3


def test_a_reopened_session_lets_the_absent_in_with_a_change(world: World) -> None:
    session = world.open()
    act(world, session, "close")
    act(world, session, "reopen", {"reason": "Too early"})
    with leaves(attempts=1, changes=1):
        assert told(at_once(world, session, world.phone(world.students[0]))) == "accepted"


def test_a_plan_that_was_called_off_can_be_opened_after_all(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(hours=2))
    with leaves():
        act(world, session, "close")
        live(world, session)
    reopened = act(world, session, "reopen", {"reason": "It takes place now"})
    assert (reopened.status_code, reopened.json()["state"]) == (200, "open")
    assert told(at_once(world, session, world.phone(world.students[0]))) == "accepted"


def test_nobody_marks_before_the_opening(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(hours=2))
    assert told(mark(world, session, world.students[0], "present")) == "session_state_invalid"


def test_a_session_that_cannot_be_settled_does_not_stop_the_others(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.activate(world.organization):
        other = Course.objects.create(term=world.term, code="CSC102", name="Databases")
    broken, whole = world.open(), world.open(course=other)
    now.tick(minutes=16)
    settle = sessions.settle_if_due

    def fail_for_one(*, session: AttendanceSession, now: datetime) -> AttendanceSession:
        if session.pk == broken.pk:
            raise ValueError("broken")
        return settle(session=session, now=now)

    monkeypatch.setattr(sessions, "settle_if_due", fail_for_one)
    with tenancy.activate(world.organization), pytest.raises(ValueError, match="broken"):
        sessions.settle_due(now=now())
    monkeypatch.undo()
    with tenancy.activate(world.organization):
        found = dict(AttendanceSession.objects.values_list("pk", "state"))
    assert found == {broken.pk: "open", whole.pk: "closed"}


def test_a_run_whose_time_is_up_settles_no_more(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.activate(world.organization):
        other = Course.objects.create(term=world.term, code="CSC102", name="Databases")
    world.open()
    world.open(course=other)
    now.tick(minutes=16)
    tried: list[int] = []

    def be_late(*, session: AttendanceSession, now: datetime) -> AttendanceSession:
        tried.append(session.pk)
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(sessions, "settle_if_due", be_late)
    with tenancy.activate(world.organization), pytest.raises(SoftTimeLimitExceeded):
        sessions.settle_due(now=now())
    assert len(tried) == 1
