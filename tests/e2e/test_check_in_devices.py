"""What a phone may lack or refuse: camera and location."""

import pytest
from playwright.sync_api import Page, expect

from apps.attendance.enums import Band
from apps.attendance.models import AttendanceSession
from tests.support.looks import look
from tests.support.university import ELSEWHERE, HERE, University, sees
from tests.support.world import FENCE

pytestmark = pytest.mark.browser

LOCATION_TIMES_OUT = """
navigator.geolocation.watchPosition = (found, failed) => {
  setTimeout(() => failed({code: 3, TIMEOUT: 3, PERMISSION_DENIED: 1}), 10);
  return 1;
};
"""


@pytest.fixture
def fenced(university: University) -> AttendanceSession:
    university.world.set_policy(geofence_mode="enforce")
    return university.world.open()


@pytest.mark.parametrize(
    ("lens", "state"), [("refused", "camera-denied"), ("missing", "no-camera")]
)
def test_without_a_camera_the_code_is_typed(university: University, lens: str, state: str) -> None:
    session = university.world.open()
    phone = university.phone(university.world.students[0], lens=lens, permissions=())
    phone.goto(university.url("/scan"))
    sees(phone, state)
    look(phone, f"scan-{state}")
    phone.get_by_role("textbox").fill(university.world.typed(session))
    phone.locator("form.typed button[type=submit]").click()
    sees(phone, "on-time")


def test_inside_another_application_the_code_is_typed(university: University) -> None:
    session = university.world.open()
    phone = university.phone(
        university.world.students[0],
        lens="refused",
        permissions=(),
        user_agent="Mozilla/5.0 (Linux; Android 15; wv) Chrome/130.0 Mobile Instagram 350.0",
    )
    phone.goto(university.url("/scan"))
    sees(phone, "in-app-browser")
    look(phone, "scan-in-app-browser")
    phone.get_by_role("textbox").fill(university.world.typed(session))
    phone.locator("form.typed button[type=submit]").click()
    sees(phone, "on-time")


def test_a_camera_allowed_after_all(university: University) -> None:
    phone = university.phone(university.world.students[0], lens="refused", permissions=())
    phone.goto(university.url("/scan"))
    sees(phone, "camera-denied")
    university.world.open()
    # The one thing a test cannot do is answer the browser's own question.
    phone.evaluate(
        """() => {
          const canvas = document.createElement("canvas");
          setInterval(() => canvas.getContext("2d").fillRect(0, 0, 9, 9), 100);
          navigator.mediaDevices.getUserMedia = () => new Promise(
            opened => setTimeout(() => opened(canvas.captureStream(5)), 50));
        }"""
    )
    phone.get_by_role("button", name="I have allowed it").click()
    sees(phone, "scanning")


def test_the_scanner(university: University) -> None:
    phone = university.phone(university.world.students[0])
    phone.goto(university.url("/scan"))
    sees(phone, "scanning")
    look(phone, "scan-scanning")


def test_a_code_that_is_not_ours(university: University) -> None:
    university.camera.show_qr("https://example.com/menu")
    phone = university.phone(university.world.students[0])
    phone.goto(university.url("/scan"))
    expect(sees(phone, "scanning")).to_contain_text("not an attendance code")


def test_inside_the_fence(university: University, fenced: AttendanceSession) -> None:
    phone = university.phone(university.world.students[0], position=HERE)
    university.scan(phone, fenced)
    sees(phone, "on-time")
    (record,) = university.records()
    assert record.band != Band.LOW


def for_review(phone: Page, button: str) -> None:
    """Send the claim as it is and see that a person will decide."""
    phone.get_by_role("button", name=button).click()
    sees(phone, "for-review")


def test_location_denied(university: University, fenced: AttendanceSession) -> None:
    phone = university.phone(university.world.students[0])
    university.scan(phone, fenced)
    expect(sees(phone, "location-denied")).to_contain_text("allow")
    look(phone, "check-in-location-denied")
    for_review(phone, "Check in without location")
    look(phone, "check-in-for-review")


def test_location_allowed_after_all(university: University, fenced: AttendanceSession) -> None:
    phone = university.phone(university.world.students[0])
    university.scan(phone, fenced)
    sees(phone, "location-denied")
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": HERE[0], "longitude": HERE[1], "accuracy": HERE[2]})
    phone.get_by_role("button", name="I have allowed it").click()
    sees(phone, "on-time")


def test_location_unavailable(university: University, fenced: AttendanceSession) -> None:
    phone = university.phone(university.world.students[0], permissions=("camera", "geolocation"))
    phone.context.set_geolocation(None)
    university.scan(phone, fenced)
    sees(phone, "location-unavailable")
    look(phone, "check-in-location-unavailable")
    for_review(phone, "Check in without location")


def test_location_takes_too_long(university: University, fenced: AttendanceSession) -> None:
    phone = university.phone(university.world.students[0], position=HERE)
    phone.add_init_script(LOCATION_TIMES_OUT)
    university.scan(phone, fenced)
    sees(phone, "location-timeout")
    look(phone, "check-in-location-timeout")


def test_location_coarse(university: University, fenced: AttendanceSession) -> None:
    phone = university.phone(university.world.students[0], position=(*HERE[:2], 3000.0))
    university.scan(phone, fenced)
    expect(sees(phone, "location-coarse")).to_contain_text("within 3 km")
    look(phone, "check-in-location-coarse")
    for_review(phone, "Send it as it is")


def test_outside_the_fence_then_inside(university: University, fenced: AttendanceSession) -> None:
    university.refusals(403)
    phone = university.phone(university.world.students[0], position=ELSEWHERE)
    university.scan(phone, fenced)
    screen = sees(phone, "outside")
    expect(screen).to_contain_text("from Room 4 (± 20")
    look(phone, "check-in-outside")
    assert university.records() == []
    phone.context.set_geolocation(
        {"latitude": FENCE.latitude, "longitude": FENCE.longitude, "accuracy": 15}
    )
    phone.get_by_role("button", name="Try again").click()
    sees(phone, "on-time")


def test_outside_the_fence_and_i_was_here(
    university: University, fenced: AttendanceSession
) -> None:
    university.refusals(403)
    phone = university.phone(university.world.students[0], position=ELSEWHERE)
    university.scan(phone, fenced)
    sees(phone, "outside")
    phone.get_by_role("button", name="I was here").click()
    phone.locator("form.appeal button[type=submit]").click()
    expect(phone.locator("[data-appeal=sent]")).to_be_visible()
