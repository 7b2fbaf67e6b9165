"""Reed-Solomon words corrected, and never corrected to what they were not."""

import numpy as np
import pytest

from hal.desktop.reading.reed_solomon import corrected, syndromes

CHECKS, SPARE = 24, 4


def _product(a, b):
    out = 0
    while b:
        out ^= a * (b & 1)
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return out


def encoded(data, checks):
    """Data with its check bytes: the remainder of a division, the way the standard has it."""
    generator, root = [1], 1
    for _ in range(checks):
        generator = [a ^ _product(b, root) for a, b in zip([*generator, 0], [0, *generator], strict=True)]
        root = _product(root, 2)
    rest = [0] * checks
    for value in data.tolist():
        lead = value ^ rest[0]
        rest = [a ^ _product(lead, b) for a, b in zip([*rest[1:], 0], generator[1:], strict=True)]
    return np.concatenate((data, np.array(rest, np.uint8)))


def word(random, size=117, checks=CHECKS):
    return encoded(random.integers(0, 256, size - checks, dtype=np.uint8), checks)


def damaged(random, good, erased, wrong):
    """(word, erased places): some bytes changed, some anything."""
    places = random.permutation(len(good))[: erased + wrong].tolist()
    out = good.copy()
    for place in places[:erased]:
        out[place] = random.integers(256)
    for place in places[erased:]:
        out[place] ^= random.integers(1, 256)
    return out, places[:erased]


def test_an_example_of_the_standard():
    """Annex I of ISO/IEC 18004: 01234567 in version 1-M."""
    data = np.frombuffer(bytes.fromhex("10200c566180ec11ec11ec11ec11ec11"), np.uint8)
    checks = np.frombuffer(bytes.fromhex("a524d4c1ed36c7872c55"), np.uint8)
    whole = np.concatenate((data, checks))
    assert not syndromes(whole, 10).any()
    whole[[0, 7, 25]] ^= 0x55
    assert (corrected(whole, 10)[:16] == data).all()


@pytest.mark.parametrize("erased", range(0, 21, 2))
def test_everything_within_the_margin_is_corrected(erased):
    random = np.random.default_rng(erased)
    for checks, size in ((24, 116), (24, 117), (24, 64), (30, 255)):
        for _ in range(4):
            good = word(random, size, checks)
            broken, places = damaged(random, good, erased, (checks - SPARE - erased) // 2)
            assert (corrected(broken, checks, places, SPARE) == good).all()


def test_a_code_word_stays_as_it_is():
    good = word(np.random.default_rng(1))
    assert (corrected(good, CHECKS, (), SPARE) == good).all()
    assert (corrected(good, CHECKS, range(20), SPARE) == good).all()


@pytest.mark.parametrize("erased, wrong", [(0, 11), (2, 10), (10, 6), (18, 2), (20, 1), (0, 12)])
def test_one_more_than_the_margin_is_refused(erased, wrong):
    """Without the margin some would be corrected: it is the margin that refuses."""
    random = np.random.default_rng(wrong)
    for _ in range(10):
        good = word(random)
        broken, places = damaged(random, good, erased, wrong)
        assert corrected(broken, CHECKS, places, SPARE) is None
        if 2 * wrong + erased <= CHECKS:
            assert (corrected(broken, CHECKS, places, 0) == good).all()


def test_too_many_erasures_are_refused():
    good = word(np.random.default_rng(3))
    good[0] ^= 1
    assert corrected(good, CHECKS, range(20), SPARE) is not None
    assert corrected(good, CHECKS, range(21), SPARE) is None


def test_noise_is_never_corrected():
    """20,000 random words, with the erasures that make it likeliest: 2.3e-10 each by the arithmetic of the module."""
    random = np.random.default_rng(4)
    for _ in range(20_000):
        noise = random.integers(0, 256, 117, dtype=np.uint8)
        assert corrected(noise, CHECKS, range(20), SPARE) is None


def test_the_arithmetic_of_a_false_correction():
    """With 1 spare word instead of 4 it is 1 in 256 for each random word: so the formula is about this code."""
    random = np.random.default_rng(5)
    met = sum(
        corrected(random.integers(0, 256, 117, dtype=np.uint8), CHECKS, range(23), 1) is not None for _ in range(5_000)
    )
    assert 5 <= met <= 40  # 19.5 expected
