"""Requests that fail outside of any view: the one error body below /api/, short text elsewhere."""

from typing import Any

import pytest
from django.test import Client

from apps.ops import pages
from apps.orgs import middleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/me/", "/api/nothing", "/org/demo/api/me/"])
def test_a_foreign_host_below_the_api(path: str) -> None:
    response = Client(headers={"host": "evil.example"}).get(path)
    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "invalid"
    assert body["request_id"] == response["X-Request-Id"]


def test_a_foreign_host_elsewhere() -> None:
    response = Client(headers={"host": "evil.example"}).get("/login")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert "evil.example" not in response.content.decode()


def test_a_mistake_of_ours_below_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**names: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(middleware, "organization_for_request", fail)
    response = Client(raise_request_exception=False).get("/api/me/")
    assert response.status_code == 500
    assert response.json()["code"] == "server_error"
    assert "secret" not in response.content.decode()


def test_a_mistake_of_ours_in_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "_built", fail)
    response = Client(raise_request_exception=False).get("/login")
    assert response.status_code == 500
    assert response["X-Request-Id"] in response.content.decode()
    assert "secret" not in response.content.decode()


def test_the_health_path_refuses_to_be_written_to(client: Client) -> None:
    response = client.post("/api/healthz/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["code"] == "method_not_allowed"
