"""Courses and enrolments in the admin site: editing, who teaches, ending."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.core import clock, tenancy
from apps.courses.models import Course, CourseLecturer, Enrollment
from apps.orgs.selectors import forget_cached
from tests.support.administration import browser_of, make_administrator
from tests.support.campus import NOW
from tests.support.world import World, make_lecturer, make_world

COURSES = "/admin/courses/course/"
ENROLLMENTS = "/admin/courses/enrollment/"


@pytest.fixture
def world(db: None) -> World:
    forget_cached()
    return make_world("home")


@pytest.fixture
def browser(world: World) -> Client:
    return browser_of(make_administrator(world.organization))


def act(browser: Client, path: str, action: str, *keys: int) -> str:
    with clock.use(lambda: NOW):
        data = {"action": action, "_selected_action": keys, "index": 0}
        assert browser.post(path, data).status_code == 302
        return str(browser.get(path).content.decode())


def teachers(world: World, course: Course) -> set[int]:
    with tenancy.activate(world.organization):
        return set(CourseLecturer.objects.filter(course=course).values_list("lecturer", flat=True))


def entered(world: World, **changes: Any) -> dict[str, Any]:
    return {"term": world.term.pk, "code": "NEW1", "name": "New", "is_active": "on", **changes}


def test_a_course_is_made_and_edited_with_those_who_teach_it(world: World, browser: Client) -> None:
    colleague = make_lecturer(world.organization)
    both = [world.lecturer.pk, colleague.pk]
    assert browser.post(f"{COURSES}add/", entered(world, taught_by=both)).status_code == 302
    with tenancy.activate(world.organization):
        course = Course.objects.get(code="NEW1")
    assert teachers(world, course) == set(both)
    page = browser.get(f"{COURSES}{course.pk}/change/").content.decode()
    assert f"{colleague.staff_id} {colleague.user}" in page
    path = f"{COURSES}{course.pk}/change/"
    assert browser.post(path, entered(world, taught_by=[colleague.pk])).status_code == 302
    assert teachers(world, course) == {colleague.pk}


def test_another_organisations_lecturer_cannot_teach_here(world: World, browser: Client) -> None:
    away = make_world("away")
    answer = browser.post(f"{COURSES}add/", entered(world, taught_by=[away.lecturer.pk]))
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert browser.post(f"{COURSES}add/", entered(world, term=away.term.pk)).status_code == 200
    with tenancy.activate(world.organization):
        assert not Course.objects.filter(code="NEW1").exists()


def test_courses_are_deactivated_and_reactivated(world: World, browser: Client) -> None:
    course = world.course
    assert "Deactivated: 1." in act(browser, COURSES, "deactivate", course.pk)
    with tenancy.activate(world.organization):
        assert not Course.objects.get(pk=course.pk).is_active
    assert "Deactivated: 0." in act(browser, COURSES, "deactivate", course.pk)
    assert "Reactivated: 1." in act(browser, COURSES, "reactivate", course.pk)
    with tenancy.activate(world.organization):
        assert Course.objects.get(pk=course.pk).is_active


def test_enrolments_are_ended_and_one_that_never_counted_goes(
    world: World, browser: Client
) -> None:
    first, second, third = world.students[:3]
    with tenancy.activate(world.organization):
        rows = Enrollment.objects.filter(course=world.course)
        rows.filter(student=second).update(from_date=NOW.date())
        keys = list(rows.filter(student__in=[first, second]).values_list("pk", flat=True))
    assert "Withdrawn: 2." in act(browser, ENROLLMENTS, "withdraw", *keys)
    with tenancy.activate(world.organization):
        assert rows.get(student=first).to_date == NOW.date() - timedelta(days=1)
        assert not rows.filter(student=second).exists()
        assert rows.get(student=third).to_date is None
    assert "Withdrawn: 0." in act(browser, ENROLLMENTS, "withdraw", keys[0])
