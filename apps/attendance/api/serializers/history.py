"""Shapes of a student's history and of how they stand."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.attendance.api.serializers.check_in import CourseNameSerializer
from apps.attendance.api.serializers.students import MyAttemptSerializer, MyRecordSerializer
from apps.attendance.enums import ChangeKind, Reason, RecordStatus
from apps.attendance.models import AttendanceRecord, RecordChange
from apps.attendance.rules.messages import change_text
from apps.attendance.rules.timing import seconds_after_start

LARGEST_KEY = 2**63 - 1


class AttemptQuerySerializer(serializers.Serializer[Any]):
    """How a history is narrowed: a course, days of the organisation's zone, both included."""

    course = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY)
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)


class HistoryQuerySerializer(AttemptQuerySerializer):
    """How records are narrowed: by their status too."""

    status = serializers.ChoiceField(choices=RecordStatus.choices, required=False)


class MyEditSerializer(serializers.Serializer[Any]):
    """One change of a record: what, when, by whom, why. ``by`` is null for the clock's own."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    from_status = serializers.ChoiceField(choices=RecordStatus.choices, allow_null=True)
    to_status = serializers.ChoiceField(choices=RecordStatus.choices)
    text = serializers.SerializerMethodField()
    reason = serializers.CharField()

    def get_by(self, change: RecordChange) -> str | None:
        """Return the name of who changed it."""
        return change.by.get_full_name() if change.by else None

    def get_text(self, change: RecordChange) -> str:
        """Return what it did in a sentence."""
        return change_text(change.kind, before=change.from_status, after=change.to_status)


class HistoryRecordSerializer(MyRecordSerializer):
    """A record with all that belongs to it.

    ``reasons`` are what was notable about the check-in, in words; ``late_by_s`` the seconds after
    the start, null unless late. ``attempts`` and ``changes`` are oldest first.
    """

    session_closes_at = serializers.DateTimeField(source="session.closes_at")
    venue_name = serializers.CharField(source="session.venue_name")
    late_by_s = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    attempts = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    def get_late_by_s(self, record: AttendanceRecord) -> float | None:
        """Return how long after the start the student arrived."""
        if record.status != RecordStatus.LATE or record.arrived_at is None:
            return None
        return seconds_after_start(record.arrived_at, starts=record.session.starts_at)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_reasons(self, record: AttendanceRecord) -> list[str]:
        """Return what was notable about the evidence, in words."""
        return [str(Reason(value).label) for value in record.reasons]

    @extend_schema_field(MyAttemptSerializer(many=True))
    def get_attempts(self, record: AttendanceRecord) -> Any:
        """Return the student's tries in this session."""
        tried = self.context["details"].attempts.get(record.pk, [])
        return MyAttemptSerializer(tried, many=True).data

    @extend_schema_field(MyEditSerializer(many=True))
    def get_changes(self, record: AttendanceRecord) -> Any:
        """Return what was changed of this record."""
        changed = self.context["details"].changes.get(record.pk, [])
        return MyEditSerializer(changed, many=True).data


class TallySerializer(serializers.Serializer[Any]):
    """How many records stand how. ``counted`` is the denominator: everything but excused."""

    present = serializers.IntegerField()
    late = serializers.IntegerField()
    excused = serializers.IntegerField()
    absent = serializers.IntegerField()
    attended = serializers.IntegerField()
    counted = serializers.IntegerField()


class OutlookSerializer(serializers.Serializer[Any]):
    """What is to come in a course, by its timetable.

    ``whole`` are all classes of the term that count: those held and the ``remaining`` ones;
    ``percent`` the share of them that has been attended by now. ``can_miss`` is how many of the
    remaining ones may be missed with the expected share reached at the end; null when it will not
    be reached. ``best_percent`` is the rate at the end if none is missed.
    """

    remaining = serializers.IntegerField()
    whole = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)
    can_miss = serializers.IntegerField(allow_null=True)
    best_percent = serializers.IntegerField(allow_null=True)


class MyCourseSerializer(serializers.Serializer[Any]):
    """How the student stands in a course.

    ``percent`` is the share attended of the classes held so far, rounded down; null before the
    first. ``is_below`` says that it is below the organisation's limit. ``outlook`` is null for a
    course that is over, or that has no timetable to say what is to come.
    """

    course = CourseNameSerializer()
    term = serializers.CharField()
    from_date = serializers.DateField()
    to_date = serializers.DateField(allow_null=True)
    is_current = serializers.BooleanField()
    tally = TallySerializer()
    percent = serializers.IntegerField(allow_null=True)
    is_below = serializers.BooleanField()
    outlook = OutlookSerializer(allow_null=True)


class MyCoursesSerializer(serializers.Serializer[Any]):
    """The student's courses, the present ones first, as they stood at a moment.

    ``threshold_pct`` is the share that the organisation expects; 0 expects none.
    """

    as_of = serializers.DateTimeField()
    threshold_pct = serializers.IntegerField()
    courses = MyCourseSerializer(many=True)


class ComingClassSerializer(serializers.Serializer[Any]):
    """One class that is still to come; no two of a course begin at once."""

    class_date = serializers.DateField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    venue_name = serializers.CharField()


class MyCourseDetailSerializer(MyCourseSerializer):
    """One course: how the student stands, and how they will if they miss some classes to come.

    ``if_missed`` has the rate at the end in percent, by how many of the ``coming`` classes are
    missed, from none to all: which ones makes no difference. Both are empty without an outlook.
    """

    as_of = serializers.DateTimeField()
    threshold_pct = serializers.IntegerField()
    coming = ComingClassSerializer(many=True)
    if_missed = serializers.ListField(child=serializers.IntegerField())
