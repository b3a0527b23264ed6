"""The audit trail: one entry for what somebody did, written in the same transaction as the deed.

Other apps call ``record``; nothing is written by signals, so an entry says what was meant.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import Model, Q

from apps.core import tenancy
from apps.core.http import network_being_served
from apps.core.tenancy import ScopeError
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry

# Who signed in is personal data of everybody, and much of it; what was changed is kept longer.
SIGN_INS_KEPT = timedelta(days=90)
KEPT = timedelta(days=365)
SIGN_INS = (AuditAction.SIGN_IN, AuditAction.SIGN_IN_FAILED, AuditAction.SIGN_IN_ENDED)
# An entry is read by others than the person whose secret it would be.
SECRETS = frozenset({"password", "token", "secret", "digest", "seed", "cookie"})
_BATCH = 500


class Actor(Protocol):
    """A user, of whom this app knows no more."""

    @property
    def pk(self) -> Any: ...

    def get_full_name(self) -> str: ...


def record(
    *,
    action: AuditAction,
    actor: Actor | None,
    now: datetime,
    target: Model | None = None,
    summary: str = "",
    details: Mapping[str, Any] | None = None,
    network: str | None = None,
) -> AuditEntry:
    """Add one entry to the active organisation's audit trail; one INSERT, nothing is read.

    Call it inside the transaction of the change. ``actor`` is None when nobody is known (a job,
    a failed sign-in); ``target`` is the stored row that it was done to; ``summary`` one plain
    sentence; ``details`` JSON values for who wants to know exactly, such as ``{"from": 1, "to":
    2}``. ``network`` is a prefix; left out, it is that of the request being served, "" in a
    worker. Raises ValueError for a detail named like a secret, ScopeError for an actor or a
    target of another organisation.
    """
    entry = _entry(action, actor, now, target, summary, details, network)
    entry.save()
    return entry


def record_each(
    *,
    action: AuditAction,
    actor: Actor | None,
    targets: Iterable[Model],
    now: datetime,
    summary: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry for each of many rows to which the same was done; as ``record``, in batches.

    Each person or course then has it among what was done to them.
    """
    made = [_entry(action, actor, now, one, summary, details, None) for one in targets]
    AuditEntry.objects.bulk_create(made, batch_size=_BATCH)


def _entry(
    action: AuditAction,
    actor: Actor | None,
    now: datetime,
    target: Model | None,
    summary: str,
    details: Mapping[str, Any] | None,
    network: str | None,
) -> AuditEntry:
    facts = dict(details or {})
    if secret := SECRETS & facts.keys():
        raise ValueError(f"the audit trail keeps no {min(secret)}")
    _hold_to_scope(actor)
    _hold_to_scope(target)
    return AuditEntry(
        at=now,
        actor_id=actor.pk if actor is not None else None,
        actor_name=_cut(actor.get_full_name()) if actor is not None else "",
        by_platform_staff=bool(getattr(actor, "is_platform_staff", False)),
        action=action,
        target_type=target._meta.label if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_label=_cut(str(target)) if target is not None else "",
        summary=summary[: AuditEntry._meta.get_field("summary").max_length],
        details=facts,
        network=network_being_served() if network is None else network,
    )


def forget(*, now: datetime) -> int:
    """Delete the active organisation's entries whose time is over; return how many."""
    old_sign_in = Q(action__in=SIGN_INS, at__lt=now - SIGN_INS_KEPT)
    expired = AuditEntry.objects.filter(old_sign_in | Q(at__lt=now - KEPT)).order_by("at")
    total = 0
    while keys := list(expired.values_list("pk", flat=True)[:_BATCH]):
        total += AuditEntry.objects.get_queryset().filter(pk__in=keys).forget()
    return total


def _hold_to_scope(one: Actor | Model | None) -> None:
    organization_id = getattr(one, "organization_id", None)
    if organization_id not in (None, tenancy.current_organization_id()):
        raise ScopeError("what is of another organisation is told there")


def _cut(text: str) -> str:
    return text[: AuditEntry.LABEL_LENGTH]
