"""Files as a reader would hand them over: bytes, or the symbols of a picture."""

import errno
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import show
from sim.trouble import Trouble
from terminal.ridecode import INPUT_MAX_BYTES

if TYPE_CHECKING:
    from hal.interfaces import Decoder
    from hal.symbol import Symbol

STDIN = "-"
DECODERS = ("zxing", "zbar")


class Reading(NamedTuple):
    """What one file holds. `data`: of a picture all bytes, of anything else at most 1,025, one more than any
    code.
    """

    name: str
    data: bytes
    picture: bool


def is_picture(head: bytes) -> bool:
    """Whether these first bytes (12 or more, where there are so many) begin a PNG, JPEG, GIF, BMP or WebP."""
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM"))


def read(path: str) -> Reading:
    """Read a file, "-" for standard input. Raises OSError. A large file that is no picture is not read to
    its end.
    """
    if path == STDIN:
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed")
        return _read(sys.stdin.buffer, "standard input")
    with open(path, "rb") as file:
        return _read(file, path)


def _read(file: Any, name: str) -> Reading:
    data = file.read(INPUT_MAX_BYTES + 1)
    if not is_picture(data):
        return Reading(name, data, False)
    from hal.desktop.image_file import BYTES_MAX

    return Reading(name, data + file.read(BYTES_MAX + 1 - len(data)), True)


def check_paths(paths: list[str]) -> None:
    """Raises Trouble when standard input is named twice: it can be read only once."""
    if paths.count(STDIN) > 1:
        raise Trouble(f"{STDIN} is named twice, but standard input can be read only once; name it once")


def decoder(name: str) -> "Decoder":
    """The decoder of that name (one of DECODERS), set for stills. Raises Trouble when its package is
    missing.
    """
    if name == "zxing":
        from hal.desktop.reading.decoder import ZxingDecoder, untried

        whole = ZxingDecoder(thorough=True)
        return _Plain(whole, untried()) if untried() else whole
    try:
        from hal.desktop.reading.zbar_decoder import ZbarDecoder
    except ImportError as error:
        raise Trouble(str(error)) from error
    return ZbarDecoder()


class _Plain:
    """A decoder that says once, where it saw nothing, what it did not try."""

    def __init__(self, decoder: "Decoder", words: str) -> None:
        self._decoder = decoder
        self._words = words

    def decode(self, frame: Any) -> "tuple[Symbol, ...]":
        found = self._decoder.decode(frame)
        if not found and self._words:
            show.line(f"ridegate: {self._words}", error=True)
            self._words = ""
        return found


def payloads(reading: Reading, with_decoder: "Decoder") -> tuple[bytes, ...]:
    """What each symbol of a picture carries, in reading order. Raises OSError for a picture that is none, or
    too large.
    """
    from hal.desktop.image_file import picture

    frame = picture(reading.data, reading.name)
    return tuple(symbol.payload for symbol in with_decoder.decode(frame))


def why(error: OSError) -> str:
    """What an error says of a file, without its name."""
    return error.strerror or str(error)
