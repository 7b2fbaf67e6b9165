"""Modules to bytes: the grid of each version against an encoder, and what must never be taken for a payload."""

import numpy as np
import pytest
import segno

from hal.desktop.reading import symbol_code
from hal.desktop.reading.symbol_grid import VERSIONS, grid
from tests.desktop.test_hal_reed_solomon import encoded
from tests.rig import hal_contract

CODES = [(12, "L", 332), (12, "L", 364), (14, "M", 362), (15, "M", 363), (15, "M", 364)]


def drawn(payload, error="L", mask=None):
    return segno.make(payload, mode="byte", error=error, boost_error=False, micro=False, mask=mask)


def soft_of(symbol, certain=8.0):
    modules = np.array([list(row) for row in symbol.matrix])
    return np.where(modules, -certain, certain).astype(np.float32)


def payload_of(soft, form, quick=False):
    return symbol_code.payload(symbol_code.read(soft, form, quick), form)


@pytest.mark.parametrize("version, error, length", CODES)
def test_what_an_encoder_draws_is_read(version, error, length):
    form = grid(version)
    masks = set()
    for seed in range(12):
        payload = hal_contract.payload(seed, length)
        symbol = drawn(payload, error, seed % 8)
        assert symbol.version == version
        soft = soft_of(symbol)
        assert (np.sign(soft)[form.known] == form.level[form.known]).all()
        reading = symbol_code.read(soft, form)
        assert symbol_code.payload(reading, form) == payload
        assert reading.mask == symbol.mask
        where, level = symbol_code.modules(reading, form)
        assert (level[where] == np.sign(soft)[where]).all()
        assert where.sum() == len(form.places)
        masks.add(reading.mask)
    assert masks == set(range(8))


def test_the_numbers_of_the_standard():
    assert [len(grid(version).places) // 8 for version in VERSIONS] == [466, 581, 655]
    assert [grid(version).side for version in VERSIONS] == [65, 73, 77]
    for version in VERSIONS:
        form = grid(version)
        assert sorted(np.concatenate(form.blocks).tolist()) == list(range(len(form.places) // 8))
        for number in range(len(form.blocks)):
            assert len(symbol_code.check_modules(form, number)[0]) == 8 * form.checks


def wrong_words(soft, form, block, count, certain):
    """Turn a bit in so many words of a block, as certain as that."""
    out = soft.copy()
    for word in form.blocks[block][:count]:
        row, column = form.places[8 * word]
        out[row, column] = -np.sign(out[row, column]) * certain
    return out


def test_words_that_are_doubted_cost_one_check_word_and_believed_ones_two():
    form, payload = grid(12), hal_contract.payload(1)
    soft = soft_of(drawn(payload))
    assert payload_of(wrong_words(soft, form, 2, 20, 0.1), form) == payload
    assert payload_of(wrong_words(soft, form, 2, 21, 0.1), form) is None
    assert payload_of(wrong_words(soft, form, 2, 10, 9.0), form) == payload
    assert payload_of(wrong_words(soft, form, 2, 11, 9.0), form) is None
    reading = symbol_code.read(wrong_words(soft, form, 2, 21, 0.1), form)
    assert [words is None for words in reading.words] == [False, False, True, False]
    reading = symbol_code.read(wrong_words(soft, form, 0, 21, 0.1), form, quick=True)
    assert reading.words == [None] * 4


def test_the_format_is_read_though_half_of_it_is_gone():
    form, payload = grid(12), hal_contract.payload(2)
    soft = soft_of(drawn(payload))
    rows, columns = form.format_places.T
    soft[rows[:18], columns[:18]] = 0
    assert payload_of(soft, form) == payload


def reencoded(form, data):
    """Soft values of a symbol of mask 0 with these data words, and nothing else right but its format."""
    soft = form.level * 8
    soft[tuple(form.format_places.T)] = form.formats[0] * 8
    at = 0
    for block in form.blocks:
        size = len(block) - form.checks
        words = encoded(np.frombuffer(data[at : at + size], np.uint8), form.checks)
        at += size
        bits = np.unpackbits(words).astype(bool)
        places = (block[:, None] * 8 + np.arange(8)).ravel()
        soft[tuple(form.places[places].T)] = np.where(bits ^ form.masks[0][places], -8, 8)
    return soft


@pytest.mark.parametrize(
    "head, expected",
    [
        ("40005 68656c6c6f 0", b"hello"),
        ("40000 0", b""),
        ("20005", None),  # alphanumeric
        ("70005", None),  # another character set is announced
        ("00000", None),  # the end at once
    ],
)
def test_only_bytes_are_a_payload(head, expected):
    data = bytes.fromhex(head.replace(" ", "").ljust(2 * 370, "0"))
    form = grid(12)
    assert payload_of(reencoded(form, data), form) == expected


def test_the_longest_payload_that_fits_and_one_more():
    form = grid(12)
    for count, fits in ((367, True), (368, False)):
        data = ((4 << 16 | count) << (8 * 370 - 20)).to_bytes(370, "big")
        assert payload_of(reencoded(form, data), form) == (bytes(367) if fits else None)


def test_noise_is_never_read():
    """Symbols of noise, of every certainty; `test_hal_reed_solomon` has 20,000 words of it."""
    random = np.random.default_rng(1)
    form = grid(12)
    for number in range(2_000):
        soft = random.standard_normal((65, 65), np.float32) * (0.5 + number % 40)
        assert symbol_code.read(soft, form, quick=number % 20 > 0).words.count(None) == 4


def test_symbols_too_noisy_are_refused_and_never_misread():
    """True symbols under noise about as strong as can be borne: read rightly or not at all."""
    random = np.random.default_rng(2)
    form = grid(12)
    clean = [(payload, soft_of(drawn(payload), 1.0)) for payload in map(hal_contract.payload, range(5))]
    read = 0
    for number in range(600):
        payload, soft = clean[number % 5]
        noisy = soft + random.standard_normal(soft.shape, np.float32) * (0.3 + 0.3 * (number % 100) / 100)
        found = payload_of(noisy * 6, form, quick=number % 3 > 0)
        assert found in (None, payload)
        read += found is not None
    assert 100 < read < 500
