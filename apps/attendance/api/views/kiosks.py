"""API of kiosk mode: started by lecturers, used by devices that hold a kiosk's token only."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api import representation
from apps.attendance.api.serializers.kiosks import (
    KioskCheckedInSerializer,
    KioskCheckInInputSerializer,
    KioskFoundSerializer,
    KioskInputSerializer,
    KioskListSerializer,
    KioskLookUpInputSerializer,
    KioskStartedSerializer,
    KioskStateSerializer,
)
from apps.attendance.api.views.sessions import SessionBase
from apps.attendance.models import Kiosk
from apps.attendance.permissions import RunsSessions
from apps.attendance.services import kiosks
from apps.core import clock
from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.core.errors import NotFound
from apps.core.http import client_address


class KioskListView(SessionBase):
    """The devices in kiosk mode of a session."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="kiosks", responses=KioskListSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return the devices that are in kiosk mode."""
        session = self.session(pk)
        running = Kiosk.objects.filter(session=session, ended_at=None)
        found = running.select_related("started_by").order_by("-started_at", "-pk")
        return Response(KioskListSerializer({"kiosks": found}).data)

    @extend_schema(
        operation_id="kiosk_start", request=None, responses={201: KioskStartedSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Start kiosk mode: a token for this session alone, told once."""
        started = kiosks.start(session=self.session(pk), by=self.member, now=clock.now())
        return Response({"id": started.kiosk.pk, "token": started.token}, status=201)


class KioskEndView(SessionBase):
    """The end of kiosk mode on a device."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="kiosk_end", request=None, responses={204: None})
    def post(self, request: Request, pk: int, kiosk_pk: int) -> Response:
        """End it from anywhere: the device's next request is refused."""
        session = self.session(pk)
        kiosk = Kiosk.objects.select_related("session").filter(session=session, pk=kiosk_pk).first()
        if kiosk is None:
            raise NotFound
        kiosks.end(kiosk=kiosk, by=self.member, now=clock.now())
        return Response(status=204)


class KioskBase(ApiView):
    """What the requests of a kiosk share: nobody is signed in, the token is in the body."""

    permission_classes = [Public]
    authentication_classes = []
    counts_as_use = False


class KioskStateView(KioskBase):
    """What a kiosk shows."""

    permission_classes = [Public]

    @extend_schema(
        operation_id="kiosk_state",
        auth=[],
        request=KioskInputSerializer,
        responses=KioskStateSerializer,
    )
    def post(self, request: Request) -> Response:
        """Return the class of the kiosk; 410 `kiosk_ended` once it is none any more."""
        entered = KioskInputSerializer.read(request.data)
        session = kiosks.kiosk_of(token=entered["kiosk"]).session
        shown: dict[str, Any] = {
            "organization": session.organization.name,
            "course": session.course,
            "session_id": session.pk,
            "state": session.state_at(clock.now()),
            "closes_at": session.closes_at,
            "time_zone": session.organization.timezone,
        }
        return Response(KioskStateSerializer(shown).data)


class KioskLookUpView(KioskBase):
    """Whose number it is."""

    permission_classes = [Public]

    @extend_schema(
        operation_id="kiosk_look_up",
        auth=[],
        request=KioskLookUpInputSerializer,
        responses=KioskFoundSerializer,
    )
    def post(self, request: Request) -> Response:
        """Find a student of the class by number. 404 for everybody else, 429 for guessing."""
        entered = KioskLookUpInputSerializer.read(request.data)
        found = kiosks.look_up(token=entered["kiosk"], number=entered["number"], now=clock.now())
        return Response({"name": found.name, "ticket": found.ticket})


class KioskCheckInView(KioskBase):
    """The student has said: that is me."""

    permission_classes = [Public]

    @extend_schema(
        operation_id="kiosk_check_in",
        auth=[],
        request=KioskCheckInInputSerializer,
        responses={200: KioskCheckedInSerializer, 201: KioskCheckedInSerializer},
    )
    def post(self, request: Request) -> Response:
        """Check in who was found. 201 is a record, 200 the record there was."""
        entered = KioskCheckInInputSerializer.read(request.data)
        answer = kiosks.check_in(
            token=entered["kiosk"],
            ticket=entered["ticket"],
            address=client_address(request._request),
            now=clock.now(),
        )
        record = answer.record
        if record is None:
            raise NotFound
        body = {
            "outcome": str(answer.outcome),
            "status": str(record.status),
            "arrived_at": representation.iso(record.arrived_at or record.recorded_at),
            "reference": record.reference,
        }
        return Response(body, status=representation.HTTP_STATUS[answer.outcome])
