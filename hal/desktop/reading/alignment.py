"""Where the grid of a symbol lies in a frame: a projective matrix, to a small part of a module.

Found as a picture that must fit: the symbol as it is known beforehand, blurred, with the data as grey of which nothing
is expected (inverse compositional Gauss-Newton); later the symbol as an equaliser estimates it. A matrix leads
from modules, (0, 0) at the outer corner of the first finder, to pixels.
"""

import functools

import cv2
import numpy as np
import numpy.typing as npt

from hal.desktop.reading.equaliser import MARGIN, SAMPLES, plane
from hal.desktop.reading.symbol_grid import Levels

Matrix = npt.NDArray[np.float64]

_STILL = 0.01  # modules: a step as small as that is the last
_DATA_SPREAD = 0.08  # about the variance of blurred data, times the blur's own
_NOISE = 0.02
_QUIET = 2.0  # modules around the symbol that are surely light; a caption may stand close
_SPARSE = 3  # every third row of samples is enough to refit by


def of_corners(corners: npt.ArrayLike, side: int) -> Matrix:
    """The matrix that puts the corners of a symbol, clockwise from its top left, at these pixels."""
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(square, np.asarray(corners, np.float32)), np.float64)


def corners_of(matrix: Matrix, side: int, margin: float = 0.0) -> Matrix:
    """(4, 2) pixels of the corners, clockwise from the top left, of the symbol with a margin in modules."""
    low, high = -margin, side + margin
    square = np.array([[[low, low], [high, low], [high, high], [low, high]]])
    return np.asarray(cv2.perspectiveTransform(square, matrix)[0], np.float64)


def turned(matrix: Matrix, side: int, quarters: int) -> Matrix:
    """The matrix of the same square with its first corner so many corners further on, clockwise."""
    return of_corners(np.roll(corners_of(matrix, side), -quarters, 0), side)


def rectified(
    pixels: npt.NDArray[np.uint8] | Levels, matrix: Matrix, side: int, samples: int, fine: bool = False
) -> Levels:
    """The symbol and MARGIN around it, `samples` to a module. fine: cubic, else linear interpolation."""
    at = 0.5 / samples - MARGIN
    to_modules = np.array([[1 / samples, 0, at], [0, 1 / samples, at], [0, 0, 1]])
    length = (side + 2 * MARGIN) * samples
    how = (cv2.INTER_CUBIC if fine else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    warped = cv2.warpPerspective(
        pixels, matrix @ to_modules, (length, length), flags=how, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.float32)


def aligned(
    pixels: npt.NDArray[np.uint8] | Levels, matrix: Matrix, version: int, samples: int, soft: float, turns: int
) -> tuple[Matrix, float]:
    """(matrix, score): moved to where the picture fits best, and how well: 1 perfectly, 0 not at all.

    soft: standard deviation of the blur expected, in modules. turns: steps at most.
    """
    look, weight, solver = _template(version, samples, soft)
    side = plane(version).grid.side
    for _ in range(turns):
        found = solver @ rectified(pixels, matrix, side, samples).ravel()
        if found[8] <= 0:
            return matrix, -1.0
        matrix, way = _moved(matrix, found, side)
        if way < _STILL:
            break
    picture = rectified(pixels, matrix, side, samples)
    seen = picture - (picture * weight).sum()
    power = float((seen * seen * weight).sum()) * float((look * look * weight).sum())
    return matrix, float((seen * look * weight).sum()) / (power + 1e-9) ** 0.5


def refitted(picture: Levels, expected: Levels, matrix: Matrix, version: int) -> Matrix:
    """The matrix moved by one step to where a rectified picture is as expected; SAMPLES to a module."""
    form = plane(version)
    inner = slice(SAMPLES, -SAMPLES, _SPARSE), slice(SAMPLES, -SAMPLES)
    jacobian = _jacobian(expected, version, SAMPLES)[:, *inner].reshape(10, -1)
    normal = jacobian @ jacobian.T
    normal += 1e-4 * np.diag(np.diag(normal))
    seen = picture[inner].ravel()
    found = np.linalg.solve(normal.astype(np.float64), (jacobian @ seen).astype(np.float64))
    if found[8] <= 0:
        return matrix
    return _moved(matrix, found, form.grid.side)[0]


def _moved(matrix: Matrix, found: npt.NDArray[np.floating], side: int) -> tuple[Matrix, float]:
    """(matrix, modules the farthest part moved) after a step of least squares: 8 of place, gain, offset."""
    half = side / 2
    step = np.asarray(found[:8], np.float64) / found[8] / half
    change = np.array([[1 + step[0], step[1], step[2]], [step[3], 1 + step[4], step[5]], [step[6], step[7], 1]])
    centred = np.array([[half, 0, half], [0, half, half], [0, 0, 1]])
    out = matrix @ centred @ np.linalg.inv(change) @ np.linalg.inv(centred)
    return np.asarray(out / out[2, 2], np.float64), float(np.abs(step).max() * half)


def _jacobian(look: Levels, version: int, samples: int) -> Levels:
    """(10, height, width): how a picture changes with the eight parameters of place, with gain, with offset."""
    u, v = _places(version, samples)
    across = cv2.Sobel(look, cv2.CV_32F, 1, 0, scale=samples / 8, borderType=cv2.BORDER_REPLICATE)
    down = cv2.Sobel(look, cv2.CV_32F, 0, 1, scale=samples / 8, borderType=cv2.BORDER_REPLICATE)
    out = np.empty((10, *look.shape), np.float32)
    out[0], out[1], out[2] = across * u, across * v, across
    out[3], out[4], out[5] = down * u, down * v, down
    away = -(out[0] + out[4])
    out[6], out[7], out[8], out[9] = away * u, away * v, look, 1.0
    return out


@functools.cache
def _places(version: int, samples: int) -> tuple[Levels, Levels]:
    """Column and row of each sample, from the middle of the symbol, in half sides."""
    form = plane(version)
    half = form.grid.side / 2
    line = ((np.arange(form.shown * samples) + 0.5) / samples - MARGIN - half) / half
    u, v = np.meshgrid(line.astype(np.float32), line.astype(np.float32))
    return u, v


@functools.cache
def _template(version: int, samples: int, soft: float) -> tuple[Levels, Levels, Levels]:
    """(picture, weight, solver): what is known, how much it counts, and least squares as a matrix."""
    form = plane(version)
    shown = slice(0, form.shown)

    def blurred(modules: Levels) -> Levels:
        fine = np.kron(modules[shown, shown], np.ones((samples, samples), np.float32))
        smooth = cv2.GaussianBlur(fine, (0, 0), soft * samples, borderType=cv2.BORDER_REPLICATE)
        return np.asarray(smooth, np.float32)

    look, data = blurred(form.level), blurred((~form.known).astype(np.float32))
    weight = 1 / (_NOISE + data * min(1.0, _DATA_SPREAD / soft**2))
    far = int((MARGIN - _QUIET) * samples)
    weight[:far] = weight[-far:] = weight[:, :far] = weight[:, -far:] = 0
    jacobian = _jacobian(look, version, samples).reshape(10, -1).astype(np.float64)
    weighted = jacobian * weight.ravel()
    normal = weighted @ jacobian.T
    solver = np.linalg.solve(normal + 1e-6 * np.diag(np.diag(normal)), weighted)
    weight = weight / weight.sum()
    known = np.asarray(look - (look * weight).sum(), np.float32)
    return known, np.asarray(weight, np.float32), solver.astype(np.float32)
