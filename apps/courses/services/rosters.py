"""Writes about who attends a course: many students at once, and taking that back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.core import signing
from django.db import IntegrityError, transaction

from apps.accounts.models import Student, User
from apps.accounts.selectors import by_number
from apps.core import tenancy
from apps.core.errors import Conflict, Invalid, UndoExpired
from apps.courses.enums import CHANGED, RosterOutcome
from apps.courses.models import Course, Enrollment
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

MOST_AT_ONCE = 1000
# The screen offers it for ten seconds; a slow network gets some more.
UNDO_WITHIN = timedelta(minutes=2)
_SALT = "courses.rosters.undo"
_BATCH = 500
_TRIES = 3

# From when to when somebody attends; None for not at all.
Days = tuple[date, date | None] | None


@dataclass(frozen=True, slots=True)
class Line:
    """One of those who were named: as entered, who that is, and what became of them."""

    entered: str
    student: Student | None
    outcome: RosterOutcome


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What became of everybody, in the order in which they were named.

    ``undo`` takes back exactly this; "" when nothing was changed.
    """

    lines: list[Line]
    undo: str

    @property
    def changed(self) -> int:
        """How many enrolments are others than before."""
        return sum(line.outcome in CHANGED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Move:
    """One enrolment before and after."""

    student: int
    before: Days
    after: Days


_ResultT = TypeVar("_ResultT")
_Judge = Callable[[Student, Days], tuple[RosterOutcome, Days]]


def enroll_many(
    *,
    course: Course,
    students: Sequence[int] = (),
    numbers: Sequence[str] = (),
    from_date: date,
    by: User,
    now: datetime,
) -> RosterChange:
    """Enrol students, named by key or by number, from a day on; all in one transaction.

    Who had left attends again. Everybody else is skipped, and the answer says why. Raises
    Conflict when others are changing the same enrolments all the time.
    """

    def judge(student: Student, days: Days) -> tuple[RosterOutcome, Days]:
        if not student.user.is_active:
            return RosterOutcome.INACTIVE, days
        if days is None:
            return RosterOutcome.ENROLLED, (from_date, None)
        first, last = days
        if last is not None and last < from_date:
            return RosterOutcome.RESUMED, (first, None)
        return RosterOutcome.ALREADY, days

    named = _named(students, numbers)
    return _change(course, named, judge, action=AuditAction.ENROLLED, by=by, now=now)


def withdraw_many(
    *, course: Course, students: Sequence[int], today: date, by: User, now: datetime
) -> RosterChange:
    """End the enrolments of students, so that they do not count from today on.

    One that has not begun before today never counted: its row goes.
    """
    last_day = today - timedelta(days=1)

    def judge(student: Student, days: Days) -> tuple[RosterOutcome, Days]:
        if days is None or (days[1] is not None and days[1] <= last_day):
            return RosterOutcome.NOT_ENROLLED, days
        return RosterOutcome.WITHDRAWN, None if days[0] > last_day else (days[0], last_day)

    named = _named(students, ())
    return _change(course, named, judge, action=AuditAction.WITHDRAWN, by=by, now=now)


def undo(*, course: Course, undo: str, by: User, now: datetime) -> int:
    """Take a change of many back; return how many enrolments are again as they were.

    One that somebody has changed since stays as it is. Raises UndoExpired when it is too late,
    Invalid for anything but what ``enroll_many`` or ``withdraw_many`` gave for this course.
    """
    moves = _read(undo, course=course, now=now)
    return _again(lambda: _undo_once(course, moves, by=by, now=now))


def _undo_once(course: Course, moves: Sequence[Move], *, by: User, now: datetime) -> int:
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    stored = _stored(course, [move.student for move in moves])
    back = [
        Move(move.student, move.after, move.before)
        for move in moves
        if _days(stored.get(move.student)) == move.after
    ]
    _store(course, back, stored)
    for action, chosen in (
        (AuditAction.WITHDRAWN, [move for move in back if _runs_less(move)]),
        (AuditAction.ENROLLED, [move for move in back if not _runs_less(move)]),
    ):
        people = Student.objects.filter(pk__in=[move.student for move in chosen])
        _tell(course, list(people), action, by=by, now=now, summary="Undone: ")
    return len(back)


def _runs_less(move: Move) -> bool:
    """Return whether a move ended an enrolment, rather than let it run on."""
    return move.after is None or move.after[1] is not None


def _named(students: Sequence[int], numbers: Sequence[str]) -> list[tuple[str, Student | None]]:
    """Return what was entered with whom it means; another organisation's people mean nobody."""
    by_key = {one.pk: one for one in Student.objects.filter(pk__in=students).select_related("user")}
    entered = [number.strip() for number in numbers if number.strip()]
    numbered = by_number(Student, "student_id", entered) if entered else {}
    return [
        *((str(key), by_key.get(key)) for key in students),
        *((number, numbered.get(number.casefold())) for number in entered),
    ]


def _change(
    course: Course,
    named: Sequence[tuple[str, Student | None]],
    judge: _Judge,
    *,
    action: AuditAction,
    by: User,
    now: datetime,
) -> RosterChange:
    """Judge and store."""
    return _again(lambda: _change_once(course, named, judge, action=action, by=by, now=now))


def _again(once: Callable[[], _ResultT]) -> _ResultT:
    """Return what a change in one transaction does, tried anew when somebody was faster.

    Who joins by code, or is enrolled alone, does not wait for the course. Raises Conflict when
    that happens time and again.
    """
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return once()
        except IntegrityError:
            continue
    raise Conflict


def _change_once(
    course: Course,
    named: Sequence[tuple[str, Student | None]],
    judge: _Judge,
    *,
    action: AuditAction,
    by: User,
    now: datetime,
) -> RosterChange:
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    stored = _stored(course, [student.pk for _, student in named if student is not None])
    lines: list[Line] = []
    moves: list[Move] = []
    seen: set[int] = set()
    for entered, student in named:
        if student is None:
            lines.append(Line(entered, None, RosterOutcome.UNKNOWN))
            continue
        if student.pk in seen:
            lines.append(Line(entered, student, RosterOutcome.REPEATED))
            continue
        seen.add(student.pk)
        before = _days(stored.get(student.pk))
        outcome, after = judge(student, before)
        lines.append(Line(entered, student, outcome))
        if outcome in CHANGED:
            moves.append(Move(student.pk, before, after))
    _store(course, moves, stored)
    people = [one.student for one in lines if one.outcome in CHANGED and one.student is not None]
    _tell(course, people, action, by=by, now=now)
    return RosterChange(lines=lines, undo=sign(course, moves, now=now) if moves else "")


def _stored(course: Course, students: Sequence[int]) -> dict[int, Enrollment]:
    """Return the enrolments of these students, locked."""
    rows = Enrollment.objects.select_for_update().filter(course=course, student__in=students)
    return {one.student_id: one for one in rows}


def _days(enrollment: Enrollment | None) -> Days:
    return None if enrollment is None else (enrollment.from_date, enrollment.to_date)


def _store(course: Course, moves: Sequence[Move], stored: dict[int, Enrollment]) -> None:
    """Bring enrolments to the days after each move: at most three statements a batch."""
    new, changed, gone = [], [], []
    for move in moves:
        row = stored.get(move.student)
        if move.after is None:
            gone.append(move.student)
            continue
        first, last = move.after
        if row is None:
            row = Enrollment(course=course, student_id=move.student)
            new.append(row)
        else:
            changed.append(row)
        row.from_date, row.to_date = first, last
    Enrollment.objects.bulk_create(new, batch_size=_BATCH)
    Enrollment.objects.bulk_update(changed, ["from_date", "to_date"], batch_size=_BATCH)
    if gone:
        Enrollment.objects.filter(course=course, student__in=gone).delete()


def _tell(
    course: Course,
    people: Sequence[Student],
    action: AuditAction,
    *,
    by: User,
    now: datetime,
    summary: str = "",
) -> None:
    words = f"{summary}{action.label}: {course}"
    details = {"course": course.pk}
    audit.record_each(
        action=action, actor=by, targets=people, now=now, summary=words, details=details
    )


def sign(course: Course, moves: Sequence[Move], *, now: datetime) -> str:
    """Return a text that only ``undo`` reads, and only for this course and a short time."""
    facts = {
        "organization": tenancy.current_organization_id(),
        "course": course.pk,
        "at": now.timestamp(),
        "moves": [[move.student, _plain(move.before), _plain(move.after)] for move in moves],
    }
    return signing.dumps(facts, salt=_SALT, compress=True)


def _read(text: str, *, course: Course, now: datetime) -> list[Move]:
    try:
        facts: dict[str, Any] = signing.loads(text, salt=_SALT)
    except signing.BadSignature as error:
        raise Invalid(fields={"undo": ["This is no answer of ours."]}) from error
    meant = (facts["organization"], facts["course"])
    if meant != (tenancy.current_organization_id(), course.pk):
        raise Invalid(fields={"undo": ["This belongs to another course."]})
    if now.timestamp() - facts["at"] > UNDO_WITHIN.total_seconds():
        raise UndoExpired
    return [
        Move(student, _dated(before), _dated(after)) for student, before, after in facts["moves"]
    ]


def _plain(days: Days) -> list[str | None] | None:
    if days is None:
        return None
    first, last = days
    return [first.isoformat(), None if last is None else last.isoformat()]


def _dated(plain: list[Any] | None) -> Days:
    if plain is None:
        return None
    first, last = plain
    return date.fromisoformat(first), None if last is None else date.fromisoformat(last)
