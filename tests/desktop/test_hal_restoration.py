"""Blurred and moved symbols restored: alone, from several frames, and never to what was not shown."""

import numpy as np
import pytest
import segno
from PIL import Image

from hal.desktop.reading import equaliser, symbol_code
from hal.desktop.reading.alignment import aligned, corners_of, of_corners, turned
from hal.desktop.reading.blur import bank, first
from hal.desktop.reading.fusion import FRAMES_MAX, Fusion, agrees
from hal.desktop.reading.outline import outlines
from hal.desktop.reading.restoration import Restorer
from hal.desktop.reading.symbol_grid import grid
from hal.desktop.reading.zxing import read as read_plainly
from hal.desktop.virtual_camera import Light, Pose, VirtualCamera, screen_of
from sim.issuer import symbol
from tests.frames import frame
from tests.rig import hal_contract

MODULE_PX = 3.8
HELD = Pose(73 * MODULE_PX, rotation_deg=20, tilt_deg=10, tilt_axis_deg=60)
TROUBLE = {
    "out of focus": Light(blur_px=2.8, noise=4),
    "out of focus and dark": Light(blur_px=2.2, noise=12),
    "moved": Light(blur_px=1.0, motion_px=8, noise=4),
    "moved and out of focus": Light(blur_px=1.8, motion_px=5, noise=3),
}


def seen(payload, light, pose=HELD, seed=1, screen=False):
    camera = VirtualCamera(seed, light=light)
    camera.open()
    picture = symbol.render(payload, 4)
    camera.show((screen_of(picture) if screen else picture, pose))
    return np.asarray(camera.frame())


def read(pixels, **how):
    return [one.payload for one in Restorer(**how).read(pixels)]


@pytest.mark.parametrize("title", TROUBLE)
def test_what_zxing_cannot_read_is_restored(title):
    for seed in range(3):
        payload = hal_contract.code(seed)
        pixels = seen(payload, TROUBLE[title], seed=seed)
        assert read_plainly(pixels) == []
        assert read(pixels) == [payload]


@pytest.mark.parametrize("rotation_deg", range(0, 360, 45))
def test_whichever_way_up_and_where_it_says(rotation_deg):
    payload = hal_contract.code(rotation_deg)
    pose = Pose(280, 300.0, 250.0, rotation_deg)
    (found,) = Restorer().read(seen(payload, TROUBLE["out of focus"], pose))
    assert found.payload == payload and found.format == "QR"
    turn = np.radians(rotation_deg)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    half = 280 * 65 / 73 / 2
    for corner, (x, y) in zip(found.corners, ((-1, -1), (1, -1), (1, 1), (-1, 1)), strict=True):
        assert np.abs(spin @ (x * half, y * half) + (300, 250) - corner).max() < 3


@pytest.mark.parametrize("kind", ["blur", "motion", "combined"])
def test_hard_frames(kind):
    """Of the frames that zxing misses nearly all; `make bench` has the figures."""
    missed = restored = 0
    for number in range(8):
        hard = frame(kind, 7, number)
        if not read_plainly(hard.pixels):
            missed += 1
            found = read(hard.pixels)
            assert found in ([], list(hard.payloads))
            restored += bool(found)
    assert missed and restored >= 0.85 * missed


def test_nothing_is_read_where_nothing_is():
    for number in range(14):
        assert read(frame("none", 7, number).pixels) == []
    for shade in (0, 128, 255):
        assert read(np.full((480, 640), shade, np.uint8), thorough=True) == []
    assert read(np.zeros((5, 5), np.uint8)) == read(np.zeros((30, 900), np.uint8)) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2), (64, 300), (65, 65), (65, 300)])
