"""Shapes of what happened to a session and to one student in it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.attendance.api.serializers.sessions import (
    RegisterRowSerializer,
    RegisterStudentSerializer,
    ReviewItemSerializer,
)
from apps.attendance.enums import ChangeKind, ContestState, EventKind, Outcome, RecordStatus, Source
from apps.attendance.models import (
    AbsenceContest,
    AttemptAppeal,
    AttemptDecision,
    CheckInAttempt,
    Question,
    RecordChange,
)
from apps.attendance.rules.messages import text_for_staff
from apps.core.api.serializers import StrictSerializer


class RevisionSerializer(serializers.Serializer[Any]):
    """One change of a record: who (null: the system), when, from, to, why."""

    id = serializers.IntegerField()
    student = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    from_status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    to_status = serializers.ChoiceField(choices=RecordStatus.choices)
    reason = serializers.CharField()

    @extend_schema_field(RegisterStudentSerializer)
    def get_student(self, change: RecordChange) -> dict[str, Any]:
        """Return whose record it is."""
        student = change.record.student
        return {
            "id": student.pk,
            "student_id": student.student_id,
            "full_name": student.user.full_name,
        }

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_by(self, change: RecordChange) -> str | None:
        """Return who made it."""
        return change.by.get_full_name() if change.by else None


class SessionEventSerializer(serializers.Serializer[Any]):
    """What was done to a session, by whom (null: the clock), when, why."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    reason = serializers.CharField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_by(self, event: Any) -> str | None:
        """Return who did it."""
        return event.by.get_full_name() if event.by else None


class SaidSerializer(serializers.Serializer[Any]):
    """A note and when it was written."""

    at = serializers.DateTimeField()
    note = serializers.CharField()


class DecisionMadeSerializer(serializers.Serializer[Any]):
    """What was decided of an attempt."""

    at = serializers.DateTimeField()
    by = serializers.CharField()
    accepted = serializers.BooleanField()
    reason = serializers.CharField()


class StudentAttemptSerializer(serializers.Serializer[Any]):
    """One try of a student, its outcome in words, and what was said and decided about it."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    shown_at = serializers.DateTimeField(allow_null=True)
    claimed_at = serializers.DateTimeField(allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # shadows Field.source
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    def get_text(self, attempt: CheckInAttempt) -> str:
        """Return the outcome in words."""
        return text_for_staff(attempt.outcome) or str(Outcome(attempt.outcome).label)

    @extend_schema_field(SaidSerializer(allow_null=True))
    def get_appeal(self, attempt: CheckInAttempt) -> Any:
        """Return the student's "I was here"."""
        appeal: AttemptAppeal | None = getattr(attempt, "appeal", None)
        return SaidSerializer(appeal).data if appeal else None

    @extend_schema_field(DecisionMadeSerializer(allow_null=True))
    def get_decision(self, attempt: CheckInAttempt) -> Any:
        """Return what was decided, and by whom."""
        made: AttemptDecision | None = getattr(attempt, "decision", None)
        if made is None:
            return None
        plain = {
            "at": made.at,
            "by": made.by.get_full_name(),
            "accepted": made.accepted,
            "reason": made.reason,
        }
        return DecisionMadeSerializer(plain).data


class StudentContestSerializer(serializers.Serializer[Any]):
    """A student's "I was here" on an absence, and what was decided of it (null: nothing yet)."""

    at = serializers.DateTimeField()
    note = serializers.CharField()
    decision = serializers.SerializerMethodField()

    @extend_schema_field(DecisionMadeSerializer(allow_null=True))
    def get_decision(self, contest: AbsenceContest) -> Any:
        """Return the decision that holds."""
        if contest.state == ContestState.WAITING:
            return None
        made = contest.decisions.all()[0]
        plain = {
            "at": made.at,
            "by": made.by.get_full_name(),
            "accepted": made.state == ContestState.ACCEPTED,
            "reason": made.reason,
        }
        return DecisionMadeSerializer(plain).data


class QuestionSerializer(serializers.Serializer[Any]):
    """A question to a student, and the answer when there is one."""

    id = serializers.IntegerField()
    student = serializers.IntegerField(source="student_id", help_text="Id of the student.")
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    text = serializers.CharField()
    answer = serializers.SerializerMethodField()

    def get_by(self, question: Question) -> str:
        """Return who asked."""
        return question.by.get_full_name()

    @extend_schema_field(SaidSerializer(allow_null=True))
    def get_answer(self, question: Question) -> Any:
        """Return what the student said."""
        said = getattr(question, "answer", None)
        return SaidSerializer(said).data if said else None


class ReviewSerializer(serializers.Serializer[Any]):
    """The review queue of a session, and what students were asked about it."""

    items = ReviewItemSerializer(many=True)
    questions = QuestionSerializer(many=True)


class StudentTraceSerializer(serializers.Serializer[Any]):
    """All that is known of a student in a session; attempts and changes newest first."""

    row = RegisterRowSerializer()
    attempts = StudentAttemptSerializer(many=True)
    contest = StudentContestSerializer(allow_null=True)
    changes = RevisionSerializer(many=True)
    questions = QuestionSerializer(many=True)


class QuestionInputSerializer(StrictSerializer):
    """What to ask."""

    text = serializers.CharField(max_length=300)


class AnswerInputSerializer(StrictSerializer):
    """What the student says."""

    note = serializers.CharField(max_length=500)
