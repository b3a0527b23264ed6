"""A real browser: contexts of phone and desk size, a camera that shows what a test wants."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import segno
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
HEADLESS_SHELL = ROOT / ".tools" / "chromium" / "chromium"
SCREENSHOTS = ROOT / "var" / "screenshots"
PHONE = (390, 844)
DESK = (1280, 800)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

QUIET = [
    "--no-sandbox",  # root may not use the sandbox; pages are ours
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    # Two contexts share one machine; the page in the background must go on polling.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
]
FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
REFUSED_CAMERA = ["--use-fake-device-for-media-stream", "--deny-permission-prompts"]

# A headless shell has no prompt that could be refused and calls the camera unsupported; pages
# get the answer that browsers with prompts give.
REFUSAL_WITHOUT_PROMPTS = """
const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (ask) navigator.mediaDevices.getUserMedia = wishes => ask(wishes).catch(error => {
  throw error.name === "NotSupportedError"
    ? new DOMException("Permission denied", "NotAllowedError") : error;
});
"""
BROWSERS = {
    "granted": "browser",
    "refused": "browser_refusing_camera",
    "missing": "browser_without_camera",
}

FRAME_SIZE = (640, 480)
FRAMES = 2


@dataclass
class Pictures:
    """Whether this run photographs pages for people to look at."""

    wanted: bool = True


pictures = Pictures()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of a run that nobody looks at."""
    parser.addoption(
        "--no-pictures",
        action="store_true",
        help="make no pictures of pages, but of those of a failing test",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take over what this run was told."""
    pictures.wanted = not config.getoption("--no-pictures")


def chromium_path() -> str:
    """Return the browser to drive.

    CHROMIUM_PATH, else the headless shell that `make browser` installs, else the first browser
    on PATH. The shell comes before a whole browser because it needs a sixth of the processor time.
    Raises RuntimeError where there is none.
    """
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return given
    if HEADLESS_SHELL.is_file():
        return str(HEADLESS_SHELL)
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError("no Chromium found: set CHROMIUM_PATH or run `make browser`")


class Camera:
    """The fake camera of a browser: shows the picture that the test chose last.

    The browser reads the file again each time a page opens the camera.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show an even grey wall."""
        self._write(Image.new("L", FRAME_SIZE, 160))

    def show_qr(self, text: str) -> None:
        """Show a QR code that holds ``text``, as a phone would see it on a projector."""
        code = segno.make(text, error="m", micro=False)
        frame = Image.new("L", FRAME_SIZE, 200)
        size = int(code.symbol_size(border=4)[0])
        scale = (FRAME_SIZE[1] - 80) // size
        picture = Image.new("L", (size, size), 255)
        for y, row in enumerate(code.matrix_iter(border=4)):
            for x, dark in enumerate(row):
                picture.putpixel((x, y), 0 if dark else 255)
        side = size * scale
        picture = picture.resize((side, side), Image.Resampling.NEAREST)
        frame.paste(picture, ((FRAME_SIZE[0] - side) // 2, (FRAME_SIZE[1] - side) // 2))
        self._write(frame)

    def _write(self, frame: Image.Image) -> None:
        width, height = FRAME_SIZE
        grey = bytes([128]) * (width * height // 4)
        body = b"".join([b"FRAME\n", frame.tobytes(), grey, grey])
        header = f"YUV4MPEG2 W{width} H{height} F15:1 Ip A1:1 C420\n".encode()
        partial = self.path.with_suffix(".partial")
        partial.write_bytes(header + body * FRAMES)
        partial.replace(self.path)


# Chromium's remark on a page that takes seconds to use what it has preloaded: on a busy machine
# it says how busy the machine is, and nothing about the page.
PRELOAD_HINT = "was preloaded using link preload but not used within a few seconds"


@dataclass
class Problems:
    """What went wrong inside pages: uncaught errors and console errors."""

    messages: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Accept console errors that contain ``part``, such as the status of a refusal."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        """Return every message that no test announced."""
        return [
            message
            for message in self.messages
            if not any(part in message for part in self.expected)
        ]

    def watch(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("weberror", lambda error: self.messages.append(f"uncaught: {error.error}"))
        context.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and PRELOAD_HINT not in message.text:
            place = message.location.get("url", "")
            self.messages.append(f"{message.type}: {message.text} ({place})")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drive browsers from this process."""
    # Playwright keeps an event loop in the test's thread. Django takes that for asynchronous
    # code and would refuse the test's own database queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    """Choose what the camera of this process's browser sees."""
    return Camera(tmp_path_factory.mktemp("camera") / "view.y4m")


def _launch(kind: BrowserType, arguments: list[str]) -> Browser:
    return kind.launch(
        executable_path=chromium_path(), args=[*QUIET, *arguments], chromium_sandbox=False
    )


@pytest.fixture(scope="session")
def browser(playwright: Playwright, camera: Camera) -> Iterator[Browser]:
    """Run a browser with a camera that is granted without asking."""
    arguments = [*FAKE_CAMERA, f"--use-file-for-fake-video-capture={camera.path}"]
    running = _launch(playwright.chromium, arguments)
    yield running
    running.close()


@pytest.fixture(scope="session")
def browser_without_camera(playwright: Playwright) -> Iterator[Browser]:
    """Run a browser on a machine that has no camera."""
    running = _launch(playwright.chromium, [])
    yield running
    running.close()


@pytest.fixture(scope="session")
def browser_refusing_camera(playwright: Playwright) -> Iterator[Browser]:
    """Run a browser whose user answers every question for permission with "no"."""
    running = _launch(playwright.chromium, REFUSED_CAMERA)
    yield running
    running.close()


@pytest.fixture
def problems() -> Iterator[Problems]:
    """Collect errors inside pages; one that the test did not expect fails it."""
    collected = Problems()
    yield collected
    assert collected.unexpected() == []


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(
    request: pytest.FixtureRequest, camera: Camera, problems: Problems
) -> Iterator[OpenContext]:
    """Give a function that opens a separate browser profile.

    ``open_context(size=DESK, scheme="light", lens="granted" | "refused" | "missing",
    position=(latitude, longitude, accuracy_m) | None, permissions=(…), **playwright_options)``.
    A position grants geolocation; without one, asking for it is denied.
    """
    opened: list[BrowserContext] = []
    camera.show_nothing()

    def start(
        *,
        size: tuple[int, int] = DESK,
        scheme: Scheme = "light",
        lens: str = "granted",
        position: tuple[float, float, float] | None = None,
        permissions: tuple[str, ...] = (),
        **options: Any,
    ) -> BrowserContext:
        running: Browser = request.getfixturevalue(BROWSERS[lens])
        phone = size[0] < 600
        granted = list(permissions)
        if position is not None:
            granted.append("geolocation")
            latitude, longitude, accuracy = position
            options["geolocation"] = {
                "latitude": latitude,
                "longitude": longitude,
                "accuracy": accuracy,
            }
        context = running.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            is_mobile=phone,
            has_touch=phone,
            device_scale_factor=2 if phone else 1,
            permissions=granted,
            **options,
        )
        context.set_default_timeout(15_000)
        if lens == "refused":
            context.add_init_script(REFUSAL_WITHOUT_PROMPTS)
        problems.watch(context)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: OpenContext) -> BrowserContext:
    """Open a phone-sized profile whose camera is granted and whose location is refused."""
    return open_context(size=PHONE, permissions=("camera",))


@pytest.fixture
def desk(open_context: OpenContext) -> BrowserContext:
    """Open a desk-sized profile."""
    return open_context(size=DESK)


def shoot(page: Page, name: str) -> None:
    """Photograph a page at phone and desk size, light and dark, where the run makes pictures.

    They go to var/screenshots/ and are never compared: a person looks at them.
    """
    if not pictures.wanted:
        return
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            path = SCREENSHOTS / f"{name}-{width}x{height}-{scheme}.png"
            page.screenshot(path=path, animations="disabled")
    page.emulate_media(color_scheme="light")
    if before is not None:
        page.set_viewport_size(before)
