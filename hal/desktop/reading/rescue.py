"""Filters for a part of a frame where no symbol was read: each stage helps against other defects.

Measured on hard frames (tests/bench/contest.py): a mean over nine pixels takes away the grid of a screen and noise;
one threshold for a whole region, after sharpening, does better than many small ones where a symbol is blurred;
smoothing, then sharpening much, brings out what is pale.
"""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp

from hal.desktop.reading import zxing
from hal.desktop.reading.pixel_array import Pixels
from hal.desktop.reading.region import Region
from hal.desktop.reading.zxing import GLOBAL, LOCAL
from hal.scanner.symbol import Symbol

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
        changed = np.ascontiguousarray(self.change(part))
        return zxing.read(changed, self.scale, region.left, region.top, self.binarizer)


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
