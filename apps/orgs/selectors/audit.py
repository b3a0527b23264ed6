"""Reads of the audit trail: newest first, by pieces."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from apps.orgs.models import AuditEntry

PAGE = 50
_EARLIEST, _LATEST = date(1900, 1, 1), date(9990, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; empty means all. Days are the organisation's, both included."""

    zone: str
    action: str = ""
    person: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, and behind which one the next begin; None at the end."""

    entries: list[AuditEntry]
    next: tuple[datetime, int] | None


def audit_page(wanted: Wanted) -> AuditPage:
    """Return the newest entries that are asked for, in one statement.

    A page begins behind an entry, not at a number, so that new ones move nothing.
    """
    found = list(_entries(wanted)[: PAGE + 1])
    more = len(found) > PAGE
    entries = found[:PAGE]
    return AuditPage(entries, (entries[-1].at, entries[-1].pk) if more else None)


def _entries(wanted: Wanted) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.order_by("-at", "-pk")
    if wanted.action:
        entries = entries.filter(action=wanted.action)
    if wanted.person is not None:
        done_to = Q(target_type=settings.AUTH_USER_MODEL, target_id=str(wanted.person))
        entries = entries.filter(Q(actor=wanted.person) | done_to)
    if wanted.first_day is not None:
        first = _within_reason(wanted.first_day)
        entries = entries.filter(at__gte=_midnight(first, wanted.zone))
    if wanted.last_day is not None:
        after = _within_reason(wanted.last_day) + timedelta(days=1)
        entries = entries.filter(at__lt=_midnight(after, wanted.zone))
    if wanted.text:
        part = wanted.text
        entries = entries.filter(
            Q(summary__icontains=part)
            | Q(actor_name__icontains=part)
            | Q(target_label__icontains=part)
        )
    if wanted.before is not None:
        at, pk = wanted.before
        entries = entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    return entries


def _within_reason(day: date) -> date:
    """Return the day, or the one nearest to it from which every zone can be reckoned.

    No entry is that old, nor can be that new: the answer is the same.
    """
    return min(max(day, _EARLIEST), _LATEST)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
