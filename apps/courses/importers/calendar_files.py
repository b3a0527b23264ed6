"""Takes the events out of a calendar file (RFC 5545) that anybody may have made.

A few lines can mean years of work: a zone whose offset changes every second, a property with a
million parameters. So only the lines that classes are read from are parsed at all, and zones that a
file defines itself must be as plain as those of any country.
"""

import re
from threading import Lock
from typing import Any

from icalendar import Calendar
from icalendar.parser import Contentlines
from icalendar.timezone import tzp

from apps.core.errors import Invalid

_BOM = b"\xef\xbb\xbf"
_NAME = re.compile(r"[A-Za-z0-9-]+")
_NEEDED = frozenset(
    {
        *("BEGIN", "END", "VERSION", "SUMMARY", "LOCATION", "STATUS", "RECURRENCE-ID"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"),
        *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"),
    }
)
# A thousand days in one line are a quarter of it.
LONGEST_LINE = 65_536
# Single classes of a large university's term.
MOST_EVENTS = 50_000
# How a country writes down when its clocks change: on one day of one month of each year.
_OF_ZONES = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYDAY", "BYMONTHDAY"}
)
_MOST_ZONE_PARTS = 50
# Outlook counts from here.
_FIRST_ZONE_YEAR = 1600
_EVERY_MONTH_HAS = 28
_ONE_READER = Lock()


def events_of(data: bytes) -> list[Any]:
    """Return the events of a calendar file; raise Invalid for what is none, or takes too long."""
    with _ONE_READER:
        # The library remembers zones by their names for as long as the process lives: what one
        # organisation's file calls a zone is not to be what another's is read in.
        tzp.use_default()
        try:
            return _events(data)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
            raise refused("The calendar file cannot be read. Export it again as .ics.") from error
        finally:
            tzp.use_default()


def refused(reason: str) -> Invalid:
    """Return the refusal of a calendar file as a whole."""
    return Invalid(reason, fields={"file": [reason]})


def _events(data: bytes) -> list[Any]:
    calendar = Calendar.from_ical(_needed_lines(data))
    _refuse_costly_zones(calendar)
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise refused(f"The calendar has more than {MOST_EVENTS} events: split it.")
    return list(events)


def _needed_lines(data: bytes) -> str:
    """Return the lines from which classes are read, unfolded."""
    needed = []
    lines: list[str] = Contentlines.from_ical(  # type: ignore[no-untyped-call]  # the library's own
        data.removeprefix(_BOM).lstrip()
    )
    for line in lines:
        name = _NAME.match(line)
        if name is None or name[0].upper() not in _NEEDED:
            continue
        if len(line) > LONGEST_LINE:
            raise refused(f"The calendar has a line of more than {LONGEST_LINE} characters.")
        needed.append(line)
    return "\r\n".join([*needed, ""])


def _refuse_costly_zones(calendar: Any) -> None:
    """Refuse zones of the file's own that change more often than those of countries do.

    Nothing has been computed with them yet.
    """
    parts = [part for zone in calendar.walk("VTIMEZONE") for part in zone.subcomponents]
    if len(parts) > _MOST_ZONE_PARTS or not all(_is_plain(part) for part in parts):
        raise refused("The calendar defines a time zone that cannot be read.")


def _is_plain(part: Any) -> bool:
    rule = part.get("RRULE")
    if part.decoded("DTSTART").year < _FIRST_ZONE_YEAR:
        return False
    if rule is None:
        return True
    if isinstance(rule, list) or not rule.keys() <= _OF_ZONES or rule.get("FREQ") != ["YEARLY"]:
        return False
    month, weekday, days = (rule.get(name, []) for name in ("BYMONTH", "BYDAY", "BYMONTHDAY"))
    of_some_days = bool(weekday or days)
    # What never comes (the 30th of February) would be looked for in all years there are.
    comes = not days or any(1 <= abs(day) <= _EVERY_MONTH_HAS for day in days)
    return (
        comes
        and rule.get("INTERVAL", [1])[0] >= 1
        and len(weekday) <= 1
        and (len(month) == 1 if of_some_days else len(month) <= 1)
    )
