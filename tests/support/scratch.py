"""A copy of the test's database that a test may damage."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RemoveConstraint
from django.db.models import Model

from tests.support.servers import test_database_url


@contextmanager
def scratch_database(folder: Path) -> Iterator[tuple[BaseDatabaseWrapper, str]]:
    """Yield a connection to a copy of the committed rows, and its address; dropped afterwards."""
    before = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        name = str(folder / "scratch.sqlite3")
        with sqlite3.connect(before) as source, sqlite3.connect(name) as target:
            source.backup(target)
        source.close()
        target.close()
    else:
        name = f"{before}_scratch"
        _maintain(f'CREATE DATABASE "{name}" TEMPLATE "{before}"')
    scratch = connection.copy("scratch")
    address = test_database_url().replace(before.lstrip("/"), name.lstrip("/"))
    scratch.settings_dict["NAME"] = name
    connections[scratch.alias] = scratch
    try:
        yield scratch, address
    finally:
        scratch.close()
        del connections[scratch.alias]
        if connection.vendor == "postgresql":
            _maintain(f'DROP DATABASE "{name}" WITH (FORCE)')


def drop_constraint(database: BaseDatabaseWrapper, model: type[Model], name: str) -> None:
    """Remove a constraint of a model from the given database, as a migration would."""
    label = model._meta.app_label
    before = MigrationLoader(database).project_state()
    after = before.clone()
    operation = RemoveConstraint(str(model._meta.model_name), name)
    operation.state_forwards(label, after)
    with database.schema_editor() as editor:
        operation.database_forwards(label, editor, before, after)


def _maintain(statement: str) -> None:
    """Run what PostgreSQL runs only outside a transaction and from another database."""
    connections["default"].close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
