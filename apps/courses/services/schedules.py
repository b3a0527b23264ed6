"""Writes about when classes meet: schedules, holidays, and classes that are called off.

Classes are computed. What has been planned from them (by apps above, which say so with
``when_changed``) is brought in line in the transaction of the change.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.changes import tell_changed
from apps.core.errors import Conflict, Invalid, NotFound
from apps.courses.errors import SchedulesOverlap
from apps.courses.models import CalledOffClass, ClassSchedule, Course, Holiday, Term
from apps.courses.rules.timetable import WEEKDAYS, overlap, wrong_days
from apps.courses.selectors import hold_version, running_schedules, schedules
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit


def draft(
    *, course: Course, values: dict[str, Any], schedule: ClassSchedule | None = None
) -> ClassSchedule:
    """Return a schedule as it would be with these values, not stored; hold it to the rules.

    Raises Invalid (times, days, no class at all), or SchedulesOverlap when it would have classes
    at the same time as another schedule of the course.
    """
    drafted = ClassSchedule(course=course, pk=schedule.pk if schedule else None)
    for field in ("weekdays", "starts", "ends", "first_day", "last_day", "venue", "opens_itself"):
        if field in values or schedule is not None:
            given = values[field] if field in values else getattr(schedule, field)
            setattr(drafted, field, given)
    _hold_to_rules(drafted)
    others = running_schedules().filter(course=course).exclude(pk=drafted.pk)
    for other in others:
        if (day := overlap(drafted.pattern, other.pattern)) is not None:
            raise _overlapping(other, day)
    return drafted


def create_schedule(
    *, course: Course, values: dict[str, Any], by: User, now: datetime
) -> ClassSchedule:
    """Let a course meet each week. Raises Invalid or SchedulesOverlap, as ``draft``."""
    with transaction.atomic():
        # Of two who add one at once, the second sees what the first has stored.
        Course.objects.select_for_update(no_key=True).get(pk=course.pk)
        schedule = draft(course=course, values=values)
        schedule.save()
        _told(schedule, "Added", by=by, now=now)
        tell_changed(ClassSchedule, [schedule], now=now)
    return schedule


def update_schedule(
    *,
    schedule: ClassSchedule,
    changes: dict[str, Any],
    version: str | None = None,
    by: User,
    now: datetime,
) -> ClassSchedule:
    """Change when and where a course meets, or end that.

    Raises ChangedMeanwhile when it is not as ``version`` says any more, Invalid, SchedulesOverlap.
    What was held stays as it was; what is planned and has not opened follows.
    """
    with transaction.atomic():
        Course.objects.select_for_update(no_key=True).get(pk=schedule.course_id)
        # As it is by now: somebody else may have changed it since it was read.
        stored = schedules().get(pk=schedule.pk)
        hold_version(stored, version)
        active = changes.get("is_active", stored.is_active)
        if active:
            draft(course=stored.course, values=changes, schedule=stored)
        for field, value in changes.items():
            setattr(stored, field, value)
        stored.save(update_fields=list(changes))
        _told(stored, "Changed" if active else "Ended", by=by, now=now)
        tell_changed(ClassSchedule, [stored], now=now)
    return stored


def call_off(
    *, schedule: ClassSchedule, day: date, reason: str, by: User, now: datetime
) -> CalledOffClass:
    """Call one class of a schedule off. Raises Conflict when it is called off already."""
    try:
        with transaction.atomic():
            called_off = CalledOffClass.objects.create(
                schedule=schedule, class_date=day, reason=reason.strip(), at=now, by=by
            )
            _told_of_class(AuditAction.CLASS_CALLED_OFF, schedule, day, reason, by=by, now=now)
            tell_changed(ClassSchedule, [schedule], now=now)
    except IntegrityError as error:
        raise Conflict("This class is called off already.") from error
    return called_off


def restore(*, schedule: ClassSchedule, day: date, by: User, now: datetime) -> None:
    """Let a class that was called off take place. Raises Conflict when none was."""
    with transaction.atomic():
        deleted, _ = CalledOffClass.objects.filter(schedule=schedule, class_date=day).delete()
        if not deleted:
            raise Conflict("This class is not called off.")
        _told_of_class(AuditAction.CLASS_RESTORED, schedule, day, "", by=by, now=now)
        tell_changed(ClassSchedule, [schedule], now=now)


def add_holiday(*, values: dict[str, Any], by: User, now: datetime) -> Holiday:
    """Create a holiday. Raises Invalid when it would end before it begins."""
    with transaction.atomic():
        holiday = _with(Holiday(), values)
        holiday.save()
        _told_of_holiday(holiday, "Added", by=by, now=now)
        tell_changed(ClassSchedule, _touched({holiday.term_id}), now=now)
    return holiday


def update_holiday(
    *,
    holiday: Holiday,
    changes: dict[str, Any],
    version: str | None = None,
    by: User,
    now: datetime,
) -> Holiday:
    """Change name, days or term of a holiday.

    Raises ChangedMeanwhile when it is not as ``version`` says any more, NotFound when it has been
    removed, Invalid when it would end before it begins.
    """
    with transaction.atomic():
        found = Holiday.objects.select_for_update(of=("self",), no_key=True)
        locked = found.select_related("term").filter(pk=holiday.pk).first()
        if locked is None:
            raise NotFound
        hold_version(locked, version)
        before = locked.term_id
        _with(locked, changes).save()
        _told_of_holiday(locked, "Changed", by=by, now=now)
        tell_changed(ClassSchedule, _touched({before, locked.term_id}), now=now)
    return locked


def _with(holiday: Holiday, values: dict[str, Any]) -> Holiday:
    for field, value in values.items():
        setattr(holiday, field, value.strip() if isinstance(value, str) else value)
    if holiday.last_day < holiday.first_day:
        raise Invalid(fields={"last_day": ["Choose a day that is not before the first one."]})
    return holiday


def remove_holiday(*, holiday: Holiday, by: User, now: datetime) -> None:
    """Let classes take place on what was a holiday."""
    with transaction.atomic():
        _told_of_holiday(holiday, "Removed", by=by, now=now)
        term = holiday.term_id
        holiday.delete()
        tell_changed(ClassSchedule, _touched({term}), now=now)


def term_changed(*, term: Term, now: datetime) -> None:
    """Bring what is planned in line with other days of a term."""
    tell_changed(ClassSchedule, _touched({term.pk}), now=now)


def courses_changed(courses: Sequence[int], *, now: datetime) -> None:
    """Bring what is planned in line with other terms, places or ends of courses."""
    tell_changed(ClassSchedule, list(ClassSchedule.objects.filter(course__in=courses)), now=now)


def _touched(terms: set[int | None]) -> list[ClassSchedule]:
    found = running_schedules()
    return list(found if None in terms else found.filter(course__term__in=terms))


def _hold_to_rules(schedule: ClassSchedule) -> None:
    if schedule.ends <= schedule.starts:
        raise Invalid(fields={"ends": ["Choose a time after the beginning, on the same day."]})
    pattern = schedule.pattern
    if (wrong := wrong_days(pattern)) is not None:
        name, why = wrong
        raise Invalid(fields={name: [f"Choose another day: this one {why}."]})
    # A pattern overlaps with itself on the first day on which it has a class.
    if overlap(pattern, pattern) is None:
        raise Invalid(fields={"weekdays": ["None of these weekdays lies between the days."]})


def _overlapping(other: ClassSchedule, day: date) -> SchedulesOverlap:
    words = (
        f"This course has a class from {_clock(other.starts)} to {_clock(other.ends)} "
        f"on {day.isoformat()} already."
    )
    return SchedulesOverlap(
        words,
        params={"schedule_id": other.pk, "day": day.isoformat()},
        fields={"starts": [words]},
    )


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def in_words(schedule: ClassSchedule) -> str:
    """Return weekdays and times as one line, as in the audit trail."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    days = ", ".join(names[WEEKDAYS.index(one)] for one in schedule.weekdays)
    return f"{days} {_clock(schedule.starts)}-{_clock(schedule.ends)}"


def _told(schedule: ClassSchedule, word: str, *, by: User, now: datetime) -> None:
    audit.record(
        action=AuditAction.SCHEDULE_CHANGED,
        actor=by,
        target=schedule.course,
        summary=f"{word} class schedule of {schedule.course}: {in_words(schedule)}",
        details={"schedule": schedule.pk, "opens_itself": schedule.opens_itself},
        now=now,
    )


def _told_of_class(
    action: AuditAction, schedule: ClassSchedule, day: date, reason: str, *, by: User, now: datetime
) -> None:
    audit.record(
        action=action,
        actor=by,
        target=schedule.course,
        summary=f"{action.label}: {schedule.course} on {day.isoformat()}",
        details={"schedule": schedule.pk, "day": day.isoformat(), "reason": reason},
        now=now,
    )


def _told_of_holiday(holiday: Holiday, word: str, *, by: User, now: datetime) -> None:
    audit.record(
        action=AuditAction.HOLIDAY_CHANGED,
        actor=by,
        target=holiday,
        summary=f"{word} holiday {holiday}: {holiday.first_day} to {holiday.last_day}",
        now=now,
    )
