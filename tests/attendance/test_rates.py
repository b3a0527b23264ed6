"""The one formula of attendance rates, against what a person would count by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attendance.enums import RecordStatus
from apps.attendance.rules.rates import Tally, can_miss, counts, ends_at, meets, percent

numbers = st.integers(min_value=0, max_value=80)
tallies = st.builds(Tally, present=numbers, late=numbers, excused=numbers, absent=numbers)
limits = st.integers(min_value=0, max_value=100)


@pytest.mark.parametrize(
    ("status", "settled", "enrolled", "expected"),
    [
        ("present", False, True, True),
        ("late", False, True, True),
        ("absent", True, True, True),
        ("absent", False, True, False),
        ("excused", True, True, False),
        ("present", True, False, False),
        ("absent", True, False, False),
    ],
)
def test_what_counts(status: str, settled: bool, enrolled: bool, expected: bool) -> None:
    assert counts(status, settled=settled, enrolled=enrolled) is expected


def test_a_rate_below_the_limit_never_reads_like_it() -> None:
    assert percent(749, 1000) == 74
    assert percent(3, 4) == 75
    assert percent(0, 0) is None
    assert meets(3, 4, threshold_pct=75)
    assert not meets(749, 1000, threshold_pct=75)


@given(st.lists(st.sampled_from(list(RecordStatus))))
def test_a_tally_is_the_statuses_counted(statuses: list[RecordStatus]) -> None:
    tally = Tally.of(statuses)
    assert tally.counted + tally.excused == len(statuses)
    assert tally.attended == sum(one in {"present", "late"} for one in statuses)


@given(tallies, numbers, limits)
def test_what_can_be_missed_is_what_trying_each_number_finds(
    tally: Tally, remaining: int, limit: int
) -> None:
    whole = tally.counted + remaining
    good = [
        missed
        for missed in range(remaining + 1)
        if whole == 0 or Fraction(tally.attended + remaining - missed, whole) * 100 >= limit
    ]
    assert can_miss(tally, remaining=remaining, threshold_pct=limit) == (
        max(good) if good else None
    )


@given(tallies, numbers, limits, st.data())
def test_what_if_agrees_with_what_can_be_missed(
    tally: Tally, remaining: int, limit: int, data: st.DataObject
) -> None:
    missed = data.draw(st.integers(min_value=0, max_value=remaining))
    spare = can_miss(tally, remaining=remaining, threshold_pct=limit)
    ends = ends_at(tally, remaining=remaining, missed=missed)
    # Limits are whole, so the rounded-down percent decides like the exact share.
    assert (ends is None or ends >= limit) is (spare is not None and missed <= spare)
