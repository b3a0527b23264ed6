"""Makes the rows that a check-in leaves, without storing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from apps.attendance.enums import Band, Outcome, Reason
from apps.attendance.models import AttendanceRecord, CheckInAttempt, RecordLocation
from apps.attendance.rules.codes import new_public_id
from apps.attendance.rules.location import Judged, distance_band
from apps.attendance.rules.timing import status_of_arrival
from apps.attendance.services.case import Case

# Fewer decimals are shared by honest people in one room.
_MARK_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the judgement found notable about a check-in that it accepts."""

    reasons: tuple[Reason, ...]
    band: Band
    judged: Judged | None


def new_reference() -> str:
    """Return the short reference that stands on the student's screen."""
    return new_public_id()


def record_row(case: Case, evidence: Evidence) -> AttendanceRecord:
    """Return the record of a check-in that is accepted on this evidence."""
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


def attempt_row(case: Case, outcome: Outcome, params: Mapping[str, Any]) -> CheckInAttempt:
    """Return the attempt of the case's student with this outcome."""
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


def location_row(case: Case, record: AttendanceRecord) -> RecordLocation | None:
    """Return the raw coordinates; None when the policy keeps none or none were given."""
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
