"""Background work of attendance: each task makes one domain call."""

from datetime import datetime

from celery import shared_task

from apps.attendance.services import (
    cleaning,
    confirmations,
    ledger,
    planning,
    receipts,
    reminders,
    requests,
    sessions,
    warnings,
)
from apps.core import clock
from apps.core.tasks import TenantTask
from apps.orgs.jobs import OrganizationJob


@shared_task(name="attendance.settle_sessions", base=OrganizationJob)
def settle_sessions(*, now: datetime) -> dict[str, int]:
    """Open planned sessions, close those whose time is over and write their absences."""
    return sessions.settle_due(now=now)


@shared_task(name="attendance.plan_classes", base=OrganizationJob)
def plan_classes(*, now: datetime) -> dict[str, int]:
    """Plan the sessions of classes that open themselves, about a day ahead."""
    return planning.plan_due(now=now)


# What must be forgotten is forgotten in organisations that have been closed too.
@shared_task(name="attendance.clean_tokens", base=OrganizationJob, include_inactive=True)
def clean_tokens(*, now: datetime) -> dict[str, int]:
    """Expire claims that nobody finished and delete tokens that no rule reads any more."""
    return cleaning.clean_tokens(now=now)


@shared_task(name="attendance.forget_locations", base=OrganizationJob, include_inactive=True)
def forget_locations(*, now: datetime) -> dict[str, int]:
    """Delete raw coordinates that the policy keeps no longer."""
    return {"deleted": cleaning.forget_locations(now=now)}


@shared_task(name="attendance.forget_request_files", base=OrganizationJob, include_inactive=True)
def forget_request_files(*, now: datetime) -> dict[str, int]:
    """Delete files of absence requests that were decided long ago, or that no request names."""
    return requests.forget_files(now=now)


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


@shared_task(
    name="attendance.confirm_check_ins", base=OrganizationJob, soft_time_limit=50, time_limit=60
)
def confirm_check_ins(*, now: datetime) -> dict[str, int]:
    """Confirm the check-ins since the last run."""
    return {"confirmed": confirmations.confirm_check_ins(now=now)}


# What was accepted is attested, also when the organisation is closed a moment later.
@shared_task(name="attendance.issue_receipts", base=OrganizationJob, include_inactive=True)
def issue_receipts(*, now: datetime) -> dict[str, int]:
    """Sign the receipts of sessions that have closed since the last run."""
    return {"issued": receipts.issue_due(now=now)}


@shared_task(name="attendance.remind", base=OrganizationJob)
def remind(*, now: datetime) -> dict[str, int]:
    """Write reminders that were missed, and announce the next classes."""
    return reminders.sweep(now=now)


@shared_task(name="attendance.warn_absences", base=OrganizationJob)
def warn_absences(*, now: datetime) -> dict[str, int]:
    """Warn of the absences in sessions that have been closed for an hour."""
    return {"warned": warnings.warn_absences(now=now)}
