"""The check-in endpoints. They answer signed in or not; the code names the organisation."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.selectors import sign_in_of
from apps.accounts.services import record_use
from apps.attendance.api import representation
from apps.attendance.api.serializers.check_in import (
    CheckInSerializer,
    ClaimInputSerializer,
    FinishInputSerializer,
    TypedInputSerializer,
)
from apps.attendance.enums import LocationStatus
from apps.attendance.permissions import ChecksIn
from apps.attendance.rules.location import Fix
from apps.attendance.services import check_in
from apps.attendance.services.case import (
    CheckIn,
    ClaimInput,
    Finish,
    Signed,
    TypedInput,
    Visitor,
)
from apps.core import clock
from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.core.http import client_address

SIGNATURE = OpenApiParameter(
    "X-Device-Signature",
    str,
    OpenApiParameter.HEADER,
    description="ECDSA P-256 signature (r and s, base64url) by the device key; absent without one.",
)


class CheckInView(ApiView):
    """What the check-in endpoints share."""

    opens_scope = False
    # Row 10 of the order of judgement compares the user's organisation with the code's.
    any_organization = True
    # The statement that stores an accepted check-in records the use as well.
    counts_as_use = False

    def visitor(self, request: Request) -> Visitor:
        """Return who asks, and from where."""
        user = request.user if isinstance(request.user, User) else None
        auth_token = sign_in_of(request) if user is not None else None
        return Visitor(user, auth_token, client_address(request._request))

    def signed(self, request: Request) -> Signed:
        """Return the raw body with the device's signature of it."""
        return Signed(request._request.body, request.headers.get("X-Device-Signature"))

    def answer(self, request: Request, found: CheckIn) -> Response:
        """Return the answer; record the sign-in's use where no record did."""
        now = clock.now()
        if isinstance(request.user, User):
            record_use(auth_token=sign_in_of(request), now=now)
        status = representation.HTTP_STATUS[found.outcome]
        return Response(representation.check_in(found, now=now), status=status)


class ClaimView(CheckInView):
    """A phone has scanned a code."""

    permission_classes = [Public]

    @extend_schema(
        operation_id="claim",
        request=ClaimInputSerializer,
        parameters=[SIGNATURE],
        responses={
            200: CheckInSerializer,
            201: CheckInSerializer,
            202: CheckInSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        """Claim the arrival, signed in or not; with ``finish`` inside, check in at once.

        201 is a record, 200 the record there was, 202 something left to do. Refusals are those
        of docs/check-in.md.
        """
        signed = self.signed(request)
        values = ClaimInputSerializer.read(request.data)
        finish = values.pop("finish")
        claim = ClaimInput(**values, finish=_finish(finish) if finish else None)
        found = check_in.make_claim(
            entered=claim, signed=signed, visitor=self.visitor(request), now=clock.now()
        )
        return self.answer(request, found)


class FinishView(CheckInView):
    """The rest of a check-in: who, and where."""

    permission_classes = [Public]

    @extend_schema(
        operation_id="claim_finish",
        request=FinishInputSerializer,
        parameters=[SIGNATURE],
        responses={
            200: CheckInSerializer,
            201: CheckInSerializer,
            202: CheckInSerializer,
        },
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Finish a claim by the same phone, signed in, with a location if one is wanted."""
        signed = self.signed(request)
        values = FinishInputSerializer.read(request.data)
        found = check_in.finish_claim(
            claim_id=claim_id,
            finish=_finish(values),
            signed=signed,
            visitor=self.visitor(request),
            now=clock.now(),
        )
        return self.answer(request, found)


class TypedView(CheckInView):
    """A student has typed the code from the screen."""

    permission_classes = [ChecksIn]
    # A typed code names no organisation: it is looked for in the student's own.
    any_organization = False

    @extend_schema(
        operation_id="check_in_typed",
        request=TypedInputSerializer,
        parameters=[SIGNATURE],
        responses={
            200: CheckInSerializer,
            201: CheckInSerializer,
            202: CheckInSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        """Check in by a typed code: five tries a minute, own courses only."""
        signed = self.signed(request)
        values = TypedInputSerializer.read(request.data)
        typed = TypedInput(
            code=values["code"],
            client_reference=values["client_reference"],
            public_key=values["public_key"],
            finish=_finish(values["finish"]),
        )
        found = check_in.check_in_typed(
            entered=typed, signed=signed, visitor=self.visitor(request), now=clock.now()
        )
        return self.answer(request, found)


def _finish(values: dict[str, Any]) -> Finish:
    location = values["location"]
    return Finish(
        fix=Fix(**location) if location else None,
        location_status=LocationStatus(values["location_status"]),
        without_location=values["without_location"],
    )
