"""Races, in a short form: threads that meet at one point, each with a control that can fail.

Threads of one process have connections of their own, so the database decides as it does between
processes. Where two requests must have read before either writes, both wait at a barrier between
reading and writing; the barrier opens alone after a moment where a lock keeps one of them out.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from apps.attendance.enums import SessionState
from apps.attendance.errors import SessionAlreadyOpen
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    Claim,
    RecordChange,
)
from apps.attendance.services import sessions, store
from apps.attendance.services.locking import locked_session
from apps.attendance.services.store import records as stored
from apps.core import clock, tenancy
from tests.support.checkin import NOON, NOWHERE, Clock, told
from tests.support.kiosks import Device
from tests.support.races import at_once, meet, without_constraint
from tests.support.world import Phone, World, make_lecturer, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now() -> Iterator[Clock]:
    """Stop the clock; also for threads."""
    moved = Clock(NOON)
    with clock.use(moved):
        yield moved


@pytest.fixture
def world(transactional_db: None, fresh_process: None, now: Clock) -> World:
    """Return a university whose rows are committed, for other connections to see."""
    return make_world("demo", geofence_mode="off")


def records(world: World) -> list[AttendanceRecord]:
    with tenancy.activate(world.organization):
        return list(AttendanceRecord.objects.order_by("pk"))


def test_a_double_tap_makes_one_record(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meet(monkeypatch, (store, "keep"), parties=3)
    session, student = world.open(), world.students[0]
    code = world.code(session)
    phones = [world.phone(student) for _ in range(3)]
    answers = at_once(*[lambda p=phone: p.scan(code, finish=NOWHERE) for phone in phones])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert sorted(map(told, answers)) == ["accepted", "already_checked_in", "already_checked_in"]
    assert len({answer.json()["record"]["reference"] for answer in answers}) == 1
    assert len({answer.json()["record"]["arrived_at"] for answer in answers}) == 1
    assert len(records(world)) == 1


def test_two_kiosks_and_a_phone_make_one_record_of_one_student(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, student = world.open(), world.students[0]
    code, phone = world.code(session), world.phone(student)
    one, two = Device(world, session), Device(world, session)
    first, second = one.ticket(student.student_id), two.ticket(student.student_id)
    acts: tuple[Callable[[], Any], ...] = (
        lambda: one.ask("check-in", ticket=first),
        lambda: two.ask("check-in", ticket=second),
        lambda: phone.scan(code, finish=NOWHERE),
    )
    # All have read that the student is not in before any of them writes.
    meet(monkeypatch, (store, "keep"), parties=3)
    answers = at_once(*acts)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert sorted(map(told, answers)) == ["accepted", "already_checked_in", "already_checked_in"]
    (record,) = records(world)
    # Whoever asks once more is told of the same record.
    assert {act().status_code for act in acts} == {200}
    assert len(records(world)) == 1
    assert record.source in {"kiosk", "qr"}


def test_control_a_textbook_double_tap_makes_two(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the constraint, checking first and inserting then lets both through."""
    barrier = threading.Barrier(2)
    session, student = world.open(), world.students[0]

    def textbook() -> None:
        with tenancy.activate(world.organization):
            if not AttendanceRecord.objects.filter(session=session, student=student).exists():
                barrier.wait(10)
                AttendanceRecord.objects.create(
                    session=session,
                    student=student,
                    status="present",
                    reference="TEXTBOOK",
                    recorded_at=clock.now(),
                )

    for _ in without_constraint(AttendanceRecord, "attendance_record_once"):
        assert at_once(textbook, textbook) == [None, None]
        assert len(records(world)) == 2


def claim_of(world: World, phone: Phone, session: AttendanceSession) -> str:
    token, phone.token = phone.token, None
    answer = phone.scan(world.code(session))
    phone.token = token
    return str(answer.json()["claim_id"])


def two_students_one_claim(world: World) -> list[Any]:
    one, two = world.students[:2]
    phone = world.phone(one)
    claim_id = claim_of(world, phone, world.open())
    second = world.phone(two)
    second.key = phone.key
    return at_once(
        lambda: phone.finish(claim_id, NOWHERE), lambda: second.finish(claim_id, NOWHERE)
    )


