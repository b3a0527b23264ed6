"""Every refusal of a check-in, as the student sees it, and the way on from there."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from apps.attendance.models import AttemptAppeal
from apps.attendance.services import sessions
from apps.core import tenancy
from apps.courses.models import Course, Enrollment
from tests.support.looks import look
from tests.support.university import University, log_in, sees
from tests.support.world import at, make_student

pytestmark = pytest.mark.browser


def test_a_code_that_has_changed_and_the_typed_one(university: University) -> None:
    university.refusals(410)
    session = university.world.open()
    photographed = university.code_url(session)
    university.clock.move(seconds=125)
    phone = university.phone(university.world.students[0])
    phone.goto(photographed)
    screen = sees(phone, "code-expired")
    expect(screen).to_contain_text("That code has changed")
    look(phone, "check-in-code-expired")
    assert university.records() == []
    phone.get_by_role("textbox").fill(university.world.typed(session))
    phone.locator("form.typed button[type=submit]").click()
    sees(phone, "on-time")


def test_an_invented_code(university: University) -> None:
    university.refusals(404)
    code = university.world.code(university.world.open())
    phone = university.phone(university.world.students[0])
    phone.goto(university.url(f"/c/{code[:8]}{'0' * 12}"))
    sees(phone, "code-unknown")
    look(phone, "check-in-code-unknown")


def test_a_mistyped_code(university: University) -> None:
    university.refusals(404)
    session = university.world.open()
    phone = university.phone(university.world.students[0])
    phone.goto(university.url("/scan?type"))
    right = university.world.typed(session)
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    phone.get_by_role("textbox").fill(wrong)
    phone.locator("form.typed button[type=submit]").click()
    sees(phone, "code-unknown")
    phone.get_by_role("textbox").fill(right)
    phone.locator("form.typed button[type=submit]").click()
    sees(phone, "on-time")


def test_too_many_typed_codes(university: University) -> None:
    """THREATS 17: who guesses has to wait, and the page says for how long."""
    university.refusals(429)
    session = university.world.open()
    student = university.world.students[0]
    guessing = university.world.phone(student)
    phone = university.phone(student)
    phone.goto(university.url("/scan?type"))
    # The tries are counted by the minute.
    with university.clock.standing_still():
        for _ in range(5):
            assert guessing.type_code("000000", at(None)).status_code == 404
        phone.get_by_role("textbox").fill(university.world.typed(session))
        phone.locator("form.typed button[type=submit]").click()
        sees(phone, "rate-limited")
        assert university.records() == []
    # The next minute may have begun, in which the page asks once more by itself.
    look(phone, "check-in-rate-limited")


def test_closed_and_i_was_here(university: University) -> None:
    university.refusals(409)
    world = university.world
    session = world.open()
    with tenancy.activate(world.organization):
        sessions.close(session=session, by=world.lecturer.user, now=university.clock.now())
    phone = university.phone(world.students[0])
    university.scan(phone, session)
    expect(sees(phone, "closed")).to_contain_text("Closed")
    look(phone, "check-in-closed")
    phone.get_by_role("button", name="I was here").click()
    phone.get_by_role("textbox").fill("In the third row, my phone was off.")
    look(phone, "check-in-appeal")
    phone.locator("form.appeal button[type=submit]").click()
    expect(phone.locator("[data-appeal=sent]")).to_be_visible()
    with tenancy.activate(world.organization):
        assert AttemptAppeal.objects.get().note == "In the third row, my phone was off."

    lecturer = university.lecturer(f"/sessions/{session.pk}?show=review")
    with lecturer.expect_response("**/decide/"):
        lecturer.get_by_role("button", name=f"Accept {world.students[0].user.full_name}").click()
    phone.goto(university.url("/history"))
    expect(phone.locator("main")).to_contain_text("Present")


def test_not_enrolled_names_the_class_of_the_hour(university: University) -> None:
    university.refusals(403)
    world = university.world
    stranger = make_student(world.organization, full_name="Zoë Nakato")
    with tenancy.activate(world.organization):
        other = Course.objects.create(term=world.term, code="MAT202", name="Linear Algebra")
        Enrollment.objects.create(course=other, student=stranger, from_date=world.term.first_day)
    world.open(course=other)
    phone = university.phone(stranger)
    university.scan(phone, world.open())
    screen = sees(phone, "not-enrolled")
    expect(screen).to_contain_text("CSC101 Programming")
    expect(screen).to_contain_text("MAT202 Linear Algebra")
    look(phone, "check-in-not-enrolled")


def test_a_lecturer_scans_and_hands_the_phone_to_a_student(university: University) -> None:
    university.refusals(403)
    world = university.world
    phone = university.desk(world.lecturer.user, size=(390, 844))
    university.scan(phone, world.open())
    expect(sees(phone, "other-account")).to_contain_text("Dr Grace Okello")
    look(phone, "check-in-other-account")
    phone.get_by_role("button", name="Use another account").click()
    log_in(phone, world.students[0].user)
    sees(phone, "on-time")


def test_a_phone_that_checked_in_somebody_else(university: University) -> None:
    university.refusals(409)
    world = university.world
    world.set_policy(device_rule="enforce")
    session = world.open()
    phone = university.phone()
    university.scan(phone, session)
    sees(phone, "sign-in")
    log_in(phone, world.students[0].user)
    sees(phone, "on-time")
    phone.evaluate("localStorage.clear()")
    university.scan(phone, session)
    sees(phone, "sign-in")
    log_in(phone, world.students[1].user)
    sees(phone, "device-used")
    look(phone, "check-in-device-used")
    assert len(university.records()) == 1


def test_a_claim_forwarded_to_another_browser(university: University) -> None:
    """THREATS 2: whoever scanned may finish, nobody they send the claim to."""
    university.refusals(403)
    world = university.world
    session = world.open()
    scanner = university.phone()
    url = university.code_url(session)
    scanner.goto(url)
    sees(scanner, "sign-in")
    claim = scanner.evaluate("sessionStorage.getItem('attendance.claim')")
    assert claim is not None

    friend = university.phone(world.students[1])
    friend.goto(university.url("/scan?type"))
    friend.evaluate("claim => sessionStorage.setItem('attendance.claim', claim)", claim)
    friend.goto(url)
    sees(friend, "other-browser")
    look(friend, "check-in-other-browser")
    assert university.records() == []

    log_in(scanner, world.students[0].user)
    sees(scanner, "on-time")


def test_a_dead_token_does_not_cost_the_arrival(university: University) -> None:
    university.refusals(401)
    world = university.world
    session = world.open(closes_after_min=480)
    phone = university.phone(world.students[0])
    university.clock.ahead += timedelta(hours=2)
    university.scan(phone, session)
    sees(phone, "sign-in")
    log_in(phone, world.students[0].user)
    sees(phone, "late")
