"""Who may in organisations: questions of role."""

from apps.core.api.permissions import HasRole


class Administers(HasRole):
    """Administrators of the organisation. Roles are named by accounts, which lies above."""

    roles = frozenset({"admin"})
