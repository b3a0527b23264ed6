"""Contested absences, and the queue in which they wait beside refused tries and late scans."""

from typing import Any

import pytest

from apps.core import tenancy
from apps.notifications.models import Notification
from tests.support.asking import ask, counts, history, waiting
from tests.support.checkin import Clock, act, mark, record_of, second_course, told
from tests.support.ledger import fault, seal
from tests.support.world import World, at, make_student


def missed(world: World, now: Clock) -> Any:
    session = world.open()
    now.tick(minutes=1)
    act(world, session, "close")
    return session


def contest(world: World, session: Any, student: Any, note: str = "I sat in row 3") -> Any:
    record = record_of(world, session, student)
    url = f"/api/my/records/{record.pk}/contest/"
    return world.phone(student).send("POST", url, {"note": note})


def settle(world: World, item: dict[str, Any], decision: str, reason: str = "") -> Any:
    url = f"/api/contests/{item['dispute']['id']}/decide/"
    return world.staff().send("POST", url, {"decision": decision, "reason": reason})


def mine(world: World, student: Any) -> dict[str, Any]:
    found: dict[str, Any] = world.phone(student).get("/api/my/records/").json()["results"][0]
    return found


@pytest.mark.parametrize("decision", ["present", "late", "excused"])
def test_an_accepted_contest_changes_the_record_and_can_be_undone(
    world: World, now: Clock, decision: str
) -> None:
    student = world.students[0]
    session = missed(world, now)
    before = record_of(world, session, student)
    assert contest(world, session, student).json()["contest"]["state"] == "waiting"
    (item,) = waiting(world)
    assert (item["kind"], item["dispute"]["note"]) == ("contest", "I sat in row 3")
    assert settle(world, item, decision).json()["status"] == decision
    assert counts(world)["total"] == 0
    assert told(settle(world, item, "late")) == "already_decided"
    assert settle(world, item, "undo").json()["status"] == "absent"
    after = record_of(world, session, student)
    assert (after.status, after.source) == (before.status, before.source)
    assert counts(world)["contests"] == 1
    assert history(world, session, student) == [("contest", decision), ("undo", "absent")]
    seal(world)
    assert fault(world) == ""


def test_declining_needs_a_reason_that_the_student_sees(world: World, now: Clock) -> None:
    student = world.students[0]
    contest(world, missed(world, now), student)
    (item,) = waiting(world)
    assert told(settle(world, item, "decline")) == "reason_required"
    assert settle(world, item, "decline", "The seat was empty").status_code == 200
    shown = mine(world, student)
    assert shown["status"] == "absent"
    assert (shown["contest"]["state"], shown["contest"]["reason"]) == (
        "declined",
        "The seat was empty",
    )
    assert counts(world)["total"] == 0


def test_what_cannot_be_contested(world: World, now: Clock) -> None:
    one, other = world.students[:2]
    session = missed(world, now)
    record = record_of(world, session, one)
    url = f"/api/my/records/{record.pk}/contest/"
    assert world.phone(other).send("POST", url, {}).status_code == 404
    mark(world, session, other, "present", reason="Was there")
    assert told(contest(world, session, other)) == "session_state_invalid"
    assert contest(world, session, one).status_code == 201
    assert told(contest(world, session, one)) == "conflict"
    now.tick(days=15)
    world.tokens.clear()
    third = world.students[2]
    assert told(contest(world, session, third)) == "request_too_late"


def test_nothing_is_undone_that_has_changed_since_or_by_another(world: World, now: Clock) -> None:
    student = world.students[0]
    session = missed(world, now)
    contest(world, session, student)
    (item,) = waiting(world)
    settle(world, item, "present")
    mark(world, session, student, "late", reason="Came at ten")
    assert told(settle(world, item, "undo")) == "undo_expired"
    assert record_of(world, session, student).status == "late"


def test_a_refused_try_is_appealed_and_stands_in_the_queue_once(place: World, now: Clock) -> None:
    student, other = place.students[:2]
    session = place.open()
    far = {"latitude": 1.0, "longitude": 33.0, "accuracy_m": 10.0, "age_s": 1.0}
    for _ in range(2):
        now.tick(1)
        refused = place.phone(student).scan(place.code(session), finish=at(far))
        assert told(refused) == "outside_geofence"
    place.phone(other).scan(place.code(session), finish=at(far))
    act(place, session, "close")
    assert counts(place) == {"requests": 0, "contests": 0, "appeals": 0, "scans": 2, "total": 2}
    assert contest(place, session, student).status_code == 201
    assert told(contest(place, session, student)) == "conflict"
    assert counts(place) == {"requests": 0, "contests": 0, "appeals": 1, "scans": 1, "total": 2}
    (item,) = waiting(place, "?kind=appeal")
    assert [one["outcome"] for one in item["dispute"]["tries"]] == ["outside_geofence"] * 2
    url = f"/api/attempts/{item['dispute']['id']}/decide/"
    place.staff().send("POST", url, {"decision": "decline", "reason": "Not seen"})
    attempts = place.phone(student).get("/api/my/attempts/").json()["results"]
    assert [one["appeal"]["reason"] for one in attempts if one["appeal"]] == ["Not seen"]
    with tenancy.activate(place.organization):
        told_of = Notification.objects.filter(kind="request_decided", recipient=student.user)
        assert told_of.exists()


@pytest.mark.parametrize("by_hand", [False, True])
def test_declined_tries_do_not_contest_what_was_accepted_since(
    place: World, now: Clock, by_hand: bool
) -> None:
    student = place.students[0]
    session = place.open()
    now.tick(1)
    far = {"latitude": 1.0, "longitude": 33.0, "accuracy_m": 10.0, "age_s": 1.0}
    place.phone(student).scan(place.code(session), finish=at(far))
    act(place, session, "close")
    with tenancy.activate(place.organization):
        attempt = student.attempts.get()
    url = f"/api/attempts/{attempt.pk}/decide/"
    place.staff().send("POST", url, {"decision": "decline", "reason": "Not seen"})
    now.tick(1)
    if by_hand:
        # The lecturer's own word settles the try: it does not come back with the absence.
        mark(place, session, student, "absent", reason="Looked again")
    contested = not by_hand
    before = record_of(place, session, student)
    assert (before.status, before.contested) == ("absent", contested)
    contest(place, session, student)
    (item,) = waiting(place)
    settle(place, item, "present")
    accepted = record_of(place, session, student)
    assert (accepted.status, accepted.contested) == ("present", False)
    settle(place, item, "undo")
    undone = record_of(place, session, student)
    assert (undone.status, undone.contested) == ("absent", contested)
    assert undone.source == before.source


def test_the_queue_is_narrowed_and_goes_by_age(world: World, foreign: World, now: Clock) -> None:
    one, other = world.students[:2]
    session = missed(world, now)
    now.tick(1)
    contest(world, session, one)
    now.tick(1)
    ask(world, other)
    course = second_course(world, students=[other])
    now.tick(1)
    ask(world, other, courses=[course.pk])
    assert [item["kind"] for item in waiting(world)] == ["contest", "request", "request"]
    assert len(waiting(world, "?kind=request")) == 2
    assert len(waiting(world, f"?course={course.pk}")) == 1
    assert len(waiting(world, f"?search={one.student_id}")) == 1
    assert len(waiting(world, "?page_size=2")) == 2
    assert [item["kind"] for item in waiting(world, "?page_size=2&page=2")] == ["request"]
    assert counts(foreign)["total"] == 0
    stranger = make_student(world.organization)
    assert world.phone(stranger).get("/api/decisions/counts/").status_code == 403
