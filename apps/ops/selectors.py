"""What the running instance knows about its own fitness to serve."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger(__name__)

OK = "ok"
UNREACHABLE = "unreachable"
PENDING = "pending"
# Reading the migrations costs tens of milliseconds; a deployment waits longer than this anyway.
MIGRATIONS_FRESH_S = 5.0


class _MigrationState:
    """The last answer about migrations. Complete ones stay complete while the process lives."""

    complete = False
    checked_at = float("-inf")


_state = _MigrationState()


def health_checks() -> dict[str, str]:
    """Return the state of each thing a request needs, "ok" or a word for what is wrong."""
    checks = {"database": _database()}
    checks["migrations"] = _migrations() if checks["database"] == OK else "unknown"
    if _cache_is_shared():
        checks["cache"] = _cache()
    return checks


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        logger.warning("health: the database does not answer", exc_info=True)
        connection.close()
        return UNREACHABLE
    return OK


def _migrations() -> str:
    fresh = time.monotonic() - _state.checked_at < MIGRATIONS_FRESH_S
    if not _state.complete and not fresh:
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            logger.warning("health: the migrations cannot be read", exc_info=True)
            return UNREACHABLE
        _state.complete = not plan
        _state.checked_at = time.monotonic()
    return OK if _state.complete else PENDING


def _cache_is_shared() -> bool:
    return bool(settings.ENVIRONMENT.redis_url)


def _cache() -> str:
    key = "health-probe"
    moment = time.monotonic_ns()
    cache.set(key, moment, timeout=60)
    return OK if cache.get(key) is not None else UNREACHABLE
