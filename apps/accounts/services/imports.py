"""Writes about imports: a file is checked, stored by a worker, and forgotten again."""

import logging
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Q

from apps.accounts.enums import ImportState
from apps.accounts.models import ImportChange, ImportRun, User
from apps.core import clock, queue, ratelimit, tenancy
from apps.core.errors import AppError, Conflict
from apps.core.imports.columns import Mapping, find_columns
from apps.core.imports.importer import Importer, Result, Row, importer_of, walk
from apps.core.imports.reading import Table, read_file, read_text
from apps.orgs.models import Organization

logger = logging.getLogger(__name__)

RUN_TASK = "accounts.run_import"
SOFT_LIMIT_S = 780
HARD_LIMIT_S = 840
# Longer than any worker may be at it: after it, whoever had the import is gone.
LEASE = timedelta(seconds=HARD_LIMIT_S + 60)
MOST_ATTEMPTS = 3
TEXT_KEPT = timedelta(days=30)
CHECKS = 30
CHECKS_WINDOW = timedelta(minutes=10)


class LeaseLost(RuntimeError):
    """Another worker has taken the import over; what this one did is rolled back."""


def check(*, by: User, kind: str, file_name: str, data: bytes, now: datetime) -> ImportRun:
    """Read a file, compare its rows with what is stored and keep the result; store none of them.

    Raises Invalid (what is wrong with the file as a whole), TooLarge, or RateLimited.
    """
    ratelimit.enforce(f"import:{by.pk}", limit=CHECKS, window=CHECKS_WINDOW, now=now)
    table, encoding = read_file(data)
    importer = importer_of(kind)(today=_today(now))
    mapping = find_columns(table.header, importer.columns)
    tally = _Tally()
    for rows in walk(table, mapping, importer):
        tally.add(rows)
    return ImportRun.objects.create(
        kind=kind,
        file_name=file_name[:255],
        encoding=encoding,
        text=table.text,
        columns=mapping.headers,
        unknown=mapping.unknown,
        by=by,
        created_at=now,
        **tally.columns(),
    )


def commit(*, run: ImportRun) -> ImportRun:
    """Have the rows of a checked file stored by a worker; of a failed import, once more.

    Raises Conflict in another state, while another import runs, or when the file is forgotten.
    """
    ready = ImportRun.objects.filter(
        pk=run.pk,
        state__in=(ImportState.CHECKED, ImportState.FAILED),
        text_forgotten_at=None,
    )
    try:
        with transaction.atomic():
            taken = ready.update(
                state=ImportState.RUNNING, lease_until=None, attempts=0, failure=""
            )
            if taken:
                queue.send_after_commit(RUN_TASK)
    except IntegrityError as error:
        raise Conflict("Another import is running. Wait until it is done.") from error
    run.refresh_from_db()
    if not taken:
        raise Conflict(f"This import is {run.get_state_display().lower()}.")
    return run


def sweep(*, now: datetime) -> int:
    """Nudge a worker about imports that wait or whose worker was killed; return how many wait."""
    waiting: int = _waiting(now).count()
    if waiting:
        queue.send_after_commit(RUN_TASK)
    return waiting


def run_waiting(*, now: datetime) -> str:
    """Do the import that waits; return its state afterwards, "" when none waits.

    All rows are stored in one transaction or none is: a worker that is killed leaves nothing.
    """
    run = _claim(now)
    if run is None:
        return ""
    try:
        with transaction.atomic():
            _finish(run, _store(run, now=now))
    except Exception as error:
        # Whatever went wrong, nothing of the file has been stored, and the row must say so.
        logger.exception("import %s failed", run.pk)
        _fail(run, error)
    run.refresh_from_db()
    return run.state


def _finish(run: ImportRun, changes: dict[str, Any]) -> None:
    if not _held(run).update(lease_until=None, finished_at=clock.now(), **changes):
        raise LeaseLost


def _held(run: ImportRun) -> Any:
    """Return the row of the import as long as it is still this worker's."""
    return ImportRun.objects.filter(
        pk=run.pk, state=ImportState.RUNNING, lease_until=run.lease_until
    )


