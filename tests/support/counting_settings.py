"""Settings of a server whose hashed passwords are counted: see counting.py."""

from tests.server_settings import *  # noqa: F403 - Django's way to derive settings
from tests.server_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.counting.CountingConfig"]
PASSWORD_HASHERS = ["tests.support.counting.CountingHasher"]
