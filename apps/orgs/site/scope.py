"""For which organisation somebody works in the admin site.

An organisation's administrator works for their own, at its own address. Platform staff belong to
none: they choose one, which the session remembers.
"""

from datetime import timedelta

from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from apps.core import clock
from apps.orgs.models import Organization

# However it is used; without use it ends by SESSION_COOKIE_AGE. Both as of sign-ins in the pages.
ABSOLUTE_LIMIT = timedelta(hours=12)
CHOICE = "admin_organization"
_BEGAN = "admin_began"
_FOUND = "_admin_organization"


def is_platform_staff(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether the user looks after the installation and belongs to no organisation."""
    return bool(user.is_active and getattr(user, "is_platform_staff", False))


def may_enter(request: HttpRequest) -> bool:
    """Return whether the request's user may use the admin site at the request's address.

    Asked anew for each request, so that a deactivation or a lost right shows at once. A session
    that has lasted for the longest time ends here.
    """
    _end_when_due(request)
    user = request.user
    if not user.is_authenticated:
        return False
    return may_administer(user, at=getattr(request, "organization", None))


def _end_when_due(request: HttpRequest) -> None:
    """End a signed-in session at the absolute limit, which counts from its first page."""
    if not request.user.is_authenticated:
        return
    now = clock.now().timestamp()
    began = request.session.setdefault(_BEGAN, now)
    if now - began >= ABSOLUTE_LIMIT.total_seconds():
        logout(request)


def may_administer(user: AbstractBaseUser, *, at: Organization | None) -> bool:
    """Return whether the user may use the admin site at the address of an organisation."""
    if is_platform_staff(user):
        return True
    own: object = getattr(user, "organization", None)
    return (
        bool(user.is_active)
        and bool(getattr(user, "is_organization_admin", False))
        and isinstance(own, Organization)
        and own.is_active
        and own == at
    )


def working_organization(request: HttpRequest) -> Organization | None:
    """Return the organisation that the request's administrator works for, None before a choice.

    None as well for anybody who may not enter.
    """
    if not hasattr(request, _FOUND):
        setattr(request, _FOUND, _find(request))
    found: Organization | None = getattr(request, _FOUND)
    return found


def _find(request: HttpRequest) -> Organization | None:
    if not may_enter(request):
        return None
    if not is_platform_staff(request.user):
        own: Organization | None = getattr(request.user, "organization", None)
        return own
    chosen = request.session.get(CHOICE)
    if chosen is None:
        return None
    return Organization.objects.filter(pk=chosen, is_active=True).first()


def choose(request: HttpRequest, organization: Organization | None) -> None:
    """Remember the organisation that platform staff work for from now on; None leaves it."""
    if organization is None:
        request.session.pop(CHOICE, None)
    else:
        request.session[CHOICE] = organization.pk
    setattr(request, _FOUND, organization)
