"""What a lecturer asks a student about a doubtful check-in, and what the student says."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Student
from apps.attendance.models.sessions import AttendanceSession
from apps.orgs.models import AppendOnlyModel


class Question(AppendOnlyModel):
    """One question to one student about one session; the next one waits for its answer."""

    session = models.ForeignKey(
        AttendanceSession, on_delete=models.PROTECT, related_name="questions"
    )
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField(help_text="From 1, of this student and session.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        constraints: ClassVar = [
            # Of two lecturers who ask at once, one does.
            models.UniqueConstraint(
                fields=["organization", "session", "student", "number"],
                name="attendance_question_number",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "student", "at"])]

    def __str__(self) -> str:
        return f"question {self.number} to student {self.student_id} in session {self.session_id}"


class QuestionAnswer(AppendOnlyModel):
    """What the student said, once."""

    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="answer")
    at = models.DateTimeField()
    note = models.CharField(max_length=500)

    class Meta(AppendOnlyModel.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"answer to question {self.question_id}"
