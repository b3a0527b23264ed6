"""Two who decide at once, and an approval beside the closing; each with a control that can fail."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from apps.attendance.models import AttendanceSession, RequestDecision, RequestPart
from apps.attendance.selectors import requests
from apps.attendance.services import decisions, excuses, sessions
from apps.core import clock, tenancy
from tests.support.asking import ask, decide, part_of
from tests.support.checkin import NOON, Clock, record_of
from tests.support.races import at_once, meet
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now() -> Iterator[Clock]:
    """Stop the clock; also for threads."""
    moved = Clock(NOON)
    with clock.use(moved):
        yield moved


@pytest.fixture
def world(transactional_db: None, fresh_process: None, now: Clock) -> World:
    """Return a university whose rows are committed, for other connections to see."""
    return make_world("demo", geofence_mode="off", students=1)


def decide_at_once(world: World) -> tuple[list[int], int]:
    part = part_of(ask(world, world.students[0]))
    with tenancy.activate(world.organization):
        admin = world.lecturer.user
        world.sign_in(admin)
    answers = at_once(
        lambda: decide(world, part, "approve"),
        lambda: decide(world, part, "decline", "No certificate"),
    )
    with tenancy.activate(world.organization):
        return sorted(one.status_code for one in answers), RequestDecision.objects.count()


def test_of_two_decisions_at_once_one_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meet(monkeypatch, (decisions, "_lock"))
    assert decide_at_once(world) == ([200, 409], 1)


def test_control_without_the_lock_both_would_be_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no row locks")

    def unlocked(part: RequestPart) -> RequestPart:
        return RequestPart.objects.select_related("request__student__user", "decided_by").get(
            pk=part.pk
        )

    monkeypatch.setattr(decisions, "_lock", unlocked)
    meet(monkeypatch, (decisions, "_store"))
    assert decide_at_once(world) == ([200, 200], 2)


def approve_beside_closing(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """Approve while the closing has written the absences and not committed yet."""
    session = world.open()
    part = part_of(ask(world, world.students[0]))
    meet(monkeypatch, (sessions, "excuse_at_closing"), (decisions, "excuse"))
    staff = world.staff()
    answers: list[Any] = at_once(
        lambda: staff.send("POST", f"/api/sessions/{session.pk}/close/"),
        lambda: decide(world, part, "approve"),
    )
    assert [one.status_code for one in answers] == [200, 200]
    return record_of(world, session, world.students[0]).status


def test_an_approval_beside_the_closing_is_never_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert approve_beside_closing(world, monkeypatch) == "excused"


def take_back_beside_closing(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take an approval back while the closing excuses by it and has not committed yet."""
    part = part_of(ask(world, world.students[0]))
    assert decide(world, part, "approve").status_code == 200
    session = world.open()
    meet(monkeypatch, (excuses, "_excuse"), (decisions, "take_back"))
    staff = world.staff()
    answers: list[Any] = at_once(
        lambda: staff.send("POST", f"/api/sessions/{session.pk}/close/"),
        lambda: decide(world, part, "revoke", "The certificate is forged"),
    )
    assert [one.status_code for one in answers] == [200, 200]
    return record_of(world, session, world.students[0]).status


def test_an_approval_taken_back_beside_the_closing_excuses_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert take_back_beside_closing(world, monkeypatch) == "absent"


def test_control_without_locking_sessions_it_would_be_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no row locks")
    unlock_sessions(monkeypatch)
    assert approve_beside_closing(world, monkeypatch) == "absent"


def test_control_without_locking_sessions_it_would_excuse(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no row locks")
    unlock_sessions(monkeypatch)
    assert take_back_beside_closing(world, monkeypatch) == "excused"


def unlock_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for who works on a session."""
    honest = requests.sessions_covered

    class Unlocked:
        """The same sessions, read without waiting for who works on them."""

        def __init__(self, found: Any) -> None:
            self.found = found

        def select_for_update(self, **options: Any) -> Any:
            return self.found

    monkeypatch.setattr(
        excuses, "sessions_covered", lambda *args, **kwargs: Unlocked(honest(*args, **kwargs))
    )
    monkeypatch.setattr(
        sessions, "_lock", lambda session: AttendanceSession.objects.get(pk=session.pk)
    )
