"""Pictures from files and uploads as frames.

A picture of a few kilobytes can claim, and fill, gigabytes. So its size is read from the header before anything is
decoded.
"""

import errno
import os
import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from hal.desktop.pixel import Pixels

PIXELS_MAX = 64_000_000  # a phone's 50-megapixel photograph and some room: 192 MB once decoded
BYTES_MAX = 64_000_000  # of the file
KINDS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
_SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N", "I")


class ImageFile:
    """A frame source that hands out one picture after the other, each once, then None.

    paths: PNG, JPEG, WebP, BMP or GIF files (of an animation, its first picture); each is read when its turn
    comes.
    """

    def __init__(self, *paths: str | os.PathLike[str]) -> None:
        self._paths = paths
        self._rest: Iterator[str | os.PathLike[str]] | None = None

    def open(self) -> None:
        """Begin with the first picture, also when some were handed out before."""
        self._rest = iter(self._paths)

    def close(self) -> None:
        """Hand out no more."""
        self._rest = None

    def frame(self) -> Pixels | None:
        """The next picture; None when there are no more. Raises OSError naming a file that is no picture."""
        if self._rest is None:
            raise OSError(errno.EBADF, "these pictures are not open")
        for path in self._rest:
            return read(path)
        return None


def read(path: str | os.PathLike[str]) -> Pixels:
    """One picture file as a frame; see `picture`. Raises OSError naming the file and what is wrong."""
    name = os.fspath(path)
    with open(name, "rb") as file:
        data = file.read(BYTES_MAX + 1)
    return picture(data, name)


def picture(data: bytes, name: str = "picture", pixels_max: int = PIXELS_MAX) -> Pixels:
    """Decode PNG, JPEG, WebP, BMP or GIF: an image in grey ("L") or colour ("RGB").

    Transparency becomes white: symbols saved without a background would vanish otherwise.
    Rotation tags are ignored.
    Raises OSError naming `name` for more than BYTES_MAX or PIXELS_MAX and for everything that is no whole
    picture.
    Trap: Pillow alone decodes pictures of almost any claimed size; always come through here.
    """
    if len(data) > BYTES_MAX:
        raise OSError(errno.EFBIG, f"more than {BYTES_MAX} bytes", name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow warns of is decided here
        try:
            image = Image.open(BytesIO(data), formats=KINDS)
        except Image.DecompressionBombError as error:
            raise OSError(errno.EFBIG, f"more than {pixels_max} pixels", name) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise OSError(errno.EINVAL, "not a PNG, JPEG, WebP, BMP or GIF, or damaged", name) from error
        if image.width * image.height > pixels_max:
            raise OSError(errno.EFBIG, f"{image.width} x {image.height} are more than {pixels_max} pixels", name)
        try:
            image.load()
            return _plain(image)
        except (OSError, SyntaxError, ValueError, IndexError, EOFError) as error:
            raise OSError(errno.EINVAL, "damaged picture", name) from error


def _plain(image: Pixels) -> Pixels:
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    if image.mode in _SIXTEEN_BITS:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
