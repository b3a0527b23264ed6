"""Stores tries that made no record."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import Student
from apps.attendance.enums import Outcome, RecordStatus
from apps.attendance.models import AttendanceRecord, CheckInAttempt
from apps.attendance.rules.timing import ATTEMPTS, ATTEMPTS_WINDOW
from apps.attendance.services.case import Case
from apps.attendance.services.store.rows import attempt_row
from apps.core import ratelimit


def keep_attempt(
    case: Case, outcome: Outcome, params: Mapping[str, Any], *, student: Student
) -> CheckInAttempt:
    """Store an attempt that made no record; mark the student's absence, if any, as contested.

    Raises RateLimited when one student fills the table.
    """
    ratelimit.enforce(
        f"attempts:{student.pk}", limit=ATTEMPTS, window=ATTEMPTS_WINDOW, now=case.now
    )
    attempt = attempt_row(case, outcome, params)
    attempt.student = student
    with transaction.atomic():
        attempt.save()
        record = case.context.record
        if record is not None and record.status == RecordStatus.ABSENT:
            AttendanceRecord.objects.filter(pk=record.pk, contested=False).update(contested=True)
    return attempt


def keep_foreign_attempt(case: Case, outcome: Outcome, *, user_pk: int) -> None:
    """Store that a user of another organisation tried, and nothing of theirs.

    No person, phone, network or reference. Raises RateLimited when one user fills the table.
    """
    ratelimit.enforce(
        f"attempts:user:{user_pk}", limit=ATTEMPTS, window=ATTEMPTS_WINDOW, now=case.now
    )
    CheckInAttempt.objects.create(
        session=case.session,
        at=case.now,
        arrived_at=case.arrived_at,
        shown_at=case.shown_at,
        outcome=outcome,
        source=case.source,
        ms_into_step=case.ms_into_step,
    )


def attempt_before(case: Case, outcomes: Sequence[Outcome]) -> CheckInAttempt | None:
    """Return what the student's same scan (the same reference) has led to before, if to these."""
    return CheckInAttempt.objects.filter(
        session=case.session,
        student=case.visitor.student,
        client_reference=case.client_reference,
        outcome__in=outcomes,
    ).first()
