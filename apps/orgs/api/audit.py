"""API of the audit trail: read by administrators, written by nobody."""

from datetime import UTC, datetime

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api.views import ApiView
from apps.core.errors import Invalid
from apps.orgs.api.serializers import AuditPageSerializer, AuditQuerySerializer
from apps.orgs.enums import AuditAction
from apps.orgs.permissions import Administers
from apps.orgs.selectors import organization_of
from apps.orgs.selectors.audit import Wanted, audit_page

# Every number of this length is one that a key can be.
_KEY_DIGITS = 18
_Cursor = tuple[datetime, int]


class AuditView(ApiView):
    """What was done in this organisation."""

    permission_classes = [Administers]

    @extend_schema(
        operation_id="audit", parameters=[AuditQuerySerializer], responses=AuditPageSerializer
    )
    def get(self, request: Request) -> Response:
        """Return 50 entries, newest first, and the cursor of the next ones.

        400 for a day, a person or a cursor that cannot be read.
        """
        asked = {name: value for name, value in request.query_params.items() if value}
        query = AuditQuerySerializer(data=asked)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        cursor = wanted.pop("cursor", "")
        zone = organization_of(request).timezone
        page = audit_page(Wanted(zone=zone, before=_read(cursor), **wanted))
        actions = [{"value": value, "words": words} for value, words in AuditAction.choices]
        answer = {"results": page.entries, "next": _written(page.next), "actions": actions}
        return Response(AuditPageSerializer(answer).data)


def _written(cursor: _Cursor | None) -> str | None:
    return None if cursor is None else f"{cursor[0].isoformat()}_{cursor[1]}"


def _read(text: str) -> _Cursor | None:
    if not text:
        return None
    moment, _, key = text.partition("_")
    at: datetime | None
    try:
        read = datetime.fromisoformat(moment)
        # In the first and the last hours of the calendar there is no such moment elsewhere.
        at = read.astimezone(UTC) if read.tzinfo is not None else None
    except (ValueError, OverflowError):
        at = None
    if at is None or not key.isdecimal() or len(key) > _KEY_DIGITS:
        raise Invalid(fields={"cursor": ["This is no cursor of a page."]})
    return at, int(key)
