"""QR symbols of a single frame in which ZXing finds nothing: where they may be, and the methods that help there."""

import cv2
import numpy as np
from PIL.Image import Image

from hal.desktop.reading import rescue
from hal.desktop.reading.pixel_array import Pixels
from hal.desktop.reading.region import Region, busy
from hal.desktop.reading.restoration import Restorer
from hal.scanner.symbol import Symbol

_QUICK = (rescue.SHARPENED, rescue.SMOOTHED)
_SLOWER = (rescue.STRESSED, rescue.ENLARGED)
_LAST = rescue.OTHERS
_THOROUGH = (*_QUICK, *_SLOWER, *_LAST)
_PLACES = 2  # busy regions that are looked at more closely
_PLACES_THOROUGH = 4
_MARGIN = 1.15  # of a symbol, painted over to find what is beside it


class HardFrame:
    """Reads what ZXing alone does not, and with `thorough` what is beside a symbol that it did read."""

    def __init__(self, thorough: bool) -> None:
        self._thorough = thorough
        self._restorer = Restorer(thorough)

    def read(self, image: Image, found: list[Symbol]) -> list[Symbol]:
        """All symbols of a grey image of which ZXing has found these."""
        pixels: Pixels = np.asarray(image)
        weak = not found
        if weak:
            found = self._rescued(pixels)
        if found and self._thorough:
            rest = _without(pixels, found)
            found = found + (
                _staged(rest, busy(rest, _PLACES_THOROUGH), _THOROUGH) or (self._restorer.read(rest) if weak else [])
            )
        return found

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
