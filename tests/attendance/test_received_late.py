"""Scans that a phone without connection kept: what the code proves, and what a person decides."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.enums import TokenKind
from apps.attendance.models import AttemptDecision
from apps.attendance.services import sessions
from apps.core import tenancy
from tests.support.checkin import (
    NOWHERE,
    Clock,
    attempts_of,
    last_claim,
    leaves,
    record_of,
    told,
)
from tests.support.world import Phone, World


def kept_scan(phone: Phone, code: str, now: Clock, **more: Any) -> Any:
    """Send a scan as the offline queue does; the phone's clock is an hour wrong."""
    wrong = (now.moment - timedelta(hours=1)).isoformat()
    return phone.scan(code, **{"scanned_at": wrong, "scanned_age_s": 300, **more})


def review(world: World, session: Any) -> list[dict[str, Any]]:
    answer = world.staff().get(f"/api/sessions/{session.pk}/review/")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def decide(world: World, attempt_id: int, decision: str, reason: str = "") -> Any:
    body = {"decision": decision, "reason": reason}
    return world.staff().send("POST", f"/api/attempts/{attempt_id}/decide/", body)


def test_a_kept_scan_that_still_holds_is_ordinary(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(14.9)
    with leaves(records=1, attempts=1):
        answer = kept_scan(world.phone(world.students[0]), code, now, finish=NOWHERE)
    assert told(answer) == "accepted"
    attempt = attempts_of(world, world.students[0])[0]
    assert (attempt.claimed_at, attempt.arrived_at) == (None, now.moment)


@pytest.mark.parametrize("passed", ["grace", "close", "close button", "a day"])
def test_a_kept_scan_waits_for_the_lecturer(world: World, now: Clock, passed: str) -> None:
    session = world.open()
    now.tick(60)
    code, shown_at = world.code(session), now.moment
    if passed == "close button":
        now.tick(20)
        with tenancy.activate(world.organization):
            sessions.close(session=session, by=world.lecturer.user, now=now.moment)
    now.tick({"grace": 480, "close": 3600, "close button": 20, "a day": 86400}[passed])
    student = world.students[0]
    world.tokens.clear()
    with leaves(attempts=1):
        answer = kept_scan(world.phone(student), code, now, finish=NOWHERE)
    assert (answer.status_code, told(answer)) == (202, "received_late")
    assert answer.json()["record"] is None
    attempt = attempts_of(world, student)[0]
    assert attempt.pk == answer.json()["attempt_id"]
    assert attempt.claimed_at == now.moment - timedelta(seconds=300)
    (item,) = review(world, session)
    assert (item["kind"], item["attempt_id"]) == ("received_late", attempt.pk)
    if passed != "grace":
        # The page reads the register first, which writes the absences of a closed session.
        with leaves(records=0 if passed == "close button" else 3):
            world.staff().get(f"/api/sessions/{session.pk}/live/")
        assert record_of(world, session, student).contested is True
    with leaves(records=1 if passed == "grace" else 0, changes=1):
        accepted = decide(world, attempt.pk, "accept")
    assert accepted.status_code == 200
    row = accepted.json()["row"]
    assert (row["status"], row["band"]) == ("present", "standard")
    assert record_of(world, session, student).arrived_at == shown_at
    assert review(world, session) == []


def test_what_is_too_old_or_unsigned_or_forged_is_refused(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    student = world.students[0]
    now.tick(480)
    keyless = world.phone(student, keyless=True)
    assert told(kept_scan(keyless, code, now)) == "code_expired"
    unsigned = world.phone(student)
    unsigned.sign = lambda message: ""  # type: ignore[method-assign]  # a phone without its key
    assert told(kept_scan(unsigned, code, now)) == "code_expired"
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert told(kept_scan(world.phone(student), forged, now)) == "code_invalid"
    without_time = world.phone(student).scan(code)
    assert told(without_time) == "code_expired"
    only_age = world.phone(student).scan(code, scanned_age_s=480)
    assert told(only_age) == "code_expired"
    assert told(kept_scan(world.phone(student), code, now)) == "received_late"


@pytest.mark.parametrize(("hours", "expected"), [(24, "received_late"), (24.001, "session_closed")])
def test_a_day_is_the_limit(world: World, now: Clock, hours: float, expected: str) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(hours=hours)
    assert told(kept_scan(world.phone(world.students[0]), code, now)) == expected


def test_the_phones_clock_decides_nothing(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(480)
    for claimed in ("1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"):
        phone = world.phone(world.students[0])
        answer = phone.scan(code, scanned_at=claimed, scanned_age_s=None)
        assert told(answer) == "received_late"
    (attempt, _) = attempts_of(world, world.students[0])
    assert attempt.claimed_at is not None
    assert attempt.claimed_at.year == 1970
    decide(world, attempt.pk, "accept")
    assert record_of(world, session, world.students[0]).arrived_at == session.opens_at


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_revoked_token_proves_what_was_shown_before(world: World, now: Clock, when: str) -> None:
    session = world.open()
    token = world.token_of(session)
    code = world.code(session)
    if when == "after":
        now.tick(60)
    url = f"/api/sessions/{session.pk}/tokens/{token.pk}/revoke/"
    now.tick(1 if when == "before" else 0)
    shown_when_revoked = world.code(session)
    world.staff().send("POST", url)
    now.tick(480)
    phone = world.phone(world.students[0])
    if when == "before":
        assert told(kept_scan(phone, code, now)) == "received_late"
    else:
        assert told(kept_scan(phone, code, now)) == "received_late"
        assert told(kept_scan(phone, shown_when_revoked, now)) == "token_revoked"


def test_a_code_of_before_the_opening_is_not_taken(world: World, now: Clock) -> None:
    session = world.open(opens_at=now.moment + timedelta(minutes=10))
    early = world.code(session)
    now.tick(600 - 5)
    last_before = world.code(session)
    now.tick(480)
    phone = world.phone(world.students[0])
    assert told(kept_scan(phone, early, now)) == "code_expired"
    assert told(kept_scan(phone, last_before, now)) == "code_expired"


def test_the_first_code_of_a_session_counts_although_its_step_began_before(
    world: World, now: Clock
) -> None:
    now.tick(2.5)
    session = world.open()
    code = world.code(session)
    now.tick(480)
    assert told(kept_scan(world.phone(world.students[0]), code, now)) == "received_late"


def test_fixed_codes_prove_no_time(world: World, now: Clock) -> None:
    session = world.open(kind=TokenKind.FIXED)
    code = world.code(session)
    now.tick(3600)
    assert told(kept_scan(world.phone(world.students[0]), code, now)) == "session_closed"


def test_not_signed_in_the_claim_waits_and_is_received_late_when_finished(
    world: World, now: Clock
) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(480)
    phone = world.phone()
    with leaves(claims=1):
        answer = kept_scan(phone, code, now)
    assert told(answer) == "sign_in_required"
    claim_id = answer.json()["claim_id"]
    now.tick(60)
    phone.token = world.sign_in(world.students[0].user)
    with leaves(attempts=1):
        done = phone.finish(claim_id, NOWHERE)
    assert (done.status_code, told(done)) == (202, "received_late")
    assert last_claim(world).state == "received_late"
    now.tick(600)
    with leaves():
        again = phone.finish(claim_id, NOWHERE)
    assert again.json()["attempt_id"] == done.json()["attempt_id"]


def test_sending_a_kept_scan_again_changes_nothing(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(480)
    phone, reference = world.phone(world.students[0]), str(uuid.uuid4())
    first = kept_scan(phone, code, now, reference=reference)
    decide(world, first.json()["attempt_id"], "decline")
    with leaves():
        again = kept_scan(phone, code, now, reference=reference)
    assert again.json()["attempt_id"] == first.json()["attempt_id"]
    assert review(world, session) == []


def test_who_is_in_already_stays_in(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    phone = world.phone(world.students[0])
    phone.scan(code, finish=NOWHERE)
    now.tick(480)
    with leaves():
        assert told(kept_scan(phone, code, now)) == "already_checked_in"


def test_strangers_and_guests_are_judged_as_ever(world: World, foreign: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    with tenancy.activate(world.organization):
        world.students[0].enrollments.all().delete()
    now.tick(480)
    assert told(kept_scan(world.phone(world.students[0]), code, now)) == "not_enrolled"
    stranger = foreign.phone(foreign.students[0])
    assert told(kept_scan(stranger, code, now)) == "wrong_organisation"


def test_declining_leaves_no_record_and_deciding_twice_is_a_conflict(
    world: World, now: Clock
) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(480)
    attempt_id = kept_scan(world.phone(world.students[0]), code, now).json()["attempt_id"]
    with leaves():
        declined = decide(world, attempt_id, "decline", "Not in the room")
    assert declined.status_code == 200
    assert (declined.json()["row"]["status"], declined.json()["change_id"]) == (None, None)
    with leaves():
        twice = decide(world, attempt_id, "accept")
    assert (twice.status_code, told(twice)) == (409, "conflict")
    with tenancy.activate(world.organization):
        assert AttemptDecision.objects.get().reason == "Not in the room"
    assert review(world, session) == []
