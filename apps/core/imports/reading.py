"""Reads a table from a file as spreadsheets write them: encodings, separators, quotes, limits."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from apps.core.errors import Invalid, TooLarge

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 60
# Blank ones too: as many as a spreadsheet has rows.
MAX_RECORDS = 1_048_576
SEPARATORS = ",;\t"
# Stands for what no database text holds; a cell with one is refused where it is.
UNREADABLE = "\ufffd"

# Stands where a secret was; read back as an empty cell.
NOT_KEPT = "(not kept)"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_EXCEL_SEPARATOR = re.compile(r"sep=(.)\r?\n")
# Control characters, separators of lines and paragraphs, and what could not be read.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd]")
# What a spreadsheet would run as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_AROUND = " \t\r\n\u00a0"
_SAMPLE = 4096
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """A text that is a table: its header, and its rows when they are asked for."""

    text: str
    separator: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and cells of every row below the header that is not blank.

        The number is the one that a spreadsheet shows. Raises Invalid for what is no CSV.
        """
        records = self.records()
        next(records)
        for number, cells in records:
            if any(cell.strip() for cell in cells):
                yield number, cells

    def without(self, places: Collection[int]) -> "Table":
        """Return the table with ``NOT_KEPT`` in the filled cells of some columns."""
        pieces = [self.text[: _start(self.text)]]
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=self.separator)
        for count, (_, cells) in enumerate(self.records()):
            # Something stays in the cell, so that no row becomes blank and is left out.
            writer.writerow(
                NOT_KEPT if count and place in places and cell.strip() else cell
                for place, cell in enumerate(cells)
            )
            # A buffer takes four bytes for each letter, a text mostly one.
            if buffer.tell() > _PIECE:
                pieces.append(buffer.getvalue())
                buffer.seek(0)
                buffer.truncate()
        pieces.append(buffer.getvalue())
        return Table("".join(pieces), self.separator, self.header)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and cells of every record, header and blank ones included."""
        start = _start(self.text)
        reader = csv.reader(_lines(self.text, start), delimiter=self.separator, strict=True)
        first = 2 if start else 1
        try:
            yield from enumerate(reader, first)
        except csv.Error as error:
            raise _invalid(
                f"Line {reader.line_num + first - 1} is no CSV: {error}. "
                "Look for a quote that is not closed."
            ) from error


def read_file(data: bytes) -> tuple[Table, str]:
    """Return the table in a file, and the name of its encoding.

    Raises TooLarge (more than ``MAX_BYTES``) or Invalid with the reason under ``file``.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The file is larger than 10 MiB.", params={"limit_bytes": MAX_BYTES})
    text, encoding = decode(data)
    table = read_text(text)
    _hold_to_limits(table)
    return table, encoding


def read_text(text: str) -> Table:
    """Return the table in a text. Raises Invalid for one without a header."""
    start = _start(text)
    separator = text[4] if start else _separator_of(text)
    if separator not in SEPARATORS:
        raise _invalid("Separate the columns by comma, semicolon or tab.")
    _, header = next(Table(text, separator, ()).records(), (0, []))
    if not any(name.strip() for name in header):
        raise _invalid("The first row must hold the names of the columns.")
    return Table(text, separator, tuple(header))


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, and the name of its encoding; NUL becomes ``UNREADABLE``.

    Raises Invalid when it is empty or in none of the known encodings.
    """
    if not data.strip():
        raise _invalid("The file is empty.")
    codec, encoding = _encoding_of(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise _invalid(
            f"The file is no {encoding} text (byte {error.start + 1}). Save it as UTF-8 CSV."
        ) from error
    text = text.replace("\x00", UNREADABLE)
    # Files of very old spreadsheets end their lines so.
    return (text if "\n" in text else text.replace("\r", "\n")), encoding


def clean(cell: str, *, marked: bool = True) -> str:
    """Return the text of a cell as it is meant: no spaces around, no mark against formulas.

    The mark stays in cells that cannot be ``marked``: our files never hold them. Raises ValueError
    with the reason for text that no cell may hold.
    """
    text = cell.strip(_AROUND)
    # The mark comes off first: what stands behind it may begin with space that is no part of it.
    if marked and text.startswith("'") and is_formula(text[1:]):
        text = text[1:].strip(_AROUND)
    if found := _FORBIDDEN.search(text):
        if found.group() == UNREADABLE:
            raise ValueError("holds a character that cannot be read")
        raise ValueError(f"holds a control character (U+{ord(found.group()):04X})")
    return text


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet may run a cell, as it is or without the space before it."""
    return cell.startswith(FORMULA_STARTS) or cell.strip(_AROUND).startswith(FORMULA_STARTS)


def _encoding_of(data: bytes) -> tuple[str, str]:
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return codec, name
    sample = data[:_SAMPLE]
    # Latin letters in UTF-16 have a zero in every second byte.
    for offset, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[offset::2]
        if half.count(0) * 2 > len(half) and len(data) % 2 == 0:
            return codec, "UTF-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8"


def _start(text: str) -> int:
    """Return where the table begins: after Excel's own line that names the separator."""
    found = _EXCEL_SEPARATOR.match(text)
    return found.end() if found else 0


def _separator_of(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text[:_SAMPLE]).partition("\n")[0]
    counts = Counter(head)
    return max(SEPARATORS, key=lambda one: counts[one])


def _lines(text: str, start: int) -> Iterator[str]:
    """Yield the lines of a text without copying it; only a line feed ends one."""
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _hold_to_limits(table: Table) -> None:
    if len(table.header) > MAX_COLUMNS:
        raise _invalid(f"The file has more than {MAX_COLUMNS} columns.")
    rows = -1
    for number, cells in table.records():
        if number > MAX_RECORDS:
            raise _invalid("The file has more rows than a spreadsheet, most of them blank.")
        rows += any(cell.strip() for cell in cells)
    if not rows:
        raise _invalid("The file has no rows below its header.")
    if rows > MAX_ROWS:
        raise _invalid(f"The file has {rows} rows. At most {MAX_ROWS} at a time: split it.")


def _invalid(reason: str) -> Invalid:
    return Invalid(reason, fields={"file": [reason]})
