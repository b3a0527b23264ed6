"""Shapes of absence requests and contested absences."""

from typing import Any

from rest_framework import serializers

from apps.attendance.api.serializers.check_in import CourseNameSerializer
from apps.attendance.api.serializers.sessions import RegisterStudentSerializer
from apps.attendance.enums import (
    AbsenceReason,
    Outcome,
    RecordStatus,
    RequestAct,
    RequestState,
    SessionState,
)
from apps.attendance.models import AttendanceSession
from apps.attendance.rules.asking import NOTE_LENGTH, REASON_LENGTH, TEXT_LENGTH
from apps.attendance.selectors.decisions import Matter
from apps.core.api.serializers import ScopedRelatedField, StrictSerializer
from apps.courses.models import Course

MATTERS = [(one.value, one.value) for one in Matter]
ACTS = RequestAct.choices
FILE_KINDS = [("picture", "picture"), ("pdf", "pdf")]
# What a contested absence may become, to decline it, and to undo that.
VERDICTS = [
    *(("present", "present"), ("late", "late"), ("excused", "excused")),
    *(("decline", "decline"), ("undo", "undo")),
]


class AbsenceRequestInputSerializer(StrictSerializer):
    """What a student fills in: a class, or first and last day; courses left out mean all."""

    client_reference = serializers.UUIDField(help_text="Of this form: sent twice, stored once.")
    session = ScopedRelatedField(
        model=AttendanceSession, required=False, allow_null=True, default=None
    )
    first_day = serializers.DateField(required=False, allow_null=True, default=None)
    last_day = serializers.DateField(required=False, allow_null=True, default=None)
    courses = ScopedRelatedField(model=Course, many=True, required=False, default=list)
    kind = serializers.ChoiceField(choices=AbsenceReason.choices)
    text = serializers.CharField(
        max_length=TEXT_LENGTH, required=False, allow_blank=True, default=""
    )
    file = serializers.FileField(
        max_length=255,
        allow_empty_file=True,
        required=False,
        allow_null=True,
        default=None,
        help_text="A PDF, or a JPEG, PNG or WebP picture; at most 5 MB.",
    )


class ClassNameSerializer(serializers.Serializer[Any]):
    """A class as requests name it."""

    id = serializers.IntegerField()
    opens_at = serializers.DateTimeField()


class RequestFileSerializer(serializers.Serializer[Any]):
    """Where the file is now; the address ends after an hour and a half to two hours."""

    url = serializers.CharField()
    kind = serializers.ChoiceField(choices=FILE_KINDS)


class MyRequestPartSerializer(serializers.Serializer[Any]):
    """What of a request concerns one course, and what its lecturers decided."""

    id = serializers.IntegerField()
    course = CourseNameSerializer()
    state = serializers.ChoiceField(choices=RequestState.choices)
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)


class MyRequestSerializer(serializers.Serializer[Any]):
    """One of the student's requests."""

    id = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    session = ClassNameSerializer(allow_null=True)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    kind = serializers.ChoiceField(choices=AbsenceReason.choices)
    text = serializers.CharField()
    file = RequestFileSerializer(allow_null=True)
    parts = MyRequestPartSerializer(many=True)


class ClassToAskSerializer(ClassNameSerializer):
    """A class that a student may ask about: missed, or planned."""

    course = CourseNameSerializer()
    missed = serializers.BooleanField()


class RequestOptionsSerializer(serializers.Serializer[Any]):
    """What a form of a request offers. Days are those of the organisation's time zone."""

    enabled = serializers.BooleanField()
    today = serializers.DateField()
    earliest_day = serializers.DateField()
    latest_day = serializers.DateField()
    longest_days = serializers.IntegerField()
    courses = CourseNameSerializer(many=True)
    classes = ClassToAskSerializer(many=True)


class ContestInputSerializer(StrictSerializer):
    """What the student says to an absence."""

    note = serializers.CharField(
        max_length=NOTE_LENGTH, required=False, allow_blank=True, default=""
    )


class RateSerializer(serializers.Serializer[Any]):
    """Attended of counted classes of the course; excused ones are not counted."""

    attended = serializers.IntegerField()
    counted = serializers.IntegerField()


class CoveredClassSerializer(ClassNameSerializer):
    """A class that a request covers; ``status`` null: no record yet."""

    state = serializers.ChoiceField(choices=SessionState.choices)
    status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)


class AbsenceRequestSerializer(serializers.Serializer[Any]):
    """One course's part of a request, as those who decide it see it."""

    id = serializers.IntegerField(help_text="Of the part: what is decided.")
    student = RegisterStudentSerializer()
    course = CourseNameSerializer()
    rate = RateSerializer()
    asked_at = serializers.DateTimeField()
    session = ClassNameSerializer(allow_null=True)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    kind = serializers.ChoiceField(choices=AbsenceReason.choices)
    text = serializers.CharField()
    file = RequestFileSerializer(allow_null=True)
    state = serializers.ChoiceField(choices=RequestState.choices)
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    classes = CoveredClassSerializer(many=True)


class RequestDecisionInputSerializer(StrictSerializer):
    """What to do with a part of a request."""

    act = serializers.ChoiceField(choices=ACTS)
    reason = serializers.CharField(
        max_length=REASON_LENGTH,
        required=False,
        allow_blank=True,
        default="",
        help_text="For declining and taking back; the student is told.",
    )


class RequestDecidedSerializer(serializers.Serializer[Any]):
    """The part as it is now, and how many records the decision has changed."""

    request = AbsenceRequestSerializer()
    changed = serializers.IntegerField()


class TrySerializer(serializers.Serializer[Any]):
    """One try to check in, as it stands beside a dispute."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    shown_at = serializers.DateTimeField(allow_null=True)
    claimed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.CharField()


class DisputeSerializer(serializers.Serializer[Any]):
    """A student's "I was here", or a scan without a record, with all tries of that class."""

    id = serializers.IntegerField(help_text="Of the contest, else of the attempt.")
    student = RegisterStudentSerializer()
    course = CourseNameSerializer()
    rate = RateSerializer()
    session = ClassNameSerializer()
    note = serializers.CharField()
    said_at = serializers.DateTimeField(allow_null=True)
    tries = TrySerializer(many=True)


class DecisionItemSerializer(serializers.Serializer[Any]):
    """One matter of the queue: a request, or a dispute."""

    kind = serializers.ChoiceField(choices=MATTERS)
    since = serializers.DateTimeField()
    request = AbsenceRequestSerializer(allow_null=True)
    dispute = DisputeSerializer(allow_null=True)


class DecisionCountsSerializer(serializers.Serializer[Any]):
    """How much waits for the user's decision over all their courses."""

    requests = serializers.IntegerField()
    contests = serializers.IntegerField(help_text="“I was here” on absences without a try.")
    appeals = serializers.IntegerField(help_text="“I was here” on refused tries.")
    scans = serializers.IntegerField(help_text="Received late, or tried and written absent.")
    total = serializers.IntegerField()


class ContestDecisionInputSerializer(StrictSerializer):
    """What a contested absence becomes."""

    decision = serializers.ChoiceField(choices=VERDICTS)
    reason = serializers.CharField(
        max_length=REASON_LENGTH, required=False, allow_blank=True, default=""
    )


class ContestDecidedSerializer(serializers.Serializer[Any]):
    """What the record says now."""

    status = serializers.ChoiceField(choices=RecordStatus.choices)
