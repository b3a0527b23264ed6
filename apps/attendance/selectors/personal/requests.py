"""What a student has asked for or contested, and their private calendar address."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch

from apps.accounts.models import Student
from apps.attendance.models import (
    AbsenceContest,
    AbsenceRequest,
    CalendarFeed,
    ContestDecision,
    ExcusedRecord,
    Question,
    QuestionAnswer,
    RequestDecision,
    RequestPart,
)
from apps.attendance.rules.asking import FILE_KEPT
from apps.attendance.selectors.personal.base import NEVER, Collection, Facts


def collections(student: Student) -> Iterator[Collection]:
    """Yield absence requests, contested absences, questions and the calendar address."""
    parts = RequestPart.objects.select_related("course", "decided_by").order_by("pk")
    requests = list(
        AbsenceRequest.objects.filter(student=student)
        .prefetch_related(Prefetch("parts", parts))
        .order_by("-asked_at", "-pk")
    )
    yield Collection(
        key="absence_requests",
        title="Absence requests",
        text="What you asked to be excused from, why, with which file, and what each course's "
        "lecturers decided. The files are in the download.",
        kept=f"{NEVER} A file goes {FILE_KEPT.days} days after the last decision, and within a day "
        "of that; with a request that you withdraw it goes at once.",
        models=(AbsenceRequest, RequestPart, RequestDecision, ExcusedRecord),
        rows=requests,
        facts=_request,
        deleted_at=_file_goes,
        stored_files=[one.file for one in requests if one.file],
    )
    yield Collection(
        key="contests",
        title="Contested absences",
        text='Where you said "I was here", with what you wrote and what was decided.',
        kept=NEVER,
        models=(AbsenceContest, ContestDecision),
        rows=AbsenceContest.objects.filter(record__student=student)
        .select_related("record")
        .order_by("-at", "-pk"),
        facts=lambda row: {
            "record": row.record.reference,
            "at": row.at,
            "told": row.note,
            "state": row.get_state_display(),
            "reason": row.reason,
        },
    )
    yield Collection(
        key="questions",
        title="Questions",
        text="What lecturers asked you about check-ins, and what you answered.",
        kept=NEVER,
        models=(Question, QuestionAnswer),
        rows=Question.objects.filter(student=student)
        .select_related("session__course", "answer")
        .order_by("-at", "-pk"),
        facts=_question,
    )
    yield Collection(
        key="calendar",
        title="Calendar address",
        text="That you have a private address for your calendar program. Only a hash of it is "
        "kept.",
        kept="Until you replace it or take it back.",
        models=(CalendarFeed,),
        rows=CalendarFeed.objects.filter(user=student.user).order_by("-created_at"),
        facts=lambda row: {"made_at": row.created_at},
    )


def _question(row: Question) -> Facts:
    said: QuestionAnswer | None = getattr(row, "answer", None)
    return {
        "course": str(row.session.course),
        "at": row.at,
        "asked": row.text,
        "answered": said.note if said else None,
    }


def _request(row: AbsenceRequest) -> Facts:
    return {
        "asked_at": row.asked_at,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "reason": row.get_kind_display(),
        "explanation": row.text,
        "file": row.file.rpartition("/")[2],
        "decisions": [_part(part) for part in row.parts.all()],
    }


def _part(part: RequestPart) -> str:
    text = f"{part.course}: {part.get_state_display()}"
    if part.decided_by:
        text += f" by {part.decided_by.get_full_name()}"
    if part.decided_at:
        text += f" at {part.decided_at:%Y-%m-%d %H:%M} UTC"
    return f"{text} ({part.reason})" if part.reason else text


def _file_goes(row: AbsenceRequest) -> datetime | None:
    """Return when the request's file is deleted; None without one, or while a course decides."""
    decided = [part.decided_at for part in row.parts.all()]
    if not row.file or None in decided:
        return None
    return max((at for at in decided if at is not None), default=row.asked_at) + FILE_KEPT
