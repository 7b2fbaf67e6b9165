"""A camera in front of simulated phones: screens are photographed with perspective, blur, light and noise.

Everything random comes from the seed: the same seed, phones and number of frames give the same pixels.
"""

import errno
import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from hal.desktop.pixel import Pixels

Matrix = npt.NDArray[np.float64]
Levels = npt.NDArray[np.float32]  # grey levels while they may lie between 0 and 255, and beyond

WIDTH, HEIGHT = 640, 480
_FOCAL = 554.0  # pixels: 60 degrees across 640 of them
_WHITE = 235.0  # grey level of a screen's white at brightness 1
_BEHIND = -1e4  # drawn where the screen is not


@dataclass(frozen=True)
class Pose:
    """How a phone is held.

    size_px: width of the screen in the frame, were it not turned. x_px, y_px: where its middle is.
    rotation_deg: clockwise, in the plane of the frame. tilt_deg: 0 faces the camera, 90 shows its edge.
    tilt_axis_deg: the direction of the axis it is tilted about: 0 leans back, 90 turns aside.
    """

    size_px: float = 300.0
    x_px: float = WIDTH / 2
    y_px: float = HEIGHT / 2
    rotation_deg: float = 0.0
    tilt_deg: float = 0.0
    tilt_axis_deg: float = 0.0


@dataclass(frozen=True)
class Light:
    """What comes between the screen and the pixels.

    brightness: of the screen, 1 shows white as 235. contrast: 1 is full, 0 none at all. blur_px: standard
    deviation of the lens blur. motion_px: way of the phone to the side during the exposure. noise: standard
    deviation in grey levels.
    """

    brightness: float = 1.0
    contrast: float = 1.0
    blur_px: float = 0.0
    motion_px: float = 0.0
    noise: float = 3.0


CLEAR = Light()


class VirtualCamera:
    """A frame source that sees the phones held in front of it.

    seed: of the background and the noise. width, height: of its frames, in pixels. light: see `Light`; may be
    replaced at any time. Frames are grey, uint8, (height, width); every call makes a new one: whoever wants
    30 a second asks so often.
    """

    def __init__(self, seed: int = 0, width: int = WIDTH, height: int = HEIGHT, light: Light = CLEAR) -> None:
        self.light = light
        self._size = (width, height)
        self._seed = seed
        self._phones: tuple[tuple[Pixels, Pose], ...] = ()
        self._open = False

    def open(self) -> None:
        """Paint the background and draw the noise."""
        if self._open:
            return
        self._random = np.random.default_rng(self._seed)
        self._background = _background(self._random, self._size)
        width, height = self._size
        self._grain = self._random.standard_normal(2 * height * width, dtype=np.float32)
        self._open = True

    def close(self) -> None:
        """Stop seeing."""
        self._open = False

    def show(self, *phones: tuple[Pixels, Pose]) -> None:
        """Hold these screens up, each a picture (grey or BGR, uint8) with its pose; none takes all away.

        The last one is in front. A picture is used as it is handed in: it is not copied.
        """
        self._phones = phones

    def frame(self) -> Pixels:
        """Photograph what is in front. Raises OSError when not open."""
        if not self._open:
            raise OSError(errno.EBADF, "this camera is not open")
        seen = self._background.copy()
        for picture, pose in self._phones:
            _hold_up(seen, picture, pose, self.light)
        if self.light.blur_px:
            seen = _levels(cv2.GaussianBlur(seen, (0, 0), self.light.blur_px))
        if self.light.noise:
            # Drawn once and looked at through a moving window, much faster than drawn anew.
            at = int(self._random.integers(seen.size))
            grain = self._grain[at : at + seen.size].reshape(seen.shape)
            seen += grain * np.float32(self.light.noise)
        return np.asarray(np.clip(seen + np.float32(0.5), 0, 255), np.uint8)


def _levels(image: Any) -> Levels:
    return np.asarray(image, np.float32)


def _background(random: np.random.Generator, size: tuple[int, int]) -> Levels:
    """A dim hall out of focus: soft patches of light and shade between 20 and 130."""
    patches = random.uniform(20.0, 130.0, (6, 8)).astype(np.float32)
    return _levels(cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC))


