"""Passwords that came in a file: sealed at once, hashed by a worker, forgotten after a day.

Hashing ten thousand takes minutes, so no request waits for it, and no transaction is open
meanwhile: what is hashed is kept, a few rows at a time, and a killed worker's successor goes on.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import Sum

from apps.accounts.enums import AT_WORK
from apps.accounts.models import ImportPasswords, ImportRun
from apps.core import batches
from apps.core.errors import Conflict
from apps.core.imports.importer import Result, Row
from apps.core.sealing import SealBroken, seal, unseal

KEPT = timedelta(days=1)
PURPOSE = "passwords of an import"
COLUMN = "password"
# So many are hashed, and then kept, together: some seconds.
TOGETHER = 100
# So many in one task, which must end before its time limit on a slow machine too.
AT_ONCE = 5000


class Collector:
    """Takes the passwords of new rows while a file is checked, and seals them."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: dict[int, str] = {}
        self._parts: list[ImportPasswords] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Take those of a batch; accounts that exist keep their own."""
        for row in rows:
            password = row.values.pop(COLUMN, None)
            if password and row.result == Result.NEW:
                self._waiting[row.number] = password
                if len(self._waiting) == TOGETHER:
                    self._seal()

    def store(self, run: ImportRun) -> None:
        """Keep what was taken for an import that has been stored."""
        self._seal()
        for part in self._parts:
            part.run = run
        ImportPasswords.objects.bulk_create(self._parts, batch_size=100)

    def _seal(self) -> None:
        if not self._waiting:
            return
        part = ImportPasswords(
            first=min(self._waiting),
            last=max(self._waiting),
            count=len(self._waiting),
            sealed=seal(json.dumps(self._waiting), purpose=PURPOSE),
        )
        self._parts.append(part)
        self.count += part.count
        self._waiting = {}


def hold_kept(run: ImportRun) -> None:
    """Raise Conflict when the import's passwords have been forgotten."""
    if run.password_count and not ImportPasswords.objects.filter(run=run).exists():
        raise Conflict(
            "The passwords of this file are forgotten after a day. Check the file again."
        )


def hash_some(run: ImportRun) -> bool:
    """Hash passwords of an import, a limited number; return whether all are hashed now.

    Raises Conflict when they were sealed under a secret key that is gone.
    """
    sealed = ImportPasswords.objects.filter(run=run).exclude(sealed="").order_by("first")
    for part in list(sealed[: AT_ONCE // TOGETHER]):
        try:
            passwords: dict[str, str] = json.loads(unseal(part.sealed, purpose=PURPOSE))
        except SealBroken as error:
            raise Conflict(
                "The passwords of this file cannot be read any more. Check the file again."
            ) from error
        part.hashes = {row: make_password(one) for row, one in passwords.items()}
        part.sealed = ""
        part.save(update_fields=["hashes", "sealed"])
    return not sealed.exists()


def hashed(run: ImportRun) -> int:
    """Return how many of an import's passwords are hashed."""
    done = ImportPasswords.objects.filter(run=run, sealed="").aggregate(total=Sum("count"))
    return done["total"] or 0


class Hashes:
    """Gives the hashes of rows, read part by part while an import is stored."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run

    def __call__(self, rows: Sequence[int]) -> dict[int, str]:
        """Return hashes by row, for those of the rows that have one."""
        if not (self._run.password_count and rows):
            return {}
        wanted = set(rows)
        parts = ImportPasswords.objects.filter(
            run=self._run, last__gte=min(wanted), first__lte=max(wanted)
        )
        return {
            int(row): found
            for part in parts
            for row, found in part.hashes.items()
            if int(row) in wanted
        }


def forget(*, now: datetime) -> int:
    """Delete passwords of files checked a day ago that wait for no worker; return how many."""
    old = ImportPasswords.objects.filter(run__created_at__lt=now - KEPT).exclude(
        run__state__in=AT_WORK
    )
    many: int = old.aggregate(total=Sum("count"))["total"] or 0
    batches.delete(old)
    return many
