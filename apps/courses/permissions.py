"""Who may in teaching: questions of role."""

from apps.accounts.enums import Role
from apps.core.api.permissions import HasRole


class IsMember(HasRole):
    """Every role of the organisation, but no platform staff."""

    roles = frozenset(Role)


class IsStudent(HasRole):
    """Students only."""

    roles = frozenset({Role.STUDENT})


class IsTeachingStaff(HasRole):
    """Lecturers and administrators."""

    roles = frozenset({Role.LECTURER, Role.ADMIN})


class IsAdministrator(HasRole):
    """Administrators only."""

    roles = frozenset({Role.ADMIN})
