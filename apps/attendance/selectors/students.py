"""What a student sees of their own attendance, and which enrolments it rests on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import Student
from apps.attendance.enums import RecordStatus, SessionState
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt, Question
from apps.attendance.selectors.days import day_of, has_enrolled
from apps.courses.models import Enrollment

SHOWN_AHEAD = timedelta(minutes=30)


def open_sessions(student: Student, *, now: datetime, timezone: str) -> list[AttendanceSession]:
    """Return sessions of the student's courses that are open, or open within half an hour."""
    return list(
        AttendanceSession.objects.select_related("course")
        .filter(closes_at__gt=now, opens_at__lte=now + SHOWN_AHEAD)
        .alias(day=day_of(timezone))
        .filter(has_enrolled(student))
        .exclude(state=SessionState.CLOSED)
        .order_by("opens_at", "pk")
    )


def records(student: Student) -> QuerySet[AttendanceRecord]:
    """Return the student's records, newest first.

    A first mark that was taken back while the session is open leaves the student as not yet come:
    an absence that nobody has written.
    """
    taken_back = Q(status=RecordStatus.ABSENT, source=None, session__absences_written_at=None)
    return (
        AttendanceRecord.objects.filter(student=student)
        .exclude(taken_back)
        .select_related("session__course", "contest")
        .order_by("-session__opens_at", "-pk")
    )


def attempts(student: Student) -> QuerySet[CheckInAttempt]:
    """Return the student's attempts with what became of them, newest first."""
    return (
        CheckInAttempt.objects.filter(student=student)
        .select_related("session__course", "appeal", "decision")
        .order_by("-at", "-pk")
    )


def questions_to_answer(student: Student) -> list[Question]:
    """Return what the student was asked and has not answered, oldest first."""
    asked = Question.objects.filter(student=student, answer=None)
    return list(asked.select_related("session__course", "answer").order_by("at", "pk"))


def enrollments_on_record(enrollments: Sequence[Enrollment]) -> dict[int, str]:
    """Return why enrolments must stay, by key: those whose student is in the course's register."""
    counted = (
        AttendanceRecord.objects.filter(
            student__in={one.student_id for one in enrollments},
            session__course__in={one.course_id for one in enrollments},
        )
        .order_by()
        .values_list("student", "session__course")
        .annotate(many=Count("pk"))
    )
    records = {(student, course): many for student, course, many in counted}
    reasons = {}
    for one in enrollments:
        if many := records.get((one.student_id, one.course_id)):
            noun = "attendance record" if many == 1 else "attendance records"
            reasons[one.pk] = f"needed by {many} {noun}"
    return reasons
