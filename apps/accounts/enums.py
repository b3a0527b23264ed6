"""Choices of people, their sign-ins, and the links that they are sent."""

from django.db import models


class Role(models.TextChoices):
    """What a user is in their organisation."""

    STUDENT = "student", "Student"
    LECTURER = "lecturer", "Lecturer"
    BURSAR = "bursar", "Bursar"
    ADMIN = "admin", "Administrator"


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
