"""Background work of accounts: each task makes one domain call."""

from datetime import datetime

from celery import shared_task

from apps.accounts import services
from apps.core.jobs import GlobalJob


@shared_task(name="accounts.clean_sign_ins", base=GlobalJob)
def clean_sign_ins(*, now: datetime) -> dict[str, int]:
    """Delete sign-ins that have ended."""
    return services.clean_sign_ins(now=now)
