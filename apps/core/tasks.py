"""Base class of background tasks that work for one organisation, and jobs on core's tables."""

from datetime import datetime, timedelta
from typing import Any

from celery import Task, shared_task

from apps.core import ratelimit, tenancy
from apps.core.jobs import GlobalJob

# Longer than any window in which something is counted.
COUNTERS_KEPT = timedelta(days=2)


class _OrganizationKey:
    """Stands for an organisation of which a message carries only the primary key."""

    def __init__(self, pk: int) -> None:
        self.pk = pk


class TenantTask(Task):  # type: ignore[type-arg]  # Celery's Task takes no arguments at run time
    """Open the tenancy scope named by ``organization_id`` around the task's body.

    A call without ``organization_id`` fails with ScopeError before any row is read.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        organization_id = kwargs.pop("organization_id", None)
        if not isinstance(organization_id, int):
            raise tenancy.ScopeError(f"task {self.name} was called without an organization_id")
        with tenancy.activate(_OrganizationKey(organization_id)):
            return super().__call__(*args, **kwargs)


@shared_task(name="core.forget_counters", base=GlobalJob)
def forget_counters(*, now: datetime) -> dict[str, int]:
    """Delete counters of attempts whose windows are over."""
    return {"deleted": ratelimit.forget_before(now - COUNTERS_KEPT)}
