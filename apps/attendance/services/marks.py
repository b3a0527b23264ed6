"""Marks by hand of many records at once, in a register of many sessions, and taking them back.

Each line says what its author saw. What somebody else has changed since is left as it is and told,
so that of two lecturers at work at once neither overwrites the other without knowing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.attendance.enums import (
    ChangeKind,
    MarkOutcome,
    RecordStatus,
    SessionState,
)
from apps.attendance.errors import ReasonRequired
from apps.attendance.models import AttendanceRecord, AttendanceSession, RecordChange
from apps.attendance.rules.cells import shown
from apps.attendance.services import mark_rows as rows
from apps.attendance.services import sessions as session_services
from apps.attendance.services.changes import Before, change_of
from apps.attendance.services.excuses import excuse_undone
from apps.attendance.services.mark_rows import Cell, Edit, cell_of
from apps.attendance.services.marking import apply_mark, says_nothing_new, take_back, undoable
from apps.courses.models import Course

MOST_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Wish:
    """A status for one cell, and the one that its author saw there (None for no status)."""

    session_id: int
    student_id: int
    status: RecordStatus
    expected: RecordStatus | None

    @property
    def cell(self) -> Cell:
        """Session and student."""
        return self.session_id, self.student_id


@dataclass(frozen=True, slots=True)
class MarkLine:
    """What became of one cell: its status now, and the change to undo it by.

    Of a conflict ``last`` is what was changed last; None when the student checked in, or the
    clock wrote the absence. ``at`` is when the cell became what it is.
    """

    session_id: int
    student_id: int
    outcome: MarkOutcome
    status: RecordStatus | None = None
    change: RecordChange | None = None
    last: RecordChange | None = None
    at: datetime | None = None


def mark_many(
    *, course: Course, wishes: Sequence[Wish], reason: str, by: User, now: datetime
) -> list[MarkLine]:
    """Set statuses by hand in one transaction; the answer says of each cell what became of it.

    Raises ReasonRequired without a reason when one of the sessions is closed. Sessions and
    students that are not of this course are unknown, whoever's they are.
    """
    # The last word about a cell holds. In the order of keys: two at once do not block each other.
    meant = sorted({wish.cell: wish for wish in wishes}.values(), key=lambda wish: wish.cell)
    with transaction.atomic():
        sessions = {
            key: session_services.settle_if_due(session=session, now=now)
            for key, session in rows.locked_sessions(
                course, {wish.session_id for wish in meant}
            ).items()
        }
        states = {key: session.state_at(now) for key, session in sessions.items()}
        if SessionState.CLOSED in states.values() and not reason.strip():
            raise ReasonRequired
        known = rows.known_students(course, {wish.student_id for wish in meant})
        lines, possible = [], []
        for wish in meant:
            if wish.session_id not in sessions or wish.student_id not in known:
                lines.append(MarkLine(*wish.cell, outcome=MarkOutcome.UNKNOWN))
            elif states[wish.session_id] == SessionState.PLANNED:
                lines.append(MarkLine(*wish.cell, outcome=MarkOutcome.TOO_EARLY))
            else:
                possible.append(wish)
        return lines + _mark(course, sessions, possible, reason=reason, by=by, now=now)


def _mark(
    course: Course,
    sessions: Mapping[int, AttendanceSession],
    wishes: Sequence[Wish],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> list[MarkLine]:
    stored = rows.locked_cells({wish.cell for wish in wishes})
    new = {}
    for wish in wishes:
        if wish.cell not in stored and wish.expected is None:
            fresh = rows.new_record(sessions[wish.session_id], wish.student_id, now=now)
            apply_mark(fresh, wish.status, now=now)
            new[wish.cell] = fresh
    made, taken = rows.make_records(new)
    stored |= taken
    past = rows.history(stored.values())
    enrolled = rows.expected(course, sessions.values(), {wish.student_id for wish in wishes})
    edits: list[Edit] = []
    changes: list[RecordChange] = []
    lines: list[MarkLine] = []
    for wish in wishes:
        record = made.get(wish.cell)
        before = Before()
        if record is None:
            record = stored.get(wish.cell)
            last = past[record.pk][-1] if record and record.pk in past else None
            settled = sessions[wish.session_id].absences_written_at is not None
            line = _kept(wish, record, last, enrolled=wish.cell in enrolled, settled=settled)
            if record is None or line is not None:
                lines.append(line or MarkLine(*wish.cell, outcome=MarkOutcome.CONFLICT))
                continue
            before = Before.of(record)
            edits.append(Edit.of(record))
            apply_mark(record, wish.status, now=now)
        change = change_of(record, ChangeKind.MARK, before=before, by=by, now=now, reason=reason)
        changes.append(change)
        lines.append(_changed(wish.cell, wish.status, change))
    rows.store(edits)
    rows.append(changes)
    return lines


def _kept(
    wish: Wish,
    record: AttendanceRecord | None,
    last: RecordChange | None,
    *,
    enrolled: bool,
    settled: bool,
) -> MarkLine | None:
    """Return the answer about a stored record that is left as it is; None for one to change."""
    if record is None:
        # Seen with a status, and nothing is stored: what was seen was not from here.
        return MarkLine(*wish.cell, outcome=MarkOutcome.CONFLICT)
    says = shown(
        record.status,
        source=record.source,
        last_change=last.kind if last else None,
        enrolled=enrolled,
        settled=settled,
    )
    # Where nothing had been known, the absence that the clock has written since is no one's word.
    by_clock = wish.expected is None and record.source is None and not record.contested
    if says not in (wish.expected, wish.status) and not by_clock:
        return _conflict(record, says, last)
    if says == wish.status and says_nothing_new(record, wish.status, reason=""):
        return MarkLine(*wish.cell, outcome=MarkOutcome.SAME, status=says)
    return None


def undo_many(*, course: Course, changes: Iterable[int], by: User, now: datetime) -> list[MarkLine]:
    """Take back exactly these changes, by appending their opposites, within five minutes.

    Records that have changed since stay as they are, and so do those whose change is too old.
    Changes of other courses are left out like ones that do not exist. In a closed session an
    approved request excuses who is absent by it.
    """
    with transaction.atomic():
        asked = list(
            RecordChange.objects.filter(
                pk__in=set(changes), record__session__course=course
            ).select_related("record")
        )
        sessions = rows.locked_sessions(course, {one.record.session_id for one in asked})
        records = rows.records_by_key({one.record_id for one in asked})
        past = rows.history(records.values())
        students = {one.student_id for one in records.values()}
        enrolled = rows.expected(course, sessions.values(), students)
        tried = rows.tried(records.values())
        edits: list[Edit] = []
        opposites: list[RecordChange] = []
        lines: list[MarkLine] = []
        for change in asked:
            record = records[change.record_id]
            before, cell = past[record.pk], cell_of(record)
            if before[-1].pk != change.pk or not undoable(change, now=now):
                lines.append(_conflict(record, RecordStatus(record.status), before[-1]))
                continue
            edits.append(Edit.of(record))
            take_back(
                record,
                change,
                previous=before[-2] if len(before) > 1 else None,
                tried=cell in tried,
                enrolled=cell in enrolled,
            )
            seen = Before(edits[-1].before["status"])
            opposite = change_of(record, ChangeKind.UNDO, before=seen, by=by, now=now)
            opposites.append(opposite)
            says = shown(
                record.status,
                source=record.source,
                last_change=ChangeKind.UNDO,
                enrolled=cell in enrolled,
                settled=sessions[record.session_id].absences_written_at is not None,
            )
            lines.append(_changed(cell, says, opposite))
        rows.store(edits)
        rows.append(opposites)
        excused = _excuse_undone(sessions, [one.record for one in opposites], now=now)
        return [
            replace(line, status=RecordStatus.EXCUSED)
            if line.change is not None and line.change.record_id in excused
            else line
            for line in lines
        ]


def _excuse_undone(
    sessions: Mapping[int, AttendanceSession],
    records: Iterable[AttendanceRecord],
    *,
    now: datetime,
) -> set[int]:
    """Excuse of each session whom closing would have; return the keys of their records."""
    undone: dict[int, list[AttendanceRecord]] = defaultdict(list)
    for record in records:
        undone[record.session_id].append(record)
    excused: set[int] = set()
    for key, some in undone.items():
        excused |= excuse_undone(sessions[key], some, now=now)
    return excused


def _changed(cell: Cell, says: RecordStatus | None, change: RecordChange) -> MarkLine:
    return MarkLine(*cell, outcome=MarkOutcome.CHANGED, status=says, change=change)


def _conflict(
    record: AttendanceRecord, says: RecordStatus | None, last: RecordChange | None
) -> MarkLine:
    return MarkLine(
        *cell_of(record),
        outcome=MarkOutcome.CONFLICT,
        status=says,
        last=last,
        at=last.at if last else record.arrived_at or record.recorded_at,
    )
