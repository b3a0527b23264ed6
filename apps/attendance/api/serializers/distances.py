"""Shape of the distances at which a course's students checked in."""

from typing import Any

from rest_framework import serializers

from apps.attendance.enums import DistanceBand
from apps.attendance.selectors.distances import NO_LOCATION, REFUSED

RINGS = [
    *DistanceBand.choices,
    (NO_LOCATION, "Without a location"),
    (REFUSED, "Refused as outside"),
]


class RingSerializer(serializers.Serializer[Any]):
    """Check-ins at one distance from the middle of the fence."""

    kind = serializers.ChoiceField(choices=RINGS)
    up_to_m = serializers.IntegerField(
        allow_null=True, help_text="Metres to its outer rim; null where it has none."
    )
    check_ins = serializers.IntegerField(
        allow_null=True, help_text="Null where they are those of one or two students."
    )


class DistancesSerializer(serializers.Serializer[Any]):
    """What sessions in the fence of a course's room say about that fence."""

    sessions = serializers.IntegerField(help_text="With this middle and this radius.")
    since = serializers.DateTimeField(allow_null=True)
    rings = RingSerializer(many=True)
