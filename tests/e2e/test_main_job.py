"""The main job, whole: the lecturer shows the code, a student scans it and is in."""

import io
import time
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from apps.attendance.enums import RecordStatus, Source
from apps.attendance.models import AttendanceRecord
from apps.core import tenancy
from tests.support.campus import PATIENCE_MS, Campus, log_in, ready, sees

pytestmark = pytest.mark.browser


def start_class(campus: Campus) -> Page:
    """Log the lecturer in, start the course with one tap, show the code; return that page."""
    page = campus.desk()
    page.goto(campus.url("/login"))
    log_in(page, campus.world.lecturer.user)
    page.wait_for_url("**/dashboard")
    page.get_by_test_id("start-CSC101").click()
    page.get_by_test_id("open-projector").first.click()
    page.wait_for_url("**/projector")
    expect(page.get_by_test_id("qr")).to_be_visible()
    return page


def qr_on(page: Page) -> str:
    """Read the QR code off the screen, as a camera would."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def point_camera(campus: Campus, phone: Page, projector: Page) -> None:
    """Open the scanner in the page and hold it before the projector's screen."""
    campus.camera.show_qr(qr_on(projector))
    phone.get_by_role("link", name="Scan the code", exact=True).click()


def open_from_camera_app(campus: Campus, phone: Page, projector: Page) -> None:
    """Open the address that a phone's own camera reads off the projector's screen."""
    phone.goto(qr_on(projector))


def timed(measure: str, wait: Callable[[], None]) -> None:
    begun = time.monotonic()
    wait()
    print(f"{measure}: {time.monotonic() - begun:.2f} s")


@pytest.mark.parametrize("scan", [point_camera, open_from_camera_app])
def test_a_student_scans_and_is_in(
    campus: Campus, scan: Callable[[Campus, Page, Page], None]
) -> None:
    projector = start_class(campus)
    register = projector.context.new_page()
    register.goto(projector.url.removesuffix("/projector"))
    ready(register)
    student = campus.world.students[0]
    phone = campus.phone(service_workers="allow")
    phone.goto(campus.url("/"))
    log_in(phone, student.user)
    ready(phone)
    expect(projector.get_by_test_id("arrived-count")).to_have_text("0 / 3")

    scan(campus, phone, projector)
    screen = sees(phone, "on-time")
    row = register.locator(f"[data-student='{student.pk}']")
    timed(
        "in the lecturer's list after",
        lambda: expect(row).to_have_attribute("data-status", "present", timeout=PATIENCE_MS),
    )
    timed(
        "counted on the projector after",
        lambda: expect(projector.get_by_test_id("arrived-count")).to_have_text(
            "1 / 3", timeout=PATIENCE_MS
        ),
    )
    with tenancy.activate(campus.world.organization):
        record = AttendanceRecord.objects.get()
    assert (record.student_id, record.status) == (student.pk, RecordStatus.PRESENT)
    assert record.source == Source.QR
    assert record.device_key
    expect(screen).to_contain_text(record.reference)
    expect(screen).to_contain_text("CSC101")


def test_codes_of_five_seconds(campus: Campus) -> None:
    campus.world.set_policy(code_period_s=5)
    projector = start_class(campus)
    phone = campus.phone(campus.world.students[0])
    phone.goto(campus.url("/"))
    ready(phone)
    first = projector.get_by_test_id("qr").get_attribute("data-qr-url")
    expect(projector.get_by_test_id("qr")).not_to_have_attribute("data-qr-url", str(first))
    point_camera(campus, phone, projector)
    sees(phone, "on-time")


def test_a_typed_code(campus: Campus) -> None:
    projector = start_class(campus)
    phone = campus.phone(campus.world.students[0])
    phone.goto(campus.url("/"))
    phone.get_by_role("link", name="Type a code", exact=True).click()
    letters = projector.get_by_test_id("typed-code").get_attribute("data-code")
    assert letters is not None
    phone.get_by_label("Code on the screen").fill(f"{letters[:3].lower()}-{letters[3:]}")
    phone.get_by_role("button", name="Check in").click()
    sees(phone, "on-time")
    with tenancy.activate(campus.world.organization):
        assert AttendanceRecord.objects.get().source == Source.TYPED
