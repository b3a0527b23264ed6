"""What every part of the API stands on: error codes, the clock, pages, request ids, guards."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client

from apps.accounts.api.views import MeView
from apps.core import clock, errors, tenancy
from apps.core.api.errors import exception_handler
from apps.core.api.permissions import DenyAll, Public
from apps.core.api.views import ApiView
from apps.core.errors import AppError, registered_codes
from apps.courses.models import Venue
from tests.support import openapi
from tests.support.world import make_world


def test_two_errors_cannot_share_a_code() -> None:
    with pytest.raises(TypeError, match="not_found"):
        type("Imitation", (AppError,), {"code": "not_found", "status": 404})


def test_the_schema_lists_every_code() -> None:
    schema = openapi.document()
    assert sorted(schema["components"]["schemas"]["ErrorCodeEnum"]["enum"]) == registered_codes()


@pytest.mark.parametrize("code", registered_codes())
def test_every_error_says_something_with_a_status_of_its_kind(code: str) -> None:
    kind = errors._REGISTERED[code]
    assert 400 <= kind.status <= 503
    assert kind.detail.endswith(".")
    assert kind().message == kind.detail


def test_the_clock_is_utc_and_can_be_set_for_a_while() -> None:
    fixed = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with clock.use(lambda: fixed):
        assert clock.now() == fixed
    with pytest.raises(ZeroDivisionError), clock.use(lambda: fixed):
        _ = 1 / 0
    assert clock.now() != fixed
    assert clock.now().tzinfo is not None


@pytest.mark.parametrize(
    ("raised", "code", "status"),
    [
        (errors.Conflict(), "conflict", 409),
        (SuspiciousOperation("x"), "invalid", 400),
        (OperationalError("gone"), "not_ready", 503),
        (ValueError("a bug"), "server_error", 500),
    ],
)
def test_every_exception_has_its_answer(raised: Exception, code: str, status: int) -> None:
    response = exception_handler(raised, {"view": MeView()})
    assert (response.status_code, response.data["code"]) == (status, code)
    assert "a bug" not in str(response.data)


def test_a_view_must_state_who_may() -> None:
    with pytest.raises(TypeError, match="permission_classes"):
        type("Forgetful", (ApiView,), {"get": lambda self, request: None})
    type("Stated", (ApiView,), {"get": lambda self, request: None, "permission_classes": [Public]})


def test_what_is_not_allowed_is_denied(settings: Any) -> None:
    default = settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"]
    assert default == ["apps.core.api.permissions.DenyAll"]
    assert not DenyAll().has_permission(None, None)  # type: ignore[arg-type]  # looks at neither


@pytest.mark.django_db
def test_every_answer_carries_its_own_request_id() -> None:
    make_world("home")
    client = Client(headers={"host": "home.localhost", "x-request-id": "chosen-by-the-client"})
    seen = set()
    for path in ("/api/organization/", "/api/me/", "/api/no/", "/login", "/api/healthz/"):
        answer = client.get(path)
        assert re.fullmatch(r"[0-9A-F]{8}", answer["X-Request-Id"])
        seen.add(answer["X-Request-Id"])
        if answer.status_code >= 400 and answer["Content-Type"] == "application/json":
            assert answer.json()["request_id"] == answer["X-Request-Id"]
    assert len(seen) == 5


@pytest.mark.django_db
def test_a_page_has_a_maximum() -> None:
    world = make_world("home")
    with tenancy.activate(world.organization):
        Venue.objects.bulk_create(
            Venue(name=f"Room {number:03}", latitude=0, longitude=0, radius_m=50)
            for number in range(5, 235)
        )
    staff = world.staff()
    first = staff.get("/api/venues/").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (231, 50, None)
    assert "page=2" in first["next"]
    for size, shown in (("3", 3), ("200", 200), ("201", 200), ("100000", 200), ("0", 50)):
        assert len(staff.get(f"/api/venues/?page_size={size}").json()["results"]) == shown
    for page in ("0", "6", "-1", "x", "9" * 30):
        answer = staff.get(f"/api/venues/?page={page}")
        assert answer.status_code == 404, page
        assert answer.json()["code"] == "not_found"
    pages = [staff.get(f"/api/venues/?page={page}").json()["results"] for page in range(1, 6)]
    ids = [one["id"] for page in pages for one in page]
    assert len(set(ids)) == 231
