"""QR symbols of a frame, by ZXing."""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import zxingcpp

from hal.desktop.pixel import Pixels, gray
from hal.symbol import Symbol, distinct

# Asking for every format would take nine times as long.
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
_SIDE_MIN = 21  # pixels: below this not even the smallest symbol fits
_ENLARGE_MAX = 4_000_000  # pixels: a larger picture is not short of resolution, and four times that costs


class ZxingDecoder:
    """Raw bytes of QR symbols, upright, turned, mirrored or inverted.

    thorough: for stills; where a frame shows nothing, try again, shrunk, enlarged, smoothed and sharpened.
    """

    def __init__(self, thorough: bool = False) -> None:
        self._thorough = thorough

    def decode(self, frame: Any) -> tuple[Symbol, ...]:
        """The symbols of a frame in reading order; () when there is none.

        frame: (height, width) grey or (height, width, 3) BGR, uint8.

        Refuses what is no frame with ValueError.
        Trap: a rescue starts only where nothing was found: a weak symbol beside a strong one is not sought.
        Clause: spec §3.
        """
        pixels = gray(frame)
        found = _read(pixels, 1.0)
        if not found and self._thorough:
            for scale, changed in _rescues(pixels):
                found = _read(changed, scale)
                if found:
                    break
        return distinct(found)


def _read(pixels: Pixels, scale: float) -> list[Symbol]:
    """The symbols of grey pixels; their corners divided by `scale`."""
    out = []
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats=_FORMATS, try_invert=True):
        at = found.position
        corners = tuple(
            (round(point.x / scale), round(point.y / scale))
            for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        )
        out.append(Symbol(found.bytes, corners, "QR"))
    return out


def _rescues(pixels: Pixels) -> Iterator[tuple[float, Pixels]]:
    """(scale, pixels) of a frame changed in ways that help different troubles, the cheapest first.

    Half the size: coarse noise and the pixel grid of a screen in a large photograph. Smoothed and enlarged:
    noise in bad light. Enlarged: small modules. Smoothed, then sharpened: low contrast. Sharpened twice: out
    of focus, tilted.
    """
    if min(pixels.shape) >= 2 * _SIDE_MIN:
        half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        yield 0.5, np.asarray(half, np.uint8)
    smooth = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.8), np.uint8)
    small = pixels.size <= _ENLARGE_MAX
    if small:
        yield 2.0, _enlarged(smooth)
        yield 2.0, _enlarged(pixels)
    yield 1.0, _sharpened(smooth, 3.0, 5.0)
    if small:
        yield 2.0, _sharpened(_enlarged(_sharpened(pixels, 2.0, 2.0)), 3.0, 2.0)


def _enlarged(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.resize(pixels, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC), np.uint8)


def _sharpened(pixels: Pixels, radius_px: float, amount: float) -> Pixels:
    soft = cv2.GaussianBlur(pixels, (0, 0), radius_px)
    return np.asarray(cv2.addWeighted(pixels, 1.0 + amount, soft, -amount, 0.0), np.uint8)
