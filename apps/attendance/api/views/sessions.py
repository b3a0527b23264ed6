"""API of roll-calls for those who run them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.selectors import signed_in
from apps.attendance.api import representation
from apps.attendance.api.serializers.sessions import (
    ExtendInputSerializer,
    ProjectorSerializer,
    ReopenInputSerializer,
    SessionInputSerializer,
    SessionSerializer,
    TokenInputSerializer,
    TokenSerializer,
)
from apps.attendance.enums import SessionState, TokenKind
from apps.attendance.models import AttendanceSession, AttendanceToken
from apps.attendance.permissions import RunsSessions
from apps.attendance.selectors import projector
from apps.attendance.selectors import sessions as selectors
from apps.attendance.services import classes, places, sessions, tokens
from apps.core import clock
from apps.core.api.serializers import ScopedRelatedField
from apps.core.api.views import ApiView
from apps.core.errors import NotFound
from apps.core.http import query_day, query_id, query_text
from apps.courses.selectors import course_for, local_day
from apps.orgs.selectors import organization_of


class SessionBase(ApiView):
    """What the session views share."""

    permission_classes = [RunsSessions]

    @property
    def member(self) -> User:
        """The lecturer or administrator who asks."""
        return signed_in(self.request)

    def session(self, pk: int) -> AttendanceSession:
        """Return a session the user may run; 404 for any other."""
        return selectors.session_for(self.member, pk=pk)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer 404 where the database refused a row about a session that is gone by now.

        A planned session is deleted when its class is called off. What is written about it at
        that moment, without a lock upon it, ends so.
        """
        if isinstance(exc, IntegrityError) and selectors.is_gone(self.kwargs.get("pk")):
            return super().handle_exception(NotFound())
        return super().handle_exception(exc)

    def answer(self, pk: int, *, status: int = 200) -> Response:
        """Return the session as it is now."""
        session = self.session(pk)
        return Response(represent(session, selectors.live_token(session)), status=status)


def represent(session: AttendanceSession, token: AttendanceToken | None) -> dict[str, Any]:
    """Return the session with its newest token."""
    plain = representation.session(session, token, now=clock.now())
    return SessionSerializer(plain).data


