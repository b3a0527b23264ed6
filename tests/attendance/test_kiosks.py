"""Kiosk mode: a narrow credential, the ordinary rules, nobody guessed and nobody twice."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.attendance.enums import Band, EventKind, Outcome, Reason, RecordStatus, Source
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceToken,
    CheckInAttempt,
    Kiosk,
    RecordChange,
    SessionEvent,
)
from apps.attendance.services import register, sessions, tokens
from apps.attendance.services.kiosks import LOOK_UPS, MISSES
from apps.core import tenancy
from apps.courses.models import Enrollment
from tests.support.checkin import Clock
from tests.support.kiosks import Device
from tests.support.world import World, at


def number_of(world: World, which: int = 0) -> str:
    return world.students[which].student_id


def records(world: World) -> list[AttendanceRecord]:
    with tenancy.activate(world.organization):
        return list(AttendanceRecord.objects.order_by("pk"))


def attempts(world: World) -> list[CheckInAttempt]:
    with tenancy.activate(world.organization):
        return list(CheckInAttempt.objects.order_by("pk"))


def test_a_number_is_confirmed_by_name_and_recorded(world: World, now: Clock) -> None:
    student = world.students[0]
    student.user.full_name = "Amina Nakato Wanjiru"
    student.user.save()
    kiosk = Device(world, world.open())
    found = kiosk.ask("look-up", number=f" {student.student_id.lower()} ").json()
    assert found["name"] == "Amina W."
    # Looking is not checking in.
    assert records(world) == []
    answer = kiosk.ask("check-in", ticket=found["ticket"])
    assert answer.status_code == 201
    assert answer.json()["outcome"] == "accepted"
    (record,) = records(world)
    assert (record.student_id, record.status) == (student.pk, RecordStatus.PRESENT)
    assert (record.source, record.band) == (Source.KIOSK, Band.STANDARD)
    assert record.reasons == [Reason.KIOSK_ENTERED]
    (attempt,) = attempts(world)
    assert (attempt.outcome, attempt.source) == (Outcome.ACCEPTED, Source.KIOSK)


def test_a_repeat_is_answered_with_the_first_time(world: World, now: Clock) -> None:
    kiosk = Device(world, world.open())
    ticket = kiosk.ticket(number_of(world))
    first = kiosk.ask("check-in", ticket=ticket)
    now.tick(30)
    again = kiosk.ask("check-in", ticket=ticket)
    anew = kiosk.check_in(number_of(world))
    assert (again.status_code, anew.status_code) == (200, 200)
    assert again.json()["outcome"] == "already_checked_in"
    assert {one.json()["arrived_at"] for one in (first, again, anew)} == {"2026-03-02T09:00:00Z"}
    assert len(records(world)) == 1


def test_who_scanned_before_is_in_already(world: World, now: Clock) -> None:
    session = world.open()
    world.phone(world.students[0]).scan(world.code(session), finish=at(None))
    assert Device(world, session).check_in(number_of(world)).status_code == 200
    assert records(world)[0].source == Source.QR


def test_late_is_late_by_the_time_of_entry(world: World, now: Clock) -> None:
    kiosk = Device(world, world.open())
    now.tick(minutes=9)
    in_time = kiosk.ticket(number_of(world))
    now.tick(minutes=2)
    # The connection was lost for two minutes: the entry counts.
    assert kiosk.ask("check-in", ticket=in_time).json()["status"] == "present"
    assert kiosk.check_in(number_of(world, 1)).json()["status"] == "late"


def test_an_entry_in_time_gets_through_after_the_end_and_no_later_one(
    world: World, now: Clock
) -> None:
    session = world.open()
    kiosk = Device(world, session)
    now.tick(minutes=14, seconds=50)
    ticket = kiosk.ticket(number_of(world))
    now.tick(60)
    with tenancy.activate(world.organization):
        sessions.settle_if_due(session=session, now=now())
    assert kiosk.ask("check-in", ticket=ticket).status_code == 201
    with tenancy.activate(world.organization):
        mine = AttendanceRecord.objects.get(student=world.students[0])
        assert mine.status == RecordStatus.LATE
        change = RecordChange.objects.get(record=mine)
        assert change.from_status == RecordStatus.ABSENT
    over = kiosk.ask("look-up", number=number_of(world, 1))
    assert (over.status_code, over.json()["code"]) == (410, "kiosk_ended")


def test_a_ticket_waits_a_quarter_of_an_hour(world: World, now: Clock) -> None:
    kiosk = Device(world, world.open(closes_after_min=60))
    ticket = kiosk.ticket(number_of(world))
    now.tick(minutes=15, seconds=1)
    assert kiosk.ask("check-in", ticket=ticket).json()["code"] == "claim_expired"
    assert records(world) == []


def test_who_was_marked_absent_by_a_person_is_for_review(world: World, now: Clock) -> None:
    session = world.open()
    kiosk = Device(world, session)
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.ABSENT,
            reason="",
            by=world.lecturer.user,
            now=now(),
        )
    assert kiosk.check_in(number_of(world)).json()["outcome"] == "accepted_for_review"
    (record,) = records(world)
    assert record.band == Band.LOW
    assert Reason.MARKED_ABSENT in record.reasons


def test_a_ticket_does_not_undo_what_a_person_did_after_it(world: World, now: Clock) -> None:
    session = world.open()
    kiosk = Device(world, session)
    ticket = kiosk.ticket(number_of(world))
    assert kiosk.ask("check-in", ticket=ticket).status_code == 201
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.ABSENT,
            reason="",
            by=world.lecturer.user,
            now=now(),
        )
    assert kiosk.ask("check-in", ticket=ticket).json()["status"] == "absent"
    assert records(world)[0].status == RecordStatus.ABSENT


def test_nobody_outside_the_class_is_named(world: World, foreign: World, now: Clock) -> None:
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=world.students[2]).delete()
        # Who cannot sign in any more cannot check in elsewhere either.
        User.objects.filter(pk=world.students[1].user_id).update(is_active=False)
    kiosk = Device(world, world.open())
    # The control: somebody of the class is.
    assert kiosk.ticket(number_of(world))
    answers = [
        kiosk.ask("look-up", number=number)
        for number in ("nobody", number_of(world, 1), number_of(world, 2), number_of(foreign))
    ]
    bodies = [{**one.json(), "request_id": ""} for one in answers]
    assert [one.status_code for one in answers] == [404] * 4
    assert all(body == bodies[0] for body in bodies)
    assert attempts(world) == []


def test_who_left_the_course_meanwhile_is_refused_and_the_attempt_kept(
    world: World, now: Clock
) -> None:
    kiosk = Device(world, world.open())
    ticket = kiosk.ticket(number_of(world))
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=world.students[0]).delete()
    assert kiosk.ask("check-in", ticket=ticket).json()["code"] == "not_enrolled"
    (attempt,) = attempts(world)
    assert (attempt.outcome, attempt.source) == (Outcome.NOT_ENROLLED, Source.KIOSK)


def test_who_was_deactivated_meanwhile_is_not_checked_in(world: World, now: Clock) -> None:
    kiosk = Device(world, world.open())
    ticket = kiosk.ticket(number_of(world))
    gone = User.objects.filter(pk=world.students[0].user_id)
    gone.update(is_active=False)
    assert kiosk.ask("check-in", ticket=ticket).json()["code"] == "claim_expired"
    assert records(world) == []
    gone.update(is_active=True)
    assert kiosk.ask("check-in", ticket=ticket).status_code == 201, "the control"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<img src=x onerror=alert(1)> <b>", "<img <."),
        ("Amina", "Amina"),
        ("", ""),
        ("\u202egnp.exe Wanjiru", "\u202egnp.exe W."),
        ("王 小明", "王 小."),
        ("A" * 200, "A" * 200),
    ],
)
def test_any_name_is_told_as_a_text(world: World, now: Clock, name: str, shown: str) -> None:
    User.objects.filter(pk=world.students[0].user_id).update(full_name=name)
    kiosk = Device(world, world.open())
    found = kiosk.ask("look-up", number=number_of(world))
    assert found["Content-Type"] == "application/json"
    assert found.json()["name"] == shown
    assert kiosk.ask("check-in", ticket=found.json()["ticket"]).status_code == 201


@pytest.mark.parametrize("number", ["%", "_" * 6, "S%", "' OR 1=1 --", "٣", "\u0000", "S" * 500])
def test_what_is_no_number_is_nobodys(world: World, now: Clock, number: str) -> None:
    kiosk = Device(world, world.open())
    assert kiosk.ask("look-up", number=number).status_code in {400, 404}
    assert kiosk.ask("look-up", number=number_of(world)).status_code == 200


def test_numbers_are_not_guessed(world: World, now: Clock) -> None:
    kiosk = Device(world, world.open())
    for number in range(MISSES):
        assert kiosk.ask("look-up", number=f"X{number}").status_code == 404
    assert kiosk.ask("look-up", number="X").status_code == 429
    # Whoever stands in the queue is not made to pay for it.
    assert kiosk.ask("look-up", number=number_of(world)).status_code == 200
    now.tick(61)
    for _ in range(LOOK_UPS):
        assert kiosk.ask("look-up", number=number_of(world)).status_code == 200
    assert kiosk.ask("look-up", number=number_of(world)).status_code == 429


def test_it_ends_when_a_lecturer_ends_it(world: World, now: Clock) -> None:
    session = world.open()
    kiosk, other = Device(world, session), Device(world, session)
    ticket = kiosk.ticket(number_of(world))
    path = f"/api/sessions/{session.pk}/kiosks/"
    shown = world.staff().get(path).json()["kiosks"]
    assert {one["id"] for one in shown} == {kiosk.pk, other.pk}
    for _ in range(2):
        assert world.staff().send("POST", f"{path}{kiosk.pk}/end/").status_code == 204
    for answer in (
        kiosk.ask("state"),
        kiosk.ask("look-up", number=number_of(world)),
        kiosk.ask("check-in", ticket=ticket),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "kiosk_ended")
    # Nobody's ticket works at another device.
    assert other.ask("check-in", ticket=ticket).json()["code"] == "claim_expired"
    assert other.ask("state").json()["course"]["code"] == world.course.code
    with tenancy.activate(world.organization):
        kinds = SessionEvent.objects.filter(session=session).values_list("kind", flat=True)
        assert sorted(kinds).count(EventKind.KIOSK_ENDED) == 1
        assert sorted(kinds).count(EventKind.KIOSK_STARTED) == 2
        assert not Kiosk.objects.filter(digest__in=[kiosk.token, other.token]).exists()


def test_it_outlives_a_code_that_is_revoked_and_not_its_session(world: World, now: Clock) -> None:
    session = world.open()
    kiosk = Device(world, session)
    leaked = world.code(session)
    with tenancy.activate(world.organization):
        tokens.revoke(
            session=session,
            token_id=AttendanceToken.objects.get(session=session).pk,
            by=world.lecturer.user,
            now=now(),
        )
    # The control: the code itself lets nobody in any more.
    scanned = world.phone(world.students[1]).scan(leaked, finish=at(None))
    assert scanned.json()["code"] == "token_revoked"
    ticket = kiosk.ticket(number_of(world))
    assert kiosk.ask("check-in", ticket=ticket).status_code == 201
    assert kiosk.ask("state").status_code == 200
    now.tick(1)
    assert world.staff().send("POST", f"/api/sessions/{session.pk}/close/").status_code == 200
    over = kiosk.ask("look-up", number=number_of(world, 1))
    assert (over.status_code, over.json()["code"]) == (410, "kiosk_ended")


def test_its_token_opens_nothing_else(world: World, foreign: World, now: Clock) -> None:
    session = world.open()
    kiosk = Device(world, session)
    headers = {"Authorization": f"Token {kiosk.token}", "Host": kiosk.host}
    assert Client().get(f"/api/sessions/{session.pk}/live/", headers=headers).status_code == 401
    away = f"{foreign.organization.slug}.localhost"
    assert kiosk.ask("state", host=away).status_code == 410
    assert kiosk.ask("state").status_code == 200


def test_a_made_up_ticket_is_none(world: World, now: Clock) -> None:
    kiosk = Device(world, world.open())
    ticket = kiosk.ticket(number_of(world))
    for wrong in ("x", ticket[:-1], ticket[:5] + "x" + ticket[6:]):
        assert kiosk.ask("check-in", ticket=wrong).status_code == 410
    assert kiosk.ask("check-in", ticket=ticket).status_code == 201


@pytest.mark.parametrize("ahead", [True, False])
def test_it_starts_for_an_open_session_only(world: World, now: Clock, ahead: bool) -> None:
    if ahead:
        session = world.open(opens_at=now() + timedelta(hours=1))
    else:
        session = world.open()
        now.tick(minutes=20)
    answer = world.staff().send("POST", f"/api/sessions/{session.pk}/kiosks/")
    assert (answer.status_code, answer.json()["code"]) == (409, "session_state_invalid")
