"""The order of judgement itself: where two rows apply, the earlier one answers.

Each case makes the situation of both rows. The control removes the earlier one, and the later row
answers: so both did apply.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.enums import TokenKind
from apps.attendance.models import AttendanceToken
from apps.core import tenancy
from tests.support.checkin import NOWHERE, Clock, at_once, last_claim, told
from tests.support.world import INSIDE, OUTSIDE, Phone, World, at

CAMPUS = ["192.0.2.0/24"]


@dataclass
class Stage:
    """The people and things of a case; ``earlier`` says whether the earlier row applies too."""

    world: World
    foreign: World
    now: Clock
    earlier: bool

    def code_then(self, *, seconds: float, **options: Any) -> str:
        """Return a code of a new session, after which so much time passes."""
        code = self.world.code(self.world.open(**options))
        self.now.tick(seconds)
        return code

    def claim(self, phone: Phone) -> str:
        """Return a claim that the phone makes before anybody signs in on it."""
        token, phone.token = phone.token, None
        answer = phone.scan(self.world.code(self.world.open()))
        phone.token = token
        return str(answer.json()["claim_id"])

    def leave_course(self, student: Any) -> None:
        """End a student's enrolment."""
        with tenancy.activate(self.world.organization):
            student.enrollments.all().delete()


def rows_1_and_2(stage: Stage) -> Any:
    reference = "no uuid" if stage.earlier else None
    phone = stage.world.phone(stage.world.students[0])
    return phone.scan("ZZZZZZZZ0123456789AB", reference=reference)


def rows_2_and_3(stage: Stage) -> Any:
    session = stage.world.open()
    code = stage.world.code(session)
    with tenancy.activate(stage.world.organization):
        AttendanceToken.objects.filter(session=session).update(revoked_at=stage.now.moment)
    proof = "0" * 10 if stage.earlier else code[10:]
    return stage.world.phone(stage.world.students[0]).scan(code[:10] + proof)


def rows_3_and_4(stage: Stage) -> Any:
    session = stage.world.open(opens_at=stage.now.moment + timedelta(minutes=9))
    code = stage.world.code(session)
    if stage.earlier:
        with tenancy.activate(stage.world.organization):
            AttendanceToken.objects.filter(session=session).update(revoked_at=stage.now.moment)
    return stage.world.phone(stage.world.students[0]).scan(code)


def rows_3_and_5(stage: Stage) -> Any:
    session = stage.world.open(kind=TokenKind.FIXED)
    code = stage.world.code(session)
    if stage.earlier:
        with tenancy.activate(stage.world.organization):
            tokens = AttendanceToken.objects.filter(session=session)
            tokens.update(valid_until=stage.now.moment + timedelta(minutes=1))
    stage.now.tick(minutes=30)
    return stage.world.phone(stage.world.students[0]).scan(code)


def rows_4_and_6(stage: Stage) -> Any:
    ahead = 10 if stage.earlier else 0
    code = stage.code_then(seconds=60, opens_at=stage.now.moment + timedelta(minutes=ahead))
    return stage.world.phone(stage.world.students[0]).scan(code)


def rows_4_and_7(stage: Stage) -> Any:
    ahead = 10 if stage.earlier else 0
    code = stage.code_then(seconds=0, opens_at=stage.now.moment + timedelta(minutes=ahead))
    return stage.world.phone().scan(code)


def rows_5_and_6(stage: Stage) -> Any:
    code = stage.code_then(seconds=3600 if stage.earlier else 60)
    return stage.world.phone(stage.world.students[0]).scan(code)


def rows_6_and_7(stage: Stage) -> Any:
    code = stage.code_then(seconds=60 if stage.earlier else 1)
    return stage.world.phone().scan(code)


def rows_7_and_8(stage: Stage) -> Any:
    student = stage.world.students[0]
    phone = stage.world.phone(None if stage.earlier else student)
    claim = stage.claim(phone)
    stage.now.tick(minutes=3)
    return phone.finish(claim, NOWHERE)


def rows_8_and_9(stage: Stage) -> Any:
    claim = stage.claim(stage.world.phone())
    stage.now.tick(minutes=3 if stage.earlier else 1)
    return stage.world.phone(stage.world.students[0]).finish(claim, NOWHERE)


def rows_9_and_10(stage: Stage) -> Any:
    phone = stage.foreign.phone(stage.foreign.students[0])
    if stage.earlier:
        phone.sign = Phone().sign  # type: ignore[method-assign]  # another key's signature
    return at_once(stage.world, stage.world.open(), phone)


def rows_10_and_11(stage: Stage) -> Any:
    outsider = stage.foreign.students[0] if stage.earlier else stage.world.students[0]
    if not stage.earlier:
        stage.leave_course(outsider)
    token = stage.world.sign_in(outsider.user)
    return at_once(stage.world, stage.world.open(), Phone(token, host="demo.localhost"))


