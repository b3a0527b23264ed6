"""Rows of teaching that somebody else has changed since they were read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest

from apps.accounts.enums import Role
from apps.core import clock, tenancy
from apps.core.errors import ChangedMeanwhile, NotFound
from apps.courses.models import (
    ClassSchedule,
    Course,
    CourseLecturer,
    Enrollment,
    Holiday,
    Term,
    Venue,
)
from apps.courses.selectors import version_of
from apps.courses.services import places, schedules
from apps.orgs.selectors import forget_cached
from tests.support.races import at_once
from tests.support.world import Phone, World, make_lecturer, make_user, make_world


@dataclass(frozen=True)
class Editor:
    """How one kind of row is read and changed, and how it changes past every service."""

    path: Callable[[World], str]
    change: dict[str, Any]
    row: Callable[[World], dict[str, Any]]
    elsewhere: Callable[[World], object]


def listed(path: str, pk: Callable[[World], int]) -> Callable[[World], dict[str, Any]]:
    def row(world: World) -> dict[str, Any]:
        rows = world.staff().get(path.format(world=world)).json()["results"]
        found: dict[str, Any] = next(one for one in rows if one["id"] == pk(world))
        return found

    return row


def enrolled(world: World) -> int:
    with tenancy.activate(world.organization):
        return Enrollment.objects.get(course=world.course, student=world.students[0]).pk


def joined_by_a_lecturer(world: World) -> None:
    CourseLecturer.objects.create(course=world.course, lecturer=make_lecturer(world.organization))


def schedule(world: World) -> int:
    with tenancy.activate(world.organization):
        made, _ = ClassSchedule.objects.get_or_create(
            course=world.course, weekdays="2", starts=time(10), defaults={"ends": time(12)}
        )
    return made.pk


def holiday(world: World) -> int:
    with tenancy.activate(world.organization):
        days = {"first_day": date(2026, 3, 3), "last_day": date(2026, 3, 3)}
        return Holiday.objects.get_or_create(name="Heroes' Day", defaults=days)[0].pk


EDITORS = {
    "term": Editor(
        path=lambda world: f"/api/terms/{world.term.pk}/",
        change={"name": "Mine"},
        row=listed("/api/terms/", lambda world: world.term.pk),
        elsewhere=lambda world: Term.objects.update(last_day="2999-12-31"),
    ),
    "room": Editor(
        path=lambda world: f"/api/venues/{world.venue.pk}/",
        change={"radius_m": 33},
        row=listed("/api/venues/", lambda world: world.venue.pk),
        elsewhere=lambda world: Venue.objects.update(latitude=0.25),
    ),
    "course": Editor(
        path=lambda world: f"/api/courses/{world.course.pk}/",
        change={"name": "Mine"},
        row=lambda world: world.staff().get(f"/api/courses/{world.course.pk}/").json(),
        elsewhere=lambda world: Course.objects.update(code="THEIRS"),
    ),
    "lecturers of a course": Editor(
        path=lambda world: f"/api/courses/{world.course.pk}/",
        change={"name": "Mine"},
        row=lambda world: world.staff().get(f"/api/courses/{world.course.pk}/").json(),
        elsewhere=joined_by_a_lecturer,
    ),
    "enrolment": Editor(
        path=lambda world: f"/api/enrollments/{enrolled(world)}/",
        change={"to_date": "2999-12-31"},
        row=listed("/api/courses/{world.course.pk}/enrollments/", enrolled),
        elsewhere=lambda world: Enrollment.objects.update(from_date="2020-02-02"),
    ),
    "schedule": Editor(
        path=lambda world: f"/api/schedules/{schedule(world)}/",
        change={"opens_itself": True},
        row=listed("/api/courses/{world.course.pk}/schedules/", schedule),
        elsewhere=lambda world: ClassSchedule.objects.update(ends=time(13)),
    ),
    "room of a schedule": Editor(
        path=lambda world: f"/api/schedules/{schedule(world)}/",
        change={"opens_itself": True},
        row=listed("/api/courses/{world.course.pk}/schedules/", schedule),
        elsewhere=lambda world: ClassSchedule.objects.update(venue=world.venue),
    ),
    "holiday": Editor(
        path=lambda world: f"/api/holidays/{holiday(world)}/",
        change={"last_day": "2026-03-05"},
        row=listed("/api/holidays/", holiday),
        elsewhere=lambda world: Holiday.objects.update(term=world.term),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EDITORS)
def test_a_change_of_what_was_not_seen_is_refused(kind: str) -> None:
    forget_cached()
    world, editor = make_world(), EDITORS[kind]
    admin = make_user(world.organization, Role.ADMIN)
    desk = Phone(world.sign_in(admin), host="demo.localhost")
    path, seen = editor.path(world), editor.row(world)["version"]
    with tenancy.activate(world.organization):
        editor.elsewhere(world)
    stale = desk.send("PATCH", path, {**editor.change, "version": seen})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    # The controls: what is stored now may be changed, and the answer names it anew.
    now = editor.row(world)
    assert now["version"] != seen
    assert not editor.change.items() <= now.items(), "nothing of it was stored"
    changed = desk.send("PATCH", path, {**editor.change, "version": now["version"]})
    assert changed.status_code == 200, changed.content
    assert editor.change.items() <= changed.json().items()
    assert changed.json()["version"] == editor.row(world)["version"] != now["version"]
    # A switch that shows one thing alone has seen nothing else, and sends none.
    assert desk.send("PATCH", path, editor.change).status_code == 200


@pytest.mark.django_db
def test_a_holiday_that_was_removed_meanwhile_is_not_there_any_more() -> None:
    forget_cached()
    world = make_world()
    with tenancy.activate(world.organization):
        gone = Holiday.objects.get(pk=holiday(world))
        Holiday.objects.all().delete()
        with pytest.raises(NotFound):
            schedules.update_holiday(
                holiday=gone, changes={"name": "x"}, by=world.lecturer.user, now=clock.now()
            )
        # The control: while it stood there, it could be changed.
        there = Holiday.objects.get(pk=holiday(world))
        schedules.update_holiday(
            holiday=there, changes={"name": "x"}, by=world.lecturer.user, now=clock.now()
        )


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told() -> None:
    forget_cached()
    world = make_world()
    admin = make_user(world.organization, Role.ADMIN)
    seen = version_of(world.venue)

    def save(radius_m: int) -> str:
        with tenancy.activate(world.organization):
            try:
                places.update_venue(
                    venue=world.venue,
                    changes={"radius_m": radius_m},
                    version=seen,
                    by=admin,
                    now=clock.now(),
                )
            except ChangedMeanwhile:
                return "told"
        return "stored"

    outcomes = at_once(lambda: save(30), lambda: save(40))
    assert sorted(outcomes) == ["stored", "told"]
