"""Lists of people: searched, filtered, sorted, with the state of their accounts."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, Model, OrderBy, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from apps.accounts.enums import AccountFilter, AccountState, LinkPurpose, Role
from apps.accounts.models import Guardian, Lecturer, OneTimeLink, Student, User
from apps.core import tenancy
from apps.core.errors import NotFound

# More words than a name has; each costs the database a comparison a row.
MAX_WORDS = 6

Profile = Student | Lecturer


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for.

    ``private`` says whether the asker may know user names, addresses and numbers to call: who may
    not does not find anybody by them either.
    """

    now: datetime
    private: bool
    search: str = ""
    state: AccountFilter = AccountFilter.ACTIVE
    sort: str = ""
    equal: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """One list of people: whose rows, where their account is, what is searched and sorted."""

    model: type[Model]
    # The way from a row to its account, as lookups are written.
    account: str
    number: str
    public: tuple[str, ...]
    sorts: Mapping[str, str]
    usual: str

    @property
    def private(self) -> tuple[str, ...]:
        """What only administrators search."""
        return tuple(f"{self.account}{name}" for name in ("username", "email", "phone"))


def _sorts(account: str, **own: str) -> dict[str, str]:
    return {"name": f"{account}full_name", "last_login": f"{account}last_login", **own}


STUDENTS = Directory(
    model=Student,
    account="user__",
    number="student_id",
    public=("student_id", "user__full_name"),
    sorts=_sorts("user__", number="student_id", programme="programme", year="year"),
    usual="number",
)
LECTURERS = Directory(
    model=Lecturer,
    account="user__",
    number="staff_id",
    public=("staff_id", "user__full_name", "department"),
    sorts=_sorts("user__", number="staff_id", department="department"),
    usual="number",
)
STAFF = Directory(
    model=User,
    account="",
    number="username",
    public=("full_name",),
    sorts=_sorts("", number="username", role="role"),
    usual="name",
)
# Sorted as they are: numbers and moments have no case.
_PLAIN = frozenset({"year", "last_login"})


def people(directory: Directory, asked: Asked) -> QuerySet[Any]:
    """Return the rows of a directory as asked for, each with its account and ``invited``."""
    found = _everybody(directory)
    found = found.filter(**(asked.equal or {})).filter(in_state(directory, asked))
    for word in asked.search.split()[:MAX_WORDS]:
        found = found.filter(_has_word(directory, word, private=asked.private))
    return _invited(directory, found, now=asked.now).order_by(*_order(directory, asked.sort))


def account_of(row: Any) -> User:
    """Return the account of a row of any directory."""
    account: User = row if isinstance(row, User) else row.user
    return account


def accounts_of(directory: Directory, asked: Asked, *, limit: int) -> list[int]:
    """Return the keys of the accounts in a list, at most ``limit``."""
    account = "pk" if directory.model is User else "user_id"
    return list(people(directory, asked).values_list(account, flat=True)[:limit])


def person(directory: Directory, *, pk: int, now: datetime) -> Any:
    """Return one row of a directory as ``people`` does. Raises NotFound."""
    found = _invited(directory, _everybody(directory), now=now).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _everybody(directory: Directory) -> QuerySet[Any]:
    if directory.model is User:
        organization = tenancy.current_organization_id()
        staff = User.objects.filter(organization=organization).exclude(role=Role.STUDENT)
        return staff.select_related("lecturer")
    model: Any = directory.model
    profiles: QuerySet[Any] = model.objects.select_related("user")
    return profiles


def _invited(directory: Directory, found: QuerySet[Any], *, now: datetime) -> QuerySet[Any]:
    """Note at each row whether an invitation waits to be accepted."""
    account = "pk" if directory.model is User else "user_id"
    waiting = Exists(_living_invitations(now).filter(user=OuterRef(account)))
    noted: QuerySet[Any] = found.annotate(invited=waiting)
    return noted


def _living_invitations(now: datetime) -> QuerySet[OneTimeLink]:
    return OneTimeLink.objects.filter(
        purpose=LinkPurpose.INVITATION, used_at=None, expires_at__gt=now
    )


def in_state(directory: Directory, asked: Asked) -> Q:
    """Return the condition of the accounts that are asked for."""
    account = directory.account
    active = Q(**{f"{account}is_active": True})
    without_password = Q(**{f"{account}password__startswith": UNUSABLE_PASSWORD_PREFIX})
    by_link = Q(**{f"{account}pk__in": _living_invitations(asked.now).values("user")})
    conditions = {
        AccountFilter.ALL: Q(),
        AccountFilter.ACTIVE: active,
        AccountFilter.INACTIVE: ~active,
        AccountFilter.NEVER_SIGNED_IN: active & Q(**{f"{account}last_login": None}),
        AccountFilter.NOT_INVITED: active & without_password & ~by_link,
        AccountFilter.INVITED: active & without_password & by_link,
        AccountFilter.MUST_CHANGE: active & Q(**{f"{account}must_change_password": True}),
    }
    return conditions[asked.state]


def _has_word(directory: Directory, word: str, *, private: bool) -> Q:
    """Return the condition that one of the searched columns holds a word, in any case."""
    condition = Q()
    for column in (*directory.public, *(directory.private if private else ())):
        for written in _cases(word):
            condition |= Q(**{f"{column}__icontains": written})
    return condition


def _cases(word: str) -> Iterable[str]:
    """Return the ways of writing a word that a database may tell apart: SQLite folds ASCII only."""
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}


def _order(directory: Directory, sort: str) -> list[Any]:
    """Return the order of a list; one that it does not offer is its usual one."""
    name = sort.removeprefix("-")
    descending = sort.startswith("-")
    if name not in directory.sorts:
        name, descending = directory.usual, False
    column = directory.sorts[name]
    if name in _PLAIN:
        # What is not known stands at the end, whichever way round.
        return [OrderBy(F(column), descending=descending, nulls_last=True), "pk"]
    return [OrderBy(Lower(column), descending=descending), "pk"]


def state_of(user: User, *, invited: bool) -> AccountState:
    """Return whether somebody can sign in, and else why not."""
    if not user.is_active:
        return AccountState.INACTIVE
    if user.must_change_password and user.has_usable_password():
        return AccountState.MUST_CHANGE
    if user.has_usable_password():
        return AccountState.READY
    return AccountState.INVITED if invited else AccountState.NOT_INVITED


EDITED = {
    User: ("username", "full_name", "email", "phone"),
    Student: ("student_id", "programme", "year"),
    Lecturer: ("staff_id", "department"),
    Guardian: ("name", "email", "phone"),
}


def version_of(*rows: Model | None) -> str:
    """Return a digest of what can be edited of a person: another one after every other change.

    It is made of the content, so that no writer (an import, the admin site, the person) can
    forget to count it up.
    """
    content = [
        [getattr(row, name) for name in names]
        for row in rows
        for kind, names in EDITED.items()
        if isinstance(row, kind)
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Facets:
    """By what students can be filtered: what there is of it."""

    programmes: list[str]
    years: list[int]


def student_facets() -> Facets:
    """Return the programmes and years of the organisation's students, sorted."""
    students = Student.objects.order_by()
    programmes = students.values_list("programme", flat=True).distinct()
    years = students.values_list("year", flat=True).distinct()
    return Facets(
        programmes=sorted((one for one in programmes if one), key=str.casefold),
        years=sorted(year for year in years if year is not None),
    )
