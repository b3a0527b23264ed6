"""Scheduled jobs: beat knocks often, the job's row decides whether it is due.

One conditional UPDATE of `JobState` claims a run. Two beats, lost, doubled and late messages and
restarts of beat or worker therefore all lead to the same runs. What a job must do is in the rows
of its domain; a run that was killed is simply made up for by the next one.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from traceback import extract_tb
from typing import Any

from celery import Task
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Q

from apps.core import clock
from apps.core.models import JobState

logger = logging.getLogger(__name__)

# Beat knocks this often at the doors of the longest intervals too.
LATE_AFTER = timedelta(minutes=5)
# A run that failed or was killed is repeated after this, however long the interval is.
RETRY_AFTER = timedelta(minutes=5)
# Knocks come a little early or late; what is nearly due is due.
MOST_SLACK = timedelta(seconds=30)
# A worker ends a run at its hard time limit; from then on nobody else can still be at it.
LEASE_MARGIN_S = 10
_ROOT = Path(__file__).resolve().parents[2]


class JobFailed(RuntimeError):
    """A run in which some part failed; ``counts`` is what the other parts did."""

    def __init__(self, text: str, counts: Mapping[str, int]) -> None:
        super().__init__(text)
        self.counts = dict(counts)


class GlobalJob(Task):  # type: ignore[type-arg]  # Celery's Task takes no arguments at run time
    """A job on tables of no organisation. Its body takes ``now`` and returns counts by name.

    Called without arguments it runs when its row says that it is due and returns the counts,
    otherwise None. The interval is that of ``settings.JOBS``. Give the task a ``time_limit`` in
    seconds when it should be taken up again soon after a worker was killed in it.
    """

    abstract = True
    # Celery would ask whoever sends the message for the body's own argument.
    typing = False

    def __call__(self) -> dict[str, int] | None:
        now = clock.now()
        if not claim(self.name, now=now, lease=self._lease()):
            return None
        begun = time.monotonic()
        try:
            counts = self.work(now=now)
        except BaseException as error:  # even a stopping worker gives the lease back
            _finish(self.name, claimed_at=now, begun=begun, error=error)
            raise
        _finish(self.name, claimed_at=now, begun=begun, counts=counts)
        return counts

    def work(self, *, now: datetime) -> dict[str, int]:
        """Do the job's work, due or not, and return its counts."""
        counts: dict[str, int] = self.run(now=now)
        return counts

    def _lease(self) -> timedelta:
        limit_s = self.time_limit or settings.CELERY_TASK_TIME_LIMIT
        return timedelta(seconds=limit_s + LEASE_MARGIN_S)


def interval_of(name: str) -> timedelta:
    """Return how often a job is to run; raise ImproperlyConfigured when it is not scheduled."""
    every: timedelta | None = settings.JOBS.get(name)
    if every is None:
        raise ImproperlyConfigured(f"the job {name} has no place in the schedule")
    return every


def claim(name: str, *, now: datetime, lease: timedelta) -> bool:
    """Take the job's run if it is due and nobody is at it; return whether it was taken.

    One UPDATE decides, so that of many who ask at once one is told yes. The claim lasts for
    ``lease``; afterwards the run counts as killed.
    """
    every = interval_of(name)
    retry = min(every, RETRY_AFTER)
    unfinished = Q(last_succeeded_at=None) | Q(last_succeeded_at__lt=F("last_started_at"))
    due = (
        Q(last_started_at=None)
        | Q(last_started_at__lte=now - every + _slack(every))
        | (unfinished & Q(last_started_at__lte=now - retry + _slack(retry)))
    )
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    taken = {"last_started_at": now, "lease_until": now + lease, "runs": F("runs") + 1}
    if JobState.objects.filter(due & free, name=name).update(**taken):
        return True
    # Whoever makes the row first asks it like everybody else.
    if JobState.objects.filter(name=name).exists():
        return False
    JobState.objects.bulk_create([JobState(name=name)], ignore_conflicts=True)
    return bool(JobState.objects.filter(due & free, name=name).update(**taken))


def _slack(every: timedelta) -> timedelta:
    return min(every / 5, MOST_SLACK)


def _finish(
    name: str,
    *,
    claimed_at: datetime,
    begun: float,
    counts: Mapping[str, int] | None = None,
    error: BaseException | None = None,
) -> None:
    """Note how a run ended, unless another run has taken over since."""
    now = clock.now()
    changes: dict[str, Any] = {
        "lease_until": None,
        "last_duration_ms": round((time.monotonic() - begun) * 1000),
        "last_counts": dict(counts or {}),
    }
    if error is None:
        changes |= {"last_succeeded_at": now, "last_error": ""}
    else:
        changes |= {
            "last_failed_at": now,
            "last_error": _describe(error),
            "failures": F("failures") + 1,
        }
        if isinstance(error, JobFailed):
            changes["last_counts"] = error.counts
    if not JobState.objects.filter(name=name, last_started_at=claimed_at).update(**changes):
        logger.warning("job %s outlived its lease; another run has taken over", name)


def _describe(error: BaseException) -> str:
    """Say what failed and where. Texts of foreign exceptions may quote rows, so they stay out."""
    if isinstance(error, JobFailed):
        return str(error)[: JobState.ERROR_LENGTH]
    ours = [frame for frame in extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    place = ""
    if ours:
        place = f" at {Path(ours[-1].filename).relative_to(_ROOT)}:{ours[-1].lineno}"
    return f"{type(error).__name__}{place}"[: JobState.ERROR_LENGTH]


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(_ROOT) and "site-packages" not in path.parts


class Word(StrEnum):
    """How a job stands, in one word."""

    OK = "ok"
    LATE = "late"
    FAILED = "failed"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class JobReport:
    """How one scheduled job stands; ``lag_s`` is by how much its last success is overdue."""

    name: str
    word: Word
    every: timedelta
    last_started_at: datetime | None
    last_succeeded_at: datetime | None
    lag_s: int
    counts: dict[str, int]


def reports(*, now: datetime) -> list[JobReport]:
    """Return how every job of the schedule stands, in the schedule's order."""
    states = {state.name: state for state in JobState.objects.all()}
    return [
        report(states.get(name) or JobState(name=name), every=every, now=now)
        for name, every in settings.JOBS.items()
    ]


def report(state: JobState, *, every: timedelta, now: datetime) -> JobReport:
    """Return how a job stands whose interval is ``every``."""
    succeeded, failed = state.last_succeeded_at, state.last_failed_at
    lag = max(now - succeeded - every, timedelta()) if succeeded else timedelta()
    if succeeded is None and failed is None:
        word = Word.NEVER
    elif failed is not None and (succeeded is None or failed > succeeded):
        word = Word.FAILED
    else:
        word = Word.LATE if lag > max(every / 10, LATE_AFTER) else Word.OK
    return JobReport(
        name=state.name,
        word=word,
        every=every,
        last_started_at=state.last_started_at,
        last_succeeded_at=succeeded,
        lag_s=int(lag.total_seconds()),
        counts=state.last_counts,
    )
