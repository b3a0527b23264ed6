"""How good the evidence of a check-in is, and what comparing students adds to it."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

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


class Trace(NamedTuple):
    """What a student left in a session: device key and fingerprint of the coordinates.

    A tuple, for a register compares fifteen thousand of them.
    """

    student_id: int
    device_key: str
    location_mark: str


def compare(traces: Sequence[Trace]) -> Mapping[int, set[Reason]]:
    """Return, by student, what only shows when a session's students are laid side by side.

    One device key for two students flags both; identical coordinates to many decimals for two
    students flag both. An address that many share is not looked at.
    """
    found: dict[int, set[Reason]] = defaultdict(set)
    for students, reason in (
        (_sharing((one.device_key, one.student_id) for one in traces), Reason.DEVICE_SHARED),
        (
            _sharing((one.location_mark, one.student_id) for one in traces),
            Reason.LOCATION_IDENTICAL,
        ),
    ):
        for student in students:
            found[student].add(reason)
    return found


def _sharing(left: Iterable[tuple[str, int]]) -> set[int]:
    """Return the students of whom another one has left the same; nothing is not the same."""
    first: dict[str, int] = {}
    found: set[int] = set()
    for what, student in left:
        other = first.setdefault(what, student) if what else student
        if other != student:
            found |= {other, student}
    return found