class SessionListView(SessionBase, ListAPIView[AttendanceSession]):
    """The roll-calls of the user's courses, newest first."""

    permission_classes = [RunsSessions]
    serializer_class = SessionSerializer

    def get_queryset(self) -> QuerySet[AttendanceSession]:
        """Return the user's sessions, narrowed by course, state (by the clock), days and words."""
        found = selectors.sessions_of(self.member)
        query = self.request.query_params
        course = query_id(query, "course")
        if course is not None:
            found = found.filter(course=course)
        if query.get("state") in SessionState.values:
            state = SessionState(query["state"])
            found = found.filter(selectors.state_filter(state, now=clock.now()))
        zone = organization_of(self.request).timezone
        found = found.filter(
            selectors.days_filter(query_day(query, "from"), query_day(query, "to"), zone=zone)
        )
        for word in query_text(query, "search").split():
            found = found.filter(Q(course__code__icontains=word) | Q(course__name__icontains=word))
        return found

    @extend_schema(
        operation_id="sessions",
        parameters=[
            OpenApiParameter("course", int, description="Id of a course."),
            OpenApiParameter("state", str, enum=SessionState.values),
            OpenApiParameter("from", date, description="First day, in the organisation's zone."),
            OpenApiParameter("to", date, description="Last day, in the organisation's zone."),
            OpenApiParameter("search", str, description="Words of the course's code or name."),
        ],
        responses=SessionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return a page of sessions."""
        page = self.paginate_queryset(self.get_queryset()) or []
        newest = selectors.live_tokens(list(page))
        return self.get_paginated_response([represent(one, newest.get(one.pk)) for one in page])

    @extend_schema(
        operation_id="session_open",
        request=SessionInputSerializer,
        responses={201: SessionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Open a session now, or plan one; ``{course}`` alone takes the course's defaults.

        ``{course, schedule, class_date}`` starts a class: at its place, late from its beginning.
        """
        entered = SessionInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values, now = entered.validated_data, clock.now()
        organization = organization_of(request)
        today = local_day(now, organization.timezone)
        # A course the user does not teach is answered like one that does not exist.
        try:
            course = course_for(self.member, pk=values["course"].pk, today=today)
        except NotFound as error:
            raise ScopedRelatedField.no_such_row("course", values["course"].pk) from error
        places.check_opens_at(values["opens_at"], now=now)
        position = values["position"]
        place = places.place_for(
            organization=organization,
            course=course,
            venue=values.get("venue"),
            venue_given="venue" in values,
            position=(position["latitude"], position["longitude"]) if position else None,
        )
        common = {
            "organization": organization,
            "by": self.member,
            "now": now,
            "opens_at": values["opens_at"],
            "closes_after_min": values["closes_after_min"],
            "kind": TokenKind(values["kind"]),
        }
        schedule = values.get("schedule")
        if schedule is None:
            session = sessions.open_session(course=course, place=place, **common)
        else:
            session = classes.start_class(
                schedule=schedule,
                class_date=values["class_date"],
                place=place if position or "venue" in values else None,
                **common,
            )
        return self.answer(session.pk, status=201)


class SessionDetailView(SessionBase):
    """One roll-call."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="session", responses=SessionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return the session."""
        return self.answer(pk)


class ExtendView(SessionBase):
    """Prolong a session."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="session_extend", request=ExtendInputSerializer, responses=SessionSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let the session close some minutes later."""
        session = self.session(pk)
        entered = ExtendInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        sessions.extend(session=session, by=self.member, now=clock.now(), **entered.validated_data)
        return self.answer(pk)


class CloseView(SessionBase):
    """Close a session."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="session_close", request=None, responses=SessionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Close the session and write the absences; closing twice changes nothing."""
        sessions.close(session=self.session(pk), by=self.member, now=clock.now())
        return self.answer(pk)


class ReopenView(SessionBase):
    """Open a closed session again."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="session_reopen", request=ReopenInputSerializer, responses=SessionSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Open the session again, with a reason that stays."""
        session = self.session(pk)
        entered = ReopenInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        sessions.reopen(session=session, by=self.member, now=clock.now(), **entered.validated_data)
        return self.answer(pk)


class TokenListView(SessionBase, ListAPIView[AttendanceToken]):
    """The tokens of a session, newest first."""

    permission_classes = [RunsSessions]
    serializer_class = TokenSerializer

    def get_queryset(self) -> QuerySet[AttendanceToken]:
        """Return the tokens of a session of the user."""
        session = self.session(self.kwargs["pk"])
        return AttendanceToken.objects.filter(session=session).order_by("-valid_from", "-pk")

    @extend_schema(operation_id="tokens")
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of tokens, without their secrets."""
        return self.list(request)

    @extend_schema(
        operation_id="token_regenerate",
        request=TokenInputSerializer,
        responses={201: TokenSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make a new token; the one before is revoked at once."""
        session = self.session(pk)
        entered = TokenInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        token = tokens.regenerate(
            session=session,
            kind=TokenKind(entered.validated_data["kind"]),
            valid_until=entered.validated_data["valid_until"],
            by=self.member,
            now=clock.now(),
        )
        return Response(TokenSerializer(token).data, status=201)


class TokenRevokeView(SessionBase):
    """Revoke a token."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="token_revoke", request=None, responses=TokenSerializer)
    def post(self, request: Request, pk: int, token_pk: int) -> Response:
        """Make the token's codes stop working at once."""
        token = tokens.revoke(
            session=self.session(pk), token_id=token_pk, by=self.member, now=clock.now()
        )
        return Response(TokenSerializer(token).data)


class ProjectorView(SessionBase):
    """What the projector page polls."""

    permission_classes = [RunsSessions]
    counts_as_use = False

    @extend_schema(operation_id="projector", responses=ProjectorSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return the current and the next code, the typed codes, and how many are in."""
        now = clock.now()
        session = self.session(pk)
        token = selectors.live_token(session)
        shown, typed = projector.codes_to_show(session, token, now=now)
        origin = code_origin(request)
        represented = representation.session(session, token, now=now)
        answer = {
            "session": represented,
            "server_time_ms": representation.milliseconds(now),
            "period_ms": (token.period_s if token else session.policy.code_period_s) * 1000,
            "kind": token.kind if token else None,
            "codes": [
                {
                    "step": one.step,
                    "url": f"{origin}/C/{one.code}",
                    "valid_from_ms": one.valid_from_ms,
                    "valid_until_ms": one.valid_until_ms,
                }
                for one in shown
            ],
            "typed": typed,
            "counts": {
                "arrived": represented["present_count"] + represented["late_count"],
                "enrolled": represented["enrolled_count"],
            },
        }
        return Response(ProjectorSerializer(answer).data)


def code_origin(request: Request) -> str:
    """Return scheme and host of the links in the QR, in upper case for its alphanumeric mode.

    Never with the organisation's path prefix: a code finds its organisation by itself.
    """
    origin = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return str(origin).rstrip("/").upper()
