"""Hostile names (QUALITY G3): from a file to the list and back, for every kind that has names."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from apps.core.imports.reading import FORMULA_STARTS
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts, reasons
from tests.support.world import make_world

pytestmark = pytest.mark.django_db

# Text that is somebody's name, whatever else it could be taken for.
KEPT = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://x.example","a")',
    "+256",
    "-2+3",
    "@SUM(A1)",
    "a,=1+1",
    "a;=1+1",
    "'plain",
    'the "great" one',
    "O'Brien; DROP TABLE",
    "<script>alert(1)</script>",
    "{{ name }} %s %(name)s",
    "שלום עולם",
    "مرحبا",
    "\u202eevil",
    "👩🏽‍🎓 Zoë",
    "é" * 200,
)
CONTROL = "holds a control character (U+{:04X})"
# What no name is: characters that no list can show, and more than its column holds.
REFUSED = {
    "a\tb": CONTROL.format(9),
    "a\rb": CONTROL.format(13),
    "=1\r\n+1": CONTROL.format(13),
    "a\x07b": CONTROL.format(7),
    "a\x1b[31mb": CONTROL.format(27),
    "a\x85b": CONTROL.format(0x85),
    "a\u2028b": CONTROL.format(0x2028),
    "a\x00b": "holds a character that cannot be read",
    "x" * 255: "is longer than 200 characters",
}
# Space around a name is not the name's, and hides no formula.
AROUND = {"\t=1+2": "=1+2", "\r=1+3": "=1+3", "\n@x": "@x", " \u00a0-1 ": "-1"}


@dataclass(frozen=True)
class Kind:
    """A kind of file: its columns, the cells beside a name, and the list that shows the names."""

    columns: tuple[str, ...]
    good: Callable[[int, str], tuple[str, ...]]
    # The column that makes a row an error, and a value that does.
    bad: tuple[str, str]
    path: str
    field: str = "full_name"


KINDS = {
    "students": Kind(
        ("name", "student_id", "year"),
        lambda number, _: (f"N{number}", "2"),
        ("year", "wrong"),
        "students/?page_size=200",
    ),
    "lecturers": Kind(
        ("name", "staff_id", "email"),
        lambda number, _: (f"L{number}", f"l{number}@x.example"),
        ("email", "wrong"),
        "lecturers/?page_size=200",
    ),
    "guardians": Kind(
        ("name", "student_id", "email"),
        lambda number, student: (student, f"g{number}@x.example"),
        ("email", "wrong"),
        "students/{student}/guardians/",
        "name",
    ),
    "courses": Kind(
        ("name", "code", "lecturers"),
        lambda number, _: (f"C{number}", ""),
        ("lecturers", "nobody"),
        "courses/?page_size=200",
        "name",
    ),
}


def written(rows: list[tuple[str, ...]]) -> str:
    """Return rows as a file in which every cell stands between quotes."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    return buffer.getvalue()


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def shown(office: Office, kind: Kind) -> list[str]:
    """Return the names that the list of a kind shows."""
    path = kind.path.format(student=office.world.students[0].pk)
    answer = office.client.get(f"/api/{path}", headers=office.headers)
    assert answer.status_code == 200, answer.content
    found: Any = answer.json()
    rows = found if isinstance(found, list) else found["results"]
    return [row[kind.field] for row in rows]


@pytest.mark.parametrize("name", KINDS)
def test_hostile_names_go_through_files_and_lists_as_they_are(name: str) -> None:
    forget_cached()
    office = Office(make_world())
    kind, student = KINDS[name], office.world.students[0].student_id
    names = [*KEPT, *AROUND, *REFUSED]
    rows = [(one, *kind.good(number, student)) for number, one in enumerate(names)]
    place = kind.columns.index(kind.bad[0])
    spoilt = [(*row[:place], kind.bad[1], *row[place + 1 :]) for row in rows]
    before = shown(office, kind)

    checked = office.check(name, written([kind.columns, *spoilt]))
    assert checked["counts"] == counts(error=len(names))
    handed_out = office.get(f"{checked['id']}/errors.csv").content.decode("utf-8-sig")
    found = cells(handed_out)
    assert len(found) == len(names) + 1
    everything = [cell for row in found for cell in row]
    assert not [one for one in everything if one.startswith(FORMULA_STARTS)]
    assert not [one for one in everything if one.strip().startswith(FORMULA_STARTS)]

    # As the office would: the one column is put right, and everything else left as it came.
    for row, right in zip(found[1:], rows, strict=True):
        row[place] = right[place]
    again = office.check(name, written([tuple(row) for row in found]))
    assert again["counts"] == counts(new=len(KEPT) + len(AROUND), error=len(REFUSED))
    first = 2 + len(KEPT) + len(AROUND)
    assert reasons(again) == {
        first + number: [("name", reason)] for number, reason in enumerate(REFUSED.values())
    }
    office.post(f"{again['id']}/commit/")
    assert office.work() == "done"
    assert sorted(shown(office, kind)) == sorted([*before, *KEPT, *AROUND.values()])
    same = office.check(name, written([kind.columns, *rows]))
    assert same["counts"] == counts(same=len(KEPT) + len(AROUND), error=len(REFUSED))
