"""What a student sees of their own attendance."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from apps.accounts.models import Student
from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from apps.courses.models import Enrollment
from apps.courses.selectors import running_on

SHOWN_AHEAD = timedelta(minutes=30)


def open_sessions(student: Student, *, now: datetime, day: date) -> list[AttendanceSession]:
    """Return sessions of the student's courses that are open, or open within half an hour."""
    mine = Enrollment.objects.filter(running_on(day), student=student).values("course")
    return list(
        AttendanceSession.objects.select_related("course")
        .filter(course__in=mine, closes_at__gt=now, opens_at__lte=now + SHOWN_AHEAD)
        .exclude(state=SessionState.CLOSED)
        .order_by("opens_at", "pk")
    )


def records(student: Student) -> QuerySet[AttendanceRecord]:
    """Return the student's records, newest first."""
    return (
        AttendanceRecord.objects.filter(student=student)
        .select_related("session__course")
        .order_by("-session__opens_at", "-pk")
    )


def attempts(student: Student) -> QuerySet[CheckInAttempt]:
    """Return the student's attempts with what became of them, newest first."""
    return (
        CheckInAttempt.objects.filter(student=student)
        .select_related("session__course", "appeal", "decision")
        .order_by("-at", "-pk")
    )
