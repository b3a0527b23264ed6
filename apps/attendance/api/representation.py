"""Turns domain objects into the plain values that the API answers with.

The check-in is represented by hand: it is the hot path, and a serializer's field machinery costs
more than the statements it follows. The serializer classes beside it are the schema, and a test
holds the two together.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from apps.attendance.enums import Outcome, Reason, RecordStatus
from apps.attendance.models import AttendanceRecord, AttendanceSession, AttendanceToken
from apps.attendance.rules.timing import seconds_after_start
from apps.attendance.selectors.register import Row
from apps.attendance.services.case import CheckIn

HTTP_STATUS: Mapping[str, int] = {
    Outcome.ACCEPTED: 201,
    Outcome.ACCEPTED_FOR_REVIEW: 201,
    Outcome.ALREADY_CHECKED_IN: 200,
    Outcome.SIGN_IN_REQUIRED: 202,
    Outcome.LOCATION_REQUIRED: 202,
    Outcome.SESSION_NOT_OPEN: 202,
    Outcome.RECEIVED_LATE: 202,
}


def milliseconds(moment: datetime) -> int:
    """Return a moment as Unix time in milliseconds."""
    return int(moment.timestamp() * 1000)


def iso(moment: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC, with a Z."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def check_in(answer: CheckIn, *, now: datetime) -> dict[str, Any]:
    """Return the answer to a check-in."""
    session, course = answer.session, answer.course
    policy = session.policy
    opens_in = (session.opens_at - now).total_seconds()
    early = answer.outcome == Outcome.SESSION_NOT_OPEN
    return {
        "outcome": str(answer.outcome),
        "claim_id": str(answer.claim.pk) if answer.claim else None,
        "attempt_id": answer.attempt_id,
        "organization": {"name": answer.organization.name},
        "course": {"id": course.pk, "code": course.code, "name": course.name},
        "session": {
            "id": session.pk,
            "opens_at": iso(session.opens_at),
            "closes_at": iso(session.closes_at),
            "venue_name": session.venue_name,
            "geofence_mode": str(policy.geofence_mode),
            "late_after_min": policy.late_after_min,
            "finish_within_s": policy.claim_wait_s,
        },
        "record": _record(answer.record, session) if answer.record else None,
        "location_wanted": answer.location_wanted,
        "opens_in_s": max(0.0, opens_in) if early else None,
        "server_time_ms": milliseconds(now),
    }


def _record(record: AttendanceRecord, session: AttendanceSession) -> dict[str, Any]:
    late = record.status == RecordStatus.LATE and record.arrived_at is not None
    return {
        "id": record.pk,
        "session_id": record.session_id,
        "status": str(record.status),
        "source": str(record.source) if record.source else None,
        "arrived_at": iso(record.arrived_at),
        "recorded_at": iso(record.recorded_at),
        "reference": record.reference,
        "late_by_s": (
            seconds_after_start(record.arrived_at, starts=session.starts_at)
            if late and record.arrived_at
            else None
        ),
        "late_limit_s": session.policy.late_after_min * 60,
        "reasons": [
            {"code": str(value), "text": str(Reason(value).label)} for value in record.reasons
        ],
    }


def session(
    one: AttendanceSession, token: AttendanceToken | None, *, now: datetime
) -> dict[str, Any]:
    """Return a session as staff see it; ``one`` carries the counts of ``sessions_of``."""
    fence = one.fence
    return {
        "id": one.pk,
        "course": {"id": one.course.pk, "code": one.course.code, "name": one.course.name},
        "schedule_id": one.schedule_id,
        "class_date": one.class_date,
        "state": str(one.state_at(now)),
        "planned_start": one.planned_start,
        "opens_at": one.opens_at,
        "opened_at": one.opens_at if one.opens_at <= now else None,
        "closes_at": one.closes_at,
        "closed_at": one.closed_at or (one.closes_at if one.closes_at <= now else None),
        "venue_name": one.venue_name,
        "fence": (
            {
                "latitude": fence.latitude,
                "longitude": fence.longitude,
                "radius_m": fence.radius_m,
            }
            if fence
            else None
        ),
        "policy": one.policy_data,
        "token": token,
        "enrolled_count": getattr(one, "enrolled_count", 0),
        "present_count": getattr(one, "present_count", 0),
        "late_count": getattr(one, "late_count", 0),
        "reopen_count": one.reopen_count,
    }


def register_row(row: Row) -> dict[str, Any]:
    """Return a row as JSON values; by hand, because a register has hundreds of them."""
    change = dict(row.last_change) if row.last_change else None
    if change is not None:
        change["at"] = iso(change["at"])
    return {
        "student": row.student,
        "status": row.status,
        "source": row.source,
        "arrived_at": iso(row.arrived_at),
        "recorded_at": iso(row.recorded_at),
        "band": row.band,
        "reasons": row.reasons,
        "contested": row.contested,
        "enrolled": row.enrolled,
        "attempts": row.attempts,
        "last_change": change,
    }
