"""Notes what each request is known by: an id for answer and logs, and where it came from."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.core import logs
from apps.core.http import address_being_served, client_address


class RequestIdMiddleware:
    """Create a short request id; a client's own id is never trusted into the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identifier = secrets.token_hex(4).upper()
        token = logs.request_id.set(identifier)
        address = address_being_served.set(client_address(request))
        try:
            response = self.get_response(request)
        finally:
            address_being_served.reset(address)
            logs.request_id.reset(token)
        response["X-Request-Id"] = identifier
        return response
