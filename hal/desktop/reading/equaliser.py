"""Finds the modules of a blurred symbol: the blur is estimated from the modules that are known, and undone.

Samples of a symbol, taken at SAMPLES points to a module each way, are a convolution of its modules (+1 light, -1 dark)
with what lens, hand and module made of one of them. Marks, version and quiet zone are known beforehand: the kernel
among some hundred that explains them best begins. Then two steps take turns, as in the receivers of radio:

* modules from kernel: what the other modules, weighted by certainty, add to each sample is taken away, and
  the rest filtered for the least mean square error (soft interference cancellation in the frequency domain);
* kernel from modules: least squares over the whole symbol, every module weighted by its certainty.

Several views of the same symbol, of consecutive frames for instance, are solved together, each with its own kernel.
"""

import functools
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from hal.desktop.reading.symbol_grid import Flags, Grid, Levels, grid

Complex = npt.NDArray[np.complex64]
Numbers = npt.NDArray[np.int64]

SAMPLES = 2  # a module, each way
MARGIN = 3  # modules of quiet zone around the symbol that are looked at
REACH = 3  # modules: how far a kernel goes from its middle
KERNEL = 2 * REACH + 1
PHASES = SAMPLES * SAMPLES
_KEEP = 20.0  # how many modules' worth the kernel before counts when the next one is fitted
_DAMPING = 0.7
_NEIGHBOURHOOD = 0.6  # modules: standard deviation
_NOISE_MIN = 3e-4  # of the power of a symbol
_NOISE_FIRST = 0.03
_NOISE_SHARE = 1.5  # misfit is more than noise: the kernel is not the same everywhere


def _fast_size(least: int) -> int:
    """The next even size that Fourier transforms are quick at."""
    return next(size for size in (72, 80, 90, 96, 100, 108, 120) if size >= least)


@dataclass
class Plane:
    """Values that depend on the version alone. size: of the transforms; shown: modules of a side with MARGIN."""

    grid: Grid
    size: int
    shown: int
    known: Flags
    level: Levels
    rows: Complex  # (size, KERNEL): the transform of a kernel's rows
    columns: Complex  # (size / 2 + 1, KERNEL)
    wide_rows: Complex  # the same for lags up to twice the reach
    wide_columns: Complex
    weight: Levels  # how often each column of half a spectrum counts
    packed: tuple[Numbers, Numbers]  # of each place in OpenCV's packed spectrum: where it is in half a spectrum,
    # and where in that one's numbers, real and imaginary


