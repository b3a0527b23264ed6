"""Hand a task to the workers by name, after the transaction that caused it has committed.

Services use this instead of importing tasks. The message is only a nudge: whatever must happen
is a row first, so a broker that is away costs time and never the request.
"""

import logging
from datetime import datetime

from celery import current_app
from django.db import transaction

from apps.core import tenancy

logger = logging.getLogger(__name__)


def send_after_commit(task: str, *, eta: datetime | None = None, **kwargs: str | int) -> None:
    """Send ``task`` with the active organisation's id once the current transaction commits.

    ``eta`` is the earliest moment to run it. Raises ScopeError without an active organisation.
    """
    arguments = {"organization_id": tenancy.current_organization_id(), **kwargs}

    def send() -> None:
        try:
            current_app.send_task(task, kwargs=arguments, eta=eta, retry=False)
        except Exception:
            # A broker may fail in as many ways as it has transports; none may fail the request.
            logger.warning("could not hand task %s to the broker", task, exc_info=True)

    transaction.on_commit(send)
