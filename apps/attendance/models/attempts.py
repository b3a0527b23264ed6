"""Claims that wait to be finished, and what became of every try of a signed-in student."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Student
from apps.attendance.enums import DECIDABLE, ClaimState, Outcome, Source
from apps.attendance.models.records import AttendanceRecord
from apps.attendance.models.sessions import AttendanceSession, AttendanceToken
from apps.orgs.models import AppendOnlyModel, TenantModel


class Claim(TenantModel):
    """A valid code that arrived, with something left to do: sign-in, location, opening time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(AttendanceSession, on_delete=models.PROTECT, related_name="claims")
    token = models.ForeignKey(
        AttendanceToken, on_delete=models.SET_NULL, null=True, related_name="claims"
    )
    state = models.CharField(max_length=13, choices=ClaimState.choices)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.QR)
    client_reference = models.UUIDField()
    step = models.BigIntegerField()
    ms_into_step = models.PositiveIntegerField(help_text="Milliseconds into the code's step.")
    arrived_at = models.DateTimeField()
    open_until = models.DateTimeField()
    claimed_at = models.DateTimeField(
        null=True, help_text="When a phone without connection says it scanned."
    )
    public_key = models.CharField(max_length=88, blank=True)
    device_key = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=50, blank=True)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, null=True, related_name="claims")

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "session", "client_reference"],
                name="attendance_claim_reference",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "state", "open_until"])]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class CheckInAttempt(AppendOnlyModel):
    """One try of a signed-in student and its outcome, for the student and the lecturer to see."""

    session = models.ForeignKey(
        AttendanceSession, on_delete=models.PROTECT, null=True, related_name="attempts"
    )
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, null=True, related_name="attempts"
    )
    record = models.ForeignKey(
        AttendanceRecord, on_delete=models.PROTECT, null=True, related_name="attempts"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="attempts")
    at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, help_text="When the screen showed the code.")
    claimed_at = models.DateTimeField(null=True, help_text="When the phone says it scanned.")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    params = models.JSONField(default=dict)
    source = models.CharField(max_length=8, choices=Source.choices)
    client_reference = models.UUIDField(null=True)
    ms_into_step = models.PositiveIntegerField(null=True)
    device_key = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=50, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["organization", "student", "at"]),
            models.Index(fields=["organization", "session", "student"]),
            # Which attempts of a session are new to a screen.
            models.Index(
                fields=["organization", "session", "id"], name="attendance_attempt_newest"
            ),
            # The few that may wait for a decision, asked for by every poll of every screen.
            models.Index(
                fields=["organization", "session"],
                condition=models.Q(outcome__in=sorted(DECIDABLE)),
                name="attendance_attempt_decidable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of student {self.student_id}"


class AttemptAppeal(AppendOnlyModel):
    """A student's "I was here" on a refused attempt."""

    attempt = models.OneToOneField(CheckInAttempt, on_delete=models.PROTECT, related_name="appeal")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"appeal on attempt {self.attempt_id}"


class AttemptDecision(AppendOnlyModel):
    """What a lecturer decided of an attempt: it made a record, or it did not."""

    attempt = models.OneToOneField(
        CheckInAttempt, on_delete=models.PROTECT, related_name="decision"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"decision on attempt {self.attempt_id}"
