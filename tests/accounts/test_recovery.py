"""A forgotten password: the same answer at the same cost for every name (QUALITY.md B7)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import OneTimeLink, RecoveryRequest
from apps.accounts.rules import link_token
from apps.accounts.selectors import member_to_recover
from apps.accounts.services import recovery
from apps.core import tenancy
from apps.notifications.models import Notification
from tests.support.accounts import NEW, Desk
from tests.support.checkin import fresh_process, now
from tests.support.world import PASSWORD, make_world

__all__ = ["fresh_process", "now"]


def ask(desk: Desk, identifier: str, **headers: str) -> Any:
    return desk.send("/api/auth/password-reset/", {"identifier": identifier}, **headers)


def mails(desk: Desk) -> int:
    with tenancy.activate(desk.world.organization):
        return Notification.objects.filter(kind="password_reset").count()


def waiting(desk: Desk) -> int:
    with tenancy.activate(desk.world.organization):
        return RecoveryRequest.objects.count()


def shape_of(statement: str) -> str:
    """Return a statement without its values, and without the numbers of savepoints."""
    return re.sub(r'"s\d+_x\d+"', "", statement.partition(" VALUES")[0])


def test_from_the_question_to_the_new_password(desk: Desk) -> None:
    signed_in = desk.phone()
    assert ask(desk, desk.user.username).status_code == 202
    assert desk.answer() == 1
    (link,) = desk.links()
    answer = desk.reset(link_token(link.seed))
    assert (answer.status_code, answer.json()) == (200, {"username": desk.user.username})
    assert signed_in.get("/api/me/").status_code == 401
    assert desk.log_in(PASSWORD).status_code == 401
    assert desk.log_in(NEW).status_code == 200


def test_every_name_of_an_account_finds_it(desk: Desk) -> None:
    number = desk.world.students[0].student_id
    for name in (desk.user.username.upper(), f" {number.lower()} ", "AMINA@example.edu"):
        ask(desk, name)
        assert desk.answer() == 1
    assert len(desk.links()) == 1


def test_known_and_unknown_names_cost_and_answer_the_same(desk: Desk) -> None:
    """Status, body, headers and the very statements; the first request also fills caches."""
    ask(desk, "warm")
    inactive, unreachable = desk.world.students[1].user, desk.world.lecturer.user
    inactive.is_active = False
    inactive.save()
    names = [desk.user.username, "amina@example.edu", "nobody", inactive.username]
    seen = set()
    for name in [*names, unreachable.username]:
        with CaptureQueriesContext(connection) as captured:
            answer = ask(desk, name)
        headers = {key: value for key, value in answer.items() if key != "X-Request-Id"}
        shapes = [shape_of(query["sql"]) for query in captured.captured_queries]
        seen.add((answer.status_code, answer.content, str(headers), str(shapes)))
    assert len(seen) == 1
    assert "SELECT" not in str(seen)
    assert desk.answer() == 2
    # The control: a look-up would be seen.
    with CaptureQueriesContext(connection) as captured:
        member_to_recover(organization=desk.world.organization, identifier="nobody")
    assert "SELECT" in captured.captured_queries[0]["sql"]


def test_a_question_changes_nothing_about_the_account(desk: Desk) -> None:
    phone = desk.phone()
    ask(desk, desk.user.username)
    desk.answer()
    assert phone.get("/api/me/").status_code == 200
    assert desk.log_in().status_code == 200


def test_nobody_can_flood_a_mailbox(desk: Desk) -> None:
    number = desk.world.students[0].student_id
    for name in (desk.user.username, number, "amina@example.edu"):
        for _ in range(20):
            assert ask(desk, name).status_code == 202
    assert waiting(desk) == 3 * recovery.NAME_REQUESTS
    assert desk.answer() == recovery.MAILS == mails(desk)
    desk.now.moment += timedelta(hours=1)
    ask(desk, number)
    assert desk.answer() == 1


def test_a_network_has_a_far_ceiling(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "NETWORK_REQUESTS", 20)
    for number in range(30):
        spoofed = {"X-Forwarded-For": f"10.{number}.0.1"}
        assert ask(desk, f"name-{number}", **spoofed).status_code == 202
    assert waiting(desk) == 20


def test_a_request_is_answered_once_and_not_when_it_is_stale(desk: Desk) -> None:
    ask(desk, desk.user.username)
    assert (desk.answer(), desk.answer(), waiting(desk)) == (1, 0, 0)
    ask(desk, desk.user.username)
    desk.now.moment += timedelta(minutes=30)
    assert (desk.answer(), waiting(desk)) == (0, 0)


def test_a_name_of_another_organisation_is_nobody_here(desk: Desk) -> None:
    away = make_world("away", students=1)
    stranger = away.students[0].user
    stranger.email = "stranger@example.edu"
    stranger.save()
    for name in (stranger.username, stranger.email):
        ask(desk, name)
    assert desk.answer() == 0
    with tenancy.activate(away.organization):
        assert not OneTimeLink.objects.exists()
