"""Roll-calls as those who run them find them: lists, live tokens, what tells a change."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.attendance.enums import (
    RecordStatus,
    SessionState,
)
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    AttendanceToken,
)
from apps.core.errors import NotFound
from apps.courses.models import CourseLecturer, Enrollment


def sessions_of(user: User) -> QuerySet[AttendanceSession]:
    """Return the sessions a user may run, with course, live token and counts, newest first."""
    found = AttendanceSession.objects.select_related("course", "organization")
    if user.role != Role.ADMIN:
        mine = CourseLecturer.objects.filter(lecturer__user=user).values("course")
        found = found.filter(course__in=mine)
    return found.annotate(
        present_count=_count_records(RecordStatus.PRESENT),
        late_count=_count_records(RecordStatus.LATE),
        enrolled_count=_count_enrolled(),
    ).order_by("-opens_at", "-pk")


def session_for(user: User, *, pk: int) -> AttendanceSession:
    """Return one session the user may run; raise NotFound for any other."""
    found = sessions_of(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def is_gone(pk: int | None) -> bool:
    """Return whether the organisation has no such session (any more); not of None."""
    return pk is not None and not AttendanceSession.objects.filter(pk=pk).exists()


def live_token(session: AttendanceSession) -> AttendanceToken | None:
    """Return the session's token that is not revoked, or the last one."""
    return AttendanceToken.objects.filter(session=session).order_by("-valid_from", "-pk").first()


def live_tokens(sessions: list[AttendanceSession]) -> Mapping[int, AttendanceToken]:
    """Return the newest token of each session, with one statement."""
    tokens = AttendanceToken.objects.filter(session__in=sessions).order_by("valid_from", "pk")
    return {token.session_id: token for token in tokens}


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _count_records(status: RecordStatus) -> Coalesce:
    return _count(AttendanceRecord.objects.filter(session=OuterRef("pk"), status=status), "session")


def _count_enrolled() -> Coalesce:
    # The day in UTC decides here: the exact local day matters only where absences are written.
    day = Coalesce(OuterRef("class_date"), OuterRef("opens_at__date"))
    runs = Q(from_date__lte=day) & (Q(to_date=None) | Q(to_date__gte=day))
    return _count(Enrollment.objects.filter(runs, course=OuterRef("course")), "course")


def state_filter(state: SessionState, *, now: datetime) -> Q:
    """Return the condition "stands at ``state`` by the clock"."""
    closed = Q(state=SessionState.CLOSED) | Q(closes_at__lte=now)
    if state == SessionState.CLOSED:
        return closed
    planned = Q(state=SessionState.PLANNED, opens_at__gt=now)
    return ~closed & (planned if state == SessionState.PLANNED else ~planned)


def days_filter(first: date | None, last: date | None, *, zone: str) -> Q:
    """Return the condition "begins on one of these days" of a time zone, both included."""
    found = Q()
    if first is not None:
        found &= Q(opens_at__gte=datetime.combine(first, time(), tzinfo=ZoneInfo(zone)))
    if last is not None:
        after = datetime.combine(last + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
        found &= Q(opens_at__lt=after)
    return found
