"""Reads the environment into an `Environment`, or refuses it with every reason at once."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from attendance_system.env.production import production_problems
from attendance_system.env.variables import Environment, declared

# Read by Django itself, not by our settings.
DJANGO_OWN_PREFIXES = (
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_SUPERUSER_",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_AUTO_COMPLETE",
    "DJANGO_COLORS",
    "DJANGO_RUNSERVER_",
    "DJANGO_WATCHMAN_TIMEOUT",
    "DJANGO_TEST_PROCESSES",
)


class EnvironmentRefused(ImproperlyConfigured):
    """The environment cannot be used; `problems` holds one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"The environment has {len(problems)} problem(s):\n{lines}")


def load(environ: Mapping[str, str]) -> Environment:
    """Parse the variables; an empty one counts as not set.

    Raises EnvironmentRefused with all problems, of form and of production, together.
    """
    values: dict[str, Any] = {}
    given: set[str] = set()
    problems = list(_misspelt(environ))
    for item in declared():
        raw = environ.get(item.name, "").strip()
        if not raw:
            continue
        given.add(item.name)
        try:
            values[item.field_name] = item.parse(raw)
        except ValueError as error:
            problems.append(f"{item.name} {error}.")
    env = Environment(**values, given=frozenset(given))
    problems.extend(_contradictions(env))
    if not env.debug:
        problems.extend(production_problems(env))
    if problems:
        raise EnvironmentRefused(problems)
    return env


def _contradictions(env: Environment) -> Iterator[str]:
    if (env.tls_certificate is None) != (env.tls_key is None):
        yield "TLS_CERTIFICATE_FILE and TLS_KEY_FILE go together: set both or none."
    if env.email_use_tls and env.email_use_ssl:
        yield "EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set one of them."
    if env.sms_enabled:
        twilio = {
            "TWILIO_ACCOUNT_SID": env.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": env.twilio_auth_token,
            "TWILIO_PHONE_NUMBER": env.twilio_phone_number,
        }
        missing = [name for name, value in twilio.items() if not value]
        if missing:
            yield f"SMS_ENABLED needs {', '.join(missing)}."
    yield from _incomplete_bucket(env)
    if bool(env.map_tile_url) != bool(env.map_attribution):
        yield "MAP_TILE_URL and MAP_ATTRIBUTION go together: set both or none."


def _incomplete_bucket(env: Environment) -> Iterator[str]:
    if not env.use_s3:
        return
    bucket = {
        "AWS_ACCESS_KEY_ID": env.aws_access_key_id,
        "AWS_SECRET_ACCESS_KEY": env.aws_secret_access_key,
        "AWS_STORAGE_BUCKET_NAME": env.aws_storage_bucket_name,
        "AWS_S3_REGION_NAME": env.aws_s3_region_name,
    }
    missing = [name for name, value in bucket.items() if not value]
    if missing:
        yield f"USE_S3 needs {', '.join(missing)}."


def _misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    known = [item.name for item in declared()]
    for name in environ:
        if name.startswith("DJANGO_") and name not in known:
            if name.startswith(DJANGO_OWN_PREFIXES):
                continue
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{name} is not a variable of this application.{hint}"


def read_env_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines; `#` begins a comment line, quotes around a value are dropped.

    A missing file is an empty one. Raises EnvironmentRefused naming the lines that are no
    assignment.
    """
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    problems = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        name, equals, value = content.removeprefix("export ").partition("=")
        if not equals or not name.strip().isidentifier():
            problems.append(f"{path.name} line {number} is not NAME=value.")
            continue
        values[name.strip()] = _unquoted(value.strip())
    if problems:
        raise EnvironmentRefused(problems)
    return values


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
