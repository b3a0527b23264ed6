"""Writes about who may enter: accounts ended, opened again, invited, and given another role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.enums import AccountAction, LinkPurpose, Role
from apps.accounts.errors import LastAdministrator, OwnAccount
from apps.accounts.models import AuthToken, OneTimeLink, User
from apps.accounts.selectors.directory import Asked, Directory, accounts_of
from apps.accounts.services import links
from apps.accounts.services.sign_ins import end_all
from apps.core import tenancy
from apps.core.errors import ChangedMeanwhile, Invalid, NotFound
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

MOST_AT_ONCE = 10_000
# Each is a link and a mail; more would keep the request waiting for longer than a proxy does.
INVITATIONS_AT_ONCE = 2_000
# Rows in one statement: below what databases take as parameters.
_BATCH = 500


class Skipped(StrEnum):
    """Why an account was left as it is."""

    ALREADY = "already"
    YOURSELF = "yourself"
    LAST_ADMINISTRATOR = "last_administrator"
    INACTIVE = "inactive"
    NO_EMAIL = "no_email"
    HAS_PASSWORD = "has_password"  # noqa: S105 - a word, not a password


@dataclass(frozen=True, slots=True)
class Left:
    """One account that was left as it is, and why."""

    account: int
    name: str
    reason: Skipped


@dataclass(slots=True)
class Outcome:
    """What became of each account: the keys of those that were changed, and the others."""

    done: list[int] = field(default_factory=list)
    skipped: list[Left] = field(default_factory=list)


_Refusal = Callable[[User], Skipped | None]


def act_on_accounts(
    *, by: User, action: AccountAction, accounts: Sequence[int], now: datetime
) -> Outcome:
    """Do one thing with many members of the active organisation, all in one transaction.

    What has no effect on an account, or must not be done to it, is skipped and said. Raises
    NotFound unless every key is that of a member, and Invalid for more than MOST_AT_ONCE, of
    invitations INVITATIONS_AT_ONCE.
    """
    _hold_bound(action, len(accounts))
    with transaction.atomic():
        users = _locked(accounts)
        outcome = _ACTIONS[action](by, users, now)
        done = set(outcome.done)
        audit.record_each(
            action=_TOLD_AS[action],
            actor=by,
            targets=[user for user in users if user.pk in done],
            summary=action.label,
            now=now,
        )
        return outcome


def act_on_matching(
    *,
    by: User,
    action: AccountAction,
    directory: Directory,
    asked: Asked,
    expected: int,
    now: datetime,
) -> Outcome:
    """Do one thing with all accounts of a list, as ``act_on_accounts`` does.

    ``expected`` is how many somebody has seen: with more or fewer nothing is done. Raises
    ChangedMeanwhile then, and as ``act_on_accounts``.
    """
    with transaction.atomic():
        accounts = accounts_of(directory, asked, limit=MOST_AT_ONCE + 1)
        _hold_bound(action, len(accounts))
        if len(accounts) != expected:
            raise ChangedMeanwhile
        return act_on_accounts(by=by, action=action, accounts=accounts, now=now)


def _hold_bound(action: AccountAction, count: int) -> None:
    """Raise Invalid for more accounts than one request does."""
    invites = action == AccountAction.INVITE
    most = INVITATIONS_AT_ONCE if invites else MOST_AT_ONCE
    if count > most:
        problem = f"At most {most} accounts at a time: narrow the list."
        raise Invalid(problem, fields={"accounts": [problem]})


def _locked(accounts: Sequence[int]) -> list[User]:
    """Return the accounts in the order of their keys, locked; administrators before all others.

    Whoever changes administrators waits here for whoever does the same, so that each sees how
    many the other has left.
    """
    keys = sorted(set(accounts))
    members = User.objects.filter(organization=tenancy.current_organization_id())
    # Without the key: rows that point at an account are written meanwhile.
    list(_administrators().select_for_update(no_key=True).values_list("pk"))
    users: list[User] = []
    for start in range(0, len(keys), _BATCH):
        part = members.filter(pk__in=keys[start : start + _BATCH])
        users += part.select_for_update(no_key=True).order_by("pk")
    if len(users) != len(keys):
        raise NotFound
    return users


def _administrators() -> QuerySet[User]:
    """Return the accounts that can administer the organisation, in the order of their keys."""
    organization = tenancy.current_organization_id()
    return User.objects.filter(organization=organization, role=Role.ADMIN, is_active=True).order_by(
        "pk"
    )


def _sorted_out(users: Sequence[User], refusal: _Refusal) -> tuple[list[User], Outcome]:
    """Return the accounts to change, and the outcome with those to be left."""
    outcome, chosen = Outcome(), []
    for user in users:
        reason = refusal(user)
        if reason is None:
            chosen.append(user)
        else:
            outcome.skipped.append(Left(user.pk, user.get_full_name(), reason))
    outcome.done = [user.pk for user in chosen]
    return chosen, outcome


def _deactivate(by: User, users: Sequence[User], now: datetime) -> Outcome:
    """End the accounts and their sign-ins."""
    left = _administrators().count()

    def refusal(user: User) -> Skipped | None:
        nonlocal left
        if user.pk == by.pk:
            return Skipped.YOURSELF
        if not user.is_active:
            return Skipped.ALREADY
        if user.role == Role.ADMIN:
            if left <= 1:
                return Skipped.LAST_ADMINISTRATOR
            left -= 1
        return None

    _, outcome = _sorted_out(users, refusal)
    for keys in _batches(outcome.done):
        User.objects.filter(pk__in=keys).update(is_active=False)
        AuthToken.objects.filter(user__in=keys).delete()
    return outcome


def _reactivate(by: User, users: Sequence[User], now: datetime) -> Outcome:
    """Open the accounts again; their people sign in anew."""
    _, outcome = _sorted_out(users, lambda user: Skipped.ALREADY if user.is_active else None)
    for keys in _batches(outcome.done):
        User.objects.filter(pk__in=keys).update(is_active=True)
        # One that was begun while the account was being ended would live again.
        AuthToken.objects.filter(user__in=keys).delete()
    return outcome


def _invite(by: User, users: Sequence[User], now: datetime) -> Outcome:
    """Mail the accounts a link to a first password each; earlier ones end."""

    def refusal(user: User) -> Skipped | None:
        refused = links.not_to_be_invited(user)
        return None if refused is None else Skipped(refused.value)

    chosen, outcome = _sorted_out(users, refusal)
    for start in range(0, len(chosen), _BATCH):
        links.send_many(
            users=chosen[start : start + _BATCH], purpose=LinkPurpose.INVITATION, now=now
        )
    return outcome


def _withdraw(by: User, users: Sequence[User], now: datetime) -> Outcome:
    """End the invitations that have not been accepted; mails still waiting are not sent."""
    waiting = OneTimeLink.objects.filter(
        purpose=LinkPurpose.INVITATION, used_at=None, expires_at__gt=now
    )
    invited: set[int] = set()
    for keys in _batches([user.pk for user in users]):
        invited |= set(waiting.filter(user__in=keys).values_list("user", flat=True))
    _, outcome = _sorted_out(users, lambda user: None if user.pk in invited else Skipped.ALREADY)
    for keys in _batches(outcome.done):
        waiting.filter(user__in=keys).delete()
    return outcome


_ACTIONS: dict[AccountAction, Callable[[User, Sequence[User], datetime], Outcome]] = {
    AccountAction.DEACTIVATE: _deactivate,
    AccountAction.REACTIVATE: _reactivate,
    AccountAction.INVITE: _invite,
    AccountAction.WITHDRAW_INVITATION: _withdraw,
}

_TOLD_AS: dict[AccountAction, AuditAction] = {
    AccountAction.DEACTIVATE: AuditAction.DEACTIVATED,
    AccountAction.REACTIVATE: AuditAction.REACTIVATED,
    AccountAction.INVITE: AuditAction.INVITED,
    AccountAction.WITHDRAW_INVITATION: AuditAction.INVITATION_WITHDRAWN,
}


def _batches(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH)]


def change_role(*, by: User, account: int, role: Role, now: datetime) -> User:
    """Give a member of the staff another role; their sign-ins end, and so does the admin site.

    Raises NotFound for students and strangers, OwnAccount, LastAdministrator, and Invalid for
    the role of a lecturer without a staff number.
    """
    with transaction.atomic():
        (user,) = _locked([account])
        if user.role == Role.STUDENT:
            raise NotFound
        if user.pk == by.pk:
            raise OwnAccount
        if role == Role.LECTURER and getattr(user, "lecturer", None) is None:
            problem = "This account has no staff number: add the person among the lecturers."
            raise Invalid(fields={"role": [problem]})
        if user.role == role:
            return user
        if user.role == Role.ADMIN and user.is_active and _administrators().count() <= 1:
            raise LastAdministrator
        audit.record(
            action=AuditAction.ROLE_CHANGED,
            actor=by,
            target=user,
            summary=f"{Role(user.role).label} is now {role.label}",
            details={"from": user.role, "to": role},
            now=now,
        )
        user.role = role
        # Who may open the admin site is decided by platform staff, for administrators only.
        user.is_staff = False
        user.save(update_fields=["role", "is_staff"])
        end_all(user=user)
    return user
