"""Courses with their lecturers, and enrolments, from files."""

from datetime import date, timedelta

import pytest

from apps.core import clock, tenancy
from apps.courses.models import Course, CourseLecturer, Enrollment, Term
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts, reasons
from tests.support.world import make_lecturer, make_student, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world())


def test_courses_with_their_lecturers_in_the_present_term(office: Office) -> None:
    world = office.world
    second = make_lecturer(world.organization)
    text = (
        "code,name,lecturers\n"
        f"MAT1,Algebra,{world.lecturer.staff_id}; {second.staff_id.lower()}\n"
        "MAT2,Analysis,\n"
        "MAT3,Numbers,nobody\n"
        "mat1,Again,\n"
    )
    answer = office.check("courses", text)
    assert reasons(answer) == {
        4: [("lecturers", "“nobody” is no lecturer's number")],
        5: [("code", "is in row 2 already")],
    }
    assert office.commit("courses", text)["counts"] == counts(new=2, error=2)
    with tenancy.activate(world.organization):
        course = Course.objects.get(code="MAT1")
        assert course.term == world.term
        teachers = CourseLecturer.objects.filter(course=course).values_list("lecturer", flat=True)
        assert set(teachers) == {world.lecturer.pk, second.pk}
    assert office.commit("courses", text)["counts"] == counts(same=2, error=2)


def test_a_course_is_renamed_and_lecturers_are_added_not_removed(office: Office) -> None:
    world, second = office.world, make_lecturer(office.world.organization)
    text = f"course code,title,staff id,semester\ncsc101,Coding,{second.staff_id},term 1\n"
    answer = office.check("courses", text)
    assert reasons(answer) == {
        2: [("name", "was “Programming”"), ("lecturers", f"“{second.staff_id}” is added")]
    }
    assert office.commit("courses", text)["counts"] == counts(changed=1)
    with tenancy.activate(world.organization):
        course = Course.objects.get(pk=world.course.pk)
        assert (course.name, course.lecturers.count()) == ("Coding", 2)
    assert office.check("courses", text)["counts"] == counts(same=1)


def test_the_same_code_in_another_term_is_another_course(office: Office) -> None:
    with tenancy.activate(office.world.organization):
        Term.objects.create(name="Term 2", first_day="2020-01-01", last_day="2020-02-01")
    text = "code,name,term\nCSC101,Old,Term 2\nCSC102,New,Term 9\n"
    answer = office.check("courses", text)
    assert answer["counts"] == counts(new=1, error=1)
    assert reasons(answer) == {3: [("term", "is no term's name")]}


def test_students_are_enrolled_and_known_again(office: Office) -> None:
    world = office.world
    one, two = make_student(world.organization), make_student(world.organization)
    text = (
        "student_id,course,from_date,to_date\n"
        f"{one.student_id},CSC101,2026-01-10,\n"
        f"{two.student_id.lower()},csc101,,31/12/2099\n"
        f"{one.student_id},CSC101,,\n"
        "S0,CSC101,,\n"
        f"{one.student_id},PHY1,,\n"
        f"{world.students[0].student_id},CSC101,,1999-01-01\n"
        f"{world.students[1].student_id},CSC101,,2026-02-30\n"
    )
    answer = office.check("enrollments", text)
    assert reasons(answer) == {
        4: [("student_id", "is in row 2 already")],
        5: [("student_id", "is no student's number")],
        6: [("course", "is no course of Term 1")],
        7: [("to_date", "was empty"), ("to_date", "is before the first day, 2020-01-01")],
        8: [("to_date", "is no date, as 2026-09-01")],
    }
    assert office.commit("enrollments", text)["counts"] == counts(new=2, error=5)
    with tenancy.activate(world.organization):
        stored = {row.student_id: row for row in Enrollment.objects.filter(course=world.course)}
    assert (stored[one.pk].from_date, stored[one.pk].to_date) == (date(2026, 1, 10), None)
    assert stored[two.pk].to_date == date(2099, 12, 31)
    assert office.commit("enrollments", text)["counts"] == counts(same=2, error=5)


def test_who_had_left_and_is_in_the_list_again_attends_again(office: Office) -> None:
    world, student = office.world, office.world.students[0]
    yesterday = clock.now().date() - timedelta(days=3)
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=student).update(to_date=yesterday)
    text = f"student_id,course\n{student.student_id},CSC101\n"
    assert reasons(office.check("enrollments", text)) == {
        2: [("to_date", f"was “{yesterday}”, and runs on")]
    }
    assert office.commit("enrollments", text)["counts"] == counts(changed=1)
    with tenancy.activate(world.organization):
        assert Enrollment.objects.get(student=student).to_date is None
    assert office.check("enrollments", text)["counts"] == counts(same=1)


def test_another_organisations_rows_are_as_if_they_were_not(office: Office) -> None:
    away = Office(make_world("away"))
    with tenancy.activate(away.world.organization):
        Course.objects.create(term=away.world.term, code="PHY1", name="Optics")
    foreign = away.world.students[0].student_id
    mine = office.world.students[0].student_id
    text = f"student_id,course\n{foreign},CSC101\n{mine},PHY1\n"
    assert office.check("enrollments", text)["counts"] == counts(error=2)
    own = away.check("enrollments", text.replace(mine, foreign))
    assert own["counts"] == counts(same=1, new=1), "the control"
    text = f"code,name,lecturers\nX1,X,{away.world.lecturer.staff_id}\n"
    assert office.check("courses", text)["counts"] == counts(error=1)
