"""Rows 13 to 16 of the order of judgement, and acceptance: device, network, location."""

from typing import Any

import pytest

from apps.attendance.enums import ClaimState
from apps.attendance.models import Claim, RecordLocation
from apps.core import tenancy
from apps.orgs.enums import GeofenceMode
from tests.support.checkin import (
    NOWHERE,
    Clock,
    attempts_of,
    every_entrance,
    in_two,
    last_claim,
    leaves,
    record_of,
    told,
    typed,
)
from tests.support.world import FENCE, INSIDE, OUTSIDE, World, at

COARSE = {**INSIDE, "accuracy_m": 400.0}
STALE = {**INSIDE, "age_s": 60.5}
CAMPUS = ["192.0.2.0/24", "2001:db8::/32"]


def reasons_in(answer: Any) -> list[str]:
    return [
        one["code"] for one in answer.json()["record"]["reasons"] if one["code"] != "code_typed"
    ]


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        ("off", "accepted"),
        ("flag", "accepted_for_review"),
        ("enforce", "device_already_used"),
    ],
)
@every_entrance
def test_row_13_two_students_on_one_phone(world: World, enter: Any, rule: str, second: str) -> None:
    world.set_policy(device_rule=rule)
    session = world.open()
    one, two = world.students[:2]
    phone = world.phone(one)
    assert told(enter(world, session, phone)) == "accepted"
    phone.token = world.sign_in(two.user)
    refused = rule == "enforce"
    claims = 1 if enter is in_two else 0
    with leaves(attempts=1, records=0 if refused else 1, claims=claims):
        answer = enter(world, session, phone)
    assert told(answer) == second
    assert answer.status_code == (409 if refused else 201)
    if refused and claims:
        with tenancy.activate(world.organization):
            assert Claim.objects.get(student=two).state == ClaimState.REFUSED
    rows = world.staff().get(f"/api/sessions/{session.pk}/live/").json()["rows"]
    first = next(row for row in rows if row["student"]["id"] == one.pk)
    flagged = "device_shared" in [reason["code"] for reason in first["reasons"]]
    assert flagged == (rule != "off")
    assert (first["band"] == "low") == (rule != "off")


@pytest.mark.parametrize("rule", ["off", "flag", "enforce"])
@every_entrance
def test_row_13_a_browser_without_keys_is_never_refused(
    world: World, enter: Any, rule: str
) -> None:
    world.set_policy(device_rule=rule)
    session = world.open()
    for student in world.students[:2]:
        answer = enter(world, session, world.phone(student, keyless=True))
        expected = "accepted" if rule == "off" else "accepted_for_review"
        assert told(answer) == expected
        assert reasons_in(answer) == ([] if rule == "off" else ["device_missing"])


def test_row_13_a_new_phone_is_noted_for_a_week_and_never_refused(world: World, now: Clock) -> None:
    world.set_policy(device_rule="enforce", closes_after_min=5)
    student = world.students[0]
    old, new = world.phone(student), world.phone(student)
    notes = []
    for phone, days in ((old, 1), (new, 1), (new, 7), (new, 1), (old, 1)):
        answer = in_two(world, world.open(), phone)
        assert told(answer) == "accepted"
        notes.append(reasons_in(answer))
        now.tick(days=days)
        phone.token = world.tokens.pop(student.user.pk)
        old.token = new.token = world.sign_in(student.user)
    assert notes == [[], ["device_new"], ["device_new"], [], []]


@pytest.mark.parametrize(
    ("rule", "address", "expected"),
    [
        ("off", "198.51.100.9", "accepted"),
        ("flag", "198.51.100.9", "accepted_for_review"),
        ("flag", "192.0.2.77", "accepted"),
        ("enforce", "192.0.2.77", "accepted"),
        ("enforce", "2001:db8:1::5", "accepted"),
        ("enforce", "::ffff:192.0.2.5", "accepted"),
        ("enforce", "198.51.100.9", "network_not_allowed"),
        ("enforce", "2001:db9::1", "network_not_allowed"),
    ],
)
@every_entrance
def test_row_14_networks(world: World, enter: Any, rule: str, address: str, expected: str) -> None:
    world.set_policy(network_rule=rule, allowed_networks=CAMPUS)
    session = world.open()
    phone = world.phone(world.students[0])
    phone.client.defaults["REMOTE_ADDR"] = address
    refused = expected == "network_not_allowed"
    with leaves(attempts=1, records=0 if refused else 1, claims=1 if enter is in_two else 0):
        answer = enter(world, session, phone)
    assert told(answer) == expected
    assert answer.status_code == (403 if refused else 201)
    if expected == "accepted_for_review":
        assert reasons_in(answer) == ["network_unlisted"]


def test_row_14_an_empty_list_of_networks_refuses_nobody(world: World) -> None:
    world.set_policy(network_rule="enforce", allowed_networks=[])
    assert told(in_two(world, world.open(), world.phone(world.students[0]))) == "accepted"


def test_row_14_a_refused_claim_stays_refused(world: World) -> None:
    world.set_policy(network_rule="enforce", allowed_networks=CAMPUS)
    session = world.open()
    phone = world.phone(world.students[0])
    phone.client.defaults["REMOTE_ADDR"] = "198.51.100.9"
    assert told(in_two(world, session, phone)) == "network_not_allowed"
    claim = last_claim(world)
    assert told(phone.finish(str(claim.pk), NOWHERE)) == "network_not_allowed"
    phone.client.defaults["REMOTE_ADDR"] = "192.0.2.5"
    with leaves(attempts=1):
        assert told(phone.finish(str(claim.pk), NOWHERE)) == "claim_expired"
    assert told(in_two(world, session, phone)) == "accepted"


