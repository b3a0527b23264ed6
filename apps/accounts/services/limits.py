"""How often somebody may try a password, and how a device that has signed in before is known.

A try is counted before any password is hashed, in atomic counters, so the limits hold when all
tries come at once. Who attacks an account must not be able to lock its owner out: a device on
which the owner has signed in before counts by itself, and nobody else can count there.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from apps.accounts.errors import CredentialsInvalid
from apps.accounts.models import User
from apps.accounts.rules import LOGIN_TRIES, LOGIN_WINDOW
from apps.accounts.selectors import user_by_identifier
from apps.accounts.services import failures
from apps.core import ratelimit
from apps.core.errors import RateLimited
from apps.core.http import client_address, network_prefix

# All tries for one account from devices that it does not know, wherever they come from.
STRANGE_TRIES = 300
STRANGE_WINDOW = timedelta(hours=1)
# All tries from one network by devices that nobody knows: far above a full lecture hall.
NETWORK_TRIES = 3000
NETWORK_WINDOW = timedelta(minutes=5)

DEVICE_COOKIE = "known_device"
# The longest that browsers keep a cookie.
DEVICE_KEPT = timedelta(days=400)
# A family's or a laboratory's machine; the longest unused name goes first.
DEVICE_USERS = 8
_SALT = "accounts.known_device"


@dataclass(frozen=True, slots=True)
class _Device:
    """What a browser shows of earlier sign-ins: a random name, and whose they were."""

    name: str
    users: tuple[int, ...]


def check_credentials(
    *, request: HttpRequest, identifier: str, password: str, now: datetime
) -> User:
    """Return the user whose name and password these are.

    The API and the admin site count together. Raises CredentialsInvalid or RateLimited.
    """
    organization = getattr(request, "organization", None)
    found = user_by_identifier(organization=organization, identifier=identifier)
    if found is not None:
        account = f"user:{found.pk}"
    else:
        # Counted like an account, so that the limit does not tell which names there are.
        name = hashlib.sha256(identifier.strip().lower().encode()).hexdigest()[:40]
        account = f"name:{organization.pk if organization else 0}:{name}"
    try:
        _count_try(account, found, request=request, now=now)
    except RateLimited:
        failures.note(user=found, account=account, limited=True, now=now)
        raise
    user = authenticate(request, username=identifier, password=password, found=found)
    if not isinstance(user, User):
        failures.note(user=found, account=account, limited=False, now=now)
        raise CredentialsInvalid
    return user


def _count_try(account: str, user: User | None, *, request: HttpRequest, now: datetime) -> None:
    device = _device_of(request)
    if user is not None and device is not None and user.pk in device.users:
        key = f"login:{account}:device:{device.name}"
        ratelimit.enforce(key, limit=LOGIN_TRIES, window=LOGIN_WINDOW, now=now)
        return
    network = network_prefix(client_address(request))
    ratelimit.enforce(f"login-from:{network}", limit=NETWORK_TRIES, window=NETWORK_WINDOW, now=now)
    key = f"login:{account}:{network}"
    ratelimit.enforce(key, limit=LOGIN_TRIES, window=LOGIN_WINDOW, now=now)
    key = f"login:{account}:strange"
    ratelimit.enforce(key, limit=STRANGE_TRIES, window=STRANGE_WINDOW, now=now)


def remember_device(response: HttpResponseBase, *, request: HttpRequest, user: User) -> None:
    """Let the browser show, at later log-ins, that this user has signed in on it.

    The cookie opens nothing: it only says where wrong tries are counted.
    """
    device = _device_of(request) or _Device(secrets.token_urlsafe(12), ())
    users = [user.pk, *(pk for pk in device.users if pk != user.pk)][:DEVICE_USERS]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({"d": device.name, "u": users}, salt=_SALT, compress=True),
        max_age=DEVICE_KEPT,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


def _device_of(request: HttpRequest) -> _Device | None:
    """Return what the browser's cookie says, None without one of ours."""
    try:
        data = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=DEVICE_KEPT
        )
        return _Device(str(data["d"]), tuple(int(pk) for pk in data["u"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
