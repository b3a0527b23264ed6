"""The deployment description names everything that production demands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from attendance_system.env import load
from attendance_system.env.variables import declared

ROOT = Path(__file__).resolve().parents[2]
# Read by the platform, which installs these versions.
PLATFORM = {"PYTHON_VERSION", "NODE_VERSION"}
# What the operator types when the Blueprint is applied, and what the platform fills in.
ASKED = {
    "DJANGO_SECRET_KEY": "typed-by-the-operator-0123456789-abcdefghijklmnopqrs",
    "DJANGO_ALLOWED_HOSTS": "attendance.example.edu",
    "BASE_DOMAIN": "attendance.example.edu",
    "EMAIL_HOST": "smtp.example.edu",
    "EMAIL_HOST_USER": "attendance",
    "EMAIL_HOST_PASSWORD": "typed-by-the-operator",
    "DEFAULT_FROM_EMAIL": "Attendance <attendance@example.edu>",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "typed-by-the-operator",
    "TWILIO_PHONE_NUMBER": "+256700000000",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "typed-by-the-operator",
    "AWS_STORAGE_BUCKET_NAME": "example-university-attendance",
    "AWS_S3_REGION_NAME": "eu-west-1",
}
MESSAGES = {name for name in ASKED if name.startswith(("EMAIL_", "DEFAULT_FROM", "TWILIO_"))}
PROVIDED = {
    "DATABASE_URL": "postgresql://user:secret@dpg-1/attendance",
    "REDIS_URL": "redis://red-1:6379",
    "CELERY_BROKER_URL": "redis://red-1:6379",
}


@pytest.fixture(scope="module")
def blueprint() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))
    return loaded


def service(blueprint: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [item for item in blueprint["services"] if item["name"] == f"attendance-{name}"]
    return dict(found)


def variables(blueprint: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    groups = {group["name"]: group["envVars"] for group in blueprint["envVarGroups"]}
    for entry in service(blueprint, name)["envVars"]:
        yield from groups[entry["fromGroup"]] if "fromGroup" in entry else [entry]


def value(entry: dict[str, Any]) -> str:
    """Return what the platform would pass to the process."""
    if "value" in entry:
        assert isinstance(entry["value"], str), f"{entry['key']} must be quoted"
        return str(entry["value"])
    if entry.get("sync") is False or "envVarKey" in entry.get("fromService", {}):
        return ASKED[entry["key"]]
    return PROVIDED[entry["key"]]


NAMES = ["web", "worker", "beat"]
PROCESSES = pytest.mark.parametrize("name", NAMES)


@PROCESSES
def test_every_variable_is_known_and_none_that_production_needs_is_missing(
    blueprint: dict[str, Any], name: str
) -> None:
    given = [entry["key"] for entry in variables(blueprint, name)]
    assert len(given) == len(set(given))
    assert set(given) - PLATFORM <= {item.name for item in declared()}
    required = {item.name for item in declared() if item.required_in_production}
    assert required <= set(given)


@PROCESSES
def test_the_values_together_are_a_valid_production_environment(
    blueprint: dict[str, Any], name: str
) -> None:
    env = load({entry["key"]: value(entry) for entry in variables(blueprint, name)})
    assert env.debug is False
    assert env.bind_address == "0.0.0.0"  # noqa: S104 - the platform's router comes from outside


@PROCESSES
def test_whoever_writes_or_sends_messages_knows_how(blueprint: dict[str, Any], name: str) -> None:
    given = {entry["key"] for entry in variables(blueprint, name)}
    assert given >= MESSAGES | {"EMAIL_PORT", "EMAIL_USE_TLS", "SMS_ENABLED"}


@PROCESSES
def test_text_messages_can_be_switched_on_without_another_value(
    blueprint: dict[str, Any], name: str
) -> None:
    values = {entry["key"]: value(entry) for entry in variables(blueprint, name)}
    assert load({**values, "SMS_ENABLED": "True"}).sms_enabled is True


def test_one_beat_and_a_worker_of_limited_size(blueprint: dict[str, Any]) -> None:
    beat, worker = service(blueprint, "beat"), service(blueprint, "worker")
    assert (beat["type"], beat["numInstances"], beat["startCommand"]) == (
        "worker",
        1,
        "celery -A attendance_system beat -l INFO",
    )
    assert worker["startCommand"].startswith("celery -A attendance_system worker -l INFO")
    assert "--concurrency 2" in worker["startCommand"]


def test_the_operator_is_asked_once_for_exactly_these(blueprint: dict[str, Any]) -> None:
    asked = [
        entry["key"]
        for name in NAMES
        for entry in variables(blueprint, name)
        if entry.get("sync") is False
    ]
    assert sorted(asked) == sorted(ASKED)


def test_groups_hold_plain_values_only(blueprint: dict[str, Any]) -> None:
    for group in blueprint["envVarGroups"]:
        for entry in group["envVars"]:
            assert set(entry) == {"key", "value"}


def test_references_name_what_the_blueprint_makes(blueprint: dict[str, Any]) -> None:
    databases = {item["name"] for item in blueprint["databases"]}
    services = {(item["name"], item["type"]) for item in blueprint["services"]}
    for entry in (entry for name in NAMES for entry in variables(blueprint, name)):
        if "fromDatabase" in entry:
            assert entry["fromDatabase"]["name"] in databases
        if "fromService" in entry:
            reference = entry["fromService"]
            assert (reference["name"], reference["type"]) in services


def test_the_plan_of_the_web_service_can_run_a_command_before_it_goes_live(
    blueprint: dict[str, Any],
) -> None:
    web = service(blueprint, "web")
    assert web["runtime"] == "python"
    assert web["plan"] != "free"
    assert web["preDeployCommand"].startswith("python manage.py migrate")
    assert web["healthCheckPath"] == "/api/healthz/"


def test_the_queue_is_never_emptied_to_make_room(blueprint: dict[str, Any]) -> None:
    cache = service(blueprint, "cache")
    assert cache["maxmemoryPolicy"] == "noeviction"
    assert cache["ipAllowList"] == []
