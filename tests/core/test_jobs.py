"""A job's row decides whether it is due; one claim is one run, however many ask."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings as project_settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from apps.core import jobs
from apps.core.jobs import GlobalJob, Word
from apps.core.models import JobState
from tests.support.checkin import Clock, now
from tests.support.races import at_once

__all__ = ["now"]

NAME = "tests.job"
EVERY = timedelta(minutes=10)
LEASE = timedelta(seconds=60)


class Work:
    """What the job does in a test, and how often it was done."""

    def __init__(self) -> None:
        self.runs = 0
        self.error: BaseException | None = None
        self.before: Callable[[], Any] = lambda: None

    def __call__(self) -> dict[str, int]:
        self.runs += 1
        self.before()
        if self.error is not None:
            raise self.error
        return {"done": self.runs}


@pytest.fixture
def work(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Work:
    settings.JOBS = {**settings.JOBS, NAME: EVERY}
    body = Work()
    monkeypatch.setitem(_bodies, NAME, body)
    return body


_bodies: dict[str, Work] = {}


@shared_task(name=NAME, base=GlobalJob, time_limit=50)
def job(*, now: Any) -> dict[str, int]:
    """Do what the test wants."""
    return _bodies[NAME]()


def state() -> JobState:
    return JobState.objects.get(name=NAME)


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due_and_not_before(work: Work, now: Clock) -> None:
    assert job() == {"done": 1}
    now.tick(minutes=9)
    assert job() is None
    now.tick(minutes=1)
    assert job() == {"done": 2}
    assert work.runs == 2


@pytest.mark.django_db
def test_a_knock_a_little_early_counts(work: Work, now: Clock) -> None:
    job()
    now.tick(minutes=9, seconds=29)
    assert job() is None
    now.tick(1)
    assert job() == {"done": 2}


@pytest.mark.django_db
def test_a_run_leaves_its_times_and_counts(work: Work, now: Clock) -> None:
    started = now.moment
    work.before = lambda: now.tick(3)
    job()
    row = state()
    assert (row.last_started_at, row.last_succeeded_at) == (started, now.moment)
    assert (row.last_counts, row.runs, row.failures) == ({"done": 1}, 1, 0)
    assert (row.lease_until, row.last_failed_at, row.last_error) == (None, None, "")
    assert row.last_duration_ms is not None


@pytest.mark.django_db
def test_a_failed_run_says_what_and_where_but_quotes_nobody(work: Work, now: Clock) -> None:
    work.error = ValueError("Key (email)=(ann@example.edu) already exists")
    with pytest.raises(ValueError, match="ann"):
        job()
    row = state()
    assert (row.runs, row.failures, row.last_succeeded_at) == (1, 1, None)
    assert row.last_failed_at == now.moment
    assert row.last_error.startswith("ValueError at tests/core/test_jobs.py:")
    assert "ann" not in row.last_error
    work.error = None
    now.tick(minutes=5)
    assert job() == {"done": 2}
    assert state().last_error == ""


@pytest.mark.django_db
def test_a_failed_run_is_repeated_long_before_its_interval_is_over(
    work: Work, settings: Any, now: Clock
) -> None:
    settings.JOBS = {NAME: timedelta(days=1)}
    work.error = ValueError("once")
    with pytest.raises(ValueError, match="once"):
        job()
    now.tick(minutes=4)
    assert job() is None
    work.error = None
    now.tick(minutes=1)
    assert job() == {"done": 2}
    now.tick(minutes=5)
    assert job() is None, "a run that succeeded waits for its interval"


@pytest.mark.django_db
@pytest.mark.parametrize("error", [SystemExit(0), SoftTimeLimitExceeded()])
def test_a_run_that_is_stopped_gives_its_lease_back(
    error: BaseException, work: Work, now: Clock
) -> None:
    work.error = error
    with pytest.raises(type(error)):
        job()
    assert state().lease_until is None
    assert state().failures == 1


@pytest.mark.django_db
def test_the_lease_of_a_killed_run_ends_after_its_time_limit(
    work: Work, settings: Any, now: Clock
) -> None:
    """A killed process gives nothing back: the claim of this test is never finished."""
    settings.JOBS = {NAME: timedelta(seconds=15)}
    assert jobs.claim(NAME, now=now.moment, lease=job._lease())
    assert job._lease() == timedelta(seconds=60)
    now.tick(59)
    assert job() is None
    now.tick(1)
    assert job() == {"done": 1}


@pytest.mark.django_db
def test_without_a_limit_of_its_own_a_job_has_that_of_all() -> None:
    @shared_task(name="tests.unlimited", base=GlobalJob)
    def unlimited(*, now: Any) -> dict[str, int]:
        return {}

    limit = timedelta(seconds=project_settings.CELERY_TASK_TIME_LIMIT)
    assert unlimited._lease() > limit


@pytest.mark.django_db
def test_a_run_that_outlived_its_lease_does_not_end_its_successors(
    work: Work, settings: Any, now: Clock
) -> None:
    settings.JOBS = {NAME: timedelta(seconds=15)}

    def successor_starts() -> None:
        now.tick(61)
        assert jobs.claim(NAME, now=now.moment, lease=LEASE)

    work.before = successor_starts
    job()
    assert state().lease_until == now.moment + LEASE
    assert state().last_succeeded_at is None


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("known", [False, True])
def test_of_many_who_ask_at_once_one_runs(work: Work, now: Clock, known: bool) -> None:
    if known:
        JobState.objects.create(name=NAME)
    taken = at_once(*[lambda: jobs.claim(NAME, now=now.moment, lease=LEASE)] * 6)
    assert sorted(taken) == [False] * 5 + [True]
    assert state().runs == 1


@pytest.mark.usefixtures("transactional_db")
def test_a_claim_that_reads_before_it_writes_lets_two_through(work: Work, now: Clock) -> None:
    """The control: without the condition inside the UPDATE the same race has two winners."""
    JobState.objects.create(name=NAME)
    both_have_read = threading.Barrier(2, timeout=10)

    def careless() -> bool:
        due = JobState.objects.filter(Q(last_started_at=None), name=NAME).exists()
        both_have_read.wait()
        if due:
            JobState.objects.filter(name=NAME).update(last_started_at=now.moment)
        return due

    assert at_once(careless, careless) == [True, True]


@pytest.mark.usefixtures("transactional_db")
def test_a_second_beat_makes_no_second_run(work: Work, now: Clock) -> None:
    """The job as two workers run it, each on the message of another beat."""
    answers = at_once(*[lambda: job.apply(throw=True).get()] * 4)
    assert sorted(map(str, answers)) == ["None"] * 3 + ["{'done': 1}"]


@pytest.mark.django_db
def test_a_job_outside_the_schedule_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"tests\.job"):
        job()


@pytest.mark.django_db
def test_the_work_can_be_done_by_hand_whether_due_or_not(work: Work, now: Clock) -> None:
    job()
    assert job.work(now=now.moment) == {"done": 2}
    assert state().runs == 1


@pytest.mark.django_db
def test_how_a_job_stands_in_one_word(work: Work, now: Clock) -> None:
    def stands() -> tuple[Word, int]:
        found = next(one for one in jobs.reports(now=now.moment) if one.name == NAME)
        return found.word, found.lag_s

    assert stands() == (Word.NEVER, 0)
    job()
    assert stands() == (Word.OK, 0)
    now.tick(minutes=15)
    assert stands() == (Word.OK, 300)
    now.tick(1)
    assert stands() == (Word.LATE, 301)
    work.error = ValueError("x")
    with pytest.raises(ValueError, match="x"):
        job()
    assert stands() == (Word.FAILED, 301)
    work.error = None
    now.tick(minutes=10)
    job()
    assert stands() == (Word.OK, 0)


def test_every_scheduled_name_is_a_job_and_every_job_is_scheduled() -> None:
    current_app.loader.import_default_modules()
    known = {
        name
        for name, task in current_app.tasks.items()
        if isinstance(task, GlobalJob) and not name.startswith("tests.")
    }
    assert known == set(project_settings.JOBS)


def test_beat_knocks_often_and_its_messages_expire() -> None:
    entries = project_settings.CELERY_BEAT_SCHEDULE
    assert set(entries) == set(project_settings.JOBS)
    for name, every in project_settings.JOBS.items():
        knock = entries[name]["schedule"]
        assert knock <= min(every, timedelta(minutes=5))
        assert entries[name]["options"]["expires"] >= knock.total_seconds()


@pytest.mark.parametrize("name", project_settings.JOBS)
def test_a_job_can_be_sent_by_beat(name: str) -> None:
    """Celery refuses to send a task whose soft limit is above its hard one."""
    current_app.loader.import_default_modules()
    task = current_app.tasks[name]
    soft = task.soft_time_limit or project_settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert soft <= (task.time_limit or project_settings.CELERY_TASK_TIME_LIMIT)
