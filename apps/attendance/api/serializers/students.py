"""Shapes of a student's own attendance."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.attendance.api.serializers.check_in import CourseNameSerializer
from apps.attendance.enums import ContestState, Outcome, RecordStatus, SessionState, Source
from apps.attendance.models import AttemptAppeal, AttemptDecision, CheckInAttempt, Question
from apps.attendance.rules.messages import text_of
from apps.core.api.serializers import StrictSerializer


class MyContestSerializer(serializers.Serializer[Any]):
    """What the student told the lecturer of an absence, and what came of it."""

    note = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ContestState.choices)
    reason = serializers.CharField(help_text="The lecturer's, when it was decided.")


class MyRecordSerializer(serializers.Serializer[Any]):
    """One of the student's records."""

    id = serializers.IntegerField()
    session_id = serializers.IntegerField()
    course = CourseNameSerializer(source="session.course")
    session_opens_at = serializers.DateTimeField(source="session.opens_at")
    status = serializers.ChoiceField(choices=RecordStatus.choices)
    source = serializers.ChoiceField(choices=Source.choices, allow_null=True)  # type: ignore[assignment]  # shadows Field.source
    arrived_at = serializers.DateTimeField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    reference = serializers.CharField()
    contested = serializers.BooleanField()
    contest = MyContestSerializer(allow_null=True)


class MyAppealSerializer(serializers.Serializer[Any]):
    """What the student told the lecturer, and what came of it."""

    note = serializers.CharField()
    at = serializers.DateTimeField()
    decision = serializers.ChoiceField(
        choices=[("accept", "accept"), ("decline", "decline")], allow_null=True
    )
    reason = serializers.CharField(help_text="The lecturer's, when it was decided.")


class MyAttemptSerializer(serializers.Serializer[Any]):
    """One of the student's tries to check in, and its outcome in words."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    course = CourseNameSerializer(source="session.course", allow_null=True, default=None)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.SerializerMethodField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # shadows Field.source
    appeal = serializers.SerializerMethodField()

    def get_text(self, attempt: CheckInAttempt) -> str:
        """Return the outcome in a sentence."""
        return text_of(attempt.outcome, attempt.params)

    @extend_schema_field(MyAppealSerializer(allow_null=True))
    def get_appeal(self, attempt: CheckInAttempt) -> dict[str, Any] | None:
        """Return the student's appeal, or a decision that was made without one."""
        appeal: AttemptAppeal | None = getattr(attempt, "appeal", None)
        decision: AttemptDecision | None = getattr(attempt, "decision", None)
        told = appeal or decision
        if told is None:
            return None
        decided = ("accept" if decision.accepted else "decline") if decision else None
        note = appeal.note if appeal else ""
        reason = decision.reason if decision else ""
        shown = {"note": note, "at": told.at, "decision": decided, "reason": reason}
        return MyAppealSerializer(shown).data


class OpenSessionSerializer(serializers.Serializer[Any]):
    """A session of the student's courses that is open, or opens soon."""

    id = serializers.IntegerField()
    course = CourseNameSerializer()
    venue_name = serializers.CharField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    my_record = MyRecordSerializer(allow_null=True)


class MyQuestionSerializer(serializers.Serializer[Any]):
    """What a lecturer asks the student about a check-in; ``answer`` null until it is given."""

    id = serializers.IntegerField()
    course = CourseNameSerializer(source="session.course")
    session_opens_at = serializers.DateTimeField(source="session.opens_at")
    at = serializers.DateTimeField()
    text = serializers.CharField()
    answer = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_answer(self, question: Question) -> str | None:
        """Return what the student has said."""
        said = getattr(question, "answer", None)
        return said.note if said else None


class StudentHomeSerializer(serializers.Serializer[Any]):
    """What a student sees first."""

    server_time_ms = serializers.IntegerField()
    questions = MyQuestionSerializer(many=True)
    open_sessions = OpenSessionSerializer(many=True)
    recent_attempts = MyAttemptSerializer(many=True)
    recent_records = MyRecordSerializer(many=True)


class AppealInputSerializer(StrictSerializer):
    """The student says: I was here."""

    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
