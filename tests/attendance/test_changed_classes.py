"""A class that was announced is moved or called off: who hears of it, once, and what is said."""

from datetime import time
from typing import Any

import pytest

from apps.attendance.models import AttendanceSession
from apps.attendance.services import planning, reminders
from apps.core import tenancy
from apps.courses.models import ClassSchedule, Venue
from apps.notifications.enums import Channel, Status
from apps.notifications.models import Notification, Preference
from apps.notifications.services import delivery
from tests.support.checkin import Clock
from tests.support.mail import Mailbox
from tests.support.world import World


@pytest.fixture(autouse=True)
def reachable(world: World) -> None:
    """Everybody has an address."""
    for number, student in enumerate(world.students):
        student.user.email = f"student{number}@example.edu"
        student.user.save()


def rows(world: World, **filters: Any) -> list[Notification]:
    with tenancy.activate(world.organization):
        return list(Notification.objects.filter(**filters).order_by("pk"))


def work(world: World, now: Clock) -> None:
    with tenancy.activate(world.organization):
        delivery.deliver(now=now())


class Timetable:
    """A class at 12:40 of the clock on the wall that opens itself, planned and announced."""

    def __init__(self, world: World, now: Clock, *, announced: bool = True) -> None:
        self.world, self.now = world, now
        now.tick(minutes=-30)
        with tenancy.activate(world.organization):
            self.schedule = ClassSchedule.objects.create(
                course=world.course,
                venue=world.venue,
                weekdays="1",
                starts=time(12, 40),
                ends=time(14),
                opens_itself=True,
            )
            planning.plan_due(now=now())
        now.tick(minutes=30)
        if announced:
            with tenancy.activate(world.organization):
                reminders.sweep(now=now())
            work(world, now)

    def change(self, **changes: Any) -> None:
        self.now.tick(1)
        path = f"/api/schedules/{self.schedule.pk}/"
        assert self.world.staff().send("PATCH", path, changes).status_code == 200

    def told(self) -> list[str]:
        """Return what students hear in the app of changes, once all has settled."""
        self.now.tick(minutes=1)
        work(self.world, self.now)
        found = rows(self.world, kind="class_changed", channel=Channel.IN_APP, status=Status.SENT)
        return [one.text for one in found]


def test_a_class_that_is_moved_after_it_was_announced_is_told_of_once(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    with tenancy.activate(world.organization):
        Preference.objects.create(
            user=world.students[2].user, kind="class_changed", channel="in_app", enabled=False
        )
        hall = Venue.objects.create(name="Hall", latitude=0.3, longitude=32.5, radius_m=50)
    timetable = Timetable(world, now)
    timetable.change(starts="12:50")
    timetable.change(starts="13:00", venue=hall.pk)
    with tenancy.activate(world.organization):
        planning.plan_due(now=now())
    told = timetable.told()
    assert told == timetable.told()
    assert len(told) == 2
    assert set(told) == {
        "CSC101 Programming begins at 13:00 in Hall. It was announced for 12:40 in Room 4."
    }
    sent = smtp_sink.to("student2@example.edu")
    assert [str(one["Subject"]) for one in sent] == ["Moved: CSC101 is at 13:00 in Hall"]


def test_moved_back_at_once_nobody_is_told_and_later_everybody(world: World, now: Clock) -> None:
    timetable = Timetable(world, now)
    timetable.change(starts="12:50")
    timetable.change(starts="12:40")
    assert timetable.told() == []
    # The control: with a minute in between, both are news.
    timetable.change(starts="12:50")
    assert len(timetable.told()) == 3
    timetable.change(starts="12:40")
    assert "begins at 12:40 in Room 4. It was announced for 12:50" in timetable.told()[-1]


def test_who_was_not_told_of_a_class_is_not_told_of_its_change(world: World, now: Clock) -> None:
    timetable = Timetable(world, now, announced=False)
    timetable.change(starts="12:50")
    assert timetable.told() == []
    with tenancy.activate(world.organization):
        reminders.sweep(now=now())
    work(world, now)
    assert "begins at 12:50" in rows(world, kind="next_class")[0].text


@pytest.mark.parametrize("by_hand", [True, False])
def test_an_announced_class_that_is_called_off_is_told_of_unless_it_comes_back(
    world: World, now: Clock, by_hand: bool
) -> None:
    timetable = Timetable(world, now)
    timetable.change(is_active=False)
    timetable.change(is_active=True)
    assert timetable.told() == []
    with tenancy.activate(world.organization):
        reminders.sweep(now=now())
        session = AttendanceSession.objects.get()
    work(world, now)
    if by_hand:
        path = f"/api/sessions/{session.pk}/close/"
        assert world.staff().send("POST", path).status_code == 200
    else:
        timetable.change(is_active=False)
    assert timetable.told() == [
        "CSC101 Programming does not take place. It was announced for 12:40 in Room 4."
    ] * len(world.students)
