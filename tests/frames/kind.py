"""The classes of hard frames, and how hard each may be."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from tests.frames.blank import blank
from tests.frames.scene import HD, VGA, Light, Pose, Random, background, payload_of, placed, reach_px, sheet
from tests.frames.sensor import Pixels, View, curved, photograph, straight


@dataclass(frozen=True)
class Frame:
    """kind: one of KINDS, or "film". pixels: grey, uint8. payloads: of every symbol in it, left to right."""

    kind: str
    pixels: Pixels
    payloads: tuple[bytes, ...]


@dataclass
class Draft:
    """A frame before the shutter: one symbol, in the open."""

    random: Random
    size: tuple[int, int]
    module_px: float
    view: View
    turn_deg: float
    tilt_deg: float
    inverted: bool = False
    dark: float = 0.02
    bright: float = 1.0

    def among(self, low: float, high: float) -> float:
        """A number between the two."""
        return float(self.random.uniform(low, high))


def _size(draft: Draft) -> None:
    draft.size = VGA
    draft.module_px = math.exp(draft.among(math.log(1.75), math.log(6.0)))
    draft.turn_deg = draft.among(-20, 20)


def _rotation(draft: Draft) -> None:
    draft.turn_deg = draft.among(0, 360)


def _tilt(draft: Draft) -> None:
    draft.module_px = draft.among(3.4, 4.6)
    draft.tilt_deg = draft.among(15, 45)
    draft.turn_deg = draft.among(-20, 20)


def _blur(draft: Draft) -> None:
    if draft.random.random() < 0.6:
        draft.view.disc_px = draft.among(0.3, 0.96) * draft.module_px
    else:
        draft.view.soft_px = draft.among(0.2, 0.53) * draft.module_px


def _motion(draft: Draft) -> None:
    length_px = draft.among(0.8, 2.35) * draft.module_px
    angle = draft.among(0, math.pi)
    if draft.random.random() < 0.6:
        draft.view.path = straight(length_px, angle)
    else:
        draft.view.path = curved(length_px, angle, draft.among(0.3, 2.0))


def _glare(draft: Draft) -> None:
    """A lamp in the glass: a spot or a tube, in front of the symbol."""
    strength, spread = draft.among(0.2, 1.2), draft.among(5, 16) * draft.module_px
    length = draft.among(1, 6)
    angle, off = draft.among(0, math.pi), draft.random.uniform(-25, 25, 2) * draft.module_px
    draft.view.overlay.append(partial(_shine, strength=strength, spread=spread, length=length, angle=angle, off=off))


def _shine(light: Light, strength: float, spread: float, length: float, angle: float, off: object) -> Light:
    height, width = light.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx, dy = np.asarray(off, np.float32).tolist()
    x, y = x - np.float32(width / 2 + dx), y - np.float32(height / 2 + dy)
    along = (x * math.cos(angle) + y * math.sin(angle)) / (spread * length)
    across = (y * math.cos(angle) - x * math.sin(angle)) / spread
    return np.asarray(light + np.float32(strength) * np.exp(-(along**2 + across**2) / 2), np.float32)


def _low_contrast(draft: Draft) -> None:
    """Dim screens behind a veil of light, faded paper, and noise that does not fade with them."""
    draft.view.exposure = draft.among(0.15, 0.6)
    draft.bright = 1.0
    draft.dark = 1 - math.exp(draft.among(math.log(0.27), math.log(0.8)))
    draft.view.veil = draft.among(0.0, 0.15)
    draft.view.noise = draft.among(2.0, 6.0)


def _inverted(draft: Draft) -> None:
    draft.inverted = True


def _moire(draft: Draft) -> None:
    """Panel pixels about as coarse as the sensor's own."""
    draft.module_px = draft.among(3.2, 5.2)
    draft.view.panel = 1 / 2
    draft.view.depth = draft.among(0.62, 1.0)
    draft.view.sharpen = draft.among(0.3, 2.0)
    draft.turn_deg = draft.among(-12, 12)


def _jpeg(draft: Draft) -> None:
    draft.view.jpeg = int(draft.random.integers(6, 45))


def _occlusion(draft: Draft) -> None:
    """A finger or a sticker: no more than level L mends."""


