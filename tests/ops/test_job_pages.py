"""How the scheduled jobs stand, in the admin site."""

from datetime import timedelta

import pytest
from django.conf import settings

from apps.core import clock
from apps.core.models import JobState
from apps.orgs.selectors import forget_cached
from tests.support.administration import browser_of, make_administrator, make_platform_staff
from tests.support.campus import NOW
from tests.support.world import make_world

pytestmark = pytest.mark.django_db

JOB = "core.forget_counters"
LIST = "/admin/core/jobstate/"


@pytest.fixture(autouse=True)
def fresh() -> None:
    forget_cached()


def listed() -> str:
    with clock.use(lambda: NOW):
        text: str = browser_of(make_platform_staff(), host="localhost").get(LIST).content.decode()
    return text


def test_a_job_in_time_is_listed_without_a_mark() -> None:
    JobState.objects.create(
        name=JOB,
        last_started_at=NOW - timedelta(hours=1),
        last_succeeded_at=NOW - timedelta(hours=1),
        last_counts={"forgotten": 7},
    )
    text = listed()
    assert "forgotten" in text
    assert 'class="late"' not in text
    assert ">0 s<" in text


def test_a_late_job_is_marked_with_its_lag() -> None:
    every = settings.JOBS[JOB]
    succeeded = NOW - every - timedelta(hours=5)
    JobState.objects.create(name=JOB, last_started_at=succeeded, last_succeeded_at=succeeded)
    text = listed()
    assert '<span class="late">late</span>' in text
    assert ">18000 s<" in text


def test_a_failed_job_shows_what_failed() -> None:
    JobState.objects.create(
        name=JOB,
        last_started_at=NOW,
        last_failed_at=NOW,
        failures=1,
        last_error="OperationalError at apps/core/tasks.py:12",
    )
    text = listed()
    assert '<span class="late">failed</span>' in text
    assert "OperationalError at apps/core/tasks.py:12" in text


def test_jobs_that_no_worker_has_begun_are_named() -> None:
    text = listed()
    assert "Never begun:" in text
    assert JOB in text
    JobState.objects.create(name=JOB, last_started_at=NOW, last_succeeded_at=NOW)
    JobState.objects.create(name="of an older version", last_started_at=NOW)
    text = listed()
    assert JOB not in text.partition("Never begun:")[2].partition("</h2>")[0]
    assert "not scheduled" in text


def test_a_job_is_read_only_and_for_platform_staff() -> None:
    state = JobState.objects.create(name=JOB, last_started_at=NOW, last_succeeded_at=NOW)
    path = f"{LIST}{state.pk}/"
    platform = browser_of(make_platform_staff(), host="localhost")
    page = platform.get(f"{path}change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert platform.post(f"{path}change/", {"name": "x"}).status_code == 403
    for rest in ("add/", f"{state.pk}/delete/"):
        assert platform.post(f"{LIST}{rest}").status_code == 403
    admin = browser_of(make_administrator(make_world("home").organization))
    assert admin.get(LIST).status_code == 403
    assert admin.get(f"{path}change/").status_code == 403
    assert "core/jobstate" not in admin.get("/admin/").content.decode()
