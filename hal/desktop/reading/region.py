"""Where in a frame a symbol may be: the parts that are busy all over, as symbols are."""

from typing import NamedTuple

import cv2
import numpy as np

from hal.desktop.reading.pixel_array import Pixels

_STEP = 2  # every second pixel of every second row is enough
_CELL = 8  # of those pixels, each way, are one cell
_BUSY_SHARE = 0.5  # of what the busiest cells have
_BUSIEST = 0.97  # of all cells are calmer than those
_CELLS_MIN = 3  # across a region: 48 pixels, fewer than a readable symbol has
_FRINGE = 2.5  # cells around a region that are worn away, and the quiet zone
_FRINGE_SHARE = 0.04
_SPREAD = 0.3  # of a symbol's size: how far it may move, grow or turn until the next frame


class Region(NamedTuple):
    """A part of a frame, in pixels; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, pixels: Pixels) -> Pixels:
        """This part of the pixels, not copied."""
        return pixels[self.top : self.bottom, self.left : self.right]


def busy(pixels: Pixels, count: int) -> list[Region]:
    """At most `count` regions of grey pixels that vary everywhere, the most symbol-like first; [] for none."""
    thin = pixels[::_STEP, ::_STEP].astype(np.float32)
    across, down = thin.shape[1] // _CELL, thin.shape[0] // _CELL
    if min(across, down) < _CELLS_MIN:
        return []
    size = (across, down)
    mean = cv2.resize(thin, size, interpolation=cv2.INTER_AREA)
    square = cv2.resize(thin * thin, size, interpolation=cv2.INTER_AREA)
    change = cv2.blur(np.sqrt(np.maximum(square - mean * mean, 0)), (3, 3))
    limit = _BUSY_SHARE * np.partition(change, int(_BUSIEST * change.size), axis=None)[int(_BUSIEST * change.size)]
    mask = cv2.erode((change >= max(limit, 1e-3)).astype(np.uint8), np.ones((3, 3), np.uint8))
    _, _, parts, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    likely = []
    for left, top, width, height, area in parts[1:].tolist():
        if min(width, height) >= _CELLS_MIN:
            likely.append((area * min(width, height) / max(width, height), left, top, width, height))
    likely.sort(reverse=True)
    to_x, to_y = pixels.shape[1] / across, pixels.shape[0] / down
    regions = []
    for _, left, top, width, height in likely[:count]:
        fringe = _FRINGE + _FRINGE_SHARE * max(width, height)
        corners = (
            (left - fringe) * to_x,
            (top - fringe) * to_y,
            (left + width + fringe) * to_x,
            (top + height + fringe) * to_y,
        )
        regions.append(_inside(pixels, *corners))
    return regions


def around(pixels: Pixels, corners: tuple[tuple[int, int], ...]) -> Region:
    """The region where a symbol that had these corners in the last frame may be now."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    spread = _SPREAD * max(max(xs) - min(xs), max(ys) - min(ys))
    return _inside(pixels, min(xs) - spread, min(ys) - spread, max(xs) + spread, max(ys) + spread)


def _inside(pixels: Pixels, left: float, top: float, right: float, bottom: float) -> Region:
    height, width = pixels.shape
    return Region(max(0, int(left)), max(0, int(top)), min(width, round(right)), min(height, round(bottom)))
