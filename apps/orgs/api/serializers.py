"""What the public may know of an organisation."""

from typing import Any

from rest_framework import serializers


class OrganizationSerializer(serializers.Serializer[Any]):
    """Name and conventions of the organisation that answers at this address."""

    name = serializers.CharField(read_only=True)
    slug = serializers.CharField(read_only=True)
    timezone = serializers.CharField(read_only=True, help_text="IANA time zone name.")
    currency = serializers.CharField(read_only=True, help_text="ISO 4217 code.")
