"""What people change about themselves: name, telephone, picture."""

from datetime import datetime, timedelta

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.errors import PictureNotTaken
from apps.accounts.models import User, validate_phone
from apps.accounts.rules import PICTURE_MAX_BYTES, PICTURE_SIDE, plain_name, plain_phone
from apps.core import files, ratelimit, tenancy
from apps.core.errors import Invalid, PermissionDenied
from apps.core.pictures import PictureRefused, shrink
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

PICTURES = "pictures"
# Each change is an entry of the audit trail, and reading a picture costs as much as many pages.
CHANGES = 60
PICTURES_SENT = 20
CHANGES_WINDOW = timedelta(hours=1)


def change_profile(
    *, user: User, now: datetime, full_name: str | None = None, phone: str | None = None
) -> User:
    """Change the user's name and telephone; None leaves one as it is, "" forgets the telephone.

    The audit trail keeps what the name was, so that nobody takes on another's unnoticed. Raises
    Invalid with ``fields``, and RateLimited.
    """
    changes = {}
    wrong = {}
    if full_name is not None:
        try:
            changes["full_name"] = plain_name(full_name)
        except ValueError as error:
            wrong["full_name"] = [str(error)]
    if phone is not None:
        try:
            changes["phone"] = read_phone(phone)
        except ValueError as error:
            wrong["phone"] = [str(error)]
    if wrong:
        raise Invalid(fields=wrong)
    changes = {name: value for name, value in changes.items() if getattr(user, name) != value}
    if changes:
        _count(user, "profile", CHANGES, now=now)
        _store(user, changes, now=now)
    return user


def _count(user: User, what: str, limit: int, *, now: datetime) -> None:
    ratelimit.enforce(f"{what}:{user.pk}", limit=limit, window=CHANGES_WINDOW, now=now)


@transaction.atomic
def _store(user: User, changes: dict[str, str], *, now: datetime) -> None:
    details: dict[str, object] = {"fields": sorted(changes)}
    if "full_name" in changes:
        details |= {"name_before": user.full_name, "name_after": changes["full_name"]}
    for name, value in changes.items():
        setattr(user, name, value)
    user.save(update_fields=list(changes))
    _record(user, "Changed their own profile.", details, now=now)


def _record(user: User, summary: str, details: dict[str, object], *, now: datetime) -> None:
    """Tell the audit trail; platform staff are in none, and have no row that it could name."""
    if user.organization_id is not None:
        audit.record(
            action=AuditAction.PROFILE_CHANGED,
            actor=user,
            target=user,
            summary=summary,
            details=details,
            now=now,
        )


def read_phone(text: str) -> str:
    """Return a telephone number in E.164, "" for none; raise ValueError for what is no number."""
    number = plain_phone(text)
    if not number:
        return ""
    try:
        validate_phone(number)
    except ValidationError as error:
        raise ValueError("Begin with + and the country code: +256 700 000000.") from error
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException as error:
        raise ValueError("No country has this code.") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError("A number of that country has more or fewer digits.")
    # Without the 0 that people at home dial before it.
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def put_picture(*, user: User, data: bytes, now: datetime) -> User:
    """Make a sent file the user's picture; the one before is deleted once that is certain.

    Only a small picture without any metadata is kept. Raises PictureNotTaken, PermissionDenied
    for platform staff, RateLimited, and StorageUnavailable, which leaves everything as it was.
    """
    if user.organization_id is None:
        raise PermissionDenied("Only members of an organisation have a picture.")
    _count(user, "picture", PICTURES_SENT, now=now)
    try:
        picture = shrink(
            data, width=PICTURE_SIDE, height=PICTURE_SIDE, max_bytes=PICTURE_MAX_BYTES, to="WEBP"
        )
    except PictureRefused as error:
        raise PictureNotTaken(str(error), params={"reason": error.reason}) from error
    name = files.store(picture, kind=PICTURES, ending="webp")
    try:
        with transaction.atomic():
            _name_picture(user, name)
            _record(user, "Sent a picture of themself.", {"fields": ["picture"]}, now=now)
    except BaseException:
        files.give_back(name)
        raise
    return user


@transaction.atomic
def remove_own_picture(*, user: User, now: datetime) -> User:
    """Forget the user's picture, as they wish; without one nothing happens."""
    if user.picture:
        _name_picture(user, "")
        _record(user, "Removed their picture.", {"fields": ["picture"]}, now=now)
    return user


def remove_picture(*, user: User) -> User:
    """Forget somebody's picture and delete its file; who does it is the caller's to record."""
    _name_picture(user, "")
    return user


@transaction.atomic
def _name_picture(user: User, name: str) -> None:
    # Of two pictures sent at once, each must learn of the other's file to delete it.
    stored = User.objects.select_for_update().only("picture").get(pk=user.pk)
    before = stored.picture
    stored.picture = name
    stored.save(update_fields=["picture"])
    if before and before != name:
        files.delete_after_commit(before)
    user.picture = name


def sweep_pictures(*, now: datetime) -> int:
    """Delete the organisation's picture files that no account names; return how many."""
    owners = User.objects.filter(organization_id=tenancy.current_organization_id())
    named = set(owners.exclude(picture="").values_list("picture", flat=True))
    return files.sweep(PICTURES, named=named, now=now)
