"""A small university whose outbox is looked at, and a kind of notification for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import pytest

from apps.core import tenancy
from apps.notifications.enums import Channel
from apps.notifications.kinds import Addressed, Kind
from apps.notifications.models import Notification
from apps.notifications.services import delivery, notify
from tests.support.checkin import Clock
from tests.support.world import World, make_world


class Note(Kind):
    """A kind for tests: on by mail and in the app, SMS by choice."""

    name = "absence_note"
    label = "Note"
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    # In nobody's list of what can be chosen.
    roles = frozenset({"tester"})
    subject = "Note {{ number }}"
    summary = "Note number {{ number }}."


@pytest.fixture
def reachable_world(db: None, now: Clock) -> World:
    world = make_world("demo", students=3)
    for number, student in enumerate(world.students):
        student.user.email = f"student{number}@example.edu"
        student.user.phone = f"+25670000000{number}"
        student.user.save()
    return world


class Outbox:
    """What tests do with the outbox of one organisation."""

    def __init__(self, world: World, now: Clock) -> None:
        self.world = world
        self.now = now

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Work for the organisation."""
        with tenancy.activate(self.world.organization):
            yield

    def tell(self, *students: int, key: str = "1", kind: type[Kind] = Note, **more: Any) -> int:
        """Write one event's notifications to some students, by their number."""
        to = [
            Addressed(
                key=f"{key}:{self.world.students[one].pk}",
                user_id=self.world.students[one].user_id,
                addressee=self.world.students[one].user.get_full_name(),
                **more,
            )
            for one in students
        ]
        with self.scope():
            return notify(kind=kind, to=to, params={"number": key}, now=self.now())

    def work(self) -> int:
        """Do what a worker does."""
        with self.scope():
            return delivery.deliver(now=self.now())

    def rows(self, channel: Channel | None = None, **filters: Any) -> list[Notification]:
        """Return the rows, oldest first."""
        with self.scope():
            found = Notification.objects.filter(**filters).order_by("pk")
            return list(found.filter(channel=channel) if channel else found)

    def row(self, channel: Channel, **filters: Any) -> Notification:
        """Return the one row of a channel."""
        (found,) = self.rows(channel, **filters)
        return found


@pytest.fixture
def outbox(reachable_world: World, now: Clock) -> Outbox:
    return Outbox(reachable_world, now)
