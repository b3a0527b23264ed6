"""A course's register: students by sessions, as letters. Five hundred by thirty is one read.

Rows are read as plain values and put together by hand, by a number of statements that depends on
neither students nor sessions.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from apps.accounts.models import Student
from apps.attendance.enums import (
    ATTENDED,
    DECIDABLE,
    Band,
    Outcome,
    Reason,
    RecordStatus,
    SessionState,
)
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.rules import cells, rates
from apps.attendance.rules.evidence import Trace
from apps.attendance.rules.rates import Tally
from apps.attendance.selectors.days import of_days
from apps.attendance.selectors.grid_doubts import Cell, doubts_in
from apps.core.errors import Invalid
from apps.courses.models import Course, Enrollment
from apps.orgs.models import Organization
from apps.orgs.rules import Policy

# The longest range of days, and the most sessions in one answer.
MOST_DAYS = 400
MOST_SESSIONS = 60

Period = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Column:
    """One session with its totals, which are those of its own page.

    ``settled``: its absences are written. Among the counts, ``not_yet`` is of those who are
    expected and of whom nothing is known.
    """

    session: AttendanceSession
    state: SessionState
    settled: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One student: a letter and a hexadecimal digit for each session, and what counts of them.

    ``period`` is from when to when they are enrolled, None for who never was. ``tally`` leaves
    out days without enrolment, and absences that are not written yet.
    """

    student: int
    number: str
    name: str
    period: Period | None
    letters: str
    flags: str
    tally: Tally
    at_risk: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The register of a range of days; ``page`` counts from the newest sessions back."""

    first_day: date
    last_day: date
    page: int
    pages: int
    session_count: int
    columns: Sequence[Column]
    lines: Sequence[Line]


@dataclass(slots=True)
class _Range:
    """The sessions of a range, who is expected in them, and what is known of whom."""

    sessions: Sequence[AttendanceSession]
    keys: Sequence[int]
    people: dict[int, tuple[str, str]] = field(default_factory=dict)
    periods: dict[int, Period] = field(default_factory=dict)
    expected: dict[int, set[int]] = field(default_factory=dict)
    statuses: dict[Cell, str] = field(default_factory=dict)
    flags: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))


def days_of(
    course: Course, *, first_day: date | None, last_day: date | None, today: date
) -> tuple[date, date]:
    """Return the days of a register: as asked, else the term up to today.

    Raises Invalid for a range that ends before it begins, or is longer than ``MOST_DAYS``.
    """
    ends = last_day or max(course.term.first_day, min(today, course.term.last_day))
    # A term of years, or a day before it: as much as one range may hold.
    begins = first_day or max(
        min(course.term.first_day, ends), ends - timedelta(days=MOST_DAYS - 1)
    )
    if ends < begins:
        raise Invalid(fields={"to": ["The last day comes before the first one."]})
    if (ends - begins).days >= MOST_DAYS:
        message = f"Choose at most {MOST_DAYS} days."
        raise Invalid(fields={"to": [message]}, params={"most_days": MOST_DAYS})
    return begins, ends


def grid(
    course: Course,
    *,
    organization: Organization,
    first_day: date,
    last_day: date,
    page: int,
    now: datetime,
) -> Grid:
    """Return the register of a course for a range of days of the organisation's zone.

    The newest ``MOST_SESSIONS`` sessions, or those of an earlier page. Sessions that were called
    off are left out.
    """
    timezone = organization.timezone
    matching = _sessions(course, first_day, last_day, timezone)
    total = matching.count()
    pages = max(1, -(-total // MOST_SESSIONS))
    page = min(page, pages)
    skipped = (page - 1) * MOST_SESSIONS
    newest = matching.order_by("-opens_at", "-pk")[skipped : skipped + MOST_SESSIONS]
    sessions = list(newest)[::-1]
    found = _Range(sessions, [one.pk for one in sessions])
    _read_people(found, course, first_day, last_day, timezone)
    _read_records(found)
    return Grid(
        first_day=first_day,
        last_day=last_day,
        page=page,
        pages=pages,
        session_count=total,
        columns=_columns(found, now=now),
        lines=_lines(found, organization.policy),
    )


def _sessions(
    course: Course, first_day: date, last_day: date, timezone: str
) -> QuerySet[AttendanceSession]:
    of_range = of_days(first_day, last_day, timezone=timezone)
    held = AttendanceSession.objects.filter(of_range, course=course)
    return held.exclude(closed_at__lt=F("opens_at"))


def _read_people(
    found: _Range, course: Course, first_day: date, last_day: date, timezone: str
) -> None:
    """Read who is enrolled in the course; those whose enrolment runs in the range are in it."""
    rows = Enrollment.objects.filter(course=course).values_list(
        "student_id", "student__student_id", "student__user__full_name", "from_date", "to_date"
    )
    for student, number, name, begins, ends in rows:
        found.periods[student] = (begins, ends)
        if begins <= last_day and (ends is None or ends >= first_day):
            found.people[student] = (number, name)
    for session in found.sessions:
        day = session.day_in(timezone)
        found.expected[session.pk] = {
            student
            for student, (begins, ends) in found.periods.items()
            if begins <= day and (ends is None or day <= ends)
        }


def _read_records(found: _Range) -> None:
    """Read the records with what is notable about them, and who else has one."""
    settled = {one.pk: one.absences_written_at is not None for one in found.sessions}
    changes = _last_changes(found.keys)
    rows = AttendanceRecord.objects.filter(session__in=found.keys).values_list(
        "pk",
        "session_id",
        "student_id",
        "status",
        "source",
        "band",
        "contested",
        "device_key",
        "location_mark",
    )
    traces: dict[int, list[Trace]] = defaultdict(list)
    banded: dict[Cell, int] = {}
    for pk, session, student, status, source, band, contested, device, mark in rows:
        cell = (session, student)
        change = changes.get(pk)
        walk_in = student not in found.expected[session]
        if change is not None and source is None:
            says = cells.shown(
                status,
                source=source,
                last_change=change,
                enrolled=not walk_in,
                settled=settled[session],
            )
            if says is None:
                continue
        found.statuses[cell] = status
        came = status in ATTENDED
        if came and (device or mark):
            traces[session].append(Trace(student, device, mark))
        if came and band:
            banded[cell] = pk
        if contested or walk_in or change is not None or band == Band.LOW:
            found.flags[cell] = (
                cells.CONTESTED * contested
                + cells.DOUBTFUL * (came and band == Band.LOW)
                + cells.CHANGED * (change is not None)
                + cells.WALK_IN * walk_in
            )
    for cell in _unconfirmed(doubts_in(found.sessions, traces), banded):
        found.flags[cell] |= cells.DOUBTFUL
    strangers = {student for _, student in found.statuses} - found.people.keys()
    if strangers:
        people = Student.objects.filter(pk__in=strangers)
        for student, number, name in people.values_list("pk", "student_id", "user__full_name"):
            found.people[student] = (number, name)


def _last_changes(sessions: Sequence[int]) -> Mapping[int, str]:
    """Return the kind of the last change of each record that was ever another one."""
    rows = RecordChange.objects.filter(
        record__session__in=sessions, from_status__isnull=False
    ).order_by("at", "pk")
    return dict(rows.values_list("record_id", "kind"))


def _unconfirmed(doubts: set[Cell], banded: Mapping[Cell, int]) -> set[Cell]:
    """Return the doubts about check-ins that no lecturer has confirmed."""
    asked = {banded[cell]: cell for cell in doubts if cell in banded}
    if not asked:
        return set()
    rows = AttendanceRecord.objects.filter(pk__in=asked).values_list("pk", "reasons")
    return {asked[pk] for pk, reasons in rows if Reason.CONFIRMED not in reasons}


def _columns(found: _Range, *, now: datetime) -> list[Column]:
    waiting = _waiting(found.keys)
    marked: dict[int, Counter[str]] = {key: Counter() for key in found.keys}
    known: dict[int, int] = defaultdict(int)
    for (key, student), status in found.statuses.items():
        marked[key][status] += 1
        known[key] += student in found.expected[key]
    doubtful = Counter(key for (key, _), flags in found.flags.items() if flags & cells.DOUBTFUL)
    columns = []
    for session in found.sessions:
        key = session.pk
        expected = len(found.expected[key])
        counts = {
            **{str(status): marked[key][status] for status in RecordStatus},
            "enrolled": expected,
            "review": doubtful[key] + waiting.get(key, 0),
            "not_yet": expected - known[key],
        }
        settled = session.absences_written_at is not None
        columns.append(Column(session, session.state_at(now), settled, counts))
    return columns


def _waiting(sessions: Sequence[int]) -> Mapping[int, int]:
    """Return how many students of each session wait in its review list."""
    mine = AttendanceRecord.objects.filter(session=OuterRef("session"), student=OuterRef("student"))
    contested = mine.filter(status=RecordStatus.ABSENT, contested=True)
    rows = (
        CheckInAttempt.objects.filter(
            session__in=sessions, student__isnull=False, outcome__in=DECIDABLE, decision=None
        )
        .filter(Q(outcome=Outcome.RECEIVED_LATE) | Q(appeal__isnull=False) | Exists(contested))
        .exclude(Exists(mine.filter(status__in=ATTENDED)))
        .order_by()
        .values_list("session")
        .annotate(students=Count("student", distinct=True))
    )
    return {session or 0: students for session, students in rows}


def _lines(found: _Range, policy: Policy) -> list[Line]:
    """Return the students by number, each with what every session says of them."""
    columns = [
        (one.pk, one.absences_written_at is not None, found.expected[one.pk])
        for one in found.sessions
    ]
    lines = []
    for student, (number, name) in found.people.items():
        letters, flags, counted = [], [], []
        for key, settled, expected in columns:
            cell = (key, student)
            status = found.statuses.get(cell)
            enrolled = student in expected
            flags.append("0123456789abcdef"[found.flags.get(cell, 0)])
            if status is None:
                letters.append(cells.NOT_YET if enrolled else cells.NOT_ENROLLED)
                continue
            letters.append(cells.LETTERS[status])
            excused = enrolled and status == RecordStatus.EXCUSED
            if excused or rates.counts(status, settled=settled, enrolled=enrolled):
                counted.append(status)
        tally = Tally(**{status: counted.count(status) for status in set(counted)})
        lines.append(
            Line(
                student=student,
                number=number,
                name=name,
                period=found.periods.get(student),
                letters="".join(letters),
                flags="".join(flags),
                tally=tally,
                at_risk=_at_risk(tally, policy),
            )
        )
    return sorted(lines, key=lambda line: line.number)


def _at_risk(tally: Tally, policy: Policy) -> bool:
    """Return whether enough classes count, and too few of them were attended."""
    if tally.counted < policy.rate_after_sessions:
        return False
    return not rates.meets(
        tally.attended, tally.counted, threshold_pct=policy.at_risk_threshold_pct
    )
