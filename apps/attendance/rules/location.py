"""The geofence: what a phone's location says, and what follows under each mode.

Distances are geodesic on WGS 84 (Karney 2013, through geopy), in metres.
"""

from dataclasses import dataclass

from geopy.distance import geodesic

from apps.attendance.enums import DistanceBand, LocationStatus, LocationVerdict, Reason
from apps.orgs.enums import GeofenceMode

MAX_AGE_S = 60
KILOMETRE = 1000
# A satellite or Wi-Fi fix is never better than a metre; a smaller accuracy was typed in.
MIN_PLAUSIBLE_ACCURACY_M = 1.0
# Real fixes carry noise; a fix of so few decimals (about 100 m apart) was typed in.
MIN_PLAUSIBLE_DECIMALS = 4
# Faster than any way between two classes: 100 m/s is 360 km/h.
IMPOSSIBLE_SPEED_M_S = 100.0


@dataclass(frozen=True, slots=True)
class Fence:
    """Centre (degrees) and radius (metres) of the place of a class."""

    latitude: float
    longitude: float
    radius_m: int


@dataclass(frozen=True, slots=True)
class Fix:
    """A location as the phone gave it: degrees, accuracy in metres, age in seconds."""

    latitude: float
    longitude: float
    accuracy_m: float
    age_s: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdict on a location, the distance in metres (None when absent) and its plausibility."""

    verdict: LocationVerdict
    distance_m: float | None
    accuracy_m: float | None
    plausible: bool


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a verdict leads to under a mode: at most one of the flags is set."""

    refused: bool = False
    required: bool = False
    for_review: bool = False
    reason: Reason | None = None


# One instance measures every distance: each would compute the ellipsoid's series again.
_EARTH = geodesic()


def _metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    return float(_EARTH.measure(here, there)) * KILOMETRE


def distance_m(fence: Fence, fix: Fix) -> float:
    """Return the geodesic distance in metres between a fix and the fence's centre."""
    return _metres((fence.latitude, fence.longitude), (fix.latitude, fix.longitude))


def judge(fence: Fence, fix: Fix | None, *, accuracy_limit_m: int) -> Judged:
    """Return the verdict: outside when d - a > r; inside when d <= r and a <= limit; else unclear.

    A fix older than MAX_AGE_S counts as absent.
    """
    if fix is None or fix.age_s > MAX_AGE_S:
        return Judged(LocationVerdict.ABSENT, None, None, plausible=True)
    distance = distance_m(fence, fix)
    if distance - fix.accuracy_m > fence.radius_m:
        verdict = LocationVerdict.OUTSIDE
    elif distance <= fence.radius_m and fix.accuracy_m <= accuracy_limit_m:
        verdict = LocationVerdict.INSIDE
    else:
        verdict = LocationVerdict.INCONCLUSIVE
    return Judged(verdict, distance, fix.accuracy_m, plausible=is_plausible(fix))


def is_plausible(fix: Fix) -> bool:
    """Return whether a fix looks measured rather than typed in."""
    decimals = max(_decimals(fix.latitude), _decimals(fix.longitude))
    return fix.accuracy_m >= MIN_PLAUSIBLE_ACCURACY_M and decimals >= MIN_PLAUSIBLE_DECIMALS


def _decimals(value: float) -> int:
    _, _, fraction = repr(value).partition(".")
    return len(fraction)


_REASONS = {
    LocationVerdict.INCONCLUSIVE: Reason.LOCATION_INCONCLUSIVE,
    LocationVerdict.OUTSIDE: Reason.LOCATION_OUTSIDE,
    LocationVerdict.ABSENT: Reason.LOCATION_ABSENT,
}


def consequence(
    judged: Judged, *, mode: GeofenceMode, status: LocationStatus, without_location: bool
) -> Consequence:
    """Return what follows from a verdict, by the table "verdict x mode" of docs/check-in.md.

    A phone that has not been asked yet is asked under every mode that looks at locations.
    """
    if mode == GeofenceMode.OFF:
        return Consequence()
    if judged.verdict == LocationVerdict.ABSENT:
        asked = status != LocationStatus.NOT_ASKED or without_location
        if not asked or (mode == GeofenceMode.ENFORCE and not without_location):
            return Consequence(required=True)
    reason = _REASONS.get(judged.verdict)
    if mode == GeofenceMode.RECORD:
        return Consequence(reason=reason)
    if reason is None:
        return Consequence()
    if judged.verdict == LocationVerdict.OUTSIDE and mode == GeofenceMode.ENFORCE:
        return Consequence(refused=True, reason=reason)
    return Consequence(for_review=True, reason=reason)


def distance_band(distance: float | None, radius_m: int) -> DistanceBand | None:
    """Return the distance as coarse as it is kept, None without a location."""
    if distance is None:
        return None
    if distance <= radius_m:
        return DistanceBand.WITHIN
    if distance <= 2 * radius_m:
        return DistanceBand.NEAR
    return DistanceBand.KILOMETRE if distance <= KILOMETRE else DistanceBand.FURTHER


def travel_is_impossible(before: Fence, after: Fence, *, seconds: float) -> bool:
    """Return whether nobody gets from inside one fence into the other in that time."""
    between = _metres((before.latitude, before.longitude), (after.latitude, after.longitude))
    gap = between - before.radius_m - after.radius_m
    return gap > IMPOSSIBLE_SPEED_M_S * max(seconds, 1.0)
