"""What tells whether a course's register is still as somebody saw it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    F,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import CombinedExpression

from apps.attendance.enums import SessionState
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.courses.models import Course, Enrollment

_SOME_DAY = date(2000, 1, 1)


def version(course: Course, *, now: datetime) -> str:
    """Return a text that changes whenever the course's register does, with one statement.

    Counts of rows that are only ever appended, where the sessions stand by the clock, and from
    when to when people are enrolled. Not last keys: of two rows, the one with the smaller key may
    be committed last, and would never be told.
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
        _one(records, "session__course", Count("pk")),
        _one(changes, "record__session__course", Count("pk")),
        _one(attempts, "session__course", Count("pk")),
        _one(attempts, "session__course", Count("appeal")),
        _one(attempts, "session__course", Count("decision")),
        _one(enrolled, "course", Count("pk")),
        _one(enrolled, "course", Count("to_date")),
        _one(enrolled, "course", Sum(_days("to_date"))),
        _one(enrolled, "course", Sum(_days("from_date"))),
    )
    return "-".join(_text(value) for value in found[0])


def _days(name: str) -> CombinedExpression:
    """Return how far a date is from another: a sum of these differs when one of them does."""
    return F(name) - Value(_SOME_DAY, output_field=DateField())


def _text(value: Any) -> str:
    if isinstance(value, timedelta):
        return str(value.days)
    return "" if value is None else str(value)


def _one(rows: QuerySet[Any], group: str, value: Aggregate) -> Subquery:
    """Return one figure about the rows of the course."""
    return Subquery(rows.order_by().values(group).annotate(figure=value).values("figure"))
