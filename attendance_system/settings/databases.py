"""Database, cache and queue settings made from the environment's addresses."""

import contextlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from attendance_system.env import Environment

# How long a database connection is kept for the next request. Opening one costs more than all
# statements of a check-in together.
CONNECTION_LIFE_S = 600
CONNECT_TIMEOUT_S = 3
SQLITE_BUSY_TIMEOUT_S = 20
VISIBILITY_TIMEOUT_S = 900
SQLITE_OPTIONS: dict[str, Any] = {
    # A transaction that begins by reading and then writes fails at once under concurrency,
    # whatever the time-out; IMMEDIATE makes it wait its turn instead.
    "transaction_mode": "IMMEDIATE",
    "timeout": SQLITE_BUSY_TIMEOUT_S,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}


def configuration(env: Environment) -> dict[str, Any]:
    """Return the default database's settings: DATABASE_URL, else SQLite in the data folder."""
    if not env.database_url:
        env.data_dir.mkdir(parents=True, exist_ok=True)
        return _sqlite(str(env.data_dir / "db.sqlite3"))
    parts = urlsplit(env.database_url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")))
    options: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_S, **dict(parse_qsl(parts.query))}
    # A socket folder cannot stand in the place of the host, so it may come as ?host=/folder.
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "attendance_system.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": CONNECTION_LIFE_S,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": CONNECTION_LIFE_S,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def caches(env: Environment) -> dict[str, Any]:
    """Return the settings of all caches: what a process keeps, and what all of them share."""
    shared = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(env.data_dir / "cache"),
    }
    own = cache(env)
    return {"default": own, "shared": own if env.redis_url else shared}


def cache(env: Environment) -> dict[str, Any]:
    """Return the cache's settings: Redis when given, else inside the process."""
    if not env.redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "attendance",
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
            # A cache that is away costs speed, never an answer.
            "IGNORE_EXCEPTIONS": True,
        },
    }


def queue(env: Environment) -> dict[str, Any]:
    """Return the options of the queue's transport: Redis when given, else a folder."""
    if urlsplit(env.celery_broker_url).scheme in {"", "filesystem"}:
        return _folder_queue(env.data_dir)
    return {
        # Redis hands out again what was not acknowledged for so long: later than any task ends.
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        # A request that hands over a message waits no longer than this for a Redis that is away.
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }


def beat_notes(data_dir: Path) -> str:
    """Return the file in which beat notes when it knocked last, and make its folder."""
    # A web process on a disk that it may not write to needs no such folder.
    with contextlib.suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True)
    return str(data_dir / "celerybeat-schedule")


def _folder_queue(data_dir: Path) -> dict[str, Any]:
    """Return transport options of the queue kept in a folder, and make its folders."""
    folder = data_dir / "celery"
    messages, control, processed = (folder / name for name in ("queue", "control", "processed"))
    for path in (messages, control, processed):
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "processed_folder": str(processed),
        "store_processed": False,
    }
