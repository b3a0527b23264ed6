"""Hand a task to the workers by name, after the transaction that caused it has committed.

Services use this instead of importing tasks. The message is only a nudge: whatever must happen
is a row first, so a broker that is away costs time and never the request.
"""

import logging
import time

from celery import current_app
from django.db import transaction

from apps.core import tenancy

logger = logging.getLogger(__name__)

# A nudge that nobody took for so long has been made up for by the scheduled jobs.
EXPIRES_S = 300
# After a failed send the process does not knock again for so long: a request waits for a broker
# that is away at most once, and most requests not at all.
QUIET_S = 10.0


class _Breaker:
    """Remembers in this process that the broker was away a moment ago."""

    def __init__(self) -> None:
        self._quiet_until = float("-inf")

    def is_open(self) -> bool:
        return time.monotonic() < self._quiet_until

    def trip(self) -> None:
        self._quiet_until = time.monotonic() + QUIET_S


_breaker = _Breaker()


def send_after_commit(task: str, **kwargs: str | int) -> None:
    """Send ``task`` with the active organisation's id once the current transaction commits.

    Raises ScopeError without an active organisation. That the message arrives is not promised.
    """
    arguments = {"organization_id": tenancy.current_organization_id(), **kwargs}
    transaction.on_commit(lambda: _send(task, arguments))


def _send(task: str, arguments: dict[str, str | int]) -> None:
    if _breaker.is_open():
        return
    try:
        current_app.send_task(task, kwargs=arguments, expires=EXPIRES_S, retry=False)
    except Exception:
        # A broker may fail in as many ways as it has transports; none may fail the request.
        _breaker.trip()
        logger.warning("could not hand task %s to the broker", task, exc_info=True)
