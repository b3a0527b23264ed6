"""The ledger: what is sealed, that sealing again changes nothing, and what verify_ledger says."""

import json
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.attendance.enums import LedgerKind, RecordStatus
from apps.attendance.models import AttendanceRecord, LedgerEntry, RecordChange, RecordLocation
from apps.attendance.rules import ledger as rules
from apps.attendance.selectors import ledger as selectors
from apps.attendance.services import ledger
from apps.attendance.tasks import seal_ledger, seal_now, seal_stragglers
from apps.core import tenancy
from tests.support.checkin import NOWHERE, Clock, act, at_once, mark, told
from tests.support.ledger import busy_world, entries, fault, said, seal, undone, write
from tests.support.world import World, make_world


def rows_of(world: World) -> set[tuple[str, int]]:
    """Return all that is to be sealed."""
    with tenancy.activate(world.organization):
        records = AttendanceRecord.objects.values_list("pk", flat=True)
        changes = RecordChange.objects.values_list("pk", flat=True)
        return {("record", key) for key in records} | {("change", key) for key in changes}


@pytest.mark.usefixtures("fresh_process")
class TestAfterABusyClass:
    """One class in which everything happened."""

    @pytest.fixture
    def busy(self, db: None, now: Clock) -> World:
        return busy_world(now)[0]

    def test_every_record_and_every_change_is_sealed_once(self, busy: World) -> None:
        expected = rows_of(busy)
        assert seal(busy) == len(expected) == 7 + 6
        chain = entries(busy)
        assert {(one.kind, one.row_id) for one in chain} == expected
        assert [one.sequence for one in chain] == list(range(1, len(expected) + 1))
        assert fault(busy) == ""
        with tenancy.activate(busy.organization):
            clock_wrote = AttendanceRecord.objects.get(
                source=None, status=RecordStatus.ABSENT, contested=True
            )
        assert ("record", clock_wrote.pk) in expected

    def test_sealing_again_and_again_changes_nothing(self, busy: World, now: Clock) -> None:
        seal(busy)
        first = [one.hash for one in entries(busy)]
        for _ in range(2):
            now.tick(minutes=1)
            assert seal(busy) == 0
            assert seal(busy, everything=True) == 0
            assert [one.hash for one in entries(busy)] == first

    def test_the_command_says_up_to_when_and_where_the_chain_ends(
        self, busy: World, now: Clock
    ) -> None:
        assert said() == (0, "demo: nothing sealed yet; 13 rows wait\n")
        seal(busy)
        head = entries(busy)[-1]
        status, words = said("--organization", "demo")
        assert status == 0
        assert words == (
            f"demo: whole, sealed up to {now():%Y-%m-%d %H:%M:%S} UTC, 13 entries; 0 rows wait; "
            f"head 13:{bytes(head.hash).hex()}\n"
        )
        written_down = words.rpartition(" ")[2].strip()
        assert said("--expect", written_down)[0] == 0

    def test_coordinates_and_names_are_in_no_entry(self, busy: World) -> None:
        seal(busy)
        with tenancy.activate(busy.organization):
            (first, *_) = RecordLocation.objects.all()
            told = json.dumps(
                list(LedgerEntry.objects.values()),
                default=lambda one: repr(bytes(one)) if isinstance(one, memoryview) else repr(one),
            )
        assert str(first.latitude) not in told
        # Nor do the hashes depend on them: emptying the table, as the policy says, breaks nothing.
        with tenancy.activate(busy.organization):
            RecordLocation.objects.all().delete()
        assert fault(busy) == ""
        columns = {*rules.STATE_COLUMNS, *rules.CHANGE_COLUMNS}
        assert not {name for name in columns if "latitude" in name or "name" in name}

    def test_what_happens_after_the_seal_is_no_false_alarm(self, busy: World, now: Clock) -> None:
        seal(busy)
        with tenancy.activate(busy.organization):
            session = AttendanceRecord.objects.all()[0].session
        now.tick(1)
        marked = mark(busy, session, busy.students[0], "absent", "Left at once").json()
        assert fault(busy) == ""
        assert "1 row waits" in said()[1]
        now.tick(1)
        busy.staff().send("POST", f"/api/changes/{marked['change_id']}/undo/")
        assert fault(busy) == ""
        assert seal(busy) == 2
        assert fault(busy) == ""
        mark(busy, session, busy.students[0], "late", "Came at ten")
        assert (seal(busy), fault(busy)) == (1, "")

    def test_a_row_is_as_sealed_between_two_acts_as_after_each(
        self, busy: World, now: Clock
    ) -> None:
        """One change is sealed, the next is not: the record is the second one's business."""
        seal(busy)
        with tenancy.activate(busy.organization):
            session = AttendanceRecord.objects.all()[0].session
        for status in ("absent", "excused", "present"):
            now.tick(1)
            mark(busy, session, busy.students[1], status, "Looked again")
            assert fault(busy) == ""
            if status == "excused":
                assert seal(busy) == 2
        assert fault(busy) == ""

    def test_another_organisations_chain_is_its_own(self, busy: World, now: Clock) -> None:
        other, _ = busy_world(now, "other")
        seal(busy)
        assert entries(other) == []
        seal(other)
        assert [one.sequence for one in entries(other)] == list(range(1, 14))
        assert entries(other)[0].previous_hash is not None
        with undone():
            write(entries(other)[4], "record_id", 99)
            assert (fault(busy), fault(other)[:10]) == ("", "sequence 5")
            status, words = said()
        assert status == 1
        assert words.splitlines()[0].startswith("demo: whole")
        assert words.splitlines()[1].startswith("other: sequence 5")
        assert words.endswith("Ledgers that are not whole: 1 of 2.")
        assert said()[0] == 0


