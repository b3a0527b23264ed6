"""Roll-calls in the admin site: closed and opened again with a reason, records never edited."""

from typing import Any

import pytest
from django.test import Client

from apps.attendance.enums import EventKind, SessionState
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    AttendanceToken,
    SessionEvent,
)
from apps.core import clock, tenancy
from apps.orgs.selectors import forget_cached
from tests.support.administration import (
    browser_of,
    choose,
    make_administrator,
    make_platform_staff,
)
from tests.support.campus import NOW, stopped_clock
from tests.support.world import World, make_world

SESSIONS = "/admin/attendance/attendancesession/"
TOKENS = "/admin/attendance/attendancetoken/"
RECORDS = "/admin/attendance/attendancerecord/"


@pytest.fixture
def world(db: None) -> World:
    forget_cached()
    return make_world("home")


@pytest.fixture
def session(world: World) -> AttendanceSession:
    with stopped_clock():
        return world.open()


@pytest.fixture
def browser(world: World) -> Client:
    return browser_of(make_administrator(world.organization))


def act(browser: Client, path: str, action: str, key: int, reason: str = "") -> str:
    with clock.use(lambda: NOW):
        data = {"action": action, "_selected_action": [key], "reason": reason, "index": 0}
        assert browser.post(path, data).status_code == 302
        return str(browser.get(path).content.decode())


def stored(world: World, session: AttendanceSession) -> AttendanceSession:
    with tenancy.activate(world.organization):
        return AttendanceSession.objects.get(pk=session.pk)


def reasons(world: World, kind: EventKind) -> list[str]:
    with tenancy.activate(world.organization):
        return list(SessionEvent.objects.filter(kind=kind).values_list("reason", flat=True))


@pytest.mark.parametrize("who", ["administrator", "platform"])
def test_a_session_is_closed_and_opened_again_with_a_reason(
    who: str, world: World, session: AttendanceSession, browser: Client
) -> None:
    if who == "platform":
        browser = browser_of(make_platform_staff())
        choose(browser, world.organization)
    assert "Say why" in act(browser, SESSIONS, "close", session.pk)
    assert stored(world, session).state == SessionState.OPEN
    assert "Closed: 1." in act(browser, SESSIONS, "close", session.pk, "fire alarm")
    assert stored(world, session).state == SessionState.CLOSED
    with tenancy.activate(world.organization):
        assert AttendanceRecord.objects.filter(session=session).count() == len(world.students)
    assert "Say why" in act(browser, SESSIONS, "reopen", session.pk, "  ")
    assert stored(world, session).state == SessionState.CLOSED
    assert "Reopened: 1." in act(browser, SESSIONS, "reopen", session.pk, "false alarm")
    assert stored(world, session).state == SessionState.OPEN
    assert reasons(world, EventKind.CLOSED) == ["fire alarm"]
    assert reasons(world, EventKind.REOPENED) == ["false alarm"]


def test_what_cannot_be_reopened_is_named(
    world: World, session: AttendanceSession, browser: Client
) -> None:
    page = act(browser, SESSIONS, "reopen", session.pk, "again")
    assert "The session is not closed." in page
    assert "Reopened: 0." in page


def test_a_token_is_revoked_and_its_secret_not_shown(
    world: World, session: AttendanceSession, browser: Client
) -> None:
    with tenancy.activate(world.organization):
        token = AttendanceToken.objects.get(session=session)
    page = browser.get(f"{TOKENS}{token.pk}/change/").content.decode()
    assert str(world.course) in page
    assert bytes(token.secret).hex() not in page
    assert "Revoked: 1." in act(browser, TOKENS, "revoke", token.pk)
    with tenancy.activate(world.organization):
        assert AttendanceToken.objects.get(pk=token.pk).revoked_at == NOW


def test_a_record_is_shown_and_takes_no_edit(
    world: World, session: AttendanceSession, browser: Client
) -> None:
    act(browser, SESSIONS, "close", session.pk, "done")
    with tenancy.activate(world.organization):
        record = AttendanceRecord.objects.filter(session=session).first()
    assert record is not None
    path = f"{RECORDS}{record.pk}/change/"
    edit: dict[str, Any] = {"status": "present", "_save": "1"}
    with stopped_clock():
        assert browser.get(path).status_code == 200
        assert browser.post(path, edit).status_code == 403
        assert browser.post(f"{RECORDS}add/", edit).status_code == 403
    with tenancy.activate(world.organization):
        assert AttendanceRecord.objects.get(pk=record.pk).status == record.status
