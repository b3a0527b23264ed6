"""Writes about imports: a file is checked, stored by a worker, undone, and forgotten again."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, JSONField, Q, TextField, Value
from django.db.models.functions import Cast

from apps.accounts.enums import AT_WORK, ImportState
from apps.accounts.models import ImportChange, ImportPasswords, ImportRun, User
from apps.accounts.selectors.imports import HEAVY, error_lines, mapping_of
from apps.accounts.services import import_passwords as passwords
from apps.accounts.services import import_undo as undoing
from apps.core import clock, queue, ratelimit, tenancy
from apps.core.errors import AppError, Conflict
from apps.core.imports.columns import Choice, Mapping, find_columns
from apps.core.imports.importer import Importer, Result, Row, importer_of, walk
from apps.core.imports.reading import Table, read_text
from apps.orgs.enums import AuditAction
from apps.orgs.models import Organization
from apps.orgs.services import audit

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


def check(
    *,
    by: User,
    kind: str,
    file_name: str,
    data: bytes,
    now: datetime,
    chosen: Choice | None = None,
) -> ImportRun:
    """Read a file, compare its rows with what is stored and keep the result; store none of them.

    ``chosen`` says where columns are that their headers do not tell, or tell wrongly. Raises
    Invalid (what is wrong with the file as a whole), TooLarge, or RateLimited.
    """
    ratelimit.enforce(f"import:{by.pk}", limit=CHECKS, window=CHECKS_WINDOW, now=now)
    table, encoding = importer_of(kind).read(data)
    importer = importer_of(kind)(today=_today(now))
    mapping = find_columns(table.header, importer.columns, chosen=chosen)
    tally = _Tally()
    secrets = passwords.Collector()
    for rows in walk(table, mapping, importer):
        tally.add(rows)
        secrets.add(rows)
    if mapping.secrets:
        table = table.without(mapping.secrets)
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=kind,
            file_name=file_name[:255],
            encoding=encoding,
            text=table.text,
            header=table.header,
            places={one.name: mapping.places.get(one.name) for one in importer.columns},
            columns=mapping.headers,
            unknown=mapping.unknown,
            by=by,
            created_at=now,
            **tally.columns(),
        )
        secrets.store(run)
        if secrets.count:
            run.password_count = secrets.count
            run.save(update_fields=["password_count"])
    # What was stored as a text is read back as what it says, if somebody asks.
    del run.notes
    return run


def discard(*, run: ImportRun) -> None:
    """Forget a file of which nothing is stored. Raises Conflict for any other."""
    open_states = (ImportState.CHECKED, ImportState.FAILED)
    deleted, _ = ImportRun.objects.filter(pk=run.pk, state__in=open_states).delete()
    if not deleted:
        raise Conflict("Only files of which nothing is stored can be discarded.")


def commit(*, run: ImportRun, by: User, now: datetime) -> ImportRun:
    """Have the rows of a checked file stored by a worker; of a failed import, once more.

    Raises Conflict in another state, while another import runs, or when the file or its passwords
    are forgotten.
    """
    passwords.hold_kept(run)
    ready = ImportRun.objects.filter(
        pk=run.pk,
        state__in=(ImportState.CHECKED, ImportState.FAILED),
        text_forgotten_at=None,
    )
    told = _Told(AuditAction.IMPORT_COMMITTED, "Import stored", by, now)
    if not _hand_over(run, ready, ImportState.RUNNING, told):
        raise Conflict(f"This import is {run.get_state_display().lower()}.")
    return run


def undo(*, run: ImportRun, by: User, now: datetime) -> ImportRun:
    """Have everything that an import did taken back by a worker.

    Raises Conflict, in words, when that cannot be done (any more), or while another import runs.
    """
    if words := undoing.refusal(run, now=now):
        raise Conflict(words)
    ready = ImportRun.objects.filter(pk=run.pk, state=ImportState.DONE)
    told = _Told(AuditAction.IMPORT_UNDONE, "Import undone", by, now)
    if not _hand_over(run, ready, ImportState.UNDOING, told):
        raise Conflict(undoing.refusal(run, now=now))
    return run


def hand_out_errors(*, run: ImportRun, by: User, now: datetime) -> Iterator[str]:
    """Return the lines of a file with the rows that are errors; who had it is told.

    Raises Conflict when the file has been forgotten.
    """
    lines = error_lines(run)
    audit.record(
        action=AuditAction.EXPORTED,
        actor=by,
        target=run,
        summary=f"Rows with errors of {run.file_name} downloaded",
        details={"kind": run.kind, "rows": run.counts.get(Result.ERROR.value, 0)},
        now=now,
    )
    return lines


@dataclass(frozen=True, slots=True)
class _Told:
    """What the audit trail says of a step."""

    action: AuditAction
    words: str
    by: User
    now: datetime


def _hand_over(run: ImportRun, ready: Any, state: ImportState, told: _Told) -> bool:
    """Give an import to a worker; return whether it was ready. Raises Conflict for a second one."""
    try:
        with transaction.atomic():
            taken = ready.update(state=state, lease_until=None, attempts=0, failure="")
            if taken:
                queue.send_after_commit(RUN_TASK)
                audit.record(
                    action=told.action,
                    actor=told.by,
                    target=run,
                    summary=f"{told.words}: {run.kind} from {run.file_name}",
                    details={"kind": run.kind, "counts": run.counts},
                    now=told.now,
                )
    except IntegrityError as error:
        raise Conflict("Another import is running. Wait until it is done.") from error
    run.refresh_from_db()
    return bool(taken)


def sweep(*, now: datetime) -> int:
    """Nudge a worker about imports that wait or whose worker was killed; return how many wait."""
    waiting: int = _waiting(now).count()
    if waiting:
        queue.send_after_commit(RUN_TASK)
    return waiting


def run_waiting(*, now: datetime) -> str:
    """Do, or undo, the import that waits; return its state afterwards, "" when none waits.

    All rows are stored in one transaction or none is: a worker that is killed leaves nothing.
    Undoing is the same. Passwords are hashed before, and many of them in several tasks.
    """
    run = _claim(now)
    if run is None:
        return ""
    try:
        if run.state == ImportState.RUNNING and not passwords.hash_some(run):
            _hand_on(run)
        else:
            work = _store if run.state == ImportState.RUNNING else _take_back
            with transaction.atomic():
                _finish(run, work(run, now=now))
    except Exception as error:
        # Whatever went wrong, nothing has been stored or undone, and the row must say so.
        logger.exception("import %s failed", run.pk)
        _fail(run, error)
    run.refresh_from_db(fields=["state"])
    return run.state


def _hand_on(run: ImportRun) -> None:
    """Leave the rest of an import to the next task, as if nobody had begun it."""
    with transaction.atomic():
        if _held(run).update(lease_until=None, attempts=0):
            queue.send_after_commit(RUN_TASK)


def _finish(run: ImportRun, changes: dict[str, Any]) -> None:
    if not _held(run).update(lease_until=None, finished_at=clock.now(), **changes):
        raise LeaseLost


def _held(run: ImportRun) -> Any:
    """Return the row of the import as long as it is still this worker's."""
    return ImportRun.objects.filter(pk=run.pk, state=run.state, lease_until=run.lease_until)


