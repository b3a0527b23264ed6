"""Many students enrolled or withdrawn at once, and taken back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock, tenancy
from apps.courses.models import Enrollment
from apps.courses.services import rosters
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.campus import NOW, stopped_clock
from tests.support.world import Phone, World, make_lecturer, make_student, make_world

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def world() -> Iterator[World]:
    forget_cached()
    with stopped_clock():
        yield make_world()


def post(world: World, tail: str, body: dict[str, Any], phone: Phone | None = None) -> Any:
    path = f"/api/courses/{world.course.pk}/enrollments/{tail}/"
    return (phone or world.staff()).send("POST", path, body)


def outcomes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [line["outcome"] for line in answer.json()["lines"]]


def roster(world: World) -> dict[int, tuple[date, date | None]]:
    with tenancy.activate(world.organization):
        rows = Enrollment.objects.filter(course=world.course)
        return {one.student_id: (one.from_date, one.to_date) for one in rows}


def told(world: World, action: AuditAction) -> int:
    with tenancy.activate(world.organization):
        return AuditEntry.objects.filter(action=action).count()


def test_each_line_is_told_what_became_of_it(world: World) -> None:
    new, left, gone = (make_student(world.organization) for _ in range(3))
    foreign = make_world("away").students[0]
    gone.user.is_active = False
    gone.user.save()
    with tenancy.activate(world.organization):
        Enrollment.objects.create(
            course=world.course, student=left, from_date=date(2026, 1, 5), to_date=YESTERDAY
        )
    body = {
        "students": [left.pk, foreign.pk, gone.pk],
        "numbers": [f" {new.student_id.upper()} ", new.student_id, "", "nobody"],
    }
    answer = post(world, "bulk", body)
    expected = ["resumed", "unknown", "inactive", "enrolled", "repeated", "unknown"]
    assert outcomes(answer) == expected
    assert answer.json()["changed"] == 2
    found = roster(world)
    assert found[new.pk] == (TODAY, None)
    assert found[left.pk] == (date(2026, 1, 5), None)
    assert {foreign.pk, gone.pk}.isdisjoint(found)
    assert told(world, AuditAction.ENROLLED) == 2
    assert outcomes(post(world, "bulk", {"students": [new.pk]})) == ["already"]


def test_withdrawn_students_do_not_count_from_today(world: World) -> None:
    old, new, other = world.students[:3]
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=new).update(from_date=TODAY)
    stranger = make_student(world.organization)
    answer = post(world, "withdraw", {"students": [old.pk, new.pk, stranger.pk]})
    assert outcomes(answer) == ["withdrawn", "withdrawn", "not_enrolled"]
    found = roster(world)
    assert found[old.pk][1] == YESTERDAY
    assert new.pk not in found
    assert found[other.pk][1] is None
    assert told(world, AuditAction.WITHDRAWN) == 2
    listed = world.staff().get(f"/api/courses/{world.course.pk}/enrollments/").json()
    assert old.pk not in {row["student"]["id"] for row in listed["results"]}
    path = f"/api/courses/{world.course.pk}/enrollments/?ended=true&search={old.student_id}"
    assert [row["student"]["id"] for row in world.staff().get(path).json()["results"]] == [old.pk]


@pytest.mark.parametrize("tail", ["bulk", "withdraw"])
def test_a_change_is_taken_back_to_the_day(tail: str, world: World) -> None:
    old, new = world.students[:2]
    joining = make_student(world.organization)
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=new).update(from_date=TODAY)
        ended = YESTERDAY if tail == "bulk" else TODAY + timedelta(days=9)
        Enrollment.objects.filter(student=old).update(to_date=ended)
    before = roster(world)
    change = post(world, tail, {"students": [old.pk, new.pk, joining.pk]}).json()
    assert change["changed"] == 2
    assert roster(world) != before
    undone = post(world, "undo", {"undo": change["undo"]})
    assert (undone.status_code, undone.json()) == (200, {"restored": 2})
    assert roster(world) == before
    # What is as it was already is not brought back once more.
    assert post(world, "undo", {"undo": change["undo"]}).json() == {"restored": 0}


def test_what_has_been_changed_since_stays(world: World) -> None:
    first, second = (make_student(world.organization) for _ in range(2))
    change = post(world, "bulk", {"students": [first.pk, second.pk]}).json()
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=first).update(to_date=TODAY)
    assert post(world, "undo", {"undo": change["undo"]}).json() == {"restored": 1}
    assert roster(world)[first.pk] == (TODAY, TODAY)
    assert second.pk not in roster(world)


def test_an_undo_is_for_its_course_and_a_short_time(world: World) -> None:
    student = make_student(world.organization)
    undo = post(world, "bulk", {"students": [student.pk]}).json()["undo"]
    away = make_world("away")
    for other, text in ((away, undo), (world, undo[:-2]), (world, "x")):
        answer = post(other, "undo", {"undo": text})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    later = NOW + rosters.UNDO_WITHIN + timedelta(seconds=1)
    with clock.use(lambda: later):
        assert post(world, "undo", {"undo": undo}).status_code == 409
    assert post(world, "undo", {"undo": undo}).json() == {"restored": 1}


def test_only_who_teaches_the_course_changes_it(world: World) -> None:
    student = make_student(world.organization)
    colleague = Phone(world.sign_in(make_lecturer(world.organization).user), host="demo.localhost")
    for tail, body in (("bulk", {"students": [student.pk]}), ("withdraw", {"students": [1]})):
        assert post(world, tail, body, colleague).status_code == 404
    assert post(world, "bulk", {"students": [student.pk]}).status_code == 200


def test_somebody_enrolled_in_the_meantime_is_no_failure(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another transaction commits between the look and the insert."""
    look, blind = rosters._stored, [True]

    def late(*args: Any) -> dict[int, Enrollment]:
        return {} if blind and blind.pop() else look(*args)

    monkeypatch.setattr(rosters, "_stored", late)
    new = make_student(world.organization)
    answer = post(world, "bulk", {"students": [world.students[0].pk, new.pk]})
    assert outcomes(answer) == ["already", "enrolled"]
    assert not blind  # the control: the first look has seen nobody, and its insert failed


