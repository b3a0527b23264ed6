"""What tests of the check-in share: a clock to move, what was kept, answers to compare."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache

from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    Claim,
    RecordChange,
    RecordLocation,
)
from apps.core import clock, tenancy
from apps.core.models import RateCounter
from apps.courses.models import Course, CourseLecturer, Enrollment
from apps.orgs.selectors import forget_cached
from tests.support.world import Phone, World, at, make_world

# A Monday morning at a whole minute: the beginning of a step of 3, 5 and 60 seconds alike.
NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def tick(self, seconds: float = 0, **units: float) -> datetime:
        """Move on by seconds, or by other units of timedelta."""
        self.moment += timedelta(seconds=seconds, **units)
        return self.moment


@pytest.fixture
def now() -> Iterator[Clock]:
    """Stop the process's clock at a known moment; the test moves it."""
    moved = Clock(NOON)
    with clock.use(moved):
        yield moved


@pytest.fixture
def fresh_process() -> Iterator[None]:
    """Forget what the process has cached of organisations before."""
    forget_cached()
    cache.clear()
    yield
    forget_cached()


@pytest.fixture
def world(db: None, fresh_process: None, now: Clock) -> World:
    """Return a university in which location plays no part."""
    return make_world("demo", geofence_mode="off")


@pytest.fixture
def place(db: None, fresh_process: None, now: Clock) -> World:
    """Return a university that enforces its fence."""
    return make_world("place", geofence_mode="enforce")


@pytest.fixture
def foreign(db: None, fresh_process: None, now: Clock) -> World:
    """Return another university of the same installation."""
    return make_world("other", geofence_mode="off")


# What a try to check in may leave behind, by the words of the protocol.
KEPT = {
    "claims": Claim,
    "attempts": CheckInAttempt,
    "records": AttendanceRecord,
    "changes": RecordChange,
    "locations": RecordLocation,
}


def kept() -> dict[str, int]:
    """Return how many rows of each kind there are in the whole installation."""
    with tenancy.unscoped(reason="a test counts what was kept"):
        return {name: model.objects.count() for name, model in KEPT.items()}


@contextmanager
def leaves(**expected: int) -> Iterator[None]:
    """Assert that the block adds so many rows of these kinds, and none of the others."""
    before = kept()
    yield
    after = kept()
    added = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    wanted = {name: count for name, count in expected.items() if count}
    assert added == wanted, f"{added} was kept, not {wanted}"


def every_row() -> dict[str, int]:
    """Return the number of rows of every table of the installation, Django's own included."""
    with tenancy.unscoped(reason="a test counts every table"):
        return {
            model._meta.label: model._default_manager.count()
            for model in apps.get_models(include_auto_created=True)
        }


def counted(key: str) -> int:
    """Return how often a limiter's key has been counted, in all windows together."""
    return sum(RateCounter.objects.filter(key=key).values_list("count", flat=True))


def told(answer: Any) -> str:
    """Return what an answer says: the outcome, or the code of the refusal."""
    body = answer.json()
    return str(body.get("outcome") or body["code"])


def record_of(world: World, session: AttendanceSession, student: Any) -> AttendanceRecord:
    """Return a student's record in a session."""
    with tenancy.activate(world.organization):
        return AttendanceRecord.objects.get(session=session, student=student)


def attempts_of(world: World, student: Any) -> list[CheckInAttempt]:
    """Return a student's attempts, oldest first."""
    with tenancy.activate(world.organization):
        return list(CheckInAttempt.objects.filter(student=student).order_by("at", "pk"))


def last_claim(world: World) -> Claim:
    """Return the claim that was stored last."""
    with tenancy.activate(world.organization):
        return Claim.objects.select_related("student").order_by("arrived_at", "pk").reverse()[0]


def second_course(world: World, *, students: Any = ()) -> Course:
    """Return another course of the same lecturer, with these students enrolled."""
    with tenancy.activate(world.organization):
        course = Course.objects.create(term=world.term, code="MTH102", name="Algebra")
        CourseLecturer.objects.create(course=course, lecturer=world.lecturer)
        for student in students:
            Enrollment.objects.create(
                course=course, student=student, from_date=world.term.first_day
            )
    return course


NOWHERE = at(None, "not_asked")


def at_once(
    world: World, session: AttendanceSession, phone: Phone, finish: dict[str, Any] = NOWHERE
) -> Any:
    """Check in by one request: the claim with its finish inside."""
    return phone.scan(world.code(session), finish=finish)


def in_two(
    world: World, session: AttendanceSession, phone: Phone, finish: dict[str, Any] = NOWHERE
) -> Any:
    """Check in by two requests: the claim before signing in, the finish after it."""
    token, phone.token = phone.token, None
    claimed = phone.scan(world.code(session))
    phone.token = token
    claim_id = claimed.json().get("claim_id")
    return phone.finish(claim_id, finish) if claim_id else claimed


def typed(
    world: World, session: AttendanceSession, phone: Phone, finish: dict[str, Any] = NOWHERE
) -> Any:
    """Check in by the code that a person types."""
    return phone.type_code(world.typed(session), finish)


ENTRANCES = {"at_once": at_once, "in_two": in_two, "typed": typed}
every_entrance = pytest.mark.parametrize("enter", ENTRANCES.values(), ids=ENTRANCES.keys())


def act(world: World, session: Any, what: str, body: Any = None) -> Any:
    """Do something to a session as its lecturer."""
    return world.staff().send("POST", f"/api/sessions/{session.pk}/{what}/", body)


def live(world: World, session: Any) -> dict[str, Any]:
    """Return the live register of a session."""
    answer = world.staff().get(f"/api/sessions/{session.pk}/live/")
    body: dict[str, Any] = answer.json()
    return body


def mark(world: World, session: Any, student: Any, status: str, reason: str = "") -> Any:
    """Mark a student by hand."""
    url = f"/api/sessions/{session.pk}/register/{student.pk}/"
    return world.staff().send("PUT", url, {"status": status, "reason": reason})
