"""The classes of a student's courses that are still to come, until their terms end."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.accounts.models import Student
from apps.attendance.enums import SessionState
from apps.attendance.selectors.classes import ClassEntry, classes_for
from apps.courses.models import Enrollment
from apps.courses.selectors import local_day, running_schedules

# A term that was entered with a wrong year must not be computed for ever.
FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to come in a course that has a timetable, in order."""

    coming: tuple[ClassEntry, ...]


def outlooks(
    student: Student,
    enrolled: Iterable[Enrollment],
    *,
    decided: Collection[int],
    zone: str,
    now: datetime,
) -> Mapping[int, Outlook]:
    """Return the outlook of each course (key) that has a timetable; others have none.

    Without a timetable nobody can say how many classes there will be. ``decided`` are sessions
    (keys) in which the student's record stands already. A class comes that is neither called off
    nor on a holiday and has not ended, and whose roll-call has not closed. Seven statements at
    most, however many classes there are.
    """
    ends = {one.course_id: one.course.term.last_day for one in enrolled}
    if not ends:
        return {}
    timed = running_schedules().filter(course__in=ends)
    coming: dict[int, list[ClassEntry]] = {one.course_id: [] for one in timed}
    if not coming:
        return {}
    today = local_day(now, zone)
    last = min(max(ends[course] for course in coming), today + FARTHEST)
    for entry in classes_for(student.user, first=today, last=last, timezone=zone, now=now):
        if entry.course.pk in coming and _comes(entry, decided, now=now):
            coming[entry.course.pk].append(entry)
    return {course: Outlook(tuple(entries)) for course, entries in coming.items()}


def _comes(entry: ClassEntry, decided: Collection[int], *, now: datetime) -> bool:
    if entry.called_off or entry.holiday or entry.ends_at <= now:
        return False
    if entry.session is None:
        return True
    return entry.state != SessionState.CLOSED and entry.session.pk not in decided
