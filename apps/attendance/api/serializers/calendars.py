"""Shapes of private calendar addresses."""

from typing import Any

from rest_framework import serializers


class CalendarSerializer(serializers.Serializer[Any]):
    """Whether there is a calendar address, and since when."""

    created_at = serializers.DateTimeField(allow_null=True)


class CalendarAddressSerializer(serializers.Serializer[Any]):
    """A new calendar address: told this once."""

    created_at = serializers.DateTimeField()
    address = serializers.CharField()
