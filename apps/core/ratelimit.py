"""Limits that hold under concurrency: one atomic upsert counts a try before it is served.

A throttle that reads, then writes lets several tries through at once; this statement does not
(``INSERT … ON CONFLICT DO UPDATE … RETURNING``, supported by PostgreSQL and SQLite >= 3.35).
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import F

from apps.core import batches
from apps.core.errors import RateLimited
from apps.core.models import RateCounter

_UPSERT = (
    f'INSERT INTO "{RateCounter._meta.db_table}" ("key", "window_start", "count") '  # noqa: S608 - no user input in the text
    "VALUES (%s, %s, %s) "
    'ON CONFLICT ("key", "window_start") DO UPDATE SET "count" = '
    f'"{RateCounter._meta.db_table}"."count" + excluded."count" RETURNING "count"'
)


def count(key: str, *, window: timedelta, now: datetime, amount: int = 1) -> int:
    """Count ``amount`` more of ``key`` in the fixed window around ``now``; return the new count."""
    start = _window_start(window, now)
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [key, connection.ops.adapt_datetimefield_value(start), amount])
        row = cursor.fetchone()
    return int(row[0])


def give_back(key: str, *, window: timedelta, now: datetime, amount: int = 1) -> None:
    """Take back what was counted and then not used; never below nothing."""
    counted = RateCounter.objects.filter(
        key=key, window_start=_window_start(window, now), count__gte=amount
    )
    counted.update(count=F("count") - amount)


def window_end(window: timedelta, now: datetime) -> datetime:
    """Return when the fixed window around ``now`` ends."""
    return _window_start(window, now) + window


def enforce(key: str, *, limit: int, window: timedelta, now: datetime) -> None:
    """Count a try and raise RateLimited when it exceeds ``limit`` in the window.

    ``params.retry_after_s`` of the error is the number of seconds until the window ends.
    """
    if count(key, window=window, now=now) > limit:
        ends = window_end(window, now)
        seconds = max(1, int((ends - now).total_seconds()) + 1)
        raise RateLimited(params={"retry_after_s": seconds})


def forget_before(moment: datetime) -> int:
    """Delete counters of windows that began before ``moment``; return how many."""
    return batches.delete(RateCounter.objects.filter(window_start__lt=moment))


def _window_start(window: timedelta, now: datetime) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
