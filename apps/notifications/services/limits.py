"""How much may be sent: mails an hour, and text messages of an organisation a day."""

from datetime import UTC, datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.conf import settings

from apps.core import ratelimit
from apps.notifications import rules
from apps.notifications.enums import Reason
from apps.notifications.models import Notification
from apps.orgs.models import Organization

PACE_WINDOW = timedelta(hours=1)

# Until when a channel has to wait, and why.
Wait = tuple[datetime, Reason]


class _Counter(TypedDict):
    """The arguments by which something is counted."""

    key: str
    window: timedelta
    now: datetime
    amount: int


def count_mail(*, now: datetime) -> Wait | None:
    """Count one mail; return until when mail waits when this hour's are used up."""
    if not settings.MAILS_PER_HOUR:
        return None
    if ratelimit.count("mails", window=PACE_WINDOW, now=now) <= settings.MAILS_PER_HOUR:
        return None
    return ratelimit.window_end(PACE_WINDOW, now), Reason.PACED


def count_text(row: Notification, *, organization: Organization, now: datetime) -> Wait | None:
    """Count a text message's parts; return until when they wait when today's are used up."""
    if ratelimit.count(**_text_counter(row, organization, now)) <= settings.SMS_SEGMENTS_PER_DAY:
        return None
    return rules.next_day(now, zone=ZoneInfo(organization.timezone)), Reason.COST_CAP


def give_back_text(row: Notification, *, organization: Organization, now: datetime) -> None:
    """Take back what was counted of a text message that was not sent: it costs nothing."""
    ratelimit.give_back(**_text_counter(row, organization, now))


def _text_counter(row: Notification, organization: Organization, now: datetime) -> _Counter:
    # Noon of the organisation's own day, so that the counter's window (of UTC) is the same all day.
    day = now.astimezone(ZoneInfo(organization.timezone)).date()
    return {
        "key": f"sms:{organization.pk}",
        "window": timedelta(days=1),
        "now": datetime.combine(day, time(12), tzinfo=UTC),
        "amount": rules.sms_segments(row.text),
    }
