"""The browser tests' own instruments: a camera that shows a code, refusals, positions."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from tests.support.browsers import PHONE, Camera, OpenContext, Problems
from tests.support.servers import free_port

pytestmark = pytest.mark.browser

PAGE = b"""<!doctype html><html lang="en"><title>harness</title>
<link rel="icon" href="data:,"><video autoplay muted playsinline></video>"""

OPEN_CAMERA = """async () => {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({video: true});
    const video = document.querySelector("video");
    video.srcObject = stream;
    await video.play();
    await new Promise(resolve => video.requestVideoFrameCallback(resolve));
    return "playing";
  } catch (error) { return error.name; }
}"""
CLOSE_CAMERA = """() => {
  const video = document.querySelector("video");
  video.srcObject.getTracks().forEach(track => track.stop());
  video.srcObject = null;
}"""
POSITION = """() => new Promise(resolve => navigator.geolocation.getCurrentPosition(
  found => resolve([found.coords.latitude, found.coords.longitude, found.coords.accuracy]),
  error => resolve(error.code)))"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://uni.localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def seen(page: Page) -> list[str]:
    picture = Image.open(io.BytesIO(page.locator("video").screenshot()))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_the_camera_shows_the_code_of_the_moment(
    phone: BrowserContext, camera: Camera, address: str
) -> None:
    page = phone.new_page()
    page.goto(address)
    assert page.evaluate("window.isSecureContext")
    for text in ("HTTP://LOCALHOST:8000/C/ABCDEFGH0123456789AB", "HTTP://LOCALHOST:8000/C/NEXT"):
        camera.show_qr(text)
        assert page.evaluate(OPEN_CAMERA) == "playing"
        assert seen(page) == [text]
        page.evaluate(CLOSE_CAMERA)
    camera.show_nothing()
    assert page.evaluate(OPEN_CAMERA) == "playing"
    assert seen(page) == []


def test_a_refused_camera(open_context: OpenContext, address: str) -> None:
    page = open_context(size=PHONE, lens="refused").new_page()
    page.goto(address)
    assert page.evaluate(OPEN_CAMERA) == "NotAllowedError"


def test_a_machine_without_a_camera(open_context: OpenContext, address: str) -> None:
    page = open_context(size=PHONE, lens="missing").new_page()
    page.goto(address)
    assert page.evaluate(OPEN_CAMERA) == "NotFoundError"


def test_a_position_and_a_refused_one(open_context: OpenContext, address: str) -> None:
    here = open_context(size=PHONE, position=(47.3769, 8.5417, 12.0)).new_page()
    here.goto(address)
    assert here.evaluate(POSITION) == [47.3769, 8.5417, 12.0]
    refused = open_context(size=PHONE).new_page()
    refused.goto(address)
    assert refused.evaluate(POSITION) == 1


def test_an_error_inside_a_page_is_collected(
    desk: BrowserContext, problems: Problems, address: str
) -> None:
    page = desk.new_page()
    page.goto(address)
    page.evaluate("console.error('something broke'); void 0")
    page.evaluate("setTimeout(() => { throw new Error('uncaught one') })")
    page.wait_for_function("true")
    page.wait_for_timeout(200)
    assert any("something broke" in message for message in problems.unexpected())
    assert any("uncaught one" in message for message in problems.unexpected())
    problems.expect("something broke")
    problems.expect("uncaught one")
