"""SM3 of boards: the machine code of its compression, executed, against the reference and other people's."""

import hashlib
import random
from functools import cache

import pytest

from hal.engine import sm3 as digests
from terminal import sm3
from tests.kernel import board, cpu
from tests.kernel.board import SM3_VIPER
from tests.kernel.xtensa import LX7

THUMB = (cpu.ARMV7EM, "sm3_thumb")
VIPERS = [(core, SM3_VIPER) for core in (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC)]
each_compression = pytest.mark.parametrize(
    "made", [THUMB, *VIPERS], ids=["thumb", *(f"viper-{core.name}" for core, _ in VIPERS)]
)
BEHIND_STATE = cpu._DATA + 32 + 64  # where a processor lays the buffer that comes after the state
# GB/T 32905 annex A, and nothing at all.
STANDARD = (
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
)


@cache
def processor(core, compression):
    return board.processor(core, board.functions(core.march, compression)[board.compress_name(compression)], True)


def digest_of(core, compression):
    return board.digest_over(processor(core, compression), compression)


def check(digest, lengths=range(201)):
    """That `digest` is SM3, by the standard's examples and the reference, a message a length; raises AssertionError."""
    for message, wanted in STANDARD:
        assert digest(message).hex() == wanted
    draw = random.Random(9)
    for length in lengths:
        message = draw.randbytes(length)
        assert digest(message) == sm3.digest(message), length
    for message in (bytes(64), b"\xff" * 64, b"\x80" * 56, b"\xff" * 255):
        assert digest(message) == sm3.digest(message)


@each_compression
def test_it_is_sm3(made):
    check(digest_of(*made), range(201) if made is THUMB else (1, 3, 55, 56, 63, 64, 65, 119, 120, 128, 200))


def test_it_is_sm3_on_xtensa():
    check(digest_of(LX7, SM3_VIPER), (55, 56, 120))


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_long_messages_are_those_of_openssl():
    draw = random.Random(4)
    for length in (512, 518, 1000, 4096, 65_537):
        message = draw.randbytes(length)
        assert digest_of(*THUMB)(message) == hashlib.new("sm3", message).digest(), length


@each_compression
def test_parts_are_one_message(made):
    digest = digest_of(*made)
    assert digest() == digest(b"") == sm3.digest()
    assert digest(b"a", b"", memoryview(b"xbx")[1:2], bytearray(b"c")) == sm3.digest(b"abc")
    assert type(digest(b"abc")) is bytes


def test_a_message_may_begin_anywhere_and_is_left_alone():
    run = processor(*THUMB)
    message = random.Random(5).randbytes(192)
    for count in (1, 3):
        wanted = bytearray(range(32))
        run.call(wanted, message, count)
        for offset in range(1, 4):
            state, whole = bytearray(range(32)), bytearray(offset) + message
            run.call(state, BEHIND_STATE + offset, count, whole)
            assert state == wanted
            assert whole == bytearray(offset) + message


def test_blocks_are_those_of_the_padded_message():
    taken = []
    digest = digests.digester(lambda state, blocks, count: taken.append((len(state), len(blocks), count)))
    for length in (0, 55, 56, 64, 119, 120, 512):
        digest(bytes(length))
    assert taken == [(32, 64 * blocks, blocks) for blocks in (1, 1, 2, 2, 2, 3, 9)]


def test_instructions_a_block_of_thumb():
    run = processor(*THUMB)
    counts = []
    for blocks in (1, 2, 9):
        before = run.count
        run.call(bytearray(32), bytes(64 * blocks), blocks)
        counts.append(run.count - before)
    assert counts[1] - counts[0] == (counts[2] - counts[1]) / 7 < 2300
