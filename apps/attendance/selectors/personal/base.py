"""What one kind of data about a student is: where it lies, what is shown, how long it stays."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

EXAMPLES = 3
# Rows with what belongs to them, in memory at once.
_AT_ONCE = 200
NEVER = "For good: records are proof, and nothing deletes them by itself. Ask your university."
Facts = Mapping[str, Any]


def nothing(row: Any) -> Facts:
    """Return no facts: for data whose rows are not shown."""
    return {}


def never(row: Any) -> datetime | None:
    """Return no moment: rows of this kind stay."""
    return None


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of data about the student.

    ``kept`` says in words how long it is kept and why; ``deleted_at`` of a row the earliest moment
    at which a job deletes (or empties) it, None where no moment is known. ``rows`` are the newest
    first; None for data that is there and cannot be told apart from that of others. ``going`` are
    the rows that will be deleted, as querysets whose last row goes first, where that is not the
    last of ``rows``. ``stored_files`` are names in the store of files.
    """

    key: str
    title: str
    text: str
    kept: str
    models: tuple[type[Model], ...]
    rows: "QuerySet[Any, Any] | Sequence[Any] | None"
    facts: Callable[[Any], Facts] = nothing
    deleted_at: Callable[[Any], datetime | None] = never
    going: "Sequence[QuerySet[Any, Any]]" = ()
    stored_files: Sequence[str] = ()

    def count(self) -> int | None:
        """Return how many rows there are; None when nobody can say."""
        if self.rows is None:
            return None
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    def examples(self) -> list[dict[str, Any]]:
        """Return the newest rows."""
        return [self._plain(row) for row in list((self.rows or [])[:EXAMPLES])]

    def next_deletion(self) -> datetime | None:
        """Return when the row that goes first is deleted; None when none is, or nobody can say."""
        if self.deleted_at is never:
            return None
        candidates: list[Any] = []
        for rows in self.going or (self.rows or (),):
            candidates += [rows.last()] if isinstance(rows, QuerySet) else rows
        moments = [self.deleted_at(row) for row in candidates if row is not None]
        return min((one for one in moments if one is not None), default=None)

    def everything(self) -> Iterator[dict[str, Any]]:
        """Yield all rows as plain values, each with its ``deleted_at``."""
        rows = (
            self.rows.iterator(_AT_ONCE) if isinstance(self.rows, QuerySet) else (self.rows or [])
        )
        for row in rows:
            yield self._plain(row)

    def _plain(self, row: Any) -> dict[str, Any]:
        found = {name: _plain_value(value) for name, value in self.facts(row).items()}
        if self.deleted_at is not never:
            found["deleted_at"] = _plain_value(self.deleted_at(row))
        return found


def _plain_value(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_value(one) for one in value]
    return str(value)
