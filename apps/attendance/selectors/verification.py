"""Compares the active organisation's chain, and every row that it seals, with what is stored.

Reads the chain in pieces, in autocommit: memory stays flat, no lock is held, and what is recorded
meanwhile is no false alarm, because each statement sees one moment (see ``selectors.ledger``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from apps.attendance.enums import LedgerKind
from apps.attendance.models import LedgerEntry
from apps.attendance.rules import ledger
from apps.attendance.rules.ledger import Link, SealedRow
from apps.attendance.selectors.ledger import (
    Head,
    Stored,
    changes_now,
    records_now,
    unsealed_changes,
    unsealed_records,
)
from apps.core import tenancy
from apps.orgs.models import TenantQuerySet

PIECE = 2000
# The job runs every minute.
LONGEST_WAIT = timedelta(hours=1)


class LedgerBroken(Exception):
    """The first thing that is not as it was sealed; says which and how."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An entry that somebody has written down, outside of the database."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Whole:
    """A chain without a fault: its end, and how many rows are not in it yet."""

    end: Head
    waiting: int


def verify(*, now: datetime, expected: Expected | None = None) -> Whole:
    """Recompute the whole chain and compare every sealed row; raise LedgerBroken at a fault.

    ``expected`` tells a chain that was cut or rewritten as a whole, which nothing inside the
    database can tell.
    """
    end = Head(0, ledger.GENESIS, None)
    for piece in _pieces():
        stored = _stored(piece)
        for link in piece:
            _check_link(link, end)
            _check_expected(link, expected)
            _check_row(link, stored.get((link.row.kind, link.row.row_id)))
            end = Head(link.sequence, link.hash, link.sealed_at)
    if expected is not None and expected.sequence > end.sequence:
        raise LedgerBroken(
            f"chain cut: entry {expected.sequence} was written down, "
            f"and the chain ends at {end.sequence}"
        )
    return Whole(end, _waiting(now))


def _pieces() -> Iterator[list[Link]]:
    """Yield the chain in order of sequence, piece by piece."""
    above = 0
    while True:
        found = LedgerEntry.objects.filter(sequence__gt=above).order_by("sequence")
        piece = [_link(entry) for entry in found[:PIECE]]
        if not piece:
            return
        yield piece
        above = piece[-1].sequence


def _link(entry: LedgerEntry) -> Link:
    row = SealedRow(
        entry.kind, entry.row_id, entry.record_id, bytes(entry.row_hash), bytes(entry.state_hash)
    )
    return Link(entry.sequence, row, entry.sealed_at, bytes(entry.previous_hash), bytes(entry.hash))


def _stored(piece: list[Link]) -> dict[tuple[str, int], Stored]:
    """Return the rows that these entries seal, as they are now."""
    keys: dict[str, list[int]] = {}
    for link in piece:
        keys.setdefault(link.row.kind, []).append(link.row.row_id)
    found = {}
    for kind, read in ((LedgerKind.RECORD, records_now), (LedgerKind.CHANGE, changes_now)):
        if kind in keys:
            found.update({(kind.value, key): row for key, row in read(keys[kind]).items()})
    return found


def _check_link(link: Link, end: Head) -> None:
    wanted = end.sequence + 1
    if link.sequence != wanted:
        missing = f"{wanted}" if link.sequence == wanted + 1 else f"{wanted} to {link.sequence - 1}"
        raise LedgerBroken(f"{_name(link)}: gap in sequence: {missing} missing before it")
    if not link.is_sound(organization_id=tenancy.current_organization_id(), after=end.hash):
        raise LedgerBroken(f"{_name(link)}: chain broken: the entry is not the one that was made")


def _check_expected(link: Link, expected: Expected | None) -> None:
    if expected and expected.sequence == link.sequence and expected.hash != link.hash:
        raise LedgerBroken(
            f"{_name(link)}: chain rewritten: its hash is {link.hash.hex()}, "
            f"and {expected.hash.hex()} was written down"
        )


def _check_row(link: Link, stored: Stored | None) -> None:
    sealed = link.row
    if stored is None:
        raise LedgerBroken(f"{_name(link)}: row missing")
    now = stored.row
    if now.row_hash != sealed.row_hash or now.record_id != sealed.record_id:
        raise LedgerBroken(f"{_name(link)}: row changed")
    # A record that has a later change is compared where that change is sealed. Until it is, there
    # is nothing to compare with, and nothing to hide behind either: the change itself is visible.
    if not stored.is_last:
        return
    if now.state_hash != sealed.state_hash or not stored.status_agrees:
        if sealed.kind == LedgerKind.RECORD:
            raise LedgerBroken(f"{_name(link)}: row changed, and no change says so")
        raise LedgerBroken(f"{_name(link)}: record {sealed.record_id} differs from its last change")


def _name(link: Link) -> str:
    return f"sequence {link.sequence}, {link.row.kind} {link.row.row_id}"


def _waiting(now: datetime) -> int:
    """Return how many rows wait to be sealed; raise LedgerBroken when one waits too long."""
    too_old = now - LONGEST_WAIT
    records, changes = unsealed_records(), unsealed_changes()
    _refuse_old(LedgerKind.RECORD, records.filter(recorded_at__lt=too_old))
    _refuse_old(LedgerKind.CHANGE, changes.filter(at__lt=too_old))
    return records.count() + changes.count()


def _refuse_old(kind: LedgerKind, rows: TenantQuerySet[Any]) -> None:
    first: Model | None = rows.order_by("pk").first()
    if first is not None:
        raise LedgerBroken(
            f"{kind.value} {first.pk}: not sealed, although older than an hour "
            f"({rows.count()} such {kind.value}s)"
        )
