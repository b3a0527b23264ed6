"""What is represented by hand equals the schema that the serializer classes make."""

from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.api import representation
from apps.attendance.api.serializers.check_in import CheckInSerializer
from apps.attendance.api.serializers.sessions import (
    LiveSerializer,
    RegisterRowSerializer,
    SessionSerializer,
)
from apps.attendance.enums import Outcome
from tests.support import openapi
from tests.support.checkin import NOWHERE, Clock, at_once, in_two, told
from tests.support.world import INSIDE, OUTSIDE, World, at

CLAIMS, FINISH = "/api/claims/", "/api/claims/{claim_id}/finish/"


def answers_of_every_outcome(world: World, now: Clock) -> dict[str, Any]:
    """Return an answer for every outcome that is not a refusal."""
    world.set_policy(late_after_min=0)
    one, two, three = world.students
    found = {}
    planned = world.open(opens_at=now.moment + timedelta(minutes=5))
    found["session_not_open"] = at_once(world, planned, world.phone(one))
    world.staff().send("POST", f"/api/sessions/{planned.pk}/close/")
    session = world.open()
    code = world.code(session)
    found["sign_in_required"] = world.phone().scan(code)
    found["location_required"] = at_once(world, session, world.phone(one))
    found["accepted"] = at_once(world, session, world.phone(one), at(INSIDE))
    found["already_checked_in"] = at_once(world, session, world.phone(one), at(INSIDE))
    now.tick(120)
    found["accepted_for_review"] = at_once(world, session, world.phone(two), at(OUTSIDE))
    found["received_late"] = world.phone(three).scan(code, scanned_at="2026-03-02T09:00:00Z")
    return found


@pytest.fixture
def flagged(place: World) -> World:
    """Return a university that flags what it finds."""
    place.set_policy(geofence_mode="flag")
    return place


def test_every_answer_to_a_check_in_is_what_the_schema_says(flagged: World, now: Clock) -> None:
    answers = answers_of_every_outcome(flagged, now)
    assert answers.keys() == {str(outcome) for outcome in representation.HTTP_STATUS}
    for outcome, answer in answers.items():
        assert told(answer) == outcome
        openapi.check_answer("POST", CLAIMS, answer)
    late = answers["accepted_for_review"].json()["record"]
    assert (late["status"], late["late_by_s"], late["late_limit_s"]) == ("late", 120, 0)
    assert late["reasons"] == [{"code": "location_outside", "text": "Location outside the fence"}]
    assert answers["accepted"].json()["record"]["late_by_s"] is None


def test_every_refusal_is_the_one_error_body(flagged: World, now: Clock) -> None:
    session = flagged.open()
    code = flagged.code(session)
    now.tick(60)
    phone = flagged.phone(flagged.students[0])
    for answer in (
        phone.scan(code),
        phone.scan("ZZZZZZZZ0123456789AB"),
        phone.send("POST", CLAIMS, {}),
        phone.send("DELETE", CLAIMS),
    ):
        assert answer.status_code >= 400
        openapi.check_answer("POST", CLAIMS, answer)


def test_finish_and_typed_answer_in_the_same_shape(world: World) -> None:
    session = world.open()
    openapi.check_answer("POST", FINISH, in_two(world, session, world.phone(world.students[0])))
    entered = world.phone(world.students[1]).type_code(world.typed(session), NOWHERE)
    openapi.check_answer("POST", "/api/check-ins/typed/", entered)


def keys(value: Any) -> Any:
    """Return the names of a value's parts, in their order, at every depth."""
    if isinstance(value, dict):
        return {name: keys(part) for name, part in value.items()}
    if isinstance(value, list):
        return [keys(part) for part in value[:1]]
    return None


def test_the_serializer_writes_the_same_as_the_hand(flagged: World, now: Clock) -> None:
    for answer in answers_of_every_outcome(flagged, now).values():
        body = answer.json()
        # Texts of moments are parsed by nothing here: a serializer writes them as they are.
        assert keys(dict(CheckInSerializer(body).data)) == keys(body)
        assert list(body) == list(CheckInSerializer().fields)


