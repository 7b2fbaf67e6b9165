"""QR symbols of a frame, by ZBar: a second opinion, and the decoder that many fielded readers carry.

ZBar guesses a character set for every payload and hands it out as UTF-8. What was guessed to be Latin-1 is
undone here. What was guessed otherwise (a payload that happens to look like UTF-8, Shift-JIS, Big5 or GBK
text) comes out as ZBar made it or, where it reads as Latin-1 by chance, wrong: the two cannot be distinguished
any more. Bytes of a ride code are safe in practice, because they open with 0x80 or 0x81 and are full of
values that no such text has; payloads of text may not be. Where every byte counts, use ZXing.
"""

from typing import Any

from PIL import ImageOps

from hal.desktop.pixel import gray
from hal.scanner.symbol import Symbol, distinct

try:
    from pyzbar import pyzbar
except ImportError as error:
    raise ImportError(
        "the ZBar decoder needs the Python package pyzbar (pip install pyzbar) and the library libzbar "
        f"(Debian: apt install libzbar0, macOS: brew install zbar): {error}"
    ) from error

_SYMBOLS = [pyzbar.ZBarSymbol.QRCODE]


class ZbarDecoder:
    """Bytes of QR symbols, upright, turned or inverted."""

    def decode(self, frame: Any) -> tuple[Symbol, ...]:
        """The symbols of a frame in reading order; () when there is none.

        frame: an image, or (height, width) grey or (height, width, 3) BGR of uint8.

        Refuses what is no frame with ValueError.
        Trap: see the top of this file for payloads that cannot be undone.
        """
        pixels = gray(frame)
        found = pyzbar.decode(pixels, symbols=_SYMBOLS)
        if not found:  # ZBar itself never looks for light modules on dark
            found = pyzbar.decode(ImageOps.invert(pixels), symbols=_SYMBOLS)
        return distinct([_symbol(one) for one in found])


def _symbol(found: Any) -> Symbol:
    return Symbol(_undone(found.data), tuple((point.x, point.y) for point in found.polygon), "QR")


def _undone(data: bytes) -> bytes:
    """The bytes behind ZBar's Latin-1 to UTF-8; `data` itself when that is not how they came about."""
    try:
        return data.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return data
