"""Reads about people: members by what they are known by, students and lecturers by number."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from apps.accounts.models import User
from apps.core import files
from apps.core.imports.columns import foldings
from apps.orgs.models import Organization


def user_by_identifier(*, organization: Organization | None, identifier: str) -> User | None:
    """Return the user whose user name, student or staff number this is; else platform staff.

    A user name wins over a number. Platform staff (of no organisation) are found last, so that
    nobody inside an organisation can be shadowed. Both are always asked for: the number of
    statements must not tell which names there are.
    """
    name = identifier.strip()
    platform = User.objects.filter(organization=None, username__iexact=name).first()
    if organization is not None:
        candidates = list(
            User.objects.filter(organization=organization).filter(
                Q(username__iexact=name)
                | Q(student__student_id__iexact=name)
                | Q(lecturer__staff_id__iexact=name)
            )[:3]
        )
        by_name = [user for user in candidates if user.username.lower() == name.lower()]
        if by_name or candidates:
            return (by_name or candidates)[0]
    return platform


def member_to_recover(*, organization: Organization, identifier: str) -> User | None:
    """Return the member whose user name, number or e-mail address this is."""
    found = user_by_identifier(organization=organization, identifier=identifier)
    if found is not None and found.organization_id == organization.pk:
        return found
    return User.objects.filter(organization=organization, email__iexact=identifier.strip()).first()


def members(*, organization: Organization, ids: Sequence[int]) -> dict[int, User]:
    """Return the members of an organisation with these keys, by key."""
    return {one.pk: one for one in User.objects.filter(organization=organization, pk__in=ids)}


def picture_addresses(users: Iterable[User]) -> dict[int, str]:
    """Return the address of each user's picture, by the user's key; who has none is left out.

    Asks neither the database nor the store. An address holds for at least an hour and a half.
    """
    named = {user.pk: user.picture for user in users if user.picture}
    if not named:
        return {}
    found = files.addresses(named.values())
    return {pk: found[name] for pk, name in named.items()}


def picture_urls(users: Iterable[User]) -> dict[int, str]:
    """Return the address of each user's picture as `picture_addresses`; none while the store fails.

    Who people are must be known even then.
    """
    try:
        return picture_addresses(users)
    except files.StorageUnavailable:
        return {}


def picture_url(user: User) -> str | None:
    """Return the address of one user's picture; None without one, or while the store fails."""
    return picture_urls([user]).get(user.pk)


def by_number(model: type[Any], number: str, numbers: Iterable[str]) -> dict[str, Any]:
    """Return students or lecturers by their numbers, with their users; keys are in folded case."""
    found = model.objects.alias(folded=Lower(number)).filter(folded__in=foldings(numbers))
    return {getattr(one, number).casefold(): one for one in found.select_related("user")}
