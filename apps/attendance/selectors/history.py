"""A student's own history: records with what was tried and changed, narrowed; and their rates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from apps.accounts.models import Student
from apps.attendance.enums import RecordStatus
from apps.attendance.models import AttendanceRecord, CheckInAttempt, RecordChange
from apps.attendance.rules.rates import Tally, counts
from apps.attendance.selectors import students
from apps.attendance.selectors.outlook import Outlook, outlooks
from apps.courses.models import Enrollment
from apps.courses.rules import runs_on
from apps.courses.selectors import local_day

_EARLIEST, _LATEST = date(1900, 1, 1), date(9990, 1, 1)
Rows = TypeVar("Rows", AttendanceRecord, CheckInAttempt)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a history is asked for; empty means all. Days are the organisation's, both included.

    ``course`` and ``status`` that nobody has are no error: nothing is found.
    """

    zone: str
    course: int | None = None
    status: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def within(self, rows: "QuerySet[Rows]", *, moment: str) -> "QuerySet[Rows]":
        """Return the rows of the course and the days, by the column that says when."""
        if self.course is not None:
            rows = rows.filter(session__course=self.course)
        if self.first_day is not None:
            rows = rows.filter(**{f"{moment}__gte": _midnight(self.first_day, self.zone)})
        if self.last_day is not None:
            last = _midnight(self.last_day, self.zone, days=1)
            rows = rows.filter(**{f"{moment}__lt": last})
        return rows


def records(student: Student, wanted: Wanted) -> QuerySet[AttendanceRecord]:
    """Return the student's records that are asked for, newest class first."""
    found = wanted.within(students.records(student), moment="session__opens_at")
    return found.filter(status=wanted.status) if wanted.status else found


def attempts(student: Student, wanted: Wanted) -> QuerySet[CheckInAttempt]:
    """Return the student's attempts that are asked for, newest first."""
    return wanted.within(students.attempts(student), moment="at")


@dataclass(frozen=True, slots=True)
class Details:
    """What lies beneath some records, by their keys, oldest first."""

    attempts: Mapping[int, Sequence[CheckInAttempt]]
    changes: Mapping[int, Sequence[RecordChange]]


def details_of(student: Student, found: Iterable[AttendanceRecord]) -> Details:
    """Return the attempts and changes beneath the student's records, in two statements."""
    by_session = {record.session_id: record.pk for record in found}
    tried, changed = defaultdict(list), defaultdict(list)
    mine = students.attempts(student).filter(session__in=by_session).order_by("at", "pk")
    for attempt in mine:
        tried[by_session[attempt.session_id or 0]].append(attempt)
    changes = RecordChange.objects.filter(record__in=by_session.values()).select_related("by")
    for change in changes.order_by("at", "pk"):
        changed[change.record_id].append(change)
    return Details(tried, changed)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a student stands in one course of theirs.

    ``outlook`` is None for a course that is over or has no timetable.
    """

    enrollment: Enrollment
    tally: Tally
    is_current: bool
    outlook: Outlook | None


def standings(student: Student, *, zone: str, now: datetime) -> list[Standing]:
    """Return how the student stands in each course they are or were in, the present ones first.

    A constant number of statements, however many courses and classes.
    """
    enrolled = list(
        Enrollment.objects.filter(student=student)
        .select_related("course__term")
        .order_by("-course__term__first_day", "course__code", "pk")
    )
    today = local_day(now, zone)
    current = {one.pk for one in enrolled if _is_current(one, today)}
    kept = _kept(student, enrolled, zone=zone)
    ahead = outlooks(
        student,
        [one for one in enrolled if one.pk in current],
        decided={session for of in kept.values() for session, _ in of},
        zone=zone,
        now=now,
    )
    found = [
        Standing(
            enrollment=one,
            tally=Tally.of(status for _, status in kept.get(one.course_id, ())),
            is_current=one.pk in current,
            outlook=ahead.get(one.course_id),
        )
        for one in enrolled
    ]
    return sorted(found, key=lambda one: not one.is_current)


def _is_current(one: Enrollment, today: date) -> bool:
    return (
        one.course.is_active
        and today <= one.course.term.last_day
        and runs_on(today, from_date=one.from_date, to_date=one.to_date)
    )


def _kept(
    student: Student, enrolled: Iterable[Enrollment], *, zone: str
) -> Mapping[int, Sequence[tuple[int, str]]]:
    """Return session and status of each record that belongs in the tally, by course."""
    ran = {one.course_id: one for one in enrolled}
    rows = AttendanceRecord.objects.filter(student=student, session__course__in=ran).values_list(
        "session__course",
        "session",
        "status",
        "session__opens_at",
        "session__class_date",
        "session__absences_written_at",
    )
    kept = defaultdict(list)
    for course, session, status, opens_at, class_date, settled_at in rows:
        one = ran[course]
        day = class_date or local_day(opens_at, zone)
        enrolled_then = runs_on(day, from_date=one.from_date, to_date=one.to_date)
        excused = status == RecordStatus.EXCUSED and enrolled_then
        if excused or counts(status, settled=settled_at is not None, enrolled=enrolled_then):
            kept[course].append((session, status))
    return kept


def _midnight(day: date, zone: str, *, days: int = 0) -> datetime:
    """Return when a day, or one so many days later, begins; of days out of all reason, the last."""
    within = min(max(day, _EARLIEST), _LATEST) + timedelta(days=days)
    return datetime.combine(within, time(), tzinfo=ZoneInfo(zone))
