"""Courses, enrolments and joining by code."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.accounts.enums import Role
from apps.core import clock, tenancy
from apps.courses.models import Course, CourseLecturer, Enrollment
from apps.courses.rules import JOIN_TRIES, normalise_join_code, runs_on
from apps.orgs.models import Organization
from apps.orgs.selectors import forget_cached
from tests.support.world import Phone, World, make_lecturer, make_student, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    forget_cached()
    return make_world()


def join(phone: Phone, code: str) -> tuple[int, dict[str, object]]:
    answer = phone.send("POST", "/api/courses/join/", {"join_code": code})
    return answer.status_code, answer.json()


def renew(world: World) -> str:
    answer = world.staff().send("POST", f"/api/courses/{world.course.pk}/join-code/")
    assert answer.status_code == 200
    return str(answer.json()["join_code"])


def test_a_lecturer_creates_a_course_and_teaches_it(world: World) -> None:
    body = {"code": "MAT200", "name": "Algebra", "term": world.term.pk}
    created = world.staff().send("POST", "/api/courses/", body)
    assert created.status_code == 201
    assert [one["id"] for one in created.json()["lecturers"]] == [world.lecturer.pk]
    again = world.staff().send("POST", "/api/courses/", {**body, "code": "mat200"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert list(again.json()["fields"]) == ["code"]
    with tenancy.activate(world.organization):
        assert Course.objects.count() == 2


def test_a_colleague_does_not_see_the_course_until_they_teach_it(world: World) -> None:
    colleague = make_lecturer(world.organization)
    phone = Phone(world.sign_in(colleague.user), host="demo.localhost")
    path = f"/api/courses/{world.course.pk}/"
    assert phone.get(path).status_code == 404
    with tenancy.activate(world.organization):
        CourseLecturer.objects.create(course=world.course, lecturer=colleague)
    assert phone.get(path).status_code == 200


def test_a_student_joins_by_code_however_it_is_written(world: World) -> None:
    code = renew(world)
    newcomer = world.phone(make_student(world.organization))
    written = f" {code[:4].lower()}-{code[4:].replace('0', 'o').replace('1', 'l')} "
    status, answer = join(newcomer, written)
    assert (status, answer["course"]) == (201, {"code": "CSC101", "name": "Programming"})
    assert join(newcomer, code)[1]["code"] == "already_enrolled"
    assert newcomer.get("/api/courses/").json()["count"] == 1


def test_a_renewed_or_removed_code_no_longer_joins(world: World) -> None:
    old = renew(world)
    new = renew(world)
    assert old != new
    newcomer = world.phone(make_student(world.organization))
    assert join(newcomer, old)[0] == 404
    removed = world.staff().send("DELETE", f"/api/courses/{world.course.pk}/join-code/")
    assert removed.json()["join_code"] is None
    assert join(newcomer, new)[1]["code"] == "join_code_invalid"


def test_guessing_join_codes_is_slow(world: World) -> None:
    code = renew(world)
    guesser = world.phone(make_student(world.organization))
    answers = [join(guesser, "ZZZZZZZZ")[0] for _ in range(JOIN_TRIES)]
    assert answers == [404] * JOIN_TRIES
    assert join(guesser, code)[0] == 429
    # The control: somebody else with the right code is not held up.
    assert join(world.phone(make_student(world.organization)), code)[0] == 201


def test_a_code_of_another_organisation_joins_nothing(world: World) -> None:
    other = make_world("other")
    foreign = str(
        other.staff().send("POST", f"/api/courses/{other.course.pk}/join-code/").json()["join_code"]
    )
    assert join(world.phone(world.students[0]), foreign)[1]["code"] == "join_code_invalid"
    assert join(other.phone(make_student(other.organization)), foreign)[0] == 201


def test_a_course_that_is_over_or_inactive_is_not_joined(world: World) -> None:
    code = renew(world)
    newcomer = world.phone(make_student(world.organization))
    path = f"/api/courses/{world.course.pk}/"
    assert world.staff().send("PATCH", path, {"is_active": False}).status_code == 200
    assert join(newcomer, code)[0] == 404
    assert world.staff().send("PATCH", path, {"is_active": True}).status_code == 200
    assert join(newcomer, code)[0] == 201


def test_staff_enrol_by_student_number_and_who_left_may_come_back(world: World) -> None:
    student = make_student(world.organization)
    path = f"/api/courses/{world.course.pk}/enrollments/"
    enrolled = world.staff().send("POST", path, {"student_number": student.student_id.lower()})
    assert enrolled.status_code == 201
    twice = world.staff().send("POST", path, {"student": student.pk})
    assert twice.json()["code"] == "already_enrolled"
    yesterday = clock.now().date() - timedelta(days=2)
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=student).update(
            from_date=yesterday - timedelta(days=30), to_date=yesterday
        )
    assert world.phone(student).get("/api/courses/").json()["count"] == 0
    assert world.staff().send("POST", path, {"student": student.pk}).status_code == 201
    assert world.phone(student).get("/api/courses/").json()["count"] == 1


def test_join_codes_are_shown_to_those_who_teach_alone(world: World) -> None:
    code = renew(world)
    bursar = make_user(world.organization, Role.BURSAR)
    shown = {
        role: phone.get("/api/courses/").json()["results"][0]["join_code"]
        for role, phone in {
            "lecturer": world.staff(),
            "student": world.phone(world.students[0]),
            "bursar": Phone(world.sign_in(bursar), host="demo.localhost"),
        }.items()
    }
    assert shown == {"lecturer": code, "student": None, "bursar": None}


def test_a_course_is_joined_at_the_organisations_own_address(
    world: World, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://roll.example"
    code, path = renew(world), f"/api/courses/{world.course.pk}/"
    # Whatever name the lecturer's browser has asked by.
    seen = {
        name: Phone(world.sign_in(world.lecturer.user), host=name).get(path).json()
        for name in ("demo.localhost", "DEMO.localhost:8000")
    }
    assert {one["join_address"] for one in seen.values()} == {
        f"https://roll.example/org/demo/join/{code}"
    }
    Organization.objects.filter(pk=world.organization.pk).update(domain="roll.demo.example")
    forget_cached()
    own = world.staff().get(path).json()["join_address"]
    assert own == f"https://roll.demo.example/join/{code}"
    # The controls: nothing without a code, and nothing for students.
    assert world.phone(world.students[0]).get(path).json()["join_address"] is None
    assert world.staff().send("DELETE", f"{path}join-code/").json()["join_address"] is None


def test_an_enrolment_counts_on_its_first_and_last_day() -> None:
    first = clock.now().date()
    last = first + timedelta(days=3)
    one = timedelta(days=1)
    days = [first - one, first, last, last + one]
    assert [runs_on(day, from_date=first, to_date=last) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert runs_on(last + one, from_date=first, to_date=None)


def test_look_alikes_are_read_as_meant() -> None:
    assert normalise_join_code(" oil-1O ") == "01110"
