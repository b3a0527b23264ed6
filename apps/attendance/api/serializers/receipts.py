"""Shapes of receipts."""

from typing import Any

from rest_framework import serializers

from apps.attendance.enums import RecordStatus, Source
from apps.attendance.rules.receipts import LONGEST
from apps.core.api.serializers import StrictSerializer

_STATUSES = [(one.value, one.label) for one in (RecordStatus.PRESENT, RecordStatus.LATE)]


class AttestedSerializer(serializers.Serializer[Any]):
    """What a receipt attests. Without its file a stranger sees initials and last digits."""

    code = serializers.CharField(help_text="In groups of four.")
    organization = serializers.CharField()
    student_name = serializers.CharField(allow_blank=True)
    student_number = serializers.CharField()
    course_code = serializers.CharField()
    course_name = serializers.CharField()
    session_started_at = serializers.DateTimeField()
    arrived_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # shadows Field.source
    status = serializers.ChoiceField(choices=_STATUSES)


class MyReceiptSerializer(serializers.Serializer[Any]):
    """A student's receipt, to keep and to hand on."""

    attested = AttestedSerializer()
    address = serializers.CharField(help_text="Where anybody verifies it.")
    keys_address = serializers.CharField(help_text="Where the keys are published.")
    receipt = serializers.CharField(help_text="Compact JWS, signed with Ed25519.")
    time_zone = serializers.CharField()


class VerifyInputSerializer(StrictSerializer):
    """The code of a receipt, or the text of its file."""

    code = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    receipt = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, default=""
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Demand one of the two."""
        if bool(attrs["code"]) == bool(attrs["receipt"]):
            raise serializers.ValidationError("Send either the code or the receipt.")
        return attrs


class VerifiedSerializer(serializers.Serializer[Any]):
    """Whether a receipt is valid, and what it attests."""

    valid = serializers.BooleanField()
    attested = AttestedSerializer(allow_null=True, help_text="Null unless valid.")
    whole = serializers.BooleanField(
        help_text="Whether name and number are told in full: the receipt's file was shown."
    )
    register_differs = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the register says something else of the check-in today. "
        "The receipt stands all the same.",
    )
    time_zone = serializers.CharField()
