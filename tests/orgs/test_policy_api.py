"""The policy in the API: described, looked at before, changed by one at a time, and told."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.enums import Role
from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from apps.courses.models import Course, CourseLecturer
from apps.orgs.models import AuditEntry
from apps.orgs.rules import LIMITS, Policy
from apps.orgs.rules.settings import SETTINGS, changes_between
from tests.support.world import World, make_user, make_world

PATH = "/api/organization/policy/"


@pytest.fixture
def world(db: None) -> World:
    return make_world("home", students=1)


@pytest.fixture
def admin(world: World) -> Client:
    user = make_user(world.organization, Role.ADMIN)
    token = world.sign_in(user)
    return Client(headers={"Host": "home.localhost", "Authorization": f"Token {token}"})


def send(client: Client, method: str, path: str, body: Any) -> Any:
    return getattr(client, method)(path, body, content_type="application/json")


def told(world: World) -> list[AuditEntry]:
    with tenancy.activate(world.organization):
        return list(AuditEntry.objects.filter(action="policy_changed"))


def test_every_setting_is_described_once() -> None:
    assert sorted(one.name for one in SETTINGS) == sorted(Policy().to_json())
    for one in SETTINGS:
        assert one.title
        assert one.help.endswith(".")
        assert one.words(one.default)
        assert (one.minimum is not None) == (one.name in LIMITS)
        assert all(one.words(choice) for choice in one.choices)


def test_what_a_change_leads_to_is_said() -> None:
    def effects(**settings: Any) -> str:
        before = Policy()
        after = Policy.from_json({**before.to_json(), **settings})
        return " ".join(text for one in changes_between(before, after) for text in one.effects)

    assert "shares no location" in effects(geofence_mode="enforce")
    assert "taken for 40 seconds" in effects(code_period_s=10, grace_steps=3)
    assert "Nobody will be late" in effects(late_after_min=30)
    assert "Nobody will be late" not in effects(late_after_min=11)
    assert "No network is listed" in effects(network_rule="enforce")
    assert "No network is listed" not in effects(
        network_rule="enforce", allowed_networks=["192.0.2.0/24"]
    )
    assert "personal data" in effects(location_retention_h=4)
    assert "holds at once" in effects(consecutive_absences=5)
    assert effects() == ""


def test_a_preview_counts_the_sessions_and_stores_nothing(world: World, admin: Client) -> None:
    world.open()
    with tenancy.activate(world.organization):
        course = Course.objects.create(term=world.term, code="MAT1", name="Algebra")
        CourseLecturer.objects.create(course=course, lecturer=world.lecturer)
        planned = world.open(course=course)
        AttendanceSession.objects.filter(pk=planned.pk).update(state=SessionState.PLANNED)
    body = {"settings": {"late_after_min": 5, "grace_steps": Policy().grace_steps}}
    answer = send(admin, "post", f"{PATH}preview/", body).json()
    (change,) = answer["changes"]
    assert (change["before"], change["after"]) == ("10 minutes", "5 minutes")
    assert "1 open session and 1 planned session keep the rules of before." in answer["notes"]
    world.organization.refresh_from_db()
    assert world.organization.policy == Policy()
    # Settings that no session copies say nothing of sessions.
    warn = {"settings": {"consecutive_absences": 5}}
    assert send(admin, "post", f"{PATH}preview/", warn).json()["notes"] == []


def test_a_change_is_stored_and_told_with_what_was(world: World, admin: Client) -> None:
    version = admin.get(PATH).json()["version"]
    body = {"version": version, "settings": {"late_after_min": 5}}
    answer = send(admin, "patch", PATH, body)
    assert answer.status_code == 200
    assert answer.json()["version"] != version
    world.organization.refresh_from_db()
    assert world.organization.policy.late_after_min == 5
    (entry,) = told(world)
    assert entry.details["fields"] == {"late_after_min": [10, 5]}
    assert entry.summary == "Late after: 10 minutes → 5 minutes"
    # The control: storing what stands already is no change.
    same = {"version": answer.json()["version"], "settings": {"late_after_min": 5}}
    assert send(admin, "patch", PATH, same).status_code == 200
    assert len(told(world)) == 1


def test_of_two_editors_the_second_sees_what_the_first_has_stored(
    world: World, admin: Client
) -> None:
    version = admin.get(PATH).json()["version"]
    first = {"version": version, "settings": {"late_after_min": 5}}
    assert send(admin, "patch", PATH, first).status_code == 200
    second = {"version": version, "settings": {"grace_steps": 1}}
    answer = send(admin, "patch", PATH, second)
    assert (answer.status_code, answer.json()["code"]) == (409, "policy_outdated")
    now = answer.json()["params"]
    assert now["settings"]["late_after_min"] == 5
    again = {**second, "version": now["version"]}
    assert send(admin, "patch", PATH, again).status_code == 200
    world.organization.refresh_from_db()
    assert (world.organization.policy.late_after_min, world.organization.policy.grace_steps) == (
        5,
        1,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("late_after_min", 999),
        ("late_after_min", "5"),
        ("late_after_min", None),
        ("geofence_mode", "maybe"),
        ("geofence_mode", ["off"]),
        ("allowed_networks", ["not a network"]),
        ("allowed_networks", "192.0.2.0/24"),
        ("warn_guardians", 1),
        ("shoe_size", 43),
    ],
)
def test_what_is_refused_is_named(name: str, value: Any, world: World, admin: Client) -> None:
    version = admin.get(PATH).json()["version"]
    for method, path in (("patch", PATH), ("post", f"{PATH}preview/")):
        body: dict[str, Any] = {"settings": {name: value}}
        if method == "patch":
            body["version"] = version
        answer = send(admin, method, path, body)
        assert answer.status_code == 400
        assert list(answer.json()["fields"]) == [name]
    assert told(world) == []
