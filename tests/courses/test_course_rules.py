"""Rules of its own that a course has: who sets them, what they change, and what stays."""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.enums import Role
from apps.attendance.models import AttendanceSession
from apps.core import clock, tenancy
from apps.courses.models import Course
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.rules import Policy
from apps.orgs.rules.overrides import OVERRIDABLE, own_rules
from apps.orgs.selectors import forget_cached
from tests.support.world import INSIDE, Phone, World, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    forget_cached()
    return make_world()


@pytest.fixture
def admin(world: World) -> Phone:
    return Phone(world.sign_in(make_user(world.organization, Role.ADMIN)), host="demo.localhost")


def path_of(world: World) -> str:
    return f"/api/courses/{world.course.pk}/policy/"


def change(phone: Phone, world: World, **settings: Any) -> Any:
    version = phone.get(path_of(world)).json()["version"]
    return phone.send("PATCH", path_of(world), {"version": version, "settings": settings})


def rule(answer: Any, name: str) -> dict[str, Any]:
    return next(one for one in answer.json()["settings"] if one["name"] == name)


def entries(world: World, action: AuditAction) -> list[AuditEntry]:
    with tenancy.activate(world.organization):
        return list(AuditEntry.objects.filter(action=action))


def test_a_value_of_the_organisation_is_none_of_the_courses_own() -> None:
    policy = Policy()
    assert own_rules(policy, {}, {"late_after_min": 5}) == {"late_after_min": 5}
    assert own_rules(policy, {"late_after_min": 5}, {"late_after_min": None}) == {}
    assert own_rules(policy, {"late_after_min": 5}, {"late_after_min": 10}) == {}
    # What is not touched stays, also where the organisation has come to the same value.
    assert own_rules(policy, {"late_after_min": 10}, {"grace_steps": 1}) == {
        "late_after_min": 10,
        "grace_steps": 1,
    }


def test_sessions_of_the_course_follow_its_own_rules(world: World, admin: Phone) -> None:
    staff = world.staff()
    before = staff.send("POST", "/api/sessions/", {"course": world.course.pk}).json()
    assert staff.send("POST", f"/api/sessions/{before['id']}/close/").status_code == 200
    answer = change(admin, world, closes_after_min=40, radius_m=33, device_rule="enforce")
    assert rule(answer, "closes_after_min") | {"help": ""} == {
        "name": "closes_after_min",
        "group": "Times",
        "title": "Check-in closes after",
        "help": "",
        "kind": "number",
        "unit": "minutes",
        "minimum": 1,
        "maximum": 480,
        "choices": {},
        "default": 15,
        "default_words": "15 minutes",
        "value": 40,
        "is_own": True,
        "editable": True,
    }
    position = {**{key: INSIDE[key] for key in ("latitude", "longitude", "accuracy_m")}}
    body = {"course": world.course.pk, "position": position}
    opened = staff.send("POST", "/api/sessions/", body).json()
    assert (opened["policy"]["device_rule"], opened["fence"]["radius_m"]) == ("enforce", 33)
    # The controls: what was opened before keeps its rules, and another course has none of these.
    assert staff.get(f"/api/sessions/{before['id']}/").json()["policy"]["device_rule"] == "flag"
    with tenancy.activate(world.organization):
        one = AttendanceSession.objects.get(pk=opened["id"])
        assert one.closes_at - one.opens_at == timedelta(minutes=40)
        other = Course.objects.create(term=world.term, code="MAT1", name="Algebra")
    assert Policy().closes_after_min == 15
    assert (
        admin.send("POST", "/api/sessions/", {"course": other.pk}).json()["policy"]["device_rule"]
        == "flag"
    )


def test_a_planned_session_keeps_the_rules_of_its_plan(world: World, admin: Phone) -> None:
    later = (clock.now() + timedelta(hours=2)).isoformat()
    staff = world.staff()
    body = {"course": world.course.pk, "opens_at": later}
    planned = staff.send("POST", "/api/sessions/", body).json()
    preview = admin.send("POST", f"{path_of(world)}preview/", {"settings": {"grace_steps": 0}})
    assert "1 planned session keeps the rules of before." in preview.json()["notes"]
    assert rule(admin.get(path_of(world)), "grace_steps")["is_own"] is False
    assert change(admin, world, grace_steps=0).status_code == 200
    assert staff.get(f"/api/sessions/{planned['id']}/").json()["policy"]["grace_steps"] == 2


