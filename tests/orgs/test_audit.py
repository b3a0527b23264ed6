"""The audit trail: what an entry holds, that it stays as it is, and how long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.core import tenancy
from apps.core.http import address_being_served, network_being_served
from apps.core.middleware import RequestIdMiddleware
from apps.core.tenancy import ScopeError
from apps.orgs.enums import AuditAction
from apps.orgs.models import AppendOnlyError, AuditEntry
from apps.orgs.services import audit
from tests.support.world import World, make_user, make_world

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world("home", students=1)


@pytest.fixture
def admin(world: World) -> User:
    return make_user(world.organization, Role.ADMIN, full_name="Ada Admin")


def note(world: World, actor: User | None = None, **facts: Any) -> AuditEntry:
    told = {"action": AuditAction.COURSE_CHANGED, "now": NOW, **facts}
    with tenancy.activate(world.organization):
        return audit.record(actor=actor, **told)


def test_an_entry_says_who_what_when_and_from_where(world: World, admin: User) -> None:
    entry = note(
        world,
        admin,
        target=world.course,
        summary="Title changed",
        details={"from": "A", "to": "B", "until": NOW},
        network="192.0.2.0/24",
    )
    assert (entry.actor, entry.actor_name, entry.by_platform_staff) == (admin, "Ada Admin", False)
    assert (entry.target_type, entry.target_id) == ("courses.Course", str(world.course.pk))
    assert entry.target_label == str(world.course)
    assert (entry.at, entry.network, str(entry)) == (NOW, "192.0.2.0/24", "Title changed")
    with tenancy.activate(world.organization):
        assert AuditEntry.objects.get().details["until"] == "2026-03-02T09:00:00Z"


def test_it_costs_one_insert(world: World, admin: User) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        note(world, admin, target=world.course)
    assert [one["sql"].split()[0] for one in asked] == ["INSERT"]


def test_platform_staff_are_marked(world: World) -> None:
    staff = make_user(None, Role.ADMIN, is_staff=True, is_superuser=True)
    assert note(world, staff).by_platform_staff


def test_nobody_of_another_organisation_and_no_row_of_it_is_told_of(world: World) -> None:
    away = make_world("away", students=1)
    for facts in ({"actor": away.lecturer.user}, {"target": away.course}):
        with pytest.raises(ScopeError):
            note(world, **facts)
    with pytest.raises(ScopeError):
        audit.record(action=AuditAction.EXPORTED, actor=None, now=NOW)
    note(away, away.lecturer.user, target=away.course)
    with tenancy.activate(world.organization):
        assert not AuditEntry.objects.exists()


def test_no_secret_is_kept_and_long_texts_are_cut(world: World) -> None:
    with pytest.raises(ValueError, match="keeps no token"):
        note(world, details={"token": "abc"})
    assert len(note(world, summary="x" * 999).summary) == 300


CHANGES: dict[str, Callable[[AuditEntry], Any]] = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: AuditEntry.objects.filter(pk=row.pk).update(summary="else"),
    "delete rows": lambda row: AuditEntry.objects.filter(pk=row.pk).delete(),
    "bulk_update": lambda row: AuditEntry.objects.bulk_update([row], ["summary"]),
    "base manager": lambda row: AuditEntry._base_manager.filter(pk=row.pk).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_is_written_stays(change: Callable[[AuditEntry], Any], world: World) -> None:
    row = note(world, summary="first")
    with tenancy.activate(world.organization):
        row.summary = "else"
        with pytest.raises(AppendOnlyError), transaction.atomic():
            change(row)
        assert AuditEntry.objects.get().summary == "first"


def test_sign_ins_are_forgotten_before_changes_and_each_only_when_its_time_is_over(
    world: World,
) -> None:
    day = timedelta(days=1)
    for action, age in (
        (AuditAction.SIGN_IN, 91 * day),
        (AuditAction.SIGN_IN, 89 * day),
        (AuditAction.ROLE_CHANGED, 91 * day),
        (AuditAction.ROLE_CHANGED, 366 * day),
    ):
        note(world, action=action, now=NOW - age, summary=f"{action} {age.days}")
    away = make_world("away", students=1)
    note(away, now=NOW - 400 * day)
    with tenancy.activate(world.organization):
        assert audit.forget(now=NOW) == 2
        left = sorted(AuditEntry.objects.values_list("summary", flat=True))
        assert left == ["role_changed 91", "sign_in 89"]
    with tenancy.activate(away.organization):
        assert AuditEntry.objects.count() == 1


def test_the_network_is_that_of_the_request_being_served(world: World) -> None:
    seen: list[str] = []

    def serve(_: Any) -> dict[str, str]:
        seen.append(note(world).network)
        return {}

    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")
    RequestIdMiddleware(serve)(request)  # type: ignore[arg-type]  # a dict takes the header too
    assert seen == ["198.51.100.0/24"]
    assert (address_being_served.get(), network_being_served()) == ("", "")
    assert note(world).network == ""
