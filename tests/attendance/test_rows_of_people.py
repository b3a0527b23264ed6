"""Rows 7 to 12 of the order of judgement: who asks, with which phone."""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.attendance.enums import ClaimState
from apps.attendance.models import CheckInAttempt, RecordChange
from apps.core import tenancy
from tests.support.checkin import (
    NOWHERE,
    Clock,
    at_once,
    attempts_of,
    every_entrance,
    in_two,
    last_claim,
    leaves,
    record_of,
    second_course,
    told,
    typed,
)
from tests.support.world import Phone, World, make_student, make_user


def claimed(world: World, phone: Phone) -> str:
    """Return the claim that the phone makes before anybody signs in on it."""
    token, phone.token = phone.token, None
    answer = phone.scan(world.code(world.open()))
    phone.token = token
    return str(answer.json()["claim_id"])


def test_row_07_nobody_signed_in_keeps_the_claim(world: World) -> None:
    session = world.open()
    phone = world.phone()
    with leaves(claims=1):
        answer = phone.scan(world.code(session), finish=NOWHERE)
    body = answer.json()
    assert (answer.status_code, told(answer)) == (202, "sign_in_required")
    assert (body["record"], body["attempt_id"]) == (None, None)
    assert body["session"]["finish_within_s"] == 120
    assert last_claim(world).state == ClaimState.OPEN
    with leaves():
        again = phone.finish(body["claim_id"], NOWHERE)
    assert (again.status_code, told(again)) == (202, "sign_in_required")
    assert again.json()["claim_id"] == body["claim_id"]


def test_row_07_the_same_reference_finds_the_claim_that_was_there(world: World, now: Clock) -> None:
    session = world.open()
    phone, code = world.phone(), world.code(session)
    reference = "3d7f4f0e-7d0c-4a6e-9f3b-0d5a4d3b2a10"
    first = phone.scan(code, reference=reference).json()["claim_id"]
    now.tick(3)
    with leaves():
        assert phone.scan(code, reference=reference).json()["claim_id"] == first
    assert last_claim(world).arrived_at == now.moment - timedelta(seconds=3)


def test_row_07_typing_needs_a_student(world: World) -> None:
    session = world.open()
    with leaves():
        nobody = typed(world, session, world.phone())
        lecturer = typed(world, session, world.staff())
    assert (nobody.status_code, told(nobody)) == (401, "not_authenticated")
    assert (lecturer.status_code, told(lecturer)) == (403, "permission_denied")


@pytest.mark.parametrize(("seconds", "expected"), [(120, "accepted"), (120.001, "claim_expired")])
def test_row_08_a_claim_waits_as_long_as_the_policy_says(
    world: World, now: Clock, seconds: float, expected: str
) -> None:
    student = world.students[0]
    phone = world.phone(student)
    claim_id = claimed(world, phone)
    now.tick(seconds)
    late = expected == "claim_expired"
    with leaves(attempts=1, records=0 if late else 1):
        answer = phone.finish(claim_id, NOWHERE)
    assert (answer.status_code, told(answer)) == (410 if late else 201, expected)
    claim = last_claim(world)
    assert claim.state == (ClaimState.EXPIRED if late else ClaimState.FINISHED)
    assert claim.student == student


def unsigned(phone: Phone) -> None:
    phone.sign = lambda message: ""  # type: ignore[method-assign]  # a phone without its key


def signed_for_something_else(phone: Phone) -> None:
    honest = phone.sign
    phone.sign = lambda message: honest(message + b" ")  # type: ignore[method-assign]  # same


def signed_by_another_key(phone: Phone) -> None:
    phone.sign = Phone().sign  # type: ignore[method-assign]  # same


def signed_by_rubbish(phone: Phone) -> None:
    phone.sign = lambda message: "A" * 86  # type: ignore[method-assign]  # same


@pytest.mark.parametrize(
    "spoil", [unsigned, signed_for_something_else, signed_by_another_key, signed_by_rubbish]
)
@every_entrance
def test_row_09_what_is_not_signed_by_the_phones_key(world: World, enter: Any, spoil: Any) -> None:
    session = world.open()
    phone = world.phone(world.students[0])
    spoil(phone)
    anonymous_claim = enter is in_two
    with leaves(attempts=0 if anonymous_claim else 1):
        answer = enter(world, session, phone)
    assert (answer.status_code, told(answer)) == (403, "claim_not_yours")
    assert told(enter(world, session, world.phone(world.students[0]))) == "accepted"


