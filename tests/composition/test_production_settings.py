"""Production settings, in a process of their own as they would really start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from apps.accounts.hashers import Argon2idHasher
from attendance_system import settings as production
from attendance_system.env import load
from attendance_system.settings import databases

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "ENV_FILE": "",
    "DJANGO_SETTINGS_MODULE": "attendance_system.settings",
    "DJANGO_SECRET_KEY": "k3y-for-a-test-of-production-rules-0123456789-abcdefghij",
    "DJANGO_ALLOWED_HOSTS": "attendance.example.edu",
    "BASE_DOMAIN": "attendance.example.edu",
    "TRUSTED_PROXY_COUNT": "1",
    "DATABASE_URL": "postgresql://user:secret@localhost/attendance",
    "REDIS_URL": "redis://localhost:6379/1",
    "WEB_CONCURRENCY": "4",
}


def manage(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    return python("manage.py", *arguments, **changes)


def python(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, **PRODUCTION, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_has_nothing_to_say() -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_the_deployment_check_can_fail() -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING", SECURE_SSL_REDIRECT="False")
    assert result.returncode == 1
    assert "security.W008" in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("DJANGO_SECRET_KEY", "", "DJANGO_SECRET_KEY must be set"),
        ("DJANGO_ALLOWED_HOSTS", "*", "DJANGO_ALLOWED_HOSTS may not be *"),
        ("TRUSTED_PROXY_COUNT", "", "TRUSTED_PROXY_COUNT must be set"),
        ("REDIS_URL", "", "WEB_CONCURRENCY is above 1 without REDIS_URL"),
        ("CORS_ALLOWED_ORIGIN_REGEXES", "example", "CORS_ALLOWED_ORIGIN_REGEXES: 'example'"),
    ],
)
def test_an_unsafe_start_is_refused(name: str, value: str, named: str) -> None:
    result = manage("check", **{name: value})
    assert result.returncode != 0
    assert named in result.stderr


SHOW_MAIL = (
    "from django.conf import settings as s;"
    "print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_FILE_PATH, s.DEFAULT_FROM_EMAIL)"
)


def test_mail_goes_to_a_folder_until_a_server_is_named(tmp_path: Path) -> None:
    folder = str(tmp_path / "mail")
    written = python("-c", SHOW_MAIL, DATA_DIR=str(tmp_path))
    sender = "no-reply@attendance.example.edu"
    assert written.stdout.split() == ["filebased", folder, sender], written.stderr
    server = {"EMAIL_HOST": "smtp.example.edu", "DEFAULT_FROM_EMAIL": "a@example.edu"}
    sent = python("-c", SHOW_MAIL, MAIL_FOLDER="/srv/mail", **server)
    assert sent.stdout.split() == ["smtp", "/srv/mail", "a@example.edu"], sent.stderr
    chosen = "django.core.mail.backends.console.EmailBackend"
    own = python("-c", SHOW_MAIL, EMAIL_BACKEND=chosen, **server)
    assert own.stdout.split()[0] == "console", own.stderr


def test_every_silenced_check_is_one_of_the_two_explained() -> None:
    assert settings.SILENCED_SYSTEM_CHECKS == ["auth.W004", "security.W021"]


def test_passwords_are_hashed_with_argon2id_at_19_mib() -> None:
    assert production.PASSWORD_HASHERS == ["apps.accounts.hashers.Argon2idHasher"]
    encoded = make_password("correct horse battery", hasher=Argon2idHasher())
    assert "$argon2id$" in encoded
    assert "m=19456,t=2,p=1" in encoded


def test_postgresql_connections_are_kept_and_checked() -> None:
    env = load({"DJANGO_DEBUG": "1", "DATABASE_URL": "postgres://u%40x:p%3Aw@db.host:5433/na%2Fme"})
    database = databases.configuration(env)
    assert database["ENGINE"] == "attendance_system.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("u@x", "p:w")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.host", "5433", "na/me")
    assert database["CONN_MAX_AGE"] == 600
    assert database["CONN_HEALTH_CHECKS"] is True


def test_options_of_the_database_address_are_passed_on() -> None:
    address = "postgresql://u@/name?host=%2Frun%2Fpg&sslmode=require"
    database = databases.configuration(load({"DJANGO_DEBUG": "1", "DATABASE_URL": address}))
    assert database["HOST"] == "/run/pg"
    assert database["OPTIONS"]["sslmode"] == "require"


@pytest.mark.django_db
def test_sqlite_waits_its_turn_and_writes_ahead() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with connection.cursor() as cursor:
        values = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {pragma}")
            values[pragma] = cursor.fetchone()[0]
    assert values == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


def test_requests_are_no_transactions_and_bodies_are_small() -> None:
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 1024 * 1024
    assert settings.USE_TZ
    assert settings.TIME_ZONE == "UTC"


def test_the_queue_speaks_json_only_and_needs_no_service() -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_BROKER_URL == "filesystem://localhost"
    for key in ("data_folder_in", "data_folder_out", "control_folder"):
        assert Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS[key]).is_dir()
