"""Choices of people and their sign-ins."""

from django.db import models


class Role(models.TextChoices):
    """What a user is in their organisation."""

    STUDENT = "student", "Student"
    LECTURER = "lecturer", "Lecturer"
    BURSAR = "bursar", "Bursar"
    ADMIN = "admin", "Administrator"
