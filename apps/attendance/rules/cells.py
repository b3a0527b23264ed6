"""What a cell of a register shows: one student in one session, as one letter."""

from apps.attendance.enums import ChangeKind, RecordStatus

NOT_YET = "."
NOT_ENROLLED = "-"
# By the status as it is stored.
LETTERS: dict[str, str] = {
    RecordStatus.PRESENT: "P",
    RecordStatus.LATE: "L",
    RecordStatus.EXCUSED: "E",
    RecordStatus.ABSENT: "A",
}

# What is notable about a cell, as bits that add up to one hexadecimal digit.
CONTESTED, DOUBTFUL, CHANGED, WALK_IN = 1, 2, 4, 8


def shown(
    status: str, *, source: str | None, last_change: str | None, enrolled: bool, settled: bool
) -> RecordStatus | None:
    """Return the status that a record shows, None for one whose first mark was undone.

    Such a record stays, for records are never deleted. While the session is open it says "not
    yet"; of somebody who was not enrolled that day it never says anything.
    """
    if source is None and last_change == ChangeKind.UNDO:
        if not enrolled:
            return None
        if status == RecordStatus.ABSENT and not settled:
            return None
    return RecordStatus(status)


def undone_status(*, before: str | None, enrolled: bool) -> RecordStatus:
    """Return what a record becomes when a change is undone: what it was before.

    A first mark leaves who is enrolled absent, which an open session shows as "not yet". Who was
    not enrolled that day was not expected: excused counts in no rate.
    """
    if before is not None:
        return RecordStatus(before)
    return RecordStatus.ABSENT if enrolled else RecordStatus.EXCUSED
