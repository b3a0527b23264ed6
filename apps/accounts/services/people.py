"""Writes about people: accounts with their profiles, and the guardians of students."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.enums import LinkPurpose, Role
from apps.accounts.models import Guardian, Lecturer, Student, User
from apps.accounts.selectors.directory import EDITED, Profile, version_of
from apps.accounts.services import links
from apps.core import tenancy
from apps.core.errors import ChangedMeanwhile, Conflict, NotFound
from apps.orgs.enums import AuditAction
from apps.orgs.models import Organization
from apps.orgs.services import audit

_TAKEN = {
    "username": "Another account has this user name.",
    "email": "Another account has this address.",
    "student_id": "Another student has this number.",
    "staff_id": "Another lecturer has this number.",
}
_NUMBER_OF: dict[type[Profile], str] = {Student: "student_id", Lecturer: "staff_id"}


def create_person(
    *,
    by: User,
    role: Role,
    values: Mapping[str, Any],
    profile: type[Profile] | None = None,
    invite: bool = False,
    now: datetime,
) -> User:
    """Create an account without password, with its profile if one is named.

    Without ``username`` the number is the user name. ``invite`` mails the link to a first
    password, if there is an address. Raises Conflict, with every field that is taken.
    """
    wanted = dict(values)
    if profile is not None:
        wanted["username"] = wanted.get("username") or wanted[_NUMBER_OF[profile]]
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                organization=_organization(), role=role, **_part(wanted, User)
            )
            if profile is not None:
                profile.objects.create(user=user, **_part(wanted, profile))
            audit.record(
                action=AuditAction.PERSON_CREATED,
                actor=by,
                target=user,
                summary=f"{role.label} created",
                details={"role": role, **wanted},
                now=now,
            )
            if invite and user.email:
                links.send(user=user, purpose=LinkPurpose.INVITATION, now=now)
    except IntegrityError as error:
        raise _taken(wanted, profile) from error
    return user


def update_person(
    *,
    by: User,
    account: int,
    profile: type[Profile] | None = None,
    version: str,
    changes: Mapping[str, Any],
    now: datetime,
) -> None:
    """Change an account, and its profile if one is named, as somebody saw them.

    Another address is unconfirmed, and links to the old one end. Raises ChangedMeanwhile when
    ``version`` is not that of the rows any more, Conflict, with every field that is taken.
    """
    try:
        with transaction.atomic():
            user = _locked(account)
            row = None if profile is None else profile.objects.select_for_update().get(user=user)
            if version_of(user, row) != version:
                raise ChangedMeanwhile
            changed = _set(user, _part(changes, User))
            if row is not None:
                changed |= _set(row, _part(changes, type(row)))
            if changed:
                audit.record(
                    action=AuditAction.PERSON_CHANGED,
                    actor=by,
                    target=user,
                    summary=f"Changed: {', '.join(sorted(changed))}",
                    details=changed,
                    now=now,
                )
    except IntegrityError as error:
        raise _taken(changes, profile, but=account) from error


def _organization() -> Organization:
    """Return the organisation worked for: platform staff create accounts of one, and have none."""
    return Organization.objects.get(pk=tenancy.current_organization_id())


def _locked(account: int) -> User:
    """Return an account of the active organisation, locked until the transaction ends."""
    found = User.objects.select_for_update().filter(
        organization=tenancy.current_organization_id(), pk=account
    )
    user = found.first()
    if user is None:
        raise NotFound
    return user


def _part(values: Mapping[str, Any], model: type[User | Profile]) -> dict[str, Any]:
    return {name: values[name] for name in EDITED[model] if name in values}


def _set(row: User | Profile | Guardian, values: Mapping[str, Any]) -> dict[str, Any]:
    """Store what differs; return it, with what was there before."""
    changed = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = {"from": before, "to": value}
    if changed:
        row.save(update_fields=list(changed))
    return changed


def _taken(
    values: Mapping[str, Any], profile: type[Profile] | None, *, but: int | None = None
) -> Conflict:
    """Return the conflict that names every field whose value another account has.

    Asked after the database has refused, so that who was faster is found too.
    """
    others = User.objects.filter(organization=tenancy.current_organization_id()).exclude(
        pk=but or 0
    )
    taken = [
        name
        for name in ("username", "email")
        if values.get(name) and others.filter(**{f"{name}__iexact": values[name]}).exists()
    ]
    if profile is not None:
        number = _NUMBER_OF[profile]
        same = {f"{number}__iexact": values.get(number)}
        if values.get(number) and profile.objects.filter(**same).exclude(user=but or 0).exists():
            taken.append(number)
    return Conflict(
        "Some of this belongs to another account.", fields={name: [_TAKEN[name]] for name in taken}
    )


def create_guardian(
    *, by: User, student: Student, values: Mapping[str, Any], now: datetime
) -> Guardian:
    """Add somebody to be told about a student. Raises Conflict for an address that is there."""
    try:
        with transaction.atomic():
            guardian = Guardian.objects.create(student=student, **values)
            _tell_of_guardian(by, guardian, "Guardian added", details=values, now=now)
            return guardian
    except IntegrityError as error:
        raise _guardian_known() from error


def update_guardian(
    *, by: User, guardian: Guardian, version: str, changes: Mapping[str, Any], now: datetime
) -> Guardian:
    """Change a guardian as somebody saw them. Raises ChangedMeanwhile, or Conflict."""
    try:
        with transaction.atomic():
            row = Guardian.objects.select_for_update().filter(pk=guardian.pk).first()
            if row is None:
                raise NotFound
            if version_of(row) != version:
                raise ChangedMeanwhile
            changed = _set(row, changes)
            if changed:
                _tell_of_guardian(by, row, "Guardian changed", details=changed, now=now)
            return row
    except IntegrityError as error:
        raise _guardian_known() from error


def delete_guardian(*, by: User, guardian: Guardian, now: datetime) -> None:
    """Delete a guardian: nobody is told anything from now on."""
    with transaction.atomic():
        gone = {name: getattr(guardian, name) for name in EDITED[Guardian]}
        _tell_of_guardian(by, guardian, "Guardian removed", details=gone, now=now)
        guardian.delete()


def _tell_of_guardian(
    by: User, guardian: Guardian, what: str, *, details: Mapping[str, Any], now: datetime
) -> None:
    """Note in the audit trail, at the student, what was done about a guardian."""
    audit.record(
        action=AuditAction.GUARDIAN_CHANGED,
        actor=by,
        target=guardian.student.user,
        summary=f"{what}: {guardian.name}",
        details=details,
        now=now,
    )


def _guardian_known() -> Conflict:
    return Conflict(
        "The student has a guardian with this address.",
        fields={"email": ["Another guardian of this student has this address."]},
    )
