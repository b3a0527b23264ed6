"""Refusals of notifications."""

from apps.core.errors import AppError


class CannotResend(AppError):
    code = "cannot_resend"
    status = 409
    detail = "This one cannot be sent again."
