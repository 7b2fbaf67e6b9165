"""Pictures from files and uploads as frames.

A picture of a few kilobytes can claim, and fill, gigabytes. So its size is read from the header, by code that
allocates nothing, before any decoder sees it.
"""

import errno
import os
import struct
from collections.abc import Iterator

import cv2
import numpy as np

from hal.desktop.opencv import quiet
from hal.desktop.pixel import Pixels

PIXELS_MAX = 64_000_000  # a phone's 50-megapixel photograph and some room: 192 MB once decoded
BYTES_MAX = 64_000_000  # of the file
_ROWS = 64  # of a transparent picture mixed with white at a time, to keep what that needs small


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
    """Decode PNG, JPEG, WebP, BMP or GIF: (height, width) or (height, width, 3) BGR, uint8.

    Transparency becomes white: symbols saved without a background would vanish otherwise.
    Rotation tags are ignored.
    Raises OSError naming `name` for more than BYTES_MAX or PIXELS_MAX and for everything that is no whole
    picture.
    Trap: cv2.imdecode alone decodes pictures of any claimed size; always come through here.
    """
    if len(data) > BYTES_MAX:
        raise OSError(errno.EFBIG, f"more than {BYTES_MAX} bytes", name)
    width, height = dimensions(data, name)
    if width * height > pixels_max:
        raise OSError(errno.EFBIG, f"{width} x {height} are more than {pixels_max} pixels", name)
    try:
        with quiet():
            decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise OSError(errno.EINVAL, "damaged picture", name) from error
    if decoded is None:
        raise OSError(errno.EINVAL, "damaged picture, or a kind this OpenCV was built without", name)
    if decoded.dtype == np.uint16:
        decoded = (np.asarray(decoded, np.uint16) >> 8).astype(np.uint8)
    if decoded.dtype != np.uint8:
        raise OSError(errno.EINVAL, f"samples of {decoded.dtype}", name)
    pixels = np.asarray(decoded, np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = _on_white(pixels)
    return pixels


def dimensions(data: bytes, name: str = "picture") -> tuple[int, int]:
    """(width, height) that a PNG, JPEG, WebP, BMP or GIF claims, the largest where it claims several.

    Raises OSError naming `name` when it is none of these, ends early or claims no pixels.
    """
    for magic, measure in _KINDS:
        if data.startswith(magic):
            width, height = measure(data)
            if width > 0 and height > 0:
                return width, height
            raise OSError(errno.EINVAL, "damaged picture: no size in its header", name)
    raise OSError(errno.EINVAL, "not a PNG, JPEG, WebP, BMP or GIF", name)


def _on_white(pixels: Pixels) -> Pixels:
    """(height, width, 3) from BGRA."""
    out = np.empty((*pixels.shape[:2], 3), np.uint8)
    for top in range(0, len(pixels), _ROWS):
        rows = pixels[top : top + _ROWS]
        alpha = rows[:, :, 3:].astype(np.uint16)
        out[top : top + _ROWS] = (rows[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return out


# Each of these takes a file that starts with its magic, and answers (0, 0) where the file ends early or makes
# no sense.


def _png(data: bytes) -> tuple[int, int]:
    """Also (0, 0) where a part reaches past the end: OpenCV reserves what one claims, 4 GB if need be."""
    if data[12:16] != b"IHDR":
        return 0, 0
    at, part = 8, b""
    while part != b"IEND":
        part = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        if at > len(data):
            return 0, 0
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            at += 1  # decoders skip what stands between segments, too
        elif data[at + 1] in (0xFF, 0x00, 0x01) or 0xD0 <= data[at + 1] <= 0xD8:
            at += 1 if data[at + 1] == 0xFF else 2  # fill bytes and markers without content
        elif 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return 0, 0


def _gif(data: bytes) -> tuple[int, int]:
    """The screen, or the first picture where that reaches further."""
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if len(data) < 13:
        return 0, 0
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while at + 10 <= len(data):
        if data[at] == 0x2C:
            left, top, across, down = struct.unpack_from("<4H", data, at + 1)
            return max(width, left + across), max(height, top + down)
        if data[at] != 0x21:
            return 0, 0
        at += 2
        while at < len(data) and data[at]:  # an extension: blocks, each behind its length
            at += 1 + data[at]
        at += 1
    return 0, 0


def _bmp(data: bytes) -> tuple[int, int]:
    if int.from_bytes(data[14:18], "little") == 12:
        return int.from_bytes(data[18:20], "little"), int.from_bytes(data[20:22], "little")
    width = int.from_bytes(data[18:22], "little", signed=True)
    return width, abs(int.from_bytes(data[22:26], "little", signed=True))  # negative: rows from the top


def _webp(data: bytes) -> tuple[int, int]:
    kind, body = data[8:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if kind == b"WEBPVP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"WEBPVP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"WEBPVP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0


_KINDS = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"BM", _bmp),
    (b"RIFF", _webp),
)
