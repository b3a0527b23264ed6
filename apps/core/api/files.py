"""Hands out files of the local folder to whoever has a living address."""

from typing import Any

from django.core.signing import BadSignature
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from apps.core import clock, files
from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.core.errors import NotFound


class _OneForm(BaseContentNegotiation):
    """A picture is asked for as a picture; refusals are JSON all the same."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class FileView(ApiView):
    """A file of the local folder. The address is the permission: browsers send no token for it."""

    permission_classes = [Public]
    authentication_classes = []
    content_negotiation_class = _OneForm
    counts_as_use = False

    @extend_schema(
        operation_id="file",
        auth=[],
        parameters=[
            OpenApiParameter("expires", int, required=True),
            OpenApiParameter("signature", str, required=True),
        ],
        responses={
            (200, "image/webp"): OpenApiTypes.BINARY,
            (200, "application/pdf"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, name: str) -> HttpResponse:
        """Return the file, a PDF to be saved; 404 for what is not signed, foreign or over."""
        left = self._seconds_left(request, name)
        kind = files.CONTENT_TYPES.get(files.ending_of(name))
        if kind is None or not isinstance(files.the_store(), files.LocalStorage):
            raise NotFound
        try:
            answer = HttpResponse(files.read(name), content_type=kind)
        except FileNotFoundError as error:
            raise NotFound from error
        answer["Cache-Control"] = f"private, max-age={left}, immutable"
        answer["Content-Disposition"] = files.disposition(name)
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer["Cross-Origin-Resource-Policy"] = "same-origin"
        return answer

    def _seconds_left(self, request: Request, name: str) -> int:
        asked = request.query_params
        organization = getattr(request, "organization", None)
        if organization is None or files.organization_of(name) != organization.pk:
            raise NotFound
        try:
            return files.seconds_left(
                name,
                expires=asked.get("expires", ""),
                signature=asked.get("signature", ""),
                now=clock.now(),
            )
        except BadSignature as error:
            raise NotFound from error
