"""Every scheduled job may run twice: a second and a third run in a row change nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app, shared_task
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from apps.core import clock, ratelimit
from apps.core.jobs import GlobalJob
from apps.core.models import JobState
from tests.support.campus import NOW, Campus

Rows = dict[str, list[tuple[Any, ...]]]
# In the middle of things, when the session is over, when everything is over.
LATER = [timedelta(), timedelta(minutes=100), timedelta(days=2), timedelta(days=60)]
MOMENTS = pytest.mark.parametrize("later", LATER, ids=str)


def rows() -> Rows:
    """Return all rows of all tables but the jobs' own, past every scope."""
    with connection.cursor() as cursor:
        return {
            model._meta.label: all_of(cursor, model)
            for model in apps.get_models(include_auto_created=True)
            if model is not JobState
        }


def all_of(cursor: CursorWrapper, model: type[models.Model]) -> list[tuple[Any, ...]]:
    """Return the rows of a table as they are stored, by their keys."""
    meta = model._meta
    cursor.execute(f'SELECT * FROM "{meta.db_table}" ORDER BY "{meta.pk.column}"')  # noqa: S608 - names of tables
    return [
        tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
        for row in cursor.fetchall()
    ]


def job(name: str) -> GlobalJob:
    current_app.loader.import_default_modules()
    found = current_app.tasks[name]
    assert isinstance(found, GlobalJob)
    return found


def changes_of_runs(work: Callable[[], Any], *, runs: int = 3) -> Iterator[set[str]]:
    """Run some work again and again; yield the tables that each run has changed."""
    before = rows()
    for _ in range(runs):
        work()
        after = rows()
        yield {label for label in after if after[label] != before[label]}
        before = after


@MOMENTS
@pytest.mark.parametrize("name", list(settings.JOBS))
def test_the_second_and_third_run_in_a_row_change_nothing(
    name: str, later: timedelta, campus: Campus
) -> None:
    moment = NOW + later
    with clock.use(lambda: moment):
        _, second, third = changes_of_runs(lambda: job(name).work(now=moment))
    assert (second, third) == (set(), set())


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("attendance.settle_sessions", "attendance.AttendanceSession"),
        ("attendance.clean_tokens", "attendance.AttendanceToken"),
        ("attendance.forget_locations", "attendance.RecordLocation"),
        ("accounts.clean_sign_ins", "accounts.AuthToken"),
    ],
)
def test_the_first_run_does_something(name: str, table: str, campus: Campus) -> None:
    """Without this, jobs that find nothing to do would pass the test above."""
    moment = NOW + timedelta(days=60)
    with clock.use(lambda: moment):
        first, *_ = changes_of_runs(lambda: job(name).work(now=moment), runs=1)
    assert table in first


def test_a_job_that_adds_something_each_time_is_found_out(campus: Campus) -> None:
    """The control."""

    @shared_task(name="tests.adds", base=GlobalJob)
    def adds(*, now: Any) -> dict[str, int]:
        return {"count": ratelimit.count("again", window=timedelta(hours=1), now=now)}

    found = list(changes_of_runs(lambda: adds.work(now=NOW)))
    assert found == [{"core.RateCounter"}] * 3
