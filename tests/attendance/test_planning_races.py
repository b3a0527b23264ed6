"""Two beats plan at once: one class gets one session, on databases that decide between them."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.attendance.models import AttendanceSession
from apps.attendance.services import planning
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
