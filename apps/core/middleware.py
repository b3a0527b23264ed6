"""Gives every request an id that appears in its answer and in the logs."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.core import logs


class RequestIdMiddleware:
    """Create a short request id; a client's own id is never trusted into the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identifier = secrets.token_hex(4).upper()
        token = logs.request_id.set(identifier)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-Id"] = identifier
        return response
