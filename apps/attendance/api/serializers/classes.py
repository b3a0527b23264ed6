"""Shapes of the classes of some days."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from apps.attendance.api.serializers.check_in import CourseNameSerializer
from apps.attendance.enums import SessionState
from apps.core.api.serializers import DayField, ScopedRelatedField, StrictSerializer
from apps.courses.models import ClassSchedule

MOST_DAYS = 62
# All courses of an organisation at once are many more than one person's.
MOST_DAYS_OF_ALL = 14
LARGEST_KEY = 2**63 - 1


class ClassQuerySerializer(serializers.Serializer[Any]):
    """Which days: from and to, both included, where the organisation is."""

    course = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY)

    def get_fields(self) -> dict[str, Any]:
        """Add ``from``, which is no name in Python."""
        days = {"from": DayField(), "to": DayField()}
        return {**days, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take up to 62 days; of all courses of an organisation up to 14."""
        most = self.context["most_days"] if "course" not in attrs else MOST_DAYS
        if attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": ["Choose a day that is not before from."]})
        if attrs["to"] - attrs["from"] >= timedelta(days=most):
            raise serializers.ValidationError({"to": [f"At most {most} days at a time."]})
        return attrs


class ClassSessionSerializer(serializers.Serializer[Any]):
    """The session of a class."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class ClassSerializer(serializers.Serializer[Any]):
    """One class: of a schedule, or a session of its own (``schedule_id`` null).

    ``starts_at`` and ``ends_at`` are when the class is; its session's times are those of the
    roll-call. ``can_start``: the signed-in user may start it now in one tap.
    """

    schedule_id = serializers.IntegerField(allow_null=True)
    class_date = serializers.DateField()
    course = CourseNameSerializer()
    venue_name = serializers.CharField(allow_blank=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    opens_itself = serializers.BooleanField()
    called_off = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    holiday = serializers.CharField(allow_blank=True)
    can_start = serializers.BooleanField()
    session = ClassSessionSerializer(allow_null=True)


class ClassListSerializer(serializers.Serializer[Any]):
    """The classes of some days, in order of their beginning."""

    timezone = serializers.CharField()
    today = serializers.DateField()
    classes = ClassSerializer(many=True)


class ClassInputSerializer(StrictSerializer):
    """One class of a schedule."""

    schedule = ScopedRelatedField(model=ClassSchedule)
    class_date = serializers.DateField()


class CallOffInputSerializer(ClassInputSerializer):
    """A class to call off, and why; those enrolled read the reason."""

    reason = serializers.CharField(max_length=300)
