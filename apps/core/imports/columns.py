"""The columns of a kind of row, and how they are found in a file's header."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.errors import Invalid
from apps.core.imports.reading import NOT_KEPT

# Columns of our own files of errors, read back without remark.
REASONS = "reasons"


# A place in the file for a column's name; None where nothing is to be read for it.
Choice = dict[str, int | None]


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
    # Never kept as it was written: blank in the text that is kept, and in files of errors.
    secret: bool = False

    def read(self, cell: str) -> Any:
        """Return the value of a cleaned cell, None for an empty one; raise ValueError."""
        if not cell or (self.secret and cell == NOT_KEPT):
            if self.required:
                raise ValueError("is missing")
            return None
        if len(cell) > self.max_length:
            raise ValueError(f"is longer than {self.max_length} characters")
        return self.parse(cell)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where a file of ``width`` columns has which; nothing is read from the ``unknown`` ones.

    ``secrets`` are the places of columns that must not be kept.
    """

    width: int
    places: dict[str, int]
    headers: dict[str, str]
    unknown: list[str]
    secrets: tuple[int, ...] = ()


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


# What headers of passwords hold, in the languages of spreadsheets that we have seen.
_SECRETS = ("password", "passwort", "kennwort", "passwd", "passcode", "pwd", "motdepasse")


def is_secret(header: str) -> bool:
    """Return whether a header reads like that of a column of passwords."""
    plain = normalise(header)
    return any(one in plain for one in _SECRETS)


def find_columns(
    header: Sequence[str],
    columns: Sequence[Column],
    *,
    chosen: Choice | None = None,
) -> Mapping:
    """Return where the columns are: by their names and synonyms, or as somebody has ``chosen``.

    Raises Invalid when one is missing or there twice; its ``params`` then hold what was found, so
    that the mapping can be corrected by hand: ``header``, ``places`` and ``missing``.
    """
    places = _found(header, columns)
    if chosen is not None:
        places = _corrected(places, chosen, header, columns)
    taken = set(places.values())
    _refuse_secrets(header, columns)
    missing = [one.name for one in columns if one.required and one.name not in places]
    if missing:
        raise _invalid(
            f"Columns are missing: {', '.join(missing)}. "
            f"The file has: {', '.join(one.strip() for one in header)}.",
            params={"header": list(header), "places": places, "missing": missing},
        )
    secret = {one.name for one in columns if one.secret}
    return Mapping(
        width=len(header),
        places=places,
        headers={name: header[place].strip() for name, place in places.items()},
        unknown=[
            written.strip()
            for place, written in enumerate(header)
            if place not in taken and written.strip() and normalise(written) != REASONS
        ],
        secrets=tuple(
            place
            for place, written in enumerate(header)
            if is_secret(written) or any(places.get(name) == place for name in secret)
        ),
    )


def _found(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    known = {
        normalise(name): column.name
        for column in columns
        for name in (column.name, *column.synonyms)
    }
    places: dict[str, int] = {}
    for place, written in enumerate(header):
        found = known.get(normalise(written))
        if found in places:
            raise _invalid(
                f"The columns “{header[places[found]]}” and “{written}” both mean {found}."
            )
        if found is not None:
            places[found] = place
    return places


def _corrected(
    places: dict[str, int], chosen: Choice, header: Sequence[str], columns: Sequence[Column]
) -> dict[str, int]:
    names = {one.name for one in columns}
    for name, place in chosen.items():
        if name not in names or (place is not None and not 0 <= place < len(header)):
            raise _invalid("The columns that were chosen are not those of this file.")
    named = {name: place for name, place in chosen.items() if place is not None}
    if len(set(named.values())) < len(named):
        raise _invalid("One column of the file was chosen twice.")
    # What was chosen by hand is taken away from where its name would have put it.
    kept = {
        name: place
        for name, place in places.items()
        if name not in chosen and place not in named.values()
    }
    return {one.name: (kept | named)[one.name] for one in columns if one.name in kept | named}


def _refuse_secrets(header: Sequence[str], columns: Sequence[Column]) -> None:
    """Refuse a column of passwords in a file whose rows have none."""
    if any(one.secret for one in columns):
        return
    for written in header:
        if is_secret(written):
            raise _invalid(
                f"The column “{written}” is not taken: a password in a file is known to everybody "
                "who has had the file. Delete the column and send the file again."
            )


def _invalid(reason: str, params: dict[str, Any] | None = None) -> Invalid:
    return Invalid(reason, fields={"file": [reason]}, params=params)
