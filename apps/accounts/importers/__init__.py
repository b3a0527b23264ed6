"""Imports of people: students and lecturers by their numbers, guardians by their students.

Loading it registers them, and what takes their imports back.
"""

from apps.accounts.importers import undoing  # noqa: F401 - loading it registers
from apps.accounts.importers.guardians import GuardianImporter
from apps.accounts.importers.people import LecturerImporter, PeopleImporter, StudentImporter

__all__ = ["GuardianImporter", "LecturerImporter", "PeopleImporter", "StudentImporter"]
