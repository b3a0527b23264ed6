"""A planned session that is taken back while somebody does something about it: a clean 404."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from apps.attendance.api.views import sessions as views
from apps.attendance.models import AbsenceRequest, AttendanceSession, Kiosk, SessionEvent
from apps.attendance.services import classes, planning, requests, sessions
from apps.core import tenancy
from apps.core.api.views import ApiView
from apps.core.clock import use
from apps.courses.models import ClassSchedule
from apps.orgs.selectors import forget_cached
from tests.support.asking import ask
from tests.support.campus import NOW, stopped_clock
from tests.support.checkin import told
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

DAY = "2026-03-03"
BEGINS = datetime(2026, 3, 3, 7, tzinfo=UTC)
# Who changes the schedule came a moment before the class began, and is done a moment after.
JUST_BEFORE = BEGINS - timedelta(seconds=1)
JUST_AFTER = BEGINS + timedelta(seconds=1)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Yield a world with one planned session, which has just begun."""
    forget_cached()
    with stopped_clock():
        made = make_world()
    with tenancy.activate(made.organization):
        ClassSchedule.objects.create(
            course=made.course, weekdays="2", starts=time(10), ends=time(12), opens_itself=True
        )
        planning.plan_due(now=NOW)
    with use(lambda: JUST_AFTER):
        yield made


def planned(world: World) -> AttendanceSession:
    with tenancy.activate(world.organization):
        return AttendanceSession.objects.get()


def taken_back_after(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """Let the class be called off when this function has found its session, once."""
    honest: Callable[..., Any] = getattr(owner, name)
    left = [True]

    def late(*args: Any, **kwargs: Any) -> Any:
        found = honest(*args, **kwargs)
        if left:
            left.clear()
            organization = AttendanceSession._base_manager.get().organization
            with tenancy.activate(organization):
                ClassSchedule.objects.update(is_active=False)
                assert planning.plan_due(now=JUST_BEFORE)["withdrawn"] == 1
        return found

    monkeypatch.setattr(owner, name, late)


def acts(world: World) -> dict[str, tuple[str, str, Any]]:
    student = world.students[0].pk
    with tenancy.activate(world.organization):
        token = planned(world).tokens.get().pk
    return {
        "extend": ("POST", "extend/", {"minutes": 5}),
        "close": ("POST", "close/", {}),
        "new code": ("POST", "tokens/", {"kind": "rotating"}),
        "revoke": ("POST", f"tokens/{token}/revoke/", {}),
        "kiosk": ("POST", "kiosks/", None),
        "live": ("GET", "live/", None),
        "mark": ("PUT", f"register/{student}/", {"status": "present"}),
        "walk-in": ("POST", "walk-ins/", {"student": student, "status": "present"}),
    }


def send(world: World, act: str) -> Any:
    method, path, body = acts(world)[act]
    return world.staff().send(method, f"/api/sessions/{planned(world).pk}/{path}", body)


@pytest.mark.parametrize(
    "act", ["extend", "close", "new code", "revoke", "kiosk", "live", "mark", "walk-in"]
)
def test_whatever_is_done_to_a_session_that_is_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    taken_back_after(monkeypatch, views.SessionBase, "session")
    answer = send(world, act)
    assert (answer.status_code, told(answer)) == (404, "not_found")
    with tenancy.activate(world.organization):
        assert not SessionEvent.objects.exists()
        assert not Kiosk.objects.exists()


def test_the_control_without_the_guards_it_was_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "locked_session", lambda pk: AttendanceSession.objects.get(pk=pk))
    monkeypatch.setattr(views.SessionBase, "handle_exception", ApiView.handle_exception)
    with monkeypatch.context() as patched:
        taken_back_after(patched, views.SessionBase, "session")
        assert send(world, "extend").status_code == 500
    with tenancy.activate(world.organization):
        ClassSchedule.objects.update(is_active=True)
        planning.plan_due(now=NOW)
    taken_back_after(monkeypatch, views.SessionBase, "session")
    assert send(world, "kiosk").status_code == 500


def test_a_class_that_is_started_while_it_is_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back_after(monkeypatch, classes, "session_of")
    session = planned(world)
    body = {"course": world.course.pk, "schedule": session.schedule_id, "class_date": DAY}
    answer = world.staff().send("POST", "/api/sessions/", body)
    assert (answer.status_code, told(answer)) == (404, "not_found")


def test_a_class_that_is_asked_about_while_it_is_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = planned(world)
    gone = ask(world, world.students[0], session=2**40)
    taken_back_after(monkeypatch, requests, "_courses")
    answer = ask(world, world.students[0], session=session.pk)
    # As of any class that is not there.
    assert (answer.status_code, told(answer)) == (gone.status_code, told(gone)) == (400, "invalid")
    assert list(answer.json()["fields"]) == list(gone.json()["fields"]) == ["session"]
    with tenancy.activate(world.organization):
        assert not AbsenceRequest.objects.exists()


def test_plans_and_settling_pass_over_what_was_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.activate(world.organization):
        ClassSchedule.objects.update(starts=time(11))
        taken_back_after(monkeypatch, planning, "class_place")
        done = planning.plan_due(now=NOW)
        assert (done["moved"], done["blocked"]) == (0, 0)
        ClassSchedule.objects.update(is_active=True, starts=time(10))
        planning.plan_due(now=NOW)
        taken_back_after(monkeypatch, AttendanceSession, "state_at")
        assert sessions.settle_due(now=JUST_AFTER) == {"opened": 0, "closed": 0}
        assert not AttendanceSession.objects.exists()
