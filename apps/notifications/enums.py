"""Words of the outbox."""

from django.db import models


class Channel(models.TextChoices):
    """How a notification reaches somebody."""

    IN_APP = "in_app", "In the app"
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"


class Status(models.TextChoices):
    """Where a notification stands."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"


# What a worker still has to do something about.
PENDING = (Status.QUEUED, Status.SENDING)


class Reason(models.TextChoices):
    """Why a notification waits, was not sent, or failed."""

    PREFERENCE = "preference", "Switched off by the recipient"
    UNSUBSCRIBED = "unsubscribed", "The recipient has unsubscribed"
    INACTIVE = "inactive", "The account is deactivated"
    NO_ADDRESS = "no_address", "No address for this channel"
    BAD_ADDRESS = "bad_address", "The address cannot be right"
    CHANNEL_OFF = "channel_off", "The channel is switched off on this installation"
    EXPIRED = "expired", "Its time was over before it could be sent"
    NOT_TRUE = "not_true", "No longer true when it was to be sent"
    IN_DIGEST = "in_digest", "Part of the daily digest"
    QUIET_HOURS = "quiet_hours", "Waits for the end of the quiet hours"
    DIGEST = "digest", "Waits for the daily digest"
    LATER = "later", "Not due yet"
    PACED = "paced", "Waits: as many as allowed were sent this hour"
    COST_CAP = "cost_cap", "Waits: the organisation's text messages of today are used up"
    REFUSED = "refused", "The provider refused it"
    UNREACHABLE = "unreachable", "The provider could not be reached"
    BUSY = "busy", "The provider asked to try again later"
    IN_DOUBT = "in_doubt", "The provider did not say whether it took it"
    BROKEN = "broken", "A mistake of this application: its log says more"
    NOT_RENDERED = "not_rendered", "The text could not be made"
    UNKNOWN_KIND = "unknown_kind", "This version does not know this kind"
