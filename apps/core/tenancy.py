"""Tenancy primitives: which organisation the running code works for.

django-scopes keeps the current scope; the guards here close what the bare library leaves open
(queries that run without any scope, a scope of ``None`` that shows every organisation's rows).
Only three edges open a scope: the API base view, the task base class and the admin site.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import django_scopes
from django_scopes.state import get_scope


class HasPrimaryKey(Protocol):
    """Anything that stands for an organisation by its primary key."""

    @property
    def pk(self) -> Any: ...


class ScopeError(RuntimeError):
    """Tenant data was touched without a scope, or across two organisations."""


@contextmanager
def activate(organization: HasPrimaryKey | None) -> Iterator[None]:
    """Work for one organisation while the block runs.

    Raises ScopeError when there is no organisation: a scope of None would show all rows.
    """
    if organization is None or organization.pk is None:
        raise ScopeError("a tenancy scope needs a saved organisation")
    with django_scopes.scope(organization=organization.pk):
        yield


@contextmanager
def unscoped(*, reason: str) -> Iterator[None]:
    """Work across all organisations; the one escape, whose call sites a test lists."""
    if not reason.strip():
        raise ScopeError("leaving the tenancy scope needs a reason")
    with django_scopes.scopes_disabled():
        yield


def is_unscoped() -> bool:
    """Return whether the running code has left the tenancy scope on purpose."""
    return not get_scope().get("_enabled", True)


def is_active() -> bool:
    """Return whether the running code works for an organisation."""
    return get_scope().get("organization") is not None


def current_organization_id() -> int:
    """Return the primary key of the active organisation; raise ScopeError when none is."""
    organization_id = get_scope().get("organization")
    if organization_id is None:
        raise ScopeError("no organisation is active: open a tenancy scope first")
    return int(organization_id)
