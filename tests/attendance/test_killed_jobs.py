"""Workers killed in the midst of a job: nothing by half, nothing twice, nothing lost.

Each is stopped at one step, inside what has to be one transaction, and killed there. The control
of each commits what had been written by then: that is what a kill would leave without one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest

from apps.attendance import tasks
from apps.attendance.models import (
    AbsenceNotice,
    AttendanceRecord,
    AttendanceSession,
    RecordChange,
)
from apps.attendance.services import sessions, warnings
from apps.core import queue, tenancy
from apps.courses.models import ClassSchedule, Course
from apps.notifications.models import Notification
from tests.support.asking import ask, decide, part_of
from tests.support.checkin import Clock, at_once
from tests.support.killing import killed_in
from tests.support.world import World

pytestmark = pytest.mark.django_db(transaction=True)

Facts = Counter[str]
# Longer than the lease of a job, so that a killed one is taken up, and shorter than any wait here.
AFTER_THE_LEASE = timedelta(minutes=20)


@dataclass(frozen=True)
class Case:
    """A job, the step at which its worker dies, and what is to be there: before, half, whole."""

    prepare: Callable[[World, Clock], None]
    job: Any
    owner: Any
    name: str
    call: int
    facts: Callable[[], Facts]
    between: Facts
    half: Facts
    whole: Facts


def three_classes(world: World, now: Clock) -> None:
    """Let three courses have a class tomorrow that opens itself."""
    others = [
        Course.objects.create(term=world.term, code=f"X{number}", name="More") for number in (1, 2)
    ]
    for course in (world.course, *others):
        ClassSchedule.objects.create(
            course=course, weekdays="2", starts=time(10), ends=time(12), opens_itself=True
        )


def planned() -> Facts:
    """Count the sessions by how many live codes they have."""
    return Counter(
        f"a session with {one.tokens.filter(revoked_at=None).count()} codes"
        for one in AttendanceSession.objects.all()
    )


def class_that_ends(world: World, now: Clock) -> None:
    """Of a class that is over one was there and one is excused; nothing is written yet."""
    there, excused, _ = world.students
    session = world.open()
    assert at_once(world, session, world.phone(there)).status_code == 201
    part = part_of(ask(world, excused, session=session.pk))
    assert decide(world, part, "approve").status_code == 200
    now.moment = session.closes_at


def written() -> Facts:
    """Count the records by what they say, the changes, and the sessions that are finished."""
    return Counter(
        [
            *AttendanceRecord.objects.values_list("status", flat=True),
            *RecordChange.objects.values_list("kind", flat=True),
            *("finished" for _ in AttendanceSession.objects.exclude(absences_written_at=None)),
        ]
    )


def class_missed_by_all(world: World, now: Clock) -> None:
    """Nobody came to a class that has been over for an hour; one absence is enough to be warned."""
    world.set_policy(consecutive_absences=1)
    session = world.open()
    now.moment = session.closes_at
    sessions.settle_due(now=now())
    now.tick(minutes=65)


def warned() -> Facts:
    """Count the reasons that have been told, and the messages that tell them."""
    return Counter(
        {
            "reasons": AbsenceNotice.objects.count(),
            "messages": Notification.objects.filter(kind="absence_warning").count(),
        }
    )


def class_within_the_hour(world: World, now: Clock) -> None:
    """Plan a class that begins in half an hour."""
    world.open(opens_at=now() + timedelta(minutes=50))


def announced() -> Facts:
    """Count who has been told how often of the next class."""
    told = Notification.objects.filter(kind="next_class").values_list("recipient_id", flat=True)
    return Counter(str(many) for many in Counter(told).values())


ONE, NO = "a session with 1 codes", "a session with 0 codes"
CASES = {
    "planning": Case(
        three_classes,
        tasks.plan_classes,
        sessions,
        "make_token",
        2,
        planned,
        between=Counter({ONE: 1}),
        half=Counter({ONE: 1, NO: 1}),
        whole=Counter({ONE: 3}),
    ),
    "closing": Case(
        class_that_ends,
        tasks.settle_sessions,
        sessions,
        "excuse_at_closing",
        1,
        written,
        between=Counter({"present": 1}),
        half=Counter({"present": 1, "absent": 2}),
        whole=Counter({"present": 1, "absent": 1, "excused": 1, "excuse": 1, "finished": 1}),
    ),
    "warning": Case(
        class_missed_by_all,
        tasks.warn_absences,
        warnings,
        "notify",
        2,
        warned,
        between=Counter({"reasons": 1, "messages": 1}),
        half=Counter({"reasons": 2, "messages": 1}),
        whole=Counter({"reasons": 3, "messages": 3}),
    ),
    "announcing": Case(
        class_within_the_hour,
        tasks.remind,
        queue,
        "send_after_commit",
        1,
        announced,
        between=Counter(),
        half=Counter({"1": 3}),
        whole=Counter({"1": 3}),
    ),
}


@pytest.mark.parametrize(
    "committed", [False, True], ids=["killed", "control: without a transaction"]
)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_worker_killed_at_a_job_leaves_no_half_and_the_next_does_the_rest(
    world: World, now: Clock, case: Case, committed: bool
) -> None:
    with tenancy.activate(world.organization):
        case.prepare(world, now)
        killed_in(case.job, owner=case.owner, name=case.name, call=case.call, kept=committed)
        assert case.facts() == (case.half if committed else case.between)
        if committed:
            return
        assert case.job() is None, "the lease of the killed worker still holds"
        for _ in range(2):
            now.moment += AFTER_THE_LEASE
            case.job()
            assert case.facts() == case.whole
