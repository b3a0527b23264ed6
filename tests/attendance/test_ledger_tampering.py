"""Whoever edits past the application is named: row, column by column, entry by entry.

Every damage is taken back, and the chain found whole again: the control of each.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import models, transaction

from apps.attendance.models import AttendanceRecord, LedgerEntry, RecordChange, RecordLocation
from apps.attendance.rules import ledger as rules
from apps.core import clock, tenancy
from apps.orgs.selectors import forget_cached
from tests.support.checkin import NOON, Clock
from tests.support.ledger import (
    altered,
    busy_world,
    entries,
    erase,
    fault,
    said,
    seal,
    sql,
    undone,
    write,
)
from tests.support.world import World

# Where a row is found by this column, a changed one is missing.
FOUND_BY = {"id", "organization_id"}
# What is empty in some rows, and what somebody would write there.
FILLED = {
    "source": "manual",
    "arrived_at": clock.now().replace(microsecond=0),
    "band": "high",
    "location_verdict": "inside",
    "distance_band": "within",
    "accuracy_m": 5.0,
    "by_id": 987_654,
    "from_status": "absent",
    "from_arrived_at": clock.now().replace(microsecond=0),
}


@pytest.fixture(scope="module")
def busy(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, datetime]]:
    """Seal a busy class in a transaction around the whole module; tell when that was."""
    forget_cached()
    moment = Clock(NOON)
    with django_db_blocker.unblock(), clock.use(moment), transaction.atomic():
        world, _ = busy_world(moment)
        seal(world)
        yield world, moment()
        transaction.set_rollback(True)
    forget_cached()


@pytest.fixture
def sealed(
    busy: tuple[World, datetime], db: None, fresh_process: None, now: Clock
) -> Iterator[World]:
    """Give a university whose busy class is sealed; it must be whole before and after."""
    world, now.moment = busy
    assert fault(world) == ""
    yield world
    assert fault(world) == ""


def all_of(world: World, model: type[models.Model]) -> list[Any]:
    with tenancy.activate(world.organization):
        return list(model._default_manager.order_by("pk"))


def changed(row: models.Model, column: str) -> Any:
    value = getattr(row, column)
    return FILLED[column] if value is None else altered(value)


def entry_of(world: World, kind: str, key: int) -> LedgerEntry:
    return next(one for one in entries(world) if (one.kind, one.row_id) == (kind, key))


def place(entry: LedgerEntry) -> str:
    return f"sequence {entry.sequence}, {entry.kind} {entry.row_id}: "


@pytest.mark.parametrize("column", rules.STATE_COLUMNS)
def test_one_changed_byte_of_a_record_is_named(column: str, sealed: World) -> None:
    for record in all_of(sealed, AttendanceRecord):
        changes = [one for one in all_of(sealed, RecordChange) if one.record_id == record.pk]
        own = entry_of(sealed, "record", record.pk)
        if column in FOUND_BY:
            expected = place(own) + "row missing"
        elif column in rules.RECORD_COLUMNS:
            expected = place(own) + "row changed"
        elif changes:
            last = entry_of(sealed, "change", changes[-1].pk)
            expected = place(last) + f"record {record.pk} differs from its last change"
        else:
            expected = place(own) + "row changed, and no change says so"
        with undone():
            write(record, column, changed(record, column))
            assert fault(sealed) == expected


@pytest.mark.parametrize("column", rules.CHANGE_COLUMNS)
def test_one_changed_byte_of_a_change_is_named(column: str, sealed: World) -> None:
    records = all_of(sealed, AttendanceRecord)
    for change in all_of(sealed, RecordChange):
        own = place(entry_of(sealed, "change", change.pk))
        expected = {own + ("row missing" if column in FOUND_BY else "row changed")}
        if column in {*FOUND_BY, "record_id"}:
            # Taken from its record, it leaves one that differs from the change before.
            expected |= differing(sealed, change)
        value = changed(change, column)
        if column == "record_id":
            # A key of the database's own: it must lead to a record, another one.
            value = next(one.pk for one in records if one.pk != change.record_id)
        with undone():
            write(change, column, value)
            assert fault(sealed) in expected


def differing(world: World, change: RecordChange) -> set[str]:
    """Return how a record is named that no longer agrees with an earlier change."""
    return {
        place(entry_of(world, "change", one.pk))
        + f"record {change.record_id} differs from its last change"
        for one in all_of(world, RecordChange)
        if one.record_id == change.record_id and one.pk < change.pk
    }


@pytest.mark.parametrize(
    "column",
    [field.attname for field in LedgerEntry._meta.concrete_fields if field.attname != "id"],
)
def test_one_changed_byte_of_an_entry_is_named(column: str, sealed: World) -> None:
    for entry in entries(sealed)[:-1]:
        with undone():
            write(entry, column, changed(entry, column))
            found = fault(sealed)
        if column in {"organization_id", "sequence"}:
            assert f"gap in sequence: {entry.sequence} missing before it" in found
        else:
            assert found.startswith(f"sequence {entry.sequence}, ")
            assert found.endswith("chain broken: the entry is not the one that was made")


def test_what_is_not_sealed_may_change(sealed: World) -> None:
    """The control of the columns: the check does not simply object to every write."""
    for record in all_of(sealed, AttendanceRecord):
        with undone():
            write(record, "contested", not record.contested)
            assert fault(sealed) == ""


def test_a_record_that_is_gone_is_named(sealed: World) -> None:
    for record in all_of(sealed, AttendanceRecord):
        with undone():
            for table in ("checkinattempt", "recordlocation", "recordchange"):
                sql(f"DELETE FROM attendance_{table} WHERE record_id = %s", record.pk)  # noqa: S608 - table names
            erase(record)
            assert fault(sealed) == place(entry_of(sealed, "record", record.pk)) + "row missing"


def test_a_change_that_is_gone_is_named(sealed: World) -> None:
    for change in all_of(sealed, RecordChange):
        own = place(entry_of(sealed, "change", change.pk)) + "row missing"
        with undone():
            erase(change)
            assert fault(sealed) in {own, *differing(sealed, change)}


def test_an_entry_taken_out_of_the_middle_leaves_a_gap(sealed: World) -> None:
    chain = entries(sealed)
    with undone():
        erase(chain[4])
        assert fault(sealed) == place(chain[5]) + "gap in sequence: 5 missing before it"
    with undone():
        for entry in chain[:3]:
            erase(entry)
        assert fault(sealed) == place(chain[3]) + "gap in sequence: 1 to 3 missing before it"


def written_down(world: World) -> str:
    status, words = said("--organization", world.organization.slug)
    assert status == 0
    return words.rpartition("head ")[2].strip()


def test_a_chain_that_was_cut_is_told_by_what_was_written_down(sealed: World) -> None:
    head = written_down(sealed)
    with undone():
        last = entries(sealed)[-1]
        erase(last)
        # Nothing inside the database can tell it: the row looks as if it waited.
        assert said()[0] == 0
        status, words = said("--expect", head)
        assert (status, "demo: chain cut: entry 13 was written down, and the chain ends at 12") == (
            1,
            words.splitlines()[0],
        )
        # Sealed again, at another moment, it is another entry.
        seal(sealed)
        write(entries(sealed)[-1], "sealed_at", last.sealed_at)
    assert said("--expect", head)[0] == 0


def test_a_chain_that_was_rewritten_as_a_whole_is_told_by_it_too(sealed: World, now: Clock) -> None:
    """Who has the database can compute every hash anew; not the one on another's paper."""
    head = written_down(sealed)
    with undone():
        record = all_of(sealed, AttendanceRecord)[0]
        write(record, "status", "absent")
        sql("DELETE FROM attendance_ledgerentry")
        seal(sealed)
        assert said()[0] == 0
        status, words = said("--expect", head)
        assert status == 1
        assert "chain rewritten" in words
        assert head.partition(":")[2] in words
    assert said("--expect", head)[0] == 0


