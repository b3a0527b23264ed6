"""The rows behind marks of many records: locked, made, changed and stored in few statements."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.accounts.models import Student
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.services.changes import locked_records
from apps.attendance.services.store import new_reference
from apps.courses.models import Course, Enrollment

_BATCH = 500
# What a mark or its undo changes of a record.
_FIELDS = (
    "status",
    "source",
    "arrived_at",
    "band",
    "reasons",
    "contested",
    "device_key",
    "network",
)

# A session and a student in it, by their keys.
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """A locked record that is about to change, as it was before."""

    record: AttendanceRecord
    before: Mapping[str, Any]

    @classmethod
    def of(cls, record: AttendanceRecord) -> "Edit":
        """Remember the record as it is now."""
        return cls(record, {name: getattr(record, name) for name in _FIELDS})

    def differences(self) -> dict[str, Any]:
        """Return the fields that are others by now."""
        now = {name: getattr(self.record, name) for name in _FIELDS}
        return {name: value for name, value in now.items() if value != self.before[name]}


def cell_of(record: AttendanceRecord) -> Cell:
    """Return session and student of a record."""
    return record.session_id, record.student_id


def locked_sessions(course: Course, keys: Collection[int]) -> dict[int, AttendanceSession]:
    """Return these sessions of the course, locked against being closed or marked by others.

    In the order of their keys, and without their keys, for check-ins point at those.
    """
    rows = (
        AttendanceSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course", "organization")
        .filter(course=course, pk__in=keys)
        .order_by("pk")
    )
    return {one.pk: one for one in rows}


def locked_cells(cells: Collection[Cell]) -> dict[Cell, AttendanceRecord]:
    """Return the records of these cells, locked in the order of their keys."""
    wanted = set(cells)
    rows = locked_records().filter(
        session__in={session for session, _ in wanted},
        student__in={student for _, student in wanted},
    )
    return {cell_of(one): one for one in rows if cell_of(one) in wanted}


def records_by_key(keys: Collection[int]) -> dict[int, AttendanceRecord]:
    """Return these records, locked in the order of their keys."""
    rows = locked_records().select_related("session__organization").filter(pk__in=keys)
    return {one.pk: one for one in rows}


def known_students(course: Course, keys: Collection[int]) -> set[int]:
    """Return which of these students are, were or will be enrolled, or have a record."""
    enrolled = Enrollment.objects.filter(course=course, student__in=keys)
    recorded = AttendanceRecord.objects.filter(session__course=course, student__in=keys)
    found = Student.objects.filter(pk__in=keys).filter(
        pk__in=enrolled.values("student").union(recorded.values("student"))
    )
    return set(found.values_list("pk", flat=True))


def make_records(
    wanted: Mapping[Cell, AttendanceRecord],
) -> tuple[dict[Cell, AttendanceRecord], dict[Cell, AttendanceRecord]]:
    """Insert records; return those that were, and those that somebody else was faster with.

    Their references, random each, tell the two apart.
    """
    if not wanted:
        return {}, {}
    AttendanceRecord.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=_BATCH)
    stored = locked_cells(wanted)
    mine = {
        cell: record
        for cell, record in stored.items()
        if record.reference == wanted[cell].reference
    }
    return mine, {cell: record for cell, record in stored.items() if cell not in mine}


def new_record(session: AttendanceSession, student: int, *, now: datetime) -> AttendanceRecord:
    """Return a record that says nothing yet."""
    return AttendanceRecord(
        session=session, student_id=student, reference=new_reference(), recorded_at=now
    )


def store(edits: Iterable[Edit]) -> None:
    """Store what has changed: one statement for all records that change in the same way."""
    groups: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for edit in edits:
        values = edit.differences()
        if values:
            key = json.dumps(values, default=str, sort_keys=True)
            groups.setdefault(key, (values, []))[1].append(edit.record.pk)
    for values, keys in groups.values():
        AttendanceRecord.objects.filter(pk__in=keys).update(**values)


def append(changes: Sequence[RecordChange]) -> None:
    """Append changes; each has its key afterwards."""
    RecordChange.objects.bulk_create(changes, batch_size=_BATCH)


def history(records: Iterable[AttendanceRecord]) -> dict[int, list[RecordChange]]:
    """Return all changes of each record, by its key, oldest first."""
    found: dict[int, list[RecordChange]] = {}
    rows = RecordChange.objects.filter(record__in=[one.pk for one in records])
    for change in rows.select_related("by").order_by("at", "pk"):
        found.setdefault(change.record_id, []).append(change)
    return found


def tried(records: Collection[AttendanceRecord]) -> set[Cell]:
    """Return in which of these cells the student has an attempt."""
    rows = CheckInAttempt.objects.filter(
        session__in={one.session_id for one in records},
        student__in={one.student_id for one in records},
    ).values_list("session_id", "student_id")
    return {(session or 0, student or 0) for session, student in rows}


def expected(
    course: Course, sessions: Iterable[AttendanceSession], students: Collection[int]
) -> set[Cell]:
    """Return the cells of students whose enrolment ran on the session's day."""
    days = {one.pk: one.day_in(one.organization.timezone) for one in sessions}
    rows = Enrollment.objects.filter(course=course, student__in=students).values_list(
        "student_id", "from_date", "to_date"
    )
    return {
        (session, student)
        for student, begins, ends in rows
        for session, day in days.items()
        if begins <= day and (ends is None or day <= ends)
    }
