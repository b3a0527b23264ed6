"""A student's absences in a course, and whether they call for a warning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.attendance.enums import RecordStatus
from apps.attendance.models import AttendanceRecord
from apps.attendance.rules.absence import Finding, Meeting, findings
from apps.courses.selectors import local_day
from apps.orgs.models import Organization

# Lecturers put things right in the first hour after a class: until then nobody is warned of it.
CORRECTION_TIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Absences:
    """What there is to warn of, and the days (of the organisation's zone) of all absences."""

    findings: tuple[Finding, ...]
    days: tuple[date, ...]


def absences_in(
    *, course_id: int, students: Iterable[int], organization: Organization, now: datetime
) -> Mapping[int, Absences]:
    """Return the absences of some students (keys) in a course, in one statement.

    Counted are sessions whose absences were written at least ``CORRECTION_TIME`` ago.
    """
    rows = (
        AttendanceRecord.objects.filter(
            session__course=course_id,
            session__absences_written_at__lte=now - CORRECTION_TIME,
            student__in=set(students),
        )
        .order_by("session__opens_at", "session_id")
        .values_list(
            "student_id", "session_id", "status", "session__opens_at", "session__class_date"
        )
    )
    policy, zone = organization.policy, organization.timezone
    kept: dict[int, list[tuple[int, str, date]]] = {}
    for student, session, status, opens_at, class_date in rows:
        day = class_date or local_day(opens_at, zone)
        kept.setdefault(student, []).append((session, status, day))
    return {
        student: Absences(
            findings=tuple(
                findings([Meeting(one, RecordStatus(status)) for one, status, _ in of], policy)
            ),
            days=tuple(day for _, status, day in of if status == RecordStatus.ABSENT),
        )
        for student, of in kept.items()
    }
