"""One cell of a register in full: a student in a session, and every change of the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.accounts.models import Student
from apps.attendance.enums import RecordStatus
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.rules.cells import shown
from apps.core.errors import NotFound
from apps.courses.models import Enrollment
from apps.courses.selectors import running_on

MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class CellDetails:
    """A student in a session; all but person, attempts and changes is empty without a record."""

    student: Mapping[str, Any]
    enrolled: bool
    status: RecordStatus | None
    source: str | None
    arrived_at: datetime | None
    recorded_at: datetime | None
    contested: bool
    attempts: int
    changes: Sequence[Mapping[str, Any]]


def cell_of(session: AttendanceSession, *, student_pk: int) -> CellDetails:
    """Return one student in a session, with the changes newest first, 100 at most.

    Raises NotFound for a student who is neither enrolled in the course nor recorded.
    """
    record = AttendanceRecord.objects.filter(session=session, student__pk=student_pk).first()
    enrollments = Enrollment.objects.filter(course=session.course_id, student__pk=student_pk)
    student = Student.objects.select_related("user").filter(pk=student_pk).first()
    if student is None or (record is None and not enrollments.exists()):
        raise NotFound
    day = session.day_in(session.organization.timezone)
    enrolled = enrollments.filter(running_on(day)).exists()
    changes = _changes(record) if record else []
    status = None
    if record is not None:
        status = shown(
            record.status,
            source=record.source,
            last_change=changes[0].kind if changes else None,
            enrolled=enrolled,
            settled=session.absences_written_at is not None,
        )
    seen = record if status is not None else None
    return CellDetails(
        student={
            "id": student.pk,
            "student_id": student.student_id,
            "full_name": student.user.full_name,
        },
        enrolled=enrolled,
        status=status,
        source=seen.source if seen else None,
        arrived_at=seen.arrived_at if seen else None,
        recorded_at=seen.recorded_at if seen else None,
        contested=seen.contested if seen else False,
        attempts=CheckInAttempt.objects.filter(session=session, student=student).count(),
        changes=[_plain(change) for change in changes],
    )


def _changes(record: AttendanceRecord) -> list[RecordChange]:
    rows = RecordChange.objects.filter(record=record).select_related("by")
    return list(rows.order_by("-at", "-pk")[:MOST_CHANGES])


def _plain(change: RecordChange) -> Mapping[str, Any]:
    return {
        "id": change.pk,
        "kind": change.kind,
        "at": change.at,
        "by": change.by.get_full_name() if change.by else None,
        "from_status": change.from_status,
        "to_status": change.to_status,
        "reason": change.reason,
    }
