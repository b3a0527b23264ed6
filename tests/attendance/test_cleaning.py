"""What attendance forgets, and that no rule still needed it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.attendance import tasks
from apps.attendance.enums import ClaimState
from apps.attendance.models import AttendanceRecord, AttendanceToken, Claim, RecordLocation
from apps.attendance.rules.timing import LATE_RECEIPT_LIMIT
from apps.attendance.services.cleaning import CLAIMS_KEPT_OPEN, TOKENS_KEPT
from apps.attendance.services.tokens import ROTATING_AFTERLIFE
from apps.core import batches, clock, tenancy
from tests.support.checkin import NOWHERE, Clock, act, at_once, last_claim, live, told
from tests.support.world import INSIDE, Phone, World, at

MOMENT = timedelta(milliseconds=1)


def clean() -> Any:
    tasks.clean_tokens.work(now=clock.now())


def tokens(world: World) -> int:
    with tenancy.activate(world.organization):
        return AttendanceToken.objects.count()


def signed_in_anew(world: World, phone: Phone) -> Phone:
    """Give the phone a sign-in of this moment: the one before has ended by the clock."""
    world.tokens.clear()
    phone.token = world.sign_in(world.students[0].user)
    return phone


def test_a_token_goes_when_no_rule_reads_it_any_more(world: World, now: Clock) -> None:
    session = world.open()
    ends = session.closes_at + ROTATING_AFTERLIFE
    now.moment = ends + TOKENS_KEPT - MOMENT
    assert tasks.clean_tokens.work(now=now.moment)["tokens_deleted"] == 0
    now.tick(0.001)
    assert tasks.clean_tokens.work(now=now.moment) == {"claims_expired": 0, "tokens_deleted": 1}
    assert tokens(world) == 0
    # The register of a session without tokens is still read, and may be opened again.
    assert live(world, session)["session"]["state"] == "closed"
    assert world.staff().get(f"/api/sessions/{session.pk}/").status_code == 200
    assert act(world, session, "reopen", {"reason": "Resit"}).status_code == 200
    assert tokens(world) == 1


def test_the_latest_scan_that_still_counts_is_received(world: World, now: Clock) -> None:
    """A phone without connection: shown at the last moment, received at the last moment."""
    session = world.open()
    phone = world.phone(world.students[0])
    now.moment = session.closes_at - timedelta(seconds=5)
    code, reference = world.code(session), str(uuid.uuid4())
    scanned = now.moment.isoformat()
    now.moment = session.closes_at + LATE_RECEIPT_LIMIT - timedelta(seconds=5)
    clean()
    signed_in_anew(world, phone)
    answer = phone.scan(code, finish=NOWHERE, reference=reference, scanned_at=scanned)
    assert (answer.status_code, told(answer)) == (202, "received_late")


def test_after_that_time_the_phone_hears_what_happened(world: World, now: Clock) -> None:
    session = world.open()
    phone = world.phone(world.students[0])
    code = world.code(session)
    now.moment = session.closes_at + ROTATING_AFTERLIFE + timedelta(hours=1)
    clean()
    known = signed_in_anew(world, phone).scan(code, finish=NOWHERE)
    assert told(known) == "session_closed"
    now.tick(days=30)
    clean()
    signed_in_anew(world, phone)
    assert told(phone.scan(code, finish=NOWHERE)) == "code_invalid"


def test_a_token_of_a_session_that_goes_on_stays(world: World, now: Clock) -> None:
    """A fixed token may end long before its session."""
    session = world.open(opens_at=now.moment + timedelta(days=300))
    with tenancy.activate(world.organization):
        AttendanceToken.objects.update(valid_until=now.moment)
    now.tick(days=299)
    clean()
    assert tokens(world) == 1
    assert session.closes_at > now.moment


def test_claims_that_nobody_finished_expire_and_keep_what_they_were(
    world: World, now: Clock
) -> None:
    session = world.open()
    phone = world.phone()
    claim_id = phone.scan(world.code(session)).json()["claim_id"]
    claim = last_claim(world)
    now.moment = claim.open_until + CLAIMS_KEPT_OPEN - MOMENT
    clean()
    assert last_claim(world).state == ClaimState.OPEN
    now.tick(0.001)
    assert tasks.clean_tokens.work(now=now.moment)["claims_expired"] == 1
    assert last_claim(world).state == ClaimState.EXPIRED
    with tenancy.activate(world.organization):
        kept = Claim.objects.get(pk=claim_id)
    assert kept.token_id is not None
    now.tick(days=30)
    clean()
    with tenancy.activate(world.organization):
        assert Claim.objects.get(pk=claim_id).token_id is None


def test_finishing_an_expired_claim_is_refused_the_same_before_and_after(
    world: World, now: Clock
) -> None:
    session = world.open()
    answers: list[tuple[int, str]] = []
    for _ in range(2):
        phone = world.phone()
        claim_id = phone.scan(world.code(session)).json()["claim_id"]
        now.moment = last_claim(world).open_until + CLAIMS_KEPT_OPEN
        if answers:
            clean()
        finished = signed_in_anew(world, phone).finish(claim_id, NOWHERE)
        answers.append((finished.status_code, told(finished)))
        now.moment = session.opens_at
    assert answers == [(410, "claim_expired")] * 2


@pytest.fixture
def located(place: World, now: Clock) -> World:
    place.set_policy(location_retention_h=2)
    session = place.open()
    answer = at_once(place, session, place.phone(place.students[0]), at(INSIDE))
    assert told(answer) == "accepted"
    return place


@pytest.mark.parametrize("active", [True, False])
def test_raw_locations_go_when_the_policy_says_also_where_the_school_is_closed(
    located: World, now: Clock, active: bool
) -> None:
    located.organization.is_active = active
    located.organization.save()
    now.tick(hours=2, seconds=-1)
    assert tasks.forget_locations.work(now=now.moment) == {"deleted": 0}
    now.tick(1)
    assert tasks.forget_locations.work(now=now.moment) == {"deleted": 1}
    with tenancy.activate(located.organization):
        assert RecordLocation.objects.count() == 0
        # The verdict stays: only the coordinates are forgotten.
        assert AttendanceRecord.objects.get().location_verdict == "inside"


def test_many_rows_go_in_small_steps(world: World, now: Clock) -> None:
    session = world.open()
    with tenancy.activate(world.organization):
        Claim.objects.bulk_create(
            [
                Claim(
                    session=session,
                    state=ClaimState.EXPIRED,
                    client_reference=uuid.uuid4(),
                    step=1,
                    ms_into_step=0,
                    arrived_at=now.moment,
                    open_until=now.moment,
                )
                for _ in range(25)
            ]
        )
        rows = Claim.objects.filter(state=ClaimState.EXPIRED)
        with CaptureQueriesContext(connection) as asked:
            assert batches.delete(rows, size=10) == 25
        deletions = [one for one in asked if one["sql"].startswith("DELETE")]
        assert len(deletions) == 3
        assert Claim.objects.count() == 0
