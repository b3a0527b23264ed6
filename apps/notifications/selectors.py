"""Reads of notifications."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from apps.notifications.enums import Channel, Status
from apps.notifications.kinds import Kind
from apps.notifications.models import DeliveryTimes, Notification, Preference

DEFAULT_QUIET_FROM = time(21, 0)
DEFAULT_QUIET_UNTIL = time(7, 0)


@dataclass(frozen=True, slots=True)
class Times:
    """When a user is to be left alone, by the clocks of the organisation's zone."""

    quiet_from: time | None = DEFAULT_QUIET_FROM
    quiet_until: time | None = DEFAULT_QUIET_UNTIL
    daily_digest: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What some users want to hear, how and when."""

    chosen: Mapping[tuple[int, str, str], bool]
    times: Mapping[int, Times]

    def wants(self, user_id: int, kind: type[Kind], channel: Channel) -> bool:
        """Return whether the user takes this kind by this channel: their choice, or the default.

        An essential kind is not a matter of choice.
        """
        default = kind.channels.get(channel)
        if default is None:
            return False
        if kind.essential:
            return default
        return self.chosen.get((user_id, kind.name, channel), default)

    def times_of(self, user_id: int) -> Times:
        """Return the user's times, or the usual ones."""
        return self.times.get(user_id, Times())


def choices_of(users: Iterable[int]) -> Choices:
    """Return the choices of these users (keys), in two statements however many they are."""
    ids = set(users)
    chosen = Preference.objects.filter(user__in=ids).values_list(
        "user_id", "kind", "channel", "enabled"
    )
    times = DeliveryTimes.objects.filter(user__in=ids)
    return Choices(
        chosen={(user, kind, channel): enabled for user, kind, channel, enabled in chosen},
        times={
            one.user_id: Times(one.quiet_from, one.quiet_until, one.daily_digest) for one in times
        },
    )


def centre(user_id: int) -> QuerySet[Notification]:
    """Return what a user was told in the app, newest first."""
    return Notification.objects.filter(
        recipient_id=user_id,
        channel=Channel.IN_APP,
        status=Status.SENT,
        body_forgotten_at=None,
    ).order_by("-created_at", "-pk")


def keys_told(kind: type[Kind], *, since: datetime) -> set[str]:
    """Return the keys of what has been told of a kind since a moment, as `Addressed` has them."""
    found = Notification.objects.filter(kind=kind.name, created_at__gte=since)
    return {
        key.removeprefix(f"{kind.name}:").rpartition(":")[0]
        for key in found.values_list("dedupe_key", flat=True)
    }


def unread_count(user_id: int) -> int:
    """Return how much of it has not been read."""
    return centre(user_id).filter(read_at=None).count()


def due(now: datetime) -> QuerySet[Notification]:
    """Return what a worker may claim now: due, and not in another worker's hands."""
    from_queue = Notification.objects.filter(
        status__in=[Status.QUEUED, Status.SENDING], next_attempt_at__lte=now
    )
    free = from_queue.filter(lease_until=None) | from_queue.filter(lease_until__lt=now)
    return free.order_by("next_attempt_at", "pk")


def reached(kind: type[Kind], keys: Iterable[str]) -> set[str]:
    """Return which of these keys (``Addressed.key``) of a kind have left by some channel."""
    of = {f"{kind.name}:{key}:{channel}": key for key in keys for channel in kind.channels}
    left = Notification.objects.filter(
        dedupe_key__in=of, status__in=[Status.SENT, Status.SENDING]
    ).values_list("dedupe_key", flat=True)
    return {of[key] for key in left}


def waiting(kind: type[Kind], **params: int) -> Mapping[str, Any] | None:
    """Return the facts of the oldest notification of a kind, with these in it, that waits."""
    rows = Notification.objects.filter(
        kind=kind.name,
        status=Status.QUEUED,
        **{f"params__{name}": one for name, one in params.items()},
    )
    return rows.order_by("created_at", "pk").values_list("params", flat=True).first()
