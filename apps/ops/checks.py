"""Django's system checks of the installation, for `manage.py check --deploy`."""

from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile

from apps.core import files
from apps.ops.selectors import SAFE_POLICY, Queue, queue_at

_TIMEOUT_S = 10
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


@checks.register(deploy=True)
def files_are_kept_and_private(**_: Any) -> list[checks.CheckMessage]:
    """Store a file, read it back, and see that a bucket shows it to nobody without a signature."""
    store = files.the_store()
    try:
        name = store.save("check/canary.webp", ContentFile(b"canary"))
        try:
            with store.open(name) as file:
                kept = file.read() == b"canary"
            signed = store.url(name)
            is_open = signed.startswith("http") and _is_shown(signed.partition("?")[0])
        finally:
            store.delete(name)
    except Exception as error:  # noqa: BLE001 - each store fails in ways of its own
        return [
            checks.Error(
                f"Files cannot be stored: {type(error).__name__}.",
                hint="Check the variables USE_S3 and AWS_…, the key's rights, or the folder files "
                "in DATA_DIR.",
                id="ops.E001",
            )
        ]
    if is_open or not kept:
        return [
            checks.Error(
                "The bucket shows files to everybody, or does not give back what it was given.",
                hint="Block all public access to it: pictures of people are opened by signed "
                "addresses only.",
                id="ops.E002",
            )
        ]
    return []


def _is_shown(address: str) -> bool:
    return requests.get(address, timeout=_TIMEOUT_S).ok
