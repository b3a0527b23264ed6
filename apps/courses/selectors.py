"""Reads about teaching."""

import hashlib
import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.courses.models import Course, CourseLecturer, Enrollment
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
