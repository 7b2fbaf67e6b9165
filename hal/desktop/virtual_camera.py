"""A camera in front of simulated phones: screens are photographed with perspective, blur, light and noise.

Everything random comes from the seed: the same seed, phones and number of frames give the same pixels.
"""

import errno
import math
import random
from dataclasses import dataclass
from statistics import NormalDist

from PIL import Image, ImageChops, ImageFilter

from hal.desktop.pixel import Pixels, gray

Row = tuple[float, float, float]
Matrix = tuple[Row, Row, Row]

WIDTH, HEIGHT = 640, 480
_FOCAL = 554.0  # pixels: 60 degrees across 640 of them
_WHITE = 235.0  # grey level of a screen's white at brightness 1
_MIDDLE = 128  # what the grain adds nothing at
_FINE = 2  # a screen is drawn at twice the resolution and averaged back: without that, edges would be stairs


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
    """The light and the optics between the screen and the pixels.

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
    replaced at any time. Frames are grey images; every call makes a new one: for 30 a second, call it so often.
    """

    def __init__(self, seed: int = 0, width: int = WIDTH, height: int = HEIGHT, light: Light = CLEAR) -> None:
        self.light = light
        self._size = (width, height)
        self._seed = seed
        self._phones: tuple[tuple[Pixels, Pose], ...] = ()
        self._view: tuple[Light, Pixels] | None = None
        self._open = False

    def open(self) -> None:
        """Paint the background and draw the noise."""
        if self._open:
            return
        self._random = random.Random(self._seed)
        self._background = _background(self._random, self._size)
        self._grain = self._random.randbytes(2 * self._size[0] * self._size[1])
        self._open = True

    def close(self) -> None:
        """Stop seeing."""
        self._open = False

    def show(self, *phones: tuple[Pixels, Pose]) -> None:
        """Hold these screens up, each a picture with its pose; none takes all away.

        The last one is in front.
        """
        self._phones = phones
        self._view = None

    def frame(self) -> Pixels:
        """Photograph what is in front. Raises OSError when not open."""
        if not self._open:
            raise OSError(errno.EBADF, "this camera is not open")
        if self._view is None or self._view[0] != self.light:
            self._view = (self.light, self._lit())  # a phone that is held still is drawn once
        seen = self._view[1].copy()
        if self.light.noise:
            # Drawn once and looked at through a moving window, much faster than drawn anew.
            pixels = seen.width * seen.height
            at = self._random.randrange(pixels)
            grain = self._grain[at : at + pixels].translate(_noise(self.light.noise))
            seen = ImageChops.add(seen, Image.frombytes("L", seen.size, grain), 1.0, -_MIDDLE)
        return seen

    def _lit(self) -> Pixels:
        """The scene through the lens, without noise."""
        seen = self._background.copy()
        for picture, pose in self._phones:
            _hold_up(seen, picture, pose, self.light)
        return seen.filter(ImageFilter.GaussianBlur(self.light.blur_px)) if self.light.blur_px else seen


def _noise(deviation: float) -> bytes:
    """Of every random byte the grey level it stands for, `_MIDDLE` being none: together they are a normal
    distribution.
    """
    spread = NormalDist(_MIDDLE, deviation)
    return bytes(min(255, max(0, round(spread.inv_cdf((value + 0.5) / 256)))) for value in range(256))


def _background(drawn: random.Random, size: tuple[int, int]) -> Pixels:
    """A dim hall out of focus: soft patches of light and shade between 20 and 130."""
    patches = Image.frombytes("L", (8, 6), bytes(drawn.randint(20, 130) for _ in range(8 * 6)))
    return patches.resize(size, Image.Resampling.BICUBIC)


def _hold_up(seen: Pixels, picture: Pixels, pose: Pose, light: Light) -> None:
    """Draw one screen into the frame `seen`."""
    picture = gray(picture)
    shrink = _FINE * pose.size_px / picture.width
    if shrink < 1.0:  # average first what falls onto one pixel of the camera
        smaller = (max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink)))
        picture = picture.resize(smaller, Image.Resampling.BOX)
    gain = _WHITE / 255.0 * light.brightness
    veil = 127.5 * (1.0 - light.contrast) * gain
    levels = [min(255, max(0, round(level * light.contrast * gain + veil))) for level in range(256)]
    matrix = _perspective(picture.size, pose)
    window = _window(matrix, picture.size, seen.size, 2 + math.ceil(light.motion_px))
    if window is None:
        return
    left, top, right, bottom = window
    # Pixel middles lie half a pixel off the corner at any resolution, hence the halves.
    place: Matrix = ((_FINE, 0.0, 0.5 - _FINE * left), (0.0, _FINE, 0.5 - _FINE * top), (0.0, 0.0, 1.0))
    size = (_FINE * (right - left), _FINE * (bottom - top))
    way = _inverse(_product(_MIDDLES, _product(_product(place, matrix), _CORNERS)))
    drawn = _warped(picture.point(levels), size, way, Image.Resampling.BILINEAR)
    cover = _warped(Image.new("L", picture.size, 255), size, way, Image.Resampling.NEAREST)
    if light.motion_px:
        blur = ImageFilter.BoxBlur((light.motion_px * _FINE / 2, 0))
        drawn, cover = drawn.filter(blur), cover.filter(blur)
    drawn, cover = drawn.reduce(_FINE), cover.reduce(_FINE)
    behind = ImageChops.multiply(seen.crop(window), ImageChops.invert(cover))
    seen.paste(ImageChops.add(behind, drawn), (left, top))


