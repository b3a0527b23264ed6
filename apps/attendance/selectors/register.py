"""A session's register as staff see it: who came, who did not, what is doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Student, User
from apps.attendance.enums import (
    ATTENDED,
    DECIDABLE,
    Band,
    ChangeKind,
    ContestState,
    Outcome,
    Reason,
    RecordStatus,
)
from apps.attendance.models import (
    AbsenceContest,
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.rules.cells import shown
from apps.attendance.selectors.doubts import Shared, doubts_of, shared_traces, traces_beside
from apps.core.errors import NotFound
from apps.core.sql import ModelColumns, Statement, is_among, listed
from apps.courses.models import Enrollment

LARGEST_KEY = 2**63 - 1


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

    attempt_id: int | None
    contest_id: int | None
    kind: str
    student: Mapping[str, Any]
    at: datetime
    shown_at: datetime | None
    claimed_at: datetime | None
    outcome: str | None
    note: str


def register(session: AttendanceSession) -> list[Row]:
    """Return a row for every student who is enrolled that day or has a record, by number."""
    return _rows(session, None, shared_traces(session))


def rows_of(session: AttendanceSession, students: frozenset[int]) -> list[Row]:
    """Return the rows of these students, as ``register`` has them, by number.

    Who is not in the register has none.
    """
    return _rows(session, students, shared_traces(session))


def rows_beside(session: AttendanceSession, students: frozenset[int]) -> list[Row]:
    """Return their rows, and those that may be others because of what these students did."""
    if not students:
        return []
    shared = traces_beside(session, students)
    return _rows(session, shared.beside(students), shared)


_RECORD = ModelColumns(AttendanceRecord, "r")
_CHANGE = ModelColumns(RecordChange, "c")


@cache
def _statement(vendor: str, *, some: bool) -> Statement:
    def among(column: str) -> str:
        return f"AND {is_among(column, 'students', vendor)}" if some else ""

    return Statement(
        "register_rows",
        f"""
SELECT p.id, p.student_id, u.full_name, w.enrolled, b.full_name, b.username,
  (SELECT count(*) FROM {CheckInAttempt._meta.db_table} a
    WHERE a.organization_id = %(organization)s AND a.session_id = %(session)s
      AND a.student_id = p.id),
  {_RECORD.sql}, {_CHANGE.sql}
FROM (
  SELECT y.student, max(y.enrolled) AS enrolled FROM (
    SELECT e.student_id AS student, 1 AS enrolled FROM {Enrollment._meta.db_table} e
      WHERE e.organization_id = %(organization)s AND e.course_id = %(course)s
        AND e.from_date <= %(day)s AND (e.to_date IS NULL OR e.to_date >= %(day)s)
        {among("e.student_id")}
    UNION ALL
    SELECT x.student_id, 0 FROM {AttendanceRecord._meta.db_table} x
      WHERE x.organization_id = %(organization)s AND x.session_id = %(session)s
        {among("x.student_id")}
  ) y GROUP BY y.student
) w
JOIN {Student._meta.db_table} p ON p.id = w.student
JOIN {User._meta.db_table} u ON u.id = p.user_id
LEFT JOIN {AttendanceRecord._meta.db_table} r
  ON r.organization_id = %(organization)s AND r.session_id = %(session)s AND r.student_id = p.id
LEFT JOIN {RecordChange._meta.db_table} c ON c.id = (
  SELECT l.id FROM {RecordChange._meta.db_table} l
  WHERE l.organization_id = %(organization)s AND l.record_id = r.id
  ORDER BY l.at DESC, l.id DESC LIMIT 1)
LEFT JOIN {User._meta.db_table} b ON b.id = c.by_id
ORDER BY p.student_id
""",  # noqa: S608 - the text is made of table and column names only
    )


def _rows(session: AttendanceSession, students: frozenset[int] | None, shared: Shared) -> list[Row]:
    """Return the rows of these students, or all, in one statement and that of the doubts."""
    day = session.day_in(session.organization.timezone)
    vendor = connection.vendor
    parameters = {
        "organization": session.organization_id,
        "session": session.pk,
        "course": session.course_id,
        "day": connection.ops.adapt_datefield_value(day),
    }
    if students is not None:
        parameters["students"] = listed(students, vendor)
    found = _statement(vendor, some=students is not None).fetch_all(parameters)
    records, read = [], []
    for student, number, name, enrolled, by_name, by_login, attempts, *columns in found:
        record, change = _RECORD.build(columns), _CHANGE.build(columns[_RECORD.width :])
        person = {"id": student, "student_id": number, "full_name": name}
        read.append((person, record, change, by_name or by_login, bool(enrolled), attempts))
        if record is not None:
            records.append(record)
    doubts = doubts_of(session, records, shared)
    return [
        _row(
            person,
            record,
            attempts=attempts,
            change=_change(change, by=by),
            undone=change is not None and change.kind == ChangeKind.UNDO,
            enrolled=enrolled,
            settled=session.absences_written_at is not None,
            doubts=doubts.get(person["id"], set()),
        )
        for person, record, change, by, enrolled, attempts in read
    ]


def row_of(session: AttendanceSession, *, student_pk: int) -> Row:
    """Return one student's row; raise NotFound for one who is not in the register and never tried.

    Who tried without being enrolled, and was declined, has a row without a status.
    """
    if student_pk > LARGEST_KEY:
        raise NotFound
    for row in rows_of(session, frozenset({student_pk})):
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
        undone=False,
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
    """Return what waits for a decision, the oldest first: attempts and contested absences."""
    waiting = [*_attempts_that_wait(session), *_contests_that_wait(session)]
    return sorted(waiting, key=lambda item: item.at)


def _contests_that_wait(session: AttendanceSession) -> list[ReviewItem]:
    waiting = AbsenceContest.objects.filter(
        record__session=session, record__status=RecordStatus.ABSENT, state=ContestState.WAITING
    ).select_related("record__student__user")
    return [
        ReviewItem(
            attempt_id=None,
            contest_id=contest.pk,
            kind="contest",
            student=_person(contest.record.student),
            at=contest.at,
            shown_at=None,
            claimed_at=None,
            outcome=None,
            note=contest.note,
        )
        for contest in waiting
    ]


def _attempts_that_wait(session: AttendanceSession) -> list[ReviewItem]:
    """Return one item a student: the appealed attempt first, else the latest.

    An attempt waits that was received late, was appealed, or lies beside a contested absence.
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
        contest_id=None,
        kind=kind,
        student=_person(attempt.student),
        at=attempt.at,
        shown_at=attempt.shown_at,
        claimed_at=attempt.claimed_at,
        outcome=attempt.outcome,
        note=appeal.note if appeal else "",
    )


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
    change: Mapping[str, Any] | None,
    undone: bool,
    enrolled: bool,
    settled: bool,
    doubts: set[Reason],
) -> Row:
    status = None
    if record is not None:
        status = shown(
            record.status,
            source=record.source,
            last_change=ChangeKind.UNDO if undone else None,
            enrolled=enrolled,
            settled=settled,
        )
    if record is None or status is None:
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
            last_change=change,
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
        last_change=change,
    )


def _change(change: RecordChange | None, *, by: str | None) -> Mapping[str, Any] | None:
    if change is None:
        return None
    return {
        "id": change.pk,
        "kind": change.kind,
        "at": change.at,
        "by": by,
        "from_status": change.from_status,
        "to_status": change.to_status,
        "reason": change.reason,
    }
