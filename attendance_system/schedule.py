"""When the scheduled jobs run: the one list from which beat, lag and health are made.

Beat only knocks; whether a job is due is decided by its row (`apps.core.jobs`).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

# Beat knocks at a long interval's door this often too, so that a lost message costs minutes.
LONGEST_KNOCK = timedelta(minutes=5)
# A message that waited longer has been followed by another one.
SHORTEST_EXPIRY = timedelta(minutes=1)

# Name of the task, and how often it is to run.
JOBS: Mapping[str, timedelta] = {
    "attendance.settle_sessions": timedelta(seconds=60),
    "attendance.plan_classes": timedelta(minutes=5),
    "attendance.clean_tokens": timedelta(hours=6),
    "attendance.forget_locations": timedelta(minutes=15),
    "accounts.clean_sign_ins": timedelta(days=1),
    "accounts.clean_links": timedelta(days=1),
    "accounts.answer_requests": timedelta(seconds=30),
    "accounts.run_imports": timedelta(seconds=60),
    "accounts.forget_imports": timedelta(hours=1),
    "orgs.forget_audit_entries": timedelta(days=1),
    "accounts.sweep_pictures": timedelta(days=1),
    "core.forget_counters": timedelta(days=1),
    "notifications.deliver": timedelta(seconds=15),
    "notifications.digest": timedelta(minutes=15),
    "notifications.forget_bodies": timedelta(days=1),
    "attendance.confirm_check_ins": timedelta(seconds=20),
    "attendance.issue_receipts": timedelta(minutes=2),
    "attendance.remind": timedelta(minutes=30),
    "attendance.warn_absences": timedelta(hours=1),
    "attendance.forget_request_files": timedelta(days=1),
    "attendance.seal_ledger": timedelta(seconds=60),
    "attendance.seal_stragglers": timedelta(days=1),
}


def beat_schedule(jobs: Mapping[str, timedelta]) -> dict[str, dict[str, Any]]:
    """Return CELERY_BEAT_SCHEDULE: one entry a job, whose messages expire."""
    entries = {}
    for name, every in jobs.items():
        knock = min(every, LONGEST_KNOCK)
        entries[name] = {
            "task": name,
            "schedule": knock,
            "options": {"expires": max(knock, SHORTEST_EXPIRY).total_seconds()},
        }
    return entries
