"""Makes one-time links, sends them, and does what they are for."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from apps.accounts.enums import LinkPurpose
from apps.accounts.errors import LinkInvalid
from apps.accounts.models import OneTimeLink, User
from apps.accounts.notices import KIND_OF
from apps.accounts.rules import LINK_LIFETIMES, link_token, token_digest
from apps.accounts.selectors import link_is_alive
from apps.accounts.services import passwords
from apps.accounts.services.sign_ins import SignIn, begin
from apps.core import batches, ratelimit
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

# What a password that is chosen by a link means for its account.
_CHOSEN_BY = {
    LinkPurpose.RESET: AuditAction.PASSWORD_RESET,
    LinkPurpose.INVITATION: AuditAction.INVITATION_ACCEPTED,
}
VERIFICATION_MAILS = 3
VERIFICATION_WINDOW = timedelta(hours=1)


def send(*, user: User, purpose: LinkPurpose, now: datetime) -> OneTimeLink:
    """Make a link for a member of the active organisation and mail it; earlier ones end.

    The mail goes to the address that the user has now, and the link holds for that address only.
    """
    (link,) = send_many(users=[user], purpose=purpose, now=now)
    return link


def send_many(*, users: Sequence[User], purpose: LinkPurpose, now: datetime) -> list[OneTimeLink]:
    """Make and mail a link each, as ``send`` does, in the same few statements for all.

    The caller keeps the number of users below what a statement takes as parameters.
    """
    with transaction.atomic():
        # One at a time for a user, so that exactly the newest one is left.
        keys = [user.pk for user in users]
        locked = list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        OneTimeLink.objects.filter(user__in=keys, purpose=purpose, used_at=None).delete()
        made = OneTimeLink.objects.bulk_create(
            [_new_link(user, purpose, now=now) for user in locked]
        )
        to = [
            Addressed(
                key=str(link.pk),
                user_id=link.user_id,
                addressee=link.user.get_full_name(),
                params={"link": link.pk},
                expires_at=link.expires_at,
            )
            for link in made
        ]
        notify(kind=KIND_OF[purpose], to=to, params={}, now=now)
    return made


def _new_link(user: User, purpose: LinkPurpose, *, now: datetime) -> OneTimeLink:
    seed = secrets.token_urlsafe(32)
    return OneTimeLink(
        user=user,
        purpose=purpose,
        seed=seed,
        digest=token_digest(link_token(seed)),
        email=user.email,
        password_state=user.get_session_auth_hash(),
        created_at=now,
        expires_at=now + LINK_LIFETIMES[purpose],
    )


def send_verification(*, user: User, now: datetime) -> bool:
    """Send the link that confirms the user's address, unless there is nothing to confirm.

    Return whether a mail is on its way. Raises RateLimited, so that nobody fills a mailbox.
    """
    if not user.email or user.email_verified_at is not None or user.organization_id is None:
        return False
    key = f"verification-mail:{user.pk}"
    ratelimit.enforce(key, limit=VERIFICATION_MAILS, window=VERIFICATION_WINDOW, now=now)
    send(user=user, purpose=LinkPurpose.VERIFICATION, now=now)
    return True


def find(token: str, *, purpose: LinkPurpose, now: datetime) -> OneTimeLink:
    """Return the living link of a token. Raises LinkInvalid for every other, in the same words."""
    found = OneTimeLink.objects.select_related("user").filter(
        digest=token_digest(token), purpose=purpose
    )
    link = found.first()
    if link is None or not link_is_alive(link, now=now):
        raise LinkInvalid
    return link


def reset_password(*, token: str, password: str, now: datetime) -> User:
    """Store the password chosen by a reset link; every sign-in of the user ends. Return the user.

    Raises LinkInvalid, or PasswordRefused, which leaves the link as it is.
    """
    link = find(token, purpose=LinkPurpose.RESET, now=now)
    passwords.check_new(password, user=link.user)
    with transaction.atomic():
        return _choose_password(link, password, now=now)


def accept_invitation(*, request: HttpRequest, token: str, password: str, now: datetime) -> SignIn:
    """Store the first password of an account and begin a sign-in. Raises as reset_password."""
    link = find(token, purpose=LinkPurpose.INVITATION, now=now)
    passwords.check_new(password, user=link.user)
    with transaction.atomic():
        user = _choose_password(link, password, now=now)
        return begin(request=request, user=user, now=now)


def verify_email(*, token: str, now: datetime) -> None:
    """Note that the address of a verification link reaches its user. Raises LinkInvalid."""
    link = find(token, purpose=LinkPurpose.VERIFICATION, now=now)
    with transaction.atomic():
        user = _use(link, now=now)
        _verified(user, now=now)
        audit.record(action=AuditAction.EMAIL_VERIFIED, actor=user, now=now)


def _choose_password(link: OneTimeLink, password: str, *, now: datetime) -> User:
    user = _use(link, now=now)
    # Who holds the link has read a mail to this address.
    _verified(user, now=now)
    passwords.store(user=user, password=password)
    audit.record(action=_CHOSEN_BY[LinkPurpose(link.purpose)], actor=user, now=now)
    return user


def _verified(user: User, *, now: datetime) -> None:
    user.email_verified_at = user.email_verified_at or now
    user.save(update_fields=["email_verified_at"])


def _use(link: OneTimeLink, *, now: datetime) -> User:
    """Use a link up; return its user, locked until the transaction ends.

    Raises LinkInvalid for one of two who try at once, and when password, address or account have
    changed since the link was found.
    """
    link.user = User.objects.select_for_update(no_key=True).get(pk=link.user_id)
    unused = OneTimeLink.objects.filter(pk=link.pk, used_at=None)
    if not link_is_alive(link, now=now) or not unused.update(used_at=now):
        raise LinkInvalid
    return link.user


class Invited(StrEnum):
    """What became of one invitation."""

    SENT = "sent"
    NO_EMAIL = "no_email"
    INACTIVE = "inactive"
    HAS_PASSWORD = "has_password"  # noqa: S105 - a word, not a password


@dataclass(frozen=True, slots=True)
class InvitationResult:
    """One user, and what became of the invitation."""

    user: int
    outcome: Invited


def invite(*, by: User, users: Sequence[User], now: datetime) -> list[InvitationResult]:
    """Send invitations to those who have no password of their own yet; say what became of each."""
    outcomes = {one.pk: not_to_be_invited(one) or Invited.SENT for one in users}
    invited = [one for one in users if outcomes[one.pk] == Invited.SENT]
    with transaction.atomic():
        send_many(users=invited, purpose=LinkPurpose.INVITATION, now=now)
        audit.record_each(
            action=AuditAction.INVITED,
            actor=by,
            targets=invited,
            summary="Invitation sent",
            now=now,
        )
    return [InvitationResult(pk, outcome) for pk, outcome in outcomes.items()]


def not_to_be_invited(user: User) -> Invited | None:
    """Return why nobody is invited to this account, None when somebody may be."""
    if not user.is_active:
        return Invited.INACTIVE
    if user.has_usable_password() and not user.must_change_password:
        return Invited.HAS_PASSWORD
    return None if user.email else Invited.NO_EMAIL


def clean_links(*, now: datetime) -> int:
    """Delete links that have expired or been used; return how many."""
    ended = OneTimeLink.objects.filter(Q(expires_at__lte=now) | ~Q(used_at=None))
    return batches.delete(ended)
