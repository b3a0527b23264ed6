"""What can be said: the base class of all kinds, and the registry of those there are.

An app adds a kind by one subclass and two templates, ``notifications/<name>.txt`` and
``notifications/<name>.html``, and imports the module in its AppConfig. Who is told, and when,
is that app's rule; it calls ``notifications.services.notify``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from apps.notifications.enums import Channel, Reason

NO_CHANNELS: Mapping[Channel, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Notice:
    """What a kind is told of the notification that it is to put into words."""

    organization_id: int
    recipient_id: int | None
    addressee: str
    channel: Channel
    params: Mapping[str, Any]
    now: datetime
    # Of somebody without an account.
    address: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """What the templates are given, and the path of the page where more is to be seen."""

    context: Mapping[str, Any]
    link: str = ""


@dataclass(frozen=True, slots=True)
class DoNotSend:
    """It is no longer true, or no longer of use."""

    reason: Reason = Reason.NOT_TRUE


@dataclass(frozen=True, slots=True)
class SendLater:
    """It is too early still."""

    until: datetime


Verdict = Say | DoNotSend | SendLater

_REGISTERED: dict[str, type["Kind"]] = {}


class Kind:
    """One kind of notification. Subclasses fill in the words and, where needed, ``facts``.

    A class that only holds what several kinds share says ``abstract=True`` and is no kind itself.

    ``channels`` are those it is offered on, each with whether it is on unless the user chooses
    otherwise. ``essential`` ones cannot be switched off and carry no unsubscribing link;
    ``prompt`` ones, answers to what somebody does right now, heed no quiet hours; only
    ``collectable`` ones go into the daily digest of those who want one; of ``secret`` ones
    (links that let somebody in) the text is forgotten as soon as it is sent. ``subject`` and
    ``summary`` are templates of one line: the mail's subject, and the whole text for SMS and the
    app.
    """

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    description: ClassVar[str] = ""
    channels: ClassVar[Mapping[Channel, bool]] = NO_CHANNELS
    essential: ClassVar[bool] = False
    prompt: ClassVar[bool] = False
    collectable: ClassVar[bool] = True
    secret: ClassVar[bool] = False
    # Of those that users choose about: roles that can ever receive it; empty for everybody.
    roles: ClassVar[frozenset[str]] = frozenset()
    # False for what users do not choose in the list of kinds.
    chosen_by_kind: ClassVar[bool] = True
    lifetime: ClassVar[timedelta | None] = None
    subject: ClassVar[str] = ""
    summary: ClassVar[str] = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        if not cls.name:
            raise TypeError(f"{cls.__qualname__} needs a name")
        other = _REGISTERED.setdefault(cls.name, cls)
        if other.__qualname__ != cls.__qualname__ or other.__module__ != cls.__module__:
            raise TypeError(f"notification kind {cls.name!r} is declared twice")

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return what to say, looked at again at the moment of sending.

        The default says what the notification was written with.
        """
        return Say(context=notice.params)


@dataclass(frozen=True, slots=True)
class Addressed:
    """One notification to write: to a user, or to somebody without an account.

    ``key`` names the event and the recipient: a second one with the same key is not written.
    """

    key: str
    user_id: int | None = None
    address: str = ""
    addressee: str = ""
    channel: Channel | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    expires_at: datetime | None = None


def registered() -> list[type[Kind]]:
    """Return every kind of the installation, in the order in which the apps declare them."""
    return list(_REGISTERED.values())


def kind_named(name: str) -> type[Kind] | None:
    """Return the kind of this name, None for one that this version does not know."""
    return _REGISTERED.get(name)


class DailyDigest(Kind):
    """The mails of a day in one. Chosen as a way of delivery, not kind by kind."""

    name = "daily_digest"
    label = "Daily digest"
    description = "The mails of a day, collected into one at six in the evening."
    channels = MappingProxyType({Channel.EMAIL: True})
    prompt = True
    collectable = False
    chosen_by_kind = False
    subject = "{{ items|length }} new notification{{ items|length|pluralize }}"
    summary = subject