def _combined(draft: Draft) -> None:
    """Small, out of focus and tilted."""
    draft.module_px = draft.among(2.2, 3.1)
    draft.tilt_deg = draft.among(10, 35)
    draft.view.disc_px = draft.among(0.2, 0.71) * draft.module_px
    draft.view.noise = draft.among(1.5, 4.0)


def _several(draft: Draft) -> None:
    """Two or three phones at once."""


_HARDENED: dict[str, Callable[[Draft], None]] = {
    "size": _size,
    "rotation": _rotation,
    "tilt": _tilt,
    "blur": _blur,
    "motion": _motion,
    "glare": _glare,
    "low contrast": _low_contrast,
    "inverted": _inverted,
    "moire": _moire,
    "jpeg": _jpeg,
    "occlusion": _occlusion,
    "several": _several,
    "combined": _combined,
}
NONE = "none"
KINDS = (*_HARDENED, NONE)
_HD_SHARE = 0.1


def frame(kind: str, seed: int, number: int) -> Frame:
    """One frame of a class; the same three arguments give the same pixels."""
    random = np.random.default_rng([seed, KINDS.index(kind), number])
    size = HD if random.random() < _HD_SHARE else VGA
    if kind == NONE:
        return Frame(kind, blank(random, size, number), ())
    view = View(exposure=float(random.uniform(0.5, 0.95)), noise=float(random.uniform(1.5, 4.0)))
    module_px = float(random.uniform(2.8, 4.4))
    turn_deg, tilt_deg = float(random.uniform(-15, 15)), float(random.uniform(0, 12))
    draft = Draft(random, size, module_px, view, turn_deg, tilt_deg)
    _HARDENED[kind](draft)
    if kind == "several":
        return _crowd(draft, seed)
    payload = payload_of(seed, random)
    shown = sheet(payload, random, draft.inverted, draft.dark, draft.bright)
    if kind == "occlusion":
        _cover(shown.light, random)
    pose = placed(random, draft.size, draft.module_px, draft.turn_deg, draft.tilt_deg, draft.among(0, 360))
    if kind == "glare":  # in front of the symbol, wherever that is
        middle = reach_px(pose, draft.size).mean(0) - np.array(draft.size) / 2
        draft.view.overlay[0].keywords["off"] += middle  # type: ignore[attr-defined]
    seen = photograph(background(random, draft.size), [(shown, pose)], draft.view, random)
    return Frame(kind, seen, (payload,))


def _cover(light: Light, random: Random) -> None:
    """Lay something over a part of the data, away from the three finders."""
    texel = light.shape[0] // 2, light.shape[1] // 2
    module = 8
    radius = int(random.uniform(3.0, 6.0) * module)
    x, y = (int(v * module) for v in random.uniform(-12, 20, 2))
    shade = float(random.choice([0.02, 0.3, 0.9]))
    cv2.ellipse(light, (texel[1] + x, texel[0] + y), (radius, int(radius * 0.8)), 30, 0, 360, (shade,), -1)


def _crowd(draft: Draft, seed: int) -> Frame:
    """Phones side by side in one frame."""
    random = draft.random
    count = int(random.integers(2, 4)) if draft.size == HD else 2
    share = draft.size[0] / count
    shown, payloads = [], []
    for at in range(count):
        payload = payload_of(seed, random, payloads[-1] if payloads else b"")
        while payload in payloads:
            payload = payload_of(seed, random)
        payloads.append(payload)
        module_px = float(random.uniform(2.5, min(4.2, share / 82)))
        x, y = share * (at + 0.5) + random.uniform(-4, 4), draft.size[1] / 2 + random.uniform(-60, 60)
        pose = Pose(module_px, float(x), float(y), float(random.uniform(-8, 8)), float(random.uniform(0, 12)))
        held = sheet(payload, random)
        shown.append((held, pose))
    seen = photograph(background(random, draft.size), shown, draft.view, random)
    return Frame("several", seen, tuple(payloads))


def frames(seed: int, count_per_class: int) -> Iterator[Frame]:
    """Frames of every class by turns."""
    for number in range(count_per_class):
        for kind in KINDS:
            yield frame(kind, seed, number)