def test_rows_older_than_an_hour_must_be_sealed(world: World, now: Clock) -> None:
    session = world.open()
    mark(world, session, world.students[0], "present")
    now.tick(minutes=60)
    assert fault(world) == ""
    now.tick(0.001)
    with tenancy.activate(world.organization):
        key = AttendanceRecord.objects.get().pk
    assert fault(world) == (
        f"record {key}: not sealed, although older than an hour (1 such records)"
    )
    seal(world)
    assert fault(world) == ""


def test_a_change_waits_no_longer_either(world: World, now: Clock) -> None:
    session = world.open()
    mark(world, session, world.students[0], "present")
    seal(world)
    now.tick(1)
    mark(world, session, world.students[0], "late")
    now.tick(minutes=61)
    with tenancy.activate(world.organization):
        key = RecordChange.objects.latest("pk").pk
    assert fault(world).startswith(f"change {key}: not sealed")


def test_closing_hands_the_sealing_to_a_worker(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: sent.append(name))
    session = world.open()
    with django_capture_on_commit_callbacks(execute=True):
        act(world, session, "close")
    assert sent == [ledger.SEAL_TASK]
    # Not in the request: nothing is sealed until the worker has done it.
    assert entries(world) == []
    seal_now.apply(kwargs={"organization_id": world.organization.pk}, throw=True)
    assert len(entries(world)) == len(world.students)


@pytest.mark.parametrize("job", [seal_ledger, seal_stragglers], ids=lambda one: one.name)
def test_the_job_seals_every_organisation_the_closed_ones_too(
    job: Any, world: World, foreign: World, now: Clock
) -> None:
    for one in (world, foreign):
        mark(one, one.open(), one.students[0], "present")
    foreign.organization.is_active = False
    foreign.organization.save()
    assert job.work(now=now()) == {"sealed": 4}
    assert (fault(world), fault(foreign)) == ("", "")
    assert len(entries(foreign)) == 2


def test_the_number_of_statements_of_a_batch_does_not_grow(
    now: Clock, db: None, fresh_process: None
) -> None:
    counted = []
    for students in (2, 40):
        world = make_world(f"size{students}", students=students)
        session = world.open()
        for student in world.students:
            mark(world, session, student, "present")
        with CaptureQueriesContext(connection) as found:
            assert seal(world) == 2 * students
        counted.append(len(found))
    assert counted[0] == counted[1]


