"""Roll-calls as those who run them find them: lists, live tokens, what tells a change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.attendance.enums import (
    RecordStatus,
    SessionState,
)
from apps.attendance.models import (
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    AttendanceToken,
    CheckInAttempt,
    RecordChange,
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


def live_token(session: AttendanceSession) -> AttendanceToken | None:
    """Return the session's token that is not revoked, or the last one."""
    return AttendanceToken.objects.filter(session=session).order_by("-valid_from", "-pk").first()


def live_tokens(sessions: list[AttendanceSession]) -> Mapping[int, AttendanceToken]:
    """Return the newest token of each session, with one statement."""
    tokens = AttendanceToken.objects.filter(session__in=sessions).order_by("valid_from", "pk")
    return {token.session_id: token for token in tokens}


def version(user: User, *, pk: int, now: datetime) -> str:
    """Return what changes whenever a session's register does, with one statement.

    Counts of append-only rows and the session's own state; raises NotFound as session_for does.
    """
    found = AttendanceSession.objects.filter(pk=pk)
    if user.role != Role.ADMIN:
        teaching = CourseLecturer.objects.filter(course=OuterRef("course"), lecturer__user=user)
        found = found.filter(Exists(teaching))
    values = (
        found.annotate(
            records_n=_count(AttendanceRecord.objects.filter(session=OuterRef("pk")), "session"),
            changes_n=_count(
                RecordChange.objects.filter(record__session=OuterRef("pk")), "record__session"
            ),
            attempts_n=_count(CheckInAttempt.objects.filter(session=OuterRef("pk")), "session"),
            appeals_n=_count(
                AttemptAppeal.objects.filter(attempt__session=OuterRef("pk")), "attempt__session"
            ),
            decisions_n=_count(
                AttemptDecision.objects.filter(attempt__session=OuterRef("pk")),
                "attempt__session",
            ),
            enrolled_n=_count(Enrollment.objects.filter(course=OuterRef("course")), "course"),
            live_token=Subquery(
                AttendanceToken.objects.filter(session=OuterRef("pk"), revoked_at=None).values(
                    "pk"
                )[:1]
            ),
        )
        .values_list(
            "state",
            "opens_at",
            "closes_at",
            "reopen_count",
            "records_n",
            "changes_n",
            "attempts_n",
            "appeals_n",
            "decisions_n",
            "enrolled_n",
            "live_token",
        )
        .first()
    )
    if values is None:
        raise NotFound
    state = AttendanceSession(state=values[0], opens_at=values[1], closes_at=values[2])
    parts = [state.state_at(now), str(int(values[2].timestamp())), *map(str, values[3:])]
    return "-".join(parts)


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _count_records(status: RecordStatus) -> Coalesce:
    return _count(AttendanceRecord.objects.filter(session=OuterRef("pk"), status=status), "session")


def _count_enrolled() -> Coalesce:
    # The day in UTC decides here: the exact local day matters only where absences are written.
    runs = Q(from_date__lte=OuterRef("opens_at__date")) & (
        Q(to_date=None) | Q(to_date__gte=OuterRef("opens_at__date"))
    )
    return _count(Enrollment.objects.filter(runs, course=OuterRef("course")), "course")


def state_filter(state: SessionState, *, now: datetime) -> Q:
    """Return the condition "stands at ``state`` by the clock"."""
    closed = Q(state=SessionState.CLOSED) | Q(closes_at__lte=now)
    if state == SessionState.CLOSED:
        return closed
    planned = Q(state=SessionState.PLANNED, opens_at__gt=now)
    return ~closed & (planned if state == SessionState.PLANNED else ~planned)