def test_what_lecturers_may_set_is_the_organisations_choice(world: World, admin: Phone) -> None:
    staff = world.staff()

    def editable() -> set[str]:
        found = staff.get(path_of(world)).json()["settings"]
        return {one["name"] for one in found if one["editable"]}

    times = {"late_after_min", "closes_after_min", "claim_wait_s"}
    assert editable() == times
    assert change(staff, world, late_after_min=3).status_code == 200
    refused = change(staff, world, device_rule="off", late_after_min=4)
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["device_rule"])
    world.set_policy(lecturers_may="all")
    assert editable() == {one.name for one in OVERRIDABLE}
    assert change(staff, world, device_rule="off").status_code == 200
    world.set_policy(lecturers_may="nothing")
    assert editable() == set()
    assert change(staff, world, late_after_min=5).status_code == 400
    # What was set stays; administrators change it always.
    assert rule(admin.get(path_of(world)), "late_after_min")["value"] == 3
    assert change(admin, world, late_after_min=None, device_rule=None).status_code == 200
    with tenancy.activate(world.organization):
        assert Course.objects.get(pk=world.course.pk).policy_overrides == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("late_after_min", 999),
        ("late_after_min", "5"),
        ("geofence_mode", ["off"]),
        ("allowed_networks", ["nowhere"]),
        ("location_retention_h", 4),
        ("consecutive_absences", 4),
        ("lecturers_may", "all"),
        ("shoe_size", 43),
    ],
)
def test_what_a_course_cannot_have_is_named(
    name: str, value: Any, world: World, admin: Phone
) -> None:
    assert list(change(admin, world, **{name: value}).json()["fields"]) == [name]
    preview = admin.send("POST", f"{path_of(world)}preview/", {"settings": {name: value}})
    assert (preview.status_code, list(preview.json()["fields"])) == (400, [name])
    assert entries(world, AuditAction.POLICY_CHANGED) == []


def test_of_two_editors_the_second_sees_what_the_first_has_stored(
    world: World, admin: Phone
) -> None:
    version = admin.get(path_of(world)).json()["version"]
    assert change(world.staff(), world, late_after_min=5).status_code == 200
    second = {"version": version, "settings": {"grace_steps": 1}}
    answer = admin.send("PATCH", path_of(world), second)
    assert (answer.status_code, answer.json()["code"]) == (409, "policy_outdated")
    now = answer.json()["params"]
    assert (now["settings"]["late_after_min"], now["own"]) == (5, ["late_after_min"])
    again = admin.send("PATCH", path_of(world), {**second, "version": now["version"]})
    assert again.status_code == 200
    with tenancy.activate(world.organization):
        stored = Course.objects.get(pk=world.course.pk).policy_overrides
    assert stored == {"late_after_min": 5, "grace_steps": 1}
    # The organisation's own change is one that the editor has to see as well.
    version = admin.get(path_of(world)).json()["version"]
    world.set_policy(radius_m=77)
    body = {"version": version, "settings": {"grace_steps": 2}}
    assert admin.send("PATCH", path_of(world), body).status_code == 409


def test_a_change_is_told_and_one_that_changes_nothing_is_not(world: World, admin: Phone) -> None:
    assert change(admin, world, late_after_min=5).status_code == 200
    assert change(admin, world, late_after_min=5).status_code == 200
    (entry,) = entries(world, AuditAction.POLICY_CHANGED)
    assert entry.summary == f"{world.course.code}: Late after: 10 minutes → 5 minutes"
    assert entry.target_id == str(world.course.pk)


def test_join_codes_are_told_without_the_code(world: World) -> None:
    staff, path = world.staff(), f"/api/courses/{world.course.pk}/join-code/"
    code = staff.send("POST", path).json()["join_code"]
    staff.send("DELETE", path)
    told = [one.summary for one in entries(world, AuditAction.COURSE_CHANGED)]
    assert sorted(one.partition(": ")[2] for one in told) == ["join code made", "join code removed"]
    assert not any(code in one for one in told)


def test_a_course_keeps_a_lecturer(world: World, admin: Phone) -> None:
    answer = admin.send("PATCH", f"/api/courses/{world.course.pk}/", {"lecturers": []})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["lecturers"])
    assert world.staff().get(f"/api/courses/{world.course.pk}/").status_code == 200
