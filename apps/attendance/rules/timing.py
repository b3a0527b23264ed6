"""When a session is open and when an arrival is late."""

from datetime import date, datetime, timedelta

from apps.attendance.enums import RecordStatus, SessionState

# How long after its session a scan queued on a phone without connection is still looked at.
LATE_RECEIPT_LIMIT = timedelta(hours=24)
# How long before it begins a class can be started.
EARLIEST_START = timedelta(hours=2)
UNDO_LIMIT = timedelta(minutes=5)
DEVICE_COOL_DOWN = timedelta(days=7)
TYPED_TRIES = 5
TYPED_WINDOW = timedelta(minutes=1)
# Refused tries of one student that are kept: far more than anybody makes by scanning.
ATTEMPTS = 30
ATTEMPTS_WINDOW = timedelta(minutes=1)


def state_at(
    now: datetime, *, state: SessionState, opens_at: datetime, closes_at: datetime
) -> SessionState:
    """Return where a session stands by the clock, whatever was stored.

    A planned session opens at its time and any session is closed from ``closes_at`` on, with no
    worker needed.
    """
    if state == SessionState.CLOSED or now >= closes_at:
        return SessionState.CLOSED
    if state == SessionState.PLANNED and now < opens_at:
        return SessionState.PLANNED
    return SessionState.OPEN


def starts_at(*, planned_start: datetime | None, opened_at: datetime) -> datetime:
    """Return from when lateness counts: the later of planned start and opening."""
    return opened_at if planned_start is None else max(planned_start, opened_at)


def status_of_arrival(
    arrived_at: datetime, *, starts: datetime, late_after_min: int
) -> RecordStatus:
    """Return late when strictly more than the limit after the start, else present."""
    limit = timedelta(minutes=late_after_min)
    return RecordStatus.LATE if arrived_at - starts > limit else RecordStatus.PRESENT


def seconds_after_start(arrived_at: datetime, *, starts: datetime) -> int:
    """Return by how many seconds an arrival came after the start (0 when before)."""
    return max(0, int((arrived_at - starts).total_seconds()))


def can_start_class(now: datetime, *, starts_at: datetime, class_date: date, today: date) -> bool:
    """Return whether a class can be started: from two hours before it to the end of its day.

    ``class_date`` and ``today`` are days where the organisation is.
    """
    return now >= starts_at - EARLIEST_START and today <= class_date
