"""No connection and a failing server: nothing is lost, and it is sent by itself."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from apps.attendance.enums import Outcome
from apps.attendance.models import CheckInAttempt
from apps.core import tenancy
from tests.support.looks import look
from tests.support.university import University, ready, sees

pytestmark = pytest.mark.browser

FAILED = {
    "code": "server_error",
    "detail": "Something went wrong.",
    "params": {},
    "request_id": "7f2a9c",
}


def scan_without_connection(university: University) -> Page:
    """Scan on a phone that has opened the pages before and has no connection now."""
    university.problems.expect("net::ERR_INTERNET_DISCONNECTED")
    session = university.world.open()
    phone = university.phone(university.world.students[0], service_workers="allow")
    phone.goto(university.url("/"))
    ready(phone)
    phone.evaluate("navigator.serviceWorker.ready.then(() => null)")
    phone.context.set_offline(True)
    # As the phone's own camera does: the page itself comes out of the worker's store.
    university.scan(phone, session)
    expect(sees(phone, "offline")).to_contain_text("Saved on this phone")
    return phone


def test_offline_is_saved_shown_and_sent(university: University) -> None:
    with university.clock.standing_still():
        phone = scan_without_connection(university)
        look(phone, "check-in-offline")
        phone.get_by_role("link", name="To the start page").click()
        expect(phone.locator("[data-scan=waiting]")).to_be_visible()
        look(phone, "home-offline-queue")
        phone.context.set_offline(False)
        expect(phone.locator("[data-scan=sent]")).to_be_visible()
    assert len(university.records()) == 1


def test_offline_too_long_is_for_the_lecturer_to_decide(university: University) -> None:
    phone = scan_without_connection(university)
    phone.get_by_role("link", name="To the start page").click()
    expect(phone.locator("[data-scan=waiting]")).to_be_visible()
    university.clock.move(minutes=8)
    phone.context.set_offline(False)
    expect(phone.locator("[data-scan=sent]")).to_contain_text("lecturer")
    assert university.records() == []
    with tenancy.activate(university.world.organization):
        attempt = CheckInAttempt.objects.get()
    assert attempt.outcome == Outcome.RECEIVED_LATE
    student = university.world.students[0]
    register = university.lecturer(f"/sessions/{attempt.session_id}?show=review")
    ready(register)
    look(register, "register-review")
    register.get_by_role("button", name=f"Accept {student.user.full_name}").click()
    register.get_by_test_id("filter-all").click()
    row = register.locator(f"[data-student='{student.pk}']")
    expect(row).to_have_attribute("data-status", "present")


def test_back_online_on_the_page_itself(university: University) -> None:
    phone = scan_without_connection(university)
    phone.context.set_offline(False)
    sees(phone, "on-time")
    phone.get_by_role("link", name="Done").click()
    ready(phone)
    expect(phone.locator("[data-scan]")).to_have_count(0)


def test_back_online_after_the_code_has_changed(university: University) -> None:
    phone = scan_without_connection(university)
    university.clock.move(minutes=3)
    phone.context.set_offline(False)
    expect(sees(phone, "received-late")).to_contain_text("Your lecturer decides")
    look(phone, "check-in-received-late")
    assert university.records() == []


def test_a_failing_server_is_tried_again(university: University) -> None:
    university.refusals(500)
    session = university.world.open()
    phone = university.phone(university.world.students[0])

    def fail(route: Route) -> None:
        route.fulfill(status=500, content_type="application/json", body=json.dumps(FAILED))

    phone.route("**/api/claims/", fail)
    university.scan(phone, session)
    expect(sees(phone, "server-error")).to_contain_text("ref 7F2A")
    look(phone, "check-in-server-error")
    phone.unroute("**/api/claims/", fail)
    sees(phone, "on-time")
    assert len(university.records()) == 1


def test_an_answer_lost_on_the_way_makes_one_record(university: University) -> None:
    university.problems.expect("net::ERR_FAILED")
    session = university.world.open()
    phone = university.phone(university.world.students[0])
    lost: list[str] = []

    def lose_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        # Asked from outside the browser, which alone knows names below localhost.
        route.fetch(
            url=f"http://127.0.0.1:{university.web.port}/api/claims/",
            headers={**route.request.headers, "host": f"demo.localhost:{university.web.port}"},
        )
        lost.append(route.request.url)
        route.abort()

    phone.route("**/api/claims/", lose_answer)
    university.scan(phone, session)
    expect(phone.locator("[data-state=already-in], [data-state=on-time]")).to_be_visible()
    assert lost
    assert len(university.records()) == 1
