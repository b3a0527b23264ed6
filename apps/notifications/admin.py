"""Pages of the admin site about notifications: what was said, and saying it again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core import clock
from apps.notifications.enums import Channel
from apps.notifications.errors import CannotResend
from apps.notifications.kinds import kind_named
from apps.notifications.models import DeliveryTimes, Notification, Preference, Suppression
from apps.notifications.services import outbox
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin

_SHOWN_DIGITS = 2
_SHOWN_OF_HASH = 8


@admin.register(Notification)
class NotificationAdmin(ReadOnly, TenantModelAdmin):
    """The outbox of the organisation."""

    list_display = [
        *("created_at", "kind", "channel", "status", "reason", "name", "masked_address"),
        *("attempts", "next_attempt_at", "sent_at"),
    ]
    list_display_links = ["created_at", "kind"]
    list_filter = ["status", "channel", "kind", "reason"]
    list_select_related = ["recipient"]
    date_hierarchy = "created_at"
    search_fields = ["recipient__username", "recipient__full_name", "addressee"]
    fieldsets = [
        (None, {"fields": ["kind", "channel", "recipient", "addressee", "full_address"]}),
        (
            "Delivery",
            {
                "fields": [
                    *("status", "reason", "detail", "in_doubt", "attempts", "next_attempt_at"),
                    *("expires_at", "created_at", "first_tried_at", "sent_at", "read_at"),
                    *("message_id", "provider_id"),
                ]
            },
        ),
        ("Text", {"fields": ["subject", "text", "link", "body_forgotten_at"]}),
    ]
    readonly_fields = ["full_address"]
    actions = ["send_again"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is shown; a link that lets somebody in is for its addressee only."""
        kind = kind_named(obj.kind) if obj is not None else None
        if kind is not None and kind.secret:
            return [(name, options) for name, options in self.fieldsets if name != "Text"]
        return self.fieldsets

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may have notifications sent again."""
        return self.is_administered(request)

    @admin.action(description="Send again", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        """Queue the selected notifications again and tell how many were."""
        selected = list(queryset)
        again = [one for one in selected if outbox.can_resend(one)]
        try:
            queued = outbox.resend(notifications=selected, now=clock.now())
        except CannotResend as error:
            messages.error(request, error.message)
            return
        for one in again:
            self.log_change(request, one, "Sent again.")
        messages.success(request, f"Queued again: {queued}.")
        if queued < len(selected):
            left = len(selected) - queued
            messages.warning(request, f"Cannot be sent again: {left}.")

    @admin.display(description="recipient", ordering="recipient__full_name")
    def name(self, obj: Notification) -> str:
        """Return who was to be told."""
        return str(obj.recipient) if obj.recipient is not None else obj.addressee

    @admin.display(description="address")
    def masked_address(self, obj: Notification) -> str:
        """Return where it went, shortened: a list on a screen is read by others too."""
        return masked(_address(obj))

    @admin.display(description="address")
    def full_address(self, obj: Notification) -> str:
        """Return where it went, or would go now."""
        return _address(obj) or "none"


class ChoiceAdmin(ReadOnly, TenantModelAdmin):
    """What pages of people's own choices share: nobody else makes them."""

    list_select_related = ["user"]
    search_fields = ["user__username", "user__full_name"]


@admin.register(Preference)
class PreferenceAdmin(ChoiceAdmin):
    """What people want to hear, and how."""

    list_display = ["user", "kind", "channel", "enabled"]
    list_filter = ["channel", "enabled", "kind"]
    fields = ["user", "kind", "channel", "enabled"]


@admin.register(DeliveryTimes)
class DeliveryTimesAdmin(ChoiceAdmin):
    """When people want to be left alone, and who gets one mail a day."""

    list_display = ["user", "quiet_from", "quiet_until", "daily_digest"]
    list_filter = ["daily_digest"]
    fields = ["user", "quiet_from", "quiet_until", "daily_digest"]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, TenantModelAdmin):
    """Addresses that want no more of a kind. Only their hashes are known."""

    list_display = ["created_at", "kind", "address"]
    list_filter = ["kind"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    fields = ["kind", "address", "created_at"]
    readonly_fields = ["address"]
    search_fields = ["kind"]

    @admin.display(description="hash of the address")
    def address(self, obj: Suppression) -> str:
        """Return the beginning of the hash: enough to tell two apart."""
        return obj.address_hash[:_SHOWN_OF_HASH]


def _address(notification: Notification) -> str:
    if notification.address:
        return notification.address
    person: Any = notification.recipient
    if person is None:
        return ""
    by_channel = {Channel.EMAIL: person.email, Channel.SMS: person.phone}
    return str(by_channel.get(Channel(notification.channel), ""))


def masked(address: str) -> str:
    """Return an address that its owner recognises and nobody else can use."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}…@{host}"
    return f"{address[:4]}…{address[-_SHOWN_DIGITS:]}" if address else ""
