"""Two who decide at once, and an approval beside the closing; each with a control that can fail."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from apps.attendance.models import AttendanceSession, RequestDecision, RequestPart
from apps.attendance.selectors import requests
from apps.attendance.services import decisions, excuses, sessions
from apps.core import clock, tenancy
from tests.support.asking import ask, decide, part_of
from tests.support.checkin import NOON, Clock, record_of
from tests.support.races import MEET_S, at_once, meet
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

# A control takes the lock away: both come, however slow the machine is.
NOTHING_KEEPS_OUT_S = 30.0


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


def beside_closing(
    world: World,
    session: AttendanceSession,
    decision: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    patience_s: float,
) -> str:
    """Decide between the closing's writing and its commit; return what the record says then.

    Each waits for the other for so many seconds, as a lock may keep the other out.
    """
    written, decided = threading.Event(), threading.Event()
    excuse_at_closing = excuses.excuse_at_closing

    def write(*args: Any, **kwargs: Any) -> int:
        excused = excuse_at_closing(*args, **kwargs)
        written.set()
        decided.wait(patience_s)
        return excused

    def after_writing(honest: Callable[..., int]) -> Callable[..., int]:
        def change(*args: Any, **kwargs: Any) -> int:
            written.wait(patience_s)
            return honest(*args, **kwargs)

        return change

    def decide_and_say_so() -> Any:
        answer = decision()
        decided.set()
        return answer

    monkeypatch.setattr(sessions, "excuse_at_closing", write)
    for name in ("excuse", "take_back"):
        monkeypatch.setattr(decisions, name, after_writing(getattr(decisions, name)))
    staff = world.staff()
    answers: list[Any] = at_once(
        lambda: staff.send("POST", f"/api/sessions/{session.pk}/close/"), decide_and_say_so
    )
    assert [one.status_code for one in answers] == [200, 200]
    return record_of(world, session, world.students[0]).status


def approve_beside_closing(
    world: World, monkeypatch: pytest.MonkeyPatch, *, patience_s: float = MEET_S
) -> str:
    session = world.open()
    part = part_of(ask(world, world.students[0]))
    return beside_closing(
        world,
        session,
        lambda: decide(world, part, "approve"),
        monkeypatch,
        patience_s=patience_s,
    )


def take_back_beside_closing(
    world: World, monkeypatch: pytest.MonkeyPatch, *, patience_s: float = MEET_S
) -> str:
    part = part_of(ask(world, world.students[0]))
    assert decide(world, part, "approve").status_code == 200
    session = world.open()
    return beside_closing(
        world,
        session,
        lambda: decide(world, part, "revoke", "The certificate is forged"),
        monkeypatch,
        patience_s=patience_s,
    )


def test_an_approval_beside_the_closing_is_never_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert approve_beside_closing(world, monkeypatch) == "excused"


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
    assert approve_beside_closing(world, monkeypatch, patience_s=NOTHING_KEEPS_OUT_S) == "absent"


def test_control_without_locking_sessions_it_would_excuse(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no row locks")
    unlock_sessions(monkeypatch)
    found = take_back_beside_closing(world, monkeypatch, patience_s=NOTHING_KEEPS_OUT_S)
    assert found == "excused"


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
    monkeypatch.setattr(sessions, "locked_session", lambda pk: AttendanceSession.objects.get(pk=pk))
