"""The fixtures of outbox tests, for this folder."""

from tests.support.checkin import now
from tests.support.outbox import outbox, reachable_world

__all__ = ["now", "outbox", "reachable_world"]
