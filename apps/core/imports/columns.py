"""The columns of a kind of row, and how they are found in a file's header."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.errors import Invalid

# Columns of our own files of errors, read back without remark.
REASONS = "reasons"


def text(cell: str) -> str:
    """Return the cell as it is: the parser of columns that hold any text."""
    return cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``parse`` turns a cell that is not empty into a value or raises ValueError."""

    name: str
    about: str
    example: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = text
    max_length: int = 200

    def read(self, cell: str) -> Any:
        """Return the value of a cleaned cell, None for an empty one; raise ValueError."""
        if not cell:
            if self.required:
                raise ValueError("is missing")
            return None
        if len(cell) > self.max_length:
            raise ValueError(f"is longer than {self.max_length} characters")
        return self.parse(cell)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where a file of ``width`` columns has which; nothing is read from the ``unknown`` ones."""

    width: int
    places: dict[str, int]
    headers: dict[str, str]
    unknown: list[str]


def normalise(header: str) -> str:
    """Return a header without case, accents, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", header)
    return "".join(one for one in plain.casefold() if one.isalnum())


def foldings(texts: Iterable[str]) -> set[str]:
    """Return the texts in lower case, as Python folds them and as databases may: ASCII only."""
    found: set[str] = set()
    for one in texts:
        found.add(one.lower())
        found.add("".join(letter.lower() if letter.isascii() else letter for letter in one))
    return found


# Passwords in a file would be known to all who have had it.
_SECRETS = frozenset({"password", "passwords", "passwort", "pwd"})


def find_columns(header: Sequence[str], columns: Sequence[Column]) -> Mapping:
    """Return where the columns are. Raises Invalid when one is missing or there twice."""
    known = {
        normalise(name): column.name
        for column in columns
        for name in (column.name, *column.synonyms)
    }
    places: dict[str, int] = {}
    headers: dict[str, str] = {}
    unknown: list[str] = []
    for place, written in enumerate(header):
        if normalise(written) in _SECRETS:
            raise _invalid(
                f"The column “{written}” is not taken: a password in a file is known to everybody "
                "who has had the file. Delete the column and send the file again."
            )
        found = known.get(normalise(written))
        if found is None:
            if written.strip() and normalise(written) != REASONS:
                unknown.append(written.strip())
        elif found in places:
            raise _invalid(f"The columns “{headers[found]}” and “{written}” both mean {found}.")
        else:
            places[found] = place
            headers[found] = written.strip()
    missing = [one.name for one in columns if one.required and one.name not in places]
    if missing:
        raise _invalid(
            f"Columns are missing: {', '.join(missing)}. "
            f"The file has: {', '.join(one.strip() for one in header)}."
        )
    return Mapping(len(header), places, headers, unknown)


def _invalid(reason: str) -> Invalid:
    return Invalid(reason, fields={"file": [reason]})
