"""Stores what users want to hear, how and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import transaction

from apps.core.errors import Invalid
from apps.notifications.enums import Channel
from apps.notifications.kinds import kind_named
from apps.notifications.models import DeliveryTimes, Preference
from apps.notifications.selectors import choices_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One switch: a kind by a channel, on or off."""

    kind: str
    channel: Channel
    enabled: bool


def change(*, user_id: int, choices: Sequence[Choice], times: Mapping[str, Any]) -> None:
    """Store some switches of a user, and those of their times that ``times`` names.

    All of it or nothing. Raises Invalid for a kind or channel that cannot be chosen, and when
    the quiet hours would have only one end.
    """
    _refuse_what_is_not_offered(choices)
    with transaction.atomic():
        for one in choices:
            Preference.objects.update_or_create(
                user_id=user_id,
                kind=one.kind,
                channel=one.channel,
                defaults={"enabled": one.enabled},
            )
        if times:
            _set_times(user_id, times)


def _refuse_what_is_not_offered(choices: Sequence[Choice]) -> None:
    for one in choices:
        kind = kind_named(one.kind)
        if kind is None or not kind.chosen_by_kind or one.channel not in kind.channels:
            raise Invalid(fields={"choices": [f"{one.kind} by {one.channel} is not offered."]})
        if kind.essential:
            raise Invalid(fields={"choices": [f"{kind.label} cannot be switched off."]})


def _set_times(user_id: int, changes: Mapping[str, Any]) -> None:
    before = choices_of([user_id]).times_of(user_id)
    begins: time | None = changes.get("quiet_from", before.quiet_from)
    ends: time | None = changes.get("quiet_until", before.quiet_until)
    if (begins is None) != (ends is None):
        raise Invalid(fields={"quiet_from": ["Quiet hours need a beginning and an end."]})
    DeliveryTimes.objects.update_or_create(
        user_id=user_id,
        defaults={
            "quiet_from": begins,
            "quiet_until": ends,
            "daily_digest": changes.get("daily_digest", before.daily_digest),
        },
    )
