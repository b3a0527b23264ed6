"""THREATS 1, 2, 4, 5, 6, 7, 8 and 10: codes that travel, phones that are lent, places made up."""

import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.attendance.models import CheckInAttempt
from apps.attendance.rules import codes
from apps.attendance.rules.location import Fence
from apps.attendance.services import places, sessions
from apps.core import tenancy
from tests.support.checkin import (
    NOWHERE,
    Clock,
    at_once,
    every_entrance,
    kept,
    leaves,
    second_course,
    told,
)
from tests.support.world import INSIDE, Phone, World, at


def rows_of(world: World, session: Any) -> dict[int, dict[str, Any]]:
    """Return the register by student, as the lecturer sees it."""
    rows = world.staff().get(f"/api/sessions/{session.pk}/live/").json()["rows"]
    return {row["student"]["id"]: row for row in rows}


def reasons(row: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in row["reasons"]}


# --- 1: a photograph of the code, sent later ---------------------------------------------------


@pytest.mark.parametrize("offline", [False, True], ids=["sent on", "claimed offline"])
def test_threat_01_a_photograph_sent_later_makes_no_record(
    world: World, now: Clock, offline: bool
) -> None:
    session = world.open()
    photograph = world.code(session)
    now.tick(15)
    friend = world.phone(world.students[0])
    pretence: dict[str, Any] = {"scanned_at": "2026-03-02T09:00:01Z", "scanned_age_s": 14}
    pretence = pretence if offline else {}
    with leaves(attempts=1):
        answer = friend.scan(photograph, finish=NOWHERE, **pretence)
    assert told(answer) == ("received_late" if offline else "code_expired")
    assert rows_of(world, session)[world.students[0].pk]["status"] is None


