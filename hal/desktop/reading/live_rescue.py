"""QR symbols that a film shows and ZXing does not see in every frame."""

from collections import deque

import numpy as np
from PIL.Image import Image

from hal.desktop.reading import rescue
from hal.desktop.reading.pixel_array import Pixels
from hal.desktop.reading.region import Region, around, busy
from hal.desktop.reading.restoration import Restorer
from hal.scanner.symbol import Symbol, middle

_KEPT_FRAMES = 8  # a place where a symbol was is looked at more closely for so long
_PLACES_MAX = 4


class LiveRescue:
    """Helps ZXing with filters, frame by frame.

    A frame in which ZXing finds nothing, or not what was there just before, is looked at once more where the symbol
    was or where the frame is busiest: with one stage of those that help, which take turns, the one that helped
    last first; and a blurred one is restored.
    Every payload that is handed out is in the frame that was handed in: only places are remembered, and views that
    were too blurred to be read alone.
    """

    def __init__(self) -> None:
        self._restorer = Restorer()
        self._number = 0
        self._places: list[tuple[int, Symbol]] = []
        self._stages = deque((rescue.SMOOTHED, rescue.SHARPENED, rescue.STRESSED, rescue.ENLARGED))

    def read(self, image: Image, found: list[Symbol]) -> list[Symbol]:
        """All symbols of the next grey image of a camera, in which ZXing has found these."""
        pixels: Pixels = np.asarray(image)
        self._number += 1
        self._places = [place for place in self._places if self._number - place[0] <= _KEPT_FRAMES]
        lost = [symbol for _, symbol in self._places if not _seen(symbol, found)]
        if lost or not found:
            found = found + self._rescued(pixels, lost, not found)
        if found:
            self._restorer.forget()
        kept = [(number, place) for number, place in self._places if not _seen(place, found)]
        self._places = ([(self._number, symbol) for symbol in found] + kept)[:_PLACES_MAX]
        return found

    def _rescued(self, pixels: Pixels, lost: list[Symbol], restore: bool) -> list[Symbol]:
        regions = [around(pixels, symbol.corners) for symbol in lost] or busy(pixels, 1)
        found = self._staged(pixels, regions)
        if not found and restore and regions:
            near = tuple(symbol.corners for symbol in lost)
            found = self._restorer.read(pixels, near, self._number)
        return found

    def _staged(self, pixels: Pixels, regions: list[Region]) -> list[Symbol]:
        stage = self._stages[0]
        found = [symbol for region in regions for symbol in stage.read(pixels, region)]
        if not found:
            self._stages.rotate(-1)
        return found


def _seen(place: Symbol, found: list[Symbol]) -> bool:
    """Whether one of these symbols is where that one was."""
    x, y = middle(place)
    xs, ys = [at for at, _ in place.corners], [at for _, at in place.corners]
    reach = max(max(xs) - min(xs), max(ys) - min(ys)) / 2
    return any(abs(x - middle(symbol)[0]) <= reach and abs(y - middle(symbol)[1]) <= reach for symbol in found)
