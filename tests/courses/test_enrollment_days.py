"""From when and until when somebody attends: changed, ahead of time too, and told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.models import AttendanceRecord
from apps.attendance.services import sessions
from apps.core import clock, tenancy
from apps.courses.models import Course, Enrollment
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.campus import NOW, stopped_clock
from tests.support.world import Phone, World, make_lecturer, make_student, make_world

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def world() -> Iterator[World]:
    forget_cached()
    with stopped_clock():
        yield make_world()


def enrollment(world: World, number: int = 0) -> Enrollment:
    with tenancy.activate(world.organization):
        return Enrollment.objects.get(course=world.course, student=world.students[number])


def change(world: World, body: dict[str, Any], phone: Phone | None = None) -> Any:
    path = f"/api/enrollments/{enrollment(world).pk}/"
    return (phone or world.staff()).send("PATCH", path, body)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def absent(world: World) -> set[int]:
    """Open and close a session, and return who was written absent from it."""
    session = world.open()
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=clock.now())
        return {one.student_id for one in AttendanceRecord.objects.filter(session=session)}


def test_days_are_changed_and_told(world: World) -> None:
    answer = change(world, {"from_date": day(-3), "to_date": day(10)})
    assert (answer.json()["from_date"], answer.json()["to_date"]) == (day(-3), day(10))
    assert change(world, {"to_date": None}).json()["to_date"] is None
    # The control: what changes nothing is not told.
    assert change(world, {"to_date": None}).status_code == 200
    with tenancy.activate(world.organization):
        told = AuditEntry.objects.order_by("pk").values_list("action", "summary")
        assert [action for action, _ in told] == [AuditAction.WITHDRAWN, AuditAction.ENROLLED]
        assert told[0][1].endswith(f"from {day(-3)} until {day(10)}")


def test_who_begins_or_leaves_on_another_day_is_not_expected(world: World) -> None:
    everybody = {one.pk for one in world.students}
    assert absent(world) == everybody
    for body in ({"from_date": day(1)}, {"from_date": day(-9), "to_date": day(-1)}):
        assert change(world, body).status_code == 200
        assert absent(world) == everybody - {world.students[0].pk}
    assert change(world, {"to_date": day(0)}).status_code == 200
    assert absent(world) == everybody


def test_days_that_cannot_be_are_named(world: World) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"to_date": "1990-01-01"}, "to_date"),
        ({"from_date": "9000-01-01"}, "from_date"),
        ({"from_date": None}, "from_date"),
        ({"from_date": "soon"}, "from_date"),
    ]
    for body, field in wrong:
        answer = change(world, body)
        assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    student = make_student(world.organization)
    body = {"student": student.pk, "from_date": day(5), "to_date": day(1)}
    path = f"/api/courses/{world.course.pk}/enrollments/"
    answer = world.staff().send("POST", path, body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["to_date"])
    made = world.staff().send("POST", path, {**body, "to_date": day(9)}).json()
    assert (made["from_date"], made["to_date"]) == (day(5), day(9))


def test_only_who_runs_the_course_changes_its_days(world: World) -> None:
    stranger = Phone(world.sign_in(make_lecturer(world.organization).user), host="demo.localhost")
    assert change(world, {"to_date": day(3)}, stranger).status_code == 404
    with tenancy.activate(world.organization):
        assert Course.objects.count() == 1
    assert enrollment(world).to_date is None
