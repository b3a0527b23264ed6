"""Signing in: by which names, what a wrong try learns, how many tries there are."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import Role
from apps.accounts.hashers import Argon2idHasher
from apps.accounts.models import AuthToken, User
from apps.accounts.rules import LOGIN_TRIES, LOGIN_WINDOW
from apps.core import clock
from apps.core.models import RateCounter
from apps.orgs.selectors import forget_cached
from tests.support.administration import make_platform_staff
from tests.support.world import PASSWORD, World, make_user, make_world

NOW = datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)
LOGIN = "/api/auth/login/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget_cached()
    made = make_world("home", students=1)
    for person in (made.students[0], made.lecturer):
        person.user.username = f"Name.{person.user.pk}"
        person.user.set_password(PASSWORD)
        person.user.save()
    with clock.use(lambda: NOW):
        yield made


def sign_in(
    name: str, password: str = PASSWORD, *, host: str = "home.localhost", **more: Any
) -> Any:
    return Client(headers={"host": host}).post(
        LOGIN, {"identifier": name, "password": password}, content_type="application/json", **more
    )


@pytest.mark.parametrize("change", [str, str.lower, str.upper, lambda name: f"  {name} "])
def test_names_and_numbers_sign_in_whatever_their_case(change: Any, world: World) -> None:
    student, lecturer = world.students[0], world.lecturer
    for name, user in (
        (student.user.username, student.user),
        (student.student_id, student.user),
        (lecturer.user.username, lecturer.user),
        (lecturer.staff_id, lecturer.user),
    ):
        answer = sign_in(change(name))
        assert answer.status_code == 200, name
        assert answer.json()["user"]["id"] == user.pk
        assert answer.json()["session"] == {"seconds_left": 3600, "absolute_seconds_left": 43200}


def test_the_token_is_stored_as_its_hash_only(world: World) -> None:
    token = sign_in(world.students[0].student_id).json()["token"]
    stored = AuthToken.objects.get()
    assert len(token) >= 43
    assert token not in str(vars(stored))
    assert stored.organization == world.organization


def test_a_wrong_try_learns_nothing(world: World) -> None:
    known = world.students[0].user
    inactive = make_user(world.organization, Role.STUDENT, password=PASSWORD, is_active=False)
    unusable = make_user(world.organization, Role.STUDENT)
    bodies = set()
    for name, password in (
        (known.username, "wrong password"),
        ("nobody-of-that-name", "wrong password"),
        (inactive.username, PASSWORD),
        (unusable.username, PASSWORD),
        (known.username, f" {PASSWORD}"),
    ):
        answer = sign_in(name, password)
        assert answer.status_code == 401
        body = answer.json()
        assert body.pop("request_id")
        bodies.add(str(body))
    assert len(bodies) == 1
    assert "credentials_invalid" in bodies.pop()
    assert not AuthToken.objects.exists()
    assert sign_in(known.username).status_code == 200


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a list that grows by one with each password that is hashed."""
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return calls


def test_an_unknown_name_costs_as_much_as_a_known_one(world: World, hashes: list[str]) -> None:
    for name in (world.students[0].user.username, "nobody-of-that-name"):
        hashes.clear()
        sign_in(name, "wrong password")
        assert hashes == ["wrong password"]


def test_a_wrong_try_costs_the_same_statements_for_every_name(world: World) -> None:
    def statements(name: str) -> list[str]:
        # Each is the first try of its account: the second is not told in the trail.
        RateCounter.objects.all().delete()
        with CaptureQueriesContext(connection) as seen:
            assert sign_in(name, "wrong password").status_code == 401
        return [re.sub(r"WHERE.*|VALUES.*", "", one["sql"])[:200] for one in seen]

    student, away = world.students[0], make_world("away", students=1)
    locked = make_user(world.organization, Role.BURSAR, is_active=False)
    names = [student.user.username, student.student_id, locked.username]
    names += [away.students[0].student_id, make_platform_staff().username]
    sign_in("warm-up", "wrong password")
    expected = statements("nobody-of-that-name")
    assert len(expected) > 5, "the control: they are seen"
    assert [statements(name) == expected for name in names] == [True] * len(names)


def test_a_student_of_another_organisation_is_nobody_here(world: World) -> None:
    other = make_world("away", students=1)
    user = other.students[0].user
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(user.username).status_code == 401
    assert sign_in(user.username, host="away.localhost").status_code == 200


def test_the_same_name_at_two_universities_is_two_people(world: World) -> None:
    other = make_world("away", students=1)
    name = world.students[0].user.username
    twin = make_user(
        other.organization, Role.STUDENT, username=name.upper(), password="another one"
    )
    assert sign_in(name).json()["user"]["id"] == world.students[0].user.pk
    assert sign_in(name, "another one").status_code == 401
    away = sign_in(name, "another one", host="away.localhost")
    assert away.json()["user"]["id"] == twin.pk


