"""The ledger among others: two sealers, a rush, a killed sealer, keys that appear out of order.

Threads of one process have connections of their own; the killed sealer is a process.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from apps.attendance.models import AttendanceRecord, LedgerEntry, RecordChange
from apps.attendance.selectors import ledger as selectors
from apps.attendance.services import ledger
from apps.core import clock, tenancy
from tests.support.checkin import NOON, NOWHERE, Clock, act, mark, told
from tests.support.ledger import entries, fault, seal
from tests.support.races import at_once, meet, without_constraint
from tests.support.servers import server_environment
from tests.support.world import World, make_world

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)

# Of a hundred, those who check in before the first sealing.
AHEAD = 20


@pytest.fixture
def now() -> Iterator[Clock]:
    """Stop the clock; also for threads."""
    moved = Clock(NOON)
    with clock.use(moved):
        yield moved


@pytest.fixture
def world(transactional_db: None, fresh_process: None, now: Clock) -> World:
    """Return a university whose rows are committed, for other connections to see."""
    return make_world("demo", geofence_mode="off", students=12, late_after_min=240)


def closed(world: World) -> None:
    """Leave an absence of every student, and a change of one."""
    session = world.open()
    act(world, session, "close")
    mark(world, session, world.students[0], "excused", "Ill")


def kept(world: World) -> list[tuple[int, str, int]]:
    return [(one.sequence, one.kind, one.row_id) for one in entries(world)]


def assert_one_chain(world: World, rows: int) -> None:
    chain = kept(world)
    assert [sequence for sequence, _, _ in chain] == list(range(1, rows + 1))
    assert len({(kind, row) for _, kind, row in chain}) == rows
    assert fault(world) == ""


def test_two_sealers_at_once_make_one_chain(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(world)
    # Both have read the end of the chain and the rows before either writes.
    meet(monkeypatch, (ledger, "_append"))
    sealed = at_once(lambda: seal(world), lambda: seal(world))
    assert sorted(sealed) == [0, 13]
    assert_one_chain(world, 13)


def test_two_sealers_share_a_backlog_without_a_gap(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(world)
    monkeypatch.setattr(ledger, "BATCH", 2)
    sealed = at_once(*[lambda: seal(world)] * 3)
    assert all(isinstance(one, int) for one in sealed), sealed
    # Who gives up leaves the rest to the next run.
    rest = seal(world)
    assert sum(sealed) + rest == 13
    assert_one_chain(world, 13)


def test_control_without_the_constraints_there_are_two_chains(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(world)
    meet(monkeypatch, (ledger, "_append"))
    for _ in without_constraint(LedgerEntry, "attendance_ledger_sequence"):
        for _ in without_constraint(LedgerEntry, "attendance_ledger_row"):
            assert at_once(lambda: seal(world), lambda: seal(world)) == [13, 13]
            assert len(kept(world)) == 26
            with pytest.raises(AssertionError):
                assert_one_chain(world, 13)


def test_a_fault_of_the_rows_themselves_is_not_swallowed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Giving up quietly is for losers only."""
    closed(world)
    honest = ledger._entry

    def spoilt(link: Any) -> LedgerEntry:
        entry = honest(link)
        entry.hash = None
        return entry

    monkeypatch.setattr(ledger, "_entry", spoilt)
    with pytest.raises(Exception, match=r"(?i)null"):
        seal(world)
    assert kept(world) == []


@pytest.mark.timeout(300)
def test_a_hundred_check_ins_arrive_while_the_ledger_is_sealed(now: Clock, world: World) -> None:
    rush = make_world("rush", geofence_mode="off", students=100, late_after_min=240)
    session = rush.open()
    code = rush.code(session)
    phones = [rush.phone(student) for student in rush.students]
    begun, over = threading.Event(), threading.Event()
    runs: list[int] = []
    faults: list[str] = []

    def keep_sealing() -> None:
        try:
            while not over.is_set():
                runs.append(seal(rush))
                if runs[-1]:
                    begun.set()
                faults.append(fault(rush))
        finally:
            connections.close_all()

    def check_in(number: int) -> str:
        # Most come when some are sealed already.
        if number >= AHEAD:
            begun.wait(60)
        phone = phones[number]
        try:
            return told(phone.scan(code, finish=NOWHERE))
        finally:
            connections.close_all()

    sealer = threading.Thread(target=keep_sealing)
    sealer.start()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(check_in, range(len(phones))))
    over.set()
    sealer.join()
    assert set(answers) == {"accepted"}
    assert set(faults) == {""}
    # Some were sealed while others came in, or the test would show nothing.
    assert 0 < next(one for one in runs if one) <= AHEAD
    seal(rush)
    assert_one_chain(rush, 100)


