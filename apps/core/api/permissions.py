"""The default permission: nothing is allowed until a view says what is."""

from typing import TYPE_CHECKING, ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # DRF imports this module while it loads its own views
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """Refuse everybody. Stands as the default so that a view without permissions is closed."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False


class Public(BasePermission):
    """Allow everybody, signed in or not. Stated by the few views that are open on purpose."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return True


class SignedIn(BasePermission):
    """Allow every signed-in member of the request's organisation."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return request.user.is_authenticated


class HasRole(BasePermission):
    """Allow members of the organisation who hold one of ``roles``.

    Platform staff belong to no organisation and hold no role in any.
    """

    roles: ClassVar[frozenset[str]] = frozenset()

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the signed-in user is a member with such a role."""
        user = request.user
        if not user.is_authenticated or getattr(user, "organization_id", None) is None:
            return False
        return getattr(user, "role", None) in self.roles
