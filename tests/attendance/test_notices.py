"""Confirmations, reminders and warnings: to whom, when, once, and only while they are true."""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Guardian
from apps.attendance.enums import RecordStatus
from apps.attendance.models import AttendanceSession
from apps.attendance.services import confirmations, register, reminders, sessions, warnings
from apps.core import tenancy
from apps.courses.models import Enrollment
from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.models import Notification
from apps.notifications.services import delivery
from tests.support.checkin import Clock
from tests.support.mail import Mailbox, body_of
from tests.support.world import World, at, make_student


@pytest.fixture(autouse=True)
def reachable(world: World, now: Clock) -> None:
    """Everybody has an address, and the hourly job has been running."""
    warn(world, now)
    for number, student in enumerate(world.students):
        student.user.email = f"student{number}@example.edu"
        student.user.save()


def rows(world: World, **filters: Any) -> list[Notification]:
    with tenancy.activate(world.organization):
        return list(Notification.objects.filter(**filters).order_by("pk"))


def work(world: World, now: Clock) -> None:
    with tenancy.activate(world.organization):
        delivery.deliver(now=now())


def confirm(world: World, now: Clock) -> int:
    with tenancy.activate(world.organization):
        return confirmations.confirm_check_ins(now=now())


def scan(world: World, session: AttendanceSession, number: int) -> None:
    answer = world.phone(world.students[number]).scan(world.code(session), finish=at(None))
    assert answer.status_code == 201, answer.content


def subjects(sink: Mailbox, number: int) -> list[str]:
    return [str(one["Subject"]) for one in sink.to(f"student{number}@example.edu")]


# --- Confirmations -------------------------------------------------------------------------


