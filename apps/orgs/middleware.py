"""Finds out for which organisation a request is, before anything else reads data."""

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import get_script_prefix, set_script_prefix

from apps.core.api.errors import json_error
from apps.core.errors import AppError, NotReady
from apps.orgs.errors import OrganizationUnknown
from apps.orgs.selectors import organization_for_request

logger = logging.getLogger(__name__)

# Django's request has no such attribute of its own; orgs.selectors.organization_of reads it.
ATTRIBUTE = "organization"
_PATH_PREFIX = re.compile(r"^/org/(?P<slug>[A-Za-z0-9_-]{1,50})(?=/|$)")


class OrganizationMiddleware:
    """Set ``request.organization`` from host, path prefix, header or default, in this order.

    The path prefix ``/org/<slug>`` is moved to the script name, so that every URL works below
    it. Paths in ``ORGANIZATION_EXEMPT_PATHS`` (health probes) answer for no organisation.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setattr(request, ATTRIBUTE, None)
        if request.path_info in settings.ORGANIZATION_EXEMPT_PATHS:
            return self.get_response(request)
        path_slug = self._take_path_prefix(request)
        host, _ = split_domain_port(request.get_host())
        try:
            found = organization_for_request(
                host=host,
                path_slug=path_slug,
                header_slug=request.headers.get("X-Organization-Slug"),
            )
        except OrganizationUnknown as error:
            return self._refuse(request, error)
        except (OperationalError, InterfaceError):
            logger.exception("the database did not answer")
            return self._refuse(request, NotReady())
        setattr(request, ATTRIBUTE, found)
        return self._answer(request) if path_slug else self.get_response(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Answer below the path prefix: addresses that Django writes carry it too."""
        before = get_script_prefix()
        set_script_prefix(f"{request.META['SCRIPT_NAME']}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)

    @staticmethod
    def _take_path_prefix(request: HttpRequest) -> str | None:
        match = _PATH_PREFIX.match(request.path_info)
        if match is None:
            return None
        script = str(request.META.get("SCRIPT_NAME", "")) + match.group(0)
        request.path_info = request.path_info[match.end() :] or "/"
        request.META["SCRIPT_NAME"] = script
        request.path = script + request.path_info
        request.META["PATH_INFO"] = request.path_info
        return match.group("slug")

    @staticmethod
    def _refuse(request: HttpRequest, error: AppError) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return json_error(error)
        return HttpResponse(error.message, status=error.status, content_type="text/plain")
