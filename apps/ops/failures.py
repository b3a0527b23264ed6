"""Answers to requests that fail before or outside of any view.

Below /api/ it is the one error body, as everywhere in the API; elsewhere a short plain text.
"""

import re

from django.http import HttpRequest, HttpResponse

from apps.core import errors, logs
from apps.core.api.errors import json_error

API_PATH = re.compile(r"^(/org/[^/]+)?/api(/|$)")


def _answer(request: HttpRequest, error: errors.AppError) -> HttpResponse:
    if API_PATH.match(request.path_info):
        return json_error(error)
    text = f"{error.message} (reference {logs.request_id.get()})\n"
    return HttpResponse(text, status=error.status, content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be what a client of ours sends, such as a foreign Host."""
    return _answer(request, errors.Invalid())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request refused outside of a view."""
    return _answer(request, errors.PermissionDenied())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token, such as one kept open over a log-in."""
    return _answer(
        request, errors.PermissionDenied("This page was open for too long. Load it again.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that met a mistake of ours; the reference leads to the log."""
    return _answer(request, errors.ServerError())
