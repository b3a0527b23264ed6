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
from apps.core import clock, tenancy
from apps.core.api.views import NOT_KEPT
from apps.core.errors import NotFound
from apps.orgs.selectors import organization_of

_SCHEME, _PARTS = "token", 2


class LiveView(SessionBase):
    """What an open register polls."""

    permission_classes = [RunsSessions]
    counts_as_use = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a poll by what has changed since its version; every other the ordinary way.

        The short way only tells whom the ordinary one would tell, and what it would: whatever it
        does not know for certain, refusals included, is not answered by it.
        """
        known = live.Version.parse(request.GET.get("version", ""))
        told = None
        with suppress(OperationalError, InterfaceError):  # the ordinary way answers for that
            told = _changes(request, kwargs["pk"], known) if known else None
        if told is None:
            return super().dispatch(request, *args, **kwargs)
        text = json.dumps(told, ensure_ascii=False)
        kept = {"Cache-Control": NOT_KEPT}
        return HttpResponse(text, content_type="application/json", headers=kept)

    @extend_schema(
        operation_id="live",
        parameters=[OpenApiParameter("version", str, description="The version last received.")],
        responses=LiveSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return everything, what has changed since a version, or that nothing has."""
        now = clock.now()
        sessions.settle_if_due(session=self.session(pk), now=now)
        standing = _standing(request, pk, None)
        if standing is None:
            raise NotFound
        # How far is read before the rows are: what comes in between shows at the next poll.
        news = live.news_since(standing)
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


def _changes(request: HttpRequest, pk: int, known: live.Version) -> dict[str, Any] | None:
    """Return what has changed in a session since a version; None where everything is to be told.

    None as well for whoever may not know.
    """
    standing = _standing(request, pk, known)
    if standing is None:
        return None
    if standing.is_known:
        return {"version": str(known), "changed": False}
    organization = organization_of(request)
    with tenancy.activate(organization):
        # How far is read before the rows are: what comes in between shows at the next poll.
        news = live.news_since(standing)
        if not news.complete:
            return None
        session = standing.session
        session.organization = organization
        rows = selectors.rows_beside(session, news.students)
        waiting = len(selectors.review_queue(session)) if standing.has_decidable else 0
    return _told(news, rows, waiting)


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


def _standing(
    request: HttpRequest | Request, pk: int, known: live.Version | None
) -> live.Standing | None:
    """Return how the session stands for who sends a request; None for whoever may not know."""
    header = request.headers.get("Authorization", "").split()
    organization = getattr(request, "organization", None)
    if (
        request.method not in {"GET", "HEAD"}
        or organization is None
        or len(header) != _PARTS
        or header[0].lower() != _SCHEME
    ):
        return None
    return live.standing_of(
        digest=token_digest(header[1]),
        organization_id=organization.pk,
        pk=pk,
        known=known,
        now=clock.now(),
    )