def test_who_comes_back_while_that_is_undone_is_no_failure(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a student joins by code between the look and the insert."""
    new = world.students[0]
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=new).update(from_date=TODAY)
    undo = post(world, "withdraw", {"students": [new.pk]}).json()["undo"]
    with tenancy.activate(world.organization):
        Enrollment.objects.create(course=world.course, student=new, from_date=TODAY)
    look, blind = rosters._stored, [True]

    def late(*args: Any) -> dict[int, Enrollment]:
        return {} if blind and blind.pop() else look(*args)

    monkeypatch.setattr(rosters, "_stored", late)
    assert post(world, "undo", {"undo": undo}).json() == {"restored": 0}
    assert not blind  # the control: the first look has seen nobody, and its insert failed


def test_five_hundred_cost_the_statements_of_five(world: World) -> None:
    phone = world.staff()

    def statements(count: int) -> int:
        body = {"numbers": [make_student(world.organization).student_id for _ in range(count)]}
        with CaptureQueriesContext(connection) as seen:
            assert set(outcomes(post(world, "bulk", body, phone))) == {"enrolled"}
        return len(seen)

    statements(1)  # what the process remembers from then on
    assert statements(5) == statements(40)


def test_nobody_named_is_refused(world: World) -> None:
    many = {"students": list(range(1, rosters.MOST_AT_ONCE + 2))}
    for tail, body in (
        ("bulk", {}),
        ("bulk", {"numbers": [" "]}),
        ("withdraw", {}),
        ("bulk", many),
    ):
        assert post(world, tail, body).status_code == 400