def test_threat_01_control_the_same_code_within_its_window(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(14.999)
    assert told(world.phone(world.students[0]).scan(code, finish=NOWHERE)) == "accepted"


# --- 2: the link out of the code, pasted into a chat -------------------------------------------


def test_threat_02_a_claim_is_worthless_in_another_browser(world: World) -> None:
    session = world.open()
    in_class = world.phone()
    claim_id = in_class.scan(world.code(session)).json()["claim_id"]
    for number, friend in enumerate(world.students[:2]):
        elsewhere = world.phone(friend, keyless=number == 1)
        with leaves(attempts=1):
            answer = elsewhere.finish(claim_id, NOWHERE)
        assert told(answer) == "claim_not_yours"


def test_threat_02_claims_cannot_be_collected_for_keys_of_friends(world: World) -> None:
    session = world.open()
    helper, friend = world.phone(), world.phone(world.students[0])
    with leaves():
        answer = helper.scan(world.code(session), public_key=friend.public_key)
    assert told(answer) == "claim_not_yours"


def test_threat_02_the_link_is_dead_when_its_window_is(world: World, now: Clock) -> None:
    session = world.open()
    link = world.code(session).lower()
    now.tick(3600)
    world.tokens.clear()
    assert told(world.phone(world.students[0]).scan(link)) == "session_closed"


def test_threat_02_how_far_into_its_step_a_code_came_is_kept(world: World, now: Clock) -> None:
    session = world.open()
    code = world.code(session)
    now.tick(3.25)
    world.phone(world.students[0]).scan(code, finish=NOWHERE)
    assert kept()["attempts"] == 1
    with tenancy.activate(world.organization):
        assert CheckInAttempt.objects.get().ms_into_step == 3250


def test_threat_02_control_the_phone_that_claimed_finishes(world: World) -> None:
    session = world.open()
    in_class = world.phone()
    claim_id = in_class.scan(world.code(session)).json()["claim_id"]
    in_class.token = world.sign_in(world.students[0].user)
    assert told(in_class.finish(claim_id, NOWHERE)) == "accepted"


# --- 4: codes still to come, read from the projector page --------------------------------------


def test_threat_04_the_projector_page_holds_two_codes_and_the_later_is_not_taken(
    world: World, now: Clock
) -> None:
    session = world.open()
    page = world.staff().get(f"/api/sessions/{session.pk}/projector/").json()
    assert [len(page["codes"]), len(page["typed"])] == [2, 2]
    current, coming = (one["url"].rpartition("/")[2] for one in page["codes"])
    assert page["codes"][1]["valid_from_ms"] == page["codes"][0]["valid_until_ms"]
    phone = world.phone(world.students[0])
    with leaves(attempts=1):
        assert told(phone.scan(coming, finish=NOWHERE)) == "code_invalid"
    with leaves(attempts=1):
        assert told(phone.type_code(page["typed"][1]["code"], NOWHERE)) == "code_invalid"
    assert told(world.phone(world.students[1]).scan(current, finish=NOWHERE)) == "accepted"
    now.tick(5)
    assert told(phone.scan(coming, finish=NOWHERE)) == "accepted"


def test_threat_04_nothing_else_that_staff_can_read_holds_the_secret(world: World) -> None:
    session = world.open()
    secret = bytes(world.token_of(session).secret)
    staff = world.staff()
    for path in ("", "tokens/", "projector/", "live/", "review/"):
        body = staff.get(f"/api/sessions/{session.pk}/{path}").content
        assert secret not in body
        assert secret.hex().encode() not in body.lower()
    student = world.phone(world.students[0])
    refused = student.get(f"/api/sessions/{session.pk}/projector/")
    assert told(refused) == "permission_denied"


# --- 5: a forged code --------------------------------------------------------------------------


def test_threat_05_one_changed_character_is_no_code(world: World) -> None:
    session = world.open()
    code = world.code(session)
    phone = world.phone()
    for place in range(10, 20):
        wrong = codes.ALPHABET[(codes.ALPHABET.index(code[place]) + 1) % 32]
        with leaves():
            forged = phone.scan(code[:place] + wrong + code[place + 1 :])
        assert told(forged) == "code_invalid"
    assert told(phone.scan(code)) == "sign_in_required"


def test_threat_05_each_token_has_a_secret_of_its_own(world: World) -> None:
    session = world.open()
    before = world.code(session)
    world.staff().send("POST", f"/api/sessions/{session.pk}/tokens/", {"kind": "rotating"})
    after = world.code(session)
    mixed = after[:8] + before[8:]
    assert told(world.phone().scan(mixed)) == "code_invalid"
    assert told(world.phone().scan(after)) == "sign_in_required"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(proof=st.text(alphabet=codes.ALPHABET, min_size=12, max_size=12))
def test_threat_05_invented_proofs_fill_no_table(opened: tuple[World, str], proof: str) -> None:
    world, public_id = opened
    with leaves():
        assert told(world.phone().scan(public_id + proof)) == "code_invalid"


@pytest.fixture
def opened(world: World) -> tuple[World, str]:
    """Return a university with an open session, and its token's public id."""
    return world, world.token_of(world.open()).public_id


def test_threat_05_proofs_are_compared_in_constant_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []
    honest = hmac.compare_digest

    def watch(one: Any, two: Any) -> bool:
        compared.append((one, two))
        return honest(one, two)

    monkeypatch.setattr(hmac, "compare_digest", watch)
    secret = hashlib.sha256(b"x").digest()
    good = codes.qr_code(secret, 7)
    for code in (good, good[:-1] + "0", good[:2] + "0" * 10):
        codes.read_qr(code, secret=secret, period_s=5, grace_steps=2, now_ms=35_000, earliest_ms=0)
    codes.read_fixed(good, secret=secret, now_ms=0)
    codes.typed_matches("000000", secret=secret, now_ms=90_000, fixed=False)
    assert len(compared) == 3 + 1 + 2


# --- 6: the same student twice -----------------------------------------------------------------


@every_entrance
def test_threat_06_twice_is_once_with_the_first_time(world: World, now: Clock, enter: Any) -> None:
    session = world.open()
    student = world.students[0]
    first = enter(world, session, world.phone(student))
    now.tick(4)
    second = enter(world, session, world.phone(student))
    assert [told(first), told(second)] == ["accepted", "already_checked_in"]
    assert second.json()["record"] == first.json()["record"]
    assert (kept()["records"], kept()["attempts"]) == (1, 1)


def test_threat_06_a_retry_under_the_same_reference_is_once(world: World) -> None:
    session = world.open()
    phone, code, reference = world.phone(world.students[0]), world.code(session), str(uuid.uuid4())
    with leaves(records=1, attempts=1):
        answers = [phone.scan(code, finish=NOWHERE, reference=reference) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]


def test_threat_06_control_another_student_is_another_record(world: World) -> None:
    session = world.open()
    with leaves(records=2, attempts=2):
        for student in world.students[:2]:
            assert told(at_once(world, session, world.phone(student))) == "accepted"


# --- 7: a replay rule that blocks the class ----------------------------------------------------


def test_threat_07_one_code_is_for_the_whole_class_once_each(world: World) -> None:
    session = world.open()
    code = world.code(session)
    phones = [world.phone(student) for student in world.students]
    assert [told(phone.scan(code, finish=NOWHERE)) for phone in phones] == ["accepted"] * 3
    again = [told(phone.scan(code, finish=NOWHERE)) for phone in phones]
    assert again == ["already_checked_in"] * 3


# --- 8: a friend's password on one's own phone -------------------------------------------------


@pytest.mark.parametrize("rule", ["flag", "enforce"])
def test_threat_08_two_students_on_one_phone_are_flagged_both(world: World, rule: str) -> None:
    world.set_policy(device_rule=rule)
    session = world.open()
    one, two, apart = world.students
    phone = world.phone(one)
    at_once(world, session, phone)
    phone.token = world.sign_in(two.user)
    expected = "accepted_for_review" if rule == "flag" else "device_already_used"
    assert told(at_once(world, session, phone)) == expected
    at_once(world, session, world.phone(apart))
    rows = rows_of(world, session)
    assert "device_shared" in reasons(rows[one.pk])
    assert rows[one.pk]["band"] == "low"
    # Nobody is made absent by it, and the student apart, at the same address, is left alone.
    assert rows[one.pk]["status"] == "present"
    assert reasons(rows[apart.pk]) == set()
    if rule == "flag":
        assert rows[two.pk]["status"] == "present"
        assert "device_shared" in reasons(rows[two.pk])
    else:
        assert rows[two.pk]["attempts"] == 1


def test_threat_08_the_refused_friend_may_say_i_was_here(world: World) -> None:
    world.set_policy(device_rule="enforce")
    session = world.open()
    one, two = world.students[:2]
    phone = world.phone(one)
    at_once(world, session, phone)
    phone.token = world.sign_in(two.user)
    attempt = at_once(world, session, phone).json()["params"]["attempt_id"]
    told_it = phone.send("POST", f"/api/attempts/{attempt}/appeal/", {"note": "My phone is empty"})
    assert told_it.status_code == 201
    (item,) = world.staff().get(f"/api/sessions/{session.pk}/review/").json()["items"]
    assert (item["kind"], item["note"]) == ("appeal", "My phone is empty")


# --- 10: made-up places ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fix",
    [
        {**INSIDE, "accuracy_m": 0.0},
        {**INSIDE, "accuracy_m": 0.5},
        {"latitude": 0.335, "longitude": 32.568, "accuracy_m": 12.0, "age_s": 1},
    ],
    ids=["exact", "too exact", "few decimals"],
)
@every_entrance
def test_threat_10_implausible_fixes_are_lowered_not_refused(
    place: World, enter: Any, fix: dict[str, Any]
) -> None:
    session = place.open()
    student = place.students[0]
    answer = enter(place, session, place.phone(student), at(fix))
    assert told(answer) == "accepted_for_review"
    row = rows_of(place, session)[student.pk]
    assert (row["status"], row["band"]) == ("present", "low")
    assert "location_implausible" in reasons(row)


