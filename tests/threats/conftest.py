"""The fixtures of check-in tests, for this folder."""

from tests.support.checkin import foreign, fresh_process, now, place, world

__all__ = ["foreign", "fresh_process", "now", "place", "world"]
