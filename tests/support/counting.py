"""Counts the passwords that server processes hash, and takes their limits away for a control.

A server with ``tests.support.counting_settings`` writes one byte into the file of ``HASHES_FILE``
for each password that it hashes. With ``NO_LIMITS`` nothing is counted as a try. Never part of
the application.
"""

import os
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """A cheap hasher that leaves a byte for each call, whichever process makes it."""

    def encode(self, password: str, salt: str) -> str:
        """Hash the password and count it; appending is atomic."""
        file = os.open(os.environ["HASHES_FILE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(file, b".")
        finally:
            os.close(file)
        return super().encode(password, salt)


def without_limit(key: str, **kwargs: Any) -> None:
    """Let every try through."""


class CountingConfig(AppConfig):
    name = "tests.support.counting"
    label = "counting"

    def ready(self) -> None:
        from apps.core import ratelimit  # noqa: PLC0415 - after the models are loaded

        if os.environ.get("NO_LIMITS"):
            ratelimit.enforce = without_limit
