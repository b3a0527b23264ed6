"""What a mark by hand, and taking it back, do to one record. Nothing is stored here."""

from datetime import datetime

from apps.attendance.enums import (
    ATTENDED,
    Band,
    ChangeKind,
    Reason,
    RecordStatus,
    Source,
)
from apps.attendance.models import AttendanceRecord, RecordChange
from apps.attendance.rules.cells import undone_status
from apps.attendance.rules.timing import UNDO_LIMIT

_UNDOABLE = frozenset({ChangeKind.MARK, ChangeKind.DECISION})
# What leaves a record as a person's word, and not the clock's.
BY_HAND = _UNDOABLE | {ChangeKind.CONTEST}


def says_nothing_new(record: AttendanceRecord, status: RecordStatus, *, reason: str) -> bool:
    """Return whether the same status again is no news: no reason, no look at weak evidence."""
    same = record.status == status and record.source is not None
    return same and record.band != Band.LOW and not reason.strip()


def apply_mark(record: AttendanceRecord, status: RecordStatus, *, now: datetime) -> None:
    """Set a status by hand; weak evidence is settled by it, and a contested absence too."""
    record.status = status
    record.source = record.source or Source.MANUAL
    if status in ATTENDED and record.arrived_at is None:
        record.arrived_at = now
    record.contested = False
    if record.band == Band.LOW:
        # The lecturer has looked: the row leaves the review list, its reasons stay.
        record.band = Band.STANDARD
        record.reasons = [*record.reasons, str(Reason.CONFIRMED)]


def undoable(change: RecordChange, *, now: datetime) -> bool:
    """Return whether a change is of a kind, and young enough, to be taken back."""
    return change.kind in _UNDOABLE and now - change.at <= UNDO_LIMIT


def take_back(
    record: AttendanceRecord,
    change: RecordChange,
    *,
    previous: RecordChange | None,
    tried: bool,
    enrolled: bool,
) -> None:
    """Put a record back to what it was before its last change, evidence included.

    ``previous`` is the change before that one, ``tried`` whether the student had an attempt,
    ``enrolled`` whether they were expected that day.
    """
    record.status = undone_status(before=change.from_status, enrolled=enrolled)
    record.arrived_at = change.from_arrived_at
    by_hand_before = previous is not None and previous.kind in BY_HAND
    if change.kind == ChangeKind.DECISION:
        record.band, record.reasons = None, []
        record.device_key, record.network = "", ""
    elif not by_hand_before and record.reasons[-1:] == [str(Reason.CONFIRMED)]:
        record.band, record.reasons = Band.LOW, record.reasons[:-1]
    if record.status == RecordStatus.ABSENT and not by_hand_before:
        # Nobody had come, or the clock had written the absence.
        record.source = None
        record.contested = tried
    elif change.from_status is None:
        record.source = None
