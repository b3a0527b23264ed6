"""The geofence: verdicts with their edges, verdict by mode, plausibility, travel."""

import math
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attendance.enums import DistanceBand, LocationStatus, LocationVerdict, Reason
from apps.attendance.rules import location
from apps.attendance.rules.location import Consequence, Fence, Fix, Judged
from apps.orgs.enums import GeofenceMode

FENCE = Fence(latitude=0.334512, longitude=32.567891, radius_m=100)
INSIDE, OUTSIDE = LocationVerdict.INSIDE, LocationVerdict.OUTSIDE
UNCLEAR, ABSENT = LocationVerdict.INCONCLUSIVE, LocationVerdict.ABSENT


def judged(distance: float, accuracy: float, *, limit: int = 100, age: float = 0) -> Judged:
    """Judge a fix at an exact distance, which geodesy could only come near."""
    fix = Fix(latitude=0.33451, longitude=32.56789, accuracy_m=accuracy, age_s=age)
    with patch.object(location, "distance_m", return_value=distance):
        return location.judge(FENCE, fix, accuracy_limit_m=limit)


@pytest.mark.parametrize(
    ("distance", "accuracy", "verdict"),
    [
        (0, 5, INSIDE),
        (100, 5, INSIDE),
        (100, 100, INSIDE),
        (math.nextafter(100, 200), 5, UNCLEAR),
        (100, math.nextafter(100, 200), UNCLEAR),
        (0, 100.5, UNCLEAR),
        # d - a = r is not outside yet; a hair more is.
        (105, 5, UNCLEAR),
        (105.001, 5, OUTSIDE),
        (1100, 1000, UNCLEAR),
        (1100.001, 1000, OUTSIDE),
        (5_000_000, 10_000, OUTSIDE),
        (150, 0, OUTSIDE),
        (100, 0, INSIDE),
    ],
)
def test_verdicts_at_their_edges(
    distance: float, accuracy: float, verdict: LocationVerdict
) -> None:
    assert judged(distance, accuracy).verdict == verdict


@pytest.mark.parametrize(("age", "verdict"), [(60, INSIDE), (60.001, ABSENT), (3600, ABSENT)])
def test_old_fixes_are_absent(age: float, verdict: LocationVerdict) -> None:
    assert judged(10, 10, age=age).verdict == verdict


def test_no_fix_is_absent() -> None:
    found = location.judge(FENCE, None, accuracy_limit_m=100)
    assert found == Judged(ABSENT, None, None, plausible=True)


@given(
    distance=st.floats(0, 1e6),
    accuracy=st.floats(0, 1e6),
    limit=st.integers(10, 5000),
)
def test_outside_never_depends_on_the_accuracy_limit_and_inside_never_on_luck(
    distance: float, accuracy: float, limit: int
) -> None:
    verdict = judged(distance, accuracy, limit=limit).verdict
    assert (verdict == OUTSIDE) == (distance - accuracy > FENCE.radius_m)
    assert (verdict == INSIDE) == (
        verdict != OUTSIDE and distance <= FENCE.radius_m and accuracy <= limit
    )


def test_distances_are_geodesic() -> None:
    north = Fix(FENCE.latitude + 0.01, FENCE.longitude, 5, 0)
    # One hundredth of a degree of latitude near the equator: 1105.7 m on WGS 84.
    assert location.distance_m(FENCE, north) == pytest.approx(1105.74, abs=0.05)
    date_line = location.distance_m(Fence(0, 179.9999, 100), Fix(0, -179.9999, 5, 0))
    assert date_line == pytest.approx(22.26, abs=0.01)


OK = Consequence()


def noted(reason: Reason) -> Consequence:
    return Consequence(reason=reason)


def review(reason: Reason) -> Consequence:
    return Consequence(for_review=True, reason=reason)


