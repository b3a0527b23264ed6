"""Two beats plan at once, and a scan beside a plan taken back, on databases that decide."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.attendance.models import AttendanceSession, CheckInAttempt, Claim
from apps.attendance.services import check_in, judgement, planning
from apps.core import tenancy
from apps.courses.models import ClassSchedule
from apps.orgs.selectors import forget_cached
from tests.support.campus import NOW, stopped_clock
from tests.support.races import at_once, meet
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    forget_cached()
    with stopped_clock():
        yield make_world()


def test_two_beats_plan_one_session_a_class(world: World, monkeypatch: Any) -> None:
    with tenancy.activate(world.organization):
        schedule = ClassSchedule.objects.create(
            course=world.course, weekdays="2", starts=time(10), ends=time(12), opens_itself=True
        )

    def beat() -> dict[str, int]:
        with tenancy.activate(world.organization):
            return planning.plan_due(now=NOW)

    # Both have seen that the class has no session before either plans it.
    meet(monkeypatch, (planning, "_create"))
    counts = at_once(beat, beat)
    assert sorted((one["planned"], one["blocked"]) for one in counts) == [(0, 1), (1, 0)]
    with tenancy.activate(world.organization):
        session = AttendanceSession.objects.get(schedule=schedule)
        # The control: past every lock, the database itself takes no second one.
        session.pk = None
        session._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            session.save()


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_scan_of_a_session_that_is_taken_back_at_that_moment(
    world: World, monkeypatch: Any, signed_in: bool
) -> None:
    with tenancy.activate(world.organization):
        schedule = ClassSchedule.objects.create(
            course=world.course, weekdays="2", starts=time(10), ends=time(12), opens_itself=True
        )
        planning.plan_due(now=NOW)
        session = AttendanceSession.objects.get(schedule=schedule)
    code = world.code(session)
    phone = world.phone(world.students[0] if signed_in else None)
    refused: list[Exception] = []
    honest = judgement.judge_scan

    def late(*args: Any) -> Any:
        # The code has been read, and its session found planned.
        with tenancy.activate(world.organization):
            ClassSchedule.objects.filter(pk=schedule.pk).update(is_active=False)
            assert planning.plan_due(now=NOW)["withdrawn"] == 1
        try:
            return honest(*args)
        except IntegrityError as error:
            refused.append(error)
            raise

    monkeypatch.setattr(check_in, "judge_scan", late)
    answer = phone.scan(code)
    assert (answer.status_code, answer.json()["code"]) == (404, "code_invalid")
    # The control: the database had refused the row, which was answered 500.
    assert len(refused) == 1
    with tenancy.activate(world.organization):
        assert not Claim.objects.exists()
        kept = [(one.outcome, one.session_id) for one in CheckInAttempt.objects.all()]
        assert kept == [("code_invalid", None)] * signed_in
    # It is the answer of a moment later too.
    monkeypatch.setattr(check_in, "judge_scan", honest)
    assert phone.scan(code).json()["code"] == "code_invalid"


def test_any_other_refusal_of_the_database_is_told_as_what_it_is(
    world: World, monkeypatch: Any
) -> None:
    def broken(*args: Any) -> Any:
        raise IntegrityError("a fault of ours")

    session = world.open()
    monkeypatch.setattr(check_in, "judge_scan", broken)
    answer = world.phone(world.students[0]).scan(world.code(session))
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
