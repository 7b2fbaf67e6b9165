"""Reading what is hard to read, in single frames and in films, and never what is not there."""

import functools

import numpy as np
import pytest

from hal.desktop.reading import region
from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.reading.live_decoder import LiveDecoder
from hal.desktop.virtual_camera import Light, Pose, VirtualCamera
from sim.issuer import symbol
from tests.bench.contest import plain_zxing
from tests.frames import KINDS, frame
from tests.rig import hal_contract

DECODERS = (ZxingDecoder, functools.partial(ZxingDecoder, thorough=True), LiveDecoder)
# seed, number: frames that plain ZXing misses
MISSED = {
    "size": ((1, 4),),
    "blur": ((1, 1), (1, 3)),
    "motion": ((1, 1), (1, 4)),
    "low contrast": ((1, 2), (1, 11)),
    "moire": ((1, 0), (1, 1)),
    "combined": ((1, 0), (1, 5)),
}
READ = [kind for kind in KINDS if kind not in MISSED and kind not in ("none", "glare")]
SORTS = 7  # of frames without a symbol
render = functools.cache(symbol.render)
drawn = functools.cache(frame)


def payloads(decoder, pixels):
    return [one.payload for one in decoder.decode(pixels)]


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("kind", MISSED)
def test_what_plain_zxing_misses_is_read(kind, decoder):
    for seed, number in MISSED[kind]:
        one = drawn(kind, seed, number)
        assert plain_zxing(one.pixels) == set()
        assert payloads(decoder(), one.pixels) == list(one.payloads)


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("kind", READ)
def test_what_plain_zxing_reads_is_read(kind, decoder):
    one = drawn(kind, 1, 0)
    assert plain_zxing(one.pixels) == set(one.payloads)
    assert sorted(payloads(decoder(), one.pixels)) == sorted(one.payloads)


@pytest.mark.parametrize("number", [13, 28])
def test_a_still_is_read_in_spite_of_glare(number):
    one = drawn("glare", 1, number)
    assert plain_zxing(one.pixels) == set()
    assert payloads(ZxingDecoder(thorough=True), one.pixels) == list(one.payloads)


@pytest.mark.parametrize("number", range(SORTS))
def test_nothing_is_read_where_nothing_is(number):
    one = drawn("none", 1, number)
    for decoder in DECODERS:
        assert decoder().decode(one.pixels) == ()


HOSTILE = {
    "one pixel": np.zeros((1, 1), np.uint8),
    "a line": np.full((1, 5000), 200, np.uint8),
    "a column": np.full((5000, 1), 200, np.uint8),
    "small": np.arange(20 * 30, dtype=np.uint8).reshape(20, 30),
    "black": np.zeros((480, 640), np.uint8),
    "white": np.full((480, 640), 255, np.uint8),
    "noise": np.random.default_rng(5).integers(0, 256, (480, 640), dtype=np.uint8),
    "colour noise": np.random.default_rng(6).integers(0, 256, (120, 160, 3), dtype=np.uint8),
    "huge": np.kron(np.arange(12, dtype=np.uint8).reshape(3, 4) * 20, np.ones((1000, 1000), np.uint8)),
}


@pytest.mark.parametrize("title", HOSTILE)
def test_no_frame_is_trouble(title):
    for decoder in DECODERS:
        assert decoder().decode(HOSTILE[title]) == ()


def test_frames_of_any_size_may_follow_each_other():
    """Where a symbol was may lie outside the next frame."""
    payload = hal_contract.payload(3)
    decoder = LiveDecoder()
    seen = np.full((480, 640), 90, np.uint8)
    seen[100:392, 300:592] = render(payload)
    assert payloads(decoder, seen) == [payload]
    for title in HOSTILE:
        assert decoder.decode(HOSTILE[title]) == ()
        assert payloads(decoder, seen) == [payload]


def test_a_film_never_shows_what_an_earlier_frame_showed(camera):
    """A phone goes and another comes, sharp or blurred: only what is in the frame is reported."""
    decoder = LiveDecoder()
    first, second = hal_contract.code(1), hal_contract.code(2)
    for blur_px in (0.0, 3.4, 3.8, 5.0, 8.0):
        camera.light = Light(blur_px=blur_px)
        for shown in ((first,), (first,), (first,), (), (second,), (second,), (first,), (), ()):
            camera.show(*((render(payload), Pose(292)) for payload in shown))
            assert set(payloads(decoder, camera.frame())) <= set(shown)


def test_codes_that_follow_each_other_are_not_mixed():
    """The same screen shows one code and then the next, always too blurred for ZXing."""
    decoder = LiveDecoder()
    read = 0
    for at in range(12):
        one = hal_contract.code(at // 3)
        camera = VirtualCamera(at, light=Light(blur_px=3.2))
        camera.open()
        camera.show((render(one), Pose(292, 320.0 + at, 240.0)))
        found = payloads(decoder, camera.frame())
        assert found in ([], [one])
        read += len(found)
    assert read >= 6


def test_a_film_is_followed(camera):
    """Where a symbol was read it is sought, even beside one that is read."""
    left, right = hal_contract.code(1), hal_contract.code(2)
    decoder = LiveDecoder()
    phones = (render(left), Pose(250, 160.0)), (render(right), Pose(250, 470.0))
    camera.show(*phones)
    assert payloads(decoder, camera.frame()) == [left, right]
    frame = np.array(camera.frame())
    # the right one is only just too noisy for a first look
    noise = np.random.default_rng(1).normal(0, 62, (480, 320))
    frame[:, 320:] = np.clip(frame[:, 320:] + noise, 0, 255).astype(np.uint8)
    assert plain_zxing(frame) == {left}
    seen = [payloads(decoder, frame) for _ in range(4)]
    assert [left, right] in seen  # its stages take turns
    fresh = [payloads(LiveDecoder(), frame) for _ in range(4)]
    assert fresh == [[left]] * 4


def test_places_are_forgotten(camera):
    decoder = LiveDecoder()
    camera.show((render(hal_contract.code(1)), Pose(250)))
    assert len(decoder.decode(camera.frame())) == 1
    camera.show()
    for _ in range(30):
        assert decoder.decode(camera.frame()) == ()
    camera.show((render(hal_contract.code(2)), Pose(230, 400.0)))
    assert payloads(decoder, camera.frame()) == [hal_contract.code(2)]


def test_a_still_shows_the_weak_symbol_beside_the_strong_one(camera):
    """So that of two codes neither is taken, and not the one that is easier to read."""
    strong, weak = hal_contract.code(1), hal_contract.code(2)
    camera.show((render(strong), Pose(250, 160.0)), (render(weak), Pose(250, 480.0)))
    frame = np.array(camera.frame())
    noise = np.random.default_rng(1).normal(0, 62, (480, 320))
    frame[:, 320:] = np.clip(frame[:, 320:] + noise, 0, 255).astype(np.uint8)
    assert plain_zxing(frame) == {strong}
    assert payloads(ZxingDecoder(thorough=True), frame) == [strong, weak]


@pytest.mark.parametrize("x_px", [150.0, 320.0, 500.0])
def test_the_busiest_region_is_the_symbol(camera, x_px):
    camera.show((render(hal_contract.code(1)), Pose(240, x_px)))
    found = region.busy(np.asarray(camera.frame()), 2)
    assert found[0].left <= x_px - 110 and found[0].right >= x_px + 110
    assert found[0].top <= 130 and found[0].bottom >= 350
    assert region.busy(np.zeros((480, 640), np.uint8), 2) == []
    assert region.busy(np.zeros((47, 640), np.uint8), 2) == []
