"""Who may in accounts: questions of role."""

from apps.accounts.enums import Role
from apps.core.api.permissions import HasRole


class IsAdministrator(HasRole):
    """Administrators of the organisation."""

    roles = frozenset({Role.ADMIN})


class IsTeachingStaff(HasRole):
    """Lecturers and administrators."""

    roles = frozenset({Role.LECTURER, Role.ADMIN})


class IsStaff(HasRole):
    """Lecturers, bursars and administrators."""

    roles = frozenset({Role.LECTURER, Role.BURSAR, Role.ADMIN})


class IsMember(HasRole):
    """Every role of the organisation, but no platform staff."""

    roles = frozenset(Role)
