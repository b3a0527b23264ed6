"""The application without its guard against double records: the control of the race tests.

A server started with ``tests.support.unguarded_settings`` inserts records as if there were no
``ON CONFLICT``. Together with a database whose unique constraint was dropped, two scans of one
student that cross each other make two records. Never part of the application.
"""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

GUARD = 'ON CONFLICT ("organization_id", "session_id", "student_id") DO NOTHING'


def without_guard(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run a statement as it would be without the guard."""
    return execute(sql.replace(GUARD, ""), params, many, context)


def remove_guard(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Let every statement of a new connection run without the guard."""
    connection.execute_wrappers.append(without_guard)


class UnguardedConfig(AppConfig):
    name = "tests.support.unguarded"
    label = "unguarded"

    def ready(self) -> None:
        connection_created.connect(remove_guard)
