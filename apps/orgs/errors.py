"""Refusals that concern organisations."""

from apps.core.errors import AppError


class OrganizationUnknown(AppError):
    code = "organization_unknown"
    status = 404
    detail = "No organisation answers at this address."
