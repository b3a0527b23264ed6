"""What tells whether a course's register is still as somebody saw it."""

from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, Max, Q, QuerySet, Subquery, Sum

from apps.attendance.enums import SessionState
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.courses.models import Course, Enrollment


def version(course: Course, *, now: datetime) -> str:
    """Return a text that changes whenever the course's register does, with one statement.

    Counts and last keys of rows that are only ever appended, where the sessions stand by the
    clock, and from when to when people are enrolled.
    """
    sessions = AttendanceSession.objects.filter(course=course)
    changes = RecordChange.objects.filter(record__session__course=course)
    records = AttendanceRecord.objects.filter(session__course=course)
    attempts = CheckInAttempt.objects.filter(session__course=course)
    enrolled = Enrollment.objects.filter(course=course)
    found = Course.objects.filter(pk=course.pk).values_list(
        _one(sessions, "course", Count("pk")),
        _one(sessions, "course", Count("pk", filter=Q(opens_at__lte=now))),
        _one(sessions, "course", Count("pk", filter=Q(closes_at__lte=now))),
        _one(sessions, "course", Count("pk", filter=Q(state=SessionState.CLOSED))),
        _one(sessions, "course", Count("absences_written_at")),
        _one(sessions, "course", Sum("reopen_count")),
        _one(records, "session__course", Max("pk")),
        _one(changes, "record__session__course", Max("pk")),
        _one(attempts, "session__course", Max("pk")),
        _one(attempts, "session__course", Max("appeal")),
        _one(attempts, "session__course", Max("decision")),
        _one(enrolled, "course", Count("pk")),
        _one(enrolled, "course", Count("to_date")),
        _one(enrolled, "course", Max("to_date")),
        _one(enrolled, "course", Max("from_date")),
    )
    return "-".join("" if value is None else str(value) for value in found[0])


def _one(rows: QuerySet[Any], group: str, value: Aggregate) -> Subquery:
    """Return one figure about the rows of the course."""
    return Subquery(rows.order_by().values(group).annotate(figure=value).values("figure"))
