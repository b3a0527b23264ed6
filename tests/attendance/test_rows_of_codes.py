"""Rows 1 to 6 of the order of judgement: what a code is worth."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.enums import TokenKind
from apps.attendance.services import sessions, tokens
from apps.core import tenancy
from tests.support.checkin import (
    NOWHERE,
    Clock,
    at_once,
    attempts_of,
    counted,
    in_two,
    last_claim,
    leaves,
    told,
    typed,
)
from tests.support.world import INSIDE, Phone, World, at

GOOD = {"latitude": 0.33, "longitude": 32.5, "accuracy_m": 10, "age_s": 1}


def body_with(**changes: Any) -> dict[str, Any]:
    return {
        "code": "ABCDEFGH0123456789AB",
        "client_reference": str(uuid.uuid4()),
        "public_key": None,
        **changes,
    }


MALFORMED: dict[str, Any] = {
    "no body": None,
    "a list": [],
    "no code": {"client_reference": str(uuid.uuid4())},
    "code is a number in a list": body_with(code=[1]),
    "code too long": body_with(code="A" * 65),
    "NUL": body_with(code="A\x00B"),
    "half a surrogate pair": body_with(code="\ud800"),
    "reference is no UUID": body_with(client_reference="1"),
    "unknown field": body_with(student_id=7),
    "key of other length": body_with(public_key="AAAA"),
    "key not on the curve": body_with(public_key="BA" + "A" * 85),
    "key not base64url": body_with(public_key="?" * 87),
    "latitude beyond the pole": body_with(finish=at({**GOOD, "latitude": 90.01})),
    "latitude not a number": body_with(finish=at({**GOOD, "latitude": "nan"})),
    "longitude not a number": body_with(finish=at({**GOOD, "longitude": "NaN"})),
    "accuracy not a number": body_with(finish=at({**GOOD, "accuracy_m": "nan"})),
    "accuracy infinite": body_with(finish=at({**GOOD, "accuracy_m": "inf"})),
    "negative age": body_with(finish=at({**GOOD, "age_s": -1})),
    "scan age not a number": body_with(scanned_at="2026-03-02T09:00:00Z", scanned_age_s="nan"),
    "scan time overflows": body_with(scanned_at="0001-01-01T00:00:00+14:00"),
    "scan time no time": body_with(scanned_at="yesterday"),
    "unknown location status": body_with(finish=at(None, "maybe")),
    "unknown field inside": body_with(finish={**NOWHERE, "student": 1}),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_row_01_malformed_claims_keep_nothing(world: World, body: Any) -> None:
    phone = world.phone(world.students[0])
    with leaves():
        answer = phone.send("POST", "/api/claims/", body)
    assert answer.status_code == 400
    assert told(answer) == "invalid"
    assert set(answer.json()) >= {"code", "detail", "params", "request_id"}


@pytest.mark.parametrize(
    "raw",
    [b"{", b"\xff\xfe", b'{"code": NaN}', b"[" * 100_000],
    ids=["cut", "bytes", "nan", "deep"],
)
def test_row_01_what_is_not_json_keeps_nothing(world: World, raw: bytes) -> None:
    phone = world.phone()
    with leaves():
        answer = phone.client.generic(
            "POST", "/api/claims/", raw, content_type="application/json", headers=phone.headers()
        )
    assert (answer.status_code, told(answer)) == (400, "invalid")


def test_row_01_malformed_finish_and_typed_keep_nothing(world: World) -> None:
    session = world.open()
    phone = world.phone()
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    phone.token = world.sign_in(world.students[0].user)
    with leaves():
        finish = phone.finish(claim_id, {"location_status": 3})
        entered = phone.send("POST", "/api/check-ins/typed/", {"code": world.typed(session)})
        control = phone.finish(str(uuid.uuid4()), NOWHERE)
    assert [told(finish), told(entered), told(control)] == ["invalid", "invalid", "not_found"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda code: "ZZZZZZZZ" + code[8:],
        lambda code: code[:-1] + ("0" if code[-1] != "0" else "1"),
        lambda code: code[:8],
        lambda code: "",
        lambda code: code + "0",
        lambda code: "é" * 20,
        lambda code: code[:8] + "é" * 12,
        lambda code: code[:8] + "\u0660" * 12,
    ],
    ids=["no such token", "forged", "no proof", "empty", "longer", "foreign", "mixed", "digits"],
)
@pytest.mark.parametrize("kind", list(TokenKind))
def test_row_02_invented_codes_keep_a_counter_or_the_students_attempt(
    world: World, spoil: Any, kind: TokenKind
) -> None:
    session = world.open(kind=kind)
    code = spoil(world.code(session))
    if code == "":
        with leaves():
            assert told(world.phone().scan(code)) == "invalid"
        return
    with leaves():
        nobody = world.phone().scan(code)
    assert (nobody.status_code, told(nobody)) == (404, "code_invalid")
    assert nobody.json()["params"] == {}
    assert counted("code_invalid") == 1
    student = world.students[0]
    with leaves(attempts=1):
        mine = world.phone(student).scan(code, finish=NOWHERE)
    assert (mine.status_code, told(mine)) == (404, "code_invalid")
    kept = attempts_of(world, student)[0]
    assert (kept.outcome, kept.session_id) == ("code_invalid", None)


def test_row_02_a_code_of_staff_is_counted_like_one_of_nobody(world: World) -> None:
    with leaves():
        answer = world.staff().scan("ZZZZZZZZ0123456789AB")
    assert told(answer) == "code_invalid"
    assert counted("code_invalid") == 1


def test_row_02_typed_codes_match_the_students_own_open_sessions_only(world: World) -> None:
    session = world.open()
    outsider = world.phone(world.students[0])
    with tenancy.activate(world.organization):
        world.students[0].enrollments.all().delete()
    with leaves(attempts=1):
        answer = typed(world, session, outsider)
    assert (answer.status_code, told(answer)) == (404, "code_invalid")
    assert told(typed(world, session, world.phone(world.students[1]))) == "accepted"


def test_row_03_revoked_tokens(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    world.staff().send("POST", f"/api/sessions/{session.pk}/tokens/", {"kind": "rotating"})
    with leaves(attempts=1):
        answer = world.phone(world.students[0]).scan(code, finish=NOWHERE)
    assert (answer.status_code, told(answer)) == (410, "token_revoked")
    told_params = answer.json()["params"]
    assert told_params["course"]["code"] == "CSC101"
    assert told_params["venue_name"] == "Room 4"
    assert told_params["attempt_id"] == attempts_of(world, world.students[0])[0].pk
    with leaves():
        assert told(world.phone().scan(code)) == "token_revoked"
    assert told(at_once(world, session, world.phone(world.students[0]))) == "accepted"


def test_row_03_a_revoked_token_leaves_typing_without_a_match(world: World) -> None:
    session = world.open()
    code = world.typed(session)
    token = world.token_of(session)
    url = f"/api/sessions/{session.pk}/tokens/{token.pk}/revoke/"
    assert world.staff().send("POST", url).status_code == 200
    with leaves(attempts=1):
        answer = world.phone(world.students[0]).type_code(code, NOWHERE)
    assert told(answer) == "code_invalid"


def test_row_03_a_claim_made_before_the_revocation_stands(world: World) -> None:
    session = world.open()
    phone = world.phone()
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    token = world.token_of(session)
    world.staff().send("POST", f"/api/sessions/{session.pk}/tokens/{token.pk}/revoke/")
    phone.token = world.sign_in(world.students[0].user)
    assert told(phone.finish(claim_id, NOWHERE)) == "accepted"


def ends_in_five_minutes(world: World, now: Clock, session: Any) -> str:
    """Give a session a fixed code with an end of its own; return the code."""
    with tenancy.activate(world.organization):
        tokens.regenerate(
            session=session,
            kind=TokenKind.FIXED,
            by=world.lecturer.user,
            now=now.moment,
            valid_until=now.moment + timedelta(minutes=5),
        )
    return world.code(session)


@pytest.mark.parametrize("seconds", [-0.001, 0, 1])
def test_row_03_fixed_tokens_end_at_their_own_time(
    world: World, now: Clock, seconds: float
) -> None:
    code = ends_in_five_minutes(world, now, world.open(kind=TokenKind.FIXED))
    now.tick(minutes=5, seconds=seconds)
    answer = world.phone(world.students[0]).scan(code, finish=NOWHERE)
    expected = (201, "accepted") if seconds < 0 else (410, "token_expired")
    assert (answer.status_code, told(answer)) == expected


def test_row_03_a_token_that_ended_first_is_past_its_time_also_after_the_session(
    world: World, now: Clock
) -> None:
    code = ends_in_five_minutes(world, now, world.open(kind=TokenKind.FIXED))
    now.tick(minutes=20)
    phone = world.phone(world.students[0])
    assert told(phone.scan(code, finish=NOWHERE)) == "token_expired"


def test_row_04_a_planned_session_keeps_the_claim_until_its_opening(
    world: World, now: Clock
) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=10))
    student = world.students[0]
    phone = world.phone(student)
    with leaves(claims=1):
        answer = at_once(world, session, phone)
    body = answer.json()
    assert (answer.status_code, told(answer)) == (202, "session_not_open")
    assert body["opens_in_s"] == 600
    assert body["record"] is None
    claim = last_claim(world)
    assert (str(claim.pk), claim.state) == (body["claim_id"], "open")
    assert claim.open_until == session.opens_at + timedelta(minutes=2)
    now.tick(minutes=9)
    with leaves():
        early = phone.finish(body["claim_id"], NOWHERE)
    assert (told(early), early.json()["opens_in_s"]) == ("session_not_open", 60)
    now.tick(minutes=1)
    with leaves(records=1, attempts=1):
        done = phone.finish(body["claim_id"], NOWHERE)
    assert (done.status_code, told(done)) == (201, "accepted")
    assert done.json()["record"]["status"] == "present"


def test_row_04_the_wait_ends_after_the_opening(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=10))
    phone = world.phone(world.students[0])
    claim_id = at_once(world, session, phone).json()["claim_id"]
    now.tick(minutes=12, seconds=0.001)
    assert told(phone.finish(claim_id, NOWHERE)) == "claim_expired"


def test_row_04_typing_has_no_match_before_the_opening(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=10))
    assert told(typed(world, session, world.phone(world.students[0]))) == "code_invalid"
    now.tick(minutes=10)
    assert told(typed(world, session, world.phone(world.students[0]))) == "accepted"


def test_row_04_a_photograph_of_an_early_projector_page_is_refused_at_the_opening(
    world: World, now: Clock
) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=10))
    photograph = world.code(session)
    now.tick(minutes=5)
    phone, honest = world.phone(world.students[0]), world.phone(world.students[1])
    claim_id = phone.scan(photograph, finish=NOWHERE).json()["claim_id"]
    honest_id = at_once(world, session, honest).json()["claim_id"]
    now.tick(minutes=5)
    with leaves(attempts=1):
        answer = phone.finish(claim_id, NOWHERE)
    assert (answer.status_code, told(answer)) == (410, "code_expired")
    assert answer.json()["params"]["seconds_late"] == 285
    assert told(honest.finish(honest_id, NOWHERE)) == "accepted"


def test_row_04_a_plan_that_is_called_off_takes_nobody(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=1))
    phone = world.phone(world.students[0])
    claim_id = at_once(world, session, phone).json()["claim_id"]
    world.staff().send("POST", f"/api/sessions/{session.pk}/close/")
    now.tick(minutes=2)
    with leaves(attempts=1):
        answer = phone.finish(claim_id, NOWHERE)
    assert (answer.status_code, told(answer)) == (409, "session_closed")


@pytest.mark.parametrize("by", ["button", "time"])
def test_row_05_closed_sessions(world: World, now: Clock, by: str) -> None:
    session = world.open()
    student = world.students[0]
    if by == "button":
        with tenancy.activate(world.organization):
            sessions.close(session=session, by=world.lecturer.user, now=now.moment)
        closed_at = now.moment
    else:
        now.moment = closed_at = session.closes_at
    now.tick(2)
    with leaves(attempts=1):
        answer = at_once(world, session, world.phone(student))
    assert (answer.status_code, told(answer)) == (409, "session_closed")
    assert answer.json()["params"]["closed_at"] == closed_at.isoformat()
    with leaves():
        assert told(at_once(world, session, world.phone())) == "session_closed"
    assert told(typed(world, session, world.phone(student))) == "code_invalid"


def test_row_05_the_last_moment_is_in_time(world: World, now: Clock) -> None:
    session = world.open()
    now.moment = session.closes_at - timedelta(milliseconds=1)
    assert told(at_once(world, session, world.phone(world.students[0]))) == "accepted"


@pytest.mark.parametrize(
    ("period", "grace"), [(3, 0), (3, 3), (5, 0), (5, 2), (17, 1), (60, 0), (60, 3)]
)
def test_row_06_the_grace_ends_to_the_millisecond(
    world: World, now: Clock, period: int, grace: int
) -> None:
    world.set_policy(code_period_s=period, grace_steps=grace, closes_after_min=60)
    session = world.open()
    step_ms = period * 1000
    shown = int(now.moment.timestamp() * 1000) // step_ms * step_ms
    code = world.code(session)
    taken_for = step_ms * (1 + grace) - (int(now.moment.timestamp() * 1000) - shown)
    now.tick(milliseconds=taken_for - 1)
    assert told(world.phone(world.students[0]).scan(code, finish=NOWHERE)) == "accepted"
    now.tick(milliseconds=1)
    with leaves(attempts=1):
        late = world.phone(world.students[1]).scan(code, finish=NOWHERE)
    assert (late.status_code, told(late)) == (410, "code_expired")
    assert late.json()["params"]["seconds_late"] == 0
    now.tick(1)
    assert world.phone(world.students[1]).scan(code).json()["params"]["seconds_late"] == 1
    with leaves():
        assert told(world.phone().scan(code)) == "code_expired"


def test_row_06_typed_codes_are_taken_for_the_one_before_too(world: World, now: Clock) -> None:
    world.set_policy(closes_after_min=60)
    session = world.open()
    code = world.typed(session)
    now.tick(59.999)
    assert told(world.phone(world.students[0]).type_code(code, NOWHERE)) == "accepted"
    now.tick(0.001)
    with leaves(attempts=1):
        assert told(world.phone(world.students[1]).type_code(code, NOWHERE)) == "code_invalid"


def test_row_06_a_claim_in_time_is_finished_when_its_code_is_long_gone(
    world: World, now: Clock
) -> None:
    session = world.open()
    phone = world.phone()
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    phone.token = world.sign_in(world.students[0].user)
    now.tick(minutes=2)
    answer = phone.finish(claim_id, NOWHERE)
    assert told(answer) == "accepted"
    assert answer.json()["record"]["arrived_at"] == "2026-03-02T09:00:00Z"


def test_codes_are_read_in_either_case_with_look_alikes(world: World) -> None:
    session = world.open()
    code = world.code(session)
    smudged = f" {code[:8]}-{code[8:]} ".lower().replace("0", "o").replace("1", "l")
    assert told(world.phone(world.students[0]).scan(smudged, finish=NOWHERE)) == "accepted"
    word = world.typed(session)
    smudged = f"{word[:3]} {word[3:]}".lower().replace("0", "O").replace("1", "i")
    answer = world.phone(world.students[1]).type_code(smudged, at(INSIDE))
    assert told(answer) == "accepted"


def test_huge_bodies_are_refused_unread(world: World) -> None:
    phone = Phone(host="demo.localhost")
    with leaves():
        answer = phone.send("POST", "/api/claims/", body_with(code="A" * 1_100_000))
    assert (answer.status_code, told(answer)) == (413, "too_large")
    assert json.loads(answer.content)["params"]["limit_bytes"] == 1_048_576


def test_finishing_twice_by_two_entrances_leads_to_one_record(world: World) -> None:
    session = world.open()
    student = world.students[0]
    with leaves(claims=1, records=1, attempts=1):
        assert told(in_two(world, session, world.phone(student))) == "accepted"
        assert told(at_once(world, session, world.phone(student))) == "already_checked_in"
        assert told(typed(world, session, world.phone(student))) == "already_checked_in"
