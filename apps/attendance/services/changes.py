"""The one way to write down that a record was changed: who, when, from what, to what, why.

Whoever changes a record locks it, remembers what it says, changes it, and appends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.attendance.enums import ChangeKind
from apps.attendance.models import AttendanceRecord, RecordChange
from apps.attendance.rules.asking import REASON_LENGTH


@dataclass(frozen=True, slots=True)
class Before:
    """What a record said before a change; nothing, of one that was not there or not known."""

    status: str | None = None
    arrived_at: datetime | None = None

    @classmethod
    def of(cls, record: AttendanceRecord) -> "Before":
        """Remember what the record says now."""
        return cls(record.status, record.arrived_at)


def locked_records() -> QuerySet[AttendanceRecord]:
    """Return records, each locked against other changes when it is read; not against being named.

    In the order of their keys, so that two who change many at once do not block each other.
    """
    return AttendanceRecord.objects.select_for_update(of=("self",), no_key=True).order_by("pk")


def stands(change: RecordChange) -> bool:
    """Return whether nothing has happened to the record, which is locked, since this change."""
    last = RecordChange.objects.filter(record=change.record_id).order_by("-at", "-pk").first()
    return last is not None and last.pk == change.pk


def standing(changes: Iterable[RecordChange]) -> list[RecordChange]:
    """Return which of a record's changes, oldest first, have not been undone.

    A mark that was undone at once is as if it had never been: an undoing always takes back the
    change before it.
    """
    stack: list[RecordChange] = []
    for change in changes:
        if change.kind != ChangeKind.UNDO:
            stack.append(change)
        elif stack:
            stack.pop()
    return stack


def change_of(
    record: AttendanceRecord,
    kind: ChangeKind,
    *,
    before: Before,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> RecordChange:
    """Return, not stored, the change that led to what the record says now."""
    return RecordChange(
        record=record,
        kind=kind,
        at=now,
        by=by,
        from_status=before.status,
        to_status=record.status,
        from_arrived_at=before.arrived_at,
        reason=reason.strip()[:REASON_LENGTH],
    )


def append(
    record: AttendanceRecord,
    kind: ChangeKind,
    *,
    before: Before,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> RecordChange:
    """Store the change that led to what the record says now. Inside the change's transaction."""
    change = change_of(record, kind, before=before, by=by, now=now, reason=reason)
    change.save()
    return change
