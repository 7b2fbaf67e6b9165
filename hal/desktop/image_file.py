"""Pictures from files and uploads as frames, in every format that phones, browsers and office programs write.

A picture of a few kilobytes can claim, and fill, gigabytes. So its size is read from the header before anything is
decoded.
"""

import ctypes
import errno
import logging
import struct
import warnings
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, _imaging

from hal.desktop import extra
from hal.desktop.pixel import Pixels

PIXELS_MAX = 64_000_000  # a phone's 50-megapixel photograph and some more; of an animation, all of its pictures
BYTES_MAX = 64_000_000  # of the file
FRAMES_MAX = 64  # of an animation or of the pages of a fax that are looked at
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "HEIF")
_DARK = 128  # grey levels below this are dark
_DARK_PART = 0.02  # of what is opaque: less than this is no symbol on a light ground
# What Pillow raises for pictures that were cut or changed: mostly OSError, and what its parsers stumble over.
_TROUBLES = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, RuntimeError, MemoryError, struct.error,
)  # fmt: skip

Image.MAX_IMAGE_PIXELS = None  # the bound is here, and is an error that names the file
warnings.filterwarnings("ignore", module=r"PIL\.")  # the same for what Pillow only warns of
logging.getLogger("PIL").setLevel(logging.CRITICAL)  # and for what it logs besides raising it


def picture(data: bytes, name: str = "picture", pixels_max: int = PIXELS_MAX) -> Pixels:
    """The first of these `pictures`. Raises OSError."""
    return next(pictures(data, name, pixels_max))


def pictures(data: bytes, name: str = "picture", pixels_max: int = PIXELS_MAX) -> Iterator[Pixels]:
    """Decode a file of one of FORMATS, also an animation or several pages: grey images ("L"), at least one, upright.

    Transparency becomes white, or black where the picture is light: symbols without a ground would vanish otherwise.
    Raises OSError naming `name` for more than BYTES_MAX or `pixels_max` and for everything that is no whole picture.
    Ends before the picture that would exceed FRAMES_MAX or, with those before it, `pixels_max`.
    Trap: Pillow alone decodes pictures of any claimed size; always come through here.
    """
    if len(data) > BYTES_MAX:
        raise OSError(errno.EFBIG, f"more than {BYTES_MAX} bytes; make the picture smaller", name)
    formats = _formats(data, name)
    try:
        image = Image.open(BytesIO(data), formats=formats)
    except _TROUBLES as error:
        raise OSError(errno.EINVAL, f"no picture in {', '.join(FORMATS)}, or a damaged one", name) from error
    frames = 1 if image.format == "MPO" else FRAMES_MAX  # a photograph's further pictures are its depth, or smaller
    pixels = 0
    for number in range(frames):
        try:
            if number:
                image.seek(number)
        except _TROUBLES:  # its end, or damage behind a picture that was whole
            return
        pixels += image.width * image.height
        if pixels > pixels_max:
            if number:
                return
            raise OSError(
                errno.EFBIG, f"{image.width} x {image.height} are more than {pixels_max} pixels; make it smaller", name
            )
        try:
            frame = _upright(image)
        except _TROUBLES as error:
            if number:
                return
            raise OSError(
                errno.EINVAL, f"this {image.format} picture is cut short or damaged; copy or export it again", name
            ) from error
        yield frame


def _formats(data: bytes, name: str) -> tuple[str, ...]:
    """The formats to try. Raises OSError where the one of this file is not installed."""
    if data[:4] in (b"II*\0", b"MM\0*"):
        _quiet_libtiff()
    if data[4:8] != b"ftyp" or b"avif" in data[8:64]:
        return FORMATS[:-1]
    if not extra.installed(extra.HEIC):
        raise OSError(errno.ENOTSUP, f"HEIC is not read here: {extra.install(extra.HEIC)}, or export it as JPEG", name)
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return FORMATS[-1:]


@cache
def _quiet_libtiff() -> None:
    """Keep libtiff, which Pillow brings and does not silence, from printing about damaged pictures."""
    library = ctypes.CDLL(_imaging.__file__)
    for handler in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
        if hasattr(library, handler):  # not where it is linked into Pillow for good
            getattr(library, handler)(None)


def _upright(image: Any) -> Pixels:
    image.draft("L", None)  # a JPEG is decoded to grey at once, in a third of the memory
    image.load()
    return ImageOps.exif_transpose(_gray(image))


def _gray(image: Pixels) -> Pixels:
    if image.has_transparency_data:
        image = image.convert("LA" if image.mode in ("1", "L", "LA", "P", "PA") else "RGBA")
        level, alpha = image.convert("L"), image.getchannel("A")
        return Image.composite(level, Image.new("L", image.size, _ground(level, alpha)), alpha)
    if image.mode == "LAB":
        return image.getchannel("L")
    if image.mode[0] in "IF":  # 16 or 32 bits a pixel
        low, high = image.getextrema()
        scale = 255.0 / max(high - min(low, 0), 1e-9)  # type: ignore[operator]
        return image.convert("F").point(lambda level: level * scale + 0.0).convert("L")
    return image.convert("L")


def _ground(level: Pixels, alpha: Pixels) -> int:
    """The background for a transparent picture: white, or black where hardly anything of it is dark."""
    levels = level.histogram(alpha.point(lambda opacity: 255 * (opacity >= _DARK)))
    return 255 if sum(levels[:_DARK]) >= _DARK_PART * sum(levels) else 0
