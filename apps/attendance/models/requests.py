"""Requests to be excused, absences that are contested, and what was decided of both."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Student
from apps.attendance.enums import (
    AbsenceReason,
    ContestState,
    RecordStatus,
    RequestAct,
    RequestState,
)
from apps.attendance.models.records import AttendanceRecord, RecordChange
from apps.attendance.models.sessions import AttendanceSession
from apps.courses.models import Course
from apps.orgs.models import AppendOnlyModel, TenantModel


class AbsenceRequest(TenantModel):
    """A student asks to be excused from one class, or from all of some courses in some days.

    What was asked never changes; each course's answer is in its own ``RequestPart``.
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="absence_requests")
    client_reference = models.UUIDField(help_text="Of the form that was sent; once a student.")
    asked_at = models.DateTimeField()
    session = models.ForeignKey(
        AttendanceSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absence_requests",
        help_text="The one class that is meant; empty for all classes of the days.",
    )
    first_day = models.DateField(help_text="In the organisation's time zone; included.")
    last_day = models.DateField(help_text="Included.")
    kind = models.CharField("reason", max_length=12, choices=AbsenceReason.choices)
    text = models.CharField("explanation", max_length=1000, blank=True)
    file = models.CharField(max_length=150, blank=True, help_text="Name in the store of files.")

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "student", "client_reference"],
                name="attendance_request_once",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="attendance_request_days",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "student", "asked_at"])]

    def __str__(self) -> str:
        return f"request {self.pk} of student {self.student_id}"


class RequestPart(TenantModel):
    """What of a request concerns one course: decided by its lecturers, apart from the others."""

    request = models.ForeignKey(AbsenceRequest, on_delete=models.PROTECT, related_name="parts")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="request_parts")
    state = models.CharField(
        max_length=9, choices=RequestState.choices, default=RequestState.PENDING
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="As the student is told it.")

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "request", "course"], name="attendance_requestpart_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "course", "state"])]

    def __str__(self) -> str:
        return f"course {self.course_id} of request {self.request_id}: {self.state}"


class RequestDecision(AppendOnlyModel):
    """One act of an approver upon a part of a request."""

    part = models.ForeignKey(RequestPart, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=7, choices=RequestAct.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "part", "at"])]

    def __str__(self) -> str:
        return f"{self.act} of part {self.part_id}"


class ExcusedRecord(AppendOnlyModel):
    """Which record a request has excused, and by which change of it."""

    part = models.ForeignKey(RequestPart, on_delete=models.PROTECT, related_name="excused")
    record = models.ForeignKey(AttendanceRecord, on_delete=models.PROTECT, related_name="excuses")
    change = models.OneToOneField(RecordChange, on_delete=models.PROTECT, related_name="excuse")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "part", "record"])]

    def __str__(self) -> str:
        return f"record {self.record_id} excused by part {self.part_id}"


class AbsenceContest(TenantModel):
    """A student's "I was here" on an absence to which no attempt belongs; once a record.

    Only ``state`` changes, together with a ``ContestDecision``.
    """

    record = models.OneToOneField(
        AttendanceRecord, on_delete=models.PROTECT, related_name="contest"
    )
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(
        max_length=8, choices=ContestState.choices, default=ContestState.WAITING
    )
    reason = models.CharField(max_length=300, blank=True, help_text="As the student is told it.")

    class Meta(TenantModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "state", "at"])]

    def __str__(self) -> str:
        return f"contest of record {self.record_id}"


class ContestDecision(AppendOnlyModel):
    """One act of a lecturer upon a contested absence."""

    contest = models.ForeignKey(AbsenceContest, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(
        max_length=8, choices=ContestState.choices, help_text="Waiting: a decision was undone."
    )
    status = models.CharField(
        max_length=8, choices=RecordStatus.choices, null=True, help_text="What the record became."
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    change = models.ForeignKey(RecordChange, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "contest", "at"])]

    def __str__(self) -> str:
        return f"{self.state}: contest {self.contest_id}"
