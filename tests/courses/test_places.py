"""Terms, venues, and courses as administrators keep them."""

from typing import Any

import pytest

from apps.accounts.enums import Role
from apps.core import tenancy
from apps.courses.models import Course, Term
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.world import Phone, World, make_lecturer, make_user, make_world

pytestmark = pytest.mark.django_db

TERM = {"name": "Spring", "first_day": "2026-09-01", "last_day": "2026-12-18"}


@pytest.fixture
def world() -> World:
    forget_cached()
    return make_world()


@pytest.fixture
def admin(world: World) -> Phone:
    user = make_user(world.organization, Role.ADMIN)
    return Phone(world.sign_in(user), host="demo.localhost")


def told(world: World) -> list[str]:
    with tenancy.activate(world.organization):
        return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_term_is_made_and_changed(world: World, admin: Phone) -> None:
    made = admin.send("POST", "/api/terms/", TERM)
    assert made.status_code == 201
    path = f"/api/terms/{made.json()['id']}/"
    assert admin.send("PATCH", path, {"name": " Autumn "}).json()["name"] == "Autumn"
    before, never = {"last_day": "2026-08-01"}, {"last_day": "9999-12-31"}
    for body in ({"name": "X", **before}, {"name": "X", **never}, {"name": ""}):
        assert admin.send("POST", "/api/terms/", {**TERM, **body}).status_code == 400
    wrong = admin.send("PATCH", path, {"first_day": "2027-01-01"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["last_day"])
    taken = admin.send("PATCH", path, {"name": world.term.name})
    assert (taken.status_code, list(taken.json()["fields"])) == (409, ["name"])
    assert told(world) == [AuditAction.TERM_CHANGED] * 2
    assert world.staff().send("POST", "/api/terms/", {**TERM, "name": "Y"}).status_code == 403


def test_a_venue_is_changed_by_administrators(world: World, admin: Phone) -> None:
    path = f"/api/venues/{world.venue.pk}/"
    changed = admin.send("PATCH", path, {"radius_m": 250})
    assert (changed.status_code, changed.json()["radius_m"]) == (200, 250)
    assert changed.json()["name"] == world.venue.name
    assert world.staff().send("PATCH", path, {"radius_m": 10}).status_code == 403
    away = make_world("away")
    for pk in (away.venue.pk, 987654321):
        assert admin.send("PATCH", f"/api/venues/{pk}/", {"radius_m": 10}).status_code == 404
    assert told(world) == [AuditAction.VENUE_CHANGED]


def test_it_is_said_who_teaches(world: World, admin: Phone) -> None:
    colleague = make_lecturer(world.organization)
    path = f"/api/courses/{world.course.pk}/"
    answer = admin.send("PATCH", path, {"lecturers": [colleague.pk]})
    assert [one["id"] for one in answer.json()["lecturers"]] == [colleague.pk]
    # Whoever taught it has nothing to do with it any more.
    assert world.staff().get(path).status_code == 404
    foreign = make_world("away").lecturer.pk
    assert admin.send("PATCH", path, {"lecturers": [foreign]}).status_code == 400


def test_no_lecturer_shuts_out_another(world: World, admin: Phone) -> None:
    colleague = make_lecturer(world.organization)
    both = {"lecturers": [world.lecturer.pk, colleague.pk]}
    path = f"/api/courses/{world.course.pk}/"
    assert admin.send("PATCH", path, both).status_code == 200
    for body in ({"lecturers": [world.lecturer.pk]}, {"name": "X", "lecturers": []}):
        assert world.staff().send("PATCH", path, body).status_code == 403
    course = world.staff().send("PATCH", path, {"name": "Theirs to name"}).json()
    assert course["name"] == "Theirs to name"
    assert {one["id"] for one in course["lecturers"]} == set(both["lecturers"])


def test_a_course_is_ended_and_runs_again(world: World, admin: Phone) -> None:
    path = f"/api/courses/{world.course.pk}/"
    for active in (False, True):
        assert admin.send("PATCH", path, {"is_active": active}).json()["is_active"] is active
    assert told(world) == [AuditAction.COURSE_DEACTIVATED, AuditAction.COURSE_REACTIVATED]


def test_a_course_moves_to_another_term_unless_its_code_is_taken_there(
    world: World, admin: Phone
) -> None:
    with tenancy.activate(world.organization):
        spring = Term.objects.create(**TERM)
        taken = Course.objects.create(term=spring, code=world.course.code.lower(), name="Theirs")
    path = f"/api/courses/{world.course.pk}/"
    # Nothing looks before it stores: the database refuses also who comes at the same moment.
    refused = admin.send("PATCH", path, {"term": spring.pk, "name": "Lost"})
    assert (refused.status_code, list(refused.json()["fields"])) == (409, ["code"])
    stored = admin.get(path).json()
    assert (stored["term"]["id"], stored["name"]) == (world.term.pk, world.course.name)
    assert told(world) == []
    with tenancy.activate(world.organization):
        taken.delete()
    moved = admin.send("PATCH", path, {"term": spring.pk})
    assert (moved.status_code, moved.json()["term"]["id"]) == (200, spring.pk)
    assert told(world) == [AuditAction.COURSE_CHANGED]
    with tenancy.activate(world.organization):
        assert AuditEntry.objects.get().details == {"fields": ["term"]}


def test_courses_are_searched_filtered_and_sorted(world: World, admin: Phone) -> None:
    with tenancy.activate(world.organization):
        for code, active in (("ZOO1", True), ("ZOO2", False)):
            Course.objects.create(term=world.term, code=code, name="Animals", is_active=active)

    def codes(query: str) -> list[Any]:
        return [one["code"] for one in admin.get(f"/api/courses/?{query}").json()["results"]]

    assert codes("search=animal&sort=-code") == ["ZOO2", "ZOO1"]
    assert codes("search=zoo&active=true") == ["ZOO1"]
    assert codes("search=zoo&active=false") == ["ZOO2"]
    assert codes("sort=-enrolled")[0] == world.course.code
    assert codes(f"term={world.term.pk + 999}") == []
    for wrong in ("sort=password", "active=perhaps", "term=x"):
        assert admin.get(f"/api/courses/?{wrong}").status_code == 400
