"""Reads a calendar file (RFC 5545) as the table that a timetable is imported from.

A repeating event is a class time when its days are those of a weekly pattern: however its rule of
days or weeks says it, the days that it yields are compared with it. What is no such pattern becomes
a row that says why, in the column ``problem``.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from apps.courses.importers.calendar_files import events_of, refused

HEADER = (
    *("course", "weekdays", "starts", "ends", "venue"),
    *("first_day", "last_day", "called_off", "problem"),
)
# A rule without an end is looked at for so long; one with an end for as many days.
ENDLESS = timedelta(days=400)
MOST_DAYS = 1000
# Beyond it no rule is followed: the last of so many weekly classes.
HORIZON = timedelta(weeks=MOST_DAYS)
# Of all events of a file together.
MOST_CLASSES = 200_000
_WITHIN_THE_DAY = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_WEEKS = frozenset({"DAILY", "WEEKLY"})
_OF_WEEKS = frozenset(
    {
        *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"),
        *("BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"),
    }
)
_NO_PATTERN = "does not repeat every week on the same weekdays"


class _Unfit(Exception):
    """An event that is no class time: the reason in words, and how many classes it has."""

    def __init__(self, reason: str, *, looked_at: int = 1) -> None:
        self.looked_at = looked_at
        super().__init__(reason)


def is_calendar(data: bytes) -> bool:
    """Return whether a file is a calendar, by how it begins."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


def table_of(data: bytes, *, zone: ZoneInfo, codes: Sequence[str]) -> str:
    """Return the events of a calendar file as CSV; raise Invalid for what is none.

    Times are those of the wall clock in ``zone``. An event's course is the longest of ``codes``
    with which its summary begins, as a word, else its first word.
    """
    events = events_of(data)
    known = sorted(codes, key=len, reverse=True)
    lines = io.StringIO()
    writer = csv.DictWriter(lines, HEADER, restval="")
    writer.writeheader()
    classes = 0
    for event in events:
        values, count = _read(event, zone, known)
        writer.writerow(values)
        classes += count
        if classes > MOST_CLASSES:
            raise refused(f"The calendar has more than {MOST_CLASSES} classes: split it.")
    return lines.getvalue()


