"""Settings of workers and beats that tests start: some jobs every second, short leases."""

from datetime import timedelta

from attendance_system import schedule
from tests.server_settings import *  # noqa: F403 - Django's way to derive settings
from tests.server_settings import JOBS as _JOBS

# What tests wait for. A job that is killed at work has a lease to run out, so the others keep
# their pace.
FAST = (
    "accounts.run_imports",
    "attendance.confirm_check_ins",
    "attendance.plan_classes",
    "attendance.settle_sessions",
    "notifications.deliver",
)
JOBS = {**_JOBS, **dict.fromkeys(FAST, timedelta(seconds=1))}
CELERY_BEAT_SCHEDULE = schedule.beat_schedule(JOBS)
# A killed worker's rows are taken up by the next one soon.
NOTIFICATION_LEASE_S = 3
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
# Made for patience with a busy machine, not for tests that wait.
EMAIL_TIMEOUT = 5
