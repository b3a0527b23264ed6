"""The application's own settings under a fixed environment, so that no machine differs.

Only what tests must change is changed here. DATABASE_URL chooses the database; without it the
tests use SQLite in a file, which threads can share as they do in production.
"""

import os
from pathlib import Path

KEPT = {"DATABASE_URL", "DATA_DIR"}
FIXED = {
    "ENV_FILE": "",
    "DJANGO_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "DJANGO_DEBUG": "False",
    "DJANGO_ALLOWED_HOSTS": "testserver,localhost,.localhost,127.0.0.1,[::1]",
    "BASE_DOMAIN": "localhost",
    "TRUSTED_PROXY_COUNT": "0",
    "SECURE_SSL_REDIRECT": "False",
    "LOG_LEVEL": "WARNING",
}


def prepare_environment() -> Path:
    """Replace every variable that settings read; return the run's own data folder."""
    from attendance_system.env.variables import declared  # noqa: PLC0415 - before settings
    from tests.support.leftovers import make_data_folder  # noqa: PLC0415 - the same

    for item in declared():
        if item.name not in KEPT:
            os.environ.pop(item.name, None)
    os.environ.update(FIXED)
    # Set by the first process of a run; the parallel workers that it starts inherit it.
    if "DATA_DIR" not in os.environ:
        os.environ["DATA_DIR"] = str(make_data_folder())
    return Path(os.environ["DATA_DIR"])


data_dir = prepare_environment()

from attendance_system.settings import *  # noqa: E402, F403 - Django's way to derive settings
from attendance_system.settings import (  # noqa: E402 - named for the type checker
    DATABASES,
    STORAGES,
    TEMPLATES,
)

DATABASES["default"]["TEST"] = (
    {"NAME": str(data_dir / "test.sqlite3")}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {"NAME": "test_attendance"}
)

# Argon2 would spend most of the suite's time; its parameters have a test of their own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Serve front-end files as built, without collecting them first.
STORAGES = {
    "default": STORAGES["default"],
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# The words of kinds that only tests send.
TEMPLATES[0]["DIRS"] = [str(Path(__file__).parent / "notifications" / "templates")]