INCONCLUSIVE_REASON = Reason.LOCATION_INCONCLUSIVE
# Verdict by mode, exactly as the protocol's table has it: off, record, flag, enforce.
TABLE: dict[LocationVerdict, tuple[Consequence, Consequence, Consequence, Consequence]] = {
    INSIDE: (OK, OK, OK, OK),
    UNCLEAR: (
        OK,
        noted(INCONCLUSIVE_REASON),
        review(INCONCLUSIVE_REASON),
        review(INCONCLUSIVE_REASON),
    ),
    OUTSIDE: (
        OK,
        noted(Reason.LOCATION_OUTSIDE),
        review(Reason.LOCATION_OUTSIDE),
        Consequence(refused=True, reason=Reason.LOCATION_OUTSIDE),
    ),
    ABSENT: (
        OK,
        noted(Reason.LOCATION_ABSENT),
        review(Reason.LOCATION_ABSENT),
        Consequence(required=True),
    ),
}


@pytest.mark.parametrize("mode", list(GeofenceMode))
@pytest.mark.parametrize("verdict", list(LocationVerdict))
def test_verdict_by_mode(verdict: LocationVerdict, mode: GeofenceMode) -> None:
    found = location.consequence(
        Judged(verdict, None, None, plausible=True),
        mode=mode,
        status=LocationStatus.DENIED,
        without_location=False,
    )
    assert found == TABLE[verdict][list(GeofenceMode).index(mode)]


@pytest.mark.parametrize("mode", list(GeofenceMode))
@pytest.mark.parametrize("status", list(LocationStatus))
@pytest.mark.parametrize("without", [True, False])
def test_absence_asks_first_and_yields_to_the_students_word(
    mode: GeofenceMode, status: LocationStatus, without: bool
) -> None:
    absent = Judged(ABSENT, None, None, plausible=True)
    found = location.consequence(absent, mode=mode, status=status, without_location=without)
    asked = without or status != LocationStatus.NOT_ASKED
    if mode == GeofenceMode.OFF:
        assert found == OK
    elif not asked or (mode == GeofenceMode.ENFORCE and not without):
        assert found == Consequence(required=True)
    elif mode == GeofenceMode.RECORD:
        assert found == noted(Reason.LOCATION_ABSENT)
    else:
        assert found == review(Reason.LOCATION_ABSENT)


@pytest.mark.parametrize(
    ("fix", "plausible"),
    [
        (Fix(0.334512, 32.567891, 1.0, 0), True),
        (Fix(0.334512, 32.567891, 0.99, 0), False),
        (Fix(0.334512, 32.567891, 0.0, 0), False),
        (Fix(0.3345, 32.5, 12, 0), True),
        (Fix(0.5, 32.5678, 12, 0), True),
        (Fix(0.334, 32.567, 12, 0), False),
        (Fix(1.0, 32.0, 12, 0), False),
    ],
)
def test_plausibility(fix: Fix, plausible: bool) -> None:
    assert location.is_plausible(fix) is plausible
    assert location.judge(FENCE, fix, accuracy_limit_m=100).plausible is plausible


@pytest.mark.parametrize(
    ("distance", "band"),
    [
        (None, None),
        (0, DistanceBand.WITHIN),
        (100, DistanceBand.WITHIN),
        (100.01, DistanceBand.NEAR),
        (200, DistanceBand.NEAR),
        (200.01, DistanceBand.KILOMETRE),
        (1000, DistanceBand.KILOMETRE),
        (1000.01, DistanceBand.FURTHER),
    ],
)
def test_distance_bands(distance: float | None, band: DistanceBand | None) -> None:
    assert location.distance_band(distance, 100) == band


def test_travel_faster_than_any_vehicle_is_impossible() -> None:
    here = Fence(0.334512, 32.567891, 100)
    there = Fence(0.434512, 32.567891, 100)
    # 11,057 m apart, less both radii: 10,857 m, which 100 m/s covers in 108.6 s.
    assert location.travel_is_impossible(here, there, seconds=108)
    assert not location.travel_is_impossible(here, there, seconds=109)
    assert not location.travel_is_impossible(here, here, seconds=0)
