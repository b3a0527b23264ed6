"""When classes are: weekly patterns of wall-clock times, and the moments that they mean.

A class is at the same time by the clock on the wall all year round. Twice a year some wall-clock
times do not exist, or exist twice. The answer is that of RFC 5545, which calendars follow too:

- A time that is skipped is read with the offset from before the change: 02:30 in a night in which
  02:00 becomes 03:00 is 03:30.
- A time that comes twice means its first coming.
- A class whose end would then not lie after its beginning is as long as its wall-clock times are
  apart.
- A day that a zone skips altogether has no classes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_A_WEEK = 7
WEEKDAYS = "1234567"
# All classes of a schedule are counted when it is looked at before it is stored.
MOST_YEARS = 20
_LONGEST = timedelta(days=366 * MOST_YEARS)
_FIRST_YEAR, _LAST_YEAR = 1970, 2999


@dataclass(frozen=True, slots=True)
class Pattern:
    """Classes on these weekdays (ISO: 1 is Monday) from a day to a day, both included."""

    weekdays: str
    starts: time
    ends: time
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without classes, both ends included."""

    first_day: date
    last_day: date
    name: str


@dataclass(frozen=True, slots=True)
class ClassTime:
    """One class of a pattern: its day, its moments (UTC), and the holiday that it falls on."""

    day: date
    starts_at: datetime
    ends_at: datetime
    holiday: str = ""


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) of a wall-clock time, skipped and doubled ones as told above."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def class_on(pattern: Pattern, day: date, zone: ZoneInfo) -> ClassTime | None:
    """Return the class of a pattern on one day, holidays not looked at; None when it has none."""
    if not pattern.first_day <= day <= pattern.last_day:
        return None
    if str(day.isoweekday()) not in pattern.weekdays:
        return None
    starts = moment(day, pattern.starts, zone)
    if starts.astimezone(zone).date() != day:
        return None
    ends = moment(day, pattern.ends, zone)
    if ends <= starts:
        ends = starts + _apart(pattern.starts, pattern.ends)
    return ClassTime(day, starts, ends)


def classes(
    pattern: Pattern,
    *,
    first: date,
    last: date,
    zone: ZoneInfo,
    closures: Sequence[Closure] = (),
) -> Iterator[ClassTime]:
    """Yield a pattern's classes on the days from ``first`` to ``last``, both included, in order.

    Those on a holiday are among them, with its name.
    """
    day = max(first, pattern.first_day)
    until = min(last, pattern.last_day)
    while day <= until:
        found = class_on(pattern, day, zone)
        if found is not None:
            named = next((one.name for one in closures if _within(one, day)), "")
            yield ClassTime(day, found.starts_at, found.ends_at, named) if named else found
        day += timedelta(days=1)


def wrong_days(pattern: Pattern) -> tuple[str, str] | None:
    """Return which day of a pattern cannot be (the name of the field) and why; None when all can.

    Beyond the years that are taken the clocks of some zones cannot be computed.
    """
    if pattern.last_day < pattern.first_day:
        return "last_day", "is before the first one"
    for name, day in (("first_day", pattern.first_day), ("last_day", pattern.last_day)):
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return name, f"is not between {_FIRST_YEAR} and {_LAST_YEAR}"
    if pattern.last_day - pattern.first_day > _LONGEST:
        return "last_day", f"is more than {MOST_YEARS} years after the first one"
    return None


def overlap(one: Pattern, other: Pattern) -> date | None:
    """Return the first day on which two patterns have classes at once, by the wall clock."""
    if not (one.starts < other.ends and other.starts < one.ends):
        return None
    shared = set(one.weekdays) & set(other.weekdays)
    first = max(one.first_day, other.first_day)
    last = min(one.last_day, other.last_day)
    for offset in range(DAYS_A_WEEK):
        day = first + timedelta(days=offset)
        if day <= last and str(day.isoweekday()) in shared:
            return day
    return None


def _within(closure: Closure, day: date) -> bool:
    return closure.first_day <= day <= closure.last_day


def _apart(starts: time, ends: time) -> timedelta:
    whole_day = date(2000, 1, 1)
    return datetime.combine(whole_day, ends) - datetime.combine(whole_day, starts)
