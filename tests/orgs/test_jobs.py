"""Jobs for every organisation: each in its scope, none stopped by another's failure."""

from datetime import timedelta
from typing import Any

import pytest
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from apps.core import tenancy
from apps.core.jobs import JobFailed
from apps.core.models import JobState
from apps.core.tenancy import ScopeError
from apps.courses.models import Course
from apps.orgs.jobs import OrganizationJob
from tests.support.checkin import Clock, now
from tests.support.world import World, make_world

__all__ = ["now"]

ACTIVE, ALL = "tests.count_everywhere", "tests.count_closed_too"
broken: dict[int, Exception] = {}
visited: list[int] = []


def _count() -> dict[str, int]:
    here = tenancy.current_organization_id()
    visited.append(here)
    if here in broken:
        raise broken[here]
    return {"courses": Course.objects.count(), "organisations": 1}


@shared_task(name=ACTIVE, base=OrganizationJob)
def count_everywhere(*, now: Any) -> dict[str, int]:
    """Count the courses of active organisations."""
    return _count()


@shared_task(name=ALL, base=OrganizationJob, include_inactive=True)
def count_closed_too(*, now: Any) -> dict[str, int]:
    """Count the courses of all organisations."""
    return _count()


@pytest.fixture
def worlds(db: None, now: Clock, settings: Any) -> list[World]:
    settings.JOBS = dict.fromkeys([ACTIVE, ALL], timedelta(minutes=1))
    broken.clear()
    visited.clear()
    made = [make_world(name, students=1) for name in ("first", "second", "third")]
    made[2].organization.is_active = False
    made[2].organization.save()
    return made


def test_each_active_organisation_is_visited_in_its_scope(worlds: list[World]) -> None:
    assert count_everywhere() == {"courses": 2, "organisations": 2}
    assert sorted(visited) == sorted(world.organization.pk for world in worlds[:2])
    with pytest.raises(ScopeError):
        tenancy.current_organization_id()


def test_a_job_may_visit_closed_organisations_too(worlds: list[World]) -> None:
    assert count_closed_too() == {"courses": 3, "organisations": 3}


@pytest.mark.parametrize("which", [0, 1])
def test_a_failing_organisation_does_not_stop_the_others(
    which: int, worlds: list[World], caplog: pytest.LogCaptureFixture
) -> None:
    failing = worlds[which].organization.pk
    broken[failing] = ValueError("ann@example.edu")
    with pytest.raises(JobFailed):
        count_everywhere()
    assert sorted(visited) == sorted(world.organization.pk for world in worlds[:2])
    row = JobState.objects.get(name=ACTIVE)
    assert (row.failures, row.last_succeeded_at) == (1, None)
    assert row.last_counts == {"courses": 1, "organisations": 1}
    assert row.last_error == "1 of 2 organisations failed: ValueError"
    assert f"failed for organisation {failing}" in caplog.text


def test_a_run_out_of_time_stops_at_once(worlds: list[World]) -> None:
    for world in worlds:
        broken[world.organization.pk] = SoftTimeLimitExceeded()
    with pytest.raises(SoftTimeLimitExceeded):
        count_everywhere()
    assert len(visited) == 1


def test_without_organisations_there_is_nothing_to_do(db: None, settings: Any) -> None:
    settings.JOBS = {ACTIVE: timedelta(minutes=1)}
    assert count_everywhere() == {}
