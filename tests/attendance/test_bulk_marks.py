"""Marks of many cells: one transaction, nothing overwritten unseen, taken back exactly."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command

from apps.attendance.models import AttendanceRecord, RecordChange
from apps.attendance.services import ledger
from apps.core import tenancy
from tests.support.checkin import (
    Clock,
    act,
    at_once,
    kept,
    leaves,
    mark,
    record_of,
    second_course,
    told,
)
from tests.support.registers import Mark, held, letters, mark_cells, register, undo_cells
from tests.support.world import World, make_student


def outcomes(answer: Any) -> tuple[int, int, int]:
    body = answer.json()
    return len(body["changed"]), len(body["conflicts"]), len(body["kept"])


def test_many_cells_are_marked_and_each_change_is_appended(world: World, now: Clock) -> None:
    closed, opened = held(world, now() - timedelta(days=1)), world.open()
    cells: list[Mark] = [(closed, one, "excused", "absent") for one in world.students]
    cells += [(opened, one, "present", None) for one in world.students[:2]]
    with leaves():
        assert told(mark_cells(world, cells)) == "reason_required"
    with leaves(records=2, changes=5):
        assert outcomes(mark_cells(world, cells, "School trip")) == (5, 0, 0)
    assert letters(world) == ["EP", "EP", "E."]
    with tenancy.activate(world.organization):
        assert set(RecordChange.objects.values_list("from_status", "to_status", "reason")) == {
            ("absent", "excused", "School trip"),
            (None, "present", "School trip"),
        }
        assert ledger.seal(now=now()) == 10
    call_command("verify_ledger", verbosity=0)


def test_what_somebody_else_has_changed_is_a_conflict_and_stays(world: World, now: Clock) -> None:
    session = world.open()
    first, second, _ = world.students
    mark(world, session, first, "late")
    at_once(world, session, world.phone(second))
    now.tick(1)
    cells = [(session, one, "absent", None) for one in world.students]
    answer = mark_cells(world, cells)
    assert outcomes(answer) == (1, 2, 0)
    told_of = {one["student"]: one for one in answer.json()["conflicts"]}
    assert told_of[first.pk]["status"] == "late"
    assert told_of[first.pk]["by"] == world.lecturer.user.full_name
    assert (told_of[second.pk]["status"], told_of[second.pk]["by"]) == ("present", None)
    assert letters(world) == ["L", "P", "A"]
    # The control: who has seen what stands there now may change it.
    assert outcomes(mark_cells(world, [(session, first, "absent", "late")])) == (1, 0, 0)


def test_what_both_meant_is_no_conflict_and_no_news(world: World) -> None:
    session, student = world.open(), world.students[0]
    mark(world, session, student, "present")
    with leaves():
        assert outcomes(mark_cells(world, [(session, student, "present", None)])) == (0, 0, 1)


def test_the_absence_that_the_clock_wrote_meanwhile_is_nobodys_word(
    world: World, now: Clock
) -> None:
    session, student = world.open(), world.students[0]
    now.tick(minutes=20)
    assert outcomes(mark_cells(world, [(session, student, "present", None)], "Seen")) == (1, 0, 0)


def test_who_is_not_in_the_register_is_unknown(world: World, foreign: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    other_course = world.open(course=second_course(world))
    strangers = [
        (session, make_student(world.organization)),
        (session, foreign.students[0]),
        (foreign.open(), student),
        (other_course, student),
    ]
    planned = world.open(opens_at=now() + timedelta(hours=2))
    cells = [(*one, "present", None) for one in [*strangers, (planned, student)]]
    with leaves():
        answer = mark_cells(world, cells)
    assert sorted(one["why"] for one in answer.json()["kept"]) == ["too_early", *["unknown"] * 4]


def test_a_mark_settles_doubts_and_its_undo_brings_them_back(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    at_once(world, session, world.phone(student, keyless=True))
    now.tick(1)
    answer = mark_cells(world, [(session, student, "present", "present")])
    assert record_of(world, session, student).band == "standard"
    now.tick(1)
    undo_cells(world, [one["change"] for one in answer.json()["changed"]])
    record = record_of(world, session, student)
    assert (record.band, record.reasons) == ("low", ["device_missing"])


def test_a_bulk_act_is_taken_back_exactly_but_for_what_has_changed_since(
    world: World, now: Clock
) -> None:
    closed, opened = held(world, now() - timedelta(days=1)), world.open()
    before = letters(world)
    cells: list[Mark] = [(closed, one, "excused", "absent") for one in world.students]
    cells += [(opened, one, "late", None) for one in world.students]
    changes = [one["change"] for one in mark_cells(world, cells, "Trip").json()["changed"]]
    now.tick(10)
    mark(world, closed, world.students[1], "present", "Was here after all")
    now.tick(10)
    with leaves(changes=5):
        undone = undo_cells(world, changes)
    assert outcomes(undone) == (5, 1, 0)
    assert undone.json()["conflicts"][0]["status"] == "present"
    assert letters(world) == [before[0], "P.", before[2]]
    with leaves():
        assert outcomes(undo_cells(world, changes)) == (0, 6, 0)
    with tenancy.activate(world.organization):
        ledger.seal(now=now())
    call_command("verify_ledger", verbosity=0)


def test_after_five_minutes_only_another_mark_helps(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    answer = mark_cells(world, [(session, student, "present", None)])
    changes = [one["change"] for one in answer.json()["changed"]]
    now.tick(minutes=5, seconds=1)
    assert outcomes(undo_cells(world, changes)) == (0, 1, 0)
    assert outcomes(mark_cells(world, [(session, student, "absent", "present")])) == (1, 0, 0)


def test_changes_of_other_courses_are_not_taken_back(world: World, foreign: World) -> None:
    elsewhere = foreign.open()
    change = mark(foreign, elsewhere, foreign.students[0], "late").json()["change_id"]
    with leaves():
        assert outcomes(undo_cells(world, [change, 10**15])) == (0, 0, 0)


def walk_in(world: World, session: Any, **body: Any) -> Any:
    return world.staff().send("POST", f"/api/sessions/{session.pk}/walk-ins/", body)


def test_a_walk_in_is_recorded_and_counts_in_no_rate(world: World, now: Clock) -> None:
    session, guest = world.open(), make_student(world.organization)
    with leaves(records=1, changes=1):
        answer = walk_in(world, session, student_number=guest.student_id.lower())
    assert answer.status_code == 201
    assert (answer.json()["walk_in"], answer.json()["status"]) == (True, "present")
    row = register(world)["students"][-1]
    assert (row["id"], row["cells"], row["flags"]) == (guest.pk, "P", "8")
    assert (row["enrolled_from"], row["totals"]["counted"]) == (None, 0)
    assert told(walk_in(world, session, student=guest.pk)) == "conflict"
    # Once there, the row is marked like any other.
    assert outcomes(mark_cells(world, [(session, guest, "late", "present")])) == (1, 0, 0)


def test_a_walk_in_may_be_enrolled_in_the_same_step(world: World, now: Clock) -> None:
    earlier = held(world, now() - timedelta(days=1))
    guest = make_student(world.organization)
    assert told(walk_in(world, earlier, student=guest.pk, enrol=True)) == "reason_required"
    answer = walk_in(world, earlier, student=guest.pk, enrol=True, reason="Joined late")
    assert answer.json()["walk_in"] is False
    row = register(world)["students"][-1]
    assert (row["cells"], row["flags"]) == ("P", "0")
    assert row["enrolled_from"] == earlier.opens_at.date().isoformat()
    with leaves():
        again = walk_in(world, earlier, student=guest.pk, enrol=True, reason="Again")
    assert told(again) == "already_enrolled"


def test_a_walk_in_taken_back_leaves_nothing_in_any_count(world: World, now: Clock) -> None:
    session, guest = world.open(), make_student(world.organization)
    change = walk_in(world, session, student=guest.pk).json()["change_id"]
    now.tick(1)
    assert outcomes(undo_cells(world, [change])) == (1, 0, 0)
    act(world, session, "close")
    body = register(world)
    assert [one["id"] for one in body["students"]] == [one.pk for one in world.students]
    assert body["sessions"][0]["counts"]["excused"] == 0
    now.tick(1)
    assert walk_in(world, session, student=guest.pk, reason="Was here").status_code == 201
    assert register(world)["students"][-1]["cells"] == "P"
    assert kept()["records"] == len(world.students) + 1


def test_walk_ins_are_the_organisations_own_and_the_session_open(
    world: World, foreign: World, now: Clock
) -> None:
    session = world.open()
    away = foreign.students[0]
    for body in (
        {"student": away.pk},
        {"student_number": away.student_id},
        {"student": 10**12},
        {},
        {"student": world.students[0].pk, "status": "absent"},
    ):
        assert walk_in(world, session, **body).status_code == 400, body
    gone = make_student(world.organization)
    gone.user.is_active = False
    gone.user.save()
    assert walk_in(world, session, student=gone.pk).status_code == 400
    planned = world.open(opens_at=now() + timedelta(hours=2))
    guest = make_student(world.organization)
    assert told(walk_in(world, planned, student=guest.pk)) == "session_state_invalid"
    with tenancy.activate(world.organization):
        assert not AttendanceRecord.objects.exists()
