"""Reads about imports: the runs of an organisation, and the rows of one file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload

from django.db.models import QuerySet

from apps.accounts.models import ImportRun
from apps.core.errors import Conflict, NotFound
from apps.core.imports.columns import REASONS, Column, Mapping, find_columns
from apps.core.imports.importer import Importer, Result, importer_of, kinds
from apps.core.imports.reading import Table, read_text
from apps.core.imports.writing import csv_lines

# Long, and read only where they are shown: a screen asks for an import every second.
HEAVY = ("text", "results", "notes", "undo_notes")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is an error, or what it changes; ``column`` is "" for the row as a whole."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a file as its reader wrote it, with its result."""

    number: int
    result: Result
    cells: list[str]
    values: dict[str, str]
    reasons: list[Reason]


def runs() -> QuerySet[ImportRun]:
    """Return the organisation's imports, newest first, without their files."""
    return ImportRun.objects.defer(*HEAVY).select_related("by").order_by("-created_at", "-pk")


def run_for(pk: int) -> ImportRun:
    """Return one import of the organisation, its file read when asked for; raise NotFound."""
    found = runs().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def importer_named(kind: str) -> type[Importer]:
    """Return the importer of a kind; raise NotFound for an unknown one."""
    if kind not in dict(kinds()):
        raise NotFound
    return importer_of(kind)


def mapping_of(run: ImportRun, table: Table) -> Mapping:
    """Return where the columns of a run's file are, as they were found or chosen at its check."""
    return find_columns(table.header, importer_of(run.kind).columns, chosen=run.places)


class ImportRows(Sequence[ReadRow]):
    """The rows of a run's file, or those of one result; read from its text when asked for.

    Raises Conflict when the file has been forgotten.
    """

    def __init__(self, run: ImportRun, result: Result | None = None) -> None:
        if run.text_forgotten_at is not None:
            raise Conflict("The file of this import is not kept any more.")
        self._run = run
        self._result = result

    def __len__(self) -> int:
        if self._result is None:
            return len(self._run.results)
        return self._run.results.count(self._result.letter)

    @overload
    def __getitem__(self, index: int) -> ReadRow: ...

    @overload
    def __getitem__(self, index: slice) -> list[ReadRow]: ...

    def __getitem__(self, index: int | slice) -> ReadRow | list[ReadRow]:
        """Return rows by place; steps and negative places are not needed."""
        if isinstance(index, slice):
            return list(islice(iter(self), index.start, index.stop))
        return next(islice(iter(self), index, None))

    def __iter__(self) -> Iterator[ReadRow]:
        table = read_text(self._run.text)
        places = mapping_of(self._run, table).places
        for (number, cells), letter in zip(table.rows(), self._run.results, strict=True):
            if self._result is None or letter == self._result.letter:
                yield ReadRow(
                    number=number,
                    result=_RESULTS[letter],
                    cells=cells,
                    values={
                        name: cells[place] if place < len(cells) else ""
                        for name, place in places.items()
                    },
                    reasons=[Reason(*one) for one in self._run.notes.get(str(number), ())],
                )


_RESULTS = {result.letter: result for result in Result}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row that can be imported."""

    name: str
    title: str
    columns: tuple[Column, ...]


def all_kinds() -> list[Kind]:
    """Return every kind with its columns, in the order in which a university begins."""
    return [Kind(name, title, importer_of(name).columns) for name, title in kinds()]


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A stored row that undoing an import could not take back: what became of it, and why."""

    fate: str
    name: str
    reason: str


def kept_rows(run: ImportRun) -> list[KeptRow]:
    """Return what undoing an import deactivated or left."""
    return [KeptRow(*one) for one in run.undo_notes]


def error_lines(run: ImportRun) -> Iterator[str]:
    """Return the lines of a CSV file with the rows that are errors, as they came, and why."""
    rows = ImportRows(run, Result.ERROR)
    return _error_lines(read_text(run.text), rows)


def _error_lines(table: Table, rows: ImportRows) -> Iterator[str]:
    width = len(table.header)
    kept = [place for place in range(width) if table.header[place].strip() != REASONS]

    def lines() -> Iterator[list[str]]:
        yield [*(table.header[place] for place in kept), REASONS]
        for row in rows:
            told = "; ".join(f"{one.column} {one.text}".strip() for one in row.reasons)
            cells = row.cells + [""] * (width - len(row.cells))
            yield [*(cells[place] for place in kept), told]

    return csv_lines(lines(), separator=table.separator)


def template_lines(importer: type[Importer]) -> Iterator[str]:
    """Return the lines of a CSV file with a kind's columns and one example."""
    names = [column.name for column in importer.columns]
    return csv_lines([names, [column.example for column in importer.columns]])
