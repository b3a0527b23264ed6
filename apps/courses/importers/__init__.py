"""Imports of courses, of who attends them, and of when they meet."""

from apps.courses.importers import courses, timetable

__all__ = ["courses", "timetable"]