def forget(*, now: datetime) -> int:
    """Forget texts and notes of imports that are some weeks old; return how many."""
    old = ImportRun.objects.filter(created_at__lt=now - TEXT_KEPT, text_forgotten_at=None).exclude(
        state__in=AT_WORK
    )
    forgotten: int = old.update(text="", notes={}, undo_notes=[], text_forgotten_at=now)
    return forgotten


def progress_of(run: ImportRun) -> int:
    """Return how many rows of an import a worker has behind it."""
    if run.state not in AT_WORK:
        return 0 if run.state in {ImportState.CHECKED, ImportState.FAILED} else run.row_count
    return int(caches["shared"].get(_progress_key(run), 0))


def _waiting(now: datetime) -> Any:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return ImportRun.objects.filter(free, state__in=AT_WORK)


def _claim(now: datetime) -> ImportRun | None:
    pk = _waiting(now).values_list("pk", flat=True).first()
    if pk is None:
        return None
    until = now + LEASE
    changes = {"lease_until": until, "started_at": now, "attempts": F("attempts") + 1}
    if not _waiting(now).filter(pk=pk).update(**changes):
        return None
    # What the check noted about a hundred thousand rows is written anew, not read.
    run = ImportRun.objects.defer(*HEAVY).get(pk=pk)
    if run.attempts > MOST_ATTEMPTS:
        _fail(run, LeaseLost("its workers were killed"))
        return None
    # What an attempt before this one has told holds no longer.
    _report(run, 0)
    return run


def _store(run: ImportRun, *, now: datetime) -> dict[str, Any]:
    table = read_text(run.text)
    importer = importer_of(run.kind)(today=_today(now))
    importer.hashes = passwords.Hashes(run)
    tally = _store_rows(run, table, mapping_of(run, table), importer)
    ImportPasswords.objects.filter(run=run).delete()
    return {"state": ImportState.DONE, **tally.columns()}


def _take_back(run: ImportRun, *, now: datetime) -> dict[str, Any]:
    return undoing.take_back(
        run, today=_today(now), report=lambda rows: _report(run, min(rows, run.row_count))
    )


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
    # What could not be undone is still stored.
    state = ImportState.FAILED if run.state == ImportState.RUNNING else ImportState.DONE
    held.update(state=state, lease_until=None, failure=words[: ImportRun.FAILURE_LENGTH])


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
    """Collects what the rows of a file came to.

    The reasons as text, batch by batch: as objects those of a hundred thousand rows take more
    memory than everything else.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.letters: list[str] = []
        self.notes: list[str] = []
        self.total = 0

    def add(self, rows: list[Row]) -> None:
        """Add a batch."""
        self.total += len(rows)
        self.counts.update(row.result.value for row in rows)
        self.letters.append("".join(row.result.letter for row in rows))
        if notes := {str(row.number): row.notes for row in rows if row.notes}:
            self.notes += [", " if self.notes else "{", json.dumps(notes)[1:-1]]

    def columns(self) -> dict[str, Any]:
        """Return the columns of an import that hold this."""
        text, self.notes = "".join([*self.notes, "}"]) if self.notes else "{}", []
        return {
            "row_count": self.total,
            "counts": {result.value: self.counts[result.value] for result in Result},
            "results": "".join(self.letters),
            "notes": Cast(Value(text, output_field=TextField()), JSONField()),
        }
