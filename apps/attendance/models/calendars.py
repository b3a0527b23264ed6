"""Private addresses at which people's calendars fetch their classes."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.orgs.models import TenantModel


class CalendarFeed(TenantModel):
    """A person's private calendar address. Its secret is only ever with them; its hash is here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="attendance_feed_one_a_user"
            ),
            models.UniqueConstraint(
                fields=["organization", "digest"], name="attendance_feed_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
