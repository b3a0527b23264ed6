"""What is known of a student in a session, and every later change of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Student
from apps.attendance.enums import (
    Band,
    ChangeKind,
    DistanceBand,
    LocationVerdict,
    RecordStatus,
    Source,
)
from apps.attendance.models.sessions import AttendanceSession
from apps.orgs.models import AppendOnlyError, AppendOnlyModel, Organization, TenantModel


class AttendanceRecord(TenantModel):
    """One student in one session. Changed only together with a RecordChange; never deleted."""

    # The index of organisation and key, below, serves every question that one of the organisation
    # alone would; a check-in does not pay for both.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    session = models.ForeignKey(AttendanceSession, on_delete=models.PROTECT, related_name="records")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="records")
    status = models.CharField(max_length=8, choices=RecordStatus.choices)
    source = models.CharField(
        max_length=8,
        choices=Source.choices,
        null=True,
        blank=True,
        help_text="Empty for an absence that the clock wrote.",
    )
    reference = models.CharField(max_length=8)
    arrived_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    band = models.CharField(max_length=8, choices=Band.choices, null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    contested = models.BooleanField(default=False)
    device_key = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=50, blank=True)
    location_verdict = models.CharField(
        max_length=12, choices=LocationVerdict.choices, null=True, blank=True
    )
    distance_band = models.CharField(
        max_length=10, choices=DistanceBand.choices, null=True, blank=True
    )
    accuracy_m = models.FloatField(null=True, blank=True, help_text="Metres.")
    location_mark = models.CharField(
        max_length=32,
        blank=True,
        help_text="Keyed hash of the coordinates: tells equal ones, gives none away.",
    )

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "session", "student"], name="attendance_record_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "student", "recorded_at"]),
            # Which records of a session are new to a screen.
            models.Index(fields=["organization", "session", "id"], name="attendance_record_newest"),
            # Whether a phone has checked in somebody else, asked at every check-in.
            models.Index(fields=["organization", "session", "device_key"]),
            # Which records are new since the ledger was last sealed.
            models.Index(fields=["organization", "id"], name="attendance_record_by_key"),
        ]

    def __str__(self) -> str:
        return f"student {self.student_id} {self.status} in session {self.session_id}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnlyError: records are changed, with a trace, and never deleted."""
        raise AppendOnlyError("attendance records are never deleted")


class RecordLocation(TenantModel):
    """Raw coordinates of a check-in, kept only as long as the policy says."""

    record = models.OneToOneField(
        AttendanceRecord, on_delete=models.CASCADE, related_name="location"
    )
    latitude = models.FloatField()
    longitude = models.FloatField()
    accuracy_m = models.FloatField()
    delete_after = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "delete_after"])]

    def __str__(self) -> str:
        return f"location of record {self.record_id}"


class RecordChange(AppendOnlyModel):
    """One change of a record: who, when, from what, to what, why."""

    record = models.ForeignKey(AttendanceRecord, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    from_status = models.CharField(max_length=8, choices=RecordStatus.choices, null=True)
    to_status = models.CharField(max_length=8, choices=RecordStatus.choices)
    from_arrived_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["organization", "record", "at"]),
            # Which changes are new since the ledger was last sealed.
            models.Index(fields=["organization", "id"], name="attendance_change_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.from_status} to {self.to_status} of record {self.record_id}"
