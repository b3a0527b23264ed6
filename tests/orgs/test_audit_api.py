"""The audit trail in the API: by pieces, narrowed, for administrators of the organisation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.core import tenancy
from apps.orgs.enums import AuditAction
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


def ask(world: World, admin: User, **query: Any) -> Any:
    headers = {"Host": "home.localhost", "Authorization": f"Token {world.sign_in(admin)}"}
    return Client(headers=headers).get("/api/audit/", query)


def summaries(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["summary"] for one in answer.json()["results"]]


def note(world: World, summary: str, **facts: Any) -> None:
    told = {"action": AuditAction.COURSE_CHANGED, "actor": None, "now": NOW, **facts}
    with tenancy.activate(world.organization):
        audit.record(summary=summary, **told)


def test_pages_follow_each_other_without_gap_also_within_one_moment(
    world: World, admin: User
) -> None:
    people = [make_user(world.organization, Role.BURSAR) for _ in range(3)]
    for number in range(40):
        with tenancy.activate(world.organization):
            audit.record_each(
                action=AuditAction.INVITED,
                actor=admin,
                targets=people,
                now=NOW + timedelta(seconds=number // 20),
                summary=str(number),
            )
    seen: list[int] = []
    cursor: str | None = ""
    for _ in range(3):
        answer = ask(world, admin, cursor=cursor).json()
        seen += [one["id"] for one in answer["results"]]
        # What is written meanwhile moves nothing.
        note(world, "meanwhile", now=NOW + timedelta(days=1))
        cursor = answer["next"]
    assert cursor is None
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 120


def test_the_trail_is_narrowed(world: World, admin: User) -> None:
    student = world.students[0].user
    day = timedelta(days=1)
    note(world, "by", actor=admin)
    note(world, "about", target=admin, action=AuditAction.ROLE_CHANGED, now=NOW - day)
    note(world, "other", actor=student, target=world.course, now=NOW - 2 * day)
    assert summaries(ask(world, admin)) == ["by", "about", "other"]
    assert summaries(ask(world, admin, person=admin.pk)) == ["by", "about"]
    assert summaries(ask(world, admin, action="role_changed")) == ["about"]
    assert summaries(ask(world, admin, text="ada")) == ["by", "about"]
    assert summaries(ask(world, admin, text=world.course.code)) == ["other"]
    days = {"first_day": "2026-03-01", "last_day": "2026-03-01"}
    assert summaries(ask(world, admin, **days)) == ["about"]


def test_days_are_the_organisations(world: World, admin: User) -> None:
    """In Kampala, three hours ahead, the 2nd of March begins at 21:00 UTC."""
    note(world, "late", now=datetime(2026, 3, 1, 20, 59, tzinfo=UTC))
    note(world, "early", now=datetime(2026, 3, 1, 21, 0, tzinfo=UTC))
    assert summaries(ask(world, admin, first_day="2026-03-02")) == ["early"]
    assert summaries(ask(world, admin, last_day="2026-03-01")) == ["late"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("action", "dancing"),
        ("person", "x"),
        ("person", "9" * 40),
        ("first_day", "2026-13-01"),
        ("cursor", "x"),
        ("cursor", "2026-03-01_1"),
        ("cursor", f"2026-03-01T09:00:00+00:00_{'9' * 19}"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, value: str, world: World, admin: User) -> None:
    answer = ask(world, admin, **{name: value})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [name]


def test_another_organisations_trail_is_not_in_it(world: World, admin: User) -> None:
    away = make_world("away", students=1)
    foreigner = away.lecturer.user
    note(away, "foreign", actor=foreigner, target=foreigner)
    note(world, "own", actor=admin)
    assert summaries(ask(world, admin)) == ["own"]
    assert summaries(ask(world, admin, person=foreigner.pk)) == []


def test_a_page_costs_the_same_at_any_length(world: World, admin: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            ask(world, admin)
        return len(seen)

    note(world, "one", actor=admin)
    statements()  # fills what the process keeps
    few = statements()
    for number in range(20):
        note(world, str(number), actor=admin, target=world.course)
    assert statements() == few


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_ends_of_the_calendar_are_answered(zone: str, world: World, admin: User) -> None:
    """A day or a moment that has none beside it in another zone is no error of the server."""
    world.organization.timezone = zone
    world.organization.save()
    note(world, "now")
    days = {"first_day": "0001-01-01", "last_day": "9999-12-31"}
    assert summaries(ask(world, admin, **days)) == ["now"]
    assert summaries(ask(world, admin, first_day="9999-12-31", last_day="0001-01-01")) == []
    for moment in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        assert ask(world, admin, cursor=f"{moment}_1").status_code == 400
    assert summaries(ask(world, admin, cursor="9999-12-31T23:59:59+00:00_1")) == ["now"]
