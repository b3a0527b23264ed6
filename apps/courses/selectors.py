"""Reads about teaching."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Model, Prefetch, Q, QuerySet

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.core.errors import ChangedMeanwhile, NotFound
from apps.courses.models import (
    CalledOffClass,
    ClassSchedule,
    Course,
    CourseLecturer,
    Enrollment,
    Holiday,
    Term,
    Venue,
)
from apps.courses.rules.timetable import ClassTime, classes
from apps.orgs.rules import Policy
from apps.orgs.rules.overrides import OVERRIDABLE, overridden


def running_on(day: date, *, prefix: str = "") -> Q:
    """Return the condition "the enrolment counts on ``day``", for joins below ``prefix``."""
    return Q(**{f"{prefix}from_date__lte": day}) & (
        Q(**{f"{prefix}to_date": None}) | Q(**{f"{prefix}to_date__gte": day})
    )


def local_day(moment: datetime, timezone: str) -> date:
    """Return the calendar day of a moment in an organisation's time zone."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def courses_of(user: User, *, today: date) -> QuerySet[Course]:
    """Return the courses a user has to do with: a student's own, a lecturer's own, or all.

    Each carries ``enrolled_count`` of today; lecturers and term are fetched with it.
    """
    found = Course.objects.select_related("term", "default_venue").prefetch_related(
        Prefetch("teaching", CourseLecturer.objects.select_related("lecturer__user"))
    )
    found = found.annotate(
        enrolled_count=Count(
            "enrollments", filter=running_on(today, prefix="enrollments__"), distinct=True
        )
    )
    if user.role == Role.STUDENT:
        mine = Enrollment.objects.filter(running_on(today), student__user=user)
        found = found.filter(pk__in=mine.values("course"), is_active=True)
    elif user.role == Role.LECTURER:
        found = found.filter(
            pk__in=CourseLecturer.objects.filter(lecturer__user=user).values("course")
        )
    return found.order_by("-term__first_day", "code", "pk")


def teaches(user: User, course: Course) -> bool:
    """Return whether the user may run this course: its lecturers, and administrators."""
    if user.role == Role.ADMIN:
        return True
    return CourseLecturer.objects.filter(course=course, lecturer__user=user).exists()


def course_for(user: User, *, pk: int, today: date) -> Course:
    """Return one of the user's courses; raise NotFound for any other."""
    found = courses_of(user, today=today).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def own_policy(course: Course, policy: Policy) -> Policy:
    """Return the rules of a course: its organisation's policy with the course's own in it.

    What sessions of the course copy when they are opened or planned.
    """
    return overridden(policy, course.policy_overrides)


