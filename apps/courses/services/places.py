"""Writes about where and when is taught: venues and terms."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.errors import Conflict, Invalid
from apps.courses.models import Term, Venue
from apps.courses.selectors import hold_version
from apps.courses.services.schedules import term_changed
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit

PlaceT = TypeVar("PlaceT", Term, Venue)


def create_venue(
    *, name: str, latitude: float, longitude: float, radius_m: int, by: User, now: datetime
) -> Venue:
    """Create a venue (degrees, metres). Raises Conflict when the name is taken."""
    venue = Venue(name=name.strip(), latitude=latitude, longitude=longitude, radius_m=radius_m)
    return _stored(venue, AuditAction.VENUE_CHANGED, by=by, now=now)


def update_venue(
    *, venue: Venue, changes: dict[str, Any], version: str | None = None, by: User, now: datetime
) -> Venue:
    """Change name, place or radius of a venue. Raises Conflict when the name is taken.

    Raises ChangedMeanwhile when it is not as ``version`` says any more. Sessions hold a copy of
    their fence: none is judged anew.
    """
    with transaction.atomic():
        locked = Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
        hold_version(locked, version)
        return _changed(locked, changes, AuditAction.VENUE_CHANGED, by=by, now=now)


def create_term(*, name: str, first_day: date, last_day: date, by: User, now: datetime) -> Term:
    """Create a term. Raises Invalid when it ends before it begins, Conflict on a taken name."""
    _hold_order(first_day, last_day)
    term = Term(name=name.strip(), first_day=first_day, last_day=last_day)
    return _stored(term, AuditAction.TERM_CHANGED, by=by, now=now)


def update_term(
    *, term: Term, changes: dict[str, Any], version: str | None = None, by: User, now: datetime
) -> Term:
    """Change name or days of a term.

    Raises ChangedMeanwhile when it is not as ``version`` says any more, Invalid when it would end
    before it begins, Conflict when the name is taken.
    """
    with transaction.atomic():
        locked = Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        hold_version(locked, version)
        _hold_order(
            changes.get("first_day", locked.first_day), changes.get("last_day", locked.last_day)
        )
        changed = _changed(locked, changes, AuditAction.TERM_CHANGED, by=by, now=now)
        term_changed(term=changed, now=now)
    return changed


def _hold_order(first: date, last: date) -> None:
    if last < first:
        raise Invalid(fields={"last_day": ["Choose a day that is not before the first one."]})


def _changed(
    row: PlaceT, changes: dict[str, Any], action: AuditAction, *, by: User, now: datetime
) -> PlaceT:
    for field, value in changes.items():
        setattr(row, field, value.strip() if isinstance(value, str) else value)
    return _stored(row, action, by=by, now=now)


def _stored(row: PlaceT, action: AuditAction, *, by: User, now: datetime) -> PlaceT:
    word = "Created" if row._state.adding else "Changed"
    try:
        with transaction.atomic():
            row.save()
            audit.record(action=action, actor=by, target=row, summary=f"{word} {row}", now=now)
    except IntegrityError as error:
        raise Conflict(
            f"There is a {row._meta.verbose_name} of that name.",
            fields={"name": ["This name is taken."]},
        ) from error
    return row
