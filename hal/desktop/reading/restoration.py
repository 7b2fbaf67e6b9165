"""Symbols that are too blurred for a decoder of sharp ones: out of focus, moved, small, or all of it."""

import functools
from dataclasses import dataclass

import cv2
import numpy as np

from hal.desktop.reading import symbol_code
from hal.desktop.reading.alignment import Matrix, aligned, corners_of, of_corners, rectified, refitted, turned
from hal.desktop.reading.blur import first
from hal.desktop.reading.equaliser import SAMPLES, Equaliser, View, phases, plane, scaled
from hal.desktop.reading.fusion import Fusion
from hal.desktop.reading.outline import outlines
from hal.desktop.reading.pixel_array import Pixels
from hal.desktop.reading.symbol_grid import VERSIONS, Levels, grid
from hal.scanner.symbol import Symbol

Corners = tuple[tuple[int, int], ...]

_ALIKE = 0.42  # how well a place must look like a symbol to be worked on
_ALIKE_AFTER = 0.3
_GAMMA = 2.2  # of cameras whose grey levels follow human vision; others count light
_LIGHT = (255 * (np.arange(256) / 255) ** _GAMMA).astype(np.float32)
_SMOOTH = 0.2  # modules: standard deviation
_VEIL_MODULES = 4.0  # standard deviation: glare is smoother than that
_VEIL_MIN = 0.1  # chance alone makes 0.07 of random modules, smoothed so
_ROUNDS = 5  # of learning the kernel and moving the grid
_TURNS = 6
_LOST = 0.5  # doubt beyond which there is no symbol, or no way to it
_AGAIN = 2  # times that blocks which could be corrected help the others


@dataclass
class Look:
    """A place in one frame on its way to modules."""

    version: int
    pixels: Levels
    matrix: Matrix
    left: int
    top: int
    view: View
    picture: Levels

    def in_frame(self) -> Matrix:
        """The matrix to pixels of the whole frame."""
        return np.asarray(_shift(self.left, self.top) @ self.matrix, np.float64)


def _shift(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


class Restorer:
    """Reads what a decoder of sharp symbols cannot.

    thorough: for stills: more places, low contrast, and the symbols of level M. Dark on light only, and not mirrored.
    """

    def __init__(self, thorough: bool = False) -> None:
        self._thorough = thorough
        self._fusion = Fusion()

    def forget(self) -> None:
        """Forget the earlier frames: there is another symbol now, or none."""
        self._fusion.forget()

    def read(self, pixels: Pixels, near: tuple[Corners, ...] = (), number: int = 0) -> list[Symbol]:
        """The symbol of a grey frame, or none.

        near: corners of symbols in frames just before; if there are any, nowhere else is looked. number: of the
        frame, counted by the caller: frames in which something was seen but not read help those soon after them.
        Nothing is sought in frames with fewer pixels a side than the smallest symbol has modules.
        """
        if min(pixels.shape) < grid(VERSIONS[0]).side:
            return []
        for version in VERSIONS if self._thorough else VERSIONS[:1]:
            for matrix in self._places(pixels, near, version):
                found = self._restored(pixels, matrix, version, number)
                if found is not None:
                    self.forget()
                    return [found]
        return []

    def _places(self, pixels: Pixels, near: tuple[Corners, ...], version: int) -> list[Matrix]:
        """Matrices of what looks like a symbol, the likeliest first, whichever way up."""
        side = grid(version).side
        out = []
        starts = [np.asarray(corners, np.float64) for corners in near]
        for corners in starts or outlines(pixels, self._thorough):
            matrix, alike = aligned(pixels, of_corners(corners, side), version, 1, 1.5, 5)
            if alike >= _ALIKE:
                out.append((alike, matrix))
        out.sort(key=lambda one: -one[0])
        return [matrix for _, matrix in out[: 4 if self._thorough else 2]]

    def _restored(self, pixels: Pixels, matrix: Matrix, version: int, number: int) -> Symbol | None:
        side = grid(version).side
        matrix = turned(matrix, side, _quarters(pixels, matrix, version))
        look = _look(pixels, matrix, version)
        if look is None:
            return None
        equaliser = Equaliser(version, [look.view])
        payload = _quickly(look, equaliser)
        quarters = 0 if payload else _misplaced(equaliser)
        if quarters:
            look = _look(pixels, turned(look.in_frame(), side, quarters), version)
            if look is None:
                return None
            equaliser = Equaliser(version, [look.view])
            payload = _quickly(look, equaliser)
        if payload is None:
            payload = _patiently(look, equaliser)
        if payload is None and not _misplaced(equaliser):
            payload = self._fusion.add(look.view, equaliser, number)
        if payload is None:
            return None
        corners = corners_of(look.in_frame(), side).round().astype(int).tolist()
        return Symbol(payload, tuple((x, y) for x, y in corners), "QR")


def _quarters(pixels: Pixels, matrix: Matrix, version: int) -> int:
    """How many corners further on the first finder is: opposite the corner that looks least like one."""
    form = plane(version)
    picture = cv2.GaussianBlur(rectified(pixels, matrix, form.grid.side, SAMPLES), (0, 0), 0.5 * SAMPLES)
    finder = cv2.GaussianBlur(np.kron(form.level[:11, :11], np.ones((SAMPLES, SAMPLES), np.float32)), (0, 0), SAMPLES)
    finder = finder - finder.mean()
    alike = []
    for quarters in range(4):
        corner = np.rot90(picture, quarters)[: len(finder), : len(finder)]
        corner = corner - corner.mean()
        alike.append(float((corner * finder).sum()) / float(np.linalg.norm(corner) + 1e-9))
    return (int(np.argmin(alike)) + 2) % 4


def _look(pixels: Pixels, matrix: Matrix, version: int) -> Look | None:
    form = plane(version)
    side = form.grid.side
    around = corners_of(matrix, side, 5.0)
    left, top = np.maximum(np.floor(around.min(0)).astype(int), 0).tolist()
    right, bottom = (np.ceil(around.max(0)).astype(int) + 1).tolist()
    part = pixels[top:bottom, left:right]
    if min(part.shape) < 2:
        return None
    module_px = cv2.contourArea(corners_of(matrix, side).astype(np.float32)) ** 0.5 / side
    if module_px * _SMOOTH > 0.5:  # between samples lie pixels enough to be averaged; a screen's own would shimmer
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), module_px * _SMOOTH), np.uint8)
    light = np.asarray(cv2.LUT(part, _LIGHT), np.float32)
    moved, _ = aligned(light, _shift(-left, -top) @ matrix, version, 1, 0.8, 5)
    moved, alike = aligned(light, moved, version, SAMPLES, 0.7, 2)
    if alike < _ALIKE_AFTER:
        return None
    picture = rectified(light, moved, side, SAMPLES, fine=True)
    coded = np.asarray(cv2.pow(np.maximum(picture, 0), 1 / _GAMMA), np.float32)
    known = _known(version)
    picture, coded = (_even(scaled(each), known, _VEIL_MIN) for each in (picture, coded))
    samples, as_coded = phases(picture, form), phases(coded, form)
    kernel, fit = first(samples, version)
    other_kernel, other_fit = first(as_coded, version)
    if other_fit > fit:
        light, picture, samples, kernel = part.astype(np.float32), coded, as_coded, other_kernel
    return Look(version, light, moved, left, top, View(samples, kernel), picture)


