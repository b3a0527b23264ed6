"""Shapes of kiosk mode."""

from typing import Any

from rest_framework import serializers

from apps.attendance.api.serializers.check_in import CourseNameSerializer
from apps.attendance.enums import Outcome, RecordStatus, SessionState
from apps.core.api.serializers import StrictSerializer

_ANSWERS = [
    (one.value, one.label)
    for one in (Outcome.ACCEPTED, Outcome.ACCEPTED_FOR_REVIEW, Outcome.ALREADY_CHECKED_IN)
]


class KioskSerializer(serializers.Serializer[Any]):
    """A device in kiosk mode."""

    id = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    started_by = serializers.CharField(source="started_by.full_name")


class KioskStartedSerializer(serializers.Serializer[Any]):
    """A device in kiosk mode, and the token that is told only now."""

    id = serializers.IntegerField()
    token = serializers.CharField()


class KioskListSerializer(serializers.Serializer[Any]):
    """The devices that are in kiosk mode for a session."""

    kiosks = KioskSerializer(many=True)


class KioskInputSerializer(StrictSerializer):
    """Which kiosk asks."""

    kiosk = serializers.CharField(max_length=100, help_text="The kiosk's token.")


class KioskLookUpInputSerializer(KioskInputSerializer):
    """A number as it was typed or read from a card."""

    number = serializers.CharField(max_length=40)


class KioskCheckInInputSerializer(KioskInputSerializer):
    """The student has said: that is me."""

    ticket = serializers.CharField(max_length=1000)


class KioskStateSerializer(serializers.Serializer[Any]):
    """What stands at the top of the kiosk."""

    organization = serializers.CharField()
    course = CourseNameSerializer()
    session_id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    closes_at = serializers.DateTimeField()
    time_zone = serializers.CharField()


class KioskFoundSerializer(serializers.Serializer[Any]):
    """Whose number it is: enough of the name for its owner to know it."""

    name = serializers.CharField()
    ticket = serializers.CharField()


class KioskCheckedInSerializer(serializers.Serializer[Any]):
    """What was recorded."""

    outcome = serializers.ChoiceField(choices=_ANSWERS)
    status = serializers.ChoiceField(choices=RecordStatus.choices)
    arrived_at = serializers.DateTimeField()
    reference = serializers.CharField()
