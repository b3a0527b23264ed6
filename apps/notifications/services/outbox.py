"""Puts notifications into the outbox, and back into it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from apps.core import queue, tenancy
from apps.core.tenancy import ScopeError
from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.errors import CannotResend
from apps.notifications.kinds import Addressed, Kind
from apps.notifications.models import Notification
from apps.notifications.selectors import Choices, choices_of

DELIVER_TASK = "notifications.deliver_now"
_BATCH = 500


def notify(
    *, kind: type[Kind], to: Sequence[Addressed], now: datetime, params: Mapping[str, Any]
) -> int:
    """Write notifications of one event, in the transaction of that event; return how many.

    ``params`` are JSON facts for all of them; those of an Addressed come on top. There is one
    row a channel that the kind offers and the recipient wants now (it is asked again at the time
    of sending). Keys that are there already are passed over, so telling twice is harmless.
    Raises ScopeError for a user of another organisation.
    """
    if not to:
        return 0
    users = _users([one.user_id for one in to if one.user_id is not None])
    choices = choices_of(users)
    rows = [
        _row(kind, one, channel, params=params, now=now)
        for one in to
        for channel in _channels(kind, one, users, choices)
    ]
    with transaction.atomic():
        Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)
        if any(row.next_attempt_at <= now for row in rows):
            queue.send_after_commit(DELIVER_TASK)
    return len(rows)


def _users(ids: Sequence[int]) -> dict[int, Any]:
    """Return the users by key: all of the active organisation."""
    organization_id = tenancy.current_organization_id()
    found = get_user_model().objects.filter(pk__in=set(ids), organization_id=organization_id)
    users = {user.pk: user for user in found}
    strangers = set(ids) - users.keys()
    if strangers:
        raise ScopeError(f"users {sorted(strangers)} are not of the active organisation")
    return users


def _channels(
    kind: type[Kind], to: Addressed, users: Mapping[int, Any], choices: Choices
) -> Iterable[Channel]:
    if to.user_id is None:
        # Who has no account is reached in the one way that the caller names.
        return [to.channel] if to.channel in kind.channels and to.channel is not None else []
    user = users[to.user_id]
    if not user.is_active:
        return []
    offered = [to.channel] if to.channel else list(kind.channels)
    return [
        channel
        for channel in offered
        if choices.wants(user.pk, kind, channel) and _can_be_reached(user, channel)
    ]


def _can_be_reached(user: Any, channel: Channel) -> bool:
    if channel == Channel.EMAIL:
        return bool(user.email)
    if channel == Channel.SMS:
        return bool(settings.SMS_ENABLED and user.phone)
    return True


def _row(
    kind: type[Kind],
    to: Addressed,
    channel: Channel,
    *,
    params: Mapping[str, Any],
    now: datetime,
) -> Notification:
    due = to.due_at or now
    expires = to.expires_at
    if expires is None and kind.lifetime is not None:
        expires = due + kind.lifetime
    return Notification(
        recipient_id=to.user_id,
        address=to.address,
        addressee=to.addressee[:200],
        kind=kind.name,
        channel=channel,
        dedupe_key=f"{kind.name}:{to.key}:{channel}",
        params={**params, **to.params},
        next_attempt_at=due,
        expires_at=expires,
        created_at=now,
    )


def resend(*, notifications: Sequence[Notification], now: datetime) -> int:
    """Queue notifications again whose text is still there; return how many.

    Mails keep their Message-ID, so that a mailbox shows them once. A text message that was
    accepted is not sent again; one in doubt is looked up first, as always. Raises CannotResend
    when there is none among them that can be sent.
    """
    again = [one.pk for one in notifications if can_resend(one)]
    if not again:
        raise CannotResend
    with transaction.atomic():
        queued = Notification.objects.filter(
            pk__in=again, status__in=[Status.SENT, Status.FAILED, Status.SKIPPED]
        ).update(
            status=Status.QUEUED,
            reason="",
            detail="",
            attempts=0,
            next_attempt_at=now,
            expires_at=None,
            digest=None,
        )
        queue.send_after_commit(DELIVER_TASK)
    return queued


def can_resend(notification: Notification) -> bool:
    """Return whether it is at an end, still has its text, and may reach somebody once more."""
    if notification.body_forgotten_at is not None:
        return False
    if notification.status == Status.SENT:
        return notification.channel == Channel.EMAIL
    return notification.status in {Status.FAILED, Status.SKIPPED}


def mark_read(*, user_id: int, ids: Sequence[int] | None, now: datetime) -> int:
    """Mark a user's notifications in the app as read, all of them for None; return how many."""
    unread = Notification.objects.filter(
        recipient_id=user_id, channel=Channel.IN_APP, status=Status.SENT, read_at=None
    )
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=now)


def put_off(
    notification: Notification, *, until: datetime, reason: Reason, detail: str = ""
) -> None:
    """Let a claimed notification wait until a moment, without counting an attempt."""
    settle(
        notification,
        status=Status.QUEUED,
        next_attempt_at=until,
        reason=reason,
        detail=detail,
    )


def settle(notification: Notification, **changes: Any) -> bool:
    """Store what became of a claimed notification and give up its lease.

    A doubt about an earlier attempt stays with it unless the change says otherwise. Returns False,
    and stores nothing, when the lease has passed to somebody else meanwhile.
    """
    changes = {"in_doubt": notification.in_doubt, **changes, "lease": "", "lease_until": None}
    if "detail" in changes:
        changes["detail"] = str(changes["detail"])[:200]
    held = Notification.objects.filter(pk=notification.pk, lease=notification.lease)
    return held.update(**changes) == 1
