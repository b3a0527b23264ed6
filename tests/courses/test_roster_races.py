"""Several who change the same enrolments at once, on databases that decide between them."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError

from apps.core import tenancy
from apps.courses.models import Enrollment
from apps.courses.services import rosters
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.campus import stopped_clock
from tests.support.races import at_once, meet
from tests.support.world import World, make_student, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_cached()
    with stopped_clock():
        yield make_world()


def enrol(world: World, keys: list[int]) -> Any:
    path = f"/api/courses/{world.course.pk}/enrollments/bulk/"
    return world.staff().send("POST", path, {"students": keys})


def test_a_class_enrolled_twice_at_once_is_there_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [make_student(world.organization).pk for _ in range(20)]
    world.staff()  # both use one sign-in
    meet(monkeypatch, (rosters, "_change_once"))
    answers = at_once(lambda: enrol(world, keys), lambda: enrol(world, keys[::-1]))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sorted(answer.json()["changed"] for answer in answers) == [0, len(keys)]
    with tenancy.activate(world.organization):
        rows = Enrollment.objects.filter(course=world.course, student__in=keys)
        assert rows.count() == len(keys)
        assert AuditEntry.objects.filter(action=AuditAction.ENROLLED).count() == len(keys)
    # Who was second has changed nothing, and has nothing to take back.
    assert sorted(bool(answer.json()["undo"]) for answer in answers) == [False, True]


def test_control_who_looks_first_and_inserts_then_enrols_nobody(world: World) -> None:
    """Without the lock of the course and another try, one of two ends with a failure."""
    keys = [make_student(world.organization).pk for _ in range(3)]
    barrier = threading.Barrier(2)

    def textbook() -> None:
        with tenancy.activate(world.organization):
            rows = Enrollment.objects.filter(course=world.course)
            there = {one.student_id for one in rows}
            barrier.wait(10)
            Enrollment.objects.bulk_create(
                Enrollment(course=world.course, student_id=key, from_date=world.term.first_day)
                for key in keys
                if key not in there
            )

    results = at_once(textbook, textbook)
    assert sorted(isinstance(one, IntegrityError) for one in results) == [False, True]
