"""Choices among hundreds, found by typing a part of the name."""

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from django import forms

from apps.orgs.rules.currencies import CURRENCIES

Choices = Sequence[tuple[str, str]]


class SearchableSelect(forms.Select):
    """A list with a search field, as the admin's own; without scripts a plain list."""

    class Media:
        css = {"screen": ("admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css")}
        # In the order in which they need each other.
        js = (
            "admin/js/vendor/jquery/jquery.min.js",
            "admin/js/vendor/select2/select2.full.min.js",
            "admin/js/jquery.init.js",
            "orgs/searchable.js",
        )

    def __init__(self) -> None:
        super().__init__({"class": "searchable"})


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Return the zones that are named after places, and UTC; others are old names of these."""
    places = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"}
    places |= {"Europe", "Indian", "Pacific"}
    named = (zone for zone in available_timezones() if zone.partition("/")[0] in places)
    return tuple((zone, zone.replace("_", " ")) for zone in ("UTC", *sorted(named)))


def time_zones(current: str) -> Choices:
    """Return the IANA time zones to choose from, and the current one if it is none of them."""
    return _with_current(_zones(), current)


def currencies(current: str) -> Choices:
    """Return the currencies to choose from, and the current one if it is none of them."""
    return _with_current([(code, f"{code}: {name}") for code, name in CURRENCIES.items()], current)


def _with_current(choices: Choices, current: str) -> Choices:
    if not current or current in dict(choices):
        return choices
    return [(current, current), *choices]
