"""Settings of a worker that must fail where the application does not: see unguarded_worker.py."""

from tests.worker_settings import *  # noqa: F403 - Django's way to derive settings
from tests.worker_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.unguarded_worker.UnguardedConfig"]
