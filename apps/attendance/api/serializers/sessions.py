"""Shapes of roll-calls, their tokens and their register."""

from typing import Any

from rest_framework import serializers

from apps.attendance.api.serializers.check_in import (
    GEOFENCE_MODES,
    CourseNameSerializer,
    ReasonSerializer,
)
from apps.attendance.enums import (
    Band,
    ChangeKind,
    Outcome,
    RecordStatus,
    SessionState,
    Source,
    TokenKind,
)
from apps.core.api.serializers import FiniteFloatField, ScopedRelatedField, StrictSerializer
from apps.courses.models import ClassSchedule, Course, Venue
from apps.orgs.enums import Rule

RULES = [(rule.value, rule.value) for rule in Rule]
REVIEW_KINDS = [(kind, kind) for kind in ("received_late", "appeal", "contested", "contest")]
DECISIONS = [(decision, decision) for decision in ("accept", "decline")]


class FenceSerializer(serializers.Serializer[Any]):
    """Centre (degrees) and radius (metres) of the geofence."""

    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    radius_m = serializers.IntegerField()


class PolicySerializer(serializers.Serializer[Any]):
    """The copy of the policy by which the session is judged."""

    code_period_s = serializers.IntegerField()
    grace_steps = serializers.IntegerField()
    late_after_min = serializers.IntegerField()
    closes_after_min = serializers.IntegerField()
    geofence_mode = serializers.ChoiceField(choices=GEOFENCE_MODES)
    radius_m = serializers.IntegerField()
    accuracy_limit_m = serializers.IntegerField()
    network_rule = serializers.ChoiceField(choices=RULES)
    device_rule = serializers.ChoiceField(choices=RULES)
    claim_wait_s = serializers.IntegerField()


class TokenSerializer(serializers.Serializer[Any]):
    """A token without its secret."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=TokenKind.choices)
    period_s = serializers.IntegerField()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class SessionSerializer(serializers.Serializer[Any]):
    """A roll-call as staff see it."""

    id = serializers.IntegerField()
    course = CourseNameSerializer()
    schedule_id = serializers.IntegerField(allow_null=True)
    class_date = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=SessionState.choices)
    planned_start = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    venue_name = serializers.CharField()
    fence = FenceSerializer(allow_null=True)
    policy = PolicySerializer()
    token = TokenSerializer(allow_null=True)
    enrolled_count = serializers.IntegerField()
    present_count = serializers.IntegerField()
    late_count = serializers.IntegerField()
    reopen_count = serializers.IntegerField()


class PositionInputSerializer(StrictSerializer):
    """The lecturer's own position, as the centre of the fence."""

    latitude = FiniteFloatField(min_value=-90, max_value=90)
    longitude = FiniteFloatField(min_value=-180, max_value=180)
    accuracy_m = FiniteFloatField(min_value=0, max_value=1e7)


class SessionInputSerializer(StrictSerializer):
    """A session to open now, or to plan.

    With ``schedule`` and ``class_date`` it is that class of the course's schedule, and one that
    the class has already is opened, or answered.
    """

    course = ScopedRelatedField(model=Course)
    schedule = ScopedRelatedField(model=ClassSchedule, required=False, allow_null=True)
    class_date = serializers.DateField(required=False, allow_null=True)
    venue = ScopedRelatedField(model=Venue, required=False, allow_null=True)
    position = PositionInputSerializer(required=False, allow_null=True, default=None)
    opens_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    closes_after_min = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=480
    )
    kind = serializers.ChoiceField(choices=TokenKind.choices, default=TokenKind.ROTATING)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take a schedule of the course, with the day of the class, or neither."""
        schedule = attrs.get("schedule")
        if (schedule is None) != (attrs.get("class_date") is None):
            missing = "class_date" if schedule else "schedule"
            raise serializers.ValidationError({missing: ["Name both the schedule and the day."]})
        if schedule is not None and schedule.course_id != attrs["course"].pk:
            raise ScopedRelatedField.no_such_row("schedule", schedule.pk)
        return attrs


class ExtendInputSerializer(StrictSerializer):
    """By how much to prolong a session."""

    minutes = serializers.IntegerField(min_value=1, max_value=240)


class ReopenInputSerializer(StrictSerializer):
    """Why, and for how long, to open a session again."""

    reason = serializers.CharField(max_length=300)
    minutes = serializers.IntegerField(
        min_value=1, max_value=480, required=False, allow_null=True, default=None
    )


class TokenInputSerializer(StrictSerializer):
    """The token to make in place of the one before."""

    kind = serializers.ChoiceField(choices=TokenKind.choices)
    valid_until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ShownCodeSerializer(serializers.Serializer[Any]):
    """A QR code's content and when it is shown (server time, Unix milliseconds)."""

    step = serializers.IntegerField()
    url = serializers.CharField()
    valid_from_ms = serializers.IntegerField()
    valid_until_ms = serializers.IntegerField()