def test_a_user_name_is_taken_whatever_its_case(world: World) -> None:
    name = world.students[0].user.username
    for organization, taken in ((world.organization, name.upper()), (None, "root")):
        if organization is None:
            make_user(None, Role.ADMIN, username="Root")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(organization, Role.STUDENT, username=taken)
    make_user(world.organization, Role.STUDENT, username="free")


def test_a_user_name_wins_over_somebody_elses_number(world: World) -> None:
    number = world.students[0].student_id
    shadow = make_user(world.organization, Role.BURSAR, username=number, password=PASSWORD)
    assert sign_in(number).json()["user"]["id"] == shadow.pk


def test_platform_staff_sign_in_everywhere_and_shadow_nobody(world: World) -> None:
    name = world.students[0].user.username
    root = make_user(None, Role.ADMIN, username="root", password=PASSWORD)
    make_user(None, Role.ADMIN, username=name, password=PASSWORD)
    assert sign_in("root").json()["user"]["id"] == root.pk
    assert sign_in("root").json()["user"]["organization"] is None
    assert sign_in(name).json()["user"]["id"] == world.students[0].user.pk


def test_a_stale_token_does_not_keep_anybody_from_signing_in(world: World) -> None:
    answer = sign_in(world.students[0].student_id, headers={"Authorization": "Token gone"})
    assert answer.status_code == 200


def test_the_limit_is_of_one_account_and_ends(world: World) -> None:
    student, lecturer = world.students[0].user, world.lecturer.user
    for _ in range(LOGIN_TRIES):
        assert sign_in(student.username.swapcase(), "wrong password").status_code == 401
    refused = sign_in(student.username)
    assert refused.status_code == 429
    assert refused.json()["code"] == "rate_limited"
    assert int(refused["Retry-After"]) == refused.json()["params"]["retry_after_s"]
    assert sign_in(lecturer.username).status_code == 200
    with clock.use(lambda: NOW + LOGIN_WINDOW):
        assert sign_in(student.username).status_code == 200


def test_threat_18_a_hall_behind_one_address_is_never_held_up(world: World) -> None:
    users = [make_user(world.organization, Role.STUDENT, password=PASSWORD) for _ in range(30)]
    assert {sign_in(user.username).status_code for user in users} == {200}


def test_threat_11_an_invented_address_gives_no_further_tries(world: World) -> None:
    name = world.students[0].user.username
    statuses = [
        sign_in(name, "wrong password", headers={"X-Forwarded-For": f"9.9.{n}.1"}).status_code
        for n in range(LOGIN_TRIES + 2)
    ]
    assert statuses == [401] * LOGIN_TRIES + [429] * 2


@pytest.mark.django_db(transaction=True)
def test_exactly_the_limit_reaches_the_hasher_when_all_come_at_once(hashes: list[str]) -> None:
    forget_cached()
    name = make_world("home", students=1).students[0].user.username
    gate = threading.Barrier(25, timeout=60)
    statuses: list[int] = []

    def attempt() -> None:
        try:
            gate.wait()
            statuses.append(sign_in(name, "wrong password").status_code)
        finally:
            connection.close()

    make_password("warm")
    hashes.clear()
    with clock.use(lambda: NOW):
        threads = [threading.Thread(target=attempt) for _ in range(25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(hashes) == LOGIN_TRIES
    assert sorted(statuses) == [401] * LOGIN_TRIES + [429] * (25 - LOGIN_TRIES)


def test_passwords_are_hashed_with_argon2id() -> None:
    hasher = Argon2idHasher()
    encoded = hasher.encode("correct horse battery", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("correct horse battery", encoded)
    assert not hasher.verify("correct horse batterz", encoded)


def test_the_application_hashes_with_it() -> None:
    from attendance_system import settings  # noqa: PLC0415 - the installation's, not the tests'

    assert settings.PASSWORD_HASHERS == ["apps.accounts.hashers.Argon2idHasher"]


@pytest.mark.django_db
def test_createsuperuser_works_and_names_a_duplicate() -> None:
    options = {"username": "root", "email": "root@example.edu", "interactive": False}
    call_command("createsuperuser", verbosity=0, **options)
    made = User.objects.get()
    assert (made.organization, made.is_staff, made.is_superuser) == (None, True, True)
    for name in ("root", "ROOT"):
        with pytest.raises(CommandError, match=r"exists already|already taken"):
            call_command("createsuperuser", verbosity=0, **{**options, "username": name})
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_createsuperuser_reads_a_password_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    make_world("home", students=0)
    call_command(
        "createsuperuser", username="root", email="r@example.edu", interactive=False, verbosity=0
    )
    assert sign_in("root").status_code == 200
