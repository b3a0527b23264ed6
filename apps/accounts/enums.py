"""Choices of people, their sign-ins, and the links that they are sent."""

from django.db import models


class Role(models.TextChoices):
    """What a user is in their organisation."""

    STUDENT = "student", "Student"
    LECTURER = "lecturer", "Lecturer"
    BURSAR = "bursar", "Bursar"
    ADMIN = "admin", "Administrator"


class AccountState(models.TextChoices):
    """Whether somebody can sign in with a password of their own, and else why not."""

    READY = "ready", "Ready"
    NOT_INVITED = "not_invited", "Has no password"
    INVITED = "invited", "Invited"
    MUST_CHANGE = "must_change", "Has a password that somebody else chose"
    INACTIVE = "inactive", "Deactivated"


class AccountFilter(models.TextChoices):
    """Which accounts a list shows. Those between "all" and "deactivated" are active ones."""

    ACTIVE = "active", "Active"
    ALL = "all", "All"
    NEVER_SIGNED_IN = "never_signed_in", "Never signed in"
    NOT_INVITED = "not_invited", "Without password, not invited"
    INVITED = "invited", "Invited"
    MUST_CHANGE = "must_change", "Must change their password"
    INACTIVE = "inactive", "Deactivated"


class AccountAction(models.TextChoices):
    """What can be done with many accounts at once: two pairs, each undoing the other."""

    DEACTIVATE = "deactivate", "Deactivate"
    REACTIVATE = "reactivate", "Reactivate"
    INVITE = "invite", "Invite"
    WITHDRAW_INVITATION = "withdraw_invitation", "Withdraw the invitation"


class LinkPurpose(models.TextChoices):
    """What a one-time link lets its holder do."""

    RESET = "reset", "Choose a new password"
    VERIFICATION = "verification", "Confirm an e-mail address"
    INVITATION = "invitation", "Choose a first password"


class ImportState(models.TextChoices):
    """Where the import of a file stands."""

    CHECKED = "checked", "Checked"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


# A worker is at it, or is to be.
AT_WORK = (ImportState.RUNNING, ImportState.UNDOING)
