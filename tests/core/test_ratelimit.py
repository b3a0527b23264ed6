"""A limit holds when tries come at the same moment."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from apps.core import ratelimit
from apps.core.errors import RateLimited
from apps.core.models import RateCounter

NOW = datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)
WINDOW = timedelta(minutes=5)
THREADS = 12
LIMIT = 5


def at_once(work: Callable[[], None]) -> None:
    """Run the work in THREADS threads that start together, each with its own connection."""
    gate = threading.Barrier(THREADS, timeout=30)

    def run() -> None:
        try:
            gate.wait()
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_exactly_the_limit_gets_through() -> None:
    passed: list[bool] = []

    def work() -> None:
        try:
            ratelimit.enforce("k", limit=LIMIT, window=WINDOW, now=NOW)
            passed.append(True)
        except RateLimited:
            passed.append(False)

    at_once(work)
    assert sorted(passed) == [False] * (THREADS - LIMIT) + [True] * LIMIT
    assert RateCounter.objects.get().count == THREADS


@pytest.mark.django_db(transaction=True)
def test_a_counter_that_reads_then_writes_lets_more_through() -> None:
    """The control: the same race against the textbook counter."""
    RateCounter.objects.create(key="k", window_start=NOW)
    read = threading.Barrier(THREADS, timeout=30)
    passed: list[bool] = []

    def work() -> None:
        count = RateCounter.objects.get(key="k").count
        connection.close()
        read.wait()
        passed.append(count < LIMIT)
        RateCounter.objects.filter(key="k").update(count=F("count") + 1)

    at_once(work)
    assert sum(passed) > LIMIT


@pytest.mark.django_db
def test_keys_and_windows_are_counted_apart() -> None:
    assert ratelimit.count("a", window=WINDOW, now=NOW) == 1
    assert ratelimit.count("a", window=WINDOW, now=NOW) == 2
    assert ratelimit.count("b", window=WINDOW, now=NOW) == 1
    assert ratelimit.count("a", window=WINDOW, now=NOW + WINDOW) == 1


@pytest.mark.django_db
def test_who_is_refused_hears_when_to_come_back() -> None:
    ratelimit.enforce("k", limit=1, window=WINDOW, now=NOW)
    with pytest.raises(RateLimited) as refused:
        ratelimit.enforce("k", limit=1, window=WINDOW, now=NOW)
    seconds = refused.value.params["retry_after_s"]
    assert seconds == 300
    later = NOW + timedelta(seconds=seconds)
    ratelimit.enforce("k", limit=1, window=WINDOW, now=later)
    with pytest.raises(RateLimited):
        ratelimit.enforce("k", limit=1, window=WINDOW, now=later)


@pytest.mark.django_db
def test_old_counters_are_forgotten() -> None:
    ratelimit.count("old", window=WINDOW, now=NOW - timedelta(days=1))
    ratelimit.count("new", window=WINDOW, now=NOW)
    assert ratelimit.forget_before(NOW - timedelta(hours=1)) == 1
    assert RateCounter.objects.get().key == "new"
