"""Ways to reach people. Each takes a message and says what became of it; none knows the rows."""

from dataclasses import dataclass
from datetime import timedelta

from apps.notifications.enums import Reason


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready to be handed over."""

    to: str
    to_name: str
    sender_name: str
    subject: str
    text: str
    html: str
    message_id: str
    unsubscribe_url: str
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken it."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider will never take it."""

    detail: str
    reason: Reason = Reason.REFUSED


@dataclass(frozen=True, slots=True)
class TryLater:
    """It was not taken; another time it may be. ``down``: nor would any other be, now."""

    detail: str
    reason: Reason
    after: timedelta | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class InDoubt:
    """No answer came: it may have been taken."""

    detail: str


Outcome = Accepted | Refused | TryLater | InDoubt