def _hold_up(seen: Levels, picture: Pixels, pose: Pose, light: Light) -> None:
    """Draw one screen into the frame `seen`."""
    if picture.ndim == 3:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    shrink = 2.0 * pose.size_px / picture.shape[1]
    if shrink < 1.0:  # average first what one pixel of the camera cannot tell apart
        smaller = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        picture = np.asarray(smaller, np.uint8)
    gain = _WHITE / 255.0 * light.brightness
    veil = 127.5 * (1.0 - light.contrast) * gain
    screen = picture.astype(np.float32) * np.float32(light.contrast * gain) + np.float32(veil)
    matrix = _perspective(picture.shape, pose)
    window = _window(matrix, picture.shape, seen.shape, 2 + math.ceil(light.motion_px))
    if window is None:
        return
    left, top, width, height = window
    # Drawn at twice the resolution and averaged back: without that, edges would be stairs. Pixel middles lie
    # half a pixel off the corner at any resolution, hence the half.
    double = np.array([[2.0, 0.0, 0.5 - 2.0 * left], [0.0, 2.0, 0.5 - 2.0 * top], [0.0, 0.0, 1.0]]) @ matrix
    drawn = cv2.warpPerspective(screen, double, (2 * width, 2 * height), flags=cv2.INTER_LINEAR, borderValue=(_BEHIND,))
    cover = (drawn >= 0.0).astype(np.float32)
    drawn = drawn * cover
    if light.motion_px:
        way = max(1, round(2 * light.motion_px))
        drawn, cover = _levels(cv2.blur(drawn, (way, 1))), _levels(cv2.blur(cover, (way, 1)))
    drawn = _levels(cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA))
    cover = _levels(cv2.resize(cover, (width, height), interpolation=cv2.INTER_AREA))
    part = seen[top : top + height, left : left + width]
    part *= 1.0 - cover
    part += drawn


def _window(
    matrix: Matrix, shape: tuple[int, ...], frame: tuple[int, ...], margin: int
) -> tuple[int, int, int, int] | None:
    """(left, top, width, height) of the part of the frame a picture touches; None when it touches none."""
    height, width = shape[:2]
    corners = np.array([[-1, width, width, -1], [-1, -1, height, height], [1, 1, 1, 1]], np.float64)
    x, y, depth = matrix @ corners
    if depth.min() <= 0.0:  # a corner beside or behind the lens
        return 0, 0, frame[1], frame[0]
    left = max(0, math.floor((x / depth).min()) - margin)
    top = max(0, math.floor((y / depth).min()) - margin)
    right = min(frame[1], math.ceil((x / depth).max()) + margin)
    bottom = min(frame[0], math.ceil((y / depth).max()) + margin)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None


def _perspective(shape: tuple[int, ...], pose: Pose) -> Matrix:
    """The 3x3 matrix from pixels of the picture to pixels of the frame, through a pinhole."""
    height, width = shape[:2]
    turn, tilt, axis = np.radians((pose.rotation_deg, pose.tilt_deg, pose.tilt_axis_deg)).tolist()
    # Rodrigues: a rotation by `tilt` about the axis (cos, sin, 0), after one by `turn` about the view.
    x, y = math.cos(axis), math.sin(axis)
    c, s = math.cos(tilt), math.sin(tilt)
    lean = np.array(
        [
            [c + x * x * (1 - c), x * y * (1 - c), y * s],
            [x * y * (1 - c), c + y * y * (1 - c), -x * s],
            [-y * s, x * s, c],
        ]
    )
    c, s = math.cos(turn), math.sin(turn)
    spin = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    rotation = lean @ spin
    scale = pose.size_px / width  # the screen hangs where one of its units is one pixel: at the focal length
    x, y = scale * (width - 1) / 2, scale * (height - 1) / 2
    centre = np.array([[scale, 0.0, -x], [0.0, scale, -y], [0.0, 0.0, 1.0]])
    plane = np.column_stack((rotation[:, 0], rotation[:, 1], np.array([0.0, 0.0, _FOCAL])))
    project = np.diag([_FOCAL, _FOCAL, 1.0])
    place = np.array([[1.0, 0.0, pose.x_px], [0.0, 1.0, pose.y_px], [0.0, 0.0, 1.0]])
    matrix: Matrix = place @ project @ plane @ centre
    return matrix


def screen_of(symbol: Pixels, width: int = 360, height: int = 720) -> Pixels:
    """A phone's screen showing one picture: light grey, the picture in the middle at its own size.

    Refuses a picture larger than the screen with ValueError.
    """
    if symbol.shape[0] > height or symbol.shape[1] > width:
        raise ValueError(f"{symbol.shape[1]} x {symbol.shape[0]} pixels do not fit {width} x {height}")
    screen = np.full((height, width), 245, np.uint8)
    top, left = (height - symbol.shape[0]) // 2, (width - symbol.shape[1]) // 2
    screen[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    return screen
