"""Symbols through the decoders: drawn, photographed by the virtual camera, and hard to read."""

import functools
import importlib
import subprocess
import sys

import cv2
import numpy as np
import pytest
from PIL import Image

from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.reading.live_decoder import LiveDecoder
from hal.desktop.system_clock import SystemClock
from hal.desktop.virtual_camera import Light, Pose, VirtualCamera, screen_of
from hal.scanner.camera import CameraScanner
from hal.scanner.symbol import Symbol, distinct
from sim.issuer import symbol
from tests.bench.contest import plain_zxing
from tests.rig import hal_contract

render = functools.cache(symbol.render)


def zxing():
    return ZxingDecoder()


def thorough():
    return ZxingDecoder(thorough=True)


def zbar():
    """ZBar's decoder, or a skip that says what to install."""
    try:
        return importlib.import_module("hal.desktop.reading.zbar_decoder").ZbarDecoder()
    except ImportError as error:
        pytest.skip(str(error))


def draw(*payloads, mask=None):
    """Symbols side by side on a grey ground."""
    pictures = [render(payload, mask=mask) for payload in payloads]
    frame = np.full((400, 60 + 340 * len(pictures)), 180, np.uint8)
    for at, picture in enumerate(pictures):
        side = picture.width
        frame[50 : 50 + side, 40 + 340 * at : 40 + 340 * at + side] = picture
    return frame


TRANSFORMS = {
    "colour": lambda frame: cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR),
    "inverted": lambda frame: 255 - frame,
    "turned": lambda frame: np.rot90(frame),
    "upside down": lambda frame: np.rot90(frame, 2),
    "part of a larger array": lambda frame: np.dstack([frame, frame])[:, :, 0],
    "large": lambda frame: cv2.resize(frame, None, fx=3, fy=3),
}
STRANGE = (None, b"bytes", [[1]], np.zeros((0, 0), np.uint8), np.zeros((5, 5, 4), np.uint8), np.zeros((5, 5)))


@pytest.mark.parametrize("decoder", [zxing, thorough, LiveDecoder, zbar])
@pytest.mark.parametrize("obligation", hal_contract.of("decoder"), ids=hal_contract.name)
def test_decoder(obligation, decoder):
    blank = np.random.default_rng(1).integers(100, 140, (300, 400), dtype=np.uint8)
    obligation(hal_contract.DecoderRig(decoder(), draw, blank, TRANSFORMS, STRANGE))


@pytest.mark.parametrize(
    "payload",
    [
        b"281234567890123456",
        b"TX1234",
        b"https://s.sh.gov.cn/x",
        "支付宝".encode(),
        "支付宝".encode("gbk"),
        b"\x00\xff",
    ],
)
def test_zxing_never_guesses_a_character_set(payload):
    assert [one.payload for one in zxing().decode(draw(payload))] == [payload]


def test_zbar_undoes_what_it_guessed_to_be_latin():
    decoder = zbar()
    for seed in range(40):
        for payload in (hal_contract.payload(seed), hal_contract.code(seed)):
            assert [one.payload for one in decoder.decode(draw(payload, mask=seed % 8))] == [payload]


def test_what_zbar_took_for_other_text_is_handed_out_as_it_made_it():
    """The limit that its file documents: these come out changed, which cannot be seen from the outside."""
    decoder = zbar()
    (found,) = decoder.decode(draw("汉字".encode()))
    assert found.payload == "汉字".encode()
    (found,) = decoder.decode(draw("é".encode() * 4))  # taken for Big5
    assert found.payload == "é".encode().decode("big5").encode() * 4


def test_without_pyzbar_the_error_says_what_to_install():
    script = "import sys; sys.modules['pyzbar'] = None; import hal.desktop.reading.zbar_decoder"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "pip install pyzbar" in run.stderr and "libzbar0" in run.stderr


def seen(camera, decoder=None):
    return [one.payload for one in (decoder or zxing()).decode(camera.frame())]


@pytest.mark.parametrize("obligation", hal_contract.of("source"), ids=hal_contract.name)
def test_virtual_camera(obligation):
    obligation(hal_contract.SourceRig(VirtualCamera(seed=1), lambda: None, lambda ms: None))


@pytest.mark.parametrize("part", range(4))
def test_two_hundred_random_payloads_come_through_exactly(camera, part):
    for seed in range(50 * part, 50 * part + 50):
        payload = hal_contract.payload(seed)
        camera.show((render(payload, mask=seed % 8), Pose(size_px=240)))
        assert seen(camera) == [payload], seed


@pytest.mark.parametrize("rotation_deg", range(0, 360, 15))
def test_a_phone_may_be_turned(camera, rotation_deg):
    payload = hal_contract.payload(rotation_deg)
    camera.show((render(payload), Pose(size_px=240, rotation_deg=rotation_deg)))
    assert seen(camera) == [payload]


@pytest.mark.parametrize("tilt_deg", [15, 30, 45])
@pytest.mark.parametrize("tilt_axis_deg", [0, 45, 90, 200])
def test_a_phone_may_be_tilted(camera, tilt_deg, tilt_axis_deg):
    payload = hal_contract.payload(tilt_deg)
    camera.show((render(payload), Pose(size_px=260, tilt_deg=tilt_deg, tilt_axis_deg=tilt_axis_deg)))
    assert seen(camera) == [payload]


