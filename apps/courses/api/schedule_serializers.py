"""Shapes of class schedules and holidays in the API."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.core.api.serializers import DayField, ScopedRelatedField, StrictSerializer
from apps.courses.api.serializers import ChangeSerializer, VenueSerializer, VersionField
from apps.courses.models import Term, Venue


class WeekdaysField(serializers.ListField):
    """Weekdays as numbers, 1 for Monday to 7 for Sunday; stored as their digits, in order."""

    child = serializers.IntegerField(min_value=1, max_value=7)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, max_length=7, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the digits of the days, each once."""
        return "".join(sorted({str(one) for one in super().to_internal_value(data)}))

    def to_representation(self, data: Any) -> list[int]:
        """Return the days as numbers."""
        return [int(one) for one in data]


class ScheduleSerializer(serializers.Serializer[Any]):
    """When a course meets each week, by the clock on the wall where the organisation is.

    ``from_day`` and ``to_day`` are the days that hold: its own, or those of the term.
    """

    id = serializers.IntegerField()
    weekdays = WeekdaysField()
    starts = serializers.TimeField(format="%H:%M")
    ends = serializers.TimeField(format="%H:%M")
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    from_day = serializers.DateField()
    to_day = serializers.DateField()
    venue = VenueSerializer(allow_null=True)
    opens_itself = serializers.BooleanField()
    is_active = serializers.BooleanField()
    version = VersionField()


class ScheduleInputSerializer(StrictSerializer):
    """A new class schedule; without days of its own it lasts as long as the term."""

    weekdays = WeekdaysField()
    starts = serializers.TimeField()
    ends = serializers.TimeField()
    first_day = serializers.DateField(required=False, allow_null=True)
    last_day = serializers.DateField(required=False, allow_null=True)
    venue = ScopedRelatedField(model=Venue, required=False, allow_null=True)
    opens_itself = serializers.BooleanField(required=False)


class ScheduleChangeSerializer(ChangeSerializer):
    """Changes of a class schedule; ``is_active`` false ends it."""

    weekdays = WeekdaysField(required=False)
    starts = serializers.TimeField(required=False)
    ends = serializers.TimeField(required=False)
    first_day = serializers.DateField(required=False, allow_null=True)
    last_day = serializers.DateField(required=False, allow_null=True)
    venue = ScopedRelatedField(model=Venue, required=False, allow_null=True)
    opens_itself = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)


class SchedulePreviewInputSerializer(ScheduleInputSerializer):
    """A schedule to be looked at before it is stored; ``schedule`` is the one it would replace."""

    schedule = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1
    )


class PreviewedClassSerializer(serializers.Serializer[Any]):
    """One class that a schedule would have."""

    class_date = serializers.DateField(source="day")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    holiday = serializers.CharField(allow_blank=True)


class SchedulePreviewSerializer(serializers.Serializer[Any]):
    """The next classes of a schedule, and how many it would have in all, holidays not counted."""

    classes = PreviewedClassSerializer(many=True)
    total = serializers.IntegerField()


class HolidayTermSerializer(serializers.Serializer[Any]):
    """The term of a holiday."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class HolidaySerializer(serializers.Serializer[Any]):
    """Days without classes; ``term`` null means everywhere in the organisation."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    term = HolidayTermSerializer(allow_null=True)
    version = VersionField()


class HolidayInputSerializer(StrictSerializer):
    """A new holiday: a day, or with ``last_day`` a range of days."""

    name = serializers.CharField(max_length=80)
    first_day = DayField()
    last_day = DayField(required=False)
    term = ScopedRelatedField(model=Term, required=False, allow_null=True)

    def validate(self, attrs: Mapping[str, Any]) -> dict[str, Any]:
        """Take the first day for a holiday of one day."""
        return {"last_day": attrs["first_day"], **attrs}


class HolidayChangeSerializer(ChangeSerializer):
    """Changes of a holiday."""

    name = serializers.CharField(max_length=80, required=False)
    first_day = DayField(required=False)
    last_day = DayField(required=False)
    term = ScopedRelatedField(model=Term, required=False, allow_null=True)
