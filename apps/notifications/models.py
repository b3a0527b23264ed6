"""The outbox: what is to be said to whom, and what became of it; and what people want to hear."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.notifications.enums import PENDING, Channel, Reason, Status
from apps.orgs.models import TenantModel


class Notification(TenantModel):
    """One message to one recipient through one channel.

    Written in the transaction of its cause; a worker sends it afterwards. ``params`` are the
    facts it was written with; the texts are made when it is first sent and kept for a resend.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(
        max_length=254, blank=True, help_text="Of somebody without an account."
    )
    addressee = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    dedupe_key = models.CharField(max_length=200)
    params = models.JSONField(default=dict, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True, help_text="Path of a page, or empty.")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    detail = models.CharField(max_length=200, blank=True, help_text="What the provider said.")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    in_doubt = models.BooleanField(
        default=False, help_text="An attempt ended without an answer: it may have been accepted."
    )
    message_id = models.CharField(max_length=150, blank=True)
    provider_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    first_tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="contents"
    )
    body_forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "dedupe_key"], name="notifications_dedupe_key"
            )
        ]
        indexes: ClassVar = [
            # What a worker looks for, and nothing else, however long the history.
            models.Index(
                fields=["organization", "next_attempt_at"],
                condition=models.Q(status__in=[str(one) for one in PENDING]),
                name="notifications_pending",
            ),
            models.Index(fields=["organization", "recipient", "channel", "-created_at"]),
            models.Index(fields=["organization", "created_at"]),
        ]
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}, {self.status}"


class Preference(TenantModel):
    """A user's own choice for one kind and channel; without one the kind's default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    enabled = models.BooleanField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "user", "kind", "channel"],
                name="notifications_preference_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {'on' if self.enabled else 'off'}"


class DeliveryTimes(TenantModel):
    """When a user wants to be left alone, and whether mails are collected into one a day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    daily_digest = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        abstract = False
        verbose_name_plural = "delivery times"

    def __str__(self) -> str:
        return f"delivery times of user {self.user_id}"


class Suppression(TenantModel):
    """An address without an account that wants no more of one kind. Only its hash is kept."""

    address_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "address_hash", "kind"],
                name="notifications_suppression_once",
            )
        ]

    def __str__(self) -> str:
        return f"no {self.kind} to {self.address_hash[:8]}"