def test_row_09_a_claim_is_finished_by_the_phone_that_made_it(world: World) -> None:
    mine, other = world.phone(world.students[0]), world.phone(world.students[0])
    claim_id = claimed(world, mine)
    with leaves(attempts=1):
        answer = other.finish(claim_id, NOWHERE)
    assert (answer.status_code, told(answer)) == (403, "claim_not_yours")
    assert last_claim(world).state == ClaimState.OPEN
    assert told(mine.finish(claim_id, NOWHERE)) == "accepted"


def test_row_09_a_finish_signed_for_another_claim_is_refused(world: World) -> None:
    phone = world.phone(world.students[0])
    claim_id = claimed(world, phone)
    honest = phone.sign
    phone.sign = lambda message: honest(  # type: ignore[method-assign]  # a replayed signature
        message.replace(claim_id.encode(), b"3d7f4f0e-7d0c-4a6e-9f3b-0d5a4d3b2a10")
    )
    assert told(phone.finish(claim_id, NOWHERE)) == "claim_not_yours"


def test_row_09_one_claim_is_for_one_student(world: World) -> None:
    phone = world.phone(world.students[0])
    claim_id = claimed(world, phone)
    assert told(phone.finish(claim_id, NOWHERE)) == "accepted"
    phone.token = world.sign_in(world.students[1].user)
    with leaves(attempts=1):
        answer = phone.finish(claim_id, NOWHERE)
    assert (answer.status_code, told(answer)) == (403, "claim_not_yours")
    assert attempts_of(world, world.students[1])[0].outcome == "claim_not_yours"


def test_row_09_a_claim_without_key_needs_no_signature_and_lowers_the_band(world: World) -> None:
    phone = world.phone(world.students[0], keyless=True)
    answer = phone.finish(claimed(world, phone), NOWHERE)
    assert told(answer) == "accepted_for_review"
    assert [one["code"] for one in answer.json()["record"]["reasons"]] == ["device_missing"]


def test_row_09_no_claim_is_kept_for_a_key_that_did_not_sign_it(world: World, now: Clock) -> None:
    planned = world.open(opens_at=now.moment + timedelta(minutes=5))
    absent_friend = Phone()
    helper = world.phone(world.students[0])
    code = world.code(planned)
    with leaves(attempts=1):
        answer = helper.scan(code, public_key=absent_friend.public_key)
    assert told(answer) == "claim_not_yours"
    helper.token = None
    with leaves():
        assert told(helper.scan(code, public_key=absent_friend.public_key)) == "claim_not_yours"
    with leaves(claims=1):
        assert told(helper.scan(code)) == "session_not_open"


@pytest.mark.parametrize("enter", [at_once, in_two])
def test_row_10_a_user_of_another_organisation_leaves_nothing_of_theirs(
    world: World, foreign: World, enter: Any
) -> None:
    session = world.open()
    stranger = foreign.students[0]
    phone = foreign.phone(stranger)
    with leaves(attempts=1, claims=1 if enter is in_two else 0):
        answer = enter(world, session, phone)
    assert (answer.status_code, told(answer)) == (404, "wrong_organisation")
    params = answer.json()["params"]
    assert params["organization"] == "Demo University"
    assert "attempt_id" not in params
    with tenancy.activate(world.organization):
        kept = CheckInAttempt.objects.get()
        theirs = (kept.student_id, kept.client_reference, kept.device_key, kept.network)
        assert theirs == (None, None, "", "")
    with tenancy.activate(foreign.organization):
        assert CheckInAttempt.objects.count() == 0


def test_row_10_an_overdue_claim_never_names_a_foreign_student(
    world: World, foreign: World, now: Clock
) -> None:
    phone = foreign.phone(foreign.students[0])
    claim_id = claimed(world, phone)
    now.tick(minutes=3)
    with leaves(attempts=1):
        assert told(phone.finish(claim_id, NOWHERE)) == "claim_expired"
    claim = last_claim(world)
    assert (claim.state, claim.student_id) == (ClaimState.EXPIRED, None)


