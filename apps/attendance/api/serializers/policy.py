"""The preview of a changed policy."""

from typing import Any

from rest_framework import serializers

from apps.core.api.serializers import StrictSerializer


class PolicyPreviewInputSerializer(StrictSerializer):
    """What somebody thinks of changing."""

    settings = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        allow_empty=False,
        help_text="New values by name of the setting; some or all.",
    )


class PolicyDifferenceSerializer(serializers.Serializer[Any]):
    """One setting that would change."""

    setting = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    before = serializers.CharField(read_only=True, help_text="In words, with its unit.")
    after = serializers.CharField(read_only=True)
    effects = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What follows, in sentences."
    )


class PolicyPreviewSerializer(serializers.Serializer[Any]):
    """What would change, and for which sessions."""

    version = serializers.CharField(
        read_only=True, help_text="Of the policy that it was compared with."
    )
    changes = PolicyDifferenceSerializer(many=True, read_only=True)
    notes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="From when on, and what stays."
    )
