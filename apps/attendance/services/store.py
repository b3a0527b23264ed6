"""Stores what a check-in leaves behind: claims, attempts, records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from apps.accounts.models import Student
from apps.accounts.services import use_statement
from apps.attendance.enums import (
    ATTENDED,
    Band,
    ChangeKind,
    ClaimState,
    Outcome,
    Reason,
    RecordStatus,
)
from apps.attendance.models import (
    AttendanceRecord,
    CheckInAttempt,
    Claim,
    RecordChange,
    RecordLocation,
)
from apps.attendance.rules.codes import new_public_id
from apps.attendance.rules.location import Judged, distance_band
from apps.attendance.rules.timing import ATTEMPTS, ATTEMPTS_WINDOW, status_of_arrival
from apps.attendance.services.case import Case
from apps.core import ratelimit
from apps.core.sql import Insertion, Statement

# Fewer decimals are shared by honest people in one room.
_MARK_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the judgement found notable about a check-in that it accepts."""

    reasons: tuple[Reason, ...]
    band: Band
    judged: Judged | None


def keep_attempt(
    case: Case, outcome: Outcome, params: Mapping[str, Any], *, student: Student
) -> CheckInAttempt:
    """Store an attempt that made no record; mark the student's absence, if any, as contested.

    Raises RateLimited when one student fills the table.
    """
    ratelimit.enforce(
        f"attempts:{student.pk}", limit=ATTEMPTS, window=ATTEMPTS_WINDOW, now=case.now
    )
    attempt = _attempt(case, outcome, params)
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


def keep_claim(case: Case, *, open_until_extra: timedelta = timedelta()) -> Claim:
    """Store the claim of a valid code that still waits for something; a repeat finds the first.

    ``open_until_extra`` is added to the policy's wait (for a session that opens later).
    """
    if case.claim is not None:
        return case.claim
    claim, _ = Claim.objects.get_or_create(
        session=case.session,
        client_reference=case.client_reference,
        defaults={
            "token": case.context.token,
            "state": ClaimState.OPEN,
            "source": case.source,
            "step": case.step,
            "ms_into_step": case.ms_into_step,
            "arrived_at": case.arrived_at,
            "open_until": case.arrived_at + case.wait + open_until_extra,
            "claimed_at": case.claimed_at,
            "public_key": case.public_key,
            "device_key": case.device_key,
            "network": case.network,
        },
    )
    return claim


def end_claim(case: Case, state: ClaimState) -> bool:
    """Move the case's open claim to its end; return False when another request has ended it."""
    if case.claim is None:
        return True
    student = case.visitor.student
    # The row belongs to the session's organisation; so must whoever is written on it.
    if student is not None and student.organization_id != case.session.organization_id:
        student = None
    ended = Claim.objects.filter(pk=case.claim.pk, state=ClaimState.OPEN).update(
        state=state, student=student
    )
    return ended == 1


def claim_before(case: Case) -> Claim | None:
    """Return the claim that the same phone made of the same code under the same reference."""
    return Claim.objects.filter(
        session=case.session,
        client_reference=case.client_reference,
        device_key=case.device_key,
        step=case.step,
    ).first()


def attempt_before(case: Case, outcomes: Sequence[Outcome]) -> CheckInAttempt | None:
    """Return what the student's same scan (the same reference) has led to before, if to these."""
    return CheckInAttempt.objects.filter(
        session=case.session,
        student=case.visitor.student,
        client_reference=case.client_reference,
        outcome__in=outcomes,
    ).first()


class ClaimEnded(Exception):
    """Another request has ended the claim; ``claim`` is how it stands now."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        super().__init__(f"claim {claim.pk} is {claim.state}")


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
    record = _record(case, evidence)
    attempt = _attempt(case, outcome, {"reasons": list(record.reasons)})
    location = _location(case, record)
    record.hold_to_scope()
    attempt.hold_to_scope()
    store = _keep_at_once if connection.vendor == "postgresql" else _keep_one_by_one
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
        fresh = _record(case, evidence)
        RecordChange.objects.create(
            record=stored,
            kind=ChangeKind.CHECK_IN,
            at=case.now,
            by=case.visitor.user,
            from_status=stored.status,
            from_arrived_at=stored.arrived_at,
            to_status=fresh.status,
        )
        for field in _EVIDENCE_FIELDS:
            setattr(stored, field, getattr(fresh, field))
        stored.contested = False
        stored.save()
        attempt = _attempt(case, outcome, {"reasons": list(stored.reasons)})
        attempt.record = stored
        attempt.save()
        # Those of an earlier check-in, which somebody has turned absent since, are replaced.
        RecordLocation.objects.filter(record=stored).delete()
        location = _location(case, stored)
        if location is not None:
            location.record = stored
            location.save()
    return stored, attempt.pk


_EVIDENCE_FIELDS = (
    "status",
    "source",
    "arrived_at",
    "band",
    "reasons",
    "device_key",
    "network",
    "location_verdict",
    "distance_band",
    "accuracy_m",
    "location_mark",
)


def new_reference() -> str:
    """Return the short reference that stands on the student's screen."""
    return new_public_id()