@pytest.mark.parametrize("mode", ["record", "flag", "enforce"])
@every_entrance
def test_row_15_a_phone_that_was_not_asked_is_asked(place: World, enter: Any, mode: str) -> None:
    place.set_policy(geofence_mode=mode)
    session = place.open()
    phone = place.phone(place.students[0])
    with leaves(claims=1):
        answer = enter(place, session, phone, NOWHERE)
    assert (answer.status_code, told(answer)) == (202, "location_required")
    assert answer.json()["location_wanted"] is True
    assert last_claim(place).state == ClaimState.OPEN
    with leaves(records=1, attempts=1):
        done = phone.finish(answer.json()["claim_id"], at(INSIDE))
    assert told(done) == "accepted"
    source = "typed" if enter is typed else "qr"
    assert done.json()["record"]["source"] == source


def test_row_15_a_claim_without_finish_waits_for_the_location(place: World) -> None:
    session = place.open()
    with leaves(claims=1):
        answer = place.phone(place.students[0]).scan(place.code(session))
    assert told(answer) == "location_required"


# verdict, what the phone sends, and the answer under each mode.
LOCATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "inside": ("inside", at(INSIDE)),
    "coarse": ("inconclusive", at(COARSE)),
    "outside": ("outside", at(OUTSIDE)),
    "denied": ("absent", at(None, "denied")),
    "unavailable": ("absent", at(None, "unavailable")),
    "timed out": ("absent", at(None, "timeout")),
    "older than a minute": ("absent", at(STALE)),
}
REVIEW = "accepted_for_review"
ANSWERS: dict[str, dict[str, str]] = {
    "inside": dict.fromkeys(GeofenceMode, "accepted"),
    "inconclusive": {"off": "accepted", "record": "accepted", "flag": REVIEW, "enforce": REVIEW},
    "outside": {
        "off": "accepted",
        "record": "accepted",
        "flag": REVIEW,
        "enforce": "outside_geofence",
    },
    "absent": {
        "off": "accepted",
        "record": "accepted",
        "flag": REVIEW,
        "enforce": "location_required",
    },
}


@pytest.mark.parametrize("mode", list(GeofenceMode))
@pytest.mark.parametrize("sent", LOCATIONS.keys())
@every_entrance
def test_rows_15_and_16_verdict_by_mode(place: World, enter: Any, sent: str, mode: str) -> None:
    place.set_policy(geofence_mode=mode)
    session = place.open()
    student = place.students[0]
    verdict, finish = LOCATIONS[sent]
    answer = enter(place, session, place.phone(student), finish)
    expected = ANSWERS[verdict][mode]
    assert told(answer) == expected
    if expected not in {"accepted", REVIEW}:
        return
    stored = record_of(place, session, student)
    noted = f"location_{verdict}" in stored.reasons
    assert noted == (mode != "off" and verdict != "inside")
    assert stored.location_verdict == (None if mode == "off" else verdict)
    assert (stored.band == "low") == (expected == REVIEW)


@every_entrance
def test_row_15_check_in_without_location_is_for_review(place: World, enter: Any) -> None:
    session = place.open()
    phone = place.phone(place.students[0])
    answer = enter(place, session, phone, at(None, "denied", without_location=True))
    assert told(answer) == "accepted_for_review"
    assert reasons_in(answer) == ["location_absent"]


@every_entrance
def test_row_16_outside_leaves_the_claim_open_for_a_better_fix(place: World, enter: Any) -> None:
    session = place.open()
    student = place.students[0]
    phone = place.phone(student)
    with leaves(attempts=1, claims=1):
        answer = enter(place, session, phone, at(OUTSIDE))
    assert (answer.status_code, told(answer)) == (403, "outside_geofence")
    params = answer.json()["params"]
    assert params["radius_m"] == FENCE.radius_m
    assert params["accuracy_m"] == 12
    assert 740 < params["distance_m"] < 745
    assert params["attempt_id"] == attempts_of(place, student)[0].pk
    with leaves(attempts=1, records=1):
        assert told(phone.finish(params["claim_id"], at(INSIDE))) == "accepted"


@every_entrance
def test_a_session_without_a_place_never_asks_for_a_location(place: World, enter: Any) -> None:
    session = place.open(place=False)
    answer = enter(place, session, place.phone(place.students[0]), NOWHERE)
    assert told(answer) == "accepted"
    assert answer.json()["location_wanted"] is False


@every_entrance
def test_raw_coordinates_are_kept_only_if_the_policy_says_so(place: World, enter: Any) -> None:
    first = place.open()
    with leaves(records=1, attempts=1, claims=1 if enter is in_two else 0):
        enter(place, first, place.phone(place.students[0]), at(INSIDE))
    place.staff().send("POST", f"/api/sessions/{first.pk}/close/")
    place.set_policy(location_retention_h=2)
    second = place.open()
    with leaves(records=1, attempts=1, locations=1, claims=1 if enter is in_two else 0):
        enter(place, second, place.phone(place.students[0]), at(INSIDE))
    with tenancy.activate(place.organization):
        raw = RecordLocation.objects.get()
    assert (raw.latitude, raw.longitude) == (INSIDE["latitude"], INSIDE["longitude"])
    assert record_of(place, second, place.students[0]).distance_band == "within"


def test_coming_again_after_a_mark_replaces_the_kept_coordinates(place: World) -> None:
    place.set_policy(location_retention_h=1)
    session = place.open()
    student = place.students[0]
    assert told(in_two(place, session, place.phone(student), at(INSIDE))) == "accepted"
    url = f"/api/sessions/{session.pk}/register/{student.pk}/"
    place.staff().send("PUT", url, {"status": "absent"})
    with leaves(attempts=1, changes=1, claims=1):
        assert (
            told(in_two(place, session, place.phone(student), at(INSIDE))) == "accepted_for_review"
        )
