"""Writes about an organisation's policy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.core import tenancy
from apps.core.errors import Invalid
from apps.orgs.enums import AuditAction
from apps.orgs.errors import PolicyOutdated
from apps.orgs.models import Organization
from apps.orgs.rules import Policy, PolicyError
from apps.orgs.rules.settings import changes_between
from apps.orgs.selectors import policy_version
from apps.orgs.services import audit
from apps.orgs.services.audit import Actor


def with_settings(policy: Policy, settings: Mapping[str, Any]) -> Policy:
    """Return the policy with some settings replaced.

    Raises Invalid, naming the field, for one that is unknown or out of its limits.
    """
    try:
        return Policy.from_json({**policy.to_json(), **settings})
    except PolicyError as error:
        words = f"{error.message[:1].upper()}{error.message[1:]}."
        raise Invalid(fields={error.field: [words]}) from error


def change_policy(
    *, by: Actor, settings: Mapping[str, Any], version: str, now: datetime
) -> Organization:
    """Replace some settings of the active organisation's policy; return the organisation.

    ``version`` is that of the policy which the editor has seen. Raises PolicyOutdated, with the
    policy as it is now, when somebody else has changed it since, and Invalid as
    ``with_settings``. What already stands is stored as it is and not told.
    """
    with transaction.atomic():
        locked = Organization.objects.select_for_update().get(pk=tenancy.current_organization_id())
        before = locked.policy
        if version != policy_version(before):
            raise PolicyOutdated(
                params={"version": policy_version(before), "settings": before.to_json()}
            )
        after = with_settings(before, settings)
        changes = changes_between(before, after)
        if changes:
            locked.policy_data = after.to_json()
            locked.save(update_fields=["policy_data"])
            audit.record(
                action=AuditAction.POLICY_CHANGED,
                actor=by,
                target=locked,
                summary="; ".join(f"{one.title}: {one.before} → {one.after}" for one in changes),
                details={
                    "fields": {
                        one.setting: [before.to_json()[one.setting], after.to_json()[one.setting]]
                        for one in changes
                    }
                },
                now=now,
            )
    return locked
