"""Puts right-to-left text into the order and the forms in which a PDF must draw it.

PDF draws glyphs from left to right, one for each character. Hebrew needs its order reversed; Arabic
letters also take the form that fits their neighbours, which Unicode keeps as characters of their
own (presentation forms). Enough for names and titles, not a typesetter: the paragraph's direction
is that of its first strong character, and numbers keep theirs.
"""

import re
import unicodedata
from functools import cache

_STRONG_RTL = frozenset({"R", "AL"})
_FORMS = ("isolated", "final", "initial", "medial")
_PRESENTATION = (*range(0xFB50, 0xFDFC), *range(0xFE70, 0xFEFD))
_LAM = "\u0644"
_TATWEEL = "\u0640"
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
# Runs that are read from left to right inside right-to-left text: Latin letters and numbers.
_LTR_RUN = re.compile(r"[^\W_](?:[^\W_]|[.,:/+\-'](?=[^\W_]))*")


def visual(text: str) -> str:
    """Return the text as it is to be drawn from left to right; unchanged without such a script."""
    if not any(unicodedata.bidirectional(char) in _STRONG_RTL for char in text):
        return text
    runs = _runs(_joined(text))
    if _begins_rtl(text):
        return "".join(_drawn(run) for run in reversed(runs))
    return "".join(_in_place(runs))


def _begins_rtl(text: str) -> bool:
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _STRONG_RTL or kind == "L":
            return kind != "L"
    return False


def _is_rtl(run: str) -> bool:
    return any(unicodedata.bidirectional(char) in _STRONG_RTL for char in run)


def _runs(text: str) -> list[str]:
    """Return words and what lies between them, each of one direction."""
    return [run for run in re.split(r"(\s+)", text) if run]


def _in_place(runs: list[str]) -> list[str]:
    """Reverse each stretch of right-to-left words where it stands in left-to-right text."""
    drawn: list[str] = []
    stretch: list[str] = []
    for run in [*runs, ""]:
        if run and (_is_rtl(run) or (stretch and run.isspace())):
            stretch.append(run)
            continue
        tail = [stretch.pop()] if stretch and stretch[-1].isspace() else []
        drawn += [*(_drawn(one) for one in reversed(stretch)), *tail, run]
        stretch = []
    return drawn


def _drawn(run: str) -> str:
    """Return one word as it is drawn: reversed, but for the numbers and Latin letters in it."""
    if not _is_rtl(run):
        return run
    pieces = []
    at = 0
    for found in _LTR_RUN.finditer(run):
        if _is_rtl(found.group()):
            continue
        pieces += [*_clusters(run[at : found.start()]), found.group()]
        at = found.end()
    pieces += _clusters(run[at:])
    return "".join(reversed(pieces)).translate(_MIRRORED)


def _clusters(text: str) -> list[str]:
    """Return letters with the marks that stand on them, which follow their letter when drawn."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.combining(char):
            found[-1] += char
        else:
            found.append(char)
    return found


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return for each letter, and for lam with alef, the character of each of its forms."""
    table: dict[str, dict[str, str]] = {}
    for number in _PRESENTATION:
        form, *letters = unicodedata.decomposition(chr(number)).split() or [""]
        name = form.strip("<>")
        base = "".join(chr(int(letter, 16)) for letter in letters)
        if name in _FORMS and (len(base) == 1 or (len(base) == 2 and base[0] == _LAM)):  # noqa: PLR2004 - a letter, or lam with alef
            table.setdefault(base, {}).setdefault(name, chr(number))
    return table


def _joined(text: str) -> str:
    """Return the text with each Arabic letter in the form that its neighbours ask for."""
    table = _table()
    units = _ligated(text)
    drawn = []
    for place, unit in enumerate(units):
        forms = table.get(unit)
        if forms is None:
            drawn.append(unit)
            continue
        before = _neighbour(units, place, -1)
        after = _neighbour(units, place, 1)
        joins_before = "final" in forms and _reaches_on(before)
        joins_after = "initial" in forms and _reaches_back(after)
        form = (
            "medial"
            if joins_before and joins_after
            else "final"
            if joins_before
            else "initial"
            if joins_after
            else "isolated"
        )
        drawn.append(forms.get(form) or forms.get("isolated") or unit)
    return "".join(drawn)


def _ligated(text: str) -> list[str]:
    """Return the letters, lam and a following alef as one: they are written as one sign."""
    table = _table()
    units: list[str] = []
    for char in text:
        if units and units[-1] == _LAM and _LAM + char in table and "\u0621" < char < "\u0628":
            units[-1] = _LAM + char
        else:
            units.append(char)
    return units


def _neighbour(units: list[str], place: int, step: int) -> str:
    """Return the next letter in a direction, over the marks between; "" at the end."""
    place += step
    while 0 <= place < len(units):
        if not unicodedata.combining(units[place][0]):
            return units[place]
        place += step
    return ""


def _reaches_on(unit: str) -> bool:
    return unit == _TATWEEL or "initial" in _table().get(unit, {})


def _reaches_back(unit: str) -> bool:
    return unit == _TATWEEL or "final" in _table().get(unit, {})
