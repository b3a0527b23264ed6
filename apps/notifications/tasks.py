"""Background work of notifications: each task makes one domain call."""

from datetime import datetime

from celery import shared_task

from apps.core import clock
from apps.core.tasks import TenantTask
from apps.notifications.services import delivery, digest, outbox, retention
from apps.orgs.jobs import OrganizationJob


@shared_task(name=outbox.DELIVER_TASK, base=TenantTask)
def deliver_now() -> int:
    """Send what is due in the organisation's outbox; return how many were looked at."""
    return delivery.deliver(now=clock.now())


@shared_task(name="notifications.deliver", base=OrganizationJob, soft_time_limit=50, time_limit=60)
def deliver(*, now: datetime) -> dict[str, int]:
    """Hand every outbox with something due to a worker."""
    return {"due": delivery.sweep(now=now)}


@shared_task(name="notifications.digest", base=OrganizationJob)
def make_digests(*, now: datetime) -> dict[str, int]:
    """Write the daily digests whose hour has come."""
    return {"digests": digest.make_digests(now=now)}


@shared_task(name="notifications.forget_bodies", base=OrganizationJob, include_inactive=True)
def forget_bodies(*, now: datetime) -> dict[str, int]:
    """Empty the texts of old notifications."""
    return {"forgotten": retention.forget_bodies(now=now)}
