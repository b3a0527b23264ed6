"""Reads a calendar file (RFC 5545) as the table that a timetable is imported from.

A repeating event is a class time when its days are those of a weekly pattern: whatever its rule
says, the days that it yields are compared with it. What is no such pattern becomes a row that says
why, in the column ``problem``.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import Calendar

from apps.core.errors import Invalid

HEADER = (
    *("course", "weekdays", "starts", "ends", "venue"),
    *("first_day", "last_day", "called_off", "problem"),
)
# A rule without an end is looked at for so long; one with an end for as many days.
ENDLESS = timedelta(days=400)
MOST_DAYS = 1000


class _Unfit(Exception):
    """An event that is no class time, with the reason in words."""


def is_calendar(data: bytes) -> bool:
    """Return whether a file is a calendar, by how it begins."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


def table_of(data: bytes, *, zone: ZoneInfo, codes: Sequence[str]) -> str:
    """Return the events of a calendar file as CSV; raise Invalid for what is none.

    Times are those of the wall clock in ``zone``. An event's course is the longest of ``codes``
    with which its summary begins, else its first word.
    """
    try:
        calendar = Calendar.from_ical(data)
        events = calendar.walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise _invalid("The calendar file cannot be read. Export it again as .ics.") from error
    known = sorted(codes, key=len, reverse=True)
    lines = io.StringIO()
    writer = csv.DictWriter(lines, HEADER, restval="")
    writer.writeheader()
    for event in events:
        writer.writerow(_read(event, zone, known))
    return lines.getvalue()


def _read(event: Any, zone: ZoneInfo, codes: Sequence[str]) -> dict[str, str]:
    values = {
        "course": _course(str(event.get("SUMMARY", "")), codes),
        "venue": " ".join(str(event.get("LOCATION", "")).split()),
    }
    try:
        _fill(values, event, zone)
    except _Unfit as error:
        values["problem"] = str(error)
    except (ValueError, TypeError, OverflowError, AttributeError):
        # Rules and dates come from any program: what dateutil refuses is told, not guessed.
        values["problem"] = "has dates or a rule that cannot be read"
    return values


def _course(summary: str, codes: Sequence[str]) -> str:
    words = " ".join(summary.split())
    folded = words.casefold()
    for code in codes:
        if folded.startswith(code.casefold()):
            return code
    return words.partition(" ")[0].rstrip(":,;-")


def _fill(values: dict[str, str], event: Any, zone: ZoneInfo) -> None:
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
    _fill_days(values, event, starts, zone)


def _fill_days(values: dict[str, str], event: Any, starts: datetime, zone: ZoneInfo) -> None:
    exceptions = {_local(one, zone).date() for one in _dates(event, "EXDATE")}
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise _Unfit("repeats by several rules")
    endless = rule is not None and not (rule.get("UNTIL") or rule.get("COUNT"))
    moments = [_local(one, zone) for one in _expanded(event, starts, rule, endless=endless)]
    if len(moments) > MOST_DAYS:
        raise _Unfit(f"repeats more than {MOST_DAYS} times")
    if len({one.time() for one in moments}) > 1:
        raise _Unfit(f"is at different times by the clock in {zone.key}")
    days = {one.date() for one in moments}
    first, last = min(days), max(days)
    weekdays = sorted({one.isoweekday() for one in days})
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    missing = {one for one in span if one.isoweekday() in weekdays} - days
    if missing:
        raise _Unfit("does not repeat every week on the same weekdays")
    values |= {
        "weekdays": ";".join(map(str, weekdays)),
        "first_day": first.isoformat(),
        "last_day": "" if endless else last.isoformat(),
        "called_off": ";".join(sorted(one.isoformat() for one in exceptions & days)),
    }


def _expanded(event: Any, starts: datetime, rule: Any, *, endless: bool) -> list[datetime]:
    """Return when an event takes place, exceptions included; its first time always among them."""
    found = rruleset()
    found.rdate(starts)
    for extra in _dates(event, "RDATE"):
        found.rdate(extra)
    if rule is not None:
        parsed = rrulestr(rule.to_ical().decode(), dtstart=starts)
        if not isinstance(parsed, rrule):
            raise _Unfit("repeats by several rules")
        found.rrule(parsed)
    if endless:
        return found.between(starts, starts + ENDLESS, inc=True)
    return list(islice(iter(found), MOST_DAYS + 1))


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


def _invalid(reason: str) -> Invalid:
    return Invalid(reason, fields={"file": [reason]})
