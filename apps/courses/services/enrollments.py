"""Writes about who attends a course: one student at a time."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from apps.accounts.models import Student, User
from apps.core import ratelimit
from apps.core.errors import Invalid
from apps.courses.errors import AlreadyEnrolled, JoinCodeInvalid
from apps.courses.models import Course, Enrollment
from apps.courses.rules import JOIN_TRIES, JOIN_WINDOW, normalise_join_code
from apps.courses.selectors import hold_version
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit


def enroll(
    *,
    course: Course,
    student: Student,
    from_date: date,
    to_date: date | None = None,
    by: User,
    now: datetime,
) -> Enrollment:
    """Enrol a student from a day on, and until another if it is given.

    Raises AlreadyEnrolled when they are, Invalid when it would end before it begins.
    """
    if to_date is not None and to_date < from_date:
        raise Invalid(fields={"to_date": ["Choose a day that is not before the first one."]})
    with transaction.atomic():
        enrollment = _enroll(course, student, from_date, to_date)
        audit.record(
            action=AuditAction.ENROLLED,
            actor=by,
            target=student,
            summary=f"{AuditAction.ENROLLED.label}: {course}",
            details={"course": course.pk},
            now=now,
        )
    return enrollment


def _enroll(course: Course, student: Student, from_date: date, to_date: date | None) -> Enrollment:
    enrollment, created = Enrollment.objects.get_or_create(
        course=course,
        student=student,
        defaults={"from_date": from_date, "to_date": to_date},
    )
    if created:
        return enrollment
    if enrollment.to_date is not None and enrollment.to_date < from_date:
        # They had left and come back: the enrolment runs on.
        enrollment.to_date = to_date
        enrollment.save(update_fields=["to_date"])
        return enrollment
    raise AlreadyEnrolled(params={"student": student.student_id})


def set_days(
    *,
    enrollment: Enrollment,
    changes: Mapping[str, date | None],
    version: str | None = None,
    by: User,
    now: datetime,
) -> Enrollment:
    """Say from when (``from_date``) and until when (``to_date``, None: open) a student attends.

    Days may lie ahead. What was recorded stays, and sessions that are closed write nobody absent
    afterwards. Raises Invalid when it would end before it begins, or begin after the term, and
    ChangedMeanwhile when the days are not as ``version`` says any more.
    """
    with transaction.atomic():
        locked = (
            Enrollment.objects.select_for_update(of=("self",))
            .select_related("student__user", "course__term")
            .get(pk=enrollment.pk)
        )
        hold_version(locked, version)
        before = (locked.from_date, locked.to_date)
        for field, day in changes.items():
            setattr(locked, field, day)
        _hold_days(locked)
        if before == (locked.from_date, locked.to_date):
            return locked
        locked.save(update_fields=["from_date", "to_date"])
        until = locked.to_date.isoformat() if locked.to_date else "further notice"
        shorter = locked.to_date is not None and locked.to_date != before[1]
        audit.record(
            action=AuditAction.WITHDRAWN if shorter else AuditAction.ENROLLED,
            actor=by,
            target=locked.student,
            summary=f"{locked.course}: from {locked.from_date.isoformat()} until {until}",
            details={
                "course": locked.course_id,
                "before": [day and day.isoformat() for day in before],
            },
            now=now,
        )
    return locked


def _hold_days(enrollment: Enrollment) -> None:
    """Raise Invalid for days that cannot be."""
    if enrollment.to_date is not None and enrollment.to_date < enrollment.from_date:
        raise Invalid(fields={"to_date": ["Choose a day that is not before the first one."]})
    if enrollment.from_date > enrollment.course.term.last_day:
        raise Invalid(fields={"from_date": ["The term has ended by then."]})


def join_by_code(*, student: Student, entered: str, today: date, now: datetime) -> Enrollment:
    """Enrol the student in the active course of that join code, from today.

    Raises JoinCodeInvalid, AlreadyEnrolled, or RateLimited (guessing is slow).
    """
    ratelimit.enforce(f"join:{student.pk}", limit=JOIN_TRIES, window=JOIN_WINDOW, now=now)
    course = Course.objects.filter(
        join_code=normalise_join_code(entered), is_active=True, term__last_day__gte=today
    ).first()
    if course is None:
        raise JoinCodeInvalid
    return enroll(course=course, student=student, from_date=today, by=student.user, now=now)


def withdraw_selected(*, enrollments: Iterable[Enrollment], today: date) -> list[Enrollment]:
    """End enrolments of any courses, so that they do not count from today on.

    One that has not begun before today never counted: its row goes. Returns those that were
    changed; others had ended already.
    """
    last_day = today - timedelta(days=1)
    keys = [one.pk for one in enrollments]
    with transaction.atomic():
        rows = Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        return [one for one in rows if end(one, last_day=last_day)]


def end(enrollment: Enrollment, *, last_day: date) -> bool:
    """Let a locked enrolment count up to ``last_day`` and no longer; tell whether it had.

    A row that would end before it begins is deleted: it never counted.
    """
    if enrollment.to_date is not None and enrollment.to_date <= last_day:
        return False
    if enrollment.from_date > last_day:
        Enrollment.objects.filter(pk=enrollment.pk).delete()
    else:
        enrollment.to_date = last_day
        enrollment.save(update_fields=["to_date"])
    return True
