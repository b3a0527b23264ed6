"""The classes of some days as the people in them see them: planned, running, held, called off."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceSession
from apps.attendance.rules.timing import can_start_class
from apps.courses.models import Course, CourseLecturer, Enrollment
from apps.courses.rules import runs_on
from apps.courses.rules.timetable import moment
from apps.courses.selectors import (
    ScheduledClass,
    local_day,
    running_schedules,
    scheduled_classes,
)


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """One class: of a schedule, or a session of its own (``schedule_id`` None).

    ``starts_at`` and ``ends_at`` are when it is planned to be; a session's roll-call has times of
    its own. ``state`` is that of the session by the clock.
    """

    schedule_id: int | None
    class_date: date
    course: Course
    venue_name: str
    starts_at: datetime
    ends_at: datetime
    opens_itself: bool
    called_off: bool
    reason: str
    holiday: str
    session: AttendanceSession | None
    state: SessionState | None


def classes_for(
    user: User,
    *,
    first: date,
    last: date,
    timezone: str,
    now: datetime,
    course: int | None = None,
) -> list[ClassEntry]:
    """Return the user's classes between two days, both included, in order of their beginning.

    A lecturer's are those of the courses they teach, a student's those of days on which they are
    enrolled, an administrator's all; ``course`` narrows them. Five statements at most, however
    many classes there are.
    """
    attends = _Attends(user, first=first, last=last)
    schedules = list(attends.narrow(running_schedules(), course))
    computed = scheduled_classes(schedules, first=first, last=last, timezone=timezone)
    sessions = _sessions(attends, course, first=first, last=last, timezone=timezone)
    by_class = {(one.schedule_id, one.class_date): one for one in sessions if one.schedule_id}
    found = []
    for one in computed:
        session = by_class.pop((one.schedule.pk, one.time.day), None)
        found.append(_of_schedule(one, session, now=now))
    shown = {entry.session.pk for entry in found if entry.session is not None}
    # Of its own, or of a schedule that has been changed since.
    found += [_of_session(one, timezone, now=now) for one in sessions if one.pk not in shown]
    return sorted(
        (one for one in found if attends.on(one.course.pk, one.class_date)),
        key=lambda one: (one.starts_at, one.course.code, one.course.pk),
    )


class _Attends:
    """Which courses are a user's, and on which days."""

    def __init__(self, user: User, *, first: date, last: date) -> None:
        self._role = user.role
        self._days: dict[int, list[Enrollment]] = defaultdict(list)
        self._teaching = CourseLecturer.objects.filter(lecturer__user=user).values("course")
        if user.role == Role.STUDENT:
            running = Q(to_date=None) | Q(to_date__gte=first)
            mine = Enrollment.objects.filter(running, student__user=user, from_date__lte=last)
            for one in mine:
                self._days[one.course_id].append(one)

    def narrow(self, rows: QuerySet, course: int | None) -> QuerySet:  # type: ignore[type-arg]  # schedules or sessions
        """Return those of the rows whose course is the user's."""
        if course is not None:
            rows = rows.filter(course=course)
        if self._role == Role.STUDENT:
            return rows.filter(course__in=list(self._days))
        if self._role == Role.LECTURER:
            return rows.filter(course__in=self._teaching)
        return rows

    def on(self, course: int, day: date) -> bool:
        """Return whether the user has to do with a course on a day."""
        if self._role != Role.STUDENT:
            return True
        return any(
            runs_on(day, from_date=one.from_date, to_date=one.to_date)
            for one in self._days.get(course, ())
        )


def _sessions(
    attends: _Attends, course: int | None, *, first: date, last: date, timezone: str
) -> list[AttendanceSession]:
    zone_first, zone_after = _bounds(first, last, timezone)
    held = Q(schedule=None, opens_at__gte=zone_first, opens_at__lt=zone_after)
    found = AttendanceSession.objects.filter(held | Q(class_date__range=(first, last)))
    return list(
        attends.narrow(found, course).select_related("course", "course__term").order_by("opens_at")
    )


def _bounds(first: date, last: date, timezone: str) -> tuple[datetime, datetime]:
    zone = ZoneInfo(timezone)
    return moment(first, time(), zone), moment(last + timedelta(days=1), time(), zone)


def _of_schedule(
    one: ScheduledClass, session: AttendanceSession | None, *, now: datetime
) -> ClassEntry:
    schedule = one.schedule
    place = schedule.venue or schedule.course.default_venue
    return ClassEntry(
        schedule_id=schedule.pk,
        class_date=one.time.day,
        course=schedule.course,
        venue_name=session.venue_name if session else place.name if place else "",
        starts_at=one.time.starts_at,
        ends_at=one.time.ends_at,
        opens_itself=schedule.opens_itself,
        called_off=one.called_off is not None or _never_opened(session),
        reason=one.called_off.reason if one.called_off else "",
        holiday=one.time.holiday,
        session=session,
        state=session.state_at(now) if session else None,
    )


def _of_session(session: AttendanceSession, timezone: str, *, now: datetime) -> ClassEntry:
    starts = session.planned_start or session.opens_at
    return ClassEntry(
        schedule_id=session.schedule_id,
        class_date=session.day_in(timezone),
        course=session.course,
        venue_name=session.venue_name,
        starts_at=starts,
        ends_at=session.closes_at,
        opens_itself=False,
        called_off=_never_opened(session),
        reason="",
        holiday="",
        session=session,
        state=session.state_at(now),
    )


def _never_opened(session: AttendanceSession | None) -> bool:
    """Return whether a planned session was closed before its time came."""
    return (
        session is not None
        and session.closed_at is not None
        and session.closed_at < session.opens_at
    )


def can_start(entry: ClassEntry, timezone: str, *, now: datetime) -> bool:
    """Return whether those who run the class may start it now: it takes place, and not later."""
    if entry.schedule_id is None or entry.called_off or entry.holiday:
        return False
    if entry.state not in {None, SessionState.PLANNED}:
        return False
    return can_start_class(
        now,
        starts_at=entry.starts_at,
        class_date=entry.class_date,
        today=local_day(now, timezone),
    )