def test_row_10_platform_staff_belong_to_no_organisation(world: World) -> None:
    session = world.open()
    admin = User.objects.create_superuser("root")
    phone = Phone(world.sign_in(admin), host="demo.localhost")
    with leaves(attempts=1):
        assert told(at_once(world, session, phone)) == "wrong_organisation"


def test_row_10_attempts_of_strangers_are_limited_by_account(world: World, foreign: World) -> None:
    session = world.open()
    phone = foreign.phone(foreign.students[0])
    for _ in range(30):
        assert told(at_once(world, session, phone)) == "wrong_organisation"
    with leaves():
        answer = at_once(world, session, phone)
    assert (answer.status_code, told(answer)) == (429, "rate_limited")
    assert answer.json()["params"]["retry_after_s"] > 0
    other = foreign.phone(foreign.students[1])
    assert told(at_once(world, session, other)) == "wrong_organisation"


def not_enrolled_student(world: World, how: str, now: Clock) -> Any:
    """Return a student who is not of the course today, for one of the possible reasons."""
    if how == "never":
        return make_student(world.organization)
    student = world.students[0]
    today = now.moment.date()
    with tenancy.activate(world.organization):
        mine = student.enrollments.get()
        if how == "ended":
            mine.to_date = today - timedelta(days=1)
        else:
            mine.from_date = today + timedelta(days=1)
        mine.save()
    return student


@pytest.mark.parametrize("how", ["never", "ended", "later"])
@pytest.mark.parametrize("enter", [at_once, in_two])
def test_row_11_not_a_student_of_the_course_that_day(
    world: World, now: Clock, enter: Any, how: str
) -> None:
    session = world.open()
    student = not_enrolled_student(world, how, now)
    with leaves(attempts=1, claims=1 if enter is in_two else 0):
        answer = enter(world, session, world.phone(student))
    assert (answer.status_code, told(answer)) == (403, "not_enrolled")
    params = answer.json()["params"]
    assert params["course"]["name"] == "Programming"
    assert params["current_class"] is None
    assert params["attempt_id"] == attempts_of(world, student)[0].pk


def test_row_11_names_the_class_that_the_student_has_now(world: World) -> None:
    session = world.open()
    student = make_student(world.organization)
    elsewhere = second_course(world, students=[student])
    world.open(course=elsewhere)
    answer = at_once(world, session, world.phone(student))
    assert answer.json()["params"]["current_class"] == {"code": "MTH102", "name": "Algebra"}


def test_row_11_the_day_is_the_organisations_own(world: World, now: Clock) -> None:
    # 21:30 UTC is half past midnight of the next day in Kampala.
    now.moment = now.moment.replace(hour=21, minute=30)
    session = world.open()
    student = world.students[0]
    with tenancy.activate(world.organization):
        mine = student.enrollments.get()
        mine.to_date = now.moment.date()
        mine.save()
    assert told(at_once(world, session, world.phone(student))) == "not_enrolled"
    assert told(at_once(world, session, world.phone(world.students[1]))) == "accepted"


def test_row_11_staff_do_not_check_in(world: World) -> None:
    session = world.open()
    admin = make_user(world.organization, Role.ADMIN)
    for phone in (world.staff(), Phone(world.sign_in(admin), host="demo.localhost")):
        with leaves():
            answer = at_once(world, session, phone)
        assert (answer.status_code, told(answer)) == (403, "not_enrolled")


@pytest.mark.parametrize("late", [False, True])
@every_entrance
def test_row_12_answers_with_the_first_time(
    world: World, now: Clock, enter: Any, late: bool
) -> None:
    session = world.open()
    student = world.students[0]
    now.tick(minutes=10, seconds=1 if late else 0)
    first = enter(world, session, world.phone(student)).json()["record"]
    now.tick(45)
    with leaves(claims=1 if enter is in_two else 0):
        answer = enter(world, session, world.phone(student))
    assert (answer.status_code, told(answer)) == (200, "already_checked_in")
    assert answer.json()["record"] == first
    assert first["status"] == ("late" if late else "present")
    assert first["late_by_s"] == (601 if late else None)
    if enter is in_two:
        assert last_claim(world).state == ClaimState.FINISHED


