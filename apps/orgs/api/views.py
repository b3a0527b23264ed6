"""API of organisations."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.orgs.api.serializers import OrganizationSerializer
from apps.orgs.selectors import organization_of


class OrganizationView(ApiView):
    """The organisation of this request: what a log-in page shows above its form."""

    permission_classes = [Public]
    authentication_classes = []
    counts_as_use = False

    @extend_schema(operation_id="organization", responses=OrganizationSerializer)
    def get(self, request: Request) -> Response:
        """Return name, slug, time zone and currency."""
        return Response(OrganizationSerializer(organization_of(request)).data)
