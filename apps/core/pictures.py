"""Pictures that people send: looked at before they are decoded, and always written anew."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

# What decoding may cost: 16 million pixels of four bytes.
MAX_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG", "WEBP")


class PictureRefused(ValueError):
    """The file is no picture that is taken; the message says why."""


def shrink(data: bytes, *, width: int, height: int, max_bytes: int, to: str = "PNG") -> bytes:
    """Return a picture that fits into ``width`` by ``height`` pixels, without any metadata.

    Turned upright as its camera said. Raises PictureRefused for a file above ``max_bytes``, of
    another kind than PNG, JPEG and WebP, with too many pixels (known from its header, before
    anything is decoded), or broken.
    """
    if len(data) > max_bytes:
        raise PictureRefused(f"The picture may have at most {max_bytes // 1024} kB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _refuse_bomb(picture)
                # JPEG decodes to a smaller size for a fraction of the memory.
                picture.draft(None, (width * 2, height * 2))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((width, height))
                clean = upright.convert("RGBA" if to != "JPEG" else "RGB")
    except PictureRefused:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PictureRefused("The file is no readable PNG, JPEG or WebP picture.") from error
    # Pixels only: whatever the file said of itself stays behind.
    bare = Image.frombytes(clean.mode, clean.size, clean.tobytes())
    written = io.BytesIO()
    bare.save(written, format=to, optimize=True)
    return written.getvalue()


def _refuse_bomb(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefused(f"The picture may have at most {MAX_PIXELS // 1_000_000} megapixels.")
    if getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused("The picture may not be animated.")