def test_two_students_racing_for_one_claim_make_one_record(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(monkeypatch, (store, "keep"))
    answers = two_students_one_claim(world)
    assert sorted(map(told, answers)) == ["accepted", "claim_not_yours"]
    (kept,) = records(world)
    with tenancy.activate(world.organization):
        assert Claim.objects.get().student_id == kept.student_id


def test_control_without_ending_the_claim_first_both_would_be_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(monkeypatch, (store, "keep"))
    monkeypatch.setattr(stored, "end_claim", lambda case, state: True)
    assert [answer.status_code for answer in two_students_one_claim(world)] == [201, 201]
    assert len(records(world)) == 2


def test_one_student_finishing_a_claim_twice_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(monkeypatch, (store, "keep"))
    phone = world.phone(world.students[0])
    claim_id = claim_of(world, phone, world.open())
    again = world.phone(world.students[0])
    again.key = phone.key
    answers = at_once(
        lambda: phone.finish(claim_id, NOWHERE), lambda: again.finish(claim_id, NOWHERE)
    )
    assert sorted(map(told, answers)) == ["accepted", "already_checked_in"]
    assert len({answer.json()["record"]["reference"] for answer in answers}) == 1
    assert len(records(world)) == 1


def race_with_closing(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    meet(monkeypatch, (store, "keep"), (sessions, "_settle"))
    session = world.open()
    phone, code = world.phone(world.students[0]), world.code(session)
    staff = world.staff()
    scanned, closed = at_once(
        lambda: phone.scan(code, finish=NOWHERE),
        lambda: staff.send("POST", f"/api/sessions/{session.pk}/close/"),
    )
    return scanned, closed


def test_a_check_in_beside_the_closing_is_never_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned, closed = race_with_closing(world, monkeypatch)
    assert (scanned.status_code, closed.status_code) == (201, 200)
    kept = {record.student_id: record for record in records(world)}
    assert len(kept) == 3
    mine = kept[world.students[0].pk]
    assert mine.status == "present"
    with tenancy.activate(world.organization):
        changes = RecordChange.objects.filter(record=mine)
        # Either it was there before the absences, or it turned its absence with a trace.
        assert [one.from_status for one in changes] in ([], ["absent"])


@pytest.mark.parametrize("no_key", [True, False], ids=["as it is", "control"])
def test_whoever_works_on_a_session_holds_up_no_check_in(world: World, no_key: bool) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no row locks")
    session, phone = world.open(), world.phone(world.students[0])
    code = world.code(session)
    held, scanned = threading.Event(), threading.Event()

    def work_on_session() -> bool:
        with tenancy.activate(world.organization), transaction.atomic():
            if no_key:
                locked_session(session.pk)
            else:
                AttendanceSession.objects.select_for_update().get(pk=session.pk)
            held.set()
            return scanned.wait(10 if no_key else 1)

    def scan() -> Any:
        held.wait(10)
        answer = phone.scan(code, finish=NOWHERE)
        scanned.set()
        return answer

    meanwhile, answer = at_once(work_on_session, scan)
    assert told(answer) == "accepted"
    assert meanwhile is no_key


def test_the_closing_may_come_between_reading_and_storing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The absence is written after the check-in has read that there is no record."""
    session = world.open()
    phone, code = world.phone(world.students[0]), world.code(session)
    honest = store.keep

    def closing_first(*args: Any, **kwargs: Any) -> Any:
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())
        return honest(*args, **kwargs)

    monkeypatch.setattr(store, "keep", closing_first)
    answer = phone.scan(code, finish=NOWHERE)
    assert told(answer) == "accepted"
    with tenancy.activate(world.organization):
        change = RecordChange.objects.get()
        assert (change.from_status, change.to_status) == ("absent", "present")
        assert AttendanceRecord.objects.get(student=world.students[0]).status == "present"


def test_control_without_turning_absences_the_check_in_would_be_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world.open()
    phone, code = world.phone(world.students[0]), world.code(session)
    honest = store.keep

    def closing_first(*args: Any, **kwargs: Any) -> Any:
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())
        return honest(*args, **kwargs)

    monkeypatch.setattr(store, "keep", closing_first)
    monkeypatch.setattr(stored, "_turn_present", lambda *args: None)
    phone.scan(code, finish=NOWHERE)
    with tenancy.activate(world.organization):
        assert AttendanceRecord.objects.get(student=world.students[0]).status == "absent"


def mark_by_two(world: World) -> list[Any]:
    session, student = world.open(), world.students[0]
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())
        colleague = make_lecturer(world.organization)
        world.course.teaching.create(lecturer=colleague)
    url = f"/api/sessions/{session.pk}/register/{student.pk}/"
    first = world.staff()
    second = Phone(world.sign_in(colleague.user), host="demo.localhost")
    return at_once(
        lambda: first.send("PUT", url, {"status": "present", "reason": "Was there"}),
        lambda: second.send("PUT", url, {"status": "excused", "reason": "Wrote before"}),
    )


def test_two_lecturers_marking_at_once_leave_two_changes(world: World) -> None:
    answers = mark_by_two(world)
    assert [answer.status_code for answer in answers] == [200, 200]
    with tenancy.activate(world.organization):
        changes = list(RecordChange.objects.order_by("pk"))
        record = AttendanceRecord.objects.get(student=world.students[0])
    # They form a chain: the second begins where the first has ended, and the record ends there.
    assert len(changes) == 2
    assert changes[0].from_status == "absent"
    assert changes[1].from_status == changes[0].to_status
    assert record.status == changes[1].to_status


def open_by_two(world: World) -> list[Any]:
    other = make_lecturer(world.organization)
    with tenancy.activate(world.organization):
        world.course.teaching.create(lecturer=other)
    first = world.staff()
    second = Phone(world.sign_in(other.user), host="demo.localhost")
    body = {"course": world.course.pk}
    return at_once(
        lambda: first.send("POST", "/api/sessions/", body),
        lambda: second.send("POST", "/api/sessions/", body),
    )


def open_sessions(world: World) -> int:
    with tenancy.activate(world.organization):
        return AttendanceSession.objects.filter(state=SessionState.OPEN).count()


def test_two_lecturers_opening_at_once_open_one_session(world: World) -> None:
    answers = open_by_two(world)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert told(refused) == "session_already_open"
    assert open_sessions(world) == 1


def test_the_constraint_alone_keeps_one_session_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_make_room", lambda *args, **kwargs: None)
    world.open()
    with pytest.raises(SessionAlreadyOpen):
        world.open()
    assert open_sessions(world) == 1


def test_control_without_guard_and_constraint_there_are_two(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_make_room", lambda *args, **kwargs: None)
    for _ in without_constraint(AttendanceSession, "attendance_session_one_open"):
        answers = open_by_two(world)
        assert [answer.status_code for answer in answers] == [201, 201]
        assert open_sessions(world) == 2
        with tenancy.activate(world.organization):
            AttendanceSession.objects.update(state=SessionState.CLOSED)


def test_control_marking_without_lock_or_append_would_lose_one(world: World) -> None:
    """What the chain rules out: a mark that says it came from where nobody was any more."""
    barrier = threading.Barrier(2)
    session, student = world.open(), world.students[0]
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())

    def textbook(status: str) -> None:
        with tenancy.activate(world.organization):
            record = AttendanceRecord.objects.get(session=session, student=student)
            barrier.wait(10)
            RecordChange.objects.create(
                record=record,
                kind="mark",
                at=clock.now(),
                from_status=record.status,
                to_status=status,
            )
            record.status = status
            record.save()

    assert at_once(lambda: textbook("present"), lambda: textbook("excused")) == [None, None]
    with tenancy.activate(world.organization):
        assert {one.from_status for one in RecordChange.objects.all()} == {"absent"}


def test_a_judgement_is_never_left_half_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault after the record was inserted takes the record and the claim's end with it."""
    phone = world.phone(world.students[0])
    claim_id = claim_of(world, phone, world.open())
    honest = stored._keep

    def keep_then_fault(*args: Any, **kwargs: Any) -> Any:
        honest(*args, **kwargs)
        raise OSError("the machine stopped")

    monkeypatch.setattr(stored, "_keep", keep_then_fault)
    assert phone.finish(claim_id, NOWHERE).status_code == 500
    assert records(world) == []
    monkeypatch.setattr(stored, "_keep", honest)
    assert told(phone.finish(claim_id, NOWHERE)) == "accepted"
