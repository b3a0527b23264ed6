"""What of the active organisation is sealed, and what waits to be.

Each question is one statement, and so sees one moment: a record together with the changes that made
it what it is. Sealing and verifying therefore need no lock, and hold nobody up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from apps.attendance.enums import LedgerKind
from apps.attendance.models import AttendanceRecord, LedgerEntry, RecordChange
from apps.attendance.rules import ledger
from apps.attendance.rules.ledger import SealedRow
from apps.orgs.models import TenantQuerySet

# Longer than any transaction that writes a record or a change: a request is ended after 30 s.
LONGEST_TRANSACTION = timedelta(minutes=10)
# By then the daily run has looked at all rows, or is as due as any other.
QUIET = timedelta(days=2)
# How many entries a search goes back at first; each further step is ten times as long.
FIRST_STEP = 10

_CHANGE_WIDTH = len(ledger.CHANGE_COLUMNS)
# A record's columns are read through its change: both of the same moment.
_CHANGE_WITH_STATE = (
    *ledger.CHANGE_COLUMNS,
    *(f"record__{column}" for column in ledger.STATE_COLUMNS),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the chain; before the first one, sequence 0 without a time."""

    sequence: int
    hash: bytes
    sealed_at: datetime | None


def head() -> Head:
    """Return the end of the chain."""
    last = (
        LedgerEntry.objects.order_by("-sequence").values_list("sequence", "hash", "sealed_at")
    ).first()
    if last is None:
        return Head(0, ledger.GENESIS, None)
    return Head(last[0], bytes(last[1]), last[2])


def sealed_below(kind: LedgerKind, end: Head, *, now: datetime) -> int:
    """Return a primary key up to which no row of this kind can still be waiting; 0 for none.

    A run must not look through all rows for the few new ones, and "all above the highest that is
    sealed" would lose some: PostgreSQL hands out keys before the commit, so that a lower key may
    appear after a higher one was sealed. But keys are handed out in order. What was sealed ten
    minutes before the last run had its key by then; a lower key was handed out before it, so its
    transaction had ended by the last run, which reads in order of keys and so has sealed it. The
    minutes count back from the last run that sealed anything, not from now: a worker may have been
    away for hours right after a row appeared that it had not seen.

    Of a chain that was made in one go, as after an upgrade, nothing is so much older than its end.
    All rows are looked at then, until something new is sealed or for two days.

    What breaks the assumptions (a transaction of more than ten minutes, keys chosen by an import,
    clocks set back) is found by the daily run, which looks at every row, and by the verification.
    """
    if end.sealed_at is None:
        return 0
    quiet = now - end.sealed_at > QUIET
    settled = end.sealed_at if quiet else end.sealed_at - LONGEST_TRANSACTION
    newest = LedgerEntry.objects.filter(kind=kind).order_by("-row_id")
    # Steps down the index of kind and row. To ask for the first one that is old enough would be
    # one statement, but PostgreSQL may look through the whole ledger for it.
    skip = 0
    while True:
        found = newest.values_list("row_id", "sealed_at")[skip : skip + 1].first()
        if found is None:
            return 0
        if found[1] <= settled:
            return found[0]
        skip = skip * 10 or FIRST_STEP


def unsealed_records() -> TenantQuerySet[AttendanceRecord]:
    """Return the records that no entry seals."""
    return AttendanceRecord.objects.filter(~Exists(_entry_of(LedgerKind.RECORD)))  # type: ignore[return-value]  # the manager's own class


def unsealed_changes() -> TenantQuerySet[RecordChange]:
    """Return the changes that no entry seals."""
    return RecordChange.objects.filter(~Exists(_entry_of(LedgerKind.CHANGE)))  # type: ignore[return-value]  # the manager's own class


def _entry_of(kind: LedgerKind) -> TenantQuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(kind=kind, row_id=OuterRef("pk"))  # type: ignore[return-value]  # the manager's own class


def records_to_seal(*, above: int, limit: int) -> list[SealedRow]:
    """Return new records in order of their keys, as entries will state them."""
    found = unsealed_records().filter(pk__gt=above).order_by("pk")
    return [sealed_record(row) for row in found.values_list(*ledger.STATE_COLUMNS)[:limit]]


def changes_to_seal(*, above: int, limit: int) -> list[SealedRow]:
    """Return new changes in order of their keys, each with its record as it stands now."""
    found = unsealed_changes().filter(pk__gt=above).order_by("pk")
    return [sealed_change(row) for row in found.values_list(*_CHANGE_WITH_STATE)[:limit]]


def sealed_record(values: tuple[object, ...]) -> SealedRow:
    """Return what an entry states of a record, given its STATE_COLUMNS."""
    key = _key(values[0])
    fixed = values[: len(ledger.RECORD_COLUMNS)]
    return SealedRow(
        LedgerKind.RECORD.value, key, key, ledger.record_hash(fixed), ledger.state_hash(values)
    )


def sealed_change(values: tuple[object, ...]) -> SealedRow:
    """Return what an entry states of a change, given its columns and its record's state."""
    change, state = values[:_CHANGE_WIDTH], values[_CHANGE_WIDTH:]
    return SealedRow(
        LedgerKind.CHANGE.value,
        _key(change[0]),
        _key(change[ledger.CHANGE_COLUMNS.index("record_id")]),
        ledger.change_hash(change),
        ledger.state_hash(state),
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it is stored now, in the words of the entry that sealed it."""

    row: SealedRow
    # Nothing has been recorded of the record since: its state must be the one that was sealed.
    is_last: bool
    status_agrees: bool


def records_now(keys: list[int]) -> dict[int, Stored]:
    """Return these records as they are now, by key."""
    changed = Exists(RecordChange.objects.filter(record=OuterRef("pk")))
    rows = AttendanceRecord.objects.filter(pk__in=keys).annotate(is_changed=changed)
    found = {}
    for *values, is_changed in rows.values_list(*ledger.STATE_COLUMNS, "is_changed"):
        row = sealed_record(tuple(values))
        found[row.row_id] = Stored(row, is_last=not is_changed, status_agrees=True)
    return found


def changes_now(keys: list[int]) -> dict[int, Stored]:
    """Return these changes as they are now, by key, each with its record's state.

    Changes of one record are written under its lock, so the one with the highest key is the last.
    """
    later = RecordChange.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
    rows = RecordChange.objects.filter(pk__in=keys).annotate(is_followed=Exists(later))
    to_status = ledger.CHANGE_COLUMNS.index("to_status")
    status = _CHANGE_WIDTH + ledger.STATE_COLUMNS.index("status")
    found = {}
    for *values, is_followed in rows.values_list(*_CHANGE_WITH_STATE, "is_followed"):
        row = sealed_change(tuple(values))
        agrees = values[to_status] == values[status]
        found[row.row_id] = Stored(row, is_last=not is_followed, status_agrees=agrees)
    return found


def _key(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101 - primary keys are; tells mypy
    return value