def test_marks_between_the_readings_of_a_sealer_are_no_false_alarm(
    world: World, monkeypatch: pytest.MonkeyPatch, now: Clock
) -> None:
    """A change is committed after the records were read and before the changes are."""
    session = world.open()
    act(world, session, "close")
    honest = selectors.changes_to_seal

    def marked_first(**options: Any) -> Any:
        _in_thread(lambda: mark(world, session, world.students[0], "late", "Saw him"))
        return honest(**options)

    monkeypatch.setattr(ledger, "changes_to_seal", marked_first)
    monkeypatch.setattr(ledger, "BATCHES", 1)
    assert seal(world) == 13
    assert fault(world) == ""


def test_control_read_the_other_way_round_it_would_be_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that is read before, and stated after, its change."""
    session = world.open()
    act(world, session, "close")
    with tenancy.activate(world.organization):
        stale = {row.row_id: row for row in selectors.records_to_seal(above=0, limit=99)}
    mark(world, session, world.students[0], "late", "Saw him")
    honest = selectors.changes_to_seal

    def older_state(**options: Any) -> Any:
        return [
            type(row)(
                row.kind, row.row_id, row.record_id, row.row_hash, stale[row.record_id].state_hash
            )
            for row in honest(**options)
        ]

    monkeypatch.setattr(ledger, "changes_to_seal", older_state)
    seal(world)
    assert "differs from its last change" in fault(world)


def _in_thread(act: Callable[[], Any]) -> Any:
    (result,) = at_once(act)
    assert not isinstance(result, Exception), result
    return result


def one_appears_late(world: World, now: Clock) -> None:
    """Seal a row while another with a lower key is not committed yet; then let it appear."""
    first, second = world.students[:2]
    session = world.open()
    inserted, may_commit = threading.Event(), threading.Event()

    def insert(student: Any, *, wait: bool) -> None:
        with tenancy.activate(world.organization), transaction.atomic():
            AttendanceRecord.objects.create(
                session=session,
                student=student,
                status="present",
                reference="LATE",
                recorded_at=now(),
            )
            inserted.set()
            if wait:
                may_commit.wait(20)

    slow = threading.Thread(target=lambda: at_once(lambda: insert(first, wait=True)))
    slow.start()
    inserted.wait(20)
    insert(second, wait=False)
    assert seal(world) == 1
    may_commit.set()
    slow.join()
    with tenancy.activate(world.organization):
        early, late = AttendanceRecord.objects.order_by("pk")
        assert early.student_id == first.pk
        assert late.student_id == second.pk


def test_a_lower_key_that_appears_later_is_sealed(world: World, now: Clock) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: keys appear in their order")
    one_appears_late(world, now)
    # Also when no worker ran meanwhile, for longer than any transaction.
    now.tick(days=1)
    assert seal(world) == 1
    assert_one_chain(world, 2)


def test_control_above_the_highest_sealed_key_it_would_be_lost(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: keys appear in their order")
    monkeypatch.setattr(selectors, "LONGEST_TRANSACTION", timedelta(0))
    one_appears_late(world, now)
    assert seal(world) == 0
    # The run that looks at everything finds it all the same.
    assert seal(world, everything=True) == 1
    assert_one_chain(world, 2)


# A sealer that is killed at the given statement after its first INSERT, for real.
SEALER = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from apps.attendance.services import ledger
from apps.core import clock, tenancy
from apps.orgs.models import Organization

begun = False

def kill(execute, sql, params, many, context):
    global begun
    if begun and sql.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    result = execute(sql, params, many, context)
    begun = begun or sql.startswith('INSERT INTO "attendance_ledgerentry"')
    if begun and not sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

ledger.BATCH = 5
with connection.execute_wrapper(kill), tenancy.activate(Organization.objects.get(slug=sys.argv[1])):
    ledger.seal(now=clock.now())
"""


def killed_sealer(at: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", SEALER, "demo", at],
        cwd=ROOT,
        env=server_environment(),
        check=False,
        timeout=100,
    )
    return done.returncode


@pytest.mark.timeout(200)
def test_a_killed_sealer_leaves_nothing_half_written(world: World) -> None:
    closed(world)
    # Its rows are inserted, the transaction is not ended.
    assert killed_sealer("") == -signal.SIGKILL
    assert kept(world) == []
    assert seal(world) == 13
    assert_one_chain(world, 13)


@pytest.mark.timeout(200)
def test_control_killed_after_its_first_batch_that_batch_stays(world: World) -> None:
    closed(world)
    assert killed_sealer("SELECT") == -signal.SIGKILL
    with tenancy.activate(world.organization):
        assert RecordChange.objects.count() == 1
    # Five records and the one change.
    assert len(kept(world)) == 6
    assert fault(world) == ""
    assert seal(world) == 7
    assert_one_chain(world, 13)
