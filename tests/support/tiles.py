"""A local server of map tiles: streets of its own, and a note of who asked for what."""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image, ImageDraw

from tests.support.servers import free_port

SIDE = 256


@dataclass
class TileServer:
    """Where it is, what was asked for, and whether it has any tiles."""

    port: int
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    has_tiles: bool = True

    @property
    def url(self) -> str:
        """The template of its addresses."""
        return f"http://127.0.0.1:{self.port}/{{z}}/{{x}}/{{y}}.png"

    def tiles(self) -> set[tuple[int, int, int]]:
        """Return the tiles that were asked for, as zoom, x and y."""
        found = set()
        for path, _ in self.asked:
            zoom, x, y = path.removesuffix(".png").strip("/").split("/")
            found.add((int(zoom), int(x), int(y)))
        return found


def streets(name: str) -> bytes:
    """Return a tile with a park, houses and streets that go on in its neighbours, as PNG."""
    tile = Image.new("RGB", (SIDE, SIDE), "#f2efe9")
    pen = ImageDraw.Draw(tile)
    pen.rectangle((18, 18, 108, 108), fill="#c8e6b4")
    for box in ((150, 24, 200, 64), (212, 24, 244, 96), (150, 84, 196, 108), (24, 156, 96, 236)):
        pen.rectangle(box, fill="#d9d0c9", outline="#b9a99c")
    for road, width in (("#e3d3a2", 22), ("#ffffff", 16)):
        pen.line((128, 0, 128, SIDE), fill=road, width=width)
        pen.line((0, 132, SIDE, 132), fill=road, width=width)
    pen.text((140, 146), name, fill="#666666")
    held = io.BytesIO()
    tile.save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def tile_server() -> Iterator[TileServer]:
    """Serve tiles at an origin of their own until the test ends."""
    state = TileServer(free_port())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, dict(self.headers)))
            body = streets(self.path) if state.has_tiles else b""
            self.send_response(200 if state.has_tiles else 404)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", state.port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