def own_policy_version(course: Course, policy: Policy) -> str:
    """Return a short name of exactly these rules, the course's own and the organisation's."""
    values = policy.to_json()
    common = {one.name: values[one.name] for one in OVERRIDABLE}
    text = json.dumps([course.policy_overrides, common], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_EDITED: dict[type[Model], tuple[str, ...]] = {
    Term: ("name", "first_day", "last_day"),
    Venue: ("name", "latitude", "longitude", "radius_m"),
    Course: ("code", "name", "term_id", "default_venue_id"),
    Enrollment: ("from_date", "to_date"),
    ClassSchedule: (
        *("weekdays", "starts", "ends", "first_day", "last_day"),
        *("venue_id", "opens_itself", "is_active"),
    ),
    Holiday: ("name", "first_day", "last_day", "term_id"),
}
# What a form overwrites as a whole, so that it says what it has seen.
Edited = Term | Venue | Course | Enrollment | ClassSchedule | Holiday


def version_of(row: Edited) -> str:
    """Return a digest of what can be edited of a row: another one after every other change.

    Made of the content, as that of people is; of a course with who teaches it (``teaching``).
    """
    content = [str(getattr(row, name)) for name in _EDITED[type(row)]]
    if isinstance(row, Course):
        content += sorted(str(one.lecturer_id) for one in row.teaching.all())
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def hold_version(row: Edited, seen: str | None) -> None:
    """Raise ChangedMeanwhile when a locked row is not as it was seen; None has not looked."""
    if seen is not None and version_of(row) != seen:
        raise ChangedMeanwhile


def narrowed(
    found: QuerySet[Course], *, search: str, term: int | None, active: bool | None, sort: str
) -> QuerySet[Course]:
    """Return the courses whose code or name holds a text, of a term, running or ended, sorted."""
    if search:
        found = found.filter(Q(code__icontains=search) | Q(name__icontains=search))
    if term is not None:
        found = found.filter(term=term)
    if active is not None:
        found = found.filter(is_active=active)
    if sort:
        column, down = COURSE_SORTS[sort.lstrip("-")], sort.startswith("-")
        found = found.order_by(f"-{column}" if down else column, "-term__first_day", "code", "pk")
    return found


# Names by which courses are sorted, and the columns behind them.
COURSE_SORTS = {
    "code": "code",
    "name": "name",
    "term": "term__first_day",
    "enrolled": "enrolled_count",
}


def enrollments(
    course: Course, *, search: str = "", attending_on: date | None = None
) -> QuerySet[Enrollment]:
    """Return a course's enrolments with their students, by number.

    ``search`` is part of a name or number; ``attending_on`` leaves those out that have ended
    before that day.
    """
    found = Enrollment.objects.filter(course=course)
    if search:
        found = found.filter(
            Q(student__student_id__icontains=search) | Q(student__user__full_name__icontains=search)
        )
    if attending_on is not None:
        found = found.filter(Q(to_date=None) | Q(to_date__gte=attending_on))
    return found.select_related("student__user").order_by("student__student_id", "pk")


def schedules() -> QuerySet[ClassSchedule]:
    """Return the class schedules with all that their classes are computed from."""
    return ClassSchedule.objects.select_related("course__term", "venue", "course__default_venue")


def running_schedules() -> QuerySet[ClassSchedule]:
    """Return the schedules that have classes: neither they nor their courses have ended."""
    return schedules().filter(is_active=True, course__is_active=True)


def schedule_for(user: User, *, pk: int) -> ClassSchedule:
    """Return a schedule of a course that the user runs; raise NotFound for any other."""
    found = schedules().filter(pk=pk).first()
    if found is None or not teaches(user, found.course):
        raise NotFound
    return found


def holidays_of(schedules: Sequence[ClassSchedule], *, first: date, last: date) -> list[Holiday]:
    """Return what may fall on classes of the schedules between two days: one statement."""
    terms = {one.course.term_id for one in schedules}
    return list(
        Holiday.objects.filter(
            Q(term=None) | Q(term__in=terms), first_day__lte=last, last_day__gte=first
        )
    )


@dataclass(frozen=True, slots=True)
class ScheduledClass:
    """One class of a schedule; ``called_off`` says by whom and why, ``time`` names a holiday."""

    schedule: ClassSchedule
    time: ClassTime
    called_off: CalledOffClass | None = None

    @property
    def takes_place(self) -> bool:
        """Whether there is a class: no holiday, and nobody has called it off."""
        return self.called_off is None and not self.time.holiday


def scheduled_classes(
    schedules: Sequence[ClassSchedule], *, first: date, last: date, timezone: str
) -> list[ScheduledClass]:
    """Return the classes of schedules between two days, both included, in order.

    Two statements, however many there are. The schedules come from ``schedules()``.
    """
    if not schedules:
        return []
    zone = ZoneInfo(timezone)
    closures = defaultdict(list)
    for one in holidays_of(schedules, first=first, last=last):
        closures[one.term_id].append(one.closure)
    called_off = {
        (one.schedule_id, one.class_date): one
        for one in CalledOffClass.objects.filter(
            schedule__in=[one.pk for one in schedules], class_date__range=(first, last)
        )
    }
    found = [
        ScheduledClass(schedule, time, called_off.get((schedule.pk, time.day)))
        for schedule in schedules
        for time in classes(
            schedule.pattern,
            first=first,
            last=last,
            zone=zone,
            closures=[*closures[None], *closures[schedule.course.term_id]],
        )
    ]
    return sorted(found, key=lambda one: (one.time.starts_at, one.schedule.pk))


def class_of(schedule: ClassSchedule, day: date, *, timezone: str) -> ScheduledClass:
    """Return the class of a running schedule on a day; raise NotFound when it has none."""
    if not (schedule.is_active and schedule.course.is_active):
        raise NotFound
    found = scheduled_classes([schedule], first=day, last=day, timezone=timezone)
    if not found:
        raise NotFound
    return found[0]


def classes_of_draft(schedule: ClassSchedule, *, timezone: str) -> list[ClassTime]:
    """Return all classes that a schedule would have, stored or not, holidays among them."""
    pattern = schedule.pattern
    first, last = pattern.first_day, pattern.last_day
    closures = [one.closure for one in holidays_of([schedule], first=first, last=last)]
    zone = ZoneInfo(timezone)
    return list(classes(pattern, first=first, last=last, zone=zone, closures=closures))


def enrollments_of(user: User) -> QuerySet[Enrollment]:
    """Return the enrolments that a user who runs courses may change."""
    found = Enrollment.objects.all()
    if user.role != Role.ADMIN:
        mine = CourseLecturer.objects.filter(lecturer__user=user).values("course")
        found = found.filter(course__in=mine)
    return found
