"""Django's system checks of the installation, for `manage.py check --deploy`."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from apps.ops.selectors import SAFE_POLICY, Queue, queue_at

_SAYS = {
    Queue.MAY_LOSE_JOBS: (
        "ops.W001",
        "The Redis of CELERY_BROKER_URL drops keys when its memory is full, queued jobs included.",
        f"Set its maxmemory-policy to {SAFE_POLICY}.",
    ),
    Queue.UNVERIFIED: (
        "ops.W002",
        "Whether the Redis of CELERY_BROKER_URL may drop queued jobs could not be verified.",
        f"It refuses CONFIG and INFO; its maxmemory-policy must be {SAFE_POLICY}.",
    ),
    Queue.UNREACHABLE: (
        "ops.W003",
        "The Redis of CELERY_BROKER_URL does not answer.",
        "Until it does, jobs wait and requests go on.",
    ),
}


@checks.register(deploy=True)
def queue_keeps_jobs(**_: Any) -> list[checks.CheckMessage]:
    """Warn when the queue's Redis could lose jobs, or cannot be asked."""
    if urlsplit(settings.CELERY_BROKER_URL).scheme == "filesystem":
        return []
    said = _SAYS.get(queue_at(settings.CELERY_BROKER_URL))
    if said is None:
        return []
    name, text, hint = said
    return [checks.Warning(text, hint=hint, id=name)]
