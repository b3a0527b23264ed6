"""Shapes of the check-in protocol."""

from typing import Any

from rest_framework import serializers

from apps.attendance.enums import LocationStatus, Outcome, Reason, RecordStatus, Source
from apps.core.api.serializers import FiniteFloatField, StrictSerializer
from apps.orgs.enums import GeofenceMode

ANSWERED = [
    (outcome.value, outcome.label)
    for outcome in (
        Outcome.ACCEPTED,
        Outcome.ACCEPTED_FOR_REVIEW,
        Outcome.ALREADY_CHECKED_IN,
        Outcome.SIGN_IN_REQUIRED,
        Outcome.LOCATION_REQUIRED,
        Outcome.SESSION_NOT_OPEN,
        Outcome.RECEIVED_LATE,
    )
]
GEOFENCE_MODES = [(mode.value, mode.value) for mode in GeofenceMode]


class LocationInputSerializer(StrictSerializer):
    """A location as the browser gave it."""

    latitude = FiniteFloatField(min_value=-90, max_value=90, help_text="Degrees, WGS 84.")
    longitude = FiniteFloatField(min_value=-180, max_value=180, help_text="Degrees, WGS 84.")
    accuracy_m = FiniteFloatField(min_value=0, max_value=1e7, help_text="Metres, 95 %.")
    age_s = FiniteFloatField(
        min_value=0, max_value=1e7, help_text="Seconds since the fix, by the phone's own clock."
    )


class FinishInputSerializer(StrictSerializer):
    """What finishes a claim."""

    location = LocationInputSerializer(required=False, allow_null=True, default=None)
    location_status = serializers.ChoiceField(
        choices=LocationStatus.choices, default=LocationStatus.NOT_ASKED
    )
    without_location = serializers.BooleanField(
        default=False, help_text="The student asks to be checked in without a location."
    )


class ClaimInputSerializer(StrictSerializer):
    """A scanned code."""

    code = serializers.CharField(max_length=64, help_text="Public id and code from the QR.")
    client_reference = serializers.UUIDField(help_text="Made by the phone; the same on a retry.")
    public_key = serializers.CharField(
        max_length=88,
        required=False,
        allow_null=True,
        default=None,
        help_text="Raw uncompressed P-256 point in base64url.",
    )
    scanned_at = serializers.DateTimeField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Only for a scan kept while offline: when, by the phone's clock.",
    )
    scanned_age_s = FiniteFloatField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=7 * 86400,
        help_text="Seconds since that scan, by the phone's monotonic clock.",
    )
    finish = FinishInputSerializer(required=False, allow_null=True, default=None)


class TypedInputSerializer(StrictSerializer):
    """A typed code."""

    code = serializers.CharField(max_length=20)
    client_reference = serializers.UUIDField()
    public_key = serializers.CharField(max_length=88, required=False, allow_null=True, default=None)
    finish = FinishInputSerializer()


class CourseNameSerializer(serializers.Serializer[Any]):
    """A course by its name."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    """Something notable about a check-in, in words."""

    code = serializers.ChoiceField(choices=Reason.choices)
    text = serializers.CharField()


class CheckInRecordSerializer(serializers.Serializer[Any]):
    """The record that the student now has."""

    id = serializers.IntegerField()
    session_id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=RecordStatus.choices)
    source = serializers.ChoiceField(choices=Source.choices, allow_null=True)  # type: ignore[assignment]  # shadows Field.source
    arrived_at = serializers.DateTimeField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    reference = serializers.CharField()
    late_by_s = serializers.IntegerField(
        allow_null=True, help_text="Seconds after the start, when late."
    )
    late_limit_s = serializers.IntegerField(help_text="Seconds after the start that still count.")
    reasons = ReasonSerializer(many=True)


class CheckInSessionSerializer(serializers.Serializer[Any]):
    """The session that the code belongs to."""

    id = serializers.IntegerField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    venue_name = serializers.CharField()
    geofence_mode = serializers.ChoiceField(choices=GEOFENCE_MODES)
    late_after_min = serializers.IntegerField()
    finish_within_s = serializers.IntegerField(
        help_text="Seconds a claim waits for sign-in and location."
    )


class OrganizationNameSerializer(serializers.Serializer[Any]):
    """Whose code it was."""

    name = serializers.CharField()


class CheckInSerializer(serializers.Serializer[Any]):
    """The answer to a check-in that was not refused."""

    outcome = serializers.ChoiceField(choices=ANSWERED)
    claim_id = serializers.UUIDField(allow_null=True)
    attempt_id = serializers.IntegerField(allow_null=True)
    organization = OrganizationNameSerializer()
    course = CourseNameSerializer()
    session = CheckInSessionSerializer()
    record = CheckInRecordSerializer(allow_null=True)
    location_wanted = serializers.BooleanField()
    opens_in_s = serializers.FloatField(allow_null=True)
    server_time_ms = serializers.IntegerField()
