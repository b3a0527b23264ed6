"""The environment is parsed strictly and refused as a whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance_system.env import Environment, EnvironmentRefused, load, read_env_file
from attendance_system.env.parsers import EnvironmentWarning
from attendance_system.env.variables import SAMPLE_SECRET_KEY, declared

DEBUG = {"DJANGO_DEBUG": "True"}
PRODUCTION = {
    "DJANGO_SECRET_KEY": "k3y-for-a-test-of-production-rules-0123456789-abcdefghij",
    "DJANGO_ALLOWED_HOSTS": "attendance.example.edu",
    "TRUSTED_PROXY_COUNT": "1",
}


def refusal(environ: dict[str, str]) -> list[str]:
    with pytest.raises(EnvironmentRefused) as caught:
        load(environ)
    return caught.value.problems


def test_a_complete_production_environment_is_accepted() -> None:
    env = load(PRODUCTION)
    assert env.debug is False
    assert env.allowed_hosts == ("attendance.example.edu",)
    assert env.trusted_proxy_count == 1


def test_an_empty_environment_means_production_and_names_all_that_is_missing() -> None:
    problems = refusal({})
    assert [problem.split()[0] for problem in problems] == [
        "DJANGO_SECRET_KEY",
        "DJANGO_ALLOWED_HOSTS",
        "TRUSTED_PROXY_COUNT",
    ]


def test_an_empty_value_counts_as_not_set() -> None:
    assert load({**DEBUG, "PORT": "  "}).port == Environment().port


def test_all_problems_are_reported_at_once() -> None:
    problems = refusal(
        {
            **PRODUCTION,
            "PORT": "eighty",
            "WEB_THREADS": "0",
            "DATABASE_URL": "mysql://host/name",
            "DJANGO_ALLOWED_HOSTS": "*",
        }
    )
    assert len(problems) == 4
    assert any(problem.startswith("PORT ") for problem in problems)
    assert any(problem.startswith("DJANGO_ALLOWED_HOSTS ") for problem in problems)


@pytest.mark.parametrize(
    ("word", "value"),
    [("True", True), ("1", True), ("YES", True), ("false", False), ("0", False), ("Off", False)],
)
def test_boolean_words(word: str, value: bool) -> None:
    assert load({**PRODUCTION, "SECURE_SSL_REDIRECT": word}).ssl_redirect is value


@pytest.mark.parametrize("word", ["ture", "2", "none", "F alse", "-"])
def test_unknown_boolean_words_are_refused(word: str) -> None:
    assert refusal({**PRODUCTION, "DJANGO_DEBUG": word})


@given(st.text(min_size=1))
def test_a_boolean_is_never_guessed(word: str) -> None:
    known = {"true", "1", "yes", "on", "false", "0", "no", "off", ""}
    if word.strip().lower() in known:
        load({**PRODUCTION, "SECURE_SSL_REDIRECT": word})
    else:
        assert refusal({**PRODUCTION, "SECURE_SSL_REDIRECT": word})


def test_a_starred_host_becomes_a_dotted_one_with_a_warning() -> None:
    hosts = "uni.example.edu,*.uni.example.edu"
    with pytest.warns(EnvironmentWarning, match=r"'\*\.uni\.example\.edu' is read as"):
        env = load({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": hosts})
    assert env.allowed_hosts == ("uni.example.edu", ".uni.example.edu")


@pytest.mark.parametrize(
    "hosts", ["https://uni.example.edu", "uni.example.edu:8000", "uni example", "a..b", "uni.*.edu"]
)
def test_what_is_no_host_name_is_refused(hosts: str) -> None:
    assert refusal({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": hosts})


@pytest.mark.parametrize(
    "url",
    [
        "redis://host",
        "redis://host:6379",
        "redis://host:6379/",
        "redis://host:6379/1",
        "rediss://user:secret@host:6380/0",
        "unix:///run/redis.sock",
    ],
)
def test_redis_addresses_with_and_without_a_database_number(url: str) -> None:
    assert load({**PRODUCTION, "REDIS_URL": url}).redis_url == url


@pytest.mark.parametrize(
    "url", ["http://host:6379", "redis://", "redis://host:port/0", "redis://host/zero", "host:6379"]
)
def test_other_redis_addresses_are_refused(url: str) -> None:
    assert refusal({**PRODUCTION, "REDIS_URL": url})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:p%40ss@host:5432/name",
        "postgres://host/name",
        "postgresql://postgres:@/name?host=/run/socket",
        "sqlite:///var/db.sqlite3",
        "sqlite:////srv/db.sqlite3",
    ],
)
def test_database_addresses(url: str) -> None:
    assert load({**PRODUCTION, "DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    "url",
    ["postgresql://host", "postgresql://host:x/name", "sqlite://", "mysql://host/name", "name"],
)
def test_other_database_addresses_are_refused(url: str) -> None:
    assert refusal({**PRODUCTION, "DATABASE_URL": url})


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"DJANGO_SECRET_KEY": SAMPLE_SECRET_KEY}, "DJANGO_SECRET_KEY"),
        ({"DJANGO_SECRET_KEY": "<50 or more random characters>"}, "DJANGO_SECRET_KEY"),
        ({"DJANGO_SECRET_KEY": "short"}, "DJANGO_SECRET_KEY"),
        ({"DJANGO_SECRET_KEY": "a" * 60}, "DJANGO_SECRET_KEY"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS"),
        ({"TRUSTED_PROXY_COUNT": ""}, "TRUSTED_PROXY_COUNT"),
        ({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY"),
        ({"CORS_ALLOWED_ORIGIN_REGEXES": r"https://.*\.example\.edu"}, "CORS_ALLOWED"),
        ({"CORS_ALLOWED_ORIGIN_REGEXES": r"^https://.*\.example\.edu"}, "CORS_ALLOWED"),
        ({"CORS_ALLOWED_ORIGIN_REGEXES": r"^https://a\.edu$|https://b\.edu$"}, "CORS_ALLOWED"),
        ({"EMAIL_HOST_PASSWORD": "secret"}, "EMAIL_HOST_PASSWORD"),
        ({"EMAIL_HOST": "smtp.example.edu"}, "EMAIL_HOST is set without DEFAULT_FROM_EMAIL"),
        ({"TWILIO_API_URL": "http://127.0.0.1:9000"}, "TWILIO_API_URL"),
        (
            {"MAP_TILE_URL": "http://t.example/{z}/{x}/{y}", "MAP_ATTRIBUTION": "© Map"},
            "MAP_TILE_URL must begin",
        ),
    ],
)
def test_production_refuses_and_debug_does_not(changes: dict[str, str], named: str) -> None:
    problems = refusal({**PRODUCTION, **changes})
    assert len(problems) == 1
    assert problems[0].startswith(named)
    load({**PRODUCTION, **changes, **DEBUG})


def test_several_processes_are_accepted_with_a_shared_cache() -> None:
    env = load({**PRODUCTION, "WEB_CONCURRENCY": "4", "REDIS_URL": "redis://cache:6379"})
    assert env.web_concurrency == 4


def test_certificate_and_key_go_together() -> None:
    assert refusal({**PRODUCTION, "TLS_CERTIFICATE_FILE": "/srv/cert.pem"})
    load({**PRODUCTION, "TLS_CERTIFICATE_FILE": "/srv/cert.pem", "TLS_KEY_FILE": "/srv/key.pem"})


@pytest.mark.parametrize("protection", ["EMAIL_USE_TLS", "EMAIL_USE_SSL"])
def test_mail_over_an_encrypted_connection_is_accepted(protection: str) -> None:
    mail = {
        "EMAIL_HOST": "smtp.example.edu",
        "EMAIL_HOST_PASSWORD": "secret",
        "DEFAULT_FROM_EMAIL": "Attendance <attendance@example.edu>",
    }
    assert load({**PRODUCTION, **mail, protection: "True"}).email_host == "smtp.example.edu"


def test_one_way_of_encryption_not_two() -> None:
    both = {"EMAIL_USE_TLS": "True", "EMAIL_USE_SSL": "True"}
    assert refusal({**DEBUG, **both})[0].startswith("EMAIL_USE_TLS and EMAIL_USE_SSL exclude")


TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_PHONE_NUMBER": "+256 700 000 000",
}


@pytest.mark.parametrize("missing", [*TWILIO])
def test_text_messages_need_all_of_twilios_values(missing: str) -> None:
    given = {name: value for name, value in TWILIO.items() if name != missing}
    assert refusal({**DEBUG, "SMS_ENABLED": "True", **given}) == [f"SMS_ENABLED needs {missing}."]
    assert load({**DEBUG, **given}).sms_enabled is False


def test_text_messages_with_all_values() -> None:
    env = load({**PRODUCTION, "SMS_ENABLED": "True", **TWILIO})
    assert (env.sms_enabled, env.twilio_phone_number) == (True, "+256700000000")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_PHONE_NUMBER", "0700000000"),
        ("TWILIO_PHONE_NUMBER", "+12"),
        ("DEFAULT_FROM_EMAIL", "Attendance"),
        ("DEFAULT_FROM_EMAIL", "a@b\nBcc: x@y"),
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_PORT", "smtp"),
        ("MAILS_PER_HOUR", "-1"),
        ("NOTIFICATION_BODY_DAYS", "0"),
    ],
)
def test_other_values_for_messages_are_refused(name: str, value: str) -> None:
    assert refusal({**DEBUG, name: value})[0].startswith(name)


@pytest.mark.parametrize("sender", ["a@example.edu", "Attendance Office <a@example.edu>"])
def test_a_sender_with_and_without_a_name(sender: str) -> None:
    assert load({**DEBUG, "DEFAULT_FROM_EMAIL": sender}).default_from_email == sender


def test_a_misspelt_variable_is_named_with_its_likely_meaning() -> None:
    problems = refusal({**PRODUCTION, "DJANGO_ALOWED_HOSTS": "x"})
    assert len(problems) == 1
    assert problems[0].endswith("Did you mean DJANGO_ALLOWED_HOSTS?")


def test_variables_of_django_itself_are_left_to_it() -> None:
    theirs = {"DJANGO_SETTINGS_MODULE": "x", "DJANGO_SUPERUSER_PASSWORD": "y"}
    assert load({**PRODUCTION, **theirs}) == load(PRODUCTION)
    assert refusal({**PRODUCTION, **theirs, "DJANGO_ALOWED_HOSTS": "x"})


@pytest.mark.parametrize("origins", ["example.edu", "https://example.edu/path", "ftp://a.edu"])
def test_what_is_no_origin_is_refused(origins: str) -> None:
    assert refusal({**PRODUCTION, "CORS_ALLOWED_ORIGINS": origins})


def test_every_variable_has_a_name_of_its_own_and_an_explanation() -> None:
    variables = list(declared())
    assert len({item.name for item in variables}) == len(variables)
    assert all(item.doc.endswith(".") and item.example for item in variables)


def test_a_file_of_settings_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# comment\n\nPORT=9000\nexport LOG_LEVEL = 'debug'\nX=a=b # kept\n")
    assert read_env_file(file) == {"PORT": "9000", "LOG_LEVEL": "debug", "X": "a=b # kept"}


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_env_file(tmp_path / "none") == {}


def test_lines_that_assign_nothing_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT\nLOG_LEVEL=INFO\nNOT A NAME=1\n")
    with pytest.raises(EnvironmentRefused) as caught:
        read_env_file(file)
    assert len(caught.value.problems) == 2


MAP = {"MAP_TILE_URL": "https://t.example/{z}/{x}/{y}.png", "MAP_ATTRIBUTION": "© Map"}


@pytest.mark.parametrize(
    "url",
    [
        "https://t.example/{z}/{x}/{y}.png",
        "https://t.example:8443/v1/{z}/{y}/{x}{r}.webp?key=a-b",
        "http://localhost:9000/{z}/{x}/{y}",
    ],
)
def test_addresses_of_map_tiles(url: str) -> None:
    assert load({"DJANGO_DEBUG": "True", **MAP, "MAP_TILE_URL": url}).map_tile_url == url


@pytest.mark.parametrize(
    "url",
    [
        "https://t.example/{z}/{x}.png",
        "https://t.example/{z}/{x}/{y}/{y}.png",
        "https://{s}.t.example/{z}/{x}/{y}.png",
        "https://t.example/{s}/{z}/{x}/{y}.png",
        "https://*.example/{z}/{x}/{y}.png",
        "https://t.example; script-src */{z}/{x}/{y}.png",
        "https://me:secret@t.example/{z}/{x}/{y}.png",
        "https://t.example:99999/{z}/{x}/{y}.png",
        "javascript://t.example/{z}/{x}/{y}",
        "//t.example/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
    ],
)
def test_other_addresses_of_map_tiles_are_refused(url: str) -> None:
    with pytest.raises(EnvironmentRefused, match="MAP_TILE_URL"):
        load({"DJANGO_DEBUG": "True", **MAP, "MAP_TILE_URL": url})


@pytest.mark.parametrize("missing", ["MAP_TILE_URL", "MAP_ATTRIBUTION"])
def test_a_map_and_its_thanks_go_together(missing: str) -> None:
    with pytest.raises(EnvironmentRefused, match="set both or none"):
        load({"DJANGO_DEBUG": "True", **MAP, missing: ""})
