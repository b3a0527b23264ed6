"""Pictures that people send: looked at before they are decoded, and always written anew."""

import io
from threading import Semaphore

from PIL import Image

# What decoding may cost. A WebP is decoded whole, with two copies beside it; of a JPEG and a PNG
# there is one.
MAX_PIXELS = 16_000_000
MAX_PIXELS_WEBP = 8_000_000
# A progressive JPEG has about ten scans. Each costs a pass over all pixels and needs few bytes.
MAX_SCANS = 50
FORMATS = ("PNG", "JPEG", "WEBP")
_START_OF_SCAN = b"\xff\xda"
_ORIENTATION = 0x0112
# What a camera says of how it was held, and what makes that upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = frozenset(_TURNS[number] for number in (5, 6, 7, 8))
_TO_EIGHT_BITS = 1 / 256


# Of a process with many threads one reads a picture at a time: memory is what many would lack.
_ONE_READER = Semaphore()


class PictureRefused(ValueError):
    """The file is no picture that is taken; the message says why, ``reason`` in one word."""

    def __init__(self, message: str, *, reason: str) -> None:
        self.reason = reason
        super().__init__(message)


def shrink(data: bytes, *, width: int, height: int, max_bytes: int, to: str = "PNG") -> bytes:
    """Return a picture that fits into ``width`` by ``height`` pixels, without any metadata.

    Turned upright as its camera said. Raises PictureRefused for a file above ``max_bytes``, of
    another kind than PNG, JPEG and WebP, animated, with too many pixels (known from its header,
    before anything is decoded), or broken.
    """
    if len(data) > max_bytes:
        raise PictureRefused(f"The picture may have at most {_size(max_bytes)}.", reason="bytes")
    try:
        with _ONE_READER, Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            _refuse_bomb(picture, data)
            bare = _pixels(picture, width=width, height=height)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(MAX_PIXELS) from error
    except Exception as error:
        # Whatever a decoder trips over, the file is to blame.
        raise PictureRefused(
            "The file is no readable PNG, JPEG or WebP picture.", reason="kind"
        ) from error
    written = io.BytesIO()
    bare.save(written, format=to, optimize=True)
    return written.getvalue()


def _pixels(picture: Image.Image, *, width: int, height: int) -> Image.Image:
    """Return the small upright picture: pixels only, whatever the file said of itself is gone."""
    # JPEG decodes to a smaller size for a fraction of the memory.
    picture.draft(None, (width * 2, height * 2))
    turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    frame = (height, width) if turn in _ON_ITS_SIDE else (width, height)
    # Small first: each step after it costs next to nothing.
    small = _that_can_shrink(picture)
    small.thumbnail(frame)
    if small.mode == "I":
        small = small.point(lambda value: value * _TO_EIGHT_BITS).convert("L")
    colours = small.convert("RGBA" if small.has_transparency_data else "RGB")
    upright = colours if turn is None else colours.transpose(turn)
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _that_can_shrink(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode whose pixels can be averaged."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I")
    return picture.convert("RGBA") if picture.mode in {"1", "P", "PA"} else picture


def _refuse_bomb(picture: Image.Image, data: bytes) -> None:
    most = MAX_PIXELS_WEBP if picture.format == "WEBP" else MAX_PIXELS
    if picture.width * picture.height > most:
        raise _too_many_pixels(most)
    if getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused("The picture may not be animated.", reason="animated")
    if picture.format == "JPEG" and data.count(_START_OF_SCAN) > MAX_SCANS:
        raise PictureRefused("The picture is stored in too many parts.", reason="kind")


def _too_many_pixels(most: int) -> PictureRefused:
    return PictureRefused(
        f"The picture may have at most {most // 1_000_000} megapixels.", reason="pixels"
    )


def _size(count: int) -> str:
    """Return a number of bytes as people write it."""
    mebibyte = 1024 * 1024
    return f"{count // mebibyte} MB" if count >= mebibyte else f"{count // 1024} kB"
