"""Writes about teaching."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import Lecturer, Student, User
from apps.core import ratelimit
from apps.core.errors import Conflict
from apps.courses.errors import AlreadyEnrolled, JoinCodeInvalid
from apps.courses.models import Course, CourseLecturer, Enrollment, Term, Venue
from apps.courses.rules import JOIN_TRIES, JOIN_WINDOW, new_join_code, normalise_join_code


def create_course(
    *,
    by: User,
    code: str,
    name: str,
    term: Term,
    lecturers: Sequence[Lecturer] = (),
    default_venue: Venue | None = None,
) -> Course:
    """Create a course with its lecturers; a lecturer who creates one teaches it.

    Raises Conflict when the term has a course of that code.
    """
    teaching = {lecturer.pk: lecturer for lecturer in lecturers}
    creator = Lecturer.objects.filter(user=by).first()
    if creator is not None:
        teaching[creator.pk] = creator
    try:
        with transaction.atomic():
            course = Course.objects.create(
                code=code.strip(), name=name.strip(), term=term, default_venue=default_venue
            )
            CourseLecturer.objects.bulk_create(
                [CourseLecturer(course=course, lecturer=one) for one in teaching.values()]
            )
    except IntegrityError as error:
        raise _code_taken(code) from error
    return course


def update_course(*, course: Course, changes: dict[str, Any]) -> Course:
    """Change name, code, venue or activity of a course. Raises Conflict on a taken code."""
    for field, value in changes.items():
        setattr(course, field, value)
    try:
        with transaction.atomic():
            course.save(update_fields=list(changes))
    except IntegrityError as error:
        raise _code_taken(course.code) from error
    return course


def create_venue(*, name: str, latitude: float, longitude: float, radius_m: int) -> Venue:
    """Create a venue (degrees, metres). Raises Conflict when the name is taken."""
    try:
        with transaction.atomic():
            return Venue.objects.create(
                name=name.strip(), latitude=latitude, longitude=longitude, radius_m=radius_m
            )
    except IntegrityError as error:
        raise Conflict(
            "There is a venue of that name.", fields={"name": ["This name is taken."]}
        ) from error


def renew_join_code(*, course: Course) -> Course:
    """Give the course a new join code; the one before stops working."""
    course.join_code = new_join_code()
    course.save(update_fields=["join_code"])
    return course


def remove_join_code(*, course: Course) -> Course:
    """Close the course for joining by code."""
    course.join_code = None
    course.save(update_fields=["join_code"])
    return course


def enroll(
    *, course: Course, student: Student, from_date: date, to_date: date | None = None
) -> Enrollment:
    """Enrol a student from a day on. Raises AlreadyEnrolled when they are."""
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
    return enroll(course=course, student=student, from_date=today)


def _code_taken(code: str) -> Conflict:
    return Conflict(
        f"The term has a course {code.strip()} already.", fields={"code": ["This code is taken."]}
    )
