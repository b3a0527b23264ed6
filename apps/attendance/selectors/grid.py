"""A course's register: students by sessions, as letters. Five hundred by thirty is one read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from apps.attendance.enums import ATTENDED, DECIDABLE, Outcome, RecordStatus, SessionState
from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from apps.attendance.rules import cells, rates
from apps.attendance.rules.rates import Tally
from apps.attendance.selectors import grid_rows
from apps.attendance.selectors.days import of_days
from apps.attendance.selectors.grid_rows import Period, Rows
from apps.core.errors import Invalid
from apps.courses.models import Course
from apps.orgs.models import Organization
from apps.orgs.rules import Policy

# The longest range of days, and the most sessions in one answer.
MOST_DAYS = 400
MOST_SESSIONS = 60


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
    found = grid_rows.read(
        course, sessions, first_day=first_day, last_day=last_day, timezone=timezone
    )
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


def _columns(found: Rows, *, now: datetime) -> list[Column]:
    waiting = _waiting([one.pk for one in found.sessions])
    # Without anybody there are no columns to turn the lines into.
    letters = list(zip(*found.letters.values(), strict=True)) or [()] * len(found.sessions)
    doubtful = Counter(
        place
        for flags in found.flags.values()
        for place, bits in flags.items()
        if bits & cells.DOUBTFUL
    )
    columns = []
    for place, session in enumerate(found.sessions):
        counts = {
            **{str(one): letters[place].count(cells.LETTERS[one]) for one in RecordStatus},
            "enrolled": found.expected[place],
            "review": doubtful[place] + waiting.get(session.pk, 0),
            "not_yet": letters[place].count(cells.NOT_YET),
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


def _lines(found: Rows, policy: Policy) -> list[Line]:
    """Return the students by number, each with what every session says of them."""
    counting = [_counting(one) for one in found.sessions]
    plain = "0" * len(counting)
    lines = []
    for student, (number, name) in found.people.items():
        letters = found.letters[student]
        flags = found.flags.get(student, {})
        tally = _tally(letters, flags, counting)
        lines.append(
            Line(
                student=student,
                number=number,
                name=name,
                period=found.periods.get(student),
                letters="".join(letters),
                flags=_digits(flags, len(counting)) if flags else plain,
                tally=tally,
                at_risk=_at_risk(tally, policy),
            )
        )
    return sorted(lines, key=lambda line: line.number)


def _counting(session: AttendanceSession) -> frozenset[str]:
    """Return the letters of the session that are in the tallies of who is enrolled on its day."""
    settled = session.absences_written_at is not None
    return frozenset(
        cells.LETTERS[status]
        for status in RecordStatus
        if status == RecordStatus.EXCUSED or rates.counts(status, settled=settled, enrolled=True)
    )


def _tally(
    letters: Sequence[str], flags: Mapping[int, int], counting: Sequence[frozenset[str]]
) -> Tally:
    counted = [letter for letter, counts in zip(letters, counting, strict=True) if letter in counts]
    for place, bits in flags.items():
        # Who was not enrolled has a record that day, and no rate by it.
        if bits & cells.WALK_IN and letters[place] in counting[place]:
            counted.remove(letters[place])
    return Tally(**{str(one): counted.count(cells.LETTERS[one]) for one in RecordStatus})


def _digits(flags: Mapping[int, int], sessions: int) -> str:
    return "".join("0123456789abcdef"[flags.get(place, 0)] for place in range(sessions))


def _at_risk(tally: Tally, policy: Policy) -> bool:
    """Return whether enough classes count, and too few of them were attended."""
    if tally.counted < policy.rate_after_sessions:
        return False
    return not rates.meets(
        tally.attended, tally.counted, threshold_pct=policy.at_risk_threshold_pct
    )
