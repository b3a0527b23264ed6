"""Writes tables that spreadsheets open: no cell of them is run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from apps.core.imports.reading import is_formula


def neutral(cell: str) -> str:
    """Return the cell with a mark before what a spreadsheet would run; ``clean`` takes it off."""
    return f"'{cell}" if is_formula(cell) else cell


def csv_lines(rows: Iterable[Sequence[str]], *, separator: str = ",") -> Iterator[str]:
    """Yield the lines of a CSV file, the first with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    buffer.write("\ufeff")
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
