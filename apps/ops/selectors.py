"""What the running instance knows about its own fitness to serve."""

import logging
import time
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.backoff import NoBackoff
from redis.retry import Retry

from apps.core import jobs

logger = logging.getLogger(__name__)

OK = "ok"
UNREACHABLE = "unreachable"
PENDING = "pending"
# Reading the migrations costs tens of milliseconds; a deployment waits longer than this anyway.
MIGRATIONS_FRESH_S = 5.0
# Redis's policy changes with its configuration only; probes come every few seconds.
QUEUE_FRESH_S = 300.0
QUEUE_WAIT_S = 0.5
SAFE_POLICY = "noeviction"


class Queue(StrEnum):
    """Whether the queue keeps what it was given."""

    OK = "ok"
    MAY_LOSE_JOBS = "may_lose_jobs"
    UNVERIFIED = "unverified"
    UNREACHABLE = "unreachable"


class _MigrationState:
    """The last answer about migrations. Complete ones stay complete while the process lives."""

    complete = False
    checked_at = float("-inf")


class _QueueState:
    """The last answer about the queue."""

    found: Queue | None = None
    checked_at = float("-inf")


_state = _MigrationState()
_queue_state = _QueueState()


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


def job_health(*, now: datetime) -> dict[str, dict[str, Any]] | None:
    """Return how each scheduled job stands, by its name; None when that cannot be read.

    Words, times and counts only: the answer is public, texts of errors are for the admin site.
    """
    try:
        found = jobs.reports(now=now)
    except DatabaseError:
        logger.warning("health: the jobs' states cannot be read", exc_info=True)
        return None
    return {
        one.name: {
            "word": one.word,
            "last_started_at": one.last_started_at,
            "last_succeeded_at": one.last_succeeded_at,
            "lag_s": one.lag_s,
            "counts": one.counts,
        }
        for one in found
    }


def queue_health() -> Queue | None:
    """Return whether Redis keeps what is queued in it; None where the queue is a folder.

    Redis is asked once in a few minutes at most.
    """
    if urlsplit(settings.CELERY_BROKER_URL).scheme == "filesystem":
        return None
    if time.monotonic() - _queue_state.checked_at >= QUEUE_FRESH_S:
        _queue_state.found = queue_at(settings.CELERY_BROKER_URL)
        _queue_state.checked_at = time.monotonic()
    return _queue_state.found


def queue_at(address: str) -> Queue:
    """Ask the Redis at an address what it does when its memory is full.

    Anything but refusing new writes may drop queued messages. Hosted services often refuse
    CONFIG; INFO says the same. Where both are refused it stays unverified.
    """
    client = redis.Redis.from_url(
        address,
        socket_connect_timeout=QUEUE_WAIT_S,
        socket_timeout=QUEUE_WAIT_S,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
    try:
        policy = _policy_by_config(client) or _policy_by_info(client)
    except (redis.RedisError, OSError):
        logger.warning("health: the queue's Redis does not answer", exc_info=True)
        return Queue.UNREACHABLE
    finally:
        client.close()
    if not policy:
        return Queue.UNVERIFIED
    return Queue.OK if policy == SAFE_POLICY else Queue.MAY_LOSE_JOBS


def _policy_by_config(client: "redis.Redis") -> str:
    try:
        found: Any = client.config_get("maxmemory-policy")
    except redis.ResponseError:
        return ""
    return str(found.get("maxmemory-policy", ""))


def _policy_by_info(client: "redis.Redis") -> str:
    try:
        found: Any = client.info("memory")
    except redis.ResponseError:
        return ""
    return str(found.get("maxmemory_policy", ""))