def forget(*, now: datetime) -> int:
    """Forget texts and notes of imports that are some weeks old; return how many."""
    old = ImportRun.objects.filter(created_at__lt=now - TEXT_KEPT, text_forgotten_at=None).exclude(
        state=ImportState.RUNNING
    )
    forgotten: int = old.update(text="", notes={}, text_forgotten_at=now)
    return forgotten


def progress_of(run: ImportRun) -> int:
    """Return how many rows of an import a worker has behind it."""
    if run.state != ImportState.RUNNING:
        return 0 if run.state in {ImportState.CHECKED, ImportState.FAILED} else run.row_count
    return int(caches["shared"].get(_progress_key(run), 0))


def _waiting(now: datetime) -> Any:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return ImportRun.objects.filter(free, state=ImportState.RUNNING)


def _claim(now: datetime) -> ImportRun | None:
    pk = _waiting(now).values_list("pk", flat=True).first()
    if pk is None:
        return None
    until = now + LEASE
    changes = {"lease_until": until, "started_at": now, "attempts": F("attempts") + 1}
    if not _waiting(now).filter(pk=pk).update(**changes):
        return None
    run = ImportRun.objects.get(pk=pk)
    if run.attempts > MOST_ATTEMPTS:
        _fail(run, LeaseLost("its workers were killed"))
        return None
    # What an attempt before this one has told holds no longer.
    _report(run, 0)
    return run


def _store(run: ImportRun, *, now: datetime) -> dict[str, Any]:
    table = read_text(run.text)
    importer = importer_of(run.kind)(today=_today(now))
    mapping = find_columns(table.header, importer.columns)
    tally = _store_rows(run, table, mapping, importer)
    return {"state": ImportState.DONE, **tally.columns()}


def _store_rows(run: ImportRun, table: Table, mapping: Mapping, importer: Importer) -> "_Tally":
    tally = _Tally()
    for rows in walk(table, mapping, importer):
        changes = importer.store([row for row in rows if row.result in _STORED])
        ImportChange.objects.bulk_create(
            ImportChange(
                run=run,
                model=one.model,
                created=one.created,
                changed=one.changed,
                before=one.before,
                after=one.after,
            )
            for one in changes
        )
        tally.add(rows)
        _report(run, tally.total)
    return tally


_STORED = frozenset({Result.NEW, Result.CHANGED})


def _fail(run: ImportRun, error: Exception) -> None:
    """Give an import back for another attempt, or end it with words about what went wrong."""
    held = _held(run)
    if isinstance(error, DatabaseError) and run.attempts < MOST_ATTEMPTS:
        held.update(lease_until=None)
        return
    # Texts of foreign exceptions may quote rows.
    words = error.message if isinstance(error, AppError) else type(error).__name__
    if isinstance(error, LeaseLost) and error.args:
        words = str(error)
    held.update(
        state=ImportState.FAILED, lease_until=None, failure=words[: ImportRun.FAILURE_LENGTH]
    )


def _report(run: ImportRun, rows: int) -> None:
    """Tell how far it is, past the transaction that nobody sees into before it ends."""
    try:
        caches["shared"].set(_progress_key(run), rows, timeout=LEASE.total_seconds())
    except OSError:
        # A folder that is full or gone costs the sight of the progress, not the import.
        logger.warning("could not tell the progress of import %s", run.pk, exc_info=True)


def _progress_key(run: ImportRun) -> str:
    return f"{tenancy.current_organization_id()}:import:{run.pk}"


def _today(now: datetime) -> date:
    organization = Organization.objects.get(pk=tenancy.current_organization_id())
    return now.astimezone(ZoneInfo(organization.timezone)).date()


class _Tally:
    """Collects what the rows of a file came to."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.letters: list[str] = []
        self.notes: dict[str, list[tuple[str, str]]] = {}
        self.total = 0

    def add(self, rows: list[Row]) -> None:
        """Add a batch."""
        self.total += len(rows)
        self.counts.update(row.result.value for row in rows)
        self.letters.append("".join(row.result.letter for row in rows))
        self.notes |= {str(row.number): row.notes for row in rows if row.notes}

    def columns(self) -> dict[str, Any]:
        """Return the columns of an import that hold this."""
        return {
            "row_count": self.total,
            "counts": {result.value: self.counts[result.value] for result in Result},
            "results": "".join(self.letters),
            "notes": self.notes,
        }