class ShownTypedSerializer(serializers.Serializer[Any]):
    """A typed code and when it is shown (server time, Unix milliseconds)."""

    code = serializers.CharField()
    valid_from_ms = serializers.IntegerField()
    valid_until_ms = serializers.IntegerField()


class ArrivedSerializer(serializers.Serializer[Any]):
    """How many of how many are in."""

    arrived = serializers.IntegerField()
    enrolled = serializers.IntegerField()


class ProjectorSerializer(serializers.Serializer[Any]):
    """What the projector page shows: the current and the next code, no more."""

    session = SessionSerializer()
    server_time_ms = serializers.IntegerField()
    period_ms = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=TokenKind.choices, allow_null=True)
    codes = ShownCodeSerializer(many=True)
    typed = ShownTypedSerializer(many=True)
    counts = ArrivedSerializer()


class RegisterStudentSerializer(serializers.Serializer[Any]):
    """A student in a register."""

    id = serializers.IntegerField()
    student_id = serializers.CharField()
    full_name = serializers.CharField()


class LastChangeSerializer(serializers.Serializer[Any]):
    """The last change of a record."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True)
    from_status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    to_status = serializers.ChoiceField(choices=RecordStatus.choices)
    reason = serializers.CharField()


class RegisterRowSerializer(serializers.Serializer[Any]):
    """One student in a session; ``status`` null means not yet."""

    student = RegisterStudentSerializer()
    status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices, allow_null=True)  # type: ignore[assignment]  # shadows Field.source
    arrived_at = serializers.DateTimeField(allow_null=True)
    recorded_at = serializers.DateTimeField(allow_null=True)
    band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    reasons = ReasonSerializer(many=True)
    contested = serializers.BooleanField()
    enrolled = serializers.BooleanField()
    attempts = serializers.IntegerField()
    last_change = LastChangeSerializer(allow_null=True)


class RegisterCountsSerializer(serializers.Serializer[Any]):
    """Totals of a register."""

    present = serializers.IntegerField()
    late = serializers.IntegerField()
    excused = serializers.IntegerField()
    absent = serializers.IntegerField()
    enrolled = serializers.IntegerField()
    review = serializers.IntegerField()


class LiveSerializer(serializers.Serializer[Any]):
    """The live register: everything, the rows that have changed, or that none has."""

    version = serializers.CharField()
    changed = serializers.BooleanField()
    everything = serializers.BooleanField(
        required=False,
        help_text="Whether all rows are told, with session and counts, or those that changed.",
    )
    server_time_ms = serializers.IntegerField(required=False)
    waiting = serializers.IntegerField(
        required=False,
        help_text="Attempts, one a student, and contested absences that wait for a decision.",
    )
    sent = serializers.CharField(
        required=False, help_text="Another one when the review queue may be another one."
    )
    rows = RegisterRowSerializer(many=True, required=False)
    session = SessionSerializer(required=False)
    counts = RegisterCountsSerializer(required=False)


class MarkInputSerializer(StrictSerializer):
    """A status set by hand."""

    status = serializers.ChoiceField(choices=RecordStatus.choices)
    reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text="After closing."
    )


class MarkedSerializer(serializers.Serializer[Any]):
    """The row after a mark, and the change to undo it by (null when nothing changed)."""

    row = RegisterRowSerializer()
    change_id = serializers.IntegerField(allow_null=True)


class ReviewItemSerializer(serializers.Serializer[Any]):
    """What waits for the lecturer: an attempt, or an absence that was contested without one.

    Exactly one of the two ids is there; only an attempt has an outcome.
    """

    attempt_id = serializers.IntegerField(allow_null=True)
    contest_id = serializers.IntegerField(allow_null=True)
    kind = serializers.ChoiceField(choices=REVIEW_KINDS)
    student = RegisterStudentSerializer()
    at = serializers.DateTimeField()
    shown_at = serializers.DateTimeField(allow_null=True)
    claimed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    reason_text = serializers.CharField()
    note = serializers.CharField()


class DecisionInputSerializer(StrictSerializer):
    """What to do with an attempt."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DecidedSerializer(serializers.Serializer[Any]):
    """The row after a decision, and the change to undo it by (null when declined)."""

    row = RegisterRowSerializer()
    change_id = serializers.IntegerField(allow_null=True)