def test_a_forged_entry_is_named(sealed: World, now: Clock) -> None:
    last = entries(sealed)[-1]

    def forge(**changes: Any) -> None:
        values = {
            "sequence": last.sequence + 1,
            "kind": "record",
            "row_id": 987_654,
            "record_id": 987_654,
            "row_hash": bytes(32),
            "state_hash": bytes(32),
            "previous_hash": bytes(last.hash),
            "hash": bytes(32),
            "sealed_at": now(),
        }
        with tenancy.activate(sealed.organization):
            LedgerEntry.objects.create(**{**values, **changes})

    with undone():
        forge()
        assert "sequence 14, record 987654: chain broken" in fault(sealed)
    with undone():
        # The hash can be computed; the row that it seals must then be there.
        row = rules.SealedRow("record", 987_654, 987_654, bytes(32), bytes(32))
        right = rules.link_hash(
            organization_id=sealed.organization.pk,
            sequence=last.sequence + 1,
            row=row,
            sealed_at=now(),
            previous_hash=bytes(last.hash),
        )
        forge(hash=right)
        assert fault(sealed) == "sequence 14, record 987654: row missing"


def test_swapped_entries_are_named(sealed: World) -> None:
    one, other = entries(sealed)[2:4]
    with undone():
        write(one, "sequence", 0)
        write(other, "sequence", one.sequence)
        write(one, "sequence", other.sequence)
        assert fault(sealed).startswith(f"sequence 3, {other.kind} {other.row_id}: chain broken")
    with undone():
        # Only what they seal, each with the hash that it had.
        write(one, "row_id", -1)
        write(other, "row_id", one.row_id)
        write(one, "row_id", other.row_id)
        assert fault(sealed).startswith("sequence 3, ")


def test_a_record_turned_with_an_invented_change_shows_the_change(sealed: World) -> None:
    """What the chain cannot rule out, it makes visible: the change stands in the register."""
    record = all_of(sealed, AttendanceRecord)[0]
    with undone():
        with tenancy.activate(sealed.organization):
            RecordChange.objects.create(
                record=record,
                kind="mark",
                at=clock.now(),
                from_status="present",
                to_status="absent",
            )
        write(record, "status", "absent")
        assert fault(sealed) == ""
        seal(sealed)
        assert fault(sealed) == ""
        # One that says something else than the record is named all the same.
        write(record, "status", "excused")
        assert f"record {record.pk} differs from its last change" in fault(sealed)


def test_a_record_that_contradicts_its_change_when_sealed_is_named(
    sealed: World, now: Clock
) -> None:
    """Edited between the act and its seal: the hashes agree, the words do not."""
    record = all_of(sealed, AttendanceRecord)[0]
    with undone():
        with tenancy.activate(sealed.organization):
            RecordChange.objects.create(
                record=record, kind="mark", at=now(), from_status="present", to_status="late"
            )
        seal(sealed)
        assert f"record {record.pk} differs from its last change" in fault(sealed)


def test_raw_coordinates_are_in_no_hash(sealed: World) -> None:
    (location,) = all_of(sealed, RecordLocation)[:1]
    with undone():
        write(location, "latitude", 1.0)
        assert fault(sealed) == ""
