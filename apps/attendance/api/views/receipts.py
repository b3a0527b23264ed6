"""API of receipts: a student's own, their verification by anybody, the keys."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api.receipt_document import receipt_pdf
from apps.attendance.api.serializers.receipts import (
    MyReceiptSerializer,
    VerifiedSerializer,
    VerifyInputSerializer,
)
from apps.attendance.api.views.students import StudentBase
from apps.attendance.permissions import ChecksIn
from apps.attendance.rules import receipts as rules
from apps.attendance.selectors import receipts as selectors
from apps.attendance.services import receipts as services
from apps.core import clock, ratelimit
from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.core.errors import NotFound
from apps.core.http import client_address, network_prefix
from apps.orgs.models import Organization
from apps.orgs.selectors import organization_of, public_address

# Tries at receipts that are none, of one network. Those that exist are never counted: behind one
# address there may be a campus.
MISSES = 60
MISSES_WINDOW = timedelta(minutes=1)
KEYS_PATH = "/.well-known/attendance-receipt-keys.json"
_KEYS_MAX_AGE_S = 300


def address_of(organization: Organization, code: str) -> str:
    """Return where anybody verifies the receipt of this code."""
    return f"{public_address(organization)}/r/{rules.shown(code)}"


class MyReceiptView(StudentBase):
    """The receipt of one of my check-ins."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="my_receipt", request=None, responses=MyReceiptSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Return the receipt of my record; it is signed now, unless it has been before.

        404 for a record that no check-in has made: what lecturers mark by hand has none.
        """
        receipt = services.receipt_of(student=self.student, record_pk=pk, now=clock.now())
        parts = rules.take_apart(receipt.text)
        if parts is None:
            raise NotFound
        organization = organization_of(request)
        return Response(
            {
                "attested": _attested(parts.payload, whole=True),
                "address": address_of(organization, receipt.code),
                "keys_address": f"{public_address(organization)}{KEYS_PATH}",
                "receipt": receipt.text,
                "time_zone": organization.timezone,
            }
        )


class MyReceiptDocumentView(StudentBase):
    """The same on paper."""

    permission_classes = [ChecksIn]

    @extend_schema(
        operation_id="my_receipt_document",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Return the receipt as PDF; 404 until it has been asked for once, or issued by the job."""
        attempt = selectors.accepted_attempt(self.student, record_pk=pk)
        receipt = getattr(attempt, "receipt", None)
        parts = rules.take_apart(receipt.text) if receipt else None
        if receipt is None or parts is None:
            raise NotFound
        organization = organization_of(request)
        pdf = receipt_pdf(
            parts.payload,
            address=address_of(organization, receipt.code),
            time_zone=organization.timezone,
        )
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="receipt-{receipt.code}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class VerifyReceiptView(ApiView):
    """Whether a receipt is true. For anybody: nobody signs in, nothing is stored of who asks."""

    permission_classes = [Public]
    authentication_classes = []
    counts_as_use = False

    @extend_schema(
        operation_id="receipt_verify",
        auth=[],
        request=VerifyInputSerializer,
        responses=VerifiedSerializer,
    )
    def post(self, request: Request) -> Response:
        """Verify a receipt by its code or by its file.

        A code shows initials and last digits, the file what is signed in it. 404 for what this
        organisation has not signed, whether another one has or nobody; 429 when one network tries
        too many of those.
        """
        entered = VerifyInputSerializer.read(request.data)
        whole = bool(entered["receipt"])
        found = (
            selectors.verify_text(entered["receipt"])
            if whole
            else selectors.verify_code(entered["code"])
        )
        organization = organization_of(request)
        if found is None:
            network = network_prefix(client_address(request._request))
            ratelimit.enforce(
                f"receipts:{organization.pk}:{network}",
                limit=MISSES,
                window=MISSES_WINDOW,
                now=clock.now(),
            )
            raise NotFound("This organisation has issued no such receipt.")
        return Response(
            {
                "valid": found.valid,
                "attested": _attested(found.payload, whole=whole) if found.valid else None,
                "whole": whole and found.valid,
                "register_differs": found.differs if found.valid else None,
                "time_zone": organization.timezone,
            }
        )


class ReceiptKeysView(ApiView):
    """The published keys."""

    permission_classes = [Public]
    authentication_classes = []
    counts_as_use = False

    # Its form is that of RFC 7517, and it is not part of our API.
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Return every key that has signed receipts of this organisation, as a JWK set."""
        answer = Response({"keys": selectors.published_keys()})
        answer["Cache-Control"] = f"public, max-age={_KEYS_MAX_AGE_S}"
        # One address may speak for several organisations.
        answer["Vary"] = "Host, X-Organization-Slug"
        return answer


def _attested(payload: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return what a receipt attests; of the person only a hint unless ``whole``."""
    name, number = str(payload["student_name"]), str(payload["student_number"])
    return {
        "code": rules.shown(str(payload["code"])),
        "organization": payload["organization"],
        "student_name": name if whole else rules.initials(name),
        "student_number": number if whole else rules.last_digits(number),
        **{
            name: payload[name]
            for name in (
                *("course_code", "course_name", "session_started_at", "arrived_at"),
                *("accepted_at", "issued_at", "source", "status"),
            )
        },
    }
