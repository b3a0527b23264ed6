"""The tokens of a session: replaced, revoked, fixed; what the projector page is given."""

from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.enums import TokenKind
from tests.support.checkin import NOWHERE, Clock, act, second_course, told
from tests.support.world import World


def tokens(world: World, session: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        world.staff().get(f"/api/sessions/{session.pk}/tokens/").json()["results"]
    )
    return found


def test_regenerating_revokes_the_one_before(world: World, now: Clock) -> None:
    session = world.open()
    now.tick(1)
    made = act(world, session, "tokens", {"kind": "fixed"})
    assert (made.status_code, made.json()["kind"]) == (201, "fixed")
    newest, before = tokens(world, session)
    assert newest["id"] == made.json()["id"]
    assert (newest["revoked_at"], before["revoked_at"]) == (None, "2026-03-02T09:00:01Z")


def test_revoking_leaves_the_projector_empty(world: World) -> None:
    session = world.open()
    (token,) = tokens(world, session)
    act(world, session, f"tokens/{token['id']}/revoke")
    page = world.staff().get(f"/api/sessions/{session.pk}/projector/").json()
    assert (page["codes"], page["typed"]) == ([], [])
    again = act(world, session, f"tokens/{token['id']}/revoke")
    assert again.status_code == 200
    assert again.json()["revoked_at"] == tokens(world, session)[0]["revoked_at"]


def test_tokens_of_a_closed_session_are_not_replaced(world: World, now: Clock) -> None:
    session = world.open()
    act(world, session, "close")
    assert told(act(world, session, "tokens", {"kind": "fixed"})) == "session_state_invalid"
    past = {"kind": "fixed", "valid_until": "2026-03-02T08:59:59Z"}
    other = world.open(course=second_course(world))
    assert told(act(world, other, "tokens", past)) == "invalid"


def test_a_fixed_token_keeps_the_end_it_was_given(world: World, now: Clock) -> None:
    session = world.open()
    own_end = (now.moment + timedelta(minutes=5)).isoformat()
    act(world, session, "tokens", {"kind": "fixed", "valid_until": own_end})
    code = world.code(session)
    act(world, session, "extend", {"minutes": 60})
    now.tick(minutes=6)
    assert told(world.phone(world.students[0]).scan(code, finish=NOWHERE)) == "token_expired"


def test_a_fixed_token_without_an_end_follows_its_session(world: World, now: Clock) -> None:
    session = world.open(kind=TokenKind.FIXED)
    code = world.code(session)
    act(world, session, "extend", {"minutes": 60})
    now.tick(minutes=70)
    assert told(world.phone(world.students[0]).scan(code, finish=NOWHERE)) == "accepted"


def test_a_fixed_code_is_the_same_all_the_time(world: World, now: Clock) -> None:
    session = world.open(kind=TokenKind.FIXED)
    code, word = (
        world.code(session),
        world.staff().get(f"/api/sessions/{session.pk}/projector/").json()["typed"][0]["code"],
    )
    now.tick(minutes=14)
    page = world.staff().get(f"/api/sessions/{session.pk}/projector/").json()
    assert [len(page["codes"]), len(page["typed"])] == [1, 1]
    assert page["codes"][0]["url"].endswith(code)
    assert told(world.phone(world.students[0]).scan(code, finish=NOWHERE)) == "accepted"
    assert told(world.phone(world.students[1]).type_code(word, NOWHERE)) == "accepted"


@pytest.mark.parametrize("period", [3, 5, 17, 60])
def test_the_projector_shows_this_code_and_the_next(world: World, now: Clock, period: int) -> None:
    world.set_policy(code_period_s=period)
    session = world.open()
    now.tick(1.5)
    page = world.staff().get(f"/api/sessions/{session.pk}/projector/").json()
    first, second = page["codes"]
    assert page["period_ms"] == period * 1000
    assert first["valid_from_ms"] <= page["server_time_ms"] < first["valid_until_ms"]
    assert first["valid_until_ms"] - first["valid_from_ms"] == period * 1000
    assert second["valid_from_ms"] == first["valid_until_ms"]
    assert first["url"] == f"HTTP://DEMO.LOCALHOST/C/{world.code(session)}"
    now.tick(period)
    assert second["url"].endswith(world.code(session))