def rows_11_and_12(stage: Stage) -> Any:
    session, student = stage.world.open(), stage.world.students[0]
    at_once(stage.world, session, stage.world.phone(student))
    if stage.earlier:
        stage.leave_course(student)
    return at_once(stage.world, session, stage.world.phone(student))


def rows_12_and_13(stage: Stage) -> Any:
    stage.world.set_policy(device_rule="enforce")
    session, (one, two) = stage.world.open(), stage.world.students[:2]
    phone = stage.world.phone(one)
    at_once(stage.world, session, phone)
    if stage.earlier:
        at_once(stage.world, session, stage.world.phone(two))
    phone.token = stage.world.sign_in(two.user)
    return at_once(stage.world, session, phone)


def rows_13_and_14(stage: Stage) -> Any:
    stage.world.set_policy(device_rule="enforce", network_rule="enforce", allowed_networks=CAMPUS)
    session, (one, two) = stage.world.open(), stage.world.students[:2]
    phone = stage.world.phone(one)
    phone.client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    if stage.earlier:
        at_once(stage.world, session, phone)
    phone.token = stage.world.sign_in(two.user)
    phone.client.defaults["REMOTE_ADDR"] = "198.51.100.9"
    return at_once(stage.world, session, phone)


def rows_14_and_15(stage: Stage) -> Any:
    stage.world.set_policy(geofence_mode="enforce", network_rule="enforce", allowed_networks=CAMPUS)
    phone = stage.world.phone(stage.world.students[0])
    phone.client.defaults["REMOTE_ADDR"] = "198.51.100.9" if stage.earlier else "192.0.2.9"
    return at_once(stage.world, stage.world.open(), phone)


def rows_15_and_16(stage: Stage) -> Any:
    stage.world.set_policy(geofence_mode="enforce")
    fix = {**OUTSIDE, "age_s": 61} if stage.earlier else OUTSIDE
    phone = stage.world.phone(stage.world.students[0])
    return at_once(stage.world, stage.world.open(), phone, at(fix))


def row_16_and_acceptance(stage: Stage) -> Any:
    stage.world.set_policy(geofence_mode="enforce")
    phone = stage.world.phone(stage.world.students[0])
    return at_once(stage.world, stage.world.open(), phone, at(OUTSIDE if stage.earlier else INSIDE))


CASES: list[tuple[Callable[[Stage], Any], str, str]] = [
    (rows_1_and_2, "invalid", "code_invalid"),
    (rows_2_and_3, "code_invalid", "token_revoked"),
    (rows_3_and_4, "token_revoked", "session_not_open"),
    (rows_3_and_5, "token_expired", "session_closed"),
    # A session is never planned and closed at once: row 4 meets rows 6 and 7 instead.
    (rows_4_and_6, "session_not_open", "code_expired"),
    (rows_4_and_7, "session_not_open", "sign_in_required"),
    (rows_5_and_6, "session_closed", "code_expired"),
    (rows_6_and_7, "code_expired", "sign_in_required"),
    (rows_7_and_8, "sign_in_required", "claim_expired"),
    (rows_8_and_9, "claim_expired", "claim_not_yours"),
    (rows_9_and_10, "claim_not_yours", "wrong_organisation"),
    (rows_10_and_11, "wrong_organisation", "not_enrolled"),
    (rows_11_and_12, "not_enrolled", "already_checked_in"),
    (rows_12_and_13, "already_checked_in", "device_already_used"),
    (rows_13_and_14, "device_already_used", "network_not_allowed"),
    (rows_14_and_15, "network_not_allowed", "location_required"),
    (rows_15_and_16, "location_required", "outside_geofence"),
    (row_16_and_acceptance, "outside_geofence", "accepted"),
]


@pytest.mark.parametrize("earlier", [True, False], ids=["both", "control"])
@pytest.mark.parametrize(
    ("case", "first", "second"), CASES, ids=[case[0].__name__ for case in CASES]
)
def test_the_earlier_row_answers(
    world: World,
    foreign: World,
    now: Clock,
    case: Callable[[Stage], Any],
    first: str,
    second: str,
    earlier: bool,
) -> None:
    answer = case(Stage(world, foreign, now, earlier))
    assert told(answer) == (first if earlier else second)


def test_finishing_repeats_no_row_that_its_claim_has_passed(world: World, now: Clock) -> None:
    """Revoked, closed and changed since: the claim was in time, and that is what counts."""
    phone = world.phone()
    session = world.open(closes_after_min=1)
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    token = world.token_of(session)
    world.staff().send("POST", f"/api/sessions/{session.pk}/tokens/{token.pk}/revoke/")
    now.tick(90)
    phone.token = world.sign_in(world.students[0].user)
    assert told(phone.finish(claim_id, NOWHERE)) == "accepted"
    assert last_claim(world).state == "finished"
