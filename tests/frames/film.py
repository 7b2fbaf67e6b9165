"""Films of a hand that brings a phone into view, 30 frames a second."""

import math
from collections.abc import Iterator
from functools import partial

import numpy as np

from tests.frames.kind import Frame, _shine
from tests.frames.scene import SYMBOL_MODULES, VGA, Pose, Random, background, payload_of, sheet
from tests.frames.sensor import View, photograph

FRAMES = 75
_SECOND_EVERY = 5  # in one film of so many another phone follows
_BETWEEN = 6  # frames without a phone then


def films(seed: int, count: int) -> Iterator[list[Frame]]:
    """Films of 75 frames, or 156 where another phone follows."""
    for number in range(count):
        yield list(film(seed, number))


def film(seed: int, number: int) -> Iterator[Frame]:
    """One of them, frame by frame."""
    random = np.random.default_rng([seed, 99, number])
    payload = payload_of(seed, random)
    yield from _hand(payload, random)
    if number % _SECOND_EVERY == 2:
        hall = background(random, VGA)
        for _ in range(_BETWEEN):
            yield Frame("film", photograph(hall, [], View(), random), ())
        yield from _hand(payload_of(seed, random, payload), random)


def _hand(payload: bytes, random: Random) -> Iterator[Frame]:
    """One phone: it comes, slows down, and is held; the lens hunts for it."""
    shown = sheet(payload, random)
    hall = background(random, VGA)
    far, near = random.uniform(1.5, 2.0), random.uniform(2.9, 3.9)
    arrival = random.uniform(18, 30)  # frames until it has slowed down to a third
    rest = np.array(VGA) / 2 + random.uniform(-30, 30, 2)
    room = np.array(VGA) / 2 - far * SYMBOL_MODULES * 0.6  # a symbol that is cut by the frame's edge tests no decoder
    way = np.array(VGA) / 2 + random.uniform(-1, 1, 2) * room - rest
    turn, turned = random.uniform(-60, 60), random.uniform(-15, 15)
    tilt, axis = random.uniform(15, 40), random.uniform(0, 360)
    focus, hunt, beat = random.uniform(0.9, 1.6), random.uniform(0.2, 0.6), random.uniform(9, 16)
    shake = random.uniform(0.6, 1.6)  # pixels a frame
    exposure = random.uniform(0.3, 0.6)  # of the time between two frames
    tremble = np.cumsum(random.standard_normal((FRAMES + 1, 2)) * shake, 0)
    tremble -= np.linspace(0, 1, FRAMES + 1)[:, None] * tremble[-1]
    glare = random.random() < 0.4
    slope = random.uniform(0, math.pi)
    lamp = random.uniform(-300, 300, 2)
    noise = random.uniform(2, 5)

    def place(at: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        whole = min(int(at), FRAMES - 1)
        part = tremble[whole] + (tremble[whole + 1] - tremble[whole]) * (at - whole)
        return np.asarray(rest + way * math.exp(-at / arrival) + part)

    for at in range(FRAMES):
        left = math.exp(-at / arrival)  # how much of the way is still to go
        module_px = near + (far - near) * left
        steps = np.array([place(at + exposure * step) for step in np.linspace(0, 1, 24)])
        path = steps - steps.mean(0)
        x, y = steps.mean(0).tolist()
        blurred = abs(focus * math.exp(-at / (1.2 * arrival)) + hunt * left * math.sin(2 * math.pi * at / beat))
        pose = Pose(module_px, x, y, turned + turn * left, 3 + tilt * left, axis)
        view = View(disc_px=blurred * module_px, path=_even(path), exposure=0.7, noise=noise)
        if glare:
            off = np.array((x, y)) - np.array(VGA) / 2 + lamp * (at / FRAMES - 0.3)
            lit = partial(_shine, strength=0.6, spread=9 * module_px, length=3.0, angle=slope, off=off)
            view.overlay.append(lit)
        yield Frame("film", photograph(hall, [(shown, pose)], view, random), (payload,))


def _even(path: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The same path with a point every sixth of a pixel or closer."""
    length = float(np.hypot(*np.diff(path, axis=0).T).sum())
    at = np.linspace(0, len(path) - 1, max(24, math.ceil(6 * length)))
    return np.column_stack([np.interp(at, np.arange(len(path)), path[:, axis]) for axis in (0, 1)])