@pytest.mark.parametrize("status", ["absent", "excused"])
@every_entrance
def test_row_12_absent_or_excused_becomes_present_with_a_change(
    world: World, enter: Any, status: str
) -> None:
    session = world.open()
    student = world.students[0]
    url = f"/api/sessions/{session.pk}/register/{student.pk}/"
    assert world.staff().send("PUT", url, {"status": status}).status_code == 200
    with leaves(attempts=1, changes=1, claims=1 if enter is in_two else 0):
        answer = enter(world, session, world.phone(student))
    # Whom a person has made absent, that person looks at again.
    outcome = "accepted_for_review" if status == "absent" else "accepted"
    assert (answer.status_code, told(answer)) == (201, outcome)
    with tenancy.activate(world.organization):
        change = RecordChange.objects.order_by("pk").last()
    assert change is not None
    assert (change.from_status, change.to_status, change.kind) == (status, "present", "check_in")
    assert change.by == student.user


def test_row_12_repeating_a_finished_claim_does_not_undo_the_lecturer(world: World) -> None:
    student = world.students[0]
    phone = world.phone(student)
    claim_id = claimed(world, phone)
    session = last_claim(world).session_id
    assert told(phone.finish(claim_id, NOWHERE)) == "accepted"
    assert told(phone.finish(claim_id, NOWHERE)) == "already_checked_in"
    url = f"/api/sessions/{session}/register/{student.pk}/"
    world.staff().send("PUT", url, {"status": "absent"})
    with leaves(attempts=1):
        assert told(phone.finish(claim_id, NOWHERE)) == "claim_expired"
    with tenancy.activate(world.organization):
        assert student.records.get().status == "absent"


def test_a_repeat_after_a_lost_answer_is_answered_as_the_first_time(
    world: World, now: Clock
) -> None:
    session = world.open()
    phone, code = world.phone(world.students[0]), world.code(session)
    reference = "3d7f4f0e-7d0c-4a6e-9f3b-0d5a4d3b2a10"
    first = phone.scan(code, reference=reference, finish=NOWHERE).json()["record"]
    now.tick(40)
    with leaves():
        again = phone.scan(code, reference=reference, finish=NOWHERE)
    assert (told(again), again.json()["record"]) == ("already_checked_in", first)
    with leaves(attempts=1):
        assert told(phone.scan(code, finish=NOWHERE)) == "code_expired"


def test_a_repeat_after_a_lost_answer_finds_its_claim(world: World, now: Clock) -> None:
    session = world.open()
    phone, code = world.phone(), world.code(session)
    reference = "3d7f4f0e-7d0c-4a6e-9f3b-0d5a4d3b2a10"
    first = phone.scan(code, reference=reference).json()["claim_id"]
    now.tick(40)
    with leaves():
        again = phone.scan(code, reference=reference)
    assert (told(again), again.json()["claim_id"]) == ("sign_in_required", first)
    thief = world.phone(world.students[1])
    with leaves(attempts=1):
        assert told(thief.scan(code, reference=reference, finish=NOWHERE)) == "code_expired"
    phone.token = world.sign_in(world.students[0].user)
    with leaves(attempts=1, records=1):
        answer = phone.scan(code, reference=reference, finish=NOWHERE)
    assert told(answer) == "accepted"
    kept = record_of(world, session, world.students[0])
    assert kept.arrived_at == now.moment - timedelta(seconds=40)


def test_row_07_a_sign_in_that_has_ended_is_said_and_the_scan_can_be_claimed_without_it(
    world: World, now: Clock
) -> None:
    phone = world.phone(world.students[0])
    now.tick(minutes=61)
    session = world.open()
    code = world.code(session)
    with leaves():
        ended = phone.scan(code, finish=NOWHERE)
    assert (ended.status_code, told(ended)) == (401, "token_invalid")
    phone.token = None
    with leaves(claims=1):
        assert told(phone.scan(code)) == "sign_in_required"
