"""API of the live register: the poll of every screen that watches a session."""

import json
from contextlib import suppress
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.rules import token_digest
from apps.attendance.api import representation
from apps.attendance.api.serializers.sessions import LiveSerializer
from apps.attendance.api.views.sessions import SessionBase, represent
from apps.attendance.permissions import RunsSessions
from apps.attendance.selectors import live
from apps.attendance.selectors import register as selectors
from apps.attendance.selectors import sessions as session_selectors
from apps.attendance.services import sessions
from apps.core import clock
from apps.core.errors import NotFound
from apps.orgs.selectors import organization_of

_SCHEME = "Token "


class LiveView(SessionBase):
    """What an open register polls."""

    permission_classes = [RunsSessions]
    counts_as_use = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a poll without news by one statement; every other the ordinary way.

        The short way only ever says that nothing is new, to whom the ordinary one would say so:
        whatever it does not know for certain, refusals included, is not answered by it.
        """
        known = live.Version.parse(request.GET.get("version", ""))
        standing = _standing(request, kwargs["pk"]) if known else None
        if standing is not None and known is not None and standing.is_known(known):
            return _nothing_new(known)
        return super().dispatch(request, *args, **kwargs)

    @extend_schema(
        operation_id="live",
        parameters=[OpenApiParameter("version", str, description="The version last received.")],
        responses=LiveSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return everything, what has changed since a version, or that nothing has."""
        standing = self._standing(pk)
        known = live.Version.parse(request.query_params.get("version", ""))
        # How far is read before the rows are: what comes in between shows at the next poll.
        news = live.news_since(known, standing)
        if not news.complete:
            return self._everything(pk)
        session = standing.session
        session.organization = organization_of(request)
        rows = selectors.rows_beside(session, news.students)
        waiting = len(selectors.review_queue(session)) if standing.has_decidable else 0
        return Response(_told(news, rows, waiting))

    def _everything(self, pk: int) -> Response:
        now = clock.now()
        sessions.settle_if_due(session=self.session(pk), now=now)
        news = live.news_since(None, self._standing(pk))
        session = self.session(pk)
        rows = selectors.register(session)
        review = selectors.review_queue(session)
        return Response(
            {
                **_told(news, rows, len(review)),
                "session": represent(session, session_selectors.live_token(session)),
                "counts": selectors.counts(rows, review),
            }
        )

    def _standing(self, pk: int) -> live.Standing:
        standing = _standing(self.request, pk)
        if standing is None:
            raise NotFound
        return standing


def _told(news: live.News, rows: list[selectors.Row], waiting: int) -> dict[str, Any]:
    return {
        "version": str(news.version),
        "changed": True,
        "everything": not news.complete,
        "server_time_ms": representation.milliseconds(clock.now()),
        "waiting": waiting,
        "sent": news.version.sent,
        "rows": [representation.register_row(row) for row in rows],
    }


def _nothing_new(known: live.Version) -> HttpResponse:
    text = json.dumps({"version": str(known), "changed": False})
    return HttpResponse(text, content_type="application/json")


def _standing(request: HttpRequest | Request, pk: int) -> live.Standing | None:
    """Return how the session stands for who sends a request; None for whoever may not know."""
    header = request.headers.get("Authorization", "")
    organization = getattr(request, "organization", None)
    if (
        request.method not in {"GET", "HEAD"}
        or organization is None
        or not header.startswith(_SCHEME)
    ):
        return None
    with suppress(OperationalError, InterfaceError):  # the ordinary way answers for that
        return live.standing(
            digest=token_digest(header.removeprefix(_SCHEME)),
            organization_id=organization.pk,
            pk=pk,
            now=clock.now(),
        )
    return None