def test_the_register_is_what_the_schema_says(flagged: World, now: Clock) -> None:
    flagged.set_policy(device_rule="flag", geofence_mode="flag")
    session = flagged.open()
    one, two, three = flagged.students
    shared = flagged.phone(one)
    at_once(flagged, session, shared, at(INSIDE))
    shared.token = flagged.sign_in(two.user)
    at_once(flagged, session, shared, at(OUTSIDE))
    staff = flagged.staff()
    url = f"/api/sessions/{session.pk}/register/{three.pk}/"
    marked = staff.send("PUT", url, {"status": "excused", "reason": "Ill"})
    openapi.check_answer("PUT", "/api/sessions/{id}/register/{student_pk}/", marked)
    change = marked.json()["change_id"]
    live = staff.get(f"/api/sessions/{session.pk}/live/")
    openapi.check_answer("GET", "/api/sessions/{id}/live/", live)
    body = live.json()
    assert list(body["rows"][0]) == list(RegisterRowSerializer().fields)
    assert list(body["session"]) == list(SessionSerializer().fields)
    assert list(body) == list(LiveSerializer().fields)
    assert body["counts"] == {
        "present": 2,
        "late": 0,
        "excused": 1,
        "absent": 0,
        "enrolled": 3,
        "review": 2,
    }
    unchanged = staff.get(f"/api/sessions/{session.pk}/live/?version={body['version']}")
    openapi.check_answer("GET", "/api/sessions/{id}/live/", unchanged)
    assert unchanged.json() == {"version": body["version"], "changed": False}
    undone = staff.send("POST", f"/api/changes/{change}/undo/")
    openapi.check_answer("POST", "/api/changes/{id}/undo/", undone)


def test_what_students_and_lecturers_read_is_what_the_schema_says(
    flagged: World, now: Clock
) -> None:
    answers = answers_of_every_outcome(flagged, now)
    session = answers["accepted"].json()["session"]["id"]
    student, staff = flagged.phone(flagged.students[2]), flagged.staff()
    attempt = answers["received_late"].json()["attempt_id"]
    appealed = student.send("POST", f"/api/attempts/{attempt}/appeal/", {"note": "I was"})
    openapi.check_answer("POST", "/api/attempts/{id}/appeal/", appealed)
    for phone, route, path in (
        (student, "/api/student/home/", "/api/student/home/"),
        (student, "/api/my/attempts/", "/api/my/attempts/"),
        (flagged.phone(flagged.students[0]), "/api/my/records/", "/api/my/records/"),
        (staff, "/api/sessions/", "/api/sessions/"),
        (staff, "/api/sessions/{id}/", f"/api/sessions/{session}/"),
        (staff, "/api/sessions/{id}/tokens/", f"/api/sessions/{session}/tokens/"),
        (staff, "/api/sessions/{id}/projector/", f"/api/sessions/{session}/projector/"),
        (staff, "/api/sessions/{id}/review/", f"/api/sessions/{session}/review/"),
    ):
        answer = phone.get(path)
        assert answer.status_code == 200
        openapi.check_answer("GET", route, answer)
    decided = staff.send("POST", f"/api/attempts/{attempt}/decide/", {"decision": "accept"})
    openapi.check_answer("POST", "/api/attempts/{id}/decide/", decided)


def test_control_the_check_notices_a_missing_an_extra_and_a_wrong_part(
    flagged: World, now: Clock
) -> None:
    body = at_once(flagged, flagged.open(), flagged.phone(flagged.students[0]), at(INSIDE)).json()
    openapi.check("CheckIn", body)
    record = body["record"]
    broken = (
        {key: value for key, value in body.items() if key != "claim_id"},
        {**body, "extra": 1},
        {**body, "server_time_ms": "soon"},
        {**body, "outcome": "code_expired"},
        {**body, "record": {**record, "status": "here"}},
        {**body, "record": {**record, "recorded_at": "at noon"}},
        {**body, "claim_id": "no uuid"},
    )
    for wrong in broken:
        with pytest.raises(AssertionError, match="not a CheckIn"):
            openapi.check("CheckIn", wrong)


def test_every_outcome_is_either_answered_or_refused() -> None:
    answered = set(representation.HTTP_STATUS)
    refused = {
        Outcome.CODE_INVALID,
        Outcome.CODE_EXPIRED,
        Outcome.TOKEN_REVOKED,
        Outcome.TOKEN_EXPIRED,
        Outcome.SESSION_CLOSED,
        Outcome.CLAIM_EXPIRED,
        Outcome.CLAIM_NOT_YOURS,
        Outcome.WRONG_ORGANISATION,
        Outcome.NOT_ENROLLED,
        Outcome.DEVICE_ALREADY_USED,
        Outcome.NETWORK_NOT_ALLOWED,
        Outcome.OUTSIDE_GEOFENCE,
    }
    assert answered | refused == set(Outcome)
    assert not answered & refused
