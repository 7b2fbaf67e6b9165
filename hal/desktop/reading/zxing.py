"""Reads a frame with ZXing, without any filter."""

from typing import Any

import zxingcpp

from hal.desktop.reading import sequence
from hal.scanner.symbol import Symbol

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)  # asking for all would take nine times as long
_QR = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.QRCodeModel2)
PART = "QR part "  # format of a symbol that is one of a structured append; its number from 1 follows
LOCAL = zxingcpp.Binarizer.LocalAverage
GLOBAL = zxingcpp.Binarizer.GlobalHistogram


def read(
    pixels: Any, scale: float = 1.0, left: int = 0, top: int = 0, binarizer: zxingcpp.Binarizer = LOCAL
) -> list[Symbol]:
    """The symbols that ZXing finds; their corners divided by `scale`, then moved.

    pixels: a grey image, or a contiguous array of grey uint8.
    """
    out = []
    for found in zxingcpp.read_barcodes(pixels, formats=_FORMATS, try_invert=True, binarizer=binarizer):
        at = found.position
        corners = tuple(
            (round(point.x / scale) + left, round(point.y / scale) + top)
            for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        )
        number = sequence.part(found)
        out.append(Symbol(found.bytes, corners, f"{PART}{number}" if number else "QR"))
    return out


def others(pixels: Any) -> tuple[str, ...]:
    """The names of all symbols in a grey image that are no QR codes, as in "Data Matrix". Takes nine times as long."""
    found = zxingcpp.read_barcodes(pixels, try_invert=True)
    return tuple(dict.fromkeys(str(one.format) for one in found if one.format not in _QR))
