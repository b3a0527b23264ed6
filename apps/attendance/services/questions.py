"""Asks students about doubtful check-ins, and keeps what they say. Decides nothing by itself."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import Student, User
from apps.attendance.enums import ATTENDED, Band
from apps.attendance.errors import SessionStateInvalid
from apps.attendance.models import AttendanceSession, Question, QuestionAnswer
from apps.attendance.notices import QuestionAsked
from apps.attendance.selectors.register import review_queue, row_of
from apps.core.errors import Conflict
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify


def ask(
    *, session: AttendanceSession, student_pk: int, text: str, by: User, now: datetime
) -> Question:
    """Ask a student about a check-in or an attempt that waits for a decision, and tell them.

    What is asked about stays in the review list until somebody decides. Raises NotFound for who is
    not in the register and never tried, SessionStateInvalid when there is nothing to decide,
    Conflict while the last question has no answer.
    """
    row = row_of(session, student_pk=student_pk)
    doubtful = row.band == Band.LOW and row.status in ATTENDED
    if not doubtful and not any(one.student["id"] == student_pk for one in review_queue(session)):
        raise SessionStateInvalid("There is nothing to decide about this student.")
    student = Student.objects.select_related("user").get(pk=student_pk)
    asked = Question.objects.filter(session=session, student=student)
    if asked.filter(answer=None).exists():
        raise Conflict("This student has a question of this session to answer already.")
    try:
        with transaction.atomic():
            question = Question.objects.create(
                session=session,
                student=student,
                number=asked.count() + 1,
                at=now,
                by=by,
                text=text.strip(),
            )
            to = Addressed(
                key=str(question.pk),
                user_id=student.user_id,
                addressee=student.user.full_name,
                params={"question": question.pk},
            )
            notify(kind=QuestionAsked, to=[to], params={}, now=now)
    except IntegrityError as error:
        raise Conflict("This student has a question of this session to answer already.") from error
    return question


def answer(*, question: Question, note: str, now: datetime) -> QuestionAnswer:
    """Keep what a student says; raise Conflict for a second answer."""
    try:
        with transaction.atomic():
            return QuestionAnswer.objects.create(question=question, at=now, note=note.strip())
    except IntegrityError as error:
        raise Conflict("You have answered already.") from error
