"""Class schedules and holidays: who may, what is refused, what is previewed."""

from datetime import time
from typing import Any

import pytest

from apps.core import clock, tenancy
from apps.core.errors import Invalid
from apps.courses.models import ClassSchedule, Holiday
from apps.courses.services import schedules
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.world import World, make_lecturer, make_world

pytestmark = pytest.mark.django_db

TUESDAYS = {"weekdays": [2, 4], "starts": "10:00", "ends": "12:00"}


@pytest.fixture
def world() -> World:
    forget_cached()
    return make_world()


def send(world: World, body: dict[str, Any], tail: str = "") -> Any:
    path = f"/api/courses/{world.course.pk}/schedules/{tail}"
    return world.staff().send("POST", path, body)


def test_a_lecturer_schedules_the_own_course_and_no_other(world: World) -> None:
    made = send(world, {**TUESDAYS, "weekdays": [4, 2, 2]})
    assert made.status_code == 201
    assert made.json()["weekdays"] == [2, 4]
    assert made.json()["from_day"] == "2020-01-01"
    listed = world.staff().get(f"/api/courses/{world.course.pk}/schedules/").json()["results"]
    assert [one["starts"] for one in listed] == ["10:00"]
    world.lecturer = make_lecturer(world.organization)
    assert send(world, TUESDAYS).status_code == 404
    pk = made.json()["id"]
    assert world.staff().send("PATCH", f"/api/schedules/{pk}/", {}).status_code == 404
    with tenancy.activate(world.organization):
        told = AuditEntry.objects.get(action=AuditAction.SCHEDULE_CHANGED)
        assert told.summary.endswith("Tue, Thu 10:00-12:00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "10:00"}, "ends"),
        ({"ends": "09:00"}, "ends"),
        ({"first_day": "2026-03-04", "last_day": "2026-03-02"}, "last_day"),
        # A Monday alone has neither a Tuesday nor a Thursday.
        ({"first_day": "2026-03-02", "last_day": "2026-03-02"}, "weekdays"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [8]}, "weekdays"),
    ],
)
def test_what_is_no_timetable_is_refused_before_and_when_it_is_stored(
    world: World, changes: dict[str, Any], field: str
) -> None:
    for tail in ("preview/", ""):
        refused = send(world, {**TUESDAYS, **changes}, tail)
        assert refused.status_code == 400
        assert list(refused.json()["fields"]) == [field]
    with tenancy.activate(world.organization):
        assert not ClassSchedule.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2030-01-01", "2050-01-01", None),
        ("2030-01-01", "2050-02-01", "last_day"),
        ("0001-01-01", "0001-02-01", "first_day"),
        ("9999-12-01", "9999-12-31", "first_day"),
        ("2999-12-01", "3000-01-01", "last_day"),
    ],
)
def test_a_schedule_ends_within_years_that_can_be_computed(
    world: World, first: str, last: str, field: str | None
) -> None:
    answer = send(world, {**TUESDAYS, "first_day": first, "last_day": last}, "preview/")
    assert answer.status_code == (400 if field else 200)
    assert list(answer.json().get("fields", {})) == ([field] if field else [])


def test_two_schedules_of_a_course_do_not_overlap(world: World) -> None:
    first = send(world, TUESDAYS).json()["id"]
    for tail in ("preview/", ""):
        refused = send(world, {"weekdays": [4], "starts": "11:59", "ends": "13:00"}, tail)
        assert (refused.status_code, refused.json()["code"]) == (409, "schedules_overlap")
        assert refused.json()["params"]["schedule_id"] == first
    beside = send(world, {"weekdays": [4], "starts": "12:00", "ends": "13:00"})
    assert beside.status_code == 201
    path = f"/api/schedules/{beside.json()['id']}/"
    moved = world.staff().send("PATCH", path, {"starts": "11:30"})
    assert moved.json()["code"] == "schedules_overlap"
    # With itself it does not overlap, and with one that has ended neither.
    assert world.staff().send("PATCH", path, {"ends": "13:30"}).status_code == 200
    ended = world.staff().send("PATCH", f"/api/schedules/{first}/", {"is_active": False})
    assert ended.json()["is_active"] is False
    assert world.staff().send("PATCH", path, {"starts": "11:30"}).status_code == 200
    # The ended one cannot come back into its place.
    back = world.staff().send("PATCH", f"/api/schedules/{first}/", {"is_active": True})
    assert back.json()["code"] == "schedules_overlap"


def test_of_two_who_change_a_schedule_the_second_is_held_to_what_the_first_stored(
    world: World,
) -> None:
    first = send(world, TUESDAYS).json()["id"]
    by, now = world.lecturer.user, clock.now()
    with tenancy.activate(world.organization):
        mine, theirs = (ClassSchedule.objects.get(pk=first) for _ in range(2))
        afternoon = {"starts": time(14), "ends": time(16)}
        schedules.update_schedule(schedule=mine, changes=afternoon, by=by, now=now)
        with pytest.raises(Invalid):
            schedules.update_schedule(schedule=theirs, changes={"ends": time(11)}, by=by, now=now)
        # The control: what fits is stored, and leaves the rest as the first has stored it.
        schedules.update_schedule(schedule=theirs, changes={"ends": time(15)}, by=by, now=now)
        stored = ClassSchedule.objects.get(pk=first)
        assert (stored.starts, stored.ends) == (time(14), time(15))


def test_the_preview_names_holidays_and_counts_without_them(world: World) -> None:
    with tenancy.activate(world.organization):
        Holiday.objects.create(name="Day off", first_day="2030-03-07", last_day="2030-03-08")
    body = {**TUESDAYS, "first_day": "2030-03-04", "last_day": "2030-03-14"}
    answer = send(world, body, "preview/").json()
    assert answer["total"] == 3
    days = {one["class_date"][-2:]: one["holiday"] for one in answer["classes"]}
    assert days == {"05": "", "07": "Day off", "12": "", "14": ""}
    assert answer["classes"][0]["starts_at"] == "2030-03-05T07:00:00Z"
    with tenancy.activate(world.organization):
        assert not ClassSchedule.objects.exists()