@functools.cache
def _known(version: int) -> Levels:
    """The picture of what is known, somewhat blurred."""
    form = plane(version)
    fine = np.kron(form.level[: form.shown, : form.shown], np.ones((SAMPLES, SAMPLES), np.float32))
    return np.asarray(cv2.GaussianBlur(fine, (0, 0), 0.7 * SAMPLES), np.float32)


def _even(picture: Levels, expected: Levels, least: float) -> Levels:
    """A scaled picture without light that lies over it: what remains of the difference where it is smoothed.

    least: standard deviation of what is left that is worth it.
    """
    shown = len(picture) // SAMPLES
    veil = cv2.resize(picture - expected, (shown, shown), interpolation=cv2.INTER_AREA)
    veil = cv2.GaussianBlur(veil, (0, 0), _VEIL_MODULES)
    if float(veil.std()) < least:
        return picture
    light = cv2.resize(veil, picture.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(picture - light, np.float32)


def _quickly(look: Look, equaliser: Equaliser) -> bytes | None:
    """The payload of nine in ten symbols that can be read at all."""
    equaliser.separate(_TURNS)
    form = equaliser.plane.grid
    return symbol_code.payload(symbol_code.read(equaliser.modules(), form, quick=True), form)


def _patiently(look: Look, equaliser: Equaliser) -> bytes | None:
    """The payload after better kernels, a better grid, and the help of blocks that could be corrected."""
    form = equaliser.plane.grid
    for _ in range(_ROUNDS):
        if equaliser.doubt > _LOST:
            return None
        equaliser.learn()
        _refit(look, equaliser)
        payload = _quickly(look, equaliser)
        if payload is not None:
            return payload
    corrected = 0
    for _ in range(_AGAIN):
        reading = symbol_code.read(equaliser.modules(), form)
        payload = symbol_code.payload(reading, form)
        count = sum(words is not None for words in reading.words)
        if payload is not None or count <= corrected:
            return payload
        corrected = count
        equaliser.pin(*symbol_code.modules(reading, form))
        equaliser.learn()
        _refit(look, equaliser)
        equaliser.separate(_TURNS)
    return None


def _refit(look: Look, equaliser: Equaliser) -> None:
    """Move the grid to where the picture is as the equaliser expects it."""
    form = equaliser.plane
    expected = equaliser.predicted(look.view)
    look.matrix = refitted(look.picture, expected, look.matrix, look.version)
    fresh = scaled(rectified(look.pixels, look.matrix, form.grid.side, SAMPLES, fine=True))
    look.picture = _even(fresh, expected, _VEIL_MIN / 4)
    equaliser.doubt_where(look.view, look.picture - expected)
    look.view.resample(phases(look.picture, form))


def _misplaced(equaliser: Equaliser) -> int:
    """How many quarters the symbol turned out to be turned by, judged by its marks; 0 when it stands right."""
    form = equaliser.plane.grid
    soft = np.tanh(equaliser.modules() / 2)
    alike = [float((np.rot90(soft, quarters) * form.level).sum()) for quarters in range(4)]
    return int(np.argmax(alike))
