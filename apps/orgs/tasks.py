"""Background work of organisations: each task makes one domain call."""

from datetime import datetime

from celery import shared_task

from apps.orgs.jobs import OrganizationJob
from apps.orgs.services import audit


# What must be forgotten is forgotten in organisations that have been closed too.
@shared_task(name="orgs.forget_audit_entries", base=OrganizationJob, include_inactive=True)
def forget_audit_entries(*, now: datetime) -> dict[str, int]:
    """Delete entries of the audit trail whose time is over."""
    return {"deleted": audit.forget(now=now)}
