"""What stands in front of the camera: phones and papers with symbols on them, in linear light, and where they are.

Lengths on a sheet are in modules of its symbol, whose middle is (0, 0); lengths in the frame in pixels.
"""

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sim.issuer import symbol
from tests.builder import code_builder

Light = npt.NDArray[np.float32]  # 0 dark, 1 the brightest that the sensor distinguishes from brighter
Random = np.random.Generator

VGA, HD = (640, 480), (1280, 720)
TEXELS = 8  # of a picture, for one module
SYMBOL_MODULES = 65 + 2 * symbol.QUIET_MODULES
FOCAL = 0.866  # of the frame's width: 60 degrees across
_PAYLOADS = 48  # different codes for one seed: drawing each takes a while


@functools.lru_cache(256)
def _payload(seed: int, number: int) -> bytes:
    random = np.random.default_rng([seed, number, 12])
    return code_builder.quick(
        account=code_builder.ACCOUNT[:3] + random.bytes(7),
        user_key=b"\x02" + random.bytes(32),
        limit_fen=int(random.integers(100, 2000)),
        extension=random.bytes(32),
        generated_s=code_builder.NOW_S + int(random.integers(0, 80_000)),
    )


def payload_of(seed: int, random: Random, other: bytes = b"") -> bytes:
    """A ride code of 364 bytes, one of 48 for this seed, not `other`."""
    while True:
        payload = _payload(seed, int(random.integers(_PAYLOADS)))
        if payload != other:
            return payload


@functools.lru_cache(256)
def _modules(payload: bytes) -> npt.NDArray[np.uint8]:
    return np.array([list(row) for row in symbol.matrix(payload)], np.uint8)


@dataclass
class Sheet:
    """A phone's screen or a paper. light: what it sends out, (height, width); cover: 1 where it is, 0 where not;
    both with TEXELS a module and the symbol's middle in the middle.
    """

    light: Light
    cover: Light


def sheet(payload: bytes, random: Random, inverted: bool = False, dark: float = 0.02, bright: float = 1.0) -> Sheet:
    """A screen or a paper that shows this payload. dark, bright: light of the modules."""
    return sheet_of(_modules(payload), random, inverted, dark, bright)


def sheet_of(
    modules: npt.NDArray[np.uint8], random: Random, inverted: bool = False, dark: float = 0.02, bright: float = 1.0
) -> Sheet:
    """The same with modules that are given."""
    phone = random.random() < 0.7
    wide = SYMBOL_MODULES + int(random.integers(4, 16))
    high = int(wide * random.uniform(1.7, 2.1)) if phone else int(wide * random.uniform(1.0, 1.5))
    high += (high - len(modules)) % 2
    wide += (wide - len(modules)) % 2
    values = np.zeros((high, wide), np.uint8)
    top, left = (high - len(modules)) // 2, (wide - len(modules)) // 2
    values[top : top + len(modules), left : left + len(modules)] = modules
    drawn = np.kron(values, np.full((TEXELS, TEXELS), 255, np.uint8))
    _letter(drawn, random, top * TEXELS - symbol.QUIET_MODULES * TEXELS)
    ink = drawn.astype(np.float32) / 255
    if inverted:
        ink = 1 - ink
    light = np.float32(bright) + ink * np.float32(dark - bright)
    cover = np.ones_like(light)
    if phone:  # a bezel, black
        rim = 2 * TEXELS
        light = cv2.copyMakeBorder(light, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(0.015,))
        cover = cv2.copyMakeBorder(cover, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(1.0,))
    return Sheet(np.asarray(light, np.float32), np.asarray(cover, np.float32))


def _letter(drawn: npt.NDArray[np.uint8], random: Random, room: int) -> None:
    """Words above and below the symbol."""
    if room < 6 * TEXELS:
        return
    for base in (room // 2, drawn.shape[0] - room // 2):
        words = "".join(chr(int(code)) for code in random.integers(65, 91, 9))
        cv2.putText(drawn, words, (4 * TEXELS, base), cv2.FONT_HERSHEY_SIMPLEX, 0.25 * TEXELS, (255,), TEXELS // 2)


@dataclass(frozen=True)
class Pose:
    """module_px: size of a module, were it not tilted. x_px, y_px: the symbol's middle. turn_deg: clockwise.
    tilt_deg: 0 faces the camera. axis_deg: of the tilt.
    """

    module_px: float
    x_px: float
    y_px: float
    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    axis_deg: float = 0.0

    def matrix(self, width_px: int) -> npt.NDArray[np.float64]:
        """3x3, from modules to pixels of a frame so wide, through a pinhole."""
        turn, tilt, axis = np.radians((self.turn_deg, self.tilt_deg, self.axis_deg)).tolist()
        lean, _ = cv2.Rodrigues(np.array([math.cos(axis), math.sin(axis), 0.0]) * tilt)
        spin, _ = cv2.Rodrigues(np.array([0.0, 0.0, turn]))
        rotation = np.asarray(lean) @ np.asarray(spin)
        focal = FOCAL * width_px
        plane = np.column_stack((rotation[:, :2] * self.module_px, np.array([0.0, 0.0, focal])))
        place = np.array([[focal, 0.0, self.x_px], [0.0, focal, self.y_px], [0.0, 0.0, 1.0]])
        return np.asarray(place @ plane, np.float64)


def reach_px(pose: Pose, size: tuple[int, int]) -> npt.NDArray[np.float64]:
    """The four corners of the symbol and its quiet zone in the frame, (4, 2)."""
    half = SYMBOL_MODULES / 2
    corners = np.array([[-half, half, half, -half], [-half, -half, half, half], [1, 1, 1, 1]])
    x, y, depth = pose.matrix(size[0]) @ corners
    return np.column_stack((x / depth, y / depth))


def placed(
    random: Random,
    size: tuple[int, int],
    module_px: float,
    turn_deg: float = 0.0,
    tilt_deg: float = 0.0,
    axis_deg: float = 0.0,
) -> Pose:
    """A pose somewhere in the frame with the whole symbol in view (as far as it fits)."""
    middle = Pose(module_px, size[0] / 2, size[1] / 2, turn_deg, tilt_deg, axis_deg)
    corners = reach_px(middle, size)
    low = -corners.min(0)
    high = np.array(size) - corners.max(0)
    x, y = (float(random.uniform(min(a, b), max(a, b))) if a < b else 0.0 for a, b in zip(low, high, strict=True))
    return Pose(module_px, size[0] / 2 + x, size[1] / 2 + y, turn_deg, tilt_deg, axis_deg)


def background(random: Random, size: tuple[int, int]) -> Light:
    """A hall out of focus: patches of light, edges of things, a lamp."""
    width, height = size
    patches = random.uniform(0.01, 0.25, (6, 8)).astype(np.float32)
    seen = np.asarray(cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC), np.float32)
    for _ in range(int(random.integers(4, 12))):
        corner = random.integers(0, (width, height))
        other = corner + random.integers(-width // 3, width // 3, 2)
        cv2.rectangle(seen, corner.tolist(), other.tolist(), (float(random.uniform(0.01, 0.4)),), -1)
    return np.asarray(cv2.GaussianBlur(seen, (0, 0), float(random.uniform(1.0, 6.0))), np.float32).clip(0.005, None)
