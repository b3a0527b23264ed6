"""Who may in accounts: questions of role."""

from apps.accounts.enums import Role
from apps.core.api.permissions import HasRole


class IsAdministrator(HasRole):
    """Administrators of the organisation."""

    roles = frozenset({Role.ADMIN})


class IsTeachingStaff(HasRole):
    """Lecturers and administrators."""

    roles = frozenset({Role.LECTURER, Role.ADMIN})
