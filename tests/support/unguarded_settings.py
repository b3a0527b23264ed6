"""Settings of a server that must fail where the application does not: see unguarded.py."""

from tests.server_settings import *  # noqa: F403 - Django's way to derive settings
from tests.server_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.unguarded.UnguardedConfig"]

# Only statements that are sent as text can be changed on their way.
DATABASE_PREPARED_STATEMENTS = False