# Pillow measures from corners of pixels, the matrices of this file from their middles.
_CORNERS: Matrix = ((1.0, 0.0, -0.5), (0.0, 1.0, -0.5), (0.0, 0.0, 1.0))
_MIDDLES: Matrix = ((1.0, 0.0, 0.5), (0.0, 1.0, 0.5), (0.0, 0.0, 1.0))


def _warped(picture: Pixels, size: tuple[int, int], way: Matrix, how: Image.Resampling) -> Pixels:
    """The picture seen from where `way` leads back to it; black around it."""
    data = [value / way[2][2] for row in way for value in row][:8]
    return picture.transform(size, Image.Transform.PERSPECTIVE, data, how)


def _window(
    matrix: Matrix, picture: tuple[int, int], frame: tuple[int, int], margin: int
) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) of the part of the frame a picture touches; None when it touches none."""
    width, height = picture
    corners = [_moved(matrix, x, y) for x in (-1, width) for y in (-1, height)]
    if min(depth for _, _, depth in corners) <= 0.0:  # a corner beside or behind the lens
        return 0, 0, *frame
    xs, ys = [x / depth for x, _, depth in corners], [y / depth for _, y, depth in corners]
    left, top = max(0, math.floor(min(xs)) - margin), max(0, math.floor(min(ys)) - margin)
    right = min(frame[0], math.ceil(max(xs)) + margin)
    bottom = min(frame[1], math.ceil(max(ys)) + margin)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _perspective(picture: tuple[int, int], pose: Pose) -> Matrix:
    """The 3x3 matrix from pixels of the picture to pixels of the frame, through a pinhole."""
    width, height = picture
    turn, tilt, axis = (math.radians(angle) for angle in (pose.rotation_deg, pose.tilt_deg, pose.tilt_axis_deg))
    # Rodrigues: a rotation by `tilt` about the axis (cos, sin, 0), after one by `turn` about the view.
    x, y = math.cos(axis), math.sin(axis)
    k, s = math.cos(tilt), math.sin(tilt)
    lean = ((k + x * x * (1 - k), x * y * (1 - k), y * s),
            (x * y * (1 - k), k + y * y * (1 - k), -x * s),
            (-y * s, x * s, k))  # fmt: skip
    k, s = math.cos(turn), math.sin(turn)
    rotation = _product(lean, ((k, -s, 0.0), (s, k, 0.0), (0.0, 0.0, 1.0)))
    scale = pose.size_px / width  # the screen hangs where one of its units is one pixel: at the focal length
    x, y = scale * (width - 1) / 2, scale * (height - 1) / 2
    centre: Matrix = ((scale, 0.0, -x), (0.0, scale, -y), (0.0, 0.0, 1.0))
    a, b, c = rotation
    plane: Matrix = ((a[0], a[1], 0.0), (b[0], b[1], 0.0), (c[0], c[1], _FOCAL))
    project: Matrix = ((_FOCAL, 0.0, pose.x_px), (0.0, _FOCAL, pose.y_px), (0.0, 0.0, 1.0))
    return _product(_product(project, plane), centre)


def _product(a: Matrix, b: Matrix) -> Matrix:
    x, y, z = ((r[0] * b[0][0] + r[1] * b[1][0] + r[2] * b[2][0],
                r[0] * b[0][1] + r[1] * b[1][1] + r[2] * b[2][1],
                r[0] * b[0][2] + r[1] * b[1][2] + r[2] * b[2][2]) for r in a)  # fmt: skip
    return x, y, z


def _moved(matrix: Matrix, x: float, y: float) -> Row:
    a, b, c = (row[0] * x + row[1] * y + row[2] for row in matrix)
    return a, b, c


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse up to a factor, which a perspective does not care about: the adjugate."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return ((e * i - f * h, c * h - b * i, b * f - c * e),
            (f * g - d * i, a * i - c * g, c * d - a * f),
            (d * h - e * g, b * g - a * h, a * e - b * d))  # fmt: skip


def screen_of(symbol: Pixels, width: int = 360, height: int = 720) -> Pixels:
    """A phone's screen showing one picture: light grey, the picture in the middle at its own size.

    Refuses a picture larger than the screen with ValueError.
    """
    if symbol.width > width or symbol.height > height:
        raise ValueError(f"{symbol.width} x {symbol.height} pixels do not fit {width} x {height}")
    screen = Image.new("L", (width, height), 245)
    screen.paste(symbol, ((width - symbol.width) // 2, (height - symbol.height) // 2))
    return screen
