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
from tests.support.university import University, log_in, ready, sees

pytestmark = pytest.mark.browser


def start_class(university: University) -> Page:
    """Log the lecturer in, start the course with one tap, show the code; return that page."""
    page = university.desk()
    page.goto(university.url("/login"))
    log_in(page, university.world.lecturer.user)
    page.wait_for_url("**/dashboard")
    page.get_by_test_id("start-CSC101").click()
    page.wait_for_url("**/projector")
    expect(page.get_by_test_id("qr")).to_be_visible()
    return page


def qr_on(page: Page) -> str:
    """Read the QR code off the screen, as a camera would."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def point_camera(university: University, phone: Page, projector: Page) -> None:
    """Open the scanner in the page and hold it before the projector's screen."""
    university.camera.show_qr(qr_on(projector))
    phone.locator("a[href='/scan']").click()


def open_from_camera_app(university: University, phone: Page, projector: Page) -> None:
    """Open the address that a phone's own camera reads off the projector's screen."""
    phone.goto(qr_on(projector))


def timed(measure: str, wait: Callable[[], None]) -> None:
    begun = time.monotonic()
    wait()
    print(f"{measure}: {time.monotonic() - begun:.2f} s")  # noqa: T201 - shown by -s and -rP


@pytest.mark.parametrize("scan", [point_camera, open_from_camera_app])
def test_a_student_scans_and_is_in(
    university: University, scan: Callable[[University, Page, Page], None]
) -> None:
    projector = start_class(university)
    register = projector.context.new_page()
    register.goto(projector.url.removesuffix("/projector"))
    ready(register)
    student = university.world.students[0]
    phone = university.phone(service_workers="allow")
    phone.goto(university.url("/"))
    log_in(phone, student.user)
    ready(phone)
    expect(projector.get_by_test_id("arrived-count")).to_have_text("0 / 3")

    scan(university, phone, projector)
    screen = sees(phone, "on-time")
    row = register.locator(f"[data-student='{student.pk}']")
    timed(
        "in the lecturer's list after",
        lambda: expect(row).to_have_attribute("data-status", "present"),
    )
    timed(
        "counted on the projector after",
        lambda: expect(projector.get_by_test_id("arrived-count")).to_have_text("1 / 3"),
    )
    with tenancy.activate(university.world.organization):
        record = AttendanceRecord.objects.get()
    assert (record.student_id, record.status) == (student.pk, RecordStatus.PRESENT)
    assert record.source == Source.QR
    assert record.device_key
    expect(screen).to_contain_text(record.reference)
    expect(screen).to_contain_text("CSC101")


def test_codes_of_five_seconds(university: University) -> None:
    university.world.set_policy(code_period_s=5)
    projector = start_class(university)
    phone = university.phone(university.world.students[0])
    phone.goto(university.url("/"))
    ready(phone)
    first = projector.get_by_test_id("qr").get_attribute("data-qr-url")
    expect(projector.get_by_test_id("qr")).not_to_have_attribute("data-qr-url", str(first))
    point_camera(university, phone, projector)
    sees(phone, "on-time")


def test_a_typed_code(university: University) -> None:
    projector = start_class(university)
    phone = university.phone(university.world.students[0])
    phone.goto(university.url("/"))
    phone.locator("a[href='/scan?type']").click()
    letters = projector.get_by_test_id("typed-code").get_attribute("data-code")
    assert letters is not None
    phone.get_by_label("Code on the screen").fill(f"{letters[:3].lower()}-{letters[3:]}")
    phone.get_by_role("button", name="Check in").click()
    sees(phone, "on-time")
    with tenancy.activate(university.world.organization):
        assert AttendanceRecord.objects.get().source == Source.TYPED
