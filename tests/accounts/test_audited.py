"""What people do with their accounts is in their organisation's audit trail."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.services import failures, passwords
from apps.core import tenancy
from apps.core.models import RateCounter
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import policy_version
from tests.support.administration import (
    browser_of,
    choose,
    make_administrator,
    make_platform_staff,
)
from tests.support.world import PASSWORD, World, make_user, make_world

pytestmark = pytest.mark.django_db
HOST = {"Host": "home.localhost"}
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    made = make_world("home", students=1)
    made.lecturer.user.set_password(PASSWORD)
    made.lecturer.user.save()
    return made


@pytest.fixture
def admin(world: World) -> User:
    return make_administrator(world.organization)


def told(world: World, *actions: str) -> list[AuditEntry]:
    """Return the trail, oldest first; only these actions, if some are named."""
    with tenancy.activate(world.organization):
        found = AuditEntry.objects.order_by("pk")
        return list(found.filter(action__in=actions) if actions else found)


def post(path: str, body: dict[str, Any], token: str = "") -> Any:
    headers = {**HOST, "Authorization": f"Token {token}"} if token else HOST
    return Client(headers=headers).post(path, body, content_type="application/json")


def log_in(name: str, password: str = PASSWORD) -> Any:
    return post("/api/auth/login/", {"identifier": name, "password": password})


def sign_in_as(user: User) -> str:
    """Give the user the common password; return a token of theirs."""
    user.set_password(PASSWORD)
    user.save()
    return str(log_in(user.username).json()["token"])


def test_a_sign_in_is_told_with_its_network(world: World) -> None:
    user = world.lecturer.user
    assert log_in(user.username).status_code == 200
    (entry,) = told(world)
    assert (entry.action, entry.actor_id, entry.network) == ("sign_in", user.pk, "127.0.0.0/24")


def test_what_one_does_to_the_own_account_is_told(world: World) -> None:
    user = world.lecturer.user
    log_in(user.username)
    token = log_in(user.username).json()["token"]
    for _ in range(2):
        assert post("/api/auth/sign-ins/end-others/", {}, token).status_code == 200
    change = {"current": PASSWORD, "new": "a much longer one, said the owl"}
    assert post("/api/auth/password/", change, token).status_code in {200, 204}
    found = [(one.action, one.actor_id) for one in told(world)]
    assert found == [
        ("sign_in", user.pk),
        ("sign_in", user.pk),
        # The second time there was nothing to end, and there is nothing to tell.
        ("sign_out_everywhere", user.pk),
        ("password_changed", user.pk),
    ]


def test_failures_are_told_in_steps_and_unknown_names_without_the_name(world: World) -> None:
    user = world.lecturer.user
    for _ in range(11):
        log_in(user.username, "wrong")
    log_in("hunter2-typed-here", "wrong")
    known, tenth, unknown = told(world, "sign_in_failed")
    assert (known.actor_id, known.target_id) == (None, str(user.pk))
    assert (known.details["tries"], tenth.details["tries"]) == (1, 10)
    assert unknown.target_id == ""
    kept = f"{unknown.summary}{unknown.target_label}{unknown.details}{unknown.actor_name}"
    assert "hunter2" not in kept


def test_a_flood_of_failures_does_not_fill_the_trail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "MOST", 3)
    with tenancy.activate(world.organization):
        for number in range(9):
            failures.note(user=None, account=f"name:{number}", limited=False, now=NOW)
    assert len(told(world)) == 3


def test_the_trail_costs_the_same_for_every_name(world: World) -> None:
    """So that time does not tell which names there are."""

    def statements(user: User | None, account: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen, tenancy.activate(world.organization):
            failures.note(user=user, account=account, limited=False, now=NOW)
        return [one["sql"][:30] for one in seen]

    known = statements(world.lecturer.user, "user:1")
    assert known == statements(None, "name:1")
    assert len(known) == 3
    # The control: the next try of the same account is only counted.
    assert len(statements(None, "name:1")) == 1


def edit(browser: Client, user: User, **changes: Any) -> Any:
    values = {
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "phone": user.phone,
        "role": user.role,
        "is_active": "on",
        **changes,
    }
    data = {name: value for name, value in values.items() if value is not None}
    return browser.post(f"/admin/accounts/user/{user.pk}/change/", data)


def test_changes_in_the_admin_site_say_what_was_and_what_is(world: World, admin: User) -> None:
    user = make_user(world.organization, Role.BURSAR)
    browser = browser_of(admin)
    assert edit(browser, user, role="admin", is_active=None).status_code == 302
    role, ended = told(world)
    assert [role.action, ended.action] == ["role_changed", "deactivated"]
    assert (role.actor_id, role.target_id) == (admin.pk, str(user.pk))
    assert role.details["fields"]["role"] == ["bursar", "admin"]
    user.refresh_from_db()
    # The control: storing a row as it is changes nothing, and is not told.
    assert edit(browser, user, is_active=None).status_code == 302
    assert len(told(world)) == 2


def test_what_is_added_is_told_in_its_organisation_only(world: World, admin: User) -> None:
    away = make_world("away", students=1)
    person = make_user(world.organization, Role.LECTURER)
    answer = browser_of(admin).post(
        "/admin/accounts/lecturer/add/", {"user": person.pk, "staff_id": "L-77", "department": ""}
    )
    assert answer.status_code == 302
    (entry,) = told(world)
    assert (entry.action, entry.target_label) == ("admin_added", "L-77")
    assert told(away) == []


def test_platform_staff_are_seen_by_the_organisation_they_enter(world: World) -> None:
    away = make_world("away", students=1)
    world.organization.policy_data = {"late_after_min": 12}
    world.organization.save()
    browser = browser_of(make_platform_staff(full_name="Pat Platform"))
    choose(browser, world.organization)
    password = {"password1": "owls fly at noon, softly", "password2": "owls fly at noon, softly"}
    path = f"/admin/accounts/user/{world.lecturer.user.pk}/password/"
    assert browser.post(path, {**password, "usable_password": "true"}).status_code == 302
    path = f"/admin/orgs/organization/{world.organization.pk}/change/"
    data = {"name": "Renamed", "slug": "home", "domain": "", "is_active": "on"}
    data |= {"timezone": "Africa/Kampala", "currency": "UGX", "policy_late_after_min": "12"}
    data["policy_version"] = policy_version(world.organization.policy)
    assert browser.post(path, data).status_code == 302
    found = told(world)
    assert [one.action for one in found] == [
        "platform_entered",
        "password_set",
        "organization_changed",
    ]
    assert all(one.by_platform_staff and one.actor_name == "Pat Platform" for one in found)
    assert "owls" not in str([one.details for one in found])
    assert told(away) == []


def test_a_sign_in_to_the_admin_site_is_told(world: World, admin: User) -> None:
    admin.set_password(PASSWORD)
    admin.save()
    browser = browser_of(None)
    data = {"username": admin.username, "password": PASSWORD, "next": "/admin/"}
    assert browser.post("/admin/login/", {**data, "password": "wrong"}).status_code == 200
    assert browser.post("/admin/login/", data).status_code == 302
    assert [one.action for one in told(world)] == ["sign_in_failed", "sign_in"]


def test_an_invitation_is_told_of_those_who_got_one(world: World, admin: User) -> None:
    waiting = make_user(world.organization, Role.BURSAR, email="b@example.edu")
    waiting.set_unusable_password()
    waiting.save()
    token = sign_in_as(admin)
    body = {"users": [waiting.pk, world.lecturer.user.pk]}
    assert post("/api/invitations/", body, token).status_code == 200
    found = [(one.actor_id, one.target_id) for one in told(world, "invited")]
    assert found == [(admin.pk, str(waiting.pk))]


def test_ones_own_password_is_changed_in_the_admin_site_as_elsewhere(
    world: World, admin: User
) -> None:
    """Told, and with as many tries of the current one as there are in the API."""
    token = sign_in_as(admin)
    browser = browser_of(admin)
    new = "owls fly at noon, softly"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    path = "/admin/password_change/"
    for _ in range(passwords.CURRENT_TRIES):
        assert browser.post(path, {**data, "old_password": "wrong"}).status_code == 200
    assert "Too many" in browser.post(path, data).content.decode()
    RateCounter.objects.all().delete()
    assert browser.post(path, data).headers["Location"] == f"{path}done/"
    assert browser.get("/admin/").status_code == 200
    admin.refresh_from_db()
    assert admin.check_password(new)
    assert [one.actor_id for one in told(world, "password_changed")] == [admin.pk]
    assert post("/api/auth/sign-ins/end-all/", {}, token).status_code == 401
