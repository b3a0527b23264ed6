"""The download of everything that is stored about a student."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import Student
from apps.attendance.selectors.personal import Collection, collections_of
from apps.core import files, ratelimit
from apps.core.imports.writing import csv_lines

# Each reads every table; nobody needs it more often.
DOWNLOADS = 5
DOWNLOADS_WINDOW = timedelta(hours=1)


def download(*, student: Student, now: datetime) -> bytes:
    """Return a ZIP file of everything that is stored about the student.

    ``everything.json`` has it all; ``tables/`` each kind as a table that spreadsheets open,
    ``files/`` what was sent as files, and ``README.txt`` says what each is and how long it is kept.
    Made at once: even of many years the rows are a few megabytes. Raises RateLimited after some
    in an hour.
    """
    ratelimit.enforce(f"my-data:{student.pk}", limit=DOWNLOADS, window=DOWNLOADS_WINDOW, now=now)
    found = collections_of(student)
    rows = {one.key: list(one.everything()) for one in found}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _read_me(student, found, rows, now=now))
        archive.writestr("everything.json", _json(student, found, rows, now=now))
        for key, lines in rows.items():
            if lines:
                archive.writestr(f"tables/{key}.csv", "".join(csv_lines(_table(lines))))
        for name in (name for one in found for name in one.stored_files):
            if (content := _read(name)) is not None:
                archive.writestr(f"files/{name.rpartition('/')[2]}", content)
    return packed.getvalue()


def _read(name: str) -> bytes | None:
    """Return a stored file; None when it is gone, or while the store does not answer."""
    try:
        return files.read(name)
    except (FileNotFoundError, files.StorageUnavailable):
        return None


def _json(
    student: Student,
    found: Sequence[Collection],
    rows: Mapping[str, list[dict[str, Any]]],
    *,
    now: datetime,
) -> str:
    whole = {
        "organization": student.organization.name,
        "student_number": student.student_id,
        "as_of": now.isoformat().replace("+00:00", "Z"),
        "collections": [
            {
                "key": one.key,
                "title": one.title,
                "text": one.text,
                "kept": one.kept,
                "rows": None if one.rows is None else rows[one.key],
            }
            for one in found
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _table(lines: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    # Rows of one kind need not have the same columns.
    columns = list(dict.fromkeys(name for line in lines for name in line))
    yield columns
    for line in lines:
        yield [cell(line.get(name)) for name in columns]


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
    rows: Mapping[str, list[dict[str, Any]]],
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
        number = "not counted" if one.rows is None else str(len(rows[one.key]))
        lines += ["", f"{one.title} ({number})", one.text, f"Kept: {one.kept}"]
    return "\n".join(lines) + "\n"
