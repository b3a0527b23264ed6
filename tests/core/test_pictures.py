"""Pictures that people send: what is taken comes out clean and small, the rest is refused."""

import io
import struct
import zlib
from contextlib import nullcontext, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from PIL import Image

from apps.core import pictures
from apps.core.pictures import MAX_PIXELS, PictureRefused, shrink
from tests.support.races import at_once

LIMIT = 1024 * 1024


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#1c5fb8").save(written, format=kind, **options)
    return written.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that would decode to very many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_comes_out_as_a_small_png(kind: str) -> None:
    out = Image.open(io.BytesIO(shrink(picture(kind), width=480, height=128, max_bytes=LIMIT)))
    assert (out.format, out.size) == ("PNG", (384, 128))


def test_a_small_picture_is_not_blown_up() -> None:
    out = Image.open(
        io.BytesIO(shrink(picture(size=(40, 20)), width=480, height=128, max_bytes=LIMIT))
    )
    assert out.size == (40, 20)


def test_what_the_camera_wrote_stays_behind_and_the_picture_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"
    sent = picture("JPEG", size=(200, 100), exif=exif)
    assert b"Secret camera" in sent
    taken = shrink(sent, width=480, height=480, max_bytes=LIMIT)
    out = Image.open(io.BytesIO(taken))
    assert out.size == (100, 200)
    assert not out.getexif()
    assert b"Secret camera" not in taken


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture()[:-40],
        picture("GIF"),
        picture("BMP"),
        bomb(40_000, 40_000),
        bomb(2**31 - 1, 2**31 - 1),
        bomb(MAX_PIXELS // 1000 + 1, 1000),
        bomb(0, 10),
        b"GIF89a" + picture(),
    ],
    ids=["empty", "text", "svg", "cut", "gif", "bmp", "bomb", "max", "just above", "flat", "both"],
)
def test_the_rest_is_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        shrink(data, width=480, height=128, max_bytes=LIMIT)


def test_the_limit_of_bytes_is_exact() -> None:
    data = picture()
    assert shrink(data, width=480, height=128, max_bytes=len(data))
    with pytest.raises(PictureRefused, match="at most"):
        shrink(data, width=480, height=128, max_bytes=len(data) - 1)


@pytest.mark.parametrize("guarded", [True, False])
def test_of_many_at_once_one_is_decoded_at_a_time(
    guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty telephones at one process with many threads cost the memory of one picture."""
    decoding: list[int] = []
    most: list[int] = []
    met = Barrier(2)
    honest = pictures._pixels

    def watched(*args: Any, **more: Any) -> Any:
        decoding.append(1)
        most.append(len(decoding))
        with suppress(BrokenBarrierError):
            met.wait(0.3)
        try:
            return honest(*args, **more)
        finally:
            decoding.pop()

    monkeypatch.setattr(pictures, "_pixels", watched)
    if not guarded:
        monkeypatch.setattr(pictures, "_ONE_READER", nullcontext())
    data = picture()
    acts = [lambda: shrink(data, width=48, height=12, max_bytes=LIMIT)] * 20
    assert all(isinstance(one, bytes) for one in at_once(*acts))
    assert (max(most) == 1) == guarded
    # The next that fails must not keep the reader for itself.
    with pytest.raises(PictureRefused):
        shrink(b"none", width=48, height=12, max_bytes=LIMIT)
    assert shrink(data, width=48, height=12, max_bytes=LIMIT)
