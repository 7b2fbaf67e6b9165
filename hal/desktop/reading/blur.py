"""The blurs of lenses and hands, and the estimation of which one a symbol has."""

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np

from hal.desktop.reading.equaliser import KERNEL, PHASES, SAMPLES, Numbers, plane, transform
from hal.desktop.reading.symbol_grid import Levels


@dataclass
class Bank:
    """Kernels to begin with, and how to find which one fits."""

    kernels: Levels
    places: Numbers  # of the samples near known edges
    weight: Levels
    weighted: Levels
    offset: Levels


@functools.cache
def bank(version: int) -> Bank:
    """The kernels of lenses and hands, prepared for a version: takes a tenth of a second."""
    form = plane(version)
    kernels = np.array([_kernel(soft, points) for soft, points in _blurs()], np.float32)
    known = form.known.astype(np.float32)
    near = cv2.erode(known, np.ones((3, 3), np.uint8)) > 0
    edges = cv2.dilate((cv2.Laplacian(form.level, cv2.CV_32F) != 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    near &= edges
    near[0] = near[:, 0] = near[form.shown - 1 :] = near[:, form.shown - 1 :] = False
    places = np.flatnonzero(near)
    through, shape = np.fft.rfft2(form.level), (form.size, form.size)
    unknown = np.fft.rfft2(1 - known)
    looks, weights = [], []
    for kernel in kernels:
        look = np.fft.irfft2(transform(kernel, form) * through, shape).reshape(PHASES, -1)[:, places]
        spread = np.fft.irfft2(transform(kernel * kernel, form) * unknown, shape).reshape(PHASES, -1)[:, places]
        looks.append(look.ravel())
        weights.append(1.0 / (0.02 + np.maximum(spread.ravel(), 0.0)))
    look, weight = np.array(looks, np.float32), np.array(weights, np.float32)
    offset = (weight * look * look).sum(1) - np.log(weight).sum(1)
    return Bank(kernels, places, weight, np.asarray(weight * look, np.float32), np.asarray(offset, np.float32))


def first(samples: Levels, version: int) -> tuple[Levels, float]:
    """(kernel, how well it fits: ln of a likelihood) of the kernel in the bank that fits these samples best."""
    known = bank(version)
    seen = samples.reshape(PHASES, -1)[:, known.places].ravel()
    fit = 2 * (known.weighted @ seen) - known.weight @ (seen * seen) - known.offset
    best = int(fit.argmax())
    return known.kernels[best].copy(), float(fit[best])


def _blurs() -> list[tuple[float, list[tuple[float, float]]]]:
    """(standard deviation, points) in modules: blurs soft, round, and straight in twelve directions."""
    out: list[tuple[float, list[tuple[float, float]]]] = [(soft, [(0.0, 0.0)]) for soft in (0.25, 0.4, 0.55, 0.75)]
    for radius in (0.5, 0.7, 0.9, 1.1, 1.35):
        disc = [(0.0, 0.0)]
        for share, count in ((0.5, 6), (0.87, 12)):
            turns = [2 * math.pi * at / count for at in range(count)]
            disc += [(share * radius * math.cos(turn), share * radius * math.sin(turn)) for turn in turns]
        out.append((0.2, disc))
    for soft in (0.25, 0.5):
        for length in (0.8, 1.2, 1.6, 2.1, 2.7):
            for direction in range(12):
                x, y = length * math.cos(direction * math.pi / 12), length * math.sin(direction * math.pi / 12)
                out.append((soft, [(x * part, y * part) for part in np.linspace(-0.5, 0.5, 8).tolist()]))
    return out


def _kernel(soft: float, points: list[tuple[float, float]]) -> Levels:
    """The image of one module in the samples around it, blurred by a Gaussian and smeared over points."""
    count = KERNEL * SAMPLES
    at = ((np.arange(count) + 0.5) / SAMPLES - KERNEL / 2).tolist()
    out = np.zeros((count, count))
    for x, y in points:
        along, across = ([_step(place - middle, soft) for place in at] for middle in (x, y))
        out += np.outer(across, along)
    out /= len(points)
    cut = out.reshape(KERNEL, SAMPLES, KERNEL, SAMPLES).transpose(1, 3, 0, 2)
    return cut.reshape(PHASES, KERNEL, KERNEL).astype(np.float32)


def _step(place: float, soft: float) -> float:
    """A module's light at a place, in modules from its middle."""
    scale = soft * math.sqrt(2)
    return (math.erf((place + 0.5) / scale) - math.erf((place - 0.5) / scale)) / 2
