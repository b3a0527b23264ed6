"""Rules of its own that a course may have: which, and who sets them."""

from collections.abc import Mapping
from typing import Any

from apps.orgs.enums import LecturersMay
from apps.orgs.rules.policy import Policy, PolicyError
from apps.orgs.rules.settings import SETTINGS, Group, Setting, judges_check_ins

# How long coordinates are kept is a promise of the organisation, and no matter of one course.
OVERRIDABLE: tuple[Setting, ...] = tuple(
    one for one in SETTINGS if judges_check_ins(one.name) and one.name != "location_retention_h"
)
_BY_NAME: Mapping[str, Setting] = {one.name: one for one in OVERRIDABLE}


def overridden(policy: Policy, overrides: Mapping[str, Any]) -> Policy:
    """Return an organisation's policy with a course's own rules in it.

    Raises PolicyError for what a course cannot have, or for a value out of its limits.
    """
    for name in overrides:
        if name not in _BY_NAME:
            raise PolicyError(name, "is no setting of a course")
    return Policy.from_json({**policy.to_json(), **overrides})


def may_set(name: str, *, policy: Policy, administrator: bool) -> bool:
    """Return whether somebody who runs a course may set this for it."""
    if name not in _BY_NAME:
        return False
    if administrator or policy.lecturers_may == LecturersMay.ALL:
        return True
    return policy.lecturers_may == LecturersMay.TIMES and _BY_NAME[name].group == Group.TIMES


def own_rules(
    policy: Policy, before: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a course's own rules after a change; None as a value means the organisation's.

    What is set to the organisation's value is none of its own. Raises PolicyError as
    ``overridden`` does.
    """
    wanted = {**before, **changes}
    kept = {name: value for name, value in wanted.items() if value is not None}
    values = overridden(policy, kept).to_json()
    common = policy.to_json()
    return {
        name: values[name] for name in kept if name not in changes or values[name] != common[name]
    }
