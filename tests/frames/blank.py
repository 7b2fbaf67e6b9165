"""Frames without any symbol: what a decoder must not find one in."""

import cv2
import numpy as np

from tests.frames.scene import Light, Random, background, placed, sheet_of
from tests.frames.sensor import Pixels, View, photograph


def blank(random: Random, size: tuple[int, int], number: int) -> Pixels:
    """A frame without a symbol; number: which sort, they take turns."""
    view = View(noise=float(random.uniform(1.5, 6.0)))
    seen = background(random, size)
    painter = _PAINTERS[number % len(_PAINTERS)]
    painter(seen, random)
    if painter is _impostor:
        shown = sheet_of(_modules(random), random)
        pose = placed(random, size, float(random.uniform(2.0, 4.4)), float(random.uniform(0, 360)))
        return photograph(seen, [(shown, pose)], view, random)
    return photograph(seen, [], view, random)


def _modules(random: Random) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """What looks like a symbol, with all its marks, and says nothing."""
    modules = random.integers(0, 2, (65, 65)).astype(np.uint8)
    finder = np.ones((7, 7), np.uint8)
    finder[1:6, 1:6] = 0
    finder[2:5, 2:5] = 1
    for top, left in ((0, 0), (0, 58), (58, 0)):
        modules[max(0, top - 1) : top + 8, max(0, left - 1) : left + 8] = 0
        modules[top : top + 7, left : left + 7] = finder
    modules[6, 8:57] = modules[8:57, 6] = np.arange(49) % 2 == 0
    return modules


def _impostor(seen: Light, random: Random) -> None:
    """Drawn by the caller, as a symbol would be."""


def _hall(seen: Light, random: Random) -> None:
    """Nothing at all."""


def _words(seen: Light, random: Random) -> None:
    scale = float(random.uniform(0.4, 1.2))
    drawn = np.zeros(seen.shape, np.uint8)
    for line in range(1, int(seen.shape[0] / (30 * scale))):
        words = "".join(chr(int(code)) for code in random.integers(33, 127, 60))
        cv2.putText(drawn, words, (5, int(line * 30 * scale)), cv2.FONT_HERSHEY_SIMPLEX, scale, (255,), 2)
    seen[:] = 0.8 - drawn.astype(np.float32) / 340


def _stripes(seen: Light, random: Random) -> None:
    """A barcode of another family."""
    width = float(random.uniform(1.5, 5.0))
    bars = np.repeat(random.integers(0, 2, 200), int(width))[: seen.shape[1] // 2]
    seen[100:300, 50 : 50 + len(bars)] = 0.05 + 0.8 * bars


def _board(seen: Light, random: Random) -> None:
    side = int(random.integers(3, 30))
    rows, columns = np.indices(seen.shape) // side
    seen[:] = np.where((rows + columns) % 2 == 0, 0.05, 0.8)


def _texture(seen: Light, random: Random) -> None:
    """Squares of every shade, as coarse as modules."""
    side = int(random.integers(2, 8))
    rows, columns = (length // side + 1 for length in seen.shape)
    grain = random.random((rows, columns)).astype(np.float32) ** 2
    if random.random() < 0.5:
        grain = (grain > 0.25).astype(np.float32) * 0.8 + 0.05
    seen[:] = np.kron(grain, np.ones((side, side), np.float32))[: seen.shape[0], : seen.shape[1]]


def _rings(seen: Light, random: Random) -> None:
    """Finders without a symbol."""
    seen[:] = 0.8
    for _ in range(20):
        x, y = (int(random.integers(20, length - 20)) for length in (seen.shape[1], seen.shape[0]))
        unit = int(random.integers(2, 6))
        for ring, shade in ((7, 0.05), (5, 0.8), (3, 0.05)):
            half = unit * ring // 2
            cv2.rectangle(seen, (x - half, y - half), (x + half, y + half), (shade,), -1)


_PAINTERS = (_impostor, _words, _stripes, _board, _texture, _rings, _hall)
