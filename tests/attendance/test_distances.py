"""At which distances a course's students checked in: bands, few students, others' fences."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.attendance.enums import DistanceBand
from apps.core import tenancy
from apps.courses.models import Venue
from tests.support.checkin import Clock, at_once
from tests.support.registers import held, recorded
from tests.support.world import INSIDE, OUTSIDE, Phone, World, at, make_lecturer


def asked(world: World) -> dict[str, Any]:
    answer = world.staff().get(f"/api/courses/{world.course.pk}/distances/")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def counts(world: World) -> dict[str, int | None]:
    return {one["kind"]: one["check_ins"] for one in asked(world)["rings"]}


def test_bands_are_counted_but_none_of_one_or_two_students(world: World, now: Clock) -> None:
    session = held(world, now(), place=True)
    none = {"within": 0, "near": 0, "kilometre": 0, "further": 0, "none": 0, "refused": 0}
    assert counts(world) == none
    for band, students in (("within", 4), ("near", 3), ("kilometre", 2), ("further", 1)):
        recorded(session, DistanceBand(band), students)
    recorded(session, None, 3)
    assert counts(world) == {
        "within": 4,
        "near": 3,
        "kilometre": None,
        "further": None,
        "none": 3,
        "refused": 0,
    }
    body = asked(world)
    assert [one["up_to_m"] for one in body["rings"]] == [100, 200, 1000, None, None, None]
    assert body["sessions"] == 1
    assert "latitude" not in str(body)


def test_what_the_protocol_leaves_is_counted_with_who_was_refused(place: World, now: Clock) -> None:
    session = place.open()
    first, second, third = (place.phone(one) for one in place.students)
    for phone in (first, second, third):
        assert at_once(place, session, phone, at(OUTSIDE)).json()["code"] == "outside_geofence"
    # Three students, two of them tried twice.
    for phone in (first, second):
        at_once(place, session, phone, at(OUTSIDE))
    for phone in (first, second, third):
        assert at_once(place, session, phone, at(INSIDE)).status_code == 201
    assert (counts(place)["within"], counts(place)["refused"]) == (3, 5)


def test_only_sessions_with_the_fence_as_it_is_now_tell_of_it(world: World, now: Clock) -> None:
    session = held(world, now(), place=True)
    recorded(session, DistanceBand.NEAR, 3)
    recorded(held(world, now()), DistanceBand.NEAR, 5)
    assert counts(world)["near"] == 3
    with tenancy.activate(world.organization):
        Venue.objects.update(radius_m=600)
    body = asked(world)
    assert (body["sessions"], body["since"]) == (0, None)
    # Twice the radius is beyond a kilometre: there is no band between.
    assert [one["kind"] for one in body["rings"]] == [
        "within",
        "near",
        "further",
        "none",
        "refused",
    ]
    with tenancy.activate(world.organization):
        world.course.default_venue = None
        world.course.save()
    assert asked(world) == {"sessions": 0, "since": None, "rings": []}


def test_only_who_teaches_the_course_is_told(world: World, foreign: World) -> None:
    path = f"/api/courses/{world.course.pk}/distances/"
    assert world.staff().get(path).status_code == 200
    stranger = make_lecturer(world.organization)
    answers = [
        foreign.staff().get(path),
        Phone(world.sign_in(stranger.user), host="demo.localhost").get(path),
        world.staff().get("/api/courses/999999/distances/"),
    ]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not_found")}
    assert world.phone(world.students[0]).get(path).status_code == 403


def test_it_costs_the_same_however_much_there_is(world: World, now: Clock) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            asked(world)
        return len(seen)

    recorded(held(world, now(), place=True), DistanceBand.NEAR, 3)
    # The first request of a process also finds out whose it is.
    statements()
    few = statements()
    for day in range(1, 4):
        recorded(held(world, now() - timedelta(days=day), place=True), DistanceBand.WITHIN, 3)
    assert statements() == few
    assert counts(world)["within"] == 9
