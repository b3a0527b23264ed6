"""Refusals that concern organisations."""

from apps.core.errors import AppError, Conflict


class OrganizationUnknown(AppError):
    code = "organization_unknown"
    status = 404
    detail = "No organisation answers at this address."


class PolicyOutdated(Conflict):
    code = "policy_outdated"
    detail = "Somebody else has changed the settings in the meantime."
