"""What runs around requests: what each is known by, and what only pages need."""

import secrets
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from apps.core import logs
from apps.core.http import address_being_served, client_address

_API = "/api/"
# An answer of the API is data. Should a browser ever take it for a page, it may load nothing.
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


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


class _PastTheApi(MiddlewareMixin):
    """A middleware of pages that know their visitor by a cookie: the admin site.

    The API knows nobody by a cookie. Passing it by saves each of its requests the session, the
    user and the messages that nothing would read.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(_API):
            return self.get_response(request)  # type: ignore[return-value]  # a coroutine, where pages are served by one
        return super().__call__(request)  # type: ignore[return-value]  # as above


class PageSessionMiddleware(_PastTheApi, SessionMiddleware):
    """``request.session``, for pages."""


class PageUserMiddleware(_PastTheApi, AuthenticationMiddleware):
    """``request.user`` by the session, for pages."""


class PageMessageMiddleware(_PastTheApi, MessageMiddleware):
    """Messages from one page to the next."""


class PagePolicyMiddleware(CSPMiddleware):
    """``Content-Security-Policy``: that of the pages, and a constant one for the API.

    Putting the pages' policy together costs more than many an answer of the API does. A view's
    own policy stands.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_API):
            return super().__call__(request)  # type: ignore[return-value]  # a coroutine, where pages are served by one
        response = self.get_response(request)
        response.setdefault(HEADER, API_POLICY)  # type: ignore[union-attr]  # as above
        return response  # type: ignore[return-value]  # as above
