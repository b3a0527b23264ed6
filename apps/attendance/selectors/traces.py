"""What has happened to a session and to one student in it, for those who run it."""

from django.db.models import Prefetch, QuerySet

from apps.attendance.models import (
    AbsenceContest,
    AttendanceSession,
    CheckInAttempt,
    ContestDecision,
    Question,
    RecordChange,
    SessionEvent,
)


def changes_of(session: AttendanceSession) -> QuerySet[RecordChange]:
    """Return every change of the session's records with who made it, newest first."""
    return (
        RecordChange.objects.filter(record__session=session)
        .select_related("by", "record__student__user")
        .order_by("-at", "-pk")
    )


def events_of(session: AttendanceSession) -> QuerySet[SessionEvent]:
    """Return what was done to the session itself, newest first."""
    return SessionEvent.objects.filter(session=session).select_related("by").order_by("-at", "-pk")


def attempts_of(session: AttendanceSession, *, student_pk: int) -> QuerySet[CheckInAttempt]:
    """Return a student's tries in the session with what became of them, newest first."""
    return (
        CheckInAttempt.objects.filter(session=session, student=student_pk)
        .select_related("appeal", "decision__by")
        .order_by("-at", "-pk")
    )


def contest_of(session: AttendanceSession, *, student_pk: int) -> AbsenceContest | None:
    """Return a student's "I was here" on the absence in the session, with what was decided."""
    return (
        AbsenceContest.objects.filter(record__session=session, record__student=student_pk)
        .prefetch_related(
            Prefetch(
                "decisions",
                ContestDecision.objects.select_related("by").order_by("-at", "-pk"),
            )
        )
        .first()
    )


def questions_of(session: AttendanceSession) -> QuerySet[Question]:
    """Return what students were asked about the session, with their answers, oldest first."""
    return (
        Question.objects.filter(session=session)
        .select_related("by", "answer", "student__user")
        .order_by("at", "pk")
    )
