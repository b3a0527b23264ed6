"""What the health answer says of jobs and their queue; neither makes an instance unavailable."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from celery import shared_task
from django.core.checks import run_checks
from django.test import Client

from apps.core.jobs import GlobalJob
from apps.ops import selectors
from apps.ops.selectors import Queue, queue_at
from tests.support.checkin import Clock, now
from tests.support.servers import Cache

__all__ = ["now"]

PATH = "/api/healthz/"
NAME = "tests.watched"
SECRET = "ann@example.edu owes 300"
fails: list[bool] = []


@shared_task(name=NAME, base=GlobalJob)
def watched(*, now: Any) -> dict[str, int]:
    """Count one, or fail with a text that nobody outside may read."""
    if fails:
        raise ValueError(SECRET)
    return {"seen": 1}


@pytest.fixture
def scheduled(db: None, settings: Any, now: Clock) -> Iterator[Clock]:
    settings.JOBS = {NAME: timedelta(minutes=10)}
    fails.clear()
    yield now
    fails.clear()


def told(client: Client) -> tuple[int, Any, str]:
    answer = client.get(PATH)
    return answer.status_code, answer.json()["jobs"][NAME], answer.content.decode()


def test_a_job_in_words_times_and_counts(scheduled: Clock, client: Client) -> None:
    _, before, _ = told(client)
    assert before == {
        "word": "never",
        "last_started_at": None,
        "last_succeeded_at": None,
        "lag_s": 0,
        "counts": {},
    }
    watched()
    moment = scheduled.moment.isoformat().replace("+00:00", "Z")
    status, after, _ = told(client)
    assert status == 200
    assert after == {
        "word": "ok",
        "last_started_at": moment,
        "last_succeeded_at": moment,
        "lag_s": 0,
        "counts": {"seen": 1},
    }


def test_a_late_job_is_told_and_the_instance_stays_ready(scheduled: Clock, client: Client) -> None:
    watched()
    scheduled.tick(hours=1)
    status, job, _ = told(client)
    assert (status, job["word"], job["lag_s"]) == (200, "late", 3000)


def test_a_failed_job_is_told_without_its_text(scheduled: Clock, client: Client) -> None:
    fails.append(True)
    with pytest.raises(ValueError, match="owes"):
        watched()
    status, job, text = told(client)
    assert (status, job["word"]) == (200, "failed")
    assert "ann" not in text
    assert "ValueError" not in text


# --- The queue -----------------------------------------------------------------------------
@pytest.fixture
def client_of(redis_server: Cache) -> Iterator["redis.Redis"]:
    client = redis.Redis.from_url(redis_server.url)
    yield client
    client.close()


def as_user(redis_server: Cache, client: "redis.Redis", *rights: str) -> str:
    """Make a user of the server with all rights but these and return the address to use."""
    client.acl_setuser(
        "probe",
        enabled=True,
        passwords=["+word"],
        keys=["*"],
        categories=["+@all"],
        commands=list(rights),
    )
    return redis_server.url.replace("redis://", "redis://probe:word@")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("noeviction", Queue.OK),
        ("allkeys-lru", Queue.MAY_LOSE_JOBS),
        ("volatile-ttl", Queue.MAY_LOSE_JOBS),
    ],
)
@pytest.mark.parametrize("rights", [(), ("-config",)])
def test_what_redis_does_when_its_memory_is_full(
    policy: str,
    expected: Queue,
    rights: tuple[str, ...],
    redis_server: Cache,
    client_of: "redis.Redis",
) -> None:
    client_of.config_set("maxmemory-policy", policy)
    assert queue_at(as_user(redis_server, client_of, *rights)) == expected


def test_where_redis_does_not_say_it_stays_unverified(
    redis_server: Cache, client_of: "redis.Redis"
) -> None:
    assert queue_at(as_user(redis_server, client_of, "-config", "-info")) == (Queue.UNVERIFIED)


@pytest.mark.parametrize(
    ("found", "identifier"),
    [
        (Queue.OK, None),
        (Queue.MAY_LOSE_JOBS, "ops.W001"),
        (Queue.UNVERIFIED, "ops.W002"),
        (Queue.UNREACHABLE, "ops.W003"),
    ],
)
def test_the_deployment_check_warns(
    found: Queue, identifier: str | None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_BROKER_URL = "redis://queue:6379/0"
    monkeypatch.setattr("apps.ops.checks.queue_at", lambda address: found)
    said = [one.id for one in run_checks(include_deployment_checks=True)]
    assert [one for one in said if one and one.startswith("ops.")] == (
        [identifier] if identifier else []
    )


@pytest.mark.django_db
def test_the_health_answer_has_a_word_for_the_queue(
    redis_server: Cache,
    client_of: "redis.Redis",
    client: Client,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selectors, "_queue_state", selectors._QueueState())
    settings.CELERY_BROKER_URL = redis_server.url
    client_of.config_set("maxmemory-policy", "allkeys-lru")
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["queue"]) == (200, "may_lose_jobs")
    # Asked again only after some minutes.
    client_of.config_set("maxmemory-policy", "noeviction")
    assert client.get(PATH).json()["queue"] == "may_lose_jobs"
    monkeypatch.setattr(selectors, "QUEUE_FRESH_S", 0.0)
    assert client.get(PATH).json()["queue"] == "ok"


@pytest.mark.django_db
def test_a_queue_that_is_away_leaves_the_instance_ready(
    redis_server: Cache, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "_queue_state", selectors._QueueState())
    settings.CELERY_BROKER_URL = redis_server.url
    redis_server.process.kill()
    redis_server.process.wait()
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["queue"]) == (200, "unreachable")
