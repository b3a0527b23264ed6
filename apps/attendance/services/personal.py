"""The download of everything that is stored about a student."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from apps.accounts.models import Student
from apps.attendance.selectors.personal import Collection, collections_of
from apps.core import files, ratelimit
from apps.core.imports.writing import csv_lines

# Each reads every table; nobody needs it more often.
DOWNLOADS = 5
DOWNLOADS_WINDOW = timedelta(hours=1)
# A file is in memory up to this, in bytes, which is that of most students.
IN_MEMORY = 512 * 1024


def download(*, student: Student, now: datetime) -> IO[bytes]:
    """Return a ZIP file, open at its beginning, of everything that is stored about the student.

    ``everything.json`` has it all; ``tables/`` each kind as a table that spreadsheets open,
    ``files/`` what was sent as files, and ``README.txt`` says what each is and how long it is kept.
    It grows row by row and piece by piece, beyond ``IN_MEMORY`` on disk: however much there is, a
    process holds little of it at once. The file has no name, and is gone when it is closed. Raises
    RateLimited after some in an hour.
    """
    ratelimit.enforce(f"my-data:{student.pk}", limit=DOWNLOADS, window=DOWNLOADS_WINDOW, now=now)
    found = collections_of(student)
    packed: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive, TemporaryFile("w+") as kept:
            with archive.open("everything.json", "w") as entry:
                tables = _write_everything(entry, kept, student, found, now=now)
            for key, table in tables.items():
                if table.rows:
                    with archive.open(f"tables/{key}.csv", "w") as entry:
                        for line in csv_lines(_lines(table, kept)):
                            entry.write(line.encode())
            for name in (name for one in found for name in one.stored_files):
                _copy_file(archive, name)
            archive.writestr("README.txt", _read_me(student, found, tables, now=now))
    except BaseException:
        packed.close()
        raise
    packed.seek(0)
    return packed


@dataclass(slots=True)
class _Table:
    """The rows of one kind among those that were kept: where they begin, how many, their columns.

    Rows of one kind need not have the same columns.
    """

    begins: int
    rows: int = 0
    columns: dict[str, None] = field(default_factory=dict)


def _write_everything(
    entry: IO[bytes],
    kept: IO[str],
    student: Student,
    found: Sequence[Collection],
    *,
    now: datetime,
) -> dict[str, _Table]:
    """Write all rows as JSON; keep each as a line too, so that both forms say the same."""
    head = {
        "organization": student.organization.name,
        "student_number": student.student_id,
        "as_of": now.isoformat().replace("+00:00", "Z"),
    }
    entry.write(f'{{{_text(head)[1:-1]}, "collections": ['.encode())
    tables = {}
    for number, one in enumerate(found):
        what = {"key": one.key, "title": one.title, "text": one.text, "kept": one.kept}
        entry.write(f'{"," if number else ""}\n{{{_text(what)[1:-1]}, "rows": '.encode())
        table = tables[one.key] = _Table(kept.tell())
        if one.rows is None:
            entry.write(b"null}")
            continue
        entry.write(b"[")
        for row in one.everything():
            line = _text(row)
            kept.write(f"{line}\n")
            entry.write(f"{',' if table.rows else ''}\n {line}".encode())
            table.rows += 1
            table.columns |= dict.fromkeys(row)
        entry.write(b"]}")
    entry.write(b"]}\n")
    return tables


def _text(value: Any) -> str:
    # Without line ends: those of a text are escaped.
    return json.dumps(value, ensure_ascii=False)


def _lines(table: _Table, kept: IO[str]) -> Iterator[list[str]]:
    yield list(table.columns)
    kept.seek(table.begins)
    for _ in range(table.rows):
        row = json.loads(kept.readline())
        yield [cell(row.get(name)) for name in table.columns]


def _copy_file(archive: ZipFile, name: str) -> None:
    """Copy a stored file; leave it out when it is gone, or while the store does not answer."""
    content = files.pieces(name)
    try:
        first = next(content, b"")
    except (FileNotFoundError, files.StorageUnavailable):
        return
    with archive.open(f"files/{name.rpartition('/')[2]}", "w") as entry:
        entry.write(first)
        for piece in content:
            entry.write(piece)


def cell(value: Any) -> str:
    """Return a plain value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


def _read_me(
    student: Student,
    found: Sequence[Collection],
    tables: Mapping[str, _Table],
    *,
    now: datetime,
) -> str:
    who = f"{student.user.get_full_name()} ({student.student_id})"
    lines = [
        f"What {student.organization.name} stores about {who}, as of {now:%Y-%m-%d %H:%M} UTC.",
        "",
        "everything.json has it all, tables/ the same by kinds. Times are UTC. deleted_at is the",
        "earliest moment at which a row is deleted, or emptied where the text below says so.",
        "files/ has what was sent as files. One that is missing could not be read at this moment:",
        "download again later.",
    ]
    for one in found:
        number = "not counted" if one.rows is None else str(tables[one.key].rows)
        lines += ["", f"{one.title} ({number})", one.text, f"Kept: {one.kept}"]
    return "\n".join(lines) + "\n"
