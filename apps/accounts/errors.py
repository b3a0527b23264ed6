"""Refusals that concern people and their sign-ins."""

from apps.core.errors import AppError


class CredentialsInvalid(AppError):
    code = "credentials_invalid"
    status = 401
    detail = "That name and password do not match."
