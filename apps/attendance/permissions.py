"""Who may in attendance: questions of role."""

from apps.accounts.enums import Role
from apps.core.api.permissions import HasRole


class ChecksIn(HasRole):
    """Students: they check in and see their own attendance."""

    roles = frozenset({Role.STUDENT})


class RunsSessions(HasRole):
    """Lecturers and administrators: they run roll-calls."""

    roles = frozenset({Role.LECTURER, Role.ADMIN})


class Administers(HasRole):
    """Administrators of the organisation."""

    roles = frozenset({Role.ADMIN})


class HasClasses(HasRole):
    """Those who attend, run or oversee classes."""

    roles = frozenset({Role.STUDENT, Role.LECTURER, Role.ADMIN})


class HasCalendar(HasRole):
    """Those who have classes of their own."""

    roles = frozenset({Role.STUDENT, Role.LECTURER})
