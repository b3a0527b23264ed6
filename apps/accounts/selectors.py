"""Reads about people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.crypto import constant_time_compare
from rest_framework.request import Request

from apps.accounts.models import AuthToken, Lecturer, OneTimeLink, Student, User
from apps.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT, ends_at
from apps.core.errors import NotAuthenticated, NotFound
from apps.core.imports.columns import foldings
from apps.core.sql import ModelColumns, Statement
from apps.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """How long a sign-in still lasts, in seconds, by the server's clock."""

    seconds_left: int
    absolute_seconds_left: int


def signed_in(request: Request) -> User:
    """Return the signed-in user; raise NotAuthenticated when there is none."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def student_of(request: Request) -> Student:
    """Return the student who asks; raise NotFound for a user without a student profile."""
    student = getattr(signed_in(request), "student", None)
    if not isinstance(student, Student):
        raise NotFound
    return student


def sign_in_of(request: Request) -> AuthToken:
    """Return the sign-in that sent the request; raise NotAuthenticated when there is none."""
    auth_token: object = request.auth
    if not isinstance(auth_token, AuthToken):
        raise NotAuthenticated
    return auth_token


_TOKEN = ModelColumns(AuthToken, "t")
_USER = ModelColumns(User, "u")
_ORGANIZATION = ModelColumns(Organization, "o")
_STUDENT = ModelColumns(Student, "s")
_LECTURER = ModelColumns(Lecturer, "l")
# Every signed-in request begins with this; as a queryset, building it would cost more CPU than
# all else that a check-in does.
_SIGN_IN = Statement(
    "sign_in",
    f"""
SELECT {_TOKEN.sql}, {_USER.sql}, {_ORGANIZATION.sql}, {_STUDENT.sql}, {_LECTURER.sql}
FROM {AuthToken._meta.db_table} t
JOIN {User._meta.db_table} u ON u.id = t.user_id
LEFT JOIN {Organization._meta.db_table} o ON o.id = u.organization_id
LEFT JOIN {Student._meta.db_table} s ON s.user_id = u.id
LEFT JOIN {Lecturer._meta.db_table} l ON l.user_id = u.id
WHERE t.digest = %s
""",  # noqa: S608 - the text is made of table and column names only
)


def sign_in_by_digest(digest: str) -> AuthToken | None:
    """Return a sign-in with its user, their organisation and profiles, None for no such one."""
    row = _SIGN_IN.fetch_one([digest])
    if row is None:
        return None
    built: list[Model | None] = []
    start = 0
    for columns in (_TOKEN, _USER, _ORGANIZATION, _STUDENT, _LECTURER):
        built.append(columns.build(row[start : start + columns.width]))
        start += columns.width
    token, user, organization, student, lecturer = built
    assert isinstance(token, AuthToken)  # noqa: S101 - the inner joins; tells mypy
    assert isinstance(user, User)  # noqa: S101 - as above
    token.user = user
    if isinstance(organization, Organization):
        user.organization = organization
    for name, profile in (("student", student), ("lecturer", lecturer)):
        # Known to be there or not: reading it later must not ask the database again.
        user._state.fields_cache[name] = profile
        if profile is not None:
            profile._state.fields_cache["user"] = user
    return token


def user_by_identifier(*, organization: Organization | None, identifier: str) -> User | None:
    """Return the user whose user name, student or staff number this is; else platform staff.

    A user name wins over a number. Platform staff (of no organisation) are found last, so that
    nobody inside an organisation can be shadowed.
    """
    name = identifier.strip()
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
    return User.objects.filter(organization=None, username__iexact=name).first()


def member_to_recover(*, organization: Organization, identifier: str) -> User | None:
    """Return the member whose user name, number or e-mail address this is."""
    found = user_by_identifier(organization=organization, identifier=identifier)
    if found is not None and found.organization_id == organization.pk:
        return found
    return User.objects.filter(organization=organization, email__iexact=identifier.strip()).first()


def members(*, organization: Organization, ids: Sequence[int]) -> dict[int, User]:
    """Return the members of an organisation with these keys, by key."""
    return {one.pk: one for one in User.objects.filter(organization=organization, pk__in=ids)}


def link_is_alive(link: OneTimeLink, *, now: datetime) -> bool:
    """Return whether a link still does what it was made for.

    It must be unused and in time, and password, address and account must be those of then.
    """
    user = link.user
    return (
        link.used_at is None
        and now < link.expires_at
        and user.is_active
        and user.email == link.email
        and constant_time_compare(link.password_state, user.get_session_auth_hash())
    )


def sign_ins_of(user: User, *, now: datetime) -> QuerySet[AuthToken]:
    """Return a user's sign-ins that have not ended, the last used first."""
    living = AuthToken.objects.filter(
        user=user,
        last_used_at__gt=now - IDLE_LIMIT,
        created_at__gt=now - ABSOLUTE_LIMIT,
        password_state=user.get_session_auth_hash(),
    )
    return living.order_by("-last_used_at", "-pk")


def session_info(token: AuthToken, *, now: datetime) -> SessionInfo:
    """Return the seconds left of a sign-in: until it is idle for too long, and at the latest."""
    idle_end = ends_at(created_at=token.created_at, last_used_at=token.last_used_at)
    last_end = token.created_at + ABSOLUTE_LIMIT
    return SessionInfo(
        seconds_left=max(0, int((idle_end - now).total_seconds())),
        absolute_seconds_left=max(0, int((last_end - now).total_seconds())),
    )


def students(*, search: str = "") -> QuerySet[Student]:
    """Return the organisation's active students, by number; ``search`` matches name or number."""
    found = Student.objects.filter(user__is_active=True).select_related("user")
    if search:
        found = found.filter(Q(student_id__icontains=search) | Q(user__full_name__icontains=search))
    return found.order_by("student_id", "pk")


def by_number(model: type[Any], number: str, numbers: Iterable[str]) -> dict[str, Any]:
    """Return students or lecturers by their numbers, with their users; keys are in folded case."""
    found = model.objects.alias(folded=Lower(number)).filter(folded__in=foldings(numbers))
    return {getattr(one, number).casefold(): one for one in found.select_related("user")}
