"""THREATS 12, 16 and 17: one judgement for every entrance, no foreign ids, no guessing."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.attendance.services import check_in, judgement
from apps.core import tenancy
from apps.orgs.enums import GeofenceMode, Rule
from tests.support.checkin import (
    ENTRANCES,
    NOWHERE,
    Clock,
    at_once,
    every_entrance,
    in_two,
    leaves,
    record_of,
    told,
    typed,
)
from tests.support.world import INSIDE, OUTSIDE, Phone, World, at

CAMPUS = ["192.0.2.0/24"]
FINISHES = {
    "inside": at(INSIDE),
    "exact": at({**INSIDE, "accuracy_m": 0.0}),
    "coarse": at({**INSIDE, "accuracy_m": 900.0}),
    "outside": at(OUTSIDE),
    "stale": at({**INSIDE, "age_s": 90}),
    "denied": at(None, "denied"),
    "without": at(None, "denied", without_location=True),
    "not asked": NOWHERE,
}


@dataclass(frozen=True)
class Situation:
    """What a judgement depends on, apart from the code."""

    mode: GeofenceMode
    device_rule: Rule
    network_rule: Rule
    finish: str
    keyless: bool
    on_campus: bool
    shared_phone: bool
    already_in: bool
    marked: str | None
    minutes_late: int


situations = st.builds(
    Situation,
    mode=st.sampled_from(list(GeofenceMode)),
    device_rule=st.sampled_from(list(Rule)),
    network_rule=st.sampled_from(list(Rule)),
    finish=st.sampled_from(list(FINISHES)),
    keyless=st.booleans(),
    on_campus=st.booleans(),
    shared_phone=st.booleans(),
    already_in=st.booleans(),
    marked=st.sampled_from([None, None, "absent", "excused"]),
    minutes_late=st.sampled_from([0, 10, 11]),
)


def verdict(world: World, now: Clock, situation: Situation, enter: Any) -> tuple[Any, ...]:
    """Play the situation through one entrance, in a world that forgets it afterwards."""
    begun = now.moment
    with transaction.atomic():
        try:
            return _play(world, now, situation, enter)
        finally:
            transaction.set_rollback(True)
            now.moment = begun
            world.tokens.clear()


def _play(world: World, now: Clock, situation: Situation, enter: Any) -> tuple[Any, ...]:
    world.set_policy(
        geofence_mode=situation.mode,
        device_rule=situation.device_rule,
        network_rule=situation.network_rule,
        allowed_networks=CAMPUS,
    )
    session = world.open()
    student, friend = world.students[:2]
    phone = world.phone(student, keyless=situation.keyless)
    honest = world.phone(student)
    for one in (phone, honest):
        one.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    if situation.shared_phone:
        phone.token = world.sign_in(friend.user)
        at_once(world, session, phone, at(INSIDE))
        phone.token = world.sign_in(student.user)
    if situation.already_in:
        at_once(world, session, honest, at(INSIDE))
    elif situation.marked:
        url = f"/api/sessions/{session.pk}/register/{student.pk}/"
        world.staff().send("PUT", url, {"status": situation.marked})
    if not situation.on_campus:
        phone.client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    now.tick(minutes=situation.minutes_late)
    answer = enter(world, session, phone, FINISHES[situation.finish])
    body = answer.json()
    record = body.get("record") or {}
    stored = record and record_of(world, session, student)
    return (
        answer.status_code,
        told(answer),
        record.get("status"),
        # How the code came is the one thing that may differ.
        {one["code"] for one in record.get("reasons", ())} - {"code_typed"},
        stored and (stored.band == "low"),
        stored and stored.location_verdict,
        {key: body.get("params", {}).get(key) for key in ("distance_m", "radius_m", "course")},
    )


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=30,
    deadline=None,
)
@given(situation=situations)
def test_threat_12_every_entrance_gives_the_same_verdict(
    place: World, now: Clock, situation: Situation
) -> None:
    verdicts = {name: verdict(place, now, situation, enter) for name, enter in ENTRANCES.items()}
    assert verdicts["in_two"] == verdicts["at_once"]
    assert verdicts["typed"] == verdicts["at_once"]


def test_threat_12_control_an_entrance_that_skips_the_judgement_is_noticed(
    place: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    situation = Situation(
        mode=GeofenceMode.ENFORCE,
        device_rule=Rule.OFF,
        network_rule=Rule.ENFORCE,
        finish="inside",
        keyless=False,
        on_campus=False,
        shared_phone=False,
        already_in=False,
        marked=None,
        minutes_late=0,
    )
    assert verdict(place, now, situation, typed) == verdict(place, now, situation, at_once)
    honest = judgement.judge_person

    def lenient(case: Any) -> Any:
        case.context.session.policy_data["network_rule"] = "off"
        return honest(case)

    monkeypatch.setattr(check_in, "judge_person", lenient)
    assert verdict(place, now, situation, typed) != verdict(place, now, situation, at_once)


@every_entrance
def test_threat_12_nothing_in_the_body_chooses_who_or_when_or_what(
    world: World, enter: Any
) -> None:
    session = world.open()
    phone = world.phone(world.students[0])
    for smuggled in ("student", "status", "arrived_at", "session", "organization", "band"):
        with leaves(claims=1 if enter is in_two else 0):
            answer = enter(world, session, phone, {**NOWHERE, smuggled: 1})
        assert told(answer) == "invalid"
    assert told(enter(world, session, phone)) == "accepted"


# --- 16: ids of another organisation -----------------------------------------------------------


def test_threat_16_foreign_ids_are_answered_like_missing_ones(world: World, foreign: World) -> None:
    session = foreign.open()
    at_once(foreign, session, foreign.phone(foreign.students[0]))
    stranger = foreign.phone(foreign.students[1])
    attempt = stranger.scan(foreign.token_of(session).public_id + "0" * 12).json()
    assert attempt["code"] == "code_invalid"
    with tenancy.activate(foreign.organization):
        attempt_id = foreign.students[0].attempts.get().pk
        token_id = foreign.token_of(session).pk
    mine = world.open()
    staff, student = world.staff(), world.phone(world.students[0])
    cases: list[tuple[Phone, str, str, str, Any]] = [
        (staff, "GET", f"/api/sessions/{session.pk}/", "/api/sessions/999999/", None),
        (staff, "GET", f"/api/sessions/{session.pk}/live/", "/api/sessions/999999/live/", None),
        (
            staff,
            "PUT",
            f"/api/sessions/{mine.pk}/register/{foreign.students[0].pk}/",
            f"/api/sessions/{mine.pk}/register/999999/",
            {"status": "present"},
        ),
        (
            staff,
            "POST",
            f"/api/sessions/{mine.pk}/tokens/{token_id}/revoke/",
            f"/api/sessions/{mine.pk}/tokens/999999/revoke/",
            None,
        ),
        (
            staff,
            "POST",
            f"/api/attempts/{attempt_id}/decide/",
            "/api/attempts/999999/decide/",
            {"decision": "accept"},
        ),
        (
            student,
            "POST",
            f"/api/attempts/{attempt_id}/appeal/",
            "/api/attempts/999999/appeal/",
            {"note": ""},
        ),
    ]
    for phone, method, theirs, missing, body in cases:
        with leaves():
            answers = [phone.send(method, path, body) for path in (theirs, missing)]
        assert [answer.status_code for answer in answers] == [404, 404], theirs
        bodies = [answer.json() for answer in answers]
        for one in bodies:
            del one["request_id"]
        assert bodies[0] == bodies[1], theirs


def test_threat_16_control_the_owner_is_served(foreign: World) -> None:
    session = foreign.open()
    assert foreign.staff().get(f"/api/sessions/{session.pk}/").status_code == 200


def test_threat_16_the_scanned_code_alone_finds_its_organisation(
    world: World, foreign: World
) -> None:
    """Whatever host it is sent to, a code is judged where it belongs."""
    session = world.open()
    phone = world.phone(world.students[0])
    phone.host = "other.localhost"
    assert told(at_once(world, session, phone)) == "accepted"
    stranger = Phone(foreign.sign_in(foreign.students[0].user), host="demo.localhost")
    assert told(at_once(world, session, stranger)) == "wrong_organisation"


# --- 17: guessing the typed code ---------------------------------------------------------------


def test_threat_17_five_tries_a_minute_a_student(world: World, now: Clock) -> None:
    session = world.open()
    guesser, classmate = (world.phone(student) for student in world.students[:2])
    answers = [told(guesser.type_code("00000" + str(one), NOWHERE)) for one in range(5)]
    assert answers == ["code_invalid"] * 5
    with leaves():
        sixth = guesser.type_code(world.typed(session), NOWHERE)
    assert (sixth.status_code, told(sixth)) == (429, "rate_limited")
    assert 0 < sixth.json()["params"]["retry_after_s"] <= 61
    assert sixth.headers["Retry-After"] == str(sixth.json()["params"]["retry_after_s"])
    # Behind the same address, nobody else is held up; nor is the same student's camera.
    assert told(typed(world, session, classmate)) == "accepted"
    assert told(at_once(world, session, guesser)) == "accepted"


def test_threat_17_control_the_next_minute_is_a_new_one(world: World, now: Clock) -> None:
    session = world.open()
    guesser = world.phone(world.students[0])
    for _ in range(6):
        guesser.type_code("000000", NOWHERE)
    now.tick(60)
    assert told(typed(world, session, guesser)) == "accepted"


def test_threat_17_a_new_device_key_or_sign_in_is_no_new_allowance(world: World) -> None:
    session = world.open()
    for _ in range(5):
        world.tokens.clear()
        world.phone(world.students[0]).type_code("000000", NOWHERE)
    assert told(typed(world, session, world.phone(world.students[0]))) == "rate_limited"
