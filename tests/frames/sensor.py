"""From the scene to the pixels: lens, hand, panel, sensor, and what is done to pictures afterwards."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from tests.frames.scene import TEXELS, Light, Pose, Random, Sheet

Pixels = npt.NDArray[np.uint8]
Kernel = npt.NDArray[np.float32]

FINE = 3  # points drawn to one pixel, each way
_LENS_PX = 0.3  # standard deviation: the sharpest a lens gets
_GAMMA = 1 / 2.2
_TILE = 24  # points across one pixel of a screen
_NARROW = 3  # how much darker a screen's pixels are at their rims


@dataclass
class View:
    """How a scene is photographed.

    disc_px: radius of the circle of confusion. soft_px: standard deviation of a Gaussian blur. path: how the hand
    moves during the exposure, (n, 2) pixels. exposure: of white. veil: light over everything. noise: grey levels.
    sharpen: amount of the camera's own sharpening. jpeg: quality, 0 none. panel: pitch of the screen's pixels in
    modules, 0 too fine to see; depth: how dark it is between them. overlay: draws over the finished scene.
    """

    disc_px: float = 0.0
    soft_px: float = 0.0
    path: npt.NDArray[np.float64] | None = None
    exposure: float = 0.8
    veil: float = 0.0
    noise: float = 2.5
    sharpen: float = 0.0
    jpeg: int = 0
    panel: float = 0.0
    depth: float = 0.0
    overlay: list[Callable[[Light], Light]] = field(default_factory=list)


def straight(length_px: float, angle_rad: float) -> npt.NDArray[np.float64]:
    """The path of an even movement."""
    steps = np.linspace(-0.5, 0.5, max(2, math.ceil(length_px * FINE * 2)))
    return np.column_stack((steps * length_px * math.cos(angle_rad), steps * length_px * math.sin(angle_rad)))


def curved(length_px: float, angle_rad: float, bend_rad: float) -> npt.NDArray[np.float64]:
    """The path of a movement that turns by `bend_rad` on its way and slows down."""
    steps = np.linspace(0, 1, max(8, math.ceil(length_px * FINE * 3)))
    speed = 1.3 - 0.6 * steps
    heading = angle_rad + bend_rad * (steps - 0.5)
    way = np.cumsum(np.column_stack((np.cos(heading), np.sin(heading))) * speed[:, None], 0)
    way *= length_px / np.hypot(*np.diff(way, axis=0).T).sum()
    return np.asarray(way - way.mean(0))


def photograph(scene: Light, sheets: list[tuple[Sheet, Pose]], view: View, random: Random) -> Pixels:
    """What the camera delivers, grey. scene: the background, one value a pixel."""
    kernel = _kernel(view)
    channels = 3 if view.panel else 1
    seen = [scene.copy() for _ in range(channels)]
    for sheet, pose in sheets:
        _draw(seen, sheet, pose, view, kernel)
    light = _through_bayer(seen) if channels == 3 else seen[0]
    for draw in view.overlay:
        light = draw(light)
    light = light * np.float32(view.exposure) + np.float32(view.veil)
    levels = 255 * np.clip(light, 0, 1) ** np.float32(_GAMMA)
    levels += random.standard_normal(levels.shape, np.float32) * np.float32(view.noise)
    if view.sharpen:
        levels += (levels - cv2.GaussianBlur(levels, (0, 0), 1.0)) * np.float32(view.sharpen)
    pixels = np.clip(levels + np.float32(0.5), 0, 255).astype(np.uint8)
    if view.jpeg:
        _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, view.jpeg])
        pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return pixels


def _kernel(view: View) -> Kernel:
    """What lens and hand make of a point, FINE points to a pixel, whole number of pixels around it."""
    sigma = math.hypot(_LENS_PX, view.soft_px) * FINE
    radius = view.disc_px * FINE
    path = np.zeros((1, 2)) if view.path is None else view.path * FINE
    half = math.ceil(3 * sigma + radius + np.abs(path).max()) + 1
    grid = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    for x, y in path + half:  # each point of the path, shared out among the four places around it
        left, top = math.floor(x), math.floor(y)
        for at_x, share_x in ((left, left + 1 - x), (left + 1, x - left)):
            for at_y, share_y in ((top, top + 1 - y), (top + 1, y - top)):
                if share_x * share_y > 0:
                    grid[at_y, at_x] += share_x * share_y
    if radius > 0:
        away = np.hypot(*np.mgrid[-half : half + 1, -half : half + 1])
        disc = np.clip(radius + 0.5 - away, 0, 1).astype(np.float32)
        grid = np.asarray(cv2.filter2D(grid, -1, disc, borderType=cv2.BORDER_CONSTANT), np.float32)
    grid = np.asarray(cv2.GaussianBlur(grid, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT), np.float32)
    return np.asarray(grid / grid.sum(), np.float32)


def _draw(seen: list[Light], sheet: Sheet, pose: Pose, view: View, kernel: Kernel) -> None:
    """Draw one sheet into each channel of what is seen."""
    high, wide = sheet.light.shape
    frame_high, frame_wide = seen[0].shape
    to_modules = np.array(
        [[1 / TEXELS, 0, (0.5 - wide / 2) / TEXELS], [0, 1 / TEXELS, (0.5 - high / 2) / TEXELS], [0, 0, 1]]
    )
    place = pose.matrix(frame_wide)
    matrix = place @ to_modules
    corners = matrix @ np.array([[0, wide, wide, 0], [0, 0, high, high], [1, 1, 1, 1]])
    x, y = corners[:2] / corners[2]
    margin = len(kernel) // (2 * FINE) + 2
    left, top = max(0, math.floor(x.min()) - margin), max(0, math.floor(y.min()) - margin)
    right, bottom = min(frame_wide, math.ceil(x.max()) + margin), min(frame_high, math.ceil(y.max()) + margin)
    if left >= right or top >= bottom:
        return
    # Beyond the frame's edge the kernel must still find something: draw a margin around it.
    out_wide, out_high = (right - left + 2 * margin) * FINE, (bottom - top + 2 * margin) * FINE
    middle = (FINE - 1) / 2
    to_fine = np.array(
        [[FINE, 0, middle - FINE * (left - margin)], [0, FINE, middle - FINE * (top - margin)], [0, 0, 1]]
    )
    fine = to_fine @ matrix
    drawn = cv2.warpPerspective(sheet.light, fine, (out_wide, out_high), flags=cv2.INTER_LINEAR)
    cover = cv2.warpPerspective(sheet.cover, fine, (out_wide, out_high), flags=cv2.INTER_LINEAR)
    cover = _sensed(cover, kernel, margin)
    for number, channel in enumerate(seen):
        lit = drawn
        if view.panel:
            lit = drawn * _panel(to_fine @ place, drawn.shape, view, number)
        part = channel[top:bottom, left:right]
        part *= 1 - cover
        part += _sensed(lit, kernel, margin)


def _sensed(fine: npt.NDArray[np.float32], kernel: Kernel, margin: int) -> Light:
    """Blurred, and averaged to pixels; without the margin."""
    blurred = cv2.filter2D(fine, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    size = (fine.shape[1] // FINE, fine.shape[0] // FINE)
    small = cv2.resize(blurred, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small[margin:-margin, margin:-margin], np.float32)


def _panel(matrix: npt.NDArray[np.float64], shape: tuple[int, ...], view: View, number: int) -> Light:
    """How much light a screen sends out at each point: its pixels are rows and columns of red, green, blue.

    matrix: from modules to points.
    """
    turn = np.arange(_TILE) * (2 * math.pi / _TILE)
    spot = ((1 + np.cos(turn)) / 2) ** _NARROW
    line = 1 - view.depth + view.depth * spot / spot.mean()
    tile = np.outer(line, np.roll(line, number * _TILE // 3)).astype(np.float32)
    to_modules = np.diag([view.panel / _TILE, view.panel / _TILE, 1.0])
    size = (shape[1], shape[0])
    warped = cv2.warpPerspective(tile, matrix @ to_modules, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(warped, np.float32)


def _through_bayer(seen: list[Light]) -> Light:
    """Grey, as a sensor with one colour a pixel makes it of red, green and blue."""
    raw = seen[1].copy()
    raw[0::2, 0::2] = seen[0][0::2, 0::2]
    raw[1::2, 1::2] = seen[2][1::2, 1::2]
    coded = np.clip(raw * 16384, 0, 65535).astype(np.uint16)
    colour = cv2.cvtColor(coded, cv2.COLOR_BayerBG2RGB)
    shares = np.array([0.299, 0.587, 0.114], np.float32)
    return np.asarray(colour.astype(np.float32) @ shares / np.float32(16384), np.float32)
