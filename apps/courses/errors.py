"""Refusals that concern teaching."""

from apps.core.errors import AppError


class AlreadyEnrolled(AppError):
    code = "already_enrolled"
    status = 409
    detail = "This student is enrolled already."


class JoinCodeInvalid(AppError):
    code = "join_code_invalid"
    status = 404
    detail = "No course can be joined with that code."


class SchedulesOverlap(AppError):
    code = "schedules_overlap"
    status = 409
    detail = "This course has a class at that time already."
