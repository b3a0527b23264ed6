"""Bands, comparisons, networks; lateness and the state of a session by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attendance.enums import (
    Band,
    LocationVerdict,
    Outcome,
    Reason,
    RecordStatus,
    SessionState,
)
from apps.attendance.rules import evidence, messages, timing
from apps.attendance.rules.evidence import REVIEWED, Trace, band_of, compare, network_is_listed

OPENS = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(minutes=15)
MOMENT = timedelta(microseconds=1)
reasons = st.sets(st.sampled_from(list(Reason)))


@given(found=reasons, for_review=st.booleans(), verdict=st.sampled_from(list(LocationVerdict)))
def test_bands(found: set[Reason], for_review: bool, verdict: LocationVerdict) -> None:
    band = band_of(found, for_review=for_review, verdict=verdict)
    low = for_review or bool(found & REVIEWED)
    assert (band == Band.LOW) == low
    high = not low and not found and verdict == LocationVerdict.INSIDE
    assert (band == Band.HIGH) == high


@pytest.mark.parametrize("note", [Reason.DEVICE_NEW, Reason.CODE_TYPED, Reason.LOCATION_OUTSIDE])
def test_a_note_alone_lowers_no_further_than_standard(note: Reason) -> None:
    assert band_of([note], for_review=False, verdict=LocationVerdict.INSIDE) == Band.STANDARD


def test_comparing_flags_both_of_a_pair_and_nobody_else() -> None:
    found = compare(
        [
            Trace(1, "key", "m1"),
            Trace(2, "key", "m2"),
            Trace(3, "other", "m2"),
            Trace(4, "", ""),
            Trace(5, "", ""),
            Trace(6, "own", "own"),
            Trace(6, "own", "own"),
        ]
    )
    assert dict(found) == {
        1: {Reason.DEVICE_SHARED},
        2: {Reason.DEVICE_SHARED, Reason.LOCATION_IDENTICAL},
        3: {Reason.LOCATION_IDENTICAL},
    }


@given(
    st.lists(
        st.builds(
            Trace, st.integers(1, 6), st.sampled_from(["", "a", "b"]), st.sampled_from(["", "x"])
        )
    )
)
def test_comparing_is_symmetric_and_never_flags_a_student_alone(traces: list[Trace]) -> None:
    found = compare(traces)
    assert compare(list(reversed(traces))) == found
    for reason in (Reason.DEVICE_SHARED, Reason.LOCATION_IDENTICAL):
        assert sum(reason in of for of in found.values()) != 1


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("192.0.2.1", True),
        ("192.0.3.1", False),
        ("::ffff:192.0.2.1", True),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", False),
        ("not an address", False),
        ("fe80::1%eth0", False),
    ],
)
def test_networks(address: str, listed: bool) -> None:
    assert network_is_listed(address, ["192.0.2.0/24", "2001:db8::/32"]) is listed


def test_evidence_that_is_reviewed_is_named_once() -> None:
    assert Reason.CONFIRMED not in evidence.REVIEWED


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (timedelta(minutes=-5), RecordStatus.PRESENT),
        (timedelta(0), RecordStatus.PRESENT),
        (timedelta(minutes=10), RecordStatus.PRESENT),
        (timedelta(minutes=10) + MOMENT, RecordStatus.LATE),
        (timedelta(hours=2), RecordStatus.LATE),
    ],
)
def test_late_is_strictly_more_than_the_limit(after: timedelta, status: RecordStatus) -> None:
    assert timing.status_of_arrival(OPENS + after, starts=OPENS, late_after_min=10) == status


def test_a_limit_of_nothing_still_takes_the_very_start() -> None:
    def judge(at: datetime) -> RecordStatus:
        return timing.status_of_arrival(at, starts=OPENS, late_after_min=0)

    assert judge(OPENS) == RecordStatus.PRESENT
    assert judge(OPENS + MOMENT) == RecordStatus.LATE


@pytest.mark.parametrize(
    ("planned", "opened", "starts"),
    [
        (None, OPENS, OPENS),
        (OPENS - timedelta(minutes=5), OPENS, OPENS),
        (OPENS + timedelta(minutes=5), OPENS, OPENS + timedelta(minutes=5)),
    ],
)
def test_lateness_counts_from_the_later_of_plan_and_opening(
    planned: datetime | None, opened: datetime, starts: datetime
) -> None:
    assert timing.starts_at(planned_start=planned, opened_at=opened) == starts


@pytest.mark.parametrize(
    ("stored", "at", "state"),
    [
        ("planned", OPENS - MOMENT, "planned"),
        ("planned", OPENS, "open"),
        ("planned", CLOSES - MOMENT, "open"),
        ("planned", CLOSES, "closed"),
        ("open", OPENS - MOMENT, "open"),
        ("open", CLOSES - MOMENT, "open"),
        ("open", CLOSES, "closed"),
        ("closed", OPENS - MOMENT, "closed"),
        ("closed", OPENS, "closed"),
    ],
)
def test_where_a_session_stands_by_the_clock(stored: str, at: datetime, state: str) -> None:
    found = timing.state_at(at, state=SessionState(stored), opens_at=OPENS, closes_at=CLOSES)
    assert found == state


def test_seconds_after_the_start() -> None:
    assert timing.seconds_after_start(OPENS - MOMENT, starts=OPENS) == 0
    late = OPENS + timedelta(seconds=61, milliseconds=900)
    assert timing.seconds_after_start(late, starts=OPENS) == 61


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_kept_outcome_is_a_sentence(outcome: Outcome) -> None:
    text = messages.text_of(outcome, {})
    asked_for_something = outcome in {
        Outcome.ALREADY_CHECKED_IN,
        Outcome.SIGN_IN_REQUIRED,
        Outcome.LOCATION_REQUIRED,
        Outcome.SESSION_NOT_OPEN,
    }
    # These four are answers to a phone and never kept as an attempt.
    assert (text == "") == asked_for_something
    assert asked_for_something or text.endswith(".")
    # A lecturer who reads "your phone" would take out their own.
    for_staff = messages.text_for_staff(outcome)
    assert (for_staff == "") == asked_for_something
    assert "you" not in for_staff.lower()


def test_sentences_hold_their_figures() -> None:
    assert "12 s" in messages.text_of(Outcome.CODE_EXPIRED, {"seconds_late": 12})
    text = messages.text_of(Outcome.OUTSIDE_GEOFENCE, {"distance_m": 740, "accuracy_m": 12})
    assert "740 m" in text
    assert "± 12 m" in text
