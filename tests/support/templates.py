"""An empty database with all tables, made once for all processes that test the same code.

Running every migration takes a process nine seconds of a core, which is longer than most single
tests. The first one keeps what it has made: SQLite's below var/, PostgreSQL's on its server under a
name of its own. The others wait for it and begin with a copy, and so do later runs. A changed line
of the application, or another version of what it needs, makes a new one.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from scripts.toolbox import ROOT, VAR, fingerprint

FOLDER = VAR / "templates"
NAME = "test_attendance_template"
# What tables are made of: migrations, models, and the versions of Django and all others.
MADE_OF = [ROOT / "apps", ROOT / "attendance_system", ROOT / "requirements.txt"]


def mark(*facts: str) -> str:
    """Return what the tables of this code are known by."""
    return fingerprint(MADE_OF, *facts)[:24]


def is_sqlite() -> bool:
    """Tell whether this run uses SQLite, whose databases are files."""
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


class File:
    """SQLite's: a file that is copied to the test database's place."""

    def __init__(self) -> None:
        self.path = FOLDER / f"{mark(sqlite3.sqlite_version)}.sqlite3"

    def exists(self) -> bool:
        """Tell whether there is one of this code."""
        return self.path.exists()

    def begin_with_it(self) -> bool:
        """Put the copy there, as if an earlier run had left it; say that it is to be used."""
        shutil.copyfile(self.path, settings.DATABASES["default"]["TEST"]["NAME"])
        return True

    def keep(self) -> None:
        """Keep a copy of the test database, and none of other code."""
        partial = self.path.with_suffix(f".{os.getpid()}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(partial)])
        partial.replace(self.path)
        for other in FOLDER.glob("*.sqlite3"):
            if other != self.path:
                other.unlink(missing_ok=True)


class ServersOwn:
    """PostgreSQL's: a database that new ones are made after. Its comment says of which code."""

    def __init__(self) -> None:
        self.mark = mark()

    def exists(self) -> bool:
        """Tell whether there is one of this code."""
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s"
                " AND shobj_description(oid, 'pg_database') = %s",
                [NAME, self.mark],
            )
            return cursor.fetchone() is not None

    def begin_with_it(self) -> bool:
        """Let the test database be made after it: a new one, dropped as always."""
        connection.settings_dict["TEST"]["TEMPLATE"] = NAME
        return False

    def keep(self) -> None:
        """Keep a copy of the test database, in the place of one of other code."""
        before = connection.settings_dict["NAME"]
        # Only a database that nobody uses can be copied.
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{before}"')
            cursor.execute(f'COMMENT ON DATABASE "{NAME}" IS %s', [self.mark])


@dataclass(frozen=True)
class Kept:
    """The database to begin with; where there is none yet, this process's turn to make it."""

    template: File | ServersOwn
    turn: ExitStack
    found: bool


@pytest.fixture(scope="session")
def kept(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[Kept]:
    """Look for the kept database. Who finds none makes it, and the others wait for that."""
    template = File() if is_sqlite() else ServersOwn()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as turn:
        lock = turn.enter_context((FOLDER / "lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        with django_db_blocker.unblock():
            found = template.exists()
        if found:
            turn.close()
        yield Kept(template, turn, found)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, kept: Kept) -> bool:
    """Begin with the kept database, where there is one."""
    return kept.template.begin_with_it() if kept.found else django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, kept: Kept, django_db_blocker: Any) -> None:
    """Keep the new database before any test has used it."""
    if not kept.found:
        with django_db_blocker.unblock():
            kept.template.keep()
        kept.turn.close()
