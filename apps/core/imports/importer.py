"""The base class of importers, and the walk over a table that checking and storing share."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any, ClassVar

from apps.core.imports.columns import Column, Mapping
from apps.core.imports.reading import Table, clean, read_file

# Rows that are compared and stored together: statements are few, memory stays flat.
BATCH = 1000


class Result(StrEnum):
    """What a row would do, or has done. One letter each, in which results of a file are kept."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"

    @property
    def letter(self) -> str:
        """The letter that stands for the result."""
        return self.value[0]


@dataclass(slots=True)
class Row:
    """One row: what it says, what is wrong with it, what it would do.

    ``notes`` are pairs of column (or "" for the whole row) and reason. ``target`` is the stored
    object that it is about, ``changes`` what it would set there.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    result: Result = Result.SAME
    target: Any = None
    changes: dict[str, Any] = field(default_factory=dict)

    def refuse(self, column: str, reason: str) -> None:
        """Make the row an error, for this reason."""
        self.notes.append((column, reason))
        self.result = Result.ERROR

    def change(self, name: str, *, before: Any, after: Any) -> None:
        """Note that the row would change a value; no note when it is that already."""
        if after is None or before == after:
            return
        self.changes[name] = after
        shown = "empty" if before in {None, ""} else f"“{before}”"
        self.notes.append((name, f"was {shown}"))
        self.result = Result.CHANGED


@dataclass(frozen=True, slots=True)
class Change:
    """What storing rows did, for the record of the import.

    The keys of new objects of one model, or one object with its values before and after.
    """

    model: str
    created: list[int] = field(default_factory=list)
    changed: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def created(objects: Sequence[Any]) -> list[Change]:
    """Return the change that the creation of objects of one model is; none for none."""
    if not objects:
        return []
    return [Change(objects[0]._meta.label, [one.pk for one in objects])]


def set_all(target: Any, values: dict[str, Any]) -> Change:
    """Set attributes of an object, to be stored by the caller; return what was changed."""
    before = {name: getattr(target, name) for name in values}
    for name, value in values.items():
        setattr(target, name, value)
    return Change(target._meta.label, changed=target.pk, before=before, after=values)


def _none(_: Sequence[int]) -> dict[int, str]:
    return {}


class Importer(ABC):
    """Compares rows of one kind with what is stored, and stores them. One object for each run."""

    kind: ClassVar[str]
    title: ClassVar[str]
    # Where it stands among the kinds, in the order in which a university begins.
    rank: ClassVar[int]
    columns: ClassVar[tuple[Column, ...]]
    # The columns by which a row is known; a file may name the same only once.
    key: ClassVar[tuple[str, ...]]

    def __init__(self, *, today: date) -> None:
        self.today = today
        # Gives the hashes of rows' passwords, by row; set by who stores a file that has some.
        self.hashes: Callable[[Sequence[int]], dict[int, str]] = _none
        self._seen: dict[int, int] = {}

    @classmethod
    def read(cls, data: bytes) -> tuple[Table, str]:
        """Return the table in a file, and the name of its encoding or form.

        A kind that comes in other forms than tables makes one of them here: what is kept of a
        file is always a table. Raises as ``read_file``.
        """
        return read_file(data)

    @abstractmethod
    def plan(self, rows: Sequence[Row]) -> None:
        """Compare rows without errors with what is stored, in few statements.

        Gives each its result, target and changes, or refuses it.
        """

    @abstractmethod
    def store(self, rows: Sequence[Row]) -> list[Change]:
        """Store planned rows that are new or changed; return what was done."""

    def key_of(self, row: Row) -> tuple[str, ...]:
        """Return what the row is known by, whatever its case."""
        return tuple(str(row.values.get(name) or "").casefold() for name in self.key)

    def seen_before(self, row: Row, name: str, *values: str) -> int | None:
        """Return the number of the earlier row with these values; None for the first one."""
        # The hash alone: a hundred thousand texts would cost more memory than the rows.
        first = self._seen.setdefault(hash((name, *values)), row.number)
        return None if first == row.number else first


def walk(table: Table, mapping: Mapping, importer: Importer) -> Iterator[list[Row]]:
    """Yield the rows of a table in batches, each row with its result."""
    numbered = table.rows()
    while batch := [
        _read(number, cells, mapping, importer) for number, cells in islice(numbered, BATCH)
    ]:
        good = [row for row in batch if row.result != Result.ERROR and _is_first(row, importer)]
        if good:
            importer.plan(good)
        yield batch


def _read(number: int, cells: list[str], mapping: Mapping, importer: Importer) -> Row:
    row = Row(number)
    for column in importer.columns:
        place = mapping.places.get(column.name)
        if place is None:
            continue
        try:
            cell = clean(cells[place], marked=not column.secret) if place < len(cells) else ""
            row.values[column.name] = column.read(cell)
        except ValueError as error:
            row.refuse(column.name, str(error))
    if any(cell.strip() for cell in cells[mapping.width :]):
        row.refuse("", f"has {len(cells)} cells, more than the header")
    return row


def _is_first(row: Row, importer: Importer) -> bool:
    first = importer.seen_before(row, "key", *importer.key_of(row))
    if first is not None:
        row.refuse(importer.key[0], f"is in row {first} already")
    return first is None


_registered: dict[str, type[Importer]] = {}


def register(importer: type[Importer]) -> type[Importer]:
    """Make a kind of import known; raises TypeError when another class has its name."""
    other = _registered.setdefault(importer.kind, importer)
    if other is not importer:
        raise TypeError(f"two importers are called {importer.kind}")
    return importer


def importer_of(kind: str) -> type[Importer]:
    """Return the importer of a kind; raises KeyError when there is none."""
    return _registered[kind]


def kinds() -> list[tuple[str, str]]:
    """Return name and title of every kind, in the order in which a university begins."""
    ordered = sorted(_registered.values(), key=lambda one: one.rank)
    return [(one.kind, one.title) for one in ordered]
