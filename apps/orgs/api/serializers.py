"""What the public may know of an organisation, and its administrators."""

from typing import Any

from rest_framework import serializers

from apps.core.api.serializers import StrictSerializer
from apps.orgs.enums import AuditAction
from apps.orgs.rules.settings import KINDS


class OrganizationSerializer(serializers.Serializer[Any]):
    """Name and conventions of the organisation that answers at this address."""

    name = serializers.CharField(read_only=True)
    slug = serializers.CharField(read_only=True)
    timezone = serializers.CharField(read_only=True, help_text="IANA time zone name.")
    currency = serializers.CharField(read_only=True, help_text="ISO 4217 code.")


class PolicySettingSerializer(serializers.Serializer[Any]):
    """One setting of the policy, in words for a person who decides."""

    name = serializers.CharField(read_only=True)
    group = serializers.CharField(read_only=True, help_text="Heading it stands under.")
    title = serializers.CharField(read_only=True)
    help = serializers.CharField(read_only=True, help_text="What it does, in plain words.")
    kind = serializers.ChoiceField(choices=KINDS, read_only=True)
    unit = serializers.CharField(read_only=True)
    minimum = serializers.IntegerField(read_only=True, allow_null=True)
    maximum = serializers.IntegerField(read_only=True, allow_null=True)
    choices = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="Label by value."
    )
    default = serializers.JSONField(read_only=True)
    default_words = serializers.CharField(read_only=True)
    value = serializers.JSONField(read_only=True, help_text="In force now.")


class OrganizationPolicySerializer(serializers.Serializer[Any]):
    """The organisation's policy, and which one it is."""

    version = serializers.CharField(read_only=True, help_text="To be sent with a change.")
    settings = PolicySettingSerializer(many=True, read_only=True)


class PolicyInputSerializer(StrictSerializer):
    """A change of the policy."""

    version = serializers.CharField(
        max_length=16, help_text="Of the policy that the editor has seen."
    )
    settings = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        allow_empty=False,
        help_text="New values by name of the setting; some or all.",
    )


class AuditQuerySerializer(serializers.Serializer[Any]):
    """Which entries of the audit trail are asked for."""

    action = serializers.ChoiceField(choices=AuditAction.choices, required=False, default="")
    person = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="By or about this user."
    )
    first_day = serializers.DateField(
        required=False, help_text="In the organisation's time zone; included."
    )
    last_day = serializers.DateField(required=False, help_text="Included.")
    text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=100,
        help_text="Part of the summary, of who did it, or of what it was done to.",
    )
    cursor = serializers.CharField(
        required=False, max_length=60, help_text="`next` of the page before."
    )


class AuditEntrySerializer(serializers.Serializer[Any]):
    """What somebody did."""

    id = serializers.IntegerField(source="pk", read_only=True)
    at = serializers.DateTimeField(read_only=True)
    actor = serializers.IntegerField(source="actor_id", read_only=True, allow_null=True)
    actor_name = serializers.CharField(
        read_only=True, help_text="As it was then; empty when nobody is known."
    )
    by_platform_staff = serializers.BooleanField(read_only=True)
    action = serializers.CharField(read_only=True)
    action_words = serializers.CharField(source="get_action_display", read_only=True)
    target_type = serializers.CharField(read_only=True)
    target_id = serializers.CharField(read_only=True)
    target_label = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    details = serializers.JSONField(read_only=True)
    network = serializers.CharField(read_only=True, help_text="Prefix, /24 or /48.")


class AuditActionSerializer(serializers.Serializer[Any]):
    """A kind of entry."""

    value = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)


class AuditPageSerializer(serializers.Serializer[Any]):
    """A page of the audit trail, newest first."""

    results = AuditEntrySerializer(many=True, read_only=True)
    next = serializers.CharField(read_only=True, allow_null=True, help_text="Cursor, or null.")
    actions = AuditActionSerializer(many=True, read_only=True, help_text="Every kind there is.")
