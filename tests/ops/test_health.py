"""The health endpoint: 200 or 503, always JSON, never a redirect."""

from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.ops import selectors

PATH = "/api/healthz/"


@pytest.fixture(autouse=True)
def fresh_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_state", selectors._MigrationState())


@pytest.fixture
def dead_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.django_db
def test_a_healthy_instance(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 200
    body = response.json()
    assert set(body.pop("jobs")) == set(project_settings.JOBS)
    assert body == {"status": "ok", "checks": {"database": "ok", "migrations": "ok"}}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_migrations_are_read_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PATH)
    # One asks whether the database is there, one how the jobs stand.
    with django_assert_num_queries(2):
        assert client.get(PATH).status_code == 200


@pytest.mark.usefixtures("dead_database")
def test_without_its_database_the_instance_is_unavailable(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {"database": "unreachable", "migrations": "unknown"},
    }


@pytest.mark.django_db
def test_with_a_missing_migration_the_instance_is_unavailable_until_it_is_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pending(executor: Any, targets: Any) -> list[str]:
        return ["orgs.0001_initial"]

    with monkeypatch.context() as patch:
        patch.setattr(MigrationExecutor, "migration_plan", pending)
        response = client.get(PATH)
        assert response.status_code == 503
        assert response.json()["checks"]["migrations"] == "pending"
        assert "jobs" not in response.json()
    monkeypatch.setattr(selectors, "MIGRATIONS_FRESH_S", 0.0)
    assert client.get(PATH).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("present", [True, False])
def test_a_configured_cache_is_checked(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, present: bool
) -> None:
    monkeypatch.setattr(selectors, "_cache_is_shared", lambda: True)
    if not present:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
        caches.close_all()
    response = client.get(PATH)
    assert response.status_code == (200 if present else 503)
    assert response.json()["checks"]["cache"] == ("ok" if present else "unreachable")


@pytest.fixture
def strict_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["attendance.example.edu"]


@pytest.mark.django_db
@pytest.mark.usefixtures("strict_https")
@pytest.mark.parametrize("path", ["/api/healthz/", "/api/healthz"])
def test_a_probe_by_bare_address_over_plain_http_is_answered(path: str) -> None:
    probe = Client(headers={"host": "10.0.0.7:8000"})
    assert probe.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict_https")
def test_every_other_address_is_strict() -> None:
    assert Client(headers={"host": "attendance.example.edu"}).get("/login").status_code == 301
    assert Client(headers={"host": "10.0.0.7"}).get("/login", secure=True).status_code == 400


@pytest.mark.django_db
def test_a_probe_reads(client: Client) -> None:
    assert client.head(PATH).status_code == 200
    refused = client.post(PATH)
    assert refused.status_code == 405
    assert refused["Allow"] == "GET, HEAD"


@pytest.mark.django_db
def test_an_unknown_organisation_does_not_make_the_instance_unhealthy() -> None:
    assert Client(headers={"host": "nobody.localhost"}).get(PATH).status_code == 200