def _record(case: Case, evidence: Evidence) -> AttendanceRecord:
    session, judged = case.session, evidence.judged
    return AttendanceRecord(
        organization_id=session.organization_id,
        session=session,
        student=case.visitor.student,
        status=status_of_arrival(
            case.arrived_at, starts=session.starts_at, late_after_min=session.policy.late_after_min
        ),
        source=case.source,
        reference=new_reference(),
        arrived_at=case.arrived_at,
        recorded_at=case.now,
        band=evidence.band,
        reasons=[str(reason) for reason in evidence.reasons],
        device_key=case.device_key,
        network=case.network,
        location_verdict=judged.verdict if judged else None,
        distance_band=(
            distance_band(judged.distance_m, session.radius_m)
            if judged and session.radius_m
            else None
        ),
        accuracy_m=judged.accuracy_m if judged else None,
        location_mark=_location_mark(case) if judged else "",
    )


def _attempt(case: Case, outcome: Outcome, params: Mapping[str, Any]) -> CheckInAttempt:
    return CheckInAttempt(
        organization_id=case.session.organization_id,
        session=case.session,
        student=case.visitor.student,
        claim=case.claim,
        at=case.now,
        arrived_at=case.arrived_at,
        shown_at=case.shown_at,
        claimed_at=case.claimed_at,
        outcome=outcome,
        params=dict(params),
        source=case.source,
        client_reference=case.client_reference,
        ms_into_step=case.ms_into_step,
        device_key=case.device_key,
        network=case.network,
    )


def _location(case: Case, record: AttendanceRecord) -> RecordLocation | None:
    hours = case.session.policy.location_retention_h
    fix = case.finish.fix if case.finish else None
    if hours == 0 or fix is None or case.fence is None:
        return None
    return RecordLocation(
        organization_id=record.organization_id,
        latitude=fix.latitude,
        longitude=fix.longitude,
        accuracy_m=fix.accuracy_m,
        delete_after=case.now + timedelta(hours=hours),
    )


def _location_mark(case: Case) -> str:
    fix = case.finish.fix if case.finish else None
    if fix is None:
        return ""
    written = f"{fix.latitude!r},{fix.longitude!r}"
    if min(len(part.partition(".")[2]) for part in written.split(",")) < _MARK_DECIMALS:
        return ""
    salt = f"attendance.location:{case.session.organization_id}"
    return salted_hmac(salt, written, algorithm="sha256").hexdigest()[:32]


_INSERT_RECORD = Insertion(AttendanceRecord)
_INSERT_ATTEMPT = Insertion(CheckInAttempt, leave_out=["record"])
_INSERT_LOCATION = Insertion(RecordLocation, leave_out=["record"])
_RECORD_SQL = (
    f"INSERT INTO {_INSERT_RECORD.table} ({_INSERT_RECORD.columns}) "  # noqa: S608 - model names only
    f"VALUES ({_INSERT_RECORD.placeholders}) "
    'ON CONFLICT ("organization_id", "session_id", "student_id") DO NOTHING RETURNING "id"'
)


def _keep_at_once(
    case: Case,
    record: AttendanceRecord,
    attempt: CheckInAttempt,
    location: RecordLocation | None,
) -> tuple[int, int] | None:
    """PostgreSQL: record, attempt, location and the sign-in's use in one statement."""
    parameters = [*_INSERT_RECORD.parameters(record), *_INSERT_ATTEMPT.parameters(attempt)]
    if location is not None:
        parameters += _INSERT_LOCATION.parameters(location)
    use = _use(case)
    if use is not None:
        parameters += use[1]
    statement = _statement_at_once(location is not None, use[0] if use else None)
    row = statement.fetch_one(parameters)
    return None if row is None else (int(row[0]), int(row[1]))


@cache
def _statement_at_once(with_location: bool, use: str | None) -> Statement:  # noqa: FBT001 - the cache's key
    text = (
        f"WITH record AS ({_RECORD_SQL}), attempt AS ("  # noqa: S608 - model names only
        f'INSERT INTO {_INSERT_ATTEMPT.table} ({_INSERT_ATTEMPT.columns}, "record_id") '
        f"SELECT {_INSERT_ATTEMPT.typed_placeholders}, record.id FROM record "
        'RETURNING "id")'
    )
    name = "check_in"
    if with_location:
        name += "_location"
        text += (
            f", location AS (INSERT INTO {_INSERT_LOCATION.table} "  # noqa: S608 - model names only
            f'({_INSERT_LOCATION.columns}, "record_id") '
            f"SELECT {_INSERT_LOCATION.typed_placeholders}, record.id FROM record)"
        )
    if use is not None:
        name += "_use"
        text += f", used AS ({use})"
    text += " SELECT record.id, attempt.id FROM record, attempt"
    return Statement(name, text)


def _keep_one_by_one(
    case: Case,
    record: AttendanceRecord,
    attempt: CheckInAttempt,
    location: RecordLocation | None,
) -> tuple[int, int] | None:
    """SQLite: one statement each for record, attempt, location and the sign-in's use."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RECORD_SQL, _INSERT_RECORD.parameters(record))
        row = cursor.fetchone()
        if row is None:
            return None
        record.pk = int(row[0])
        attempt.record = record
        attempt.save()
        if location is not None:
            location.record = record
            location.save()
        use = _use(case)
        if use is not None:
            cursor.execute(*use)
    return record.pk, attempt.pk


def _use(case: Case) -> tuple[str, list[Any]] | None:
    auth_token = case.visitor.auth_token
    return use_statement(auth_token=auth_token, now=case.now) if auth_token else None
