"""Signed links that messages carry, and what they do."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from apps.core.errors import NotFound
from apps.notifications.enums import Channel
from apps.notifications.kinds import DailyDigest, Kind, kind_named, registered
from apps.notifications.models import Notification, Preference, Suppression
from apps.orgs.models import Organization
from apps.orgs.selectors import public_address

_SALT = "notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """What one link ends: a kind, for a user or for an address without an account."""

    kind: type[Kind]
    user_id: int | None
    address_hash: str


def address_hash(address: str) -> str:
    """Return the keyed hash by which an address is known again without being kept."""
    normal = address.strip().lower()
    return salted_hmac(_SALT, normal, algorithm="sha256").hexdigest()


def unsubscribe_token(row: Notification) -> str:
    """Return what an unsubscribing link carries. It does not expire: mails are read years later."""
    who = {"u": row.recipient_id} if row.recipient_id else {"a": address_hash(row.address)}
    return signing.dumps({"o": row.organization_id, "k": row.kind, **who}, salt=_SALT)


def unsubscribe_url(row: Notification, *, organization: Organization) -> str:
    """Return the address that takes the one click of RFC 8058."""
    token = unsubscribe_token(row)
    return f"{public_address(organization)}/api/notifications/unsubscribe/{token}/"


def unsubscribe_page(row: Notification, *, organization: Organization) -> str:
    """Return the address of the page for people: it asks before it changes anything."""
    return f"{public_address(organization)}/unsubscribe/{unsubscribe_token(row)}"


def read_token(token: str, *, organization_id: int) -> Unsubscription:
    """Return what a token ends; raise NotFound for a forged or foreign one."""
    try:
        data = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise NotFound from error
    kind = kind_named(data["k"])
    if data["o"] != organization_id or kind is None or kind.essential:
        raise NotFound
    return Unsubscription(kind=kind, user_id=data.get("u"), address_hash=data.get("a", ""))


def unsubscribe(unsubscription: Unsubscription, *, now: datetime) -> None:
    """End mails of one kind, for a user or an address; doing it twice changes nothing.

    Who wants no more digests wants no more of what is in them. The digest itself stays on: it is
    how mails come that are chosen again later.
    """
    if unsubscription.user_id is None:
        Suppression.objects.get_or_create(
            address_hash=unsubscription.address_hash,
            kind=unsubscription.kind.name,
            defaults={"created_at": now},
        )
        return
    kinds = [unsubscription.kind]
    if unsubscription.kind is DailyDigest:
        kinds = [kind for kind in registered() if kind.chosen_by_kind and not kind.essential]
    with transaction.atomic():
        for kind in kinds:
            Preference.objects.update_or_create(
                user_id=unsubscription.user_id,
                kind=kind.name,
                channel=Channel.EMAIL,
                defaults={"enabled": False},
            )