def test_frames_that_are_too_small_harm_nothing(shape):
    noise = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    edge = ((0, 0), (shape[1], 0), (shape[1], shape[0]), (0, shape[0]))
    for thorough in (False, True):
        assert Restorer(thorough).read(noise) == []
        assert Restorer(thorough).read(noise, (edge, ((0, 0),) * 4, ((-50, -50), (5, 5), (999, 999), (3, 9)))) == []


def test_a_symbol_cut_off_by_the_frame_harms_nothing():
    payload = hal_contract.code(1)
    for x in range(-60, 760, 100):
        assert read(seen(payload, TROUBLE["out of focus"], Pose(280, float(x)))) in ([], [payload])


def test_where_it_was_before_it_is_found_without_a_search():
    payload = hal_contract.code(3)
    pixels = seen(payload, TROUBLE["moved"])
    restorer = Restorer()
    (found,) = restorer.read(pixels)
    shifted = tuple((x + 3, y - 3) for x, y in found.corners)
    assert [one.payload for one in restorer.read(pixels, (shifted,))] == [payload]
    nowhere = ((10, 10), (110, 10), (110, 110), (10, 110))
    assert restorer.read(pixels, (nowhere,)) == []


def test_a_phone_is_found_in_its_screen():
    payload = hal_contract.code(4)
    pixels = seen(payload, TROUBLE["out of focus"], Pose(340), screen=True)
    assert read(pixels) == [payload]


@pytest.mark.parametrize("length", [332, 364])
def test_level_m_is_restored_in_stills(length):
    payload = hal_contract.payload(1, length)
    modules = segno.make(payload, mode="byte", error="M", boost_error=False, micro=False)
    drawn = np.kron([list(row) for row in modules.matrix_iter(border=4)], np.ones((4, 4)))
    camera = VirtualCamera(1, light=Light(blur_px=2.2, noise=4))
    camera.open()
    camera.show((Image.fromarray(((1 - drawn) * 255).astype(np.uint8)), Pose(300, rotation_deg=10)))
    pixels = np.asarray(camera.frame())
    assert read(pixels) == []
    assert read(pixels, thorough=True) == [payload]


def test_outlines_are_the_symbol_s_own():
    pixels = seen(hal_contract.code(5), TROUBLE["out of focus"], Pose(280))
    side = 280 * 65 / 73
    expected = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side / 2 + (320, 240)
    assert (
        min(np.abs(np.roll(corners, turn, 0) - expected).max() for corners in outlines(pixels) for turn in range(4)) < 6
    )


def test_a_grid_is_aligned_to_a_part_of_a_module():
    pixels = seen(hal_contract.code(6), TROUBLE["out of focus"], Pose(280))
    side = 280 * 65 / 73
    true = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side / 2 + (319.5, 239.5)
    random = np.random.default_rng(1)
    for _ in range(5):
        start = of_corners(true + random.uniform(-4, 4, (4, 2)), 65)
        matrix, alike = aligned(pixels, start, 12, 1, 1.5, 8)
        matrix, alike = aligned(pixels, matrix, 12, 2, 1.0, 8)
        assert alike > 0.6
        assert np.abs(corners_of(matrix, 65) - true).max() < 0.4 * side / 65
    again = corners_of(turned(matrix, 65, 1), 65)
    assert np.abs(np.roll(again, 1, 0) - corners_of(matrix, 65)).max() < 1e-3


def view_of(payload, blur, noise, seed):
    """A view without geometry: modules through a kernel of the bank, and noise."""
    form = equaliser.plane(12)
    level = form.level.copy()
    inner = slice(equaliser.MARGIN, equaliser.MARGIN + 65)
    level[inner, inner] = 1.0 - 2.0 * np.array([list(row) for row in symbol.matrix(payload)])
    kernel = bank(12).kernels[blur]
    through = equaliser.transform(kernel, form) * np.fft.rfft2(level)
    samples = np.fft.irfft2(through, level.shape).astype(np.float32)
    samples += np.random.default_rng(seed).standard_normal(samples.shape, np.float32) * np.float32(noise)
    found, _ = first(samples, 12)
    return equaliser.View(samples, found)


