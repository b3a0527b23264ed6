"""An empty SQLite database with all tables, kept for the next process that tests the same code.

Running every migration takes each process nine seconds of a core, which is longer than most single
tests. The first one keeps what it has made below var/; others begin with a copy of it. A changed
line of the application, or another version of what it needs, makes a new one. PostgreSQL always
begins with nothing.
"""

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from scripts.toolbox import ROOT, VAR, fingerprint

FOLDER = VAR / "templates"
# What tables are made of: migrations, models, and the versions of Django and all others.
MADE_OF = [ROOT / "apps", ROOT / "attendance_system", ROOT / "requirements.txt"]


def template() -> Path:
    """Return where the database of this code is kept, if it is."""
    return FOLDER / f"{fingerprint(MADE_OF, sqlite3.sqlite_version)[:24]}.sqlite3"


def is_sqlite() -> bool:
    """Tell whether this run uses SQLite, whose databases are files."""
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def keep(path: Path) -> None:
    """Keep a copy of the test database, and none of other code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(partial)])
    partial.replace(path)
    for other in FOLDER.glob("*.sqlite3"):
        if other != path:
            other.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Begin with the kept database, where there is one, as if an earlier run had left it."""
    if not is_sqlite():
        return django_db_keepdb
    try:
        shutil.copyfile(template(), settings.DATABASES["default"]["TEST"]["NAME"])
    except FileNotFoundError:
        return django_db_keepdb
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the new database before any test has used it."""
    path = template()
    if is_sqlite() and not path.exists():
        with django_db_blocker.unblock():
            keep(path)
