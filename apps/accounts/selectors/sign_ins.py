"""Reads about sign-ins: who asks, whether they still may, which links still hold."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils.crypto import constant_time_compare
from rest_framework.request import Request

from apps.accounts.models import AuthToken, Lecturer, OneTimeLink, Student, User
from apps.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT, ends_at
from apps.core.errors import NotAuthenticated, NotFound
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


def sign_in_holds(token: AuthToken, *, now: datetime) -> bool:
    """Return whether a sign-in, read with its user, has not ended.

    It ends at its idle or absolute limit, with the user's account, and with their password. That
    the user's organisation is active is for the caller to have asked.
    """
    return (
        now < ends_at(created_at=token.created_at, last_used_at=token.last_used_at)
        and token.user.is_active
        and constant_time_compare(token.password_state, token.user.get_session_auth_hash())
    )


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
