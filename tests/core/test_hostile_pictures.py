"""Hostile pictures: none crashes the reader, none costs more than 200 MiB, nothing is left of them.

The reader runs in a process of its own, whose peak of memory the system keeps.
"""

import io
import json
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from apps.core.pictures import MAX_PIXELS, MAX_PIXELS_WEBP, PictureRefused, shrink

LIMIT_MIB = 200
MAX_BYTES = 5 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]
# Reads the pictures of a folder one by one; prints what came of each, and the peak in MiB.
READER = """
import json, sys
from pathlib import Path
from PIL import Image
from apps.core.pictures import PictureRefused, shrink
came = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        if sys.argv[2] == "unguarded":
            Image.MAX_IMAGE_PIXELS = None
            with Image.open(path) as picture:
                picture.load()
            came[path.name] = "read"
        else:
            out = shrink(path.read_bytes(), width=512, height=512, max_bytes=5242880, to="WEBP")
            came[path.name] = "taken"
    except PictureRefused as error:
        came[path.name] = error.reason
# Of this program alone; getrusage also tells of the process that it was started from.
peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024
print(json.dumps({"came": came, "peak": peak}))
"""


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def read_apart(folder: Path, how: str = "guarded") -> tuple[dict[str, str], int]:
    done = subprocess.run(
        [sys.executable, "-c", READER, str(folder), how],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=100,
    )
    found = json.loads(done.stdout)
    return found["came"], found["peak"]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def after_head(png: bytes, *chunks: bytes) -> bytes:
    """Put chunks behind the header of a PNG."""
    return png[:33] + b"".join(chunks) + png[33:]


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes whose pixels are all there."""
    rows = zlib.compressobj(9)
    line = bytes(1 + width * 4)
    data = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def webp_of_canvas(width: int, height: int) -> bytes:
    """Return an animation of one small frame on a canvas of this size."""
    frame = written(Image.new("RGB", (8, 8)), "WEBP", lossless=True)[12:]

    def u24(number: int) -> bytes:
        return number.to_bytes(3, "little")

    def part(name: bytes, data: bytes) -> bytes:
        return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    body = (
        b"WEBP"
        + part(b"VP8X", b"\x02\0\0\0" + u24(width - 1) + u24(height - 1))
        + part(b"ANIM", bytes(6))
        + part(b"ANMF", u24(0) + u24(0) + u24(7) + u24(7) + u24(0) + b"\0" + frame)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_many_scans() -> bytes:
    """Return a JPEG that asks for ten thousand passes over its pixels."""
    whole = written(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * 10_000 + whole[-2:]


def hostile() -> dict[str, tuple[bytes, str]]:
    """Return files and what is to come of each."""
    small = Image.new("RGB", (40, 30), "#1c5fb8")
    png = written(small, "PNG")
    side = int(MAX_PIXELS**0.5)
    side_webp = int(MAX_PIXELS_WEBP**0.5)
    inflated = zlib.compress(bytes(50_000_000))
    return {
        "bomb.png": (bomb(6_000, 6_000), "pixels"),
        "canvas.webp": (webp_of_canvas(16_383, 16_383), "pixels"),
        "scans.jpg": (with_many_scans(), "kind"),
        "text.png": (after_head(png, chunk(b"zTXt", b"a\0\0" + inflated)), "kind"),
        "profile.png": (after_head(png, chunk(b"iCCP", b"a\0\0" + inflated)), "kind"),
        "moving.webp": (
            written(small, "WEBP", save_all=True, append_images=[Image.new("RGB", (40, 30))]),
            "animated",
        ),
        "moving.png": (
            written(small, "PNG", save_all=True, append_images=[Image.new("RGB", (40, 30))]),
            "animated",
        ),
        "cut.jpg": (written(small, "JPEG")[:-30], "kind"),
        "cut.webp": (written(small, "WEBP")[:-30], "kind"),
        "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "kind"),
        "page.gif": (b"GIF89a/*" + bytes(30) + b"*/=1;alert(1)", "kind"),
        "film.tiff": (written(small, "TIFF"), "kind"),
        "lines.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "kind"),
        # As large as is taken, in the ways that cost most.
        "large.png": (written(Image.new("RGBA", (side, side)), "PNG"), "taken"),
        "deep.png": (written(Image.new("I;16", (side, side), 40_000), "PNG"), "taken"),
        "print.jpg": (
            written(Image.new("CMYK", (side, side)), "JPEG", progressive=True),
            "taken",
        ),
        "large.webp": (written(Image.new("RGBA", (side_webp, side_webp)), "WEBP"), "taken"),
        "strip.png": (written(Image.new("L", (1, 60_000)), "PNG"), "taken"),
    }


def test_none_crashes_the_reader_and_none_costs_too_much(tmp_path: Path) -> None:
    files = hostile()
    for name, (data, _) in files.items():
        assert len(data) <= MAX_BYTES, name
        (tmp_path / name).write_bytes(data)
    came, peak = read_apart(tmp_path)
    assert came == {name: expected for name, (_, expected) in files.items()}
    assert peak < LIMIT_MIB


def test_the_bomb_goes_off_where_nobody_looks_first(tmp_path: Path) -> None:
    """The control: the same kind of file, decoded as it asks to be."""
    (tmp_path / "bomb.png").write_bytes(bomb(8_000, 7_000))
    came, peak = read_apart(tmp_path, "unguarded")
    assert came == {"bomb.png": "read"}
    assert peak > LIMIT_MIB


def test_nothing_of_the_file_but_its_pixels_is_left() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x9286] = "Secret comment"
    exif.get_ifd(0x8825).update({1: "N", 2: (0.0, 20.0, 4.2)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    small = Image.new("RGB", (40, 30))
    xmp = b"<x:xmpmeta>Secret</x:xmpmeta>"
    sent = [
        written(small, "JPEG", exif=exif, icc_profile=profile, comment=b"Secret", xmp=xmp),
        written(small, "WEBP", exif=exif, icc_profile=profile, xmp=xmp),
        after_head(written(small, "PNG", exif=exif), chunk(b"tEXt", b"Comment\0Secret")),
        # A picture to one reader, a page or an archive to another.
        written(small, "PNG") + b"<script>Secret</script>",
        written(small, "JPEG") + b"PK\x03\x04Secret",
    ]
    for data in sent:
        assert b"Secret" in data
        for kind in ("WEBP", "PNG"):
            out = shrink(data, width=512, height=512, max_bytes=MAX_BYTES, to=kind)
            picture = Image.open(io.BytesIO(out))
            assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
            assert not picture.getexif()
            assert not any(word in out for word in (b"Secret", b"EXIF", b"XMP", b"ICC", b"iCCP"))


# Rows of a picture of two by three fields: what eyes are to see, however the camera was held.
FIELDS = ("#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff")
BACK = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def test_every_way_to_hold_a_camera_comes_out_upright() -> None:
    upright = Image.new("RGB", (400, 600))
    for number, colour in enumerate(FIELDS):
        left, top = number % 2 * 200, number // 2 * 200
        upright.paste(colour, (left, top, left + 200, top + 200))
    for orientation, back in BACK.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        held = upright if back is None else upright.transpose(back)
        out = shrink(
            written(held, "JPEG", exif=exif, quality=95, subsampling=0),
            width=200,
            height=300,
            max_bytes=MAX_BYTES,
        )
        picture = Image.open(io.BytesIO(out)).convert("RGB")
        assert picture.size == (200, 300), orientation
        for number, colour in enumerate(FIELDS):
            seen = picture.getpixel((number % 2 * 100 + 50, number // 2 * 100 + 50))
            wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
            assert isinstance(seen, tuple)
            assert isinstance(wanted, tuple)
            assert all(abs(a - b) < 12 for a, b in zip(seen, wanted, strict=True)), orientation


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_keeps_its_light(mode: str) -> None:
    grey = Image.new("L", (300, 300), 255 if mode == "1" else 156)
    sent = Image.new(mode, grey.size, 156 * 256) if mode == "I;16" else grey.convert(mode)
    out = Image.open(
        io.BytesIO(shrink(written(sent, "PNG"), width=64, height=64, max_bytes=MAX_BYTES))
    )
    low, high = out.convert("L").getextrema()
    wanted = 255 if mode == "1" else 156
    assert wanted - 2 <= int(str(low)) <= int(str(high)) <= wanted + 2


def test_what_can_be_seen_through_stays_so() -> None:
    sent = written(Image.new("RGBA", (300, 300), (200, 0, 0, 100)), "PNG")
    out = Image.open(io.BytesIO(shrink(sent, width=64, height=64, max_bytes=MAX_BYTES, to="WEBP")))
    assert out.mode == "RGBA"
    pixel = out.getpixel((30, 30))
    assert isinstance(pixel, tuple)
    assert abs(pixel[3] - 100) <= 2


def test_spoilt_bytes_are_refused_or_read_and_never_a_failure() -> None:
    chance = random.Random(7)
    small = Image.effect_noise((60, 40), 60).convert("RGB")
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = written(small, kind)
        for _ in range(120):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                out = shrink(bytes(data), width=64, height=64, max_bytes=MAX_BYTES, to="WEBP")
            except PictureRefused:
                continue
            assert max(Image.open(io.BytesIO(out)).size) <= 64
