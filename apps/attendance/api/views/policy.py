"""What a changed policy would mean; it counts sessions, which the policy's own app cannot see."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api.serializers.policy import (
    PolicyPreviewInputSerializer,
    PolicyPreviewSerializer,
)
from apps.attendance.permissions import Administers
from apps.attendance.selectors.policy import policy_notes
from apps.core.api.views import ApiView
from apps.orgs.rules.settings import changes_between
from apps.orgs.selectors import organization_of, policy_now, policy_version
from apps.orgs.services.policy import with_settings


class PolicyPreviewView(ApiView):
    """A look at a change of the policy before it is stored."""

    permission_classes = [Administers]

    @extend_schema(
        operation_id="previewPolicy",
        request=PolicyPreviewInputSerializer,
        responses=PolicyPreviewSerializer,
    )
    def post(self, request: Request) -> Response:
        """Return what would change, in words, and store nothing.

        400 names each setting that is refused.
        """
        entered = PolicyPreviewInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        before = policy_now(organization_of(request))
        changes = changes_between(before, with_settings(before, entered.validated_data["settings"]))
        answer = {
            "version": policy_version(before),
            "changes": changes,
            "notes": policy_notes(changes),
        }
        return Response(PolicyPreviewSerializer(answer).data)
