"""Background work of attendance: each task makes one domain call."""

from datetime import datetime

from celery import shared_task

from apps.attendance.services import ledger, sessions
from apps.core import clock
from apps.core.tasks import TenantTask
from apps.orgs.jobs import OrganizationJob


@shared_task(name=sessions.CLOSE_TASK, base=TenantTask)
def close_due_sessions() -> int:
    """Close the organisation's sessions whose time has come; return how many."""
    return sessions.close_due(now=clock.now())


@shared_task(name=ledger.SEAL_TASK, base=TenantTask)
def seal_now() -> int:
    """Seal what the organisation has recorded; return how many rows."""
    return ledger.seal(now=clock.now())


# An organisation that is closed a moment after a check-in still has it sealed.
@shared_task(name="attendance.seal_ledger", base=OrganizationJob, include_inactive=True)
def seal_ledger(*, now: datetime) -> dict[str, int]:
    """Seal what was recorded since the last run."""
    return {"sealed": ledger.seal(now=now)}


@shared_task(name="attendance.seal_stragglers", base=OrganizationJob, include_inactive=True)
def seal_stragglers(*, now: datetime) -> dict[str, int]:
    """Look at all rows, and seal those that appeared out of order."""
    return {"sealed": ledger.seal(now=now, everything=True)}