def _read(event: Any, zone: ZoneInfo, codes: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the row of an event, and of how many classes it was made."""
    values = {
        "course": _course(str(event.get("SUMMARY", "")), codes),
        "venue": " ".join(str(event.get("LOCATION", "")).split()),
    }
    count = 1
    try:
        count = _fill(values, event, zone)
    except _Unfit as error:
        values["problem"], count = str(error), error.looked_at
    except (ValueError, TypeError, OverflowError, AttributeError):
        # Rules and dates come from any program: what dateutil refuses is told, not guessed.
        values["problem"] = "has dates or a rule that cannot be read"
    return values, count


def _course(summary: str, codes: Sequence[str]) -> str:
    words = " ".join(summary.split())
    folded = words.casefold()
    for code in codes:
        # "CSC1011 Logic" is no class of CSC101.
        rest = folded.removeprefix(code.casefold())
        if rest != folded and not rest[:1].isalnum():
            return code
    return words.partition(" ")[0].rstrip(":,;-")


def _fill(values: dict[str, str], event: Any, zone: ZoneInfo) -> int:
    starts = event.decoded("DTSTART", None)
    if not isinstance(starts, datetime):
        raise _Unfit("lasts whole days, so that it has no time")
    ends = event.decoded("DTEND", None) or starts + event.decoded("DURATION", timedelta())
    length = ends - starts
    first = _local(starts, zone)
    until = _local(starts + length, zone)
    values |= {"starts": f"{first:%H:%M}", "ends": f"{until:%H:%M}"}
    if length <= timedelta() or until.date() != first.date():
        raise _Unfit("does not end on the day on which it begins")
    if event.get("RECURRENCE-ID") is not None:
        raise _Unfit("changes one class of a series; call that class off, or add it by itself")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise _Unfit("is cancelled")
    return _fill_days(values, event, starts, zone)


def _fill_days(values: dict[str, str], event: Any, starts: datetime, zone: ZoneInfo) -> int:
    exceptions = {_local(one, zone).date() for one in _dates(event, "EXDATE")}
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise _Unfit("repeats by several rules")
    endless = rule is not None and not (rule.get("UNTIL") or rule.get("COUNT"))
    moments = [_local(one, zone) for one in _expanded(event, starts, rule, endless=endless)]
    _hold_to_pattern(moments, zone)
    days = {one.date() for one in moments}
    first, last = min(days), max(days)
    weekdays = sorted({one.isoweekday() for one in days})
    values |= {
        "weekdays": ";".join(map(str, weekdays)),
        "first_day": first.isoformat(),
        "last_day": "" if endless else last.isoformat(),
        "called_off": ";".join(sorted(one.isoformat() for one in exceptions & days)),
    }
    return len(moments)


def _hold_to_pattern(moments: Sequence[datetime], zone: ZoneInfo) -> None:
    """Raise _Unfit unless these are all classes of a weekly pattern, by the clock on the wall."""
    many = len(moments)
    if many > MOST_DAYS:
        raise _Unfit(f"repeats more than {MOST_DAYS} times", looked_at=many)
    if len({one.time() for one in moments}) > 1:
        raise _Unfit(f"is at different times by the clock in {zone.key}", looked_at=many)
    days = {one.date() for one in moments}
    weekdays = {one.isoweekday() for one in days}
    first, last = min(days), max(days)
    if (last - first).days > HORIZON.days:
        raise _Unfit(f"lasts longer than {MOST_DAYS} weeks", looked_at=many)
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    if {one for one in span if one.isoweekday() in weekdays} - days:
        raise _Unfit(_NO_PATTERN, looked_at=many)


def _expanded(event: Any, starts: datetime, rule: Any, *, endless: bool) -> list[datetime]:
    """Return when an event takes place, exceptions included; its first time always among them.

    One time more than ``MOST_DAYS`` at most.
    """
    found = {starts, *islice(_dates(event, "RDATE"), MOST_DAYS)}
    if rule is not None:
        found |= set(_followed(rule, starts, until=starts + (ENDLESS if endless else HORIZON)))
    return sorted(found)[: MOST_DAYS + 1]


def _followed(rule: Any, starts: datetime, *, until: datetime) -> Iterator[datetime]:
    """Yield what a rule yields up to ``until``.

    Raises _Unfit for a rule of more than days and weeks: it is no weekly pattern, and one that
    never comes true (the 30th of February) is followed to the end of all calendars.
    """
    frequency, interval = rule.get("FREQ", [""])[0], rule.get("INTERVAL", [1])[0]
    if frequency in _WITHIN_THE_DAY:
        raise _Unfit("repeats within the day")
    # Every seventh day, and on weekdays, of which none need be one of those days.
    crossed = frequency == "DAILY" and "BYDAY" in rule and interval != 1
    if not rule.keys() <= _OF_WEEKS or frequency not in _WEEKS or interval < 1 or crossed:
        raise _Unfit(_NO_PATTERN)
    count = rule.get("COUNT", [MOST_DAYS + 1])[0]
    followed = rrulestr(rule.to_ical().decode(), dtstart=starts)
    if not isinstance(followed, rrule):
        raise _Unfit("repeats by several rules")
    soon = takewhile(lambda moment: moment <= until, followed)
    return islice(soon, min(count, MOST_DAYS + 1))


def _dates(event: Any, name: str) -> list[datetime]:
    listed = event.get(name) or []
    found = []
    for one in listed if isinstance(listed, list) else [listed]:
        for each in one.dts:
            if not isinstance(each.dt, datetime):
                raise _Unfit(f"names whole days ({name})")
            found.append(each.dt)
    return found


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment by the clock on the wall; one without a zone is that already."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
