"""Reads about organisations: which one a request is for, its address, its policy."""

from apps.orgs.selectors.organizations import (
    forget_cached,
    logo_of,
    organization_for_request,
    organization_of,
    policy_now,
    policy_version,
    public_address,
)

__all__ = [
    "forget_cached",
    "logo_of",
    "organization_for_request",
    "organization_of",
    "policy_now",
    "policy_version",
    "public_address",
]
