"""Checks a password for a user of one organisation, or of the platform."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.selectors import user_by_identifier


class OrganizationBackend(ModelBackend):
    """Find the user inside the request's organisation, then check the password.

    An unknown name costs one password hash as well, so that time tells nothing.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the user when name and password match and the account is active.

        ``found`` saves the look-up to who has made it already: the user of that name, or None.
        """
        if not username or password is None:
            return None
        user: User | None
        if "found" in kwargs:
            user = kwargs["found"]
        else:
            organization = getattr(request, "organization", None)
            user = user_by_identifier(organization=organization, identifier=username)
        if user is None:
            User().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
