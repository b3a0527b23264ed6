"""Stores the record of an accepted check-in, once for each student and session."""

from django.db import connection, transaction

from apps.attendance.enums import ATTENDED, ChangeKind, ClaimState, Outcome
from apps.attendance.models import AttendanceRecord, Claim, RecordLocation
from apps.attendance.rules.ledger import EVIDENCE_COLUMNS
from apps.attendance.services.case import Case
from apps.attendance.services.changes import Before, append
from apps.attendance.services.store.claims import ClaimEnded, end_claim
from apps.attendance.services.store.rows import (
    Evidence,
    attempt_row,
    location_row,
    record_row,
)
from apps.attendance.services.store.statements import keep_at_once, keep_one_by_one


def keep(case: Case, outcome: Outcome, evidence: Evidence) -> tuple[AttendanceRecord, int] | None:
    """Store record and attempt of an accepted check-in in one transaction.

    A claim is ended first, so that it leads to one record whoever races for it; raises
    ClaimEnded when it has ended already. Returns the record and the attempt's id, or None when
    the student has been made present meanwhile.
    """
    if case.claim is None:
        return _keep(case, outcome, evidence)
    with transaction.atomic():
        if not end_claim(case, ClaimState.FINISHED):
            raise ClaimEnded(Claim.objects.get(pk=case.claim.pk))
        return _keep(case, outcome, evidence)


def _keep(case: Case, outcome: Outcome, evidence: Evidence) -> tuple[AttendanceRecord, int] | None:
    kept = _keep_record(case, outcome, evidence) if case.context.record is None else None
    # Absent or excused before, or since the context was read.
    return kept or _turn_present(case, outcome, evidence)


def _keep_record(
    case: Case, outcome: Outcome, evidence: Evidence
) -> tuple[AttendanceRecord, int] | None:
    """Insert the record; None when there is one by now: of a request that won the race, or absent.

    PostgreSQL takes one statement for it, which needs no transaction around it.
    """
    record = record_row(case, evidence)
    attempt = attempt_row(case, outcome, {"reasons": list(record.reasons)})
    location = location_row(case, record)
    record.hold_to_scope()
    attempt.hold_to_scope()
    store = keep_at_once if connection.vendor == "postgresql" else keep_one_by_one
    ids = store(case, record, attempt, location)
    if ids is None:
        return None
    record.pk = ids[0]
    return record, ids[1]


def _turn_present(
    case: Case, outcome: Outcome, evidence: Evidence
) -> tuple[AttendanceRecord, int] | None:
    """Turn an absent or excused record into a present or late one, with a change that says so.

    Returns None when somebody else has made the student present meanwhile.
    """
    with transaction.atomic():
        stored = (
            AttendanceRecord.objects.select_for_update(no_key=True)
            .filter(session=case.session, student=case.visitor.student)
            .get()
        )
        if stored.status in ATTENDED:
            return None
        fresh = record_row(case, evidence)
        before = Before.of(stored)
        for field in EVIDENCE_COLUMNS:
            setattr(stored, field, getattr(fresh, field))
        stored.contested = False
        append(stored, ChangeKind.CHECK_IN, before=before, by=case.visitor.user, now=case.now)
        stored.save()
        attempt = attempt_row(case, outcome, {"reasons": list(stored.reasons)})
        attempt.record = stored
        attempt.save()
        # Those of an earlier check-in, which somebody has turned absent since, are replaced.
        RecordLocation.objects.filter(record=stored).delete()
        location = location_row(case, stored)
        if location is not None:
            location.record = stored
            location.save()
    return stored, attempt.pk
