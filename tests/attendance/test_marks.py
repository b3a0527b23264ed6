"""What people do to records: marks, undoing them, appeals and decisions."""

from typing import Any

from tests.support.checkin import (
    NOWHERE,
    Clock,
    act,
    at_once,
    kept,
    leaves,
    live,
    mark,
    record_of,
    told,
)
from tests.support.world import INSIDE, World, at, make_student


def test_marks_append_changes_and_can_be_undone_for_five_minutes(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    first = mark(world, session, student, "late").json()
    assert (first["row"]["status"], first["row"]["source"]) == ("late", "manual")
    now.tick(10)
    second = mark(world, session, student, "excused").json()
    assert told_change(second) == ("late", "excused")
    stale = world.staff().send("POST", f"/api/changes/{first['change_id']}/undo/")
    assert (stale.status_code, told(stale)) == (409, "undo_expired")
    now.tick(minutes=5)
    undone = world.staff().send("POST", f"/api/changes/{second['change_id']}/undo/")
    assert undone.json()["row"]["status"] == "late"
    again = mark(world, session, student, "absent").json()
    now.tick(minutes=5, seconds=0.001)
    expired = world.staff().send("POST", f"/api/changes/{again['change_id']}/undo/")
    assert told(expired) == "undo_expired"
    assert kept()["changes"] == 4


def test_a_reason_given_later_is_a_change_of_its_own(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    mark(world, session, student, "excused")
    now.tick(1)
    assert mark(world, session, student, "excused").json()["change_id"] is None
    explained = mark(world, session, student, "excused", reason="Medical").json()
    assert told_change(explained) == ("excused", "excused")
    assert explained["row"]["last_change"]["reason"] == "Medical"
    now.tick(1)
    undone = world.staff().send("POST", f"/api/changes/{explained['change_id']}/undo/")
    assert undone.json()["row"]["status"] == "excused"


def told_change(marked: dict[str, Any]) -> tuple[str, str]:
    change = marked["row"]["last_change"]
    return change["from_status"], change["to_status"]


def test_undoing_a_first_mark_leaves_the_student_as_not_yet_come(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    for _ in range(2):
        now.tick(1)
        marked = mark(world, session, student, "present").json()
        now.tick(1)
        undone = world.staff().send("POST", f"/api/changes/{marked['change_id']}/undo/")
        assert undone.json()["row"]["status"] is None
    now.tick(1)
    assert told(at_once(world, session, world.phone(student))) == "accepted"


def test_marking_what_is_doubtful_confirms_it_and_undoing_puts_it_back(
    world: World, now: Clock
) -> None:
    session, student = world.open(), world.students[0]
    at_once(world, session, world.phone(student, keyless=True))
    assert live(world, session)["counts"]["review"] == 1
    now.tick(1)
    marked = mark(world, session, student, "present").json()
    assert (marked["row"]["band"], live(world, session)["counts"]["review"]) == ("standard", 0)
    assert mark(world, session, student, "present").json()["change_id"] is None
    now.tick(1)
    world.staff().send("POST", f"/api/changes/{marked['change_id']}/undo/")
    assert live(world, session)["counts"]["review"] == 1
    assert record_of(world, session, student).reasons == ["device_missing"]


def test_after_the_close_a_mark_needs_a_reason(world: World) -> None:
    session, student = world.open(), world.students[0]
    act(world, session, "close")
    with leaves():
        assert told(mark(world, session, student, "present", " ")) == "reason_required"
    with leaves(changes=1):
        marked = mark(world, session, student, "present", "Was in the room").json()
    assert told_change(marked) == ("absent", "present")
    assert marked["row"]["last_change"]["reason"] == "Was in the room"


def test_nobody_outside_the_course_is_marked(world: World) -> None:
    session = world.open()
    guest = make_student(world.organization)
    with leaves():
        assert mark(world, session, guest, "present").status_code == 404


def test_a_guest_who_was_declined_has_a_row_without_a_status(world: World) -> None:
    session = world.open()
    guest = make_student(world.organization)
    phone = world.phone(guest)
    attempt = at_once(world, session, phone).json()["params"]["attempt_id"]
    url = f"/api/attempts/{attempt}/"
    assert phone.send("POST", f"{url}appeal/", {"note": "I swapped"}).status_code == 201
    assert told(phone.send("POST", f"{url}appeal/", {"note": "Again"})) == "conflict"
    declined = world.staff().send("POST", f"{url}decide/", {"decision": "decline"})
    assert declined.status_code == 200
    row = declined.json()["row"]
    assert (row["status"], row["enrolled"], row["attempts"]) == (None, False, 1)
    (mine,) = phone.get("/api/my/attempts/").json()["results"]
    assert mine["appeal"]["decision"] == "decline"


def test_what_made_a_record_or_was_no_code_is_not_decided_about(world: World) -> None:
    session, student = world.open(), world.students[0]
    phone = world.phone(student)
    phone.scan("ZZZZZZZZ0123456789AB", finish=NOWHERE)
    at_once(world, session, phone)
    for attempt in phone.get("/api/my/attempts/").json()["results"]:
        url = f"/api/attempts/{attempt['id']}/appeal/"
        with leaves():
            assert told(phone.send("POST", url, {"note": ""})) == "session_state_invalid"


def test_who_scans_after_being_marked_absent_by_hand_is_in_but_looked_at(
    world: World, now: Clock
) -> None:
    session, student = world.open(), world.students[0]
    mark(world, session, student, "absent")
    now.tick(5)
    answer = at_once(world, session, world.phone(student))
    assert told(answer) == "accepted_for_review"
    reasons = [reason["code"] for reason in answer.json()["record"]["reasons"]]
    assert reasons == ["marked_absent"]
    row = live(world, session)["rows"][0]
    assert (row["status"], row["band"]) == ("present", "low")


def test_who_scans_after_the_clock_wrote_the_absence_is_simply_in(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    waiting = world.phone()
    claim = waiting.scan(world.code(session)).json()["claim_id"]
    world.staff().send("POST", f"/api/sessions/{session.pk}/close/")
    assert record_of(world, session, student).status == "absent"
    waiting.token = world.sign_in(student.user)
    assert told(waiting.finish(claim, at(INSIDE))) == "accepted"
