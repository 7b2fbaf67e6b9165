"""What is done to a part of a frame where no symbol was read: each stage helps against other troubles.

Measured on hard frames (tests/bench/contest.py): a mean over nine pixels takes away the grid of a screen and noise;
one threshold for a whole region, after sharpening, does better than many small ones where a symbol is blurred;
smoothing, then sharpening much, brings out what is pale.
"""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp

from hal.desktop.pixel import Pixels
from hal.desktop.reading.region import Region
from hal.symbol import Symbol

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)  # asking for all would take nine times as long
LOCAL = zxingcpp.Binarizer.LocalAverage
GLOBAL = zxingcpp.Binarizer.GlobalHistogram
ENLARGE_MAX = 4_000_000  # pixels: a larger picture is not short of resolution, and four times that costs
_SIDE_MIN = 21  # pixels: below this not even the smallest symbol fits


class Stage(NamedTuple):
    """change: makes the pixels that are read. scale: their size by that of the frame. binarizer: of ZXing."""

    change: Callable[[Pixels], Pixels]
    scale: float = 1.0
    binarizer: zxingcpp.Binarizer = LOCAL

    def read(self, pixels: Pixels, region: Region) -> list[Symbol]:
        """The symbols of a region of grey pixels; their corners in pixels of the frame."""
        part = region.of(pixels)
        if min(part.shape) < _SIDE_MIN or (self.scale > 1 and part.size > ENLARGE_MAX):
            return []
        return read(self.change(part), self.scale, region.left, region.top, self.binarizer)


def read(
    pixels: Pixels, scale: float = 1.0, left: int = 0, top: int = 0, binarizer: zxingcpp.Binarizer = LOCAL
) -> list[Symbol]:
    """The symbols that ZXing finds in grey pixels; their corners divided by `scale`, then moved."""
    out = []
    contiguous = np.ascontiguousarray(pixels)
    for found in zxingcpp.read_barcodes(contiguous, formats=_FORMATS, try_invert=True, binarizer=binarizer):
        at = found.position
        corners = tuple(
            (round(point.x / scale) + left, round(point.y / scale) + top)
            for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        )
        out.append(Symbol(found.bytes, corners, "QR"))
    return out


def halved(pixels: Pixels) -> Pixels:
    """Half the size."""
    return np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def enlarged(pixels: Pixels) -> Pixels:
    """Twice the size."""
    return np.asarray(cv2.resize(pixels, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_LINEAR), np.uint8)


def smoothed(pixels: Pixels) -> Pixels:
    """Each pixel the mean of nine."""
    return np.asarray(cv2.blur(pixels, (3, 3)), np.uint8)


def sharpened(pixels: Pixels, width_px: int = 7, amount: float = 2.0) -> Pixels:
    """Each pixel taken further away from the mean around it."""
    mean = cv2.blur(pixels, (width_px, width_px))
    return np.asarray(cv2.addWeighted(pixels, 1.0 + amount, mean, -amount, 0.0), np.uint8)


SMOOTHED = Stage(smoothed)
SHARPENED = Stage(sharpened, 1.0, GLOBAL)
STRESSED = Stage(lambda pixels: sharpened(smoothed(pixels), 13, 5.0))
ENLARGED = Stage(enlarged, 2.0)
# Of a still, the rest; the cheapest first.
OTHERS = (
    Stage(halved, 0.5),
    Stage(lambda pixels: pixels, 1.0, GLOBAL),
    Stage(lambda pixels: enlarged(smoothed(pixels)), 2.0, GLOBAL),
    Stage(lambda pixels: enlarged(sharpened(pixels)), 2.0, GLOBAL),
    Stage(lambda pixels: enlarged(sharpened(smoothed(pixels), 9, 3.0)), 2.0),
)
