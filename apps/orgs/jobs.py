"""Scheduled jobs that do the same for every organisation."""

import logging
import random
from collections import Counter
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded

from apps.core import tenancy
from apps.core.jobs import GlobalJob, JobFailed
from apps.orgs.models import Organization

logger = logging.getLogger(__name__)


class OrganizationJob(GlobalJob):
    """A job whose body runs once for each active organisation, inside its tenancy scope.

    The counts of all are summed. One organisation's failure does not stop the others, and makes
    the run a failed one. With ``include_inactive`` closed organisations are visited too: what
    must be forgotten is forgotten there as well.
    """

    abstract = True
    include_inactive = False

    def work(self, *, now: datetime) -> dict[str, int]:
        """Do the work of every organisation and return the sums.

        Raises JobFailed after the last one when some failed.
        """
        organizations = list(self._organizations())
        # Each run in another order: where time runs out, it is not always the same who wait.
        random.shuffle(organizations)
        total: Counter[str] = Counter()
        failed: list[str] = []
        for organization in organizations:
            try:
                with tenancy.activate(organization):
                    total.update(super().work(now=now))
            except SoftTimeLimitExceeded:
                raise
            except Exception as error:
                # Whatever the mistake is, it is this organisation's only.
                logger.exception("job %s failed for organisation %s", self.name, organization.pk)
                failed.append(type(error).__name__)
        counts = dict(sorted(total.items()))
        if failed:
            kinds = ", ".join(sorted(set(failed)))
            text = f"{len(failed)} of {len(organizations)} organisations failed: {kinds}"
            raise JobFailed(text, counts)
        return counts

    def _organizations(self) -> list[Organization]:
        found = Organization.objects.order_by("pk")
        return list(found if self.include_inactive else found.filter(is_active=True))
