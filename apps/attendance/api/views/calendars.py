"""API of calendar addresses, and the calendar itself."""

from datetime import timedelta

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import signed_in
from apps.attendance.api.serializers.calendars import (
    CalendarAddressSerializer,
    CalendarSerializer,
)
from apps.attendance.permissions import HasCalendar
from apps.attendance.selectors import calendars as selectors
from apps.attendance.services import calendars
from apps.core import clock, ratelimit
from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.orgs.selectors import organization_of, public_address

# Thirty programs of one person that ask every quarter of an hour. Counted are those that know a
# true address, each by itself: whoever shares a network, or asks for what opens nothing, costs
# nobody else anything.
ASKED = 120
ASKED_WINDOW = timedelta(hours=1)


class CalendarView(ApiView):
    """The user's own calendar address."""

    permission_classes = [HasCalendar]

    @extend_schema(operation_id="calendar", responses=CalendarSerializer)
    def get(self, request: Request) -> Response:
        """Return since when there is an address; the address itself is not kept."""
        feed = selectors.feed_of(signed_in(request))
        plain = {"created_at": feed.created_at if feed else None}
        return Response(CalendarSerializer(plain).data)

    @extend_schema(
        operation_id="calendar_renew", request=None, responses={201: CalendarAddressSerializer}
    )
    def post(self, request: Request) -> Response:
        """Make an address for calendar programs, told this once; the one before stops working."""
        feed, token = calendars.make_address(user=signed_in(request), now=clock.now())
        origin = public_address(organization_of(request))
        plain = {"created_at": feed.created_at, "address": f"{origin}/calendar/{token}.ics"}
        return Response(CalendarAddressSerializer(plain).data, status=201)

    @extend_schema(operation_id="calendar_revoke", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Let the address stop working at once."""
        calendars.revoke_address(user=signed_in(request), now=clock.now())
        return Response(status=204)


class _OneForm(BaseContentNegotiation):
    """Programs ask for a calendar in many words; refusals are JSON all the same."""

    def select_parser(self, request: Request, parsers: list[object]) -> object:  # type: ignore[override]  # parsers are DRF's own
        return parsers[0]

    def select_renderer(  # type: ignore[override]  # renderers are DRF's own
        self, request: Request, renderers: list[object], format_suffix: str | None = None
    ) -> tuple[object, str]:
        return renderers[0], "application/json"


class CalendarFeedView(ApiView):
    """A person's classes for calendar programs. The address is the permission."""

    permission_classes = [Public]
    authentication_classes = []
    content_negotiation_class = _OneForm
    counts_as_use = False

    @extend_schema(exclude=True)
    def get(self, request: Request, token: str) -> HttpResponse:
        """Return the classes as iCalendar; 404 for an address that opens nothing (any more).

        429 when one address is asked too often, from wherever; networks are not counted.
        """
        owner, now = selectors.owner_of(token), clock.now()
        ratelimit.enforce(f"calendar:{owner.pk}", limit=ASKED, window=ASKED_WINDOW, now=now)
        body = selectors.calendar_of(owner, organization_of(request), now=now)
        answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        answer["Cache-Control"] = "private, max-age=900"
        answer["Content-Disposition"] = 'inline; filename="classes.ics"'
        answer["X-Robots-Tag"] = "noindex"
        answer["Referrer-Policy"] = "no-referrer"
        return answer
