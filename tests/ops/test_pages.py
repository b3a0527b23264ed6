"""The page shells: which address gets which, how they are cached, what they allow."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from attendance_system.settings.maps import Tiles

LIGHT = '<!doctype html><title>light</title><script src="/static/light-AbCd1234.js"></script>'
STAFF = (
    '<!doctype html><title>staff</title><meta name="csp-nonce" content="__CSP_NONCE__">'
    '<meta name="map-tiles" content="__MAP_TILES__">'
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built_pages(settings: Any, tmp_path: Path) -> Path:
    (tmp_path / "checkin.html").write_text(LIGHT)
    (tmp_path / "index.html").write_text(STAFF)
    (tmp_path / "sw.js").write_text("self.skipWaiting();")
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


LIGHT_PATHS = ["/", "/login", "/scan", "/history", "/c/ABCDEFGH0123456789AB", "/C/abc", "/C/abc/"]
STAFF_PATHS = ["/dashboard", "/courses", "/courses/7", "/sessions/7", "/sessions/7/projector"]
UNKNOWN_PATHS = ["/nowhere", "/courses/x", "/dashboard/", "/c/"]


def directives(response: Any) -> dict[str, str]:
    policy = response["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("path", LIGHT_PATHS)
def test_light_entry(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.content.decode() == LIGHT
    assert response["Cache-Control"] == "no-cache"
    assert "nonce" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", STAFF_PATHS)
def test_staff_shell_carries_a_nonce_of_its_own_and_is_never_kept(
    client: Client, path: str
) -> None:
    first, second = client.get(path), client.get(path)
    nonces = []
    for response in (first, second):
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        match = re.search(r'content="([^"]+)"', response.content.decode())
        assert match is not None
        nonces.append(match.group(1))
        assert directives(response)["style-src"] == f"'self' 'nonce-{match.group(1)}'"
    assert nonces[0] != nonces[1]
    assert "__CSP_NONCE__" not in nonces


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_an_unknown_page_is_the_light_entry_with_its_status(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.content.decode() == LIGHT


@pytest.mark.parametrize("path", ["/api/nothing/", "/api", "/api/healthz/more/"])
def test_an_unknown_address_of_the_api_is_the_one_error_body(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_a_kept_light_entry_is_not_sent_again(client: Client) -> None:
    etag = client.get("/")["ETag"]
    again = client.get("/", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.content == b""


def test_a_new_build_is_sent(client: Client, built_pages: Path) -> None:
    etag = client.get("/")["ETag"]
    (built_pages / "checkin.html").write_text(LIGHT.replace("light", "newer"))
    assert client.get("/", headers={"if-none-match": etag}).status_code == 200


def test_service_worker_acts_for_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/dashboard", "/sw.js", "/nowhere"])
def test_without_a_build_the_page_says_how_to_make_one(
    client: Client, settings: Any, path: str
) -> None:
    settings.FRONTEND_DIST = Path("/nowhere")
    response = client.get(path)
    assert response.status_code == 503
    assert "make frontend" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/dashboard", "/c/abc"])
def test_pages_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/dashboard", "/nowhere"])
def test_what_pages_may_load(client: Client, path: str) -> None:
    response = client.get(path)
    policy = directives(response)
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]


def test_an_answer_of_the_api_may_load_nothing(client: Client) -> None:
    policy = directives(client.get("/api/nothing/"))
    assert policy == {"default-src": "'none'", "frame-ancestors": "'none'"}


@pytest.mark.parametrize("path", ["/", "/dashboard", "/nowhere", "/api/nothing/"])
def test_what_browsers_are_told(client: Client, path: str) -> None:
    response = client.get(path)
    permissions = response["Permissions-Policy"].split(", ")
    assert {"camera=(self)", "geolocation=(self)", "screen-wake-lock=(self)"} <= set(permissions)
    assert "microphone=()" in permissions
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_browsers_are_told_to_keep_to_https(client: Client, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert "Strict-Transport-Security" not in client.get("/")
    secure = client.get("/", secure=True)["Strict-Transport-Security"]
    assert secure == "max-age=31536000; includeSubDomains"


def test_only_staff_pages_hear_of_a_map_server_and_may_load_its_tiles(
    client: Client, settings: Any
) -> None:
    """Light pages, the API and the admin site stay closed; without one, all are."""
    without = directives(client.get("/courses/7"))["img-src"]
    assert '<meta name="map-tiles" content="">' in client.get("/courses/7").content.decode()
    settings.MAP_TILES = Tiles('https://T.example:8443/{z}/{x}/{y}?k="&', "© O'Map <b>", 19)
    page = client.get("/courses/7")
    assert directives(page)["img-src"] == f"{without} https://t.example:8443"
    told = re.search(r'name="map-tiles" content="([^"]*)"', page.content.decode())
    assert told is not None
    assert json.loads(unescape(told[1])) == settings.MAP_TILES.to_json()
    assert page["Referrer-Policy"] == "same-origin", "tiles are asked for without a referrer"
    for path in ["/", "/history", "/api/healthz/", "/nowhere"]:
        assert "t.example" not in client.get(path).get("Content-Security-Policy", "")
