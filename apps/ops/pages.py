"""Serves the two public shells of the front end, and its service worker.

Pages hold no data, so they need no sign-in; everything they show comes from the API.
"""

import hashlib
import json
from http import HTTPStatus
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.html import escape
from django.views.decorators.http import require_safe

NONCE_PLACEHOLDER = "__CSP_NONCE__"
MAP_PLACEHOLDER = "__MAP_TILES__"
NOT_BUILT = (
    "The pages of this installation have not been built.\n"
    "Run `make frontend` in the checkout, then start the server again.\n"
)


def _built(name: str) -> str | None:
    path: Path = settings.FRONTEND_DIST / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _not_built() -> HttpResponse:
    response = HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _light(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    page = _built("checkin.html")
    if page is None:
        return _not_built()
    response = HttpResponse(page, status=status)
    # Kept by the browser, asked about each time: a new release shows at once.
    response["Cache-Control"] = "no-cache"
    if status != HTTPStatus.OK:
        return response
    etag = f'"{hashlib.sha256(page.encode()).hexdigest()[:16]}"'
    response["ETag"] = etag
    unchanged = get_conditional_response(request, etag=etag, response=response)
    return response if unchanged is None else unchanged


@require_safe
def light_shell(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the light entry: log-in, the student's home, check-in, scanner, history."""
    return _light(request, HTTPStatus.OK)


@require_safe
def private_light_shell(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the light entry for an address that names one person's paper: for no search engine."""
    response = _light(request, HTTPStatus.OK)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Serve the light entry with status 404; the client shows its page for unknown addresses."""
    return _light(request, HTTPStatus.NOT_FOUND)


@require_safe
def staff_shell(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the staff shell with this answer's nonce for style tags; never cached.

    Where there is a map server, the page is told of it by the same answer that allows its
    pictures: one without the other shows nothing.
    """
    page = _built("index.html")
    if page is None:
        return _not_built()
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # set by django-csp
    tiles = settings.MAP_TILES
    told = "" if tiles is None else escape(json.dumps(tiles.to_json()))
    response = HttpResponse(page.replace(NONCE_PLACEHOLDER, nonce).replace(MAP_PLACEHOLDER, told))
    response["Cache-Control"] = "no-store"
    if tiles is not None:
        # The decorator notes it at the response, as it is known only now.
        csp_update({"img-src": [tiles.origin]})(lambda _: response)(request)
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that it may act for every page."""
    script = _built("sw.js")
    if script is None:
        return _not_built()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
