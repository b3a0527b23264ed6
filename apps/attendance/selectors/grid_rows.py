"""What a course's register is put together from: sessions, who is expected, letters and flags.

Rows are read as plain values, by a number of statements that depends on neither students nor
sessions, and looked at once each: there may be thirty thousand.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from apps.accounts.models import Student
from apps.attendance.enums import ATTENDED, Band, Reason, RecordStatus
from apps.attendance.models import AttendanceRecord, AttendanceSession, RecordChange
from apps.attendance.rules import cells
from apps.attendance.rules.evidence import Trace
from apps.attendance.selectors.grid_doubts import Cell, doubts_in
from apps.courses.models import Course, Enrollment

Period = tuple[date, date | None]


@dataclass(slots=True)
class Rows:
    """The sessions of a range, oldest first, and what they say of whom, by the student's key.

    ``letters`` has one for each session; ``expected`` says of each session how many are enrolled
    on its day. ``flags`` are of those cells alone that have any, by the session's place.
    """

    sessions: Sequence[AttendanceSession]
    people: dict[int, tuple[str, str]] = field(default_factory=dict)
    periods: dict[int, Period] = field(default_factory=dict)
    letters: dict[int, list[str]] = field(default_factory=dict)
    expected: Sequence[int] = ()
    flags: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))


def read(
    course: Course,
    sessions: Sequence[AttendanceSession],
    *,
    first_day: date,
    last_day: date,
    timezone: str,
) -> Rows:
    """Return what these sessions, which are of those days, say of whom."""
    found = Rows(sessions)
    _read_people(found, course, first_day, last_day, timezone)
    _read_records(found)
    return found


def _read_people(
    found: Rows, course: Course, first_day: date, last_day: date, timezone: str
) -> None:
    """Read who is enrolled in the course; those whose enrolment runs in the range are in it."""
    days = [one.day_in(timezone) for one in found.sessions]
    rows = Enrollment.objects.filter(course=course).values_list(
        "student_id", "student__student_id", "student__user__full_name", "from_date", "to_date"
    )
    for student, number, name, begins, ends in rows:
        found.periods[student] = (begins, ends)
        if begins <= last_day and (ends is None or ends >= first_day):
            found.people[student] = (number, name)
            found.letters[student] = _unmarked(days, begins, ends)
    by_session = zip(*found.letters.values(), strict=True)
    found.expected = [column.count(cells.NOT_YET) for column in by_session] or [0] * len(days)


def _unmarked(days: Sequence[date], begins: date, ends: date | None) -> list[str]:
    """Return what the cells of sessions on these days say before anything is known."""
    return [
        cells.NOT_YET if begins <= day and (ends is None or day <= ends) else cells.NOT_ENROLLED
        for day in days
    ]


def _read_records(found: Rows) -> None:
    """Read the records with what is notable about them, and who else has one."""
    keys = [one.pk for one in found.sessions]
    places = {key: place for place, key in enumerate(keys)}
    settled = [one.absences_written_at is not None for one in found.sessions]
    changes = _last_changes(keys)
    traces: dict[int, list[Trace]] = {key: [] for key in keys}
    rows = AttendanceRecord.objects.filter(session__in=keys).values_list(
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
    # Looked up once: a class's constant costs as much as the rest of a turn.
    low, not_enrolled = str(Band.LOW), cells.NOT_ENROLLED
    meant = {str(one): (cells.LETTERS[one], one in ATTENDED) for one in RecordStatus}
    for pk, session, student, status, source, band, contested, device, mark in rows:
        place, line = places[session], found.letters.get(student)
        walk_in = line is None or line[place] == not_enrolled
        change = changes.get(pk)
        if change is not None and source is None:
            says = cells.shown(
                status,
                source=source,
                last_change=change,
                enrolled=not walk_in,
                settled=settled[place],
            )
            if says is None:
                continue
        if line is None:
            line = found.letters[student] = [not_enrolled] * len(keys)
        line[place], came = meant[status]
        if came and (device or mark):
            traces[session].append(Trace(student, device, mark))
        if contested or walk_in or change is not None or band == low:
            found.flags[student][place] = (
                cells.CONTESTED * contested
                + cells.DOUBTFUL * (came and band == low)
                + cells.CHANGED * (change is not None)
                + cells.WALK_IN * walk_in
            )
    for session, student in _unconfirmed(doubts_in(found.sessions, traces)):
        flags, place = found.flags[student], places[session]
        flags[place] = flags.get(place, 0) | cells.DOUBTFUL
    strangers = found.letters.keys() - found.people.keys()
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


def _unconfirmed(doubts: set[Cell]) -> set[Cell]:
    """Return the doubts about check-ins that no lecturer has confirmed."""
    if not doubts:
        return set()
    rows = AttendanceRecord.objects.filter(
        session__in={session for session, _ in doubts},
        student__in={student for _, student in doubts},
        status__in=ATTENDED,
        band__isnull=False,
    ).values_list("session_id", "student_id", "reasons")
    return {
        (session, student)
        for session, student, reasons in rows
        if (session, student) in doubts and Reason.CONFIRMED not in reasons
    }