@functools.cache
def plane(version: int) -> Plane:
    """The plane of a version."""
    form = grid(version)
    shown = form.side + 2 * MARGIN
    size = _fast_size(shown)
    inner = slice(MARGIN, MARGIN + form.side)
    known, level = np.ones((size, size), bool), np.ones((size, size), np.float32)
    known[inner, inner], level[inner, inner] = form.known, form.level

    def waves(count: int, reach: int) -> Complex:
        turns = np.outer(np.arange(count), np.arange(-reach, reach + 1)) / size
        return np.asarray(np.exp(-2j * np.pi * turns), np.complex64)

    half = size // 2 + 1
    weight = np.full(half, 2.0, np.float32)
    weight[0] = weight[-1] = 1.0
    row, column = np.indices((size, size))
    edge = (column == 0) | (column == size - 1)
    imaginary = np.where(edge, (row > 0) & (row % 2 == 0), column % 2 == 0)
    where = np.where(edge, (row + 1) // 2, row) * half + (column + 1) // 2
    wide = 2 * REACH
    return Plane(
        form, size, shown, known, level, waves(size, REACH), waves(half, REACH), waves(size, wide), waves(half, wide),
        weight, (where, 2 * where + imaginary),
    )  # fmt: skip


@dataclass
class View:
    """One look at a symbol. samples: (PHASES, size, size), white 1, black about -1; kernel: (PHASES, 7, 7)."""

    samples: Levels
    kernel: Levels
    noise: float = _NOISE_FIRST
    trust: Levels | float = 1.0  # of each module of the plane: less where noise is more than elsewhere
    spectrum: Complex = field(init=False)

    def __post_init__(self) -> None:
        self.resample(self.samples)

    def resample(self, samples: Levels) -> None:
        """Take these for the samples from now on."""
        self.samples = samples
        self.spectrum = np.asarray(np.fft.rfft2(samples), np.complex64)


def scaled(picture: Levels) -> Levels:
    """A rectified picture, SAMPLES to a module and MARGIN around, with light modules at 1 and dark ones about -1."""
    ring, inner = (MARGIN - 1) * SAMPLES, (MARGIN + 1) * SAMPLES
    sides = (picture[:ring], picture[-ring:], picture[:, :ring], picture[:, -ring:])
    border = sorted(float(side.mean()) for side in sides)
    middle = float(picture[inner:-inner, inner:-inner].mean())
    swing = (border[1] + border[2]) / 2 - middle  # one side may be glared at, another cut off
    return np.asarray(np.clip((picture - middle) / max(swing, 1e-3), -3, 3), np.float32)


def phases(picture: Levels, form: Plane) -> Levels:
    """The samples of a scaled picture."""
    shown = form.shown
    out = np.ones((PHASES, form.size, form.size), np.float32)
    cut = picture.reshape(shown, SAMPLES, shown, SAMPLES).transpose(1, 3, 0, 2)
    out[:, :shown, :shown] = cut.reshape(PHASES, shown, shown)
    return out


def picture(samples: Levels, form: Plane) -> Levels:
    """The rectified picture that has these samples."""
    shown = form.shown
    cut = samples[:, :shown, :shown].reshape(SAMPLES, SAMPLES, shown, shown)
    return np.ascontiguousarray(cut.transpose(2, 0, 3, 1).reshape(shown * SAMPLES, shown * SAMPLES))


def transform(kernel: Levels, form: Plane) -> Complex:
    """Half the spectrum of each phase of a kernel."""
    return np.asarray(form.rows @ kernel @ form.columns.T, np.complex64)


class Equaliser:
    """The modules of one symbol, from one or several views of it.

    belief: -1 dark to +1 light, for every module of the plane. soft: ln of light against dark probability, the
    same after `separate`. doubt: 0 when every module is certain, 1 at first.
    """

    def __init__(self, version: int, views: list[View]) -> None:
        self.plane = plane(version)
        self.views = views
        self.known = self.plane.known
        self._level = self.plane.level
        self.belief = self._level.copy()
        self.soft = np.zeros_like(self.belief)
        self.doubt = 1.0

    def pin(self, where: Flags, level: Levels) -> None:
        """Take these modules, (side, side), for known: the error correction has said so."""
        inner = slice(MARGIN, MARGIN + self.plane.grid.side)
        known, levels = self.known.copy(), self._level.copy()
        known[inner, inner] |= where
        levels[inner, inner] = np.where(where, level, levels[inner, inner])
        self.known, self._level = known, levels
        self.belief = np.where(known, levels, self.belief)

    def believe(self, level: Levels) -> None:
        """Begin with these beliefs, (side, side), about the modules that are not known."""
        inner = slice(MARGIN, MARGIN + self.plane.grid.side)
        belief = self.belief.copy()
        belief[inner, inner] = level
        self.belief = np.where(self.known, self._level, belief)

    def separate(self, turns: int) -> None:
        """Modules from kernels."""
        form = self.plane
        gain = np.zeros((form.size, form.size // 2 + 1), np.float32)
        match = np.zeros(gain.shape, np.complex64)
        for view in self.views:
            through = transform(view.kernel, form)
            gain += ((through.real**2 + through.imag**2).sum(0)) / view.noise
            match += (through.conj() * view.spectrum).sum(0) / view.noise
        gains = gain.ravel().take(form.packed[0])
        matches = match.ravel().view(np.float32).take(form.packed[1])
        trust = sum(view.trust for view in self.views) / np.float32(len(self.views))
        unknown = ~self.known
        count = max(1, int(unknown.sum()))
        belief = self.belief
        for turn in range(turns):
            self.doubt = 1.0 - float((belief[unknown] ** 2).sum()) / count
            spread = max(self.doubt, 1e-3)
            filter_ = 1.0 / (spread * gains + 1.0)
            step = cv2.idft((matches - gains * cv2.dft(belief)) * filter_, flags=cv2.DFT_SCALE)
            own = float(((gain / (spread * gain + 1.0)) * form.weight).sum()) / form.size**2
            rest = max(1.0 / own - spread, 1e-3)
            self.soft = np.clip((belief + step / own) * (trust * (2.0 / rest)), -30.0, 30.0).astype(np.float32)
            fresh = np.where(self.known, self._level, np.tanh(self.soft * np.float32(0.5)))
            belief = fresh if turn == 0 else belief + np.float32(_DAMPING) * (fresh - belief)
        self.belief = belief

    def learn(self) -> None:
        """Kernels from modules."""
        form = self.plane
        spectrum = np.fft.rfft2(self.belief)
        power = (spectrum.real**2 + spectrum.imag**2) * form.weight
        scale = 1.0 / form.size**2
        own = (form.wide_rows.conj().T @ power @ form.wide_columns.conj()).real * scale
        normal = own[_LAG[0], _LAG[1]].astype(np.float64)
        solved = np.linalg.inv(normal + _KEEP * np.eye(len(normal)))
        for view in self.views:
            cross = spectrum.conj() * view.spectrum * form.weight
            with_samples = (form.rows.conj().T @ cross @ form.columns.conj()).real * scale
            wanted = with_samples.reshape(PHASES, -1).astype(np.float64)
            kernel = (wanted + _KEEP * view.kernel.reshape(PHASES, -1)) @ solved
            power_left = float((view.samples**2).sum()) - 2 * float((kernel * wanted).sum())
            power_left += float(((kernel @ normal) * kernel).sum())
            view.kernel = kernel.reshape(PHASES, KERNEL, KERNEL).astype(np.float32)
            view.noise = _NOISE_SHARE * max(power_left / (PHASES * form.shown**2), _NOISE_MIN)

    def predicted(self, view: View) -> Levels:
        """The rectified picture of this view, predicted from the estimated modules."""
        form = self.plane
        spectrum = transform(view.kernel, form) * np.fft.rfft2(self.belief)
        return picture(np.fft.irfft2(spectrum, (form.size, form.size)).astype(np.float32), form)

    def doubt_where(self, view: View, left: Levels) -> None:
        """Trust a view less where more is left unexplained of its rectified picture than elsewhere."""
        form = self.plane
        power = cv2.resize(left * left, (form.shown, form.shown), interpolation=cv2.INTER_AREA)
        power = cv2.GaussianBlur(power, (0, 0), _NEIGHBOURHOOD)
        trust = np.ones((form.size, form.size), np.float32)
        trust[: form.shown, : form.shown] = np.minimum(1.0, float(np.median(power)) / np.maximum(power, 1e-6))
        view.trust = trust

    def modules(self) -> Levels:
        """(side, side) soft values."""
        inner = slice(MARGIN, MARGIN + self.plane.grid.side)
        return self.soft[inner, inner]


_AT = np.array([(row, column) for row in range(KERNEL) for column in range(KERNEL)])
_LAG = tuple(_AT[:, None, axis] - _AT[None, :, axis] + 2 * REACH for axis in (0, 1))
