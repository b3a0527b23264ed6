"""Shapes of a course's register, of marks of many cells, and of walk-ins."""

from typing import Any

from rest_framework import serializers

from apps.accounts.models import Student
from apps.attendance.api.serializers.sessions import (
    LastChangeSerializer,
    RegisterCountsSerializer,
    RegisterStudentSerializer,
)
from apps.attendance.enums import (
    ATTENDED,
    MarkOutcome,
    RecordStatus,
    SessionState,
    Source,
)
from apps.attendance.services.marks import MOST_AT_ONCE
from apps.core.api.serializers import DayField, ScopedRelatedField, StrictSerializer

LARGEST_KEY = 2**63 - 1
KEEPS = [(kind, kind) for kind in (MarkOutcome.SAME, MarkOutcome.UNKNOWN, MarkOutcome.TOO_EARLY)]


class GridQuerySerializer(serializers.Serializer[Any]):
    """Which days and which page of a register; ``from`` and ``to`` are days, both included."""

    version = serializers.CharField(required=False, allow_blank=True, default="")
    page = serializers.IntegerField(required=False, min_value=1, max_value=10_000, default=1)

    def get_fields(self) -> dict[str, Any]:
        """Add the days, one of which Python knows as a word of its own."""
        days = {name: DayField(required=False) for name in ("from", "to")}
        return {**days, **super().get_fields()}


class GridCountsSerializer(RegisterCountsSerializer):
    """Totals of a session, those of its own page; ``not_yet`` of those who are expected."""

    not_yet = serializers.IntegerField()


class GridSessionSerializer(serializers.Serializer[Any]):
    """One session of a register; ``settled`` once its absences are written."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    settled = serializers.BooleanField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    venue_name = serializers.CharField()
    counts = GridCountsSerializer()


class GridTotalsSerializer(serializers.Serializer[Any]):
    """What counts of a student's cells; ``rate_pct`` is attended of counted, null of nothing."""

    present = serializers.IntegerField()
    late = serializers.IntegerField()
    excused = serializers.IntegerField()
    absent = serializers.IntegerField()
    attended = serializers.IntegerField()
    counted = serializers.IntegerField()
    rate_pct = serializers.IntegerField(allow_null=True)
    at_risk = serializers.BooleanField()


class GridStudentSerializer(serializers.Serializer[Any]):
    """One student: one character of ``cells`` and of ``flags`` for each session.

    ``cells``: P, L, E, A, ``.`` for not yet, ``-`` for not enrolled that day. ``flags``: a
    hexadecimal digit, 1 contested + 2 doubtful + 4 changed + 8 walk-in. Days of the enrolment are
    null for somebody who never was enrolled.
    """

    id = serializers.IntegerField()
    student_id = serializers.CharField()
    full_name = serializers.CharField()
    enrolled_from = serializers.DateField(allow_null=True)
    enrolled_to = serializers.DateField(allow_null=True)
    cells = serializers.CharField()
    flags = serializers.CharField()
    totals = GridTotalsSerializer()


class GridSerializer(serializers.Serializer[Any]):
    """A register; only ``version`` and ``changed`` when nothing has changed."""

    version = serializers.CharField()
    changed = serializers.BooleanField()
    page = serializers.IntegerField(required=False)
    pages = serializers.IntegerField(required=False)
    session_count = serializers.IntegerField(required=False)
    at_risk_threshold_pct = serializers.IntegerField(required=False)
    rate_after_sessions = serializers.IntegerField(required=False)
    sessions = GridSessionSerializer(many=True, required=False)
    students = GridStudentSerializer(many=True, required=False)

    def get_fields(self) -> dict[str, Any]:
        """Add the days of the range, as in the query."""
        days = {name: DayField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **days}


class CellMarkInputSerializer(StrictSerializer):
    """A status for one cell; ``expected`` is the one that was seen there, null for none."""

    session = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    student = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    status = serializers.ChoiceField(choices=RecordStatus.choices)
    expected = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)


class GridMarksInputSerializer(StrictSerializer):
    """Statuses for many cells, with one reason; required when one of the sessions is closed."""

    marks = serializers.ListField(
        child=CellMarkInputSerializer(), allow_empty=False, max_length=MOST_AT_ONCE
    )
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class GridUndoInputSerializer(StrictSerializer):
    """The changes to take back."""

    changes = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        allow_empty=False,
        max_length=MOST_AT_ONCE,
    )


class CellMarkedSerializer(serializers.Serializer[Any]):
    """A cell that was changed, its status now (null for none), and the change to undo it by."""

    session = serializers.IntegerField()
    student = serializers.IntegerField()
    status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    change = serializers.IntegerField()


class CellConflictSerializer(serializers.Serializer[Any]):
    """A cell that is not as it was seen: left as it is.

    ``by`` is who changed it last, null for the student's own check-in and for the clock.
    """

    session = serializers.IntegerField()
    student = serializers.IntegerField()
    status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class CellKeptSerializer(serializers.Serializer[Any]):
    """A cell that was not changed, and why: it said so, is nobody's here, or is too early."""

    session = serializers.IntegerField()
    student = serializers.IntegerField()
    why = serializers.ChoiceField(choices=KEEPS)


class GridMarkedSerializer(serializers.Serializer[Any]):
    """What became of each cell."""

    changed = CellMarkedSerializer(many=True)
    conflicts = CellConflictSerializer(many=True)
    kept = CellKeptSerializer(many=True)


class CellSerializer(serializers.Serializer[Any]):
    """One student in one session: how the record came about, and every change of it, newest first.

    Of a student without a record all but ``changes`` and ``attempts`` is null.
    """

    student = RegisterStudentSerializer()
    status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices, allow_null=True)  # type: ignore[assignment]  # shadows Field.source
    arrived_at = serializers.DateTimeField(allow_null=True)
    recorded_at = serializers.DateTimeField(allow_null=True)
    contested = serializers.BooleanField()
    attempts = serializers.IntegerField()
    changes = LastChangeSerializer(many=True)


class WalkInInputSerializer(StrictSerializer):
    """A student who came, by id or by number; ``enrol`` from the session's day."""

    student = ScopedRelatedField(model=Student, required=False)
    student_number = serializers.CharField(max_length=40, required=False)
    status = serializers.ChoiceField(choices=RecordStatus.choices, default=RecordStatus.PRESENT)
    enrol = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take exactly one of the two ways to name the student, and a status of who was there."""
        if attrs["status"] not in ATTENDED:
            raise serializers.ValidationError({"status": ["A walk-in is present or late."]})
        if ("student" in attrs) == ("student_number" in attrs):
            raise serializers.ValidationError({"student": ["Give an id or a student number."]})
        number = attrs.pop("student_number", None)
        if number is not None:
            found = Student.objects.filter(student_id__iexact=number.strip()).first()
            if found is None:
                raise serializers.ValidationError({"student_number": ["No such student."]})
            attrs["student"] = found
        return attrs


class WalkInSerializer(serializers.Serializer[Any]):
    """Who was recorded, and the change to undo it by; ``walk_in``: not enrolled that day."""

    student = RegisterStudentSerializer()
    status = serializers.ChoiceField(choices=RecordStatus.choices)
    walk_in = serializers.BooleanField()
    change_id = serializers.IntegerField()
