"""The screen in front of the class."""

import io
import json
import re
import time

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Response, expect

from apps.attendance.models import AttendanceSession
from apps.attendance.services import sessions
from apps.core import tenancy
from tests.support.looks import look, resize
from tests.support.university import PATIENCE_MS, University, ready, sees

pytestmark = pytest.mark.browser

COUNT_WAKE_LOCKS = """
window.wakeLocks = [];
Object.defineProperty(navigator, "wakeLock", {value: {request: async kind => {
  window.wakeLocks.push(kind);
  return {release: async () => undefined};
}}});
"""
# Every place of the page where a code could be kept.
EVERYTHING_KEPT = """async () => {
  const databases = await indexedDB.databases();
  const cached = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) cached.push(request.url);
  }
  return [
    document.documentElement.outerHTML, JSON.stringify({...localStorage}),
    JSON.stringify({...sessionStorage}), JSON.stringify(databases), JSON.stringify(cached),
    JSON.stringify(history.state), location.href,
  ].join("\\n");
}"""


@pytest.fixture
def session(university: University) -> AttendanceSession:
    return university.world.open()


def projector_of(university: University, session: AttendanceSession) -> Page:
    page = university.lecturer(f"/sessions/{session.pk}/projector")
    expect(page.get_by_test_id("qr")).to_be_visible()
    return page


def shown(page: Page) -> str:
    return str(page.get_by_test_id("qr").get_attribute("data-qr-url"))


def codes_seen(page: Page, width: int) -> list[str]:
    """Return what a camera reads whose picture of the screen is so many pixels wide."""
    screen = Image.open(io.BytesIO(page.screenshot()))
    seen = screen.convert("L").resize((width, round(screen.height * width / screen.width)))
    return [str(found.text) for found in zxingcpp.read_barcodes(seen)]


def test_the_code_is_read_from_the_last_row(
    university: University, session: AttendanceSession
) -> None:
    projector = projector_of(university, session)
    resize(projector, (1920, 1080))
    ready(projector)
    before = shown(projector)
    (seen,) = codes_seen(projector, 640)
    assert seen in {before, shown(projector)}
    # From too far away there is nothing to read: it is the picture that is read.
    assert codes_seen(projector, 64) == []


def test_open_closed_and_how_they_look(university: University, session: AttendanceSession) -> None:
    projector = projector_of(university, session)
    look(projector, "projector-open")
    box = projector.get_by_test_id("qr").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 0.7 * 800
    with tenancy.activate(university.world.organization):
        sessions.close(
            session=session, by=university.world.lecturer.user, now=university.clock.now()
        )
    expect(projector.locator("main[data-stage=closed]")).to_be_visible()
    expect(projector.get_by_test_id("qr")).to_have_count(0)
    look(projector, "projector-closed")


def test_two_screens_show_the_same_code(university: University, session: AttendanceSession) -> None:
    left = projector_of(university, session)
    right = projector_of(university, session)
    right.reload()
    expect(right.get_by_test_id("qr")).to_be_visible()
    # Looked at one after the other, the two may be a turn of the code apart, but not for long.
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while shown(left) != shown(right):
        assert time.monotonic() < deadline


def test_future_codes_are_nowhere_in_the_page(university: University) -> None:
    """THREATS 4: the current and the next code, and no other, in page, storage and answers."""
    university.world.set_policy(code_period_s=5)
    session = university.world.open()
    public_id = university.world.token_of(session).public_id
    a_code = re.compile(rf"{public_id}[0-9A-Z]{{12}}", re.IGNORECASE)
    polls: list[Response] = []

    def note(answer: Response) -> None:
        polls.append(answer)

    projector = university.desk(university.world.lecturer.user)
    projector.on("response", note)
    projector.goto(university.url(f"/sessions/{session.pk}/projector"))
    code = projector.get_by_test_id("qr")
    seen: set[str] = set()
    for _ in range(3):
        expect(code).to_be_visible()
        earlier = re.compile("|".join(seen) or "^$", re.IGNORECASE)
        expect(code).not_to_have_attribute("data-qr-url", earlier)
        in_page = {found.upper() for found in a_code.findall(projector.evaluate(EVERYTHING_KEPT))}
        until_now = {university.world.code(session, steps_ago=ago) for ago in range(8)}
        assert len(in_page) == 1
        assert in_page <= until_now
        seen |= in_page
    assert len(seen) == 3
    answers = [poll.text() for poll in polls if "/api/" in poll.url and poll.ok]
    with_codes = [answer for answer in answers if a_code.search(answer)]
    assert with_codes
    for answer in with_codes:
        body = json.loads(answer)
        assert [one["step"] - body["codes"][0]["step"] for one in body["codes"]] == [0, 1]
        assert len({found.upper() for found in a_code.findall(answer)}) == 2
        assert len(body["typed"]) == 2


def test_keys(university: University, session: AttendanceSession) -> None:
    projector = university.desk(university.world.lecturer.user)
    projector.add_init_script(COUNT_WAKE_LOCKS)
    projector.goto(university.url(f"/sessions/{session.pk}/projector"))
    code = projector.get_by_test_id("qr")
    expect(code).to_be_visible()
    assert projector.evaluate("window.wakeLocks") == ["screen"]

    projector.keyboard.press("Space")
    expect(code).to_have_count(0)
    expect(projector.get_by_test_id("typed-code")).to_have_count(0)
    look(projector, "projector-hidden")
    projector.keyboard.press("Space")
    expect(code).to_be_visible()

    full = code.bounding_box()
    projector.keyboard.press("-")
    projector.keyboard.press("-")
    smaller = code.bounding_box()
    projector.keyboard.press("+")
    between = code.bounding_box()
    assert full is not None
    assert smaller is not None
    assert between is not None
    assert smaller["width"] < between["width"] < full["width"]

    projector.keyboard.press("f")
    projector.wait_for_function("() => document.fullscreenElement !== null")
    projector.keyboard.press("f")
    projector.wait_for_function("() => document.fullscreenElement === null")


def test_names_are_hidden_until_wanted(university: University, session: AttendanceSession) -> None:
    projector = projector_of(university, session)
    student = university.world.students[0]
    phone = university.phone(student)
    university.scan(phone, session)
    sees(phone, "on-time")
    expect(projector.get_by_test_id("arrived-count")).to_have_text("1 / 3")
    expect(projector.get_by_text(student.user.full_name)).to_have_count(0)
    projector.keyboard.press("n")
    expect(projector.get_by_text(student.user.full_name)).to_be_visible()
    look(projector, "projector-names")


def test_without_connection_no_code_outlives_its_step(
    university: University, session: AttendanceSession
) -> None:
    university.problems.expect("net::ERR_INTERNET_DISCONNECTED")
    university.world.set_policy(code_period_s=5)
    with tenancy.activate(university.world.organization):
        sessions.close(
            session=session, by=university.world.lecturer.user, now=university.clock.now()
        )
    quick = university.world.open()
    projector = projector_of(university, quick)
    projector.context.set_offline(True)
    expect(projector.locator("main[data-stage=lost]")).to_be_visible()
    expect(projector.get_by_test_id("qr")).to_have_count(0)
    look(projector, "projector-lost")
    projector.context.set_offline(False)
    expect(projector.get_by_test_id("qr")).to_be_visible()


def test_back_to_the_register(university: University, session: AttendanceSession) -> None:
    projector = projector_of(university, session)
    projector.get_by_role("link", name="Register").click()
    expect(projector).to_have_url(university.url(f"/sessions/{session.pk}"))
    ready(projector)
