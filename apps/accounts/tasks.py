"""Background work of accounts: each task makes one domain call."""

from datetime import datetime

from celery import shared_task

from apps.accounts.services import (
    import_passwords,
    import_undo,
    imports,
    links,
    profile,
    recovery,
    sign_ins,
)
from apps.core import clock
from apps.core.jobs import GlobalJob
from apps.core.tasks import TenantTask
from apps.orgs.jobs import OrganizationJob


@shared_task(name="accounts.clean_sign_ins", base=GlobalJob)
def clean_sign_ins(*, now: datetime) -> dict[str, int]:
    """Delete sign-ins that have ended."""
    return sign_ins.clean_sign_ins(now=now)


@shared_task(name="accounts.clean_links", base=OrganizationJob, include_inactive=True)
def clean_links(*, now: datetime) -> dict[str, int]:
    """Delete one-time links that have been used or have expired."""
    return {"deleted": links.clean_links(now=now)}


@shared_task(name=recovery.ANSWER_TASK, base=TenantTask)
def answer_now() -> int:
    """Mail the links that were asked for; return how many."""
    return recovery.answer(now=clock.now())


@shared_task(name="accounts.answer_requests", base=OrganizationJob)
def answer_requests(*, now: datetime) -> dict[str, int]:
    """Mail the links whose nudge got lost."""
    return {"sent": recovery.answer(now=now)}


@shared_task(
    name=imports.RUN_TASK,
    base=TenantTask,
    soft_time_limit=imports.SOFT_LIMIT_S,
    time_limit=imports.HARD_LIMIT_S,
)
def run_import() -> str:
    """Store the organisation's import that waits; return how it ended, "" when none did."""
    return imports.run_waiting(now=clock.now())


@shared_task(name="accounts.run_imports", base=OrganizationJob)
def run_imports(*, now: datetime) -> dict[str, int]:
    """Hand imports that wait, or whose worker was killed, to a worker."""
    return {"waiting": imports.sweep(now=now)}


# What must be forgotten is forgotten in organisations that have been closed too.
@shared_task(name="accounts.forget_imports", base=OrganizationJob, include_inactive=True)
def forget_imports(*, now: datetime) -> dict[str, int]:
    """Forget the files of old imports, what they did, and passwords that nobody came back for."""
    return {
        "forgotten": imports.forget(now=now),
        "changes": import_undo.forget(now=now),
        "passwords": import_passwords.forget(now=now),
    }


@shared_task(name="accounts.sweep_pictures", base=OrganizationJob, include_inactive=True)
def sweep_pictures(*, now: datetime) -> dict[str, int]:
    """Delete files of pictures that no account names."""
    return {"swept": profile.sweep_pictures(now=now)}
