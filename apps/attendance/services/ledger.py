"""Seals what was recorded: appends hashes of new records and changes to the chain."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.attendance.enums import LedgerKind
from apps.attendance.models import LedgerEntry
from apps.attendance.rules import ledger
from apps.attendance.rules.ledger import Link, SealedRow
from apps.attendance.selectors.ledger import (
    Head,
    changes_to_seal,
    head,
    records_to_seal,
    sealed_below,
)
from apps.core import tenancy

SEAL_TASK = "attendance.seal_now"
# Rows of each kind in one transaction, and transactions in one run. On SQLite a check-in waits for
# the transaction: it must be short.
BATCH = 500
BATCHES = 200


def seal(*, now: datetime, everything: bool = False) -> int:
    """Seal what the active organisation has recorded since; return how many rows.

    At most 100,000 rows of each kind a run; the next one goes on. ``everything`` looks at all rows
    and not only at recent ones: slower, and finds what appeared out of order. May run beside
    itself: where two extend the chain at once, one of them gives up without a word.
    """
    end = head()
    records = 0 if everything else sealed_below(LedgerKind.RECORD, end, now=now)
    changes = 0 if everything else sealed_below(LedgerKind.CHANGE, end, now=now)
    sealed = 0
    for _ in range(BATCHES):
        # The rows are read after the end of the chain: of two sealers the one that has read older
        # rows has read an older end too, and does not get its entries in behind newer ones.
        new_records = records_to_seal(above=records, limit=BATCH)
        new_changes = changes_to_seal(above=changes, limit=BATCH)
        # As they were read: what an entry states is never older than what the one before states.
        rows = [*new_records, *new_changes]
        if not rows or not _append(rows, end, now=now):
            break
        sealed += len(rows)
        if max(len(new_records), len(new_changes)) < BATCH:
            # In a rush there would always be a few more: they are for the next run.
            break
        # What appears below meanwhile is for the next run.
        records = max([records, *(row.row_id for row in new_records)])
        changes = max([changes, *(row.row_id for row in new_changes)])
        end = head()
    return sealed


def _append(rows: list[SealedRow], end: Head, *, now: datetime) -> bool:
    """Store the entries of one batch, all or none; return False when another sealer was first.

    Only the chain is written: no row that a check-in touches is locked.
    """
    links = ledger.chained(
        rows,
        organization_id=tenancy.current_organization_id(),
        sealed_at=now,
        after_sequence=end.sequence,
        after_hash=end.hash,
    )
    try:
        with transaction.atomic():
            LedgerEntry.objects.bulk_create([_entry(link) for link in links])
    except IntegrityError:
        if head() == end:
            # Nobody was first: the rows themselves are refused, which is a fault.
            raise
        return False
    return True


def _entry(link: Link) -> LedgerEntry:
    row = link.row
    return LedgerEntry(
        sequence=link.sequence,
        kind=row.kind,
        row_id=row.row_id,
        record_id=row.record_id,
        row_hash=row.row_hash,
        state_hash=row.state_hash,
        previous_hash=link.previous_hash,
        hash=link.hash,
        sealed_at=link.sealed_at,
    )
