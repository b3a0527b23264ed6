"""Every way in which a check-in succeeds, as the student sees it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Request, expect

from apps.attendance.enums import RecordStatus
from tests.support.looks import look
from tests.support.university import University, log_in, sees

pytestmark = pytest.mark.browser


def test_on_time(university: University) -> None:
    session = university.world.open()
    phone = university.phone(university.world.students[0])
    university.scan(phone, session)
    screen = sees(phone, "on-time")
    (record,) = university.records()
    expect(screen).to_contain_text(record.reference)
    expect(screen).to_contain_text("Room 4")
    look(phone, "check-in-on-time")


def test_late(university: University) -> None:
    session = university.world.open()
    university.clock.move(minutes=11.5)
    phone = university.phone(university.world.students[0])
    university.scan(phone, session)
    expect(sees(phone, "late")).to_contain_text("Late by 12 min (limit 10)")
    look(phone, "check-in-late")
    (record,) = university.records()
    assert record.status == RecordStatus.LATE


def test_a_second_scan_answers_with_the_first_time(university: University) -> None:
    session = university.world.open()
    student = university.world.students[0]
    first = university.phone(student)
    university.scan(first, session)
    sees(first, "on-time")
    university.clock.move(minutes=3)
    again = university.phone(student)
    university.scan(again, session)
    (record,) = university.records()
    assert record.arrived_at is not None
    local = record.arrived_at.astimezone(university.zone)
    expect(sees(again, "already-in")).to_contain_text(f"Checked in at {local:%H:%M}")
    look(again, "check-in-already-in")


def test_a_link_opened_twice(university: University) -> None:
    session = university.world.open()
    phone = university.phone(university.world.students[0])
    url = university.code_url(session)
    phone.goto(url)
    sees(phone, "on-time")
    phone.reload()
    sees(phone, "already-in")
    other_tab = phone.context.new_page()
    other_tab.goto(url)
    sees(other_tab, "already-in")
    assert len(university.records()) == 1


def test_a_double_tap_makes_one_record(university: University) -> None:
    session = university.world.open()
    phone = university.phone(university.world.students[0])
    phone.goto(university.url("/scan?type"))
    phone.get_by_role("textbox").fill(university.world.typed(session))
    posts: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request)

    phone.on("request", note)
    # Two taps in one task of the page: no answer and no new picture comes between them.
    phone.locator("form.typed button[type=submit]").evaluate("it => { it.click(); it.click(); }")
    sees(phone, "on-time")
    assert len(university.records()) == 1
    assert len(posts) == 1


def test_a_slow_log_in_keeps_the_time_of_the_scan(university: University) -> None:
    session = university.world.open()
    phone = university.phone()
    with university.clock.standing_still():
        university.scan(phone, session)
        expect(sees(phone, "sign-in")).to_contain_text("CSC101")
        look(phone, "check-in-sign-in")
        scanned_at = university.clock.now()
        # The code itself would be too old by now; the claim is not.
        university.clock.move(seconds=100)
        log_in(phone, university.world.students[0].user)
        sees(phone, "on-time")
    (record,) = university.records()
    assert record.arrived_at == scanned_at


def test_a_log_in_that_took_too_long(university: University) -> None:
    university.refusals(410)
    session = university.world.open()
    phone = university.phone()
    university.scan(phone, session)
    sees(phone, "sign-in")
    university.clock.move(seconds=130)
    log_in(phone, university.world.students[0].user)
    sees(phone, "claim-expired")
    look(phone, "check-in-claim-expired")
    assert university.records() == []


def test_a_wrong_password_keeps_the_scan(university: University) -> None:
    university.refusals(401)
    session = university.world.open()
    phone = university.phone()
    university.scan(phone, session)
    sees(phone, "sign-in")
    student = university.world.students[0]
    log_in(phone, student.user, "not the password")
    expect(phone.get_by_role("alert")).to_be_visible()
    log_in(phone, student.user)
    sees(phone, "on-time")


def planned(university: University, phone: Page, *, seconds_ahead: float) -> None:
    """Scan the code of a session that opens in so many seconds."""
    opens_at = university.clock.now() + timedelta(minutes=5)
    session = university.world.open(opens_at=opens_at)
    university.clock.move(seconds=300 - seconds_ahead)
    university.scan(phone, session)


def test_too_early_finishes_by_itself_when_it_opens(university: University) -> None:
    phone = university.phone(university.world.students[0])
    with university.clock.standing_still():
        planned(university, phone, seconds_ahead=4)
        expect(sees(phone, "too-early")).to_contain_text(re.compile(r"Opens \d\d:\d\d"))
    sees(phone, "on-time")
    assert len(university.records()) == 1


def test_too_early_and_not_signed_in(university: University) -> None:
    phone = university.phone()
    planned(university, phone, seconds_ahead=280)
    sees(phone, "too-early")
    log_in(phone, university.world.students[0].user)
    expect(phone.get_by_label("Password", exact=True)).to_have_count(0)
    look(phone, "check-in-too-early")
    # A phone that comes out of a pocket asks the server how long it still takes.
    university.clock.move(seconds=280)
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sees(phone, "on-time")