@pytest.mark.parametrize(
    "light",
    [
        Light(blur_px=0.8),
        Light(blur_px=1.0, noise=6),
        Light(motion_px=2),
        Light(noise=15),
        Light(brightness=0.5),
        Light(brightness=1.4),
        Light(contrast=0.3),
    ],
    ids=repr,
)
def test_light_may_be_poor(camera, light):
    camera.light = light
    for seed in range(3):
        payload = hal_contract.payload(seed)
        camera.show((render(payload), Pose(size_px=280, rotation_deg=20 * seed)))
        assert seen(camera) == [payload]


def test_a_whole_phone_is_read(camera):
    payload = hal_contract.payload(9)
    camera.show((screen_of(render(payload)), Pose(size_px=300, rotation_deg=10)))
    assert seen(camera) == [payload]


def test_two_phones_in_one_frame_are_both_seen(camera):
    left, right = hal_contract.payload(1), hal_contract.payload(2)
    camera.show((render(left), Pose(230, 170.0)), (render(right), Pose(230, 460.0, rotation_deg=30)))
    assert seen(camera) == [left, right]
    upper = (render(right), Pose(200, 400.0, 120.0))
    camera.show((render(left), Pose(200, 200.0, 350.0)), upper)
    assert seen(camera) == [right, left]


def test_an_empty_frame_holds_nothing(camera):
    assert seen(camera) == []
    assert seen(camera, thorough()) == []
    camera.show((Image.new("L", (350, 700), 240), Pose(250)))
    assert seen(camera) == []
    camera.show((render(b"far outside"), Pose(200, 5000.0)))
    assert seen(camera) == []


def test_the_seed_decides_every_pixel():
    def film(seed):
        camera = VirtualCamera(seed)
        camera.open()
        camera.show((render(b"same"), Pose(200)))
        return b"".join(camera.frame().tobytes() for _ in range(3))

    assert film(3) == film(3) != film(4)


def test_where_a_symbol_is_and_which_way_up(camera):
    """Corners begin at the symbol's own top left and go round clockwise."""
    for turn, first in ((0, (-1, -1)), (90, (1, -1)), (180, (1, 1)), (270, (-1, 1))):
        camera.show((render(hal_contract.payload(1)), Pose(292, rotation_deg=turn)))
        (only,) = zxing().decode(camera.frame())
        x, y = only.corners[0]
        assert abs(x - (320 + first[0] * 130)) <= 4 and abs(y - (240 + first[1] * 130)) <= 4


HARD = {
    "small": (Pose(100, rotation_deg=25), Light()),
    "noisy": (Pose(240, rotation_deg=10), Light(noise=52)),
    "pale": (Pose(260, rotation_deg=10), Light(contrast=0.1, noise=6)),
    "dark": (Pose(260, rotation_deg=10), Light(brightness=0.15, noise=6)),
    "tilted and out of focus": (Pose(170, tilt_deg=30, tilt_axis_deg=50), Light(blur_px=0.9)),
}


@pytest.mark.parametrize("title", HARD)
def test_what_plain_zxing_misses_is_read_and_found_where_it_is(title):
    pose, light = HARD[title]
    plain, quick, live, still = 0, 0, 0, 0
    for seed in range(8):
        camera = VirtualCamera(seed, light=light)
        camera.open()
        payload = hal_contract.payload(seed)
        camera.show((render(payload, 6), pose))
        frame = np.asarray(camera.frame())
        plain += plain_zxing(frame) == {payload}
        quick += [one.payload for one in zxing().decode(frame)] == [payload]
        live += [one.payload for one in LiveDecoder().decode(frame)] == [payload]
        found = thorough().decode(frame)
        still += [one.payload for one in found] == [payload]
        for one in found:  # in pixels of the frame, whatever it was enlarged to
            assert abs(sum(x for x, _ in one.corners) / 4 - 320) < 12
            assert abs(sum(y for _, y in one.corners) / 4 - 240) < 12
    assert plain < still
    assert plain <= live <= quick <= still
    assert still >= 6


def test_a_camera_scanner_tells_what_each_frame_shows(camera):
    clock = SystemClock()
    scanner = CameraScanner(camera, zxing(), clock.ticks_us)
    scanner.open()
    assert scanner.timings == (0, 0)
    assert scanner.poll(0) == ()
    payload = hal_contract.payload(1)
    camera.show((render(payload), Pose(240)))
    assert scanner.poll(1) == scanner.poll(2) == (payload,)
    assert all(0 < part < 1_000_000 for part in scanner.timings)
    assert scanner.symbols[0].payload == payload
    camera.show((render(payload), Pose(230, 160.0)), (render(payload), Pose(230, 480.0)))
    assert scanner.poll(3) == (payload,)
    assert len(scanner.symbols) == 2
    scanner.close()
    with pytest.raises(OSError):
        scanner.poll(4)


def square(payload, x, y, size=100):
    return Symbol(payload, ((x, y), (x + size, y), (x + size, y + size), (x, y + size)), "QR")


def test_reading_order_and_what_is_the_same_symbol():
    a, b, c = square(b"a", 0, 20), square(b"b", 200, 0), square(b"c", 100, 200)
    assert distinct([c, b, a]) == (a, b, c)
    assert distinct([]) == ()
    assert distinct([a, square(b"a", 10, 25)]) == (a,)
    assert distinct([a, square(b"a", 50, 20)]) == (a,)
    assert len(distinct([a, square(b"a", 51, 20)])) == 2
    assert len(distinct([a, square(b"x", 0, 20)])) == 2
