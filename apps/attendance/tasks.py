"""Background work of attendance: each task makes one domain call."""

from celery import shared_task

from apps.attendance.services import sessions
from apps.core import clock
from apps.core.tasks import TenantTask


@shared_task(name=sessions.CLOSE_TASK, base=TenantTask)
def close_due_sessions() -> int:
    """Close the organisation's sessions whose time has come; return how many."""
    return sessions.close_due(now=clock.now())
