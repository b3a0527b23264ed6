"""No row is read or written without a scope, nor across two organisations."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models, transaction

from apps.accounts.models import Student
from apps.core import tenancy
from apps.core.tenancy import ScopeError
from apps.courses.models import Course, CourseLecturer, Enrollment, Term, Venue
from apps.orgs.models import Organization
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db


@dataclass
class Two:
    """Two organisations, and a loaded course of the first."""

    home: World
    away: World
    course: Course
    enrollment: Enrollment


@pytest.fixture
def two() -> Two:
    home, away = make_world("home"), make_world("away")
    with tenancy.activate(home.organization):
        course = Course.objects.get()
        enrollment = Enrollment.objects.first()
    assert enrollment is not None
    return Two(home, away, course, enrollment)


def venue(two: Two, **fields: Any) -> Venue:
    values = {"name": "Lab", "latitude": 0, "longitude": 0, "radius_m": 50, **fields}
    return Venue(**values)


READS: dict[str, Callable[[Two], Any]] = {
    "all": lambda two: list(Course.objects.all()),
    "get": lambda two: Course.objects.get(pk=two.course.pk),
    "first": lambda two: Course.objects.order_by("pk").first(),
    "count": lambda two: Course.objects.count(),
    "exists": lambda two: Course.objects.exists(),
    "exclude-exists": lambda two: Course.objects.exclude(pk=0).exists(),
    "explain": lambda two: Course.objects.filter(pk=two.course.pk).explain(),
    "in-bulk": lambda two: Course.objects.in_bulk([two.course.pk]),
    "iterator": lambda two: list(Course.objects.iterator()),
    "aggregate": lambda two: Course.objects.aggregate(models.Max("pk")),
    "values": lambda two: list(Course.objects.values_list("code")),
    "raw": lambda two: list(Course.objects.raw("SELECT * FROM courses_course")),
    "join": lambda two: list(Enrollment.objects.filter(course__code="CSC101")),
    "base-manager": lambda two: list(Course._base_manager.all()),
    "default-manager": lambda two: list(Course._default_manager.all()),
    "forward-key": lambda two: two.enrollment.course,
    "reverse-key": lambda two: list(two.course.enrollments.all()),
    "many-to-many": lambda two: list(two.course.lecturers.all()),
    "reverse-one-to-one": lambda two: two.home.students[0].user.student,
    "refresh": lambda two: two.course.refresh_from_db(),
}
WRITES: dict[str, Callable[[Two], Any]] = {
    "create": lambda two: Term.objects.create(
        name="T", first_day="2026-01-01", last_day="2026-02-01"
    ),
    "save": lambda two: two.course.save(),
    "save-new": lambda two: venue(two).save(),
    "delete": lambda two: two.enrollment.delete(),
    "update": lambda two: Course.objects.update(name="X"),
    "queryset-delete": lambda two: Enrollment.objects.filter(pk=two.enrollment.pk).delete(),
    "bulk-create": lambda two: Venue.objects.bulk_create([venue(two)]),
    "bulk-update": lambda two: Course.objects.bulk_update([two.course], ["name"]),
    "get-or-create": lambda two: Venue.objects.get_or_create(
        name="Lab", defaults={"latitude": 0, "longitude": 0, "radius_m": 50}
    ),
    "update-or-create": lambda two: Course.objects.update_or_create(
        pk=two.course.pk, defaults={"name": "X"}
    ),
    "related-create": lambda two: two.home.term.courses.create(code="X", name="X"),
    "related-update": lambda two: two.course.enrollments.update(to_date=None),
    "select-for-update": lambda two: Course.objects.select_for_update().get(pk=two.course.pk),
}
ALL = {**READS, **WRITES}


@pytest.fixture
def loaded(two: Two) -> Two:
    """Give objects whose relations are not loaded yet, as a later request would have them."""
    with tenancy.activate(two.home.organization):
        two.enrollment = Enrollment.objects.get(pk=two.enrollment.pk)
        two.course = Course.objects.get(pk=two.course.pk)
        two.home.students[0] = Student.objects.select_related("user").get(
            pk=two.home.students[0].pk
        )
        two.home.students[0].user._state.fields_cache.pop("student", None)
    return two


@pytest.mark.parametrize("name", ALL)
def test_without_a_scope_nothing_is_touched(name: str, loaded: Two) -> None:
    with pytest.raises(ScopeError):
        ALL[name](loaded)


@pytest.mark.parametrize("name", ALL)
def test_inside_its_own_scope_everything_works(name: str, loaded: Two) -> None:
    """The control of the test above and of the one below."""
    with tenancy.activate(loaded.home.organization):
        ALL[name](loaded)


# What the other organisation's scope makes of the home objects: an error, or nothing found.
REFUSED_ACROSS = {
    "get": Course.DoesNotExist,
    "forward-key": Course.DoesNotExist,
    "reverse-one-to-one": Student.DoesNotExist,
    "refresh": Course.DoesNotExist,
    "save": ScopeError,
    "delete": ScopeError,
    "bulk-update": ScopeError,
    "related-create": ScopeError,
    "select-for-update": Course.DoesNotExist,
}


@pytest.mark.parametrize("name", REFUSED_ACROSS)
def test_another_organisations_rows_cannot_be_reached(name: str, loaded: Two) -> None:
    with tenancy.activate(loaded.away.organization), pytest.raises(REFUSED_ACROSS[name]):
        ALL[name](loaded)


def test_another_organisations_rows_are_not_among_those_found(loaded: Two) -> None:
    with tenancy.activate(loaded.away.organization):
        assert [one.pk for one in Course.objects.all()] == [loaded.away.course.pk]
        assert not Course.objects.filter(pk=loaded.course.pk).exists()
        assert Course.objects.in_bulk([loaded.course.pk]) == {}
        assert list(loaded.course.enrollments.all()) == []
        assert list(loaded.course.lecturers.all()) == []
        assert Course.objects.filter(pk=loaded.course.pk).update(name="X") == 0
        assert Enrollment.objects.filter(pk=loaded.enrollment.pk).delete()[0] == 0
        joined = Enrollment.objects.filter(course__code="CSC101").values_list("course", flat=True)
        assert set(joined) == {loaded.away.course.pk}


def test_a_query_made_in_a_scope_keeps_it_afterwards(two: Two) -> None:
    with tenancy.activate(two.home.organization):
        courses = Course.objects.order_by("pk")
    with tenancy.activate(two.away.organization):
        assert [course.pk for course in courses] == [two.course.pk]


def test_rows_do_not_change_their_organisation(two: Two) -> None:
    with tenancy.activate(two.home.organization):
        with pytest.raises(ScopeError):
            Course.objects.update(organization=two.away.organization)
        with pytest.raises(ScopeError):
            Course.objects.update(organization_id=two.away.organization.pk)
        two.course.organization = two.away.organization
        with pytest.raises(ScopeError):
            two.course.save()


@pytest.mark.parametrize("way", ["create", "save", "bulk_create", "get_or_create"])
def test_a_row_of_another_organisation_cannot_be_written(way: str, two: Two) -> None:
    values = {"name": "Lab", "latitude": 0.0, "longitude": 0.0, "radius_m": 50}
    with tenancy.activate(two.home.organization):
        foreign = Venue(organization=two.away.organization, **values)
        ways: dict[str, Callable[[], Any]] = {
            "create": lambda: Venue.objects.create(organization=two.away.organization, **values),
            "save": foreign.save,
            "bulk_create": lambda: Venue.objects.bulk_create([foreign]),
            "get_or_create": lambda: Venue.objects.get_or_create(
                organization=two.away.organization, name="Lab", defaults=values
            ),
        }
        with pytest.raises(ScopeError):
            ways[way]()


def test_a_row_takes_no_relative_from_another_organisation(two: Two) -> None:
    with tenancy.activate(two.home.organization):
        with pytest.raises(ScopeError):
            Course.objects.create(term=two.away.term, code="X", name="X")
        with pytest.raises(ScopeError):
            CourseLecturer.objects.bulk_create(
                [CourseLecturer(course=two.course, lecturer=two.away.lecturer)]
            )
        two.course.default_venue = two.away.venue
        with pytest.raises(ScopeError):
            two.course.save()
        two.course.default_venue = two.home.venue
        two.course.save()
        Course.objects.create(term=two.home.term, code="X", name="X")


def test_a_bare_key_of_another_organisation_is_refused(two: Two) -> None:
    day = "2026-01-01"
    stranger = two.away.students[0]
    with tenancy.activate(two.home.organization):
        with pytest.raises(ScopeError), transaction.atomic():
            two.course.lecturers.add(two.away.lecturer)
        with pytest.raises(ScopeError):
            Enrollment.objects.create(
                course_id=two.course.pk, student_id=stranger.pk, from_date=day
            )
        rows = [
            Enrollment(course_id=two.course.pk, student_id=one.pk, from_date=day)
            for one in (*two.home.students, stranger)
        ]
        Enrollment.objects.filter(course=two.course).delete()
        with pytest.raises(ScopeError):
            Enrollment.objects.bulk_create(rows)
        assert len(Enrollment.objects.bulk_create(rows[:-1])) == 3
        two.course.lecturers.add(two.home.lecturer)


def test_a_new_row_belongs_to_the_active_organisation(two: Two) -> None:
    with tenancy.activate(two.away.organization):
        made = venue(two)
        made.save()
        (bulk,) = Venue.objects.bulk_create([venue(two, name="Lab 2")])
    assert made.organization_id == bulk.organization_id == two.away.organization.pk


@pytest.mark.parametrize("organization", [None, Organization(name="unsaved")])
def test_a_scope_needs_an_organisation(organization: Organization | None, two: Two) -> None:
    with pytest.raises(ScopeError), tenancy.activate(organization):
        Course.objects.count()


def test_leaving_the_scope_needs_a_reason_and_shows_all(two: Two) -> None:
    with pytest.raises(ScopeError), tenancy.unscoped(reason="  "):
        Course.objects.count()
    with tenancy.unscoped(reason="the control of this test"):
        assert Course.objects.count() == 2
    with pytest.raises(ScopeError):
        Course.objects.count()


def test_scopes_nest_and_end(two: Two) -> None:
    with tenancy.activate(two.home.organization):
        with tenancy.activate(two.away.organization):
            assert tenancy.current_organization_id() == two.away.organization.pk
        assert tenancy.current_organization_id() == two.home.organization.pk
        with pytest.raises(ValueError, match="broken"), tenancy.activate(two.away.organization):
            raise ValueError("broken")
        assert tenancy.current_organization_id() == two.home.organization.pk
    with pytest.raises(ScopeError):
        tenancy.current_organization_id()


def test_a_scope_is_of_one_thread(two: Two) -> None:
    seen: list[object] = []

    def look() -> None:
        try:
            seen.append(tenancy.current_organization_id())
        except ScopeError as error:
            seen.append(error)

    with tenancy.activate(two.home.organization):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert isinstance(seen[0], ScopeError)


def test_a_query_in_a_class_body_fails_where_it_is_written() -> None:
    with pytest.raises(ScopeError):

        class Form:
            """What would share one queryset between all organisations."""

            queryset = Course.objects.all()
