"""Absence requests: which classes they cover, and who may see and decide them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from apps.accounts.enums import Role
from apps.accounts.models import Student, User
from apps.attendance.enums import RecordStatus, RequestState, SessionState
from apps.attendance.models import (
    AbsenceRequest,
    AttendanceRecord,
    AttendanceSession,
    RequestPart,
)
from apps.attendance.selectors.days import of_days
from apps.core.errors import NotFound
from apps.courses.models import Course, CourseLecturer, Enrollment
from apps.courses.selectors import running_on
from apps.orgs.models import Organization

# As far as a form offers single classes; further away are days.
OFFERED_AHEAD = timedelta(days=60)
OFFERED = 60
DECIDED = "decided"


def sessions_covered(part: RequestPart, *, timezone: str) -> QuerySet[AttendanceSession]:
    """Return the sessions that a part of a request is about, those that are called off included."""
    asked = part.request
    if asked.session_id is not None:
        return AttendanceSession.objects.filter(pk=asked.session_id, course=part.course_id)
    days = of_days(asked.first_day, asked.last_day, timezone=timezone)
    return AttendanceSession.objects.filter(days, course=part.course_id)


def approved_for(session: AttendanceSession, *, day: date) -> QuerySet[RequestPart]:
    """Return the approved parts that cover a session of this local day, the oldest first."""
    of_days = Q(request__session=None, request__first_day__lte=day, request__last_day__gte=day)
    return (
        RequestPart.objects.filter(
            Q(request__session=session.pk) | of_days,
            course=session.course_id,
            state=RequestState.APPROVED,
        )
        .select_related("request", "decided_by")
        .order_by("decided_at", "pk")
    )


def parts_of(user: User) -> QuerySet[RequestPart]:
    """Return the parts that a user may decide: of the courses they teach; administrators all."""
    found = RequestPart.objects.select_related(
        "request__student__user", "request__session", "course", "decided_by"
    )
    if user.role != Role.ADMIN:
        mine = CourseLecturer.objects.filter(lecturer__user=user).values("course")
        found = found.filter(course__in=mine)
    return found


def narrowed(user: User, *, state: str, course: int | None, search: str) -> QuerySet[RequestPart]:
    """Return a user's parts of a state (unknown: all), a course, a student; newest act first.

    ``DECIDED`` stands for every state but waiting.
    """
    found = parts_of(user)
    if state in RequestState.values:
        found = found.filter(state=state)
    elif state == DECIDED:
        found = found.exclude(state=RequestState.PENDING)
    if course is not None:
        found = found.filter(course=course)
    if search:
        found = found.filter(
            Q(request__student__student_id__istartswith=search)
            | Q(request__student__user__full_name__icontains=search)
        )
    return found.order_by(F("decided_at").desc(nulls_first=True), "-request__asked_at", "-pk")


def part_for(user: User, *, pk: int) -> RequestPart:
    """Return one part that the user may decide; raise NotFound for any other."""
    found = parts_of(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def requests_of(student: Student) -> QuerySet[AbsenceRequest]:
    """Return a student's requests with their parts, newest first."""
    return (
        AbsenceRequest.objects.filter(student=student)
        .select_related("session__course", "organization")
        .prefetch_related("parts__course", "parts__decided_by")
        .order_by("-asked_at", "-pk")
    )


def courses_between(student: Student, *, first: date, last: date) -> list[Course]:
    """Return the active courses that a student attends on any day of a range."""
    attending = Enrollment.objects.filter(
        Q(to_date=None) | Q(to_date__gte=first), student=student, from_date__lte=last
    )
    return list(
        Course.objects.filter(pk__in=attending.values("course"), is_active=True).order_by(
            "code", "pk"
        )
    )


def ever_attended(student: Student) -> set[int]:
    """Return the keys of the courses in which a student is or was enrolled."""
    return set(Enrollment.objects.filter(student=student).values_list("course", flat=True))


def attends(student: Student, course_id: int, *, day: date) -> bool:
    """Return whether a student is enrolled in a course on a day."""
    return Enrollment.objects.filter(running_on(day), student=student, course=course_id).exists()


def classes_to_ask_about(
    student: Student, organization: Organization, *, since: date, now: datetime
) -> list[AttendanceSession]:
    """Return missed classes since a day and planned ones, by time; ``OFFERED`` of each at most."""
    missed = AttendanceRecord.objects.filter(
        of_days(since, None, timezone=organization.timezone, prefix="session__"),
        student=student,
        status=RecordStatus.ABSENT,
    ).values("session")
    today = now.astimezone(ZoneInfo(organization.timezone)).date()
    mine = Enrollment.objects.filter(running_on(today), student=student).values("course")
    sessions = AttendanceSession.objects.select_related("course")
    before = sessions.filter(pk__in=missed).order_by("-opens_at", "-pk")[:OFFERED]
    ahead = sessions.filter(
        course__in=mine,
        state=SessionState.PLANNED,
        opens_at__gt=now,
        opens_at__lt=now + OFFERED_AHEAD,
    ).order_by("opens_at", "pk")[:OFFERED]
    return sorted([*before, *ahead], key=lambda one: (one.opens_at, one.pk))


def others_approved(part: RequestPart) -> Sequence[RequestPart]:
    """Return the other approved parts of the same student and course, the oldest first."""
    return list(
        RequestPart.objects.filter(
            course=part.course_id,
            request__student=part.request.student_id,
            state=RequestState.APPROVED,
        )
        .exclude(pk=part.pk)
        .select_related("request", "decided_by")
        .order_by("decided_at", "pk")
    )


def coverage(
    parts: Sequence[RequestPart], *, timezone: str
) -> dict[int, list[tuple[AttendanceSession, str | None]]]:
    """Return which classes each part covers, with what stands of the student: two statements.

    Left out are classes that were called off; the status is None where nothing is recorded yet.
    """
    if not parts:
        return {}
    first = min(part.request.first_day for part in parts)
    last = max(part.request.last_day for part in parts)
    sessions = list(
        AttendanceSession.objects.filter(
            of_days(first, last, timezone=timezone),
            course__in={part.course_id for part in parts},
        )
        # Closed before it opened: nobody was absent from it.
        .exclude(closed_at__lt=F("opens_at"))
        .order_by("opens_at", "pk")
    )
    statuses: dict[tuple[int, int], str] = {
        (int(session), int(student)): str(status)
        for session, student, status in AttendanceRecord.objects.filter(
            session__in=sessions, student__in={part.request.student_id for part in parts}
        ).values_list("session", "student", "status")
    }
    return {
        part.pk: [
            (session, statuses.get((session.pk, part.request.student_id)))
            for session in sessions
            if _covers(part, session, timezone=timezone)
        ]
        for part in parts
    }


def _covers(part: RequestPart, session: AttendanceSession, *, timezone: str) -> bool:
    asked = part.request
    if session.course_id != part.course_id:
        return False
    if asked.session_id is not None:
        return asked.session_id == session.pk
    return asked.first_day <= session.day_in(timezone) <= asked.last_day
