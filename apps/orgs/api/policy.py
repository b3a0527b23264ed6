"""API of the policy: read and changed by administrators."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.core.api.views import ApiView
from apps.orgs.api.serializers import OrganizationPolicySerializer, PolicyInputSerializer
from apps.orgs.permissions import Administers
from apps.orgs.rules import Policy
from apps.orgs.rules.settings import SETTINGS
from apps.orgs.selectors import organization_of, policy_now, policy_version
from apps.orgs.services import policy


def _described(now: Policy) -> dict[str, Any]:
    values = now.to_json()
    return {
        "version": policy_version(now),
        "settings": [
            one.described(default=one.default, value=values[one.name]) for one in SETTINGS
        ],
    }


class PolicyView(ApiView):
    """The policy of this organisation."""

    permission_classes = [Administers]

    @extend_schema(operation_id="policy", responses=OrganizationPolicySerializer)
    def get(self, request: Request) -> Response:
        """Return every setting with what it means, its limits, its default and its value."""
        now = policy_now(organization_of(request))
        return Response(OrganizationPolicySerializer(_described(now)).data)

    @extend_schema(
        operation_id="changePolicy",
        request=PolicyInputSerializer,
        responses=OrganizationPolicySerializer,
    )
    def patch(self, request: Request) -> Response:
        """Change some settings.

        409 `policy_outdated` when somebody else has changed the policy since: `params` holds its
        version and settings as they are now. 400 names each setting that is refused.
        """
        entered = PolicyInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        editor: Any = request.user
        changed = policy.change_policy(by=editor, **entered.validated_data, now=clock.now())
        return Response(OrganizationPolicySerializer(_described(changed.policy)).data)
