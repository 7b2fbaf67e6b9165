"""The hard frames themselves: what a measurement relies on."""

from itertools import islice

import numpy as np
import pytest

from tests.bench.contest import plain_zxing
from tests.frames import KINDS, film, frame, frames

NUMBERS = 4
LENGTH_BYTES = 364


@pytest.fixture(scope="module")
def drawn():
    return {kind: [frame(kind, 1, number) for number in range(NUMBERS)] for kind in KINDS}


def test_classes_take_turns(drawn):
    for kind, one in zip(KINDS, frames(1, 1), strict=True):
        assert one.kind == kind and one.payloads == drawn[kind][0].payloads
        assert np.array_equal(one.pixels, drawn[kind][0].pixels)


def test_the_seed_decides_every_pixel():
    for kind in ("motion", "several", "none"):
        first, again, other = (frame(kind, seed, 2) for seed in (3, 3, 4))
        assert np.array_equal(first.pixels, again.pixels) and first.payloads == again.payloads
        assert not np.array_equal(first.pixels, other.pixels)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_frame_says_it_carries_is_in_it(drawn, kind):
    """Plain ZXing reads some of each class, and never anything else."""
    some = False
    for one in drawn[kind]:
        assert one.kind == kind
        assert one.pixels.dtype == np.uint8 and one.pixels.shape in ((480, 640), (720, 1280))
        assert all(len(payload) == LENGTH_BYTES and payload[0] == 0x80 for payload in one.payloads)
        found = plain_zxing(one.pixels)
        assert found <= set(one.payloads)
        some = some or found == set(one.payloads)
    assert some


def test_how_many_codes_each_class_shows(drawn):
    for kind, shown in drawn.items():
        counts = {len(set(one.payloads)) for one in shown}
        if kind == "several":
            assert counts <= {2, 3} and min(counts) == 2
        else:
            assert counts == ({0} if kind == "none" else {1})


def test_codes_differ_from_frame_to_frame_and_share_their_issuer(drawn):
    shown = {payload for one in drawn["rotation"] + drawn["tilt"] for payload in one.payloads}
    assert len(shown) > NUMBERS
    assert len({payload[3:120] for payload in shown}) == 1


def test_a_film_goes_on_from_frame_to_frame():
    shown = list(islice(film(1, 0), 3))
    again = list(islice(film(1, 0), 3))
    other = next(film(1, 1))
    assert [np.array_equal(a.pixels, b.pixels) for a, b in zip(shown, again, strict=True)] == [True] * 3
    assert len({one.payloads for one in shown}) == 1 and {one.kind for one in shown} == {"film"}
    assert not np.array_equal(shown[0].pixels, other.pixels)
    # the same hall behind it: most pixels change by no more than noise
    change = np.abs(shown[0].pixels.astype(int) - shown[1].pixels)
    assert 0 < np.median(change) < 15