def test_a_backlog_is_sealed_in_batches_and_over_several_runs(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "BATCH", 2)
    monkeypatch.setattr(ledger, "BATCHES", 2)
    late = make_world("backlog", students=11)
    act(late, late.open(), "close")
    sealed = []
    for _ in range(4):
        sealed.append(seal(late))
        assert fault(late) == ""
        now.tick(minutes=20)
    assert sealed == [4, 4, 3, 0]


def test_the_frequent_run_begins_where_nothing_can_be_missing(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes before the last run that sealed anything."""
    monkeypatch.setattr(selectors, "FIRST_STEP", 2)
    session = world.open()
    first, second, third = world.students
    for student, wait in ((first, 11), (second, 2), (third, 1)):
        at_once(world, session, world.phone(student))
        assert seal(world) == 1
        now.tick(minutes=wait)
    with tenancy.activate(world.organization):
        records = {one.student_id: one.pk for one in AttendanceRecord.objects.all()}
    assert below(LedgerKind.RECORD, world, now) == records[first.pk]
    assert below(LedgerKind.CHANGE, world, now) == 0
    now.tick(days=1)
    assert below(LedgerKind.RECORD, world, now) == records[first.pk]
    # After two days the daily run has looked at everything.
    now.tick(days=1)
    assert below(LedgerKind.RECORD, world, now) == records[third.pk]


def below(kind: LedgerKind, world: World, now: Clock) -> int:
    with tenancy.activate(world.organization):
        return selectors.sealed_below(kind, selectors.head(), now=now())


def test_every_column_is_sealed_or_said_not_to_be() -> None:
    """A column that is added later must be thought of."""
    record = {field.attname for field in AttendanceRecord._meta.concrete_fields}
    assert record - set(rules.STATE_COLUMNS) == {"contested"}
    assert {field.attname for field in RecordChange._meta.concrete_fields} == set(
        rules.CHANGE_COLUMNS
    )


def test_a_refused_try_contests_an_absence_and_leaves_the_seal_whole(
    world: World, now: Clock
) -> None:
    """Why `contested` is not sealed: an ordinary act writes it without a change."""
    session, student = world.open(), world.students[0]
    act(world, session, "close")
    seal(world)
    answer = world.phone(student).scan(world.code(session), finish=NOWHERE)
    assert told(answer) == "session_closed"
    with tenancy.activate(world.organization):
        assert AttendanceRecord.objects.get(student=student).contested
        assert RecordChange.objects.count() == 0
    assert fault(world) == ""


@pytest.mark.parametrize("text", ["7", "x:00", "0:" + "00" * 32, "1:00", "1:" + "zz" * 32])
def test_what_is_no_entry_is_not_expected(text: str, world: World) -> None:
    with pytest.raises(CommandError, match="--expect"):
        call_command("verify_ledger", "--expect", text)


def test_an_unknown_organisation_is_said(world: World, foreign: World) -> None:
    with pytest.raises(CommandError, match="no organisation 'nobody'"):
        call_command("verify_ledger", "--organization", "nobody")
    with pytest.raises(CommandError, match="one organisation"):
        call_command("verify_ledger", "--expect", "1:" + "00" * 32)


def test_rows_of_weeks_ago_are_sealed_like_new_ones(world: World, now: Clock) -> None:
    """An import writes times of the past; keys decide what is new, not times."""
    session = world.open()
    mark(world, session, world.students[0], "present")
    seal(world)
    with tenancy.activate(world.organization):
        AttendanceRecord.objects.create(
            session=session,
            student=world.students[1],
            status=RecordStatus.PRESENT,
            reference="IMPORTED",
            recorded_at=now() - timedelta(days=40),
        )
    assert fault(world) != ""
    assert (seal(world), fault(world)) == (1, "")