def alone(view):
    out = equaliser.Equaliser(12, [view])
    for _ in range(3):
        out.separate(6)
        out.learn()
    out.separate(6)
    return out


SOFT = 3  # the softest blur of the bank
NOISE = 0.15  # too much for one view of it


def test_the_kernel_is_learnt():
    view = view_of(hal_contract.code(1), SOFT - 1, 0.02, 1)
    before = view.kernel.copy()
    view.kernel = view.kernel + np.random.default_rng(2).normal(0, 0.02, view.kernel.shape).astype(np.float32)
    out = alone(view)
    assert out.doubt < 0.01
    assert np.abs(view.kernel - before).max() < 0.02
    assert view.noise < 0.002


def test_views_that_say_too_little_alone_are_read_together():
    together = 0
    for seed in range(4):
        payload = hal_contract.code(seed)
        fusion, found = Fusion(), []
        for number in range(1, 4):
            view = view_of(payload, SOFT, NOISE, 10 * seed + number)
            single = alone(view)
            reading = symbol_code.read(single.modules(), grid(12))
            assert symbol_code.payload(reading, grid(12)) is None
            found.append(fusion.add(view, single, number))
        assert found[0] is None and set(found) <= {None, payload}
        together += payload in found
    assert together >= 3


def test_views_too_far_apart_or_forgotten_do_not_help():
    payload = hal_contract.code(0)
    views = [view_of(payload, SOFT, NOISE, number) for number in (1, 2, 3)]
    singles = [alone(view) for view in views]

    def last(numbers, forget=False):
        fusion = Fusion()
        for view, single, number in zip(views, singles, numbers, strict=True):
            if forget:
                fusion.forget()
            out = fusion.add(view, single, number)
        return out

    assert last((1, 2, 1 + FRAMES_MAX)) == payload
    assert last((1, 1 + FRAMES_MAX + 1, 1 + 2 * (FRAMES_MAX + 1))) is None
    assert last((5, 5, 5)) is None
    assert last((1, 2, 3), forget=True) is None


def other_code_of(payload):
    """The next code of the same phone: another moment, another ride signature, all else alike."""
    out = bytearray(payload)
    tail = len(payload) - 69
    out[tail:] = hal_contract.payload(999, 69)
    return bytes(out)


def test_views_of_two_codes_never_make_a_third():
    for seed in range(6):
        payload = hal_contract.code(seed)
        other = other_code_of(payload)
        fusion = Fusion()
        order = [payload, other, payload, other] if seed % 2 else [payload, payload, other, other]
        for number, shown in enumerate(order, 1):
            view = view_of(shown, SOFT, NOISE * (0.9 + 0.02 * (seed % 6)), 100 * seed + number)
            assert fusion.add(view, alone(view), number) in (None, payload, other)


def test_a_view_agrees_with_its_own_code_and_with_no_mixture():
    form = grid(12)
    payload = hal_contract.code(7)
    mask, readings, soft = 0, [], []
    for shown in (payload, other_code_of(payload)):
        modules = segno.make(shown, mode="byte", error="L", boost_error=False, micro=False, mask=mask).matrix
        clear = np.where(np.array([list(row) for row in modules]), -4, 4).astype(np.float32)
        readings.append(symbol_code.read(clear, form))
        soft.append(clear + np.random.default_rng(1).normal(0, 4, clear.shape).astype(np.float32))
    one, other = readings
    assert agrees(soft[0], one, form) and agrees(soft[1], other, form)
    assert not agrees(soft[0], other, form) and not agrees(soft[1], one, form)
    mixture = symbol_code.Reading(mask, [*one.words[:3], other.words[3]])
    assert symbol_code.payload(mixture, form) not in (None, payload)
    assert not agrees(soft[0], mixture, form) and not agrees(soft[1], mixture, form)
