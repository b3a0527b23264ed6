"""Imports of timetables: when courses meet, from tables and from calendar files."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from apps.core import clock, tenancy
from apps.core.changes import tell_changed
from apps.core.imports.columns import Column
from apps.core.imports.importer import Change, Importer, Result, Row, created, register, set_all
from apps.core.imports.reading import MAX_BYTES, Table, read_file
from apps.core.imports.undoing import Outcome, Undoer, register_undoer
from apps.courses.importers import calendars
from apps.courses.importers.courses import (
    CODE_SYNONYMS,
    TERM,
    Terms,
    courses_by_code,
    day,
    several,
)
from apps.courses.models import CalledOffClass, ClassSchedule, Course, Venue
from apps.courses.rules.timetable import Pattern, overlap, wrong_days
from apps.courses.selectors import running_schedules
from apps.orgs.models import Organization

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIMES = ("%H:%M", "%H:%M:%S", "%H.%M", "%I:%M %p", "%I %p", "%I:%M%p")
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})
_APART = re.compile(r"[;,|/\s]+")
CALLED_OFF = "Not held, as the imported calendar says"


def weekdays(cell: str) -> str:
    """Return the digits of weekdays (1 is Monday) written as names, two letters up, or numbers."""
    found = set()
    for word in _APART.split(cell.strip()):
        plain = word.casefold().rstrip(".")
        if plain in {"1", "2", "3", "4", "5", "6", "7"}:
            found.add(plain)
            continue
        number = next((n for n, name in enumerate(_NAMES, 1) if name.startswith(plain)), None)
        if number is None or len(plain) < 2:  # noqa: PLR2004 - T and S are two days each
            raise ValueError(f"“{word}” is no weekday, as Mon; Wed")
        found.add(str(number))
    return "".join(sorted(found))


def wall_clock(cell: str) -> time:
    """Return a time written as 10:00, 10.00 or 10:00 am; raise ValueError for anything else."""
    for form in _TIMES:
        try:
            return datetime.strptime(cell.strip().upper(), form).time()  # noqa: DTZ007 - a time of the wall clock has no zone
        except ValueError:
            continue
    raise ValueError("is no time, as 10:00")


def days(cell: str) -> list[date]:
    """Return several days of one cell."""
    return [day(one) for one in several(cell)]


def yes_or_no(cell: str) -> bool:
    """Return what yes or no means."""
    plain = cell.casefold()
    if plain not in _YES | _NO:
        raise ValueError("is neither yes nor no")
    return plain in _YES


def problem(cell: str) -> str:
    """Refuse the row: a calendar's event that is no class time says why in this column."""
    raise ValueError(cell)