def test_threat_10_identical_coordinates_of_two_people_flag_both(place: World) -> None:
    session = place.open()
    one, two, apart = place.students
    for student, fix in (
        (one, INSIDE),
        (two, INSIDE),
        (apart, {**INSIDE, "latitude": 0.3346122}),
    ):
        at_once(place, session, place.phone(student), at(fix))
    rows = rows_of(place, session)
    assert [("location_identical" in reasons(rows[s.pk])) for s in (one, two, apart)] == [
        True,
        True,
        False,
    ]
    assert rows[apart.pk]["band"] == "high"


def test_threat_10_identical_coordinates_on_another_day(place: World, now: Clock) -> None:
    student = place.students[0]
    phone = place.phone(student)
    opened = []
    for day, fix in enumerate([INSIDE, INSIDE, {**INSIDE, "longitude": 32.5678913}]):
        now.tick(days=1)
        place.tokens.clear()  # a sign-in lasts twelve hours
        phone.token = place.sign_in(student.user)
        opened.append(place.open())
        answer = at_once(place, opened[-1], phone, at(fix))
        assert answer.status_code == 201, day
    found = ["location_identical" in reasons(rows_of(place, one)[student.pk]) for one in opened]
    assert found == [True, True, False]


@pytest.mark.parametrize(("minutes", "impossible"), [(1, True), (30, False)])
def test_threat_10_impossible_travel(
    place: World, now: Clock, minutes: int, impossible: bool
) -> None:
    student = place.students[0]
    phone = place.phone(student)
    at_once(place, place.open(), phone, at(INSIDE))
    now.tick(minutes=minutes)
    far = second_course(place, students=[student])
    with tenancy.activate(place.organization):
        there = sessions.open_session(
            organization=place.organization,
            course=far,
            by=place.lecturer.user,
            now=now.moment,
            place=places.Place(venue=None, fence=Fence(0.534512, 32.567891, 100)),
        )
    fix = {**INSIDE, "latitude": 0.5345129}
    assert told(at_once(place, there, phone, at(fix))) == "accepted"
    row = rows_of(place, there)[student.pk]
    assert ("impossible_travel" in reasons(row)) is impossible
    assert row["status"] == "present"


def test_threat_10_control_an_honest_fix_is_of_the_best_band(place: World) -> None:
    session = place.open()
    phone = place.phone(place.students[0])
    assert told(at_once(place, session, phone, at(INSIDE))) == "accepted"
    row = rows_of(place, session)[place.students[0].pk]
    assert (row["band"], reasons(row)) == ("high", set())


def test_threat_10_a_window_of_two_minutes_bounds_collecting(world: World, now: Clock) -> None:
    """A claim made in the room and finished from home later than the wait is refused."""
    session = world.open()
    phone = Phone(host="demo.localhost")
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    now.moment += timedelta(minutes=2, seconds=1)
    phone.token = world.sign_in(world.students[0].user)
    assert told(phone.finish(claim_id, NOWHERE)) == "claim_expired"
