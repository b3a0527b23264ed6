"""Excuses the absences that an approved request covers, and takes that back.

Only absences are touched: whoever attended stays as they are. Each act appends a change to each
record, and an ``ExcusedRecord`` says which request it was.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from apps.accounts.models import User
from apps.attendance.enums import ChangeKind, RecordStatus
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    ExcusedRecord,
    RecordChange,
    RequestPart,
)
from apps.attendance.selectors.requests import approved_for, others_approved, sessions_covered
from apps.attendance.services.changes import Before, append, locked_records, standing
from apps.courses.models import Course

_WHY = "Absence request approved"


def excuse(*, part: RequestPart, timezone: str, now: datetime) -> int:
    """Excuse every absence that an approved part covers; return how many. Inside a transaction.

    Locked are the course, so that no session is opened meanwhile, and the sessions, so that one
    that is being closed is either seen with its absences here or sees the approval there.
    """
    sessions = _locked_sessions(part, timezone=timezone)
    absent = locked_records().filter(
        session__in=sessions, student=part.request.student_id, status=RecordStatus.ABSENT
    )
    return _excuse(part, absent, now=now)


def excuse_at_closing(session: AttendanceSession, *, day: date, now: datetime) -> int:
    """Excuse whom an approved request covers of those that closing has just written absent.

    An absence that a lecturer has marked by hand stays. The session is locked by the caller.
    """
    approved = list(approved_for(session, day=day))
    students = {part.request.student_id for part in approved}
    if not students:
        return 0
    absent = {
        record.student_id: record
        for record in locked_records().filter(
            session=session, student__in=students, status=RecordStatus.ABSENT, source=None
        )
    }
    excused = 0
    for part in approved:
        record = absent.pop(part.request.student_id, None)
        if record is not None:
            excused += _excuse(part, [record], now=now)
    return excused


def excuse_undone(
    session: AttendanceSession, records: Iterable[AttendanceRecord], *, now: datetime
) -> set[int]:
    """Excuse whom closing would have excused, had they not been marked by mistake then.

    ``records`` are of the session, which is locked by the caller, and their marks have just been
    undone. Returns the keys of those that are excused now.
    """
    by_clock = [
        one.pk for one in records if one.status == RecordStatus.ABSENT and one.source is None
    ]
    if session.absences_written_at is None or not by_clock:
        return set()
    excuse_at_closing(session, day=session.day_in(session.organization.timezone), now=now)
    found = AttendanceRecord.objects.filter(pk__in=by_clock, status=RecordStatus.EXCUSED)
    return set(found.values_list("pk", flat=True))


def take_back(*, part: RequestPart, timezone: str, by: User, reason: str, now: datetime) -> int:
    """Make absent again what a part has excused, where nothing else has happened since.

    What another approved request covers too is excused by that one then. Inside a transaction;
    returns how many records are absent now. Locked is as for excusing: a session that is being
    closed has excused the student, and that is seen here, or sees there that it is taken back.
    """
    _locked_sessions(part, timezone=timezone)
    covered = {
        one.record_id: one.change_id
        for one in ExcusedRecord.objects.filter(part=part).order_by("pk")
    }
    records = {
        record.pk: record
        for record in locked_records().filter(pk__in=list(covered), status=RecordStatus.EXCUSED)
    }
    last = _last_standing(records)
    untouched = [one for pk, one in records.items() if last.get(pk) == covered[pk]]
    for record in untouched:
        _change(record, ChangeKind.UNEXCUSE, RecordStatus.ABSENT, by=by, reason=reason, now=now)
    left = {record.pk: record for record in untouched}
    for other in others_approved(part) if left else ():
        sessions = set(sessions_covered(other, timezone=timezone).values_list("pk", flat=True))
        also = [record for record in left.values() if record.session_id in sessions]
        _excuse(other, also, now=now)
        for record in also:
            del left[record.pk]
    return len(left)


def _locked_sessions(part: RequestPart, *, timezone: str) -> list[AttendanceSession]:
    """Return the sessions that a part covers, locked in the order of their keys."""
    Course.objects.select_for_update(no_key=True).get(pk=part.course_id)
    return list(
        sessions_covered(part, timezone=timezone)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )


def _last_standing(records: Iterable[int]) -> dict[int, int]:
    """Return the change of each record, by keys, that made it what it is."""
    changes: dict[int, list[RecordChange]] = defaultdict(list)
    found = RecordChange.objects.filter(record__in=list(records)).only("record", "kind")
    for change in found.order_by("at", "pk"):
        changes[change.record_id].append(change)
    last = {record: standing(some) for record, some in changes.items()}
    return {record: some[-1].pk for record, some in last.items() if some}


def _excuse(part: RequestPart, records: Iterable[AttendanceRecord], *, now: datetime) -> int:
    count = 0
    for record in records:
        change = _change(
            record,
            ChangeKind.EXCUSE,
            RecordStatus.EXCUSED,
            by=part.decided_by,
            reason=_WHY,
            now=now,
        )
        ExcusedRecord.objects.create(part=part, record=record, change=change)
        count += 1
    return count


def _change(
    record: AttendanceRecord,
    kind: ChangeKind,
    status: RecordStatus,
    *,
    by: User | None,
    reason: str,
    now: datetime,
) -> RecordChange:
    before = Before.of(record)
    record.status = status
    record.save(update_fields=["status"])
    return append(record, kind, before=before, by=by, reason=reason, now=now)
