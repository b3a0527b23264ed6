"""Finds the organisation that a request is for.

Answers are kept in the process for a few seconds: every request needs one, and organisations
change rarely. A change in this process empties the cache at once (see signals); other processes
follow within CACHE_SECONDS.
"""

import hashlib
import json
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from apps.orgs.errors import OrganizationUnknown
from apps.orgs.models import Organization, OrganizationLogo
from apps.orgs.rules import Policy

CACHE_SECONDS = 10.0
# Host names come from clients: without a bound, invented sub-domains would fill the memory.
CACHE_ENTRIES = 2000

_cache: dict[tuple[str, str], tuple[float, Organization | None]] = {}


def forget_cached() -> None:
    """Empty the process's cache of organisations."""
    _cache.clear()


def organization_of(request: HttpRequest | Request) -> Organization:
    """Return the organisation that the middleware found; raise OrganizationUnknown for none."""
    organization = getattr(request, "organization", None)
    if not isinstance(organization, Organization):
        raise OrganizationUnknown
    return organization


def public_address(organization: Organization) -> str:
    """Return the origin, and path prefix if any, at which an organisation's pages are opened.

    For links in messages: made of the installation's own settings and the organisation's row,
    never of a request, whose Host header anybody can write. An own domain wins, then the
    installation's public address with a path below it, else the sub-domain.
    """
    public = urlsplit(settings.PUBLIC_URL)
    scheme = public.scheme or ("https" if settings.SECURE_SSL_REDIRECT else "http")
    if organization.domain:
        return f"{scheme}://{organization.domain}"
    is_default = organization.slug == settings.DEFAULT_ORGANIZATION
    if settings.PUBLIC_URL:
        prefix = "" if is_default else f"/org/{organization.slug}"
        return f"{settings.PUBLIC_URL}{prefix}"
    host = settings.BASE_DOMAIN if is_default else f"{organization.slug}.{settings.BASE_DOMAIN}"
    # Without a public address the server is tried out, and spoken to directly.
    port = "" if settings.SECURE_SSL_REDIRECT else f":{settings.ENVIRONMENT.port}"
    return f"{scheme}://{host}{port}"


def logo_of(organization: Organization) -> bytes | None:
    """Return an organisation's logo as PNG, None when it has none."""
    found = OrganizationLogo.objects.filter(organization=organization).first()
    return bytes(found.image) if found is not None else None


def policy_now(organization: Organization) -> Policy:
    """Return the policy as it is stored: a request's own row may be some seconds old."""
    return Organization.objects.get(pk=organization.pk).policy


def policy_version(policy: Policy) -> str:
    """Return a short name of exactly this policy: another one has another name."""
    text = json.dumps(policy.to_json(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def organization_for_request(
    *, host: str, path_slug: str | None, header_slug: str | None
) -> Organization | None:
    """Return the organisation named by host, else path, else header, else the default one.

    Raises OrganizationUnknown when one is named and no active organisation has that name; returns
    None when none is named and there is no default.
    """
    by_host = _by_host(host)
    if by_host is not None:
        return by_host
    for slug in (path_slug, header_slug):
        if slug:
            return _require(_by_slug(slug.lower()))
    if settings.DEFAULT_ORGANIZATION:
        return _by_slug(settings.DEFAULT_ORGANIZATION)
    return _cached("only", "", _find_only)


def _by_host(host: str) -> Organization | None:
    name = host.lower().rsplit(":", 1)[0] if not host.endswith("]") else host.lower()
    base = f".{settings.BASE_DOMAIN}"
    if name.endswith(base):
        label = name.removesuffix(base)
        if label == "www":
            return None
        return _require(_by_slug(label))
    owner = _cached("domain", name, lambda: Organization.objects.filter(domain=name).first())
    if owner is not None and not owner.is_active:
        # Its own address must not become that of the default organisation.
        raise OrganizationUnknown
    return owner


def _by_slug(slug: str) -> Organization | None:
    return _cached("slug", slug, lambda: _find(slug=slug))


def _require(organization: Organization | None) -> Organization:
    if organization is None:
        raise OrganizationUnknown
    return organization


def _find(**name: str) -> Organization | None:
    return Organization.objects.filter(is_active=True, **name).first()


def _find_only() -> Organization | None:
    found = list(Organization.objects.filter(is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def _cached(kind: str, name: str, find: Callable[[], Organization | None]) -> Organization | None:
    moment = time.monotonic()
    entry = _cache.get((kind, name))
    if entry is not None and moment - entry[0] < CACHE_SECONDS:
        return entry[1]
    organization = find()
    if len(_cache) >= CACHE_ENTRIES:
        _cache.clear()
    _cache[(kind, name)] = (moment, organization)
    return organization
