"""Writes about courses: what they are called, who teaches them, whether they run."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from apps.accounts.models import Lecturer, User
from apps.core.errors import Conflict, Invalid
from apps.courses.models import Course, CourseLecturer, Term, Venue
from apps.courses.rules import new_join_code
from apps.courses.selectors import hold_version
from apps.courses.services.schedules import courses_changed
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit


def create_course(
    *,
    by: User,
    code: str,
    name: str,
    term: Term,
    lecturers: Sequence[Lecturer] = (),
    default_venue: Venue | None = None,
    now: datetime,
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
            audit.record(
                action=AuditAction.COURSE_CREATED,
                actor=by,
                target=course,
                summary=f"Created {course}",
                now=now,
            )
    except IntegrityError as error:
        raise _code_taken(code) from error
    return course


def update_course(
    *,
    course: Course,
    changes: dict[str, Any],
    lecturers: Sequence[Lecturer] | None = None,
    version: str | None = None,
    by: User,
    now: datetime,
) -> Course:
    """Change name, code, term, venue, activity or lecturers of a course.

    Raises ChangedMeanwhile when it is not as ``version`` says any more, Conflict when its term has
    another course of its code, Invalid when nobody would teach it any more.
    """
    if lecturers is not None and not lecturers:
        raise Invalid(fields={"lecturers": ["A course keeps at least one lecturer."]})
    try:
        with transaction.atomic():
            course = Course.objects.select_for_update(no_key=True).get(pk=course.pk)
            hold_version(course, version)
            for field, value in changes.items():
                setattr(course, field, value.strip() if isinstance(value, str) else value)
            course.save(update_fields=list(changes))
            if changes.keys() & {"is_active", "term", "default_venue"}:
                courses_changed([course.pk], now=now)
            if lecturers is not None:
                set_lecturers(course=course, lecturers=lecturers)
            fields = [*changes, *([] if lecturers is None else ["lecturers"])]
            audit.record(
                action=_told_as(changes),
                actor=by,
                target=course,
                summary=f"{course}: {', '.join(fields)}",
                details={"fields": fields},
                now=now,
            )
    except IntegrityError as error:
        raise _code_taken(course.code) from error
    return course


def _told_as(changes: dict[str, Any]) -> AuditAction:
    """Return as what a change is told; ending a course, or letting it run again, has words."""
    if set(changes) != {"is_active"}:
        return AuditAction.COURSE_CHANGED
    if changes["is_active"]:
        return AuditAction.COURSE_REACTIVATED
    return AuditAction.COURSE_DEACTIVATED


def set_lecturers(*, course: Course, lecturers: Sequence[Lecturer]) -> None:
    """Let exactly these lecturers teach the course."""
    with transaction.atomic():
        # Of two who set them at once, the second sees what the first has stored.
        Course.objects.select_for_update(no_key=True).get(pk=course.pk)
        now_teaching = set(
            CourseLecturer.objects.filter(course=course).values_list("lecturer_id", flat=True)
        )
        wanted = {one.pk: one for one in lecturers}
        CourseLecturer.objects.filter(course=course).exclude(lecturer__in=wanted).delete()
        CourseLecturer.objects.bulk_create(
            CourseLecturer(course=course, lecturer=one)
            for key, one in wanted.items()
            if key not in now_teaching
        )


def set_courses_active(*, courses: QuerySet[Course], active: bool, now: datetime) -> list[Course]:
    """Deactivate or reactivate courses; return those that were not so before."""
    with transaction.atomic():
        found = list(
            courses.filter(is_active=not active).select_for_update(of=("self",), no_key=True)
        )
        keys = [one.pk for one in found]
        Course.objects.filter(pk__in=keys).update(is_active=active)
        courses_changed(keys, now=now)
    return found


def renew_join_code(*, course: Course, by: User, now: datetime) -> Course:
    """Give the course a new join code; the one before stops working."""
    had_one = course.join_code is not None
    return _store_join_code(
        course, new_join_code(), "new join code" if had_one else "join code made", by=by, now=now
    )


def remove_join_code(*, course: Course, by: User, now: datetime) -> Course:
    """Close the course for joining by code."""
    return _store_join_code(course, None, "join code removed", by=by, now=now)


def _store_join_code(
    course: Course, code: str | None, words: str, *, by: User, now: datetime
) -> Course:
    """Store the code and tell of it; the code itself lets people in and is not told."""
    with transaction.atomic():
        course.join_code = code
        course.save(update_fields=["join_code"])
        audit.record(
            action=AuditAction.COURSE_CHANGED,
            actor=by,
            target=course,
            summary=f"{course}: {words}",
            details={"fields": ["join_code"]},
            now=now,
        )
    return course


def _code_taken(code: str) -> Conflict:
    return Conflict(
        f"The term has a course {code.strip()} already.", fields={"code": ["This code is taken."]}
    )
