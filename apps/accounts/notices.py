"""What accounts tells people: links that let them in, each for its purpose and once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from apps.accounts.enums import LinkPurpose
from apps.accounts.models import OneTimeLink
from apps.accounts.rules import link_token, token_digest
from apps.accounts.selectors import link_is_alive
from apps.notifications.enums import Channel
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, Verdict


class _LinkMail:
    """What mails around a one-time link share. The link is looked at again when the mail leaves.

    The token stands behind ``#``: browsers do not send that part, so it is in no server's log.
    """

    channels: ClassVar[Mapping[Channel, bool]] = MappingProxyType({Channel.EMAIL: True})
    essential = True
    prompt = True
    collectable = False
    secret = True
    chosen_by_kind = False
    page: ClassVar[str]
    action: ClassVar[str]

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the link; nothing once it is used, replaced, expired or made for another state."""
        found = OneTimeLink.objects.select_related("user").filter(pk=notice.params["link"])
        link = found.first()
        if link is None or not link_is_alive(link, now=notice.now):
            return DoNotSend()
        token = link_token(link.seed)
        if token_digest(token) != link.digest:
            # The installation's secret key was changed since: the link would open nothing.
            return DoNotSend()
        context = {
            "username": link.user.username,
            "expires_at": link.expires_at,
            "action": cls.action,
        }
        return Say(context=context, link=f"{cls.page}#{token}")


class PasswordReset(_LinkMail, Kind):
    """Somebody has asked for a new password for this account."""

    name = "password_reset"
    label = "New password"
    description = "The link to choose a new password, when somebody has asked for one."
    page = "/reset-password"
    action = "Choose a new password"
    subject = "Choose a new password for {{ organization.name }}"
    summary = subject


class EmailVerification(_LinkMail, Kind):
    """Shows that who signs in reads the mails of this address."""

    name = "email_verification"
    label = "Confirm your address"
    description = "The link by which you confirm your e-mail address."
    page = "/verify-email"
    action = "Confirm this address"
    subject = "Confirm your e-mail address for {{ organization.name }}"
    summary = subject


class Invitation(_LinkMail, Kind):
    """An account is ready and waits for its first password."""

    name = "invitation"
    label = "Invitation"
    description = "The link to choose the first password of an account."
    page = "/invitation"
    action = "Choose your password"
    subject = "Your account at {{ organization.name }}"
    summary = subject


KIND_OF: Mapping[LinkPurpose, type[Kind]] = MappingProxyType(
    {
        LinkPurpose.RESET: PasswordReset,
        LinkPurpose.VERIFICATION: EmailVerification,
        LinkPurpose.INVITATION: Invitation,
    }
)
