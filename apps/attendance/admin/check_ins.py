"""Pages of the admin site about scans: what arrived, what came of it, who objected, who decided."""

from typing import Any

from django.contrib import admin

from apps.attendance.admin.sessions import COURSE, OfSession
from apps.attendance.models import (
    AttemptAppeal,
    AttemptDecision,
    CheckInAttempt,
    Claim,
    Question,
    QuestionAnswer,
)
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin

STUDENT = ("student__student_id", "student__user__full_name")


class Scans(OfSession):
    """What claims and attempts share. The key of a phone is shown on neither."""

    list_select_related = ["session__course", "student__user"]
    date_hierarchy = "arrived_at"
    ordering = ["-arrived_at", "-pk"]
    search_fields = [*STUDENT, *COURSE]
    readonly_fields = ["course", "name"]

    @admin.display(description="name", ordering="student__user__full_name")
    def name(self, obj: Any) -> str:
        """Return the student's name, if it is known whose scan it was."""
        return str(obj.student.user) if obj.student is not None else "unknown"


@admin.register(Claim)
class ClaimAdmin(Scans):
    """Valid codes that arrived, with something left to do."""

    list_display = ["arrived_at", "state", "student", "name", "course", "source", "open_until"]
    list_display_links = ["arrived_at", "state"]
    list_filter = ["state", "source", "session__course__term"]
    fields = [
        *("session", "course", "student", "name", "state", "source"),
        *("arrived_at", "open_until", "claimed_at", "ms_into_step", "network"),
    ]


@admin.register(CheckInAttempt)
class CheckInAttemptAdmin(Scans):
    """Every try of a student and its outcome."""

    list_display = ["arrived_at", "student", "name", "course", "outcome", "source"]
    list_display_links = ["arrived_at", "student"]
    list_filter = ["outcome", "source", "session__course__term"]
    fields = [
        *("session", "course", "student", "name", "record", "outcome", "params", "source"),
        *("at", "arrived_at", "shown_at", "claimed_at", "ms_into_step", "network"),
    ]


class OfAttempt(ReadOnly, TenantModelAdmin):
    """What appeals and decisions share."""

    list_display_links = ["at", "student"]
    list_filter = ["attempt__outcome"]
    list_select_related = ["attempt__student__user", "attempt__session__course"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [f"attempt__{path}" for path in (*STUDENT, *COURSE)]
    readonly_fields = ["student", "course", "outcome"]

    @admin.display(description="student", ordering="attempt__student__student_id")
    def student(self, obj: Any) -> str:
        """Return number and name of the student."""
        student = obj.attempt.student
        return f"{student.student_id} {student.user}" if student is not None else "unknown"

    @admin.display(description="course", ordering="attempt__session__course__code")
    def course(self, obj: Any) -> str:
        """Return the course of the session that was meant."""
        session = obj.attempt.session
        return str(session.course) if session is not None else "unknown"

    @admin.display(description="outcome", ordering="attempt__outcome")
    def outcome(self, obj: Any) -> str:
        """Return what the attempt was answered."""
        return str(obj.attempt.get_outcome_display())


@admin.register(AttemptAppeal)
class AttemptAppealAdmin(OfAttempt):
    """What students say to a refusal: that they were there."""

    list_display = ["at", "student", "course", "outcome", "note"]
    fields = ["attempt", "student", "course", "outcome", "at", "note"]


@admin.register(AttemptDecision)
class AttemptDecisionAdmin(OfAttempt):
    """What was decided of an attempt, by whom."""

    list_display = ["at", "student", "course", "outcome", "accepted", "by", "reason"]
    list_filter = ["accepted", "attempt__outcome"]
    list_select_related = [*OfAttempt.list_select_related, "by"]
    fields = ["attempt", "student", "course", "outcome", "at", "by", "accepted", "reason"]


@admin.register(Question)
class QuestionAdmin(ReadOnly, TenantModelAdmin):
    """What lecturers asked students about doubtful check-ins."""

    list_display = ["at", "student", "course", "by", "text"]
    list_display_links = ["at", "student"]
    list_select_related = ["student__user", "session__course", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [*STUDENT, *COURSE]
    readonly_fields = ["course"]
    fields = ["session", "course", "student", "number", "at", "by", "text"]

    @admin.display(description="course", ordering="session__course__code")
    def course(self, obj: Question) -> str:
        """Return the course of the session that it is about."""
        return str(obj.session.course)


@admin.register(QuestionAnswer)
class QuestionAnswerAdmin(ReadOnly, TenantModelAdmin):
    """What students answered."""

    list_display = ["at", "student", "note"]
    list_display_links = ["at", "student"]
    list_select_related = ["question__student__user"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [f"question__{path}" for path in (*STUDENT, *COURSE)]
    readonly_fields = ["student"]
    fields = ["question", "student", "at", "note"]

    @admin.display(description="student", ordering="question__student__student_id")
    def student(self, obj: QuestionAnswer) -> str:
        """Return who answered."""
        return str(obj.question.student.user)
