"""Where in a frame a symbol may be, though blurred: dark squares, seen in perspective, within light."""

import cv2
import numpy as np
import numpy.typing as npt

from hal.desktop.reading.alignment import Matrix
from hal.desktop.reading.pixel_array import Pixels

_LEVEL_MIN = 80  # pixels: a picture is halved until its shorter side would be below that
_SIDE_MIN, _SIDE_MAX = 40, 300  # pixels of a symbol in a picture of one size; beyond, another size serves better
_DARK = (0.84, 0.92)  # of the light around: darker is symbol; the second for low contrast
_FILLED = 0.75  # of its convex hull, a symbol's outline encloses at least
_SQUARE = 0.85  # of the four-sided polygon around it, its hull
_SKEW = 0.4  # shortest to longest side
_SAME = 0.04  # of a side: nearer outlines are one
_GROWN_PX = 2.5  # how much smoothing and widening the dark adds to a side
_SQUARE_3 = np.ones((3, 3), np.uint8)
_SURROUNDINGS = np.ones((11, 11), np.uint8)  # in pixels of a quarter of the size


def outlines(pixels: Pixels, pale: bool = False) -> list[Matrix]:
    """(4, 2) corners of what may be symbols, clockwise, from any of the four; the squarest first.

    pale: look for low contrast too.
    """
    found: list[tuple[float, Matrix]] = []
    level, scale = pixels, 1.0
    while min(level.shape) >= 2 * _LEVEL_MIN:
        if scale > 1 or level.size <= 320 * 240:
            found += _squares(level, scale, pale)
        level = np.asarray(cv2.resize(level, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        scale *= 2
    found += _squares(level, scale, pale)
    kept: list[tuple[Matrix, float]] = []
    for _, corners in sorted(found, key=lambda one: -one[0]):
        middle, side = corners.mean(0), abs(cv2.contourArea(corners.astype(np.float32))) ** 0.5
        for known, known_side in kept:
            if np.abs(middle - known.mean(0)).max() < _SAME * side and abs(side / known_side - 1) < _SAME:
                break
        else:
            kept.append((corners, side))
    return [corners for corners, _ in kept]


def _squares(level: Pixels, scale: float, pale: bool) -> list[tuple[float, Matrix]]:
    """(how square, corners in pixels of the frame) of dark squares in one size of a frame."""
    smooth = cv2.erode(cv2.GaussianBlur(level, (3, 3), 0.8), _SQUARE_3)
    coarse = cv2.resize(smooth, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    coarse = cv2.blur(cv2.dilate(coarse, _SURROUNDINGS), (5, 5))
    around = cv2.resize(coarse, (level.shape[1], level.shape[0]), interpolation=cv2.INTER_LINEAR)
    out = []
    for share in _DARK if pale else _DARK[:1]:
        dark = cv2.compare(smooth, cv2.convertScaleAbs(around, alpha=share), cv2.CMP_LT)
        for contour in cv2.findContours(dark, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
            if len(contour) < 6:
                continue
            left, top, width, height = cv2.boundingRect(contour)
            if min(width, height) < _SIDE_MIN or max(width, height) > _SIDE_MAX:
                continue
            if min(left, top) <= 1 or left + width >= level.shape[1] - 1 or top + height >= level.shape[0] - 1:
                continue
            square = _square(np.asarray(contour, np.int32))
            if square is not None:
                out.append((square[0], (square[1] + 0.5) * scale - 0.5))
    return out


def _square(contour: npt.NDArray[np.int32]) -> tuple[float, Matrix] | None:
    """(how square, corners) of an outline; None when it is nothing like a square."""
    hull = cv2.convexHull(contour)
    area = cv2.contourArea(hull)
    if len(hull) < 4 or cv2.contourArea(contour) < _FILLED * area:
        return None
    four = cv2.approxPolyN(hull, 4, ensure_convex=True) if len(hull) > 4 else hull
    corners = np.asarray(four, np.float32).reshape(-1, 2)
    if len(corners) != 4:
        return None
    around = cv2.contourArea(corners, True)
    sides = np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1)
    if area < _SQUARE * abs(around) or sides.min() < _SKEW * sides.max():
        return None
    if around < 0:
        corners = corners[::-1]
    middle = corners.mean(0)
    inner = middle + (corners - middle) * (1 - _GROWN_PX / float(sides.mean()))
    return area / abs(around), np.asarray(inner, np.float64)
