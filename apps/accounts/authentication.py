"""Authenticates a request by its ``Authorization: Token …`` header, with one statement."""

from datetime import datetime

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from apps.accounts.errors import PasswordChangeRequired
from apps.accounts.models import AuthToken, User
from apps.accounts.rules import token_digest
from apps.accounts.selectors import sign_in_by_digest, sign_in_holds
from apps.accounts.services.sign_ins import record_use
from apps.core import clock
from apps.core.errors import TokenInvalid

_KEYWORD = b"token"


def read_token(request: Request) -> str | None:
    """Return the token of the request's header, or None when it carries none.

    Raises TokenInvalid for a header of this scheme that cannot be read.
    """
    parts = get_authorization_header(request).split()
    if not parts or parts[0].lower() != _KEYWORD:
        return None
    try:
        (token,) = parts[1:]
        return token.decode("ascii")
    except ValueError as error:  # no token, several, or not ASCII
        raise TokenInvalid from error


def find_live(token: str, *, now: datetime) -> AuthToken | None:
    """Return the sign-in of a token unless it has ended, with user, organisation and profiles.

    It has ended when idle or absolute limit are reached, the user or the organisation is not
    active, or the password has changed since.
    """
    found = sign_in_by_digest(token_digest(token))
    if found is None or not sign_in_holds(found, now=now):
        return None
    organization = found.user.organization
    return None if organization is not None and not organization.is_active else found


class TokenAuthentication(BaseAuthentication):
    """DRF authentication with our hashed tokens.

    A token of another organisation than the request's is refused. Use is recorded unless the
    view says that it is polled by screens (``counts_as_use = False``). Who must choose a password
    first gets to the views that say so (``before_password_change = True``) and to no other.
    """

    def authenticate(self, request: Request) -> tuple[User, AuthToken] | None:
        """Return user and sign-in; None without the header; raise TokenInvalid otherwise."""
        token = read_token(request)
        if token is None:
            return None
        now = clock.now()
        found = find_live(token, now=now)
        if found is None:
            raise TokenInvalid
        view = (request.parser_context or {}).get("view")
        if not getattr(view, "any_organization", False):
            self._check_organization(request, found)
        if getattr(view, "counts_as_use", True):
            record_use(auth_token=found, now=now)
        if found.user.must_change_password and not getattr(view, "before_password_change", False):
            raise PasswordChangeRequired
        return found.user, found

    def _check_organization(self, request: Request, found: AuthToken) -> None:
        """Refuse a member of another organisation; platform staff belong to none."""
        organization = getattr(request, "organization", None)
        belongs_to = found.user.organization_id
        if belongs_to is not None and (organization is None or organization.pk != belongs_to):
            raise TokenInvalid

    def authenticate_header(self, request: Request) -> str:
        """Return the scheme for ``WWW-Authenticate``; its presence makes refusals 401."""
        return "Token"