@register
class TimetableImporter(Importer):
    """Class times, known by course, weekdays, beginning and first day."""

    kind = "timetable"
    title = "Timetable"
    rank = 6
    key = ("course", "term", "weekdays", "starts", "first_day")
    columns = (
        Column("course", "Course code", "CSC101", CODE_SYNONYMS, required=True, max_length=20),
        TERM,
        Column(
            "weekdays",
            "Weekdays, separated by semicolons",
            "Mon; Wed",
            ("weekday", "day", "days"),
            required=True,
            parse=weekdays,
        ),
        Column(
            "starts",
            "Begins, by the clock on the wall",
            "10:00",
            ("start", "from", "start time", "begins"),
            required=True,
            parse=wall_clock,
        ),
        Column(
            "ends",
            "Ends, on the same day",
            "12:00",
            ("end", "to", "end time", "until"),
            required=True,
            parse=wall_clock,
        ),
        Column(
            "venue", "Name of the venue", "Room 4", ("room", "location", "place"), max_length=120
        ),
        Column("first_day", "Without one the term's", "2026-09-01", ("first day",), parse=day),
        Column("last_day", "Without one the term's", "2026-12-18", ("last day",), parse=day),
        Column("opens_itself", "Opens by itself: yes or no", "no", parse=yes_or_no),
        Column(
            "called_off",
            "Days without this class, separated by semicolons",
            "2026-10-13",
            ("except", "exceptions", "not on"),
            parse=days,
            max_length=2000,
        ),
        Column("problem", "Filled in from calendar files; empty in tables", "", parse=problem),
    )

    def __init__(self, *, today: date) -> None:
        super().__init__(today=today)
        self._terms = Terms(today)
        self._taken: dict[int, list[tuple[str, int | None, Pattern]]] = defaultdict(list)
        self._loaded: set[int] = set()

    @classmethod
    def read(cls, data: bytes) -> tuple[Table, str]:
        """Return the table in a file, made of its events when it is a calendar (.ics)."""
        if len(data) > MAX_BYTES or not calendars.is_calendar(data):
            return read_file(data)
        organization = Organization.objects.get(pk=tenancy.current_organization_id())
        codes = list(Course.objects.values_list("code", flat=True).distinct())
        text = calendars.table_of(data, zone=ZoneInfo(organization.timezone), codes=codes)
        table, _ = read_file(text.encode())
        return table, "iCalendar"

    def plan(self, rows: Sequence[Row]) -> None:
        """Compare the rows with courses, venues and class times: four statements."""
        courses = courses_by_code(row.values["course"] for row in rows)
        venues = {one.name.casefold(): one for one in Venue.objects.all()}
        stored = list(running_schedules().filter(course__in=list(courses.values())))
        for one in stored:
            if one.course_id not in self._loaded:
                self._taken[one.course_id].append(("stored", one.pk, one.pattern))
        self._loaded |= {one.pk for one in courses.values()}
        known = {(one.course_id, one.weekdays, one.starts, one.first_day): one for one in stored}
        for row in rows:
            self._plan_row(row, courses, venues, known)

    def _plan_row(
        self,
        row: Row,
        courses: dict[tuple[int, str], Course],
        venues: dict[str, Venue],
        known: dict[tuple[int, str, time, date | None], ClassSchedule],
    ) -> None:
        values = row.values
        term = self._terms.find(row)
        course = courses.get((term.pk, values["course"].casefold())) if term else None
        if term is not None and course is None:
            row.refuse("course", f"is no course of {term.name}")
        venue = venues.get((values.get("venue") or "").casefold())
        if values.get("venue") and venue is None:
            row.refuse("venue", f"“{values['venue']}” is no venue's name")
        if values["ends"] <= values["starts"]:
            row.refuse("ends", "is not after the beginning, on the same day")
        if row.result == Result.ERROR or term is None or course is None:
            return
        first, last = values.get("first_day"), values.get("last_day")
        pattern = Pattern(
            values["weekdays"],
            values["starts"],
            values["ends"],
            first or term.first_day,
            last or term.last_day,
        )
        row.target = known.get((course.pk, values["weekdays"], values["starts"], first))
        key = row.target.pk if row.target else None
        if self._hold_to_rules(row, course, pattern, key):
            values |= {"on": course, "room": venue}
            self._compare(row)
            self._taken[course.pk].append((f"in row {row.number}", key, pattern))

    def _hold_to_rules(self, row: Row, course: Course, pattern: Pattern, key: int | None) -> bool:
        if (wrong := wrong_days(pattern)) is not None:
            row.refuse(*wrong)
        elif overlap(pattern, pattern) is None:
            row.refuse("weekdays", "none of them lies between the days")
        for where, other, taken in self._taken[course.pk]:
            if key is not None and other == key:
                continue
            if (when := overlap(pattern, taken)) is not None:
                row.refuse("starts", f"overlaps on {when} with a class of the course {where}")
                break
        return row.result != Result.ERROR

    def _compare(self, row: Row) -> None:
        target: ClassSchedule | None = row.target
        if target is None:
            row.result = Result.NEW
            return
        row.change("ends", before=target.ends, after=row.values["ends"])
        row.change("last_day", before=target.last_day, after=row.values.get("last_day"))
        row.change("opens_itself", before=target.opens_itself, after=row.values.get("opens_itself"))
        room = row.values["room"]
        if room is not None and room.pk != target.venue_id:
            row.changes["venue_id"] = room.pk
            row.notes.append(("venue", f"was “{target.venue or 'empty'}”"))
            row.result = Result.CHANGED

    def store(self, rows: Sequence[Row]) -> list[Change]:
        """Create and change class times, and plan from them."""
        now = clock.now()
        new = [row for row in rows if row.result == Result.NEW]
        schedules = ClassSchedule.objects.bulk_create(_schedule(row) for row in new)
        off = CalledOffClass.objects.bulk_create(
            CalledOffClass(schedule=schedule, class_date=one, reason=CALLED_OFF, at=now)
            for row, schedule in zip(new, schedules, strict=True)
            for one in sorted(set(row.values.get("called_off") or ()))
        )
        changed = [row for row in rows if row.result == Result.CHANGED]
        changes = [set_all(row.target, row.changes) for row in changed]
        if changed:
            ClassSchedule.objects.bulk_update(
                [row.target for row in changed], ["ends", "last_day", "opens_itself", "venue"]
            )
        tell_changed(ClassSchedule, [*schedules, *(row.target for row in changed)], now=now)
        return [*created(schedules), *created(off), *changes]


def _schedule(row: Row) -> ClassSchedule:
    values = row.values
    return ClassSchedule(
        course=values["on"],
        weekdays=values["weekdays"],
        starts=values["starts"],
        ends=values["ends"],
        first_day=values.get("first_day"),
        last_day=values.get("last_day"),
        venue=values["room"],
        opens_itself=values.get("opens_itself") or False,
    )


@register_undoer
class ScheduleUndoer(Undoer):
    """Class times: ended where sessions were held or planned from them."""

    model = ClassSchedule
    goes_along = frozenset({"courses.CalledOffClass"})

    def name_of(self, row: Any) -> str:
        """Return which course's class time it is."""
        return f"class time of {row.course.code}"

    def undo(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """Take changes of class times back; what was planned from changed ones follows at once."""
        yield from super().undo(changes)
        restored = [one.changed for one in changes if one.changed is not None]
        tell_changed(ClassSchedule, list(self._rows(restored)), now=clock.now())

    def needed(self, rows: Sequence[Any]) -> dict[int, str]:
        """End class times, and say which must stay as ended ones.

        What was planned from them and nobody has touched goes first: it holds nothing.
        """
        ClassSchedule.objects.filter(pk__in=[row.pk for row in rows]).update(is_active=False)
        tell_changed(ClassSchedule, rows, now=clock.now())
        return super().needed(rows)

    def retire(self, rows: Sequence[Any]) -> list[Outcome | None]:
        """Leave class times ended, as ``needed`` has made them."""
        return [None for _ in rows]

    def _rows(self, keys: Sequence[Any]) -> Any:
        return super()._rows(keys).select_related("course")


@register_undoer
class CalledOffUndoer(Undoer):
    """Classes that an import called off: nothing depends on them."""

    model = CalledOffClass
