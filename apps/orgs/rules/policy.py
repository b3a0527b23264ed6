"""An organisation's policy: what it may say, its defaults, its limits."""

import dataclasses
import ipaddress
import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from apps.orgs.enums import GeofenceMode, LecturersMay, Rule


class PolicyError(ValueError):
    """A policy value is out of its limits; ``field`` names it."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        self.message = message
        super().__init__(f"{field}: {message}")


LIMITS: Mapping[str, tuple[int, int]] = types.MappingProxyType(
    {
        "code_period_s": (3, 60),
        "grace_steps": (0, 3),
        "late_after_min": (0, 240),
        "closes_after_min": (1, 480),
        "radius_m": (10, 5000),
        "accuracy_limit_m": (10, 5000),
        "claim_wait_s": (30, 900),
        "at_risk_threshold_pct": (0, 100),
        "consecutive_absences": (1, 50),
        "absences_that_warn": (0, 100),
        "rate_after_sessions": (1, 100),
        "location_retention_h": (0, 24),
        "request_days_after": (0, 365),
    }
)

_CHOICES: Mapping[str, type[StrEnum]] = types.MappingProxyType(
    {
        "geofence_mode": GeofenceMode,
        "network_rule": Rule,
        "device_rule": Rule,
        "lecturers_may": LecturersMay,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """How check-ins are judged. A session keeps the copy that was true when it opened.

    Units are in the names: seconds (s), minutes (min), metres (m), hours (h), percent (pct).
    """

    code_period_s: int = 5
    grace_steps: int = 2
    late_after_min: int = 10
    closes_after_min: int = 15
    geofence_mode: GeofenceMode = GeofenceMode.FLAG
    radius_m: int = 100
    accuracy_limit_m: int = 100
    network_rule: Rule = Rule.OFF
    allowed_networks: tuple[str, ...] = ()
    device_rule: Rule = Rule.FLAG
    claim_wait_s: int = 120
    at_risk_threshold_pct: int = 75
    consecutive_absences: int = 3
    # 0: the number alone never warns.
    absences_that_warn: int = 0
    # A rate of fewer classes says too little to warn of it.
    rate_after_sessions: int = 4
    warn_guardians: bool = True
    location_retention_h: int = 0
    absence_requests: bool = True
    # How long after the day of a class its students may ask about it.
    request_days_after: int = 14
    lecturers_may: LecturersMay = LecturersMay.TIMES

    def __post_init__(self) -> None:
        for field, (low, high) in LIMITS.items():
            value = getattr(self, field)
            if isinstance(value, bool) or not isinstance(value, int):
                raise PolicyError(field, "must be a whole number")
            if not low <= value <= high:
                raise PolicyError(field, f"must lie between {low} and {high}")
        for switch in ("warn_guardians", "absence_requests"):
            if not isinstance(getattr(self, switch), bool):
                raise PolicyError(switch, "must be true or false")
        for network in self.allowed_networks:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise PolicyError("allowed_networks", f"{network!r} is not a network") from error

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a stored or entered policy; absent keys take their default.

        Raises PolicyError for an unknown key or a value out of its limits.
        """
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown:
            raise PolicyError(unknown[0], "is not a policy setting")
        values = dict(data)
        for field, kind in _CHOICES.items():
            if field in values:
                try:
                    values[field] = kind(values[field])
                except ValueError as error:
                    choices = ", ".join(kind)
                    raise PolicyError(field, f"must be one of {choices}") from error
        if "allowed_networks" in values:
            networks = values["allowed_networks"]
            if not isinstance(networks, (list, tuple)):
                raise PolicyError("allowed_networks", "must be a list of networks")
            values["allowed_networks"] = tuple(str(network) for network in networks)
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """Return the policy as plain JSON values, every key present."""
        data = dataclasses.asdict(self)
        data["allowed_networks"] = list(self.allowed_networks)
        for field in _CHOICES:
            data[field] = str(data[field])
        return data
