"""Writes about the rules that a course has of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.core.errors import Invalid
from apps.courses.models import Course
from apps.courses.selectors import own_policy, own_policy_version
from apps.orgs.enums import AuditAction
from apps.orgs.errors import PolicyOutdated
from apps.orgs.rules import Policy, PolicyError
from apps.orgs.rules.overrides import OVERRIDABLE, may_set, overridden, own_rules
from apps.orgs.rules.settings import changes_between
from apps.orgs.services import audit


def after_change(
    *, course: Course, policy: Policy, settings: Mapping[str, Any], by: User
) -> dict[str, Any]:
    """Return the course's own rules as they would be; None as a value takes one back.

    ``policy`` is the organisation's. Raises Invalid, naming the field, for a setting that is
    unknown, out of its limits, or not for this person to change.
    """
    known = {one.name for one in OVERRIDABLE}
    administrator = by.role == Role.ADMIN
    refused = [
        name
        for name in settings
        if name in known and not may_set(name, policy=policy, administrator=administrator)
    ]
    if refused:
        words = ["Your organisation lets administrators alone change this."]
        raise Invalid(fields=dict.fromkeys(refused, words))
    if unknown := sorted(set(settings) - known):
        raise Invalid(fields={unknown[0]: ["Is no setting of a course."]})
    try:
        return own_rules(policy, course.policy_overrides, settings)
    except PolicyError as error:
        words = [f"{error.message[:1].upper()}{error.message[1:]}."]
        raise Invalid(fields={error.field: words}) from error


def change_own_policy(
    *,
    course: Course,
    policy: Policy,
    settings: Mapping[str, Any],
    version: str,
    by: User,
    now: datetime,
) -> Course:
    """Give a course rules of its own, or take them back; return the course.

    ``policy`` is the organisation's, ``version`` that of the rules which the editor has seen.
    Raises PolicyOutdated, with the rules as they are now, when they have changed since, and
    Invalid as ``after_change``. Sessions that are open, planned or past keep their copy.
    """
    with transaction.atomic():
        locked = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
        before = own_policy(locked, policy)
        stands = own_policy_version(locked, policy)
        if version != stands:
            values = before.to_json()
            raise PolicyOutdated(
                params={
                    "version": stands,
                    "settings": {one.name: values[one.name] for one in OVERRIDABLE},
                    "own": sorted(locked.policy_overrides),
                }
            )
        locked.policy_overrides = after_change(
            course=locked, policy=policy, settings=settings, by=by
        )
        locked.save(update_fields=["policy_overrides"])
        changes = changes_between(before, overridden(policy, locked.policy_overrides))
        if changes:
            audit.record(
                action=AuditAction.POLICY_CHANGED,
                actor=by,
                target=locked,
                summary="; ".join(
                    [f"{locked.code}: {one.title}: {one.before} → {one.after}" for one in changes]
                ),
                details={
                    "fields": {one.setting: [one.before, one.after] for one in changes},
                    "own": sorted(locked.policy_overrides),
                },
                now=now,
            )
    return locked
