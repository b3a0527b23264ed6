"""Takes a whole import back, in a worker, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from apps.accounts.enums import ImportState
from apps.accounts.models import ImportChange, ImportRun
from apps.core import batches
from apps.core.imports.importer import Change
from apps.core.imports.undoing import SLICE, Fate, Outcome, Undoer, undoer_of

# Records of what an import did hold people's former data: they are kept no longer than needed.
POSSIBLE_FOR = timedelta(days=30)

_NOTHING_STORED = "Nothing of this file is stored, so there is nothing to undo."
_REFUSALS = {
    ImportState.CHECKED: _NOTHING_STORED,
    ImportState.FAILED: _NOTHING_STORED,
    ImportState.RUNNING: "This import is running. Wait until it is done.",
    ImportState.UNDOING: "This import is being undone.",
    ImportState.UNDONE: "This import has been undone already.",
}


def refusal(run: ImportRun, *, now: datetime) -> str:
    """Return why an import cannot be undone, "" when it can."""
    if words := _REFUSALS.get(ImportState(run.state)):
        return words
    if not (run.counts.get("new") or run.counts.get("changed")):
        return "This import changed nothing, so there is nothing to undo."
    if (until := possible_until(run)) is None or until <= now:
        days = POSSIBLE_FOR.days
        return f"This import is more than {days} days old. What it did is not remembered any more."
    return ""


def possible_until(run: ImportRun) -> datetime | None:
    """Return until when an import that is done can be undone, None for any other."""
    if run.state != ImportState.DONE or run.finished_at is None:
        return None
    return run.finished_at + POSSIBLE_FOR


def take_back(run: ImportRun, *, today: date, report: Callable[[int], None]) -> dict[str, Any]:
    """Take back what an import did, the last change first; return the columns that say so.

    To be called inside a transaction. ``report`` is told how many rows are behind it.
    """
    counts: Counter[str] = Counter()
    notes: list[tuple[str, str, str]] = []
    undoers: dict[str, Undoer] = {}
    for outcomes in _outcomes(run, undoers, today=today):
        for one in outcomes:
            counts[one.fate.value] += 1
            if one.fate in {Fate.RETIRED, Fate.LEFT}:
                notes.append((one.fate.value, one.name, one.reason))
        report(counts.total())
    ImportChange.objects.filter(run=run).delete()
    return {
        "state": ImportState.UNDONE,
        "undo_counts": {fate.value: counts[fate.value] for fate in Fate},
        "undo_notes": notes,
    }


def _outcomes(
    run: ImportRun, undoers: dict[str, Undoer], *, today: date
) -> Iterator[Iterator[Outcome]]:
    keys = list(ImportChange.objects.filter(run=run).order_by("-pk").values_list("pk", flat=True))
    for start in range(0, len(keys), SLICE):
        part = ImportChange.objects.filter(pk__in=keys[start : start + SLICE]).order_by("-pk")
        for model, rows in groupby(part, key=lambda one: one.model):
            undoer = undoers.setdefault(model, undoer_of(model, today=today))
            yield undoer.undo(
                [Change(model, row.created, row.changed, row.before, row.after) for row in rows]
            )


def forget(*, now: datetime) -> int:
    """Delete what imports did that cannot be undone any more; return how many records."""
    old = ImportChange.objects.filter(
        run__state=ImportState.DONE, run__finished_at__lte=now - POSSIBLE_FOR
    )
    return batches.delete(old)
