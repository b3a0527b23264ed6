"""Shapes of the notification API."""

from typing import Any

from rest_framework import serializers

from apps.core.api.serializers import StrictSerializer
from apps.notifications.enums import Channel
from apps.notifications.models import Notification

# A page sends each switch once at most, and there are far fewer.
MOST_CHOICES = 200


class NotificationSerializer(serializers.Serializer[Notification]):
    """One entry of the notification centre. ``link`` is a path of the pages, or empty."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField()
    link = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class UnreadSerializer(serializers.Serializer[Any]):
    """How many entries have not been read."""

    unread = serializers.IntegerField()


class MarkReadSerializer(StrictSerializer):
    """Which entries were read; without ``ids`` all of them."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=200,
    )


class KindChannelSerializer(serializers.Serializer[Any]):
    """One switch. ``offered`` is False while the installation has the channel switched off.

    ``available`` is False then too, and while no address of the user's is stored for it.
    """

    channel = serializers.ChoiceField(choices=Channel.choices)
    enabled = serializers.BooleanField()
    offered = serializers.BooleanField()
    available = serializers.BooleanField()


class KindChoicesSerializer(serializers.Serializer[Any]):
    """One kind with its switches. An essential one cannot be switched off."""

    kind = serializers.CharField()
    description = serializers.CharField()
    essential = serializers.BooleanField()
    channels = KindChannelSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """Add ``label``, whose name the class uses."""
        return {**super().get_fields(), "label": serializers.CharField()}


class PreferencesSerializer(serializers.Serializer[Any]):
    """Everything that a user chooses. Times are wall-clock times of ``timezone``."""

    kinds = KindChoicesSerializer(many=True)
    quiet_from = serializers.TimeField(allow_null=True, format="%H:%M")
    quiet_until = serializers.TimeField(allow_null=True, format="%H:%M")
    daily_digest = serializers.BooleanField()
    digest_at = serializers.TimeField(format="%H:%M")
    timezone = serializers.CharField()


class ChoiceSerializer(StrictSerializer):
    """One switch to set."""

    kind = serializers.CharField(max_length=40)
    channel = serializers.ChoiceField(choices=Channel.choices)
    enabled = serializers.BooleanField()


class PreferencesInputSerializer(StrictSerializer):
    """What to change; what is left out stays as it is."""

    choices = serializers.ListField(
        child=ChoiceSerializer(), required=False, max_length=MOST_CHOICES
    )
    quiet_from = serializers.TimeField(allow_null=True, required=False)
    quiet_until = serializers.TimeField(allow_null=True, required=False)
    daily_digest = serializers.BooleanField(required=False)


class UnsubscriptionSerializer(serializers.Serializer[Any]):
    """What an unsubscribing link ends."""

    organization = serializers.CharField()
    kind = serializers.CharField()
    done = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """Add ``label``, whose name the class uses."""
        return {**super().get_fields(), "label": serializers.CharField()}
