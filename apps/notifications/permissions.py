"""Who may use the notification centre."""

from rest_framework.request import Request
from rest_framework.views import APIView

from apps.core.api.permissions import SignedIn


class IsMember(SignedIn):
    """Members of the organisation. Platform staff are told nothing by it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the signed-in user belongs to an organisation."""
        member = getattr(request.user, "organization_id", None) is not None
        return member and super().has_permission(request, view)
