"""What shows only when check-ins are compared: with each other, and with other days."""

from collections.abc import Mapping

from django.db.models import Q

from apps.attendance.enums import (
    ATTENDED,
    Outcome,
    Reason,
)
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
)
from apps.attendance.rules.evidence import Trace, compare
from apps.attendance.rules.location import Fence, travel_is_impossible


def doubts_of(
    session: AttendanceSession, records: list[AttendanceRecord]
) -> Mapping[int, set[Reason]]:
    """Return what shows only when check-ins are compared: within the session and with others."""
    came = [record for record in records if record.status in ATTENDED]
    traces = [Trace(one.student_id, one.device_key, one.location_mark) for one in came]
    refused = CheckInAttempt.objects.filter(
        session=session, outcome=Outcome.DEVICE_ALREADY_USED, student__isnull=False
    ).values_list("student", "device_key")
    traces += [Trace(int(student or 0), device, "") for student, device in refused]
    found = {student: set(reasons) for student, reasons in compare(traces).items()}
    if session.policy.device_rule == "off":
        for reasons in found.values():
            reasons.discard(Reason.DEVICE_SHARED)
    for student, reason in _doubts_over_days(session, came):
        found.setdefault(student, set()).add(reason)
    return found


def _doubts_over_days(
    session: AttendanceSession, came: list[AttendanceRecord]
) -> list[tuple[int, Reason]]:
    """Compare with the same students' other sessions: same coordinates, impossible travel."""
    by_student = {record.student_id: record for record in came}
    others = (
        AttendanceRecord.objects.filter(
            student__in=list(by_student), status__in=ATTENDED, arrived_at__isnull=False
        )
        .exclude(session=session)
        .filter(
            Q(location_mark__in=[one.location_mark for one in came if one.location_mark])
            | Q(
                arrived_at__date__gte=session.opens_at.date(),
                arrived_at__lte=session.closes_at,
                location_verdict="inside",
            )
        )
        .select_related("session")
    )
    found = []
    fence = session.fence
    for other in others:
        mine = by_student[other.student_id]
        if mine.location_mark and mine.location_mark == other.location_mark:
            found.append((other.student_id, Reason.LOCATION_IDENTICAL))
        if fence and other.session.fence and _travelled(fence, other.session.fence, mine, other):
            found.append((other.student_id, Reason.IMPOSSIBLE_TRAVEL))
    return found


def _travelled(here: Fence, there: Fence, mine: AttendanceRecord, other: AttendanceRecord) -> bool:
    if mine.location_verdict != "inside" or mine.arrived_at is None or other.arrived_at is None:
        return False
    seconds = abs((mine.arrived_at - other.arrived_at).total_seconds())
    return travel_is_impossible(there, here, seconds=seconds)
