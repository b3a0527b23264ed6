"""A session's register as staff see it: who came, who did not, what is doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from apps.accounts.models import Student
from apps.attendance.enums import (
    ATTENDED,
    Band,
    ChangeKind,
    Outcome,
    Reason,
    RecordStatus,
)
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.selectors.doubts import doubts_of
from apps.core.errors import NotFound
from apps.courses.models import Enrollment
from apps.courses.selectors import local_day, running_on

# Attempts without a record that a lecturer decides of, once somebody asks for it.
DECIDABLE = frozenset(
    {
        Outcome.RECEIVED_LATE,
        Outcome.SESSION_CLOSED,
        Outcome.CODE_EXPIRED,
        Outcome.TOKEN_EXPIRED,
        Outcome.TOKEN_REVOKED,
        Outcome.CLAIM_EXPIRED,
        Outcome.CLAIM_NOT_YOURS,
        Outcome.NOT_ENROLLED,
        Outcome.DEVICE_ALREADY_USED,
        Outcome.NETWORK_NOT_ALLOWED,
        Outcome.OUTSIDE_GEOFENCE,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One student in a session's register; ``status`` None means not yet."""

    student: Mapping[str, Any]
    status: str | None
    source: str | None
    arrived_at: datetime | None
    recorded_at: datetime | None
    band: str | None
    reasons: list[Mapping[str, str]]
    contested: bool
    enrolled: bool
    attempts: int
    last_change: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An attempt or a contested absence that waits for the lecturer."""

    attempt_id: int
    kind: str
    student: Mapping[str, Any]
    at: datetime
    shown_at: datetime | None
    claimed_at: datetime | None
    outcome: str
    note: str


def register(session: AttendanceSession) -> list[Row]:
    """Return a row for every student who is enrolled that day or has a record, by number."""
    day = local_day(session.opens_at, session.organization.timezone)
    enrolled: dict[int, Mapping[str, Any]] = {
        int(number): {"id": int(number), "student_id": student_id, "full_name": name}
        for number, student_id, name in Enrollment.objects.filter(
            running_on(day), course=session.course_id
        ).values_list("student", "student__student_id", "student__user__full_name")
    }
    records = {
        record.student_id: record for record in AttendanceRecord.objects.filter(session=session)
    }
    attempts = dict(
        CheckInAttempt.objects.filter(session=session, student__isnull=False)
        .values_list("student")
        .annotate(n=Count("pk"))
        .order_by()
    )
    changes = _last_changes(session)
    doubts = doubts_of(session, list(records.values()))
    people = enrolled | _people(set(records) - set(enrolled))
    rows = [
        _row(
            person,
            records.get(student),
            attempts=attempts.get(student, 0),
            change=changes.get(student),
            enrolled=student in enrolled,
            settled=session.absences_written_at is not None,
            doubts=doubts.get(student, set()),
        )
        for student, person in people.items()
    ]
    return sorted(rows, key=lambda row: row.student["student_id"])


def row_of(session: AttendanceSession, *, student_pk: int) -> Row:
    """Return one student's row; raise NotFound for one who is not in the register and never tried.

    Who tried without being enrolled, and was declined, has a row without a status.
    """
    for row in register(session):
        if row.student["id"] == student_pk:
            return row
    tried = CheckInAttempt.objects.filter(session=session, student=student_pk)
    last = tried.select_related("student__user").order_by("-at", "-pk").first()
    if last is None:
        raise NotFound
    return _row(
        _person(last.student),
        None,
        attempts=tried.count(),
        change=None,
        enrolled=False,
        settled=session.absences_written_at is not None,
        doubts=set(),
    )


def counts(rows: list[Row], review: list[ReviewItem]) -> Mapping[str, int]:
    """Return the totals of a register, the same for the screen and every export."""
    statuses = [row.status for row in rows]
    doubtful = sum(row.band == Band.LOW and row.status in ATTENDED for row in rows)
    return {
        **{str(status): statuses.count(status) for status in RecordStatus},
        "enrolled": sum(row.enrolled for row in rows),
        "review": doubtful + len(review),
    }


def review_queue(session: AttendanceSession) -> list[ReviewItem]:
    """Return the attempts that wait for a decision: received late, appealed, contested absences.

    One item a student: the appealed attempt first, else the latest.
    """
    attended = AttendanceRecord.objects.filter(session=session, status__in=ATTENDED)
    waiting = (
        CheckInAttempt.objects.filter(
            session=session,
            student__isnull=False,
            outcome__in=DECIDABLE,
            decision=None,
        )
        .filter(
            Q(outcome=Outcome.RECEIVED_LATE)
            | Q(appeal__isnull=False)
            | Q(
                student__in=AttendanceRecord.objects.filter(
                    session=session, status=RecordStatus.ABSENT, contested=True
                ).values("student")
            )
        )
        .exclude(student__in=attended.values("student"))
        .select_related("student__user", "appeal")
        .order_by("at", "pk")
    )
    by_student: dict[int, CheckInAttempt] = {}
    for attempt in waiting:
        before = by_student.get(attempt.student_id or 0)
        if before is None or hasattr(attempt, "appeal") or not hasattr(before, "appeal"):
            by_student[attempt.student_id or 0] = attempt
    return [_review_item(attempt) for attempt in by_student.values()]


def _review_item(attempt: CheckInAttempt) -> ReviewItem:
    appeal = getattr(attempt, "appeal", None)
    if attempt.outcome == Outcome.RECEIVED_LATE:
        kind = "received_late"
    else:
        kind = "appeal" if appeal else "contested"
    return ReviewItem(
        attempt_id=attempt.pk,
        kind=kind,
        student=_person(attempt.student),
        at=attempt.at,
        shown_at=attempt.shown_at,
        claimed_at=attempt.claimed_at,
        outcome=attempt.outcome,
        note=appeal.note if appeal else "",
    )


def _people(students: set[int]) -> dict[int, Mapping[str, Any]]:
    """Return who has a record without being enrolled that day; seldom anybody."""
    if not students:
        return {}
    found = Student.objects.filter(pk__in=students).select_related("user")
    return {student.pk: _person(student) for student in found}


def _person(student: Student | None) -> Mapping[str, Any]:
    assert student is not None  # noqa: S101 - the queries ask for it; tells mypy
    return {
        "id": student.pk,
        "student_id": student.student_id,
        "full_name": student.user.full_name,
    }


def _row(
    person: Mapping[str, Any],
    record: AttendanceRecord | None,
    *,
    attempts: int,
    change: RecordChange | None,
    enrolled: bool,
    settled: bool,
    doubts: set[Reason],
) -> Row:
    if record is None or _is_undone(record, change, settled=settled):
        return Row(
            student=person,
            status=None,
            source=None,
            arrived_at=None,
            recorded_at=None,
            band=None,
            reasons=[],
            contested=False,
            enrolled=enrolled,
            attempts=attempts,
            last_change=_change(change),
        )
    reasons = [Reason(value) for value in record.reasons]
    reasons += [reason for reason in sorted(doubts) if reason not in reasons]
    confirmed = Reason.CONFIRMED in reasons
    return Row(
        student=person,
        status=record.status,
        source=record.source,
        arrived_at=record.arrived_at,
        recorded_at=record.recorded_at,
        band=Band.LOW if doubts and record.band and not confirmed else record.band,
        reasons=[{"code": str(reason), "text": str(reason.label)} for reason in reasons],
        contested=record.contested,
        enrolled=enrolled,
        attempts=attempts,
        last_change=_change(change),
    )


def _is_undone(record: AttendanceRecord, change: RecordChange | None, *, settled: bool) -> bool:
    """Return whether a first mark was undone while the session is open: not yet come."""
    return (
        change is not None
        and change.kind == ChangeKind.UNDO
        and record.status == RecordStatus.ABSENT
        and record.source is None
        and not settled
    )


def _change(change: RecordChange | None) -> Mapping[str, Any] | None:
    if change is None:
        return None
    return {
        "id": change.pk,
        "kind": change.kind,
        "at": change.at,
        "by": change.by.get_full_name() if change.by else None,
        "from_status": change.from_status,
        "to_status": change.to_status,
        "reason": change.reason,
    }


def _last_changes(session: AttendanceSession) -> Mapping[int, RecordChange]:
    changes = (
        RecordChange.objects.filter(record__session=session)
        .select_related("by", "record")
        .order_by("at", "pk")
    )
    return {change.record.student_id: change for change in changes}
