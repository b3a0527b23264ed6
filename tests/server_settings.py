"""Settings of server processes that tests start: production's, on the test's database.

The one difference: passwords that the test process has hashed cheaply can be checked too.
"""

from attendance_system.settings import *  # noqa: F403 - Django's way to derive settings
from attendance_system.settings import PASSWORD_HASHERS

PASSWORD_HASHERS = [*PASSWORD_HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"]
