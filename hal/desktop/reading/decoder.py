"""QR symbols of a frame, by ZXing and by what helps where it sees nothing."""

from typing import Any

import cv2
import numpy as np

from hal.desktop.pixel import Pixels, gray
from hal.desktop.reading import rescue
from hal.desktop.reading.region import Region, busy
from hal.desktop.reading.restoration import Restorer
from hal.symbol import Symbol, distinct

_QUICK = (rescue.SHARPENED, rescue.SMOOTHED)
_SLOWER = (rescue.STRESSED, rescue.ENLARGED)
_LAST = rescue.OTHERS
_THOROUGH = (*_QUICK, *_SLOWER, *_LAST)
_PLACES = 2  # busy regions that are looked at more closely
_PLACES_THOROUGH = 4
_MARGIN = 1.15  # of a symbol, painted over to find what is beside it


class ZxingDecoder:
    """Raw bytes of QR symbols, upright, turned, mirrored or inverted, in single frames.

    thorough: for stills; tries everything there is, and looks for weak symbols beside those found.
    """

    def __init__(self, thorough: bool = False) -> None:
        self._thorough = thorough
        self._restorer = Restorer(thorough)

    def decode(self, frame: Any) -> tuple[Symbol, ...]:
        """The symbols of a frame in reading order; () when there is none.

        frame: (height, width) grey or (height, width, 3) BGR, uint8.

        Refuses what is no frame with ValueError.
        Trap: where something was found, only the thorough decoder seeks weak symbols beside it; and it restores
        them only where that one was weak, too.
        Clause: spec §3.
        """
        pixels = gray(frame)
        found = rescue.read(pixels)
        weak = not found
        if weak:
            found = self._rescued(pixels)
        if found and self._thorough:
            rest = _without(pixels, found)
            found += _staged(rest, busy(rest, _PLACES_THOROUGH), _THOROUGH) or (
                self._restorer.read(rest) if weak else []
            )
        return distinct(found)

    def _rescued(self, pixels: Pixels) -> list[Symbol]:
        regions = busy(pixels, _PLACES_THOROUGH if self._thorough else _PLACES)
        if not regions:
            return []
        found = _staged(pixels, regions, _QUICK) or self._restorer.read(pixels) or _staged(pixels, regions, _SLOWER)
        if self._thorough and not found:
            whole = Region(0, 0, pixels.shape[1], pixels.shape[0])
            found = _staged(pixels, regions, _LAST) or _staged(pixels, [whole], _THOROUGH)
        return found


def _staged(pixels: Pixels, regions: list[Region], stages: tuple[rescue.Stage, ...]) -> list[Symbol]:
    """The symbols of these regions, each read by the first stage that can."""
    found = []
    for region in regions:
        for stage in stages:
            seen = stage.read(pixels, region)
            if seen:
                found += seen
                break
    return found


def _without(pixels: Pixels, found: list[Symbol]) -> Pixels:
    """The pixels with these symbols painted over."""
    rest = pixels.copy()
    for symbol in found:
        corners = np.array(symbol.corners, np.float64)
        middle = corners.mean(0)
        cv2.fillConvexPoly(rest, np.rint(middle + (corners - middle) * _MARGIN).astype(np.int32), (128,))
    return rest