def test_a_check_in_is_confirmed_once_by_mail_and_in_the_centre(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open()
    scan(world, session, 0)
    assert rows(world, kind="check_in_confirmation") == []
    for _ in range(3):
        confirm(world, now)
        work(world, now)
        now.tick(20)
    assert subjects(smtp_sink, 0) == ["You are in: CSC101"]
    assert subjects(smtp_sink, 1) == []
    text = body_of(smtp_sink.taken[0])
    # Kampala is three hours ahead of UTC.
    assert "Monday 2 March 2026, 12:00" in text
    (entry,) = rows(world, kind="check_in_confirmation", channel=Channel.IN_APP)
    assert entry.recipient_id == world.students[0].user_id
    assert "present, arrived 12:00. Reference" in entry.text


def test_a_worker_that_was_away_confirms_afterwards(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open(closes_after_min=60)
    confirm(world, now)
    for number in range(3):
        now.tick(minutes=5)
        scan(world, session, number)
    now.tick(hours=3)
    confirm(world, now)
    work(world, now)
    assert len(smtp_sink.taken) == 3


def test_a_claim_that_turns_an_absence_is_confirmed(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open(closes_after_min=5)
    now.tick(seconds=290)
    phone = world.phone()
    claim = phone.scan(world.code(session)).json()["claim_id"]
    now.tick(seconds=20)
    with tenancy.activate(world.organization):
        sessions.settle_if_due(session=session, now=now())
        confirmations.confirm_check_ins(now=now())
    now.tick(seconds=40)
    phone.token = world.sign_in(world.students[0].user)
    assert phone.finish(claim, at(None)).status_code == 201
    confirm(world, now)
    work(world, now)
    assert subjects(smtp_sink, 0) == ["You are in: CSC101"]
    assert subjects(smtp_sink, 1) == []


def test_what_a_lecturer_took_back_is_not_confirmed(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open()
    scan(world, session, 0)
    scan(world, session, 1)
    confirm(world, now)
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.ABSENT,
            reason="Not in the room",
            by=world.lecturer.user,
            now=now(),
        )
    work(world, now)
    assert subjects(smtp_sink, 0) == []
    assert subjects(smtp_sink, 1) == ["You are in: CSC101"]


# --- Reminders -----------------------------------------------------------------------------


def test_who_is_not_in_is_reminded_once_five_minutes_before_the_end(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open(closes_after_min=15)
    assert len(rows(world, kind="session_reminder", channel=Channel.EMAIL)) == 3
    scan(world, session, 0)
    now.tick(minutes=9, seconds=59)
    work(world, now)
    assert smtp_sink.taken == []
    now.tick(1)
    for _ in range(2):
        work(world, now)
        with tenancy.activate(world.organization):
            reminders.sweep(now=now())
    assert subjects(smtp_sink, 0) == []
    assert subjects(smtp_sink, 1) == ["Check in by 12:15: CSC101"]
    assert subjects(smtp_sink, 2) == ["Check in by 12:15: CSC101"]


def test_a_reminder_follows_a_session_that_was_prolonged(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open(closes_after_min=15)
    with tenancy.activate(world.organization):
        sessions.extend(session=session, minutes=10, by=world.lecturer.user, now=now())
    now.tick(minutes=10)
    work(world, now)
    assert smtp_sink.taken == []
    now.tick(minutes=10)
    work(world, now)
    assert subjects(smtp_sink, 0) == ["Check in by 12:25: CSC101"]


def test_nobody_is_reminded_of_a_session_that_was_closed(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    session = world.open(closes_after_min=15)
    now.tick(minutes=3)
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=now())
    now.tick(minutes=8)
    work(world, now)
    assert smtp_sink.taken == []
    assert {one.reason for one in rows(world, kind="session_reminder")} == {Reason.NOT_TRUE}


def test_the_sweep_catches_a_session_that_opened_by_the_clock(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    world.open(opens_at=now() + timedelta(minutes=40), closes_after_min=20)
    assert rows(world, kind="session_reminder") == []
    now.tick(minutes=45)
    with tenancy.activate(world.organization):
        counted = reminders.sweep(now=now())
    assert counted["reminders"] > 0
    now.tick(minutes=10)
    work(world, now)
    assert subjects(smtp_sink, 0) == ["Check in by 13:00: CSC101"]


def test_the_next_class_is_announced_in_the_app_and_not_when_called_off(
    world: World, now: Clock
) -> None:
    kept = world.open(opens_at=now() + timedelta(minutes=40))
    with tenancy.activate(world.organization):
        reminders.sweep(now=now())
        reminders.sweep(now=now())
    work(world, now)
    found = rows(world, kind="next_class")
    assert [one.status for one in found] == [Status.SENT] * 3
    assert "begins at 12:40 in Room 4" in found[0].text

    now.tick(hours=2)
    off = world.open(opens_at=now() + timedelta(minutes=40))
    assert off.pk != kept.pk
    with tenancy.activate(world.organization):
        reminders.sweep(now=now())
        sessions.close(session=off, by=world.lecturer.user, now=now())
    work(world, now)
    assert [one.status for one in rows(world, kind="next_class")[3:]] == [Status.SKIPPED] * 3


def test_who_left_the_course_meanwhile_is_not_reminded(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    world.open(closes_after_min=15)
    with tenancy.activate(world.organization):
        Enrollment.objects.get(student=world.students[0]).delete()
    now.tick(minutes=10)
    work(world, now)
    assert subjects(smtp_sink, 0) == []
    assert len(subjects(smtp_sink, 1)) == 1


def test_somebody_of_another_course_is_not_reminded(world: World, now: Clock) -> None:
    outsider = make_student(world.organization, email="outsider@example.edu")
    world.open()
    assert rows(world, recipient=outsider.user) == []


# --- Absence warnings ----------------------------------------------------------------------


def hold_class(world: World, now: Clock, *present: int) -> AttendanceSession:
    """Hold a class with these students, close it, and let a day go by."""
    session = world.open()
    # Yesterday's sign-ins have ended.
    world.tokens.clear()
    for number in present:
        scan(world, session, number)
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=now())
    now.tick(days=1)
    return session


def warn(world: World, now: Clock) -> int:
    with tenancy.activate(world.organization):
        return warnings.warn_absences(now=now())


def warnings_to(sink: Mailbox, address: str) -> list[str]:
    return [
        str(one["Subject"])
        for one in sink.to(address)
        if str(one["Subject"]).startswith("Absences")
    ]


def test_three_absences_in_a_row_warn_student_and_guardian_once(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    with tenancy.activate(world.organization):
        Guardian.objects.create(
            student=world.students[0], name="Parent", email="parent@example.org"
        )
    for _ in range(4):
        hold_class(world, now, 1, 2)
        warn(world, now)
        warn(world, now)
        work(world, now)
    for address in ("student0@example.edu", "parent@example.org"):
        found = [one for one in smtp_sink.to(address) if "Absences" in str(one["Subject"])]
        # Three in a row, and then the rate with the fourth class.
        assert len(found) == 2, [str(one["Subject"]) for one in found]
        text = body_of(found[0])
        assert "CSC101 Programming" in text
        assert "Absent 3 times in a row" in text
        assert "Mon 2 Mar 2026, Tue 3 Mar 2026, Wed 4 Mar 2026" in text
    assert warnings_to(smtp_sink, "student1@example.edu") == []
    parents = smtp_sink.to("parent@example.org")[0]
    assert world.students[0].user.full_name in str(parents["Subject"])
    assert "/history" not in body_of(parents)


def test_an_absence_excused_before_sending_takes_the_warning_back(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    hold_class(world, now)
    hold_class(world, now)
    session = hold_class(world, now)
    assert warn(world, now) == 3
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.EXCUSED,
            reason="Ill",
            by=world.lecturer.user,
            now=now(),
        )
    work(world, now)
    assert warnings_to(smtp_sink, "student0@example.edu") == []
    assert len(warnings_to(smtp_sink, "student1@example.edu")) == 1


def test_the_first_hour_after_a_class_is_the_lecturers(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    hold_class(world, now)
    hold_class(world, now)
    hold_class(world, now)
    now.tick(days=-1, minutes=30)
    assert warn(world, now) == 0
    now.tick(minutes=31)
    assert warn(world, now) == 3


def test_guardians_are_left_out_where_the_policy_says_so(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    world.set_policy(warn_guardians=False)
    with tenancy.activate(world.organization):
        Guardian.objects.create(
            student=world.students[0], name="Parent", email="parent@example.org"
        )
    for _ in range(3):
        hold_class(world, now)
    warn(world, now)
    work(world, now)
    assert len(warnings_to(smtp_sink, "student0@example.edu")) == 1
    assert smtp_sink.to("parent@example.org") == []


def test_a_guardian_who_was_removed_is_told_nothing(
    world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    with tenancy.activate(world.organization):
        parent = Guardian.objects.create(
            student=world.students[0], name="Parent", email="parent@example.org"
        )
    for _ in range(3):
        hold_class(world, now)
    warn(world, now)
    with tenancy.activate(world.organization):
        parent.delete()
    work(world, now)
    assert smtp_sink.to("parent@example.org") == []
    assert len(warnings_to(smtp_sink, "student0@example.edu")) == 1


@pytest.mark.parametrize("change", ["nothing", "policy", "left", "address"])
def test_a_guardian_is_told_nothing_once_the_reason_to_is_gone(
    change: str, world: World, now: Clock, smtp_sink: Mailbox
) -> None:
    with tenancy.activate(world.organization):
        parent = Guardian.objects.create(
            student=world.students[0], name="Parent", email="parent@example.org"
        )
    for _ in range(3):
        hold_class(world, now)
    warn(world, now)
    if change == "policy":
        world.set_policy(warn_guardians=False)
    if change == "left":
        user = world.students[0].user
        user.is_active = False
        user.save()
    if change == "address":
        with tenancy.activate(world.organization):
            parent.email = "real-parent@example.org"
            parent.save()
    work(world, now)
    assert len(smtp_sink.to("parent@example.org")) == (change == "nothing")
