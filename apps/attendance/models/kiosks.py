"""Devices at which students enter their number, on behalf of a lecturer."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.attendance.models.sessions import AttendanceSession
from apps.orgs.models import TenantModel


class Kiosk(TenantModel):
    """A device that may check students in to one session, and nothing else.

    Its token is kept as a hash. It ends with the session, or when a lecturer ends it.
    """

    session = models.ForeignKey(AttendanceSession, on_delete=models.PROTECT, related_name="kiosks")
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "digest"], name="attendance_kiosk_digest"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "session", "started_at"])]

    def __str__(self) -> str:
        return f"kiosk {self.pk} of session {self.session_id}"
