"""Words of teaching."""

from django.db import models


class RosterOutcome(models.TextChoices):
    """What became of one student in a change of many."""

    ENROLLED = "enrolled", "Enrolled"
    RESUMED = "resumed", "Had left, attends again"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ALREADY = "already", "Is enrolled already"
    NOT_ENROLLED = "not_enrolled", "Is not enrolled"
    INACTIVE = "inactive", "Account deactivated"
    UNKNOWN = "unknown", "No such student"
    REPEATED = "repeated", "Named before"


CHANGED = frozenset({RosterOutcome.ENROLLED, RosterOutcome.RESUMED, RosterOutcome.WITHDRAWN})
