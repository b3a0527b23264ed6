"""How good the evidence of a check-in is, and what comparing students adds to it."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.attendance.enums import Band, LocationVerdict, Reason

# Reasons that always put a check-in on the lecturer's list; the others are notes, unless the
# policy asked for a review when they were found.
REVIEWED = frozenset(
    {
        Reason.LOCATION_IMPLAUSIBLE,
        Reason.LOCATION_IDENTICAL,
        Reason.IMPOSSIBLE_TRAVEL,
        Reason.DEVICE_MISSING,
        Reason.DEVICE_SHARED,
        Reason.NETWORK_UNLISTED,
        Reason.MARKED_ABSENT,
    }
)


def band_of(reasons: Iterable[Reason], *, for_review: bool, verdict: LocationVerdict) -> Band:
    """Return low for whatever is to be reviewed, high for a clean fix inside, else standard."""
    found = set(reasons)
    if for_review or found & REVIEWED:
        return Band.LOW
    if verdict == LocationVerdict.INSIDE and not found:
        return Band.HIGH
    return Band.STANDARD


def network_is_listed(address: str, allowed: Sequence[str]) -> bool:
    """Return whether an address lies in one of the networks (CIDR); an unreadable one does not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    networks = [ipaddress.ip_network(network) for network in allowed]
    return any(ip in network for network in networks if network.version == ip.version)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a student left in a session: device key and fingerprint of the coordinates."""

    student_id: int
    device_key: str
    location_mark: str


def compare(traces: Iterable[Trace]) -> Mapping[int, set[Reason]]:
    """Return, by student, what only shows when a session's students are laid side by side.

    One device key for two students flags both; identical coordinates to many decimals for two
    students flag both. An address that many share is not looked at.
    """
    by_device: dict[str, set[int]] = defaultdict(set)
    by_mark: dict[str, set[int]] = defaultdict(set)
    for trace in traces:
        if trace.device_key:
            by_device[trace.device_key].add(trace.student_id)
        if trace.location_mark:
            by_mark[trace.location_mark].add(trace.student_id)
    found: dict[int, set[Reason]] = defaultdict(set)
    for groups, reason in (
        (by_device, Reason.DEVICE_SHARED),
        (by_mark, Reason.LOCATION_IDENTICAL),
    ):
        for students in groups.values():
            if len(students) > 1:
                for student in students:
                    found[student].add(reason)
    return found
