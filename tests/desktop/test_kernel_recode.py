"""Digits and scripts of boards: executed, and compared with what they mean."""

import random
from itertools import pairwise

import pytest

from hal.engine import program
from hal.engine.program import SCRIPT_MAX_BYTES
from tests.kernel import board, cpu, reference, source

CORES = (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC)
by_core = pytest.mark.parametrize("core", CORES, ids=[core.name for core in CORES])
RECODE = source.load("recode")
MACHINE = reference.machine()
JOBS = ((MACHINE._fresh, 257, 2), (MACHINE._split, 65, 8))
# The most digits that are not 0: one in five, and the worst of their places is the caller's to find.
DENSE = sum(1 << bit for bit in range(0, 256, 5))


def scalars(bits, count):
    draw = random.Random(bits)
    edge = [0, 1, 2, 15, 16, 17, 31, 32, (1 << bits) - 1, 1 << (bits - 1), (1 << bits) - 16, (1 << bits) - 17]
    edge += [DENSE % (1 << bits), DENSE * 15 % (1 << bits), DENSE * 17 % (1 << bits)]
    return edge + [draw.randrange(1 << bits) for _ in range(count)]


def value(digits):
    return sum((digit - 256 if digit > 127 else digit) << place for place, digit in enumerate(digits))


def processor(core, module, name):
    return cpu.Processor(core, board.functions(core.march, module)[name])


def check_digits(digits):
    """That machine code writes such digits; raises AssertionError."""
    for bits, count in ((64, 8), (256, 2)):  # as they are for one signature
        some = b"".join(scalar.to_bytes(bits // 8, "little") for scalar in scalars(bits, 5)[-count:])
        out, meant = bytearray(count * (bits + 1)), bytearray(count * (bits + 1))
        digits(some, count, bits // 8, out)
        RECODE.digits(some, count, bits // 8, meant)
        assert out == meant
    for bits in (64, 256):
        for scalar in scalars(bits, 20):
            out, meant = bytearray(bits + 1), bytearray(bits + 1)
            digits(scalar.to_bytes(bits // 8, "little"), 1, bits // 8, out)
            RECODE.digits(scalar.to_bytes(bits // 8, "little"), 1, bits // 8, meant)
            assert out == meant
            assert value(out) == scalar
            set_places = [place for place, digit in enumerate(out) if digit]
            assert all(out[place] in (*range(1, 16, 2), *range(241, 256, 2)) for place in set_places)
            assert all(b - a >= 5 for a, b in pairwise(set_places))


@by_core
def test_digits_are_signed_odd_and_rare(core):
    check_digits(processor(core, "recode", "digits").call)


def strings(length, count, seed):
    """Digits of as many random scalars."""
    draw = random.Random(seed)
    out = bytearray()
    for _ in range(count):
        each = bytearray(length)
        RECODE.digits(draw.randbytes(length // 8), 1, length // 8, each)
        out += each
    return out


def worst(length, count):
    """As many digits as there can be, at different places in each string, so that doublings are split most."""
    out = bytearray()
    for string in range(count):
        each = bytearray(length)
        for place in range(string % 5, length, 5):
            each[place] = 255
        out += each
    return out


def check_plan(plan):
    """That machine code writes the same scripts as the source in Python; raises AssertionError."""
    for job, length, count in JOBS:
        for digits in (strings(length, count, 1), worst(length, count), bytearray(length * count)):
            script, meant = bytearray(SCRIPT_MAX_BYTES), bytearray(SCRIPT_MAX_BYTES)
            written = plan(script, digits, job, length)
            assert written == RECODE.plan(meant, digits, job, length)
            assert script == meant


@by_core
def test_a_script_is_the_same_as_in_python(core):
    check_plan(processor(core, "recode", "plan").call)


def check_turn(turn):
    """That machine code turns 32 bytes round and leaves all others; raises AssertionError."""
    source = bytes(range(1, 101))
    for at, to in ((0, 0), (1, 5), (68, 0), (32, 68)):
        out = bytearray(100)
        turn(source, at, out, to)
        assert out == bytes(to) + source[at : at + 32][::-1] + bytes(68 - to)


def check_pause(pause):
    """That machine code finds the place behind the next HALT; raises AssertionError."""
    script = bytearray(b"\1\0\0\0" * 300)
    for halt in (0, 1, 2, 65, 299):
        script[4 * halt] = 0
        for begin in (0, halt - 1, halt):
            if begin >= 0:
                assert pause(bytes(script), 4 * begin) == 4 * halt + 4
        script[4 * halt] = 255


@by_core
def test_numbers_are_turned_and_halts_found(core):
    check_turn(processor(core, "recode", "turn").call)
    check_pause(processor(core, "recode", "pause").call)


def test_the_longest_script_fits():
    longest = 0
    for job, length, count in JOBS:
        script = bytearray(2 * SCRIPT_MAX_BYTES)
        longest = max(longest, RECODE.plan(script, worst(length, count), job, length))
    assert longest <= SCRIPT_MAX_BYTES
    assert longest > SCRIPT_MAX_BYTES // 2, "the bound is far too generous"


def test_a_script_computes_the_sum_and_pauses():
    for job, length, count in JOBS:
        script = bytearray(SCRIPT_MAX_BYTES)
        written = RECODE.plan(script, strings(length, count, 5), job, length)
        words = [script[at : at + 4] for at in range(0, written, 4)]
        assert words[-1] == program.END
        assert words.count(program.END) == max(1, (length - 1) // 32) + (length > 65) - (length > 65)
        since = 0
        for word in words:
            since = 0 if word == program.END else since + (word[1] if word[0] == program.CALL else 0)
            assert since < 32 + 16 + 4 * count + 128


def test_a_script_of_nothing_is_one_halt():
    for job, length, count in JOBS:
        script = bytearray(SCRIPT_MAX_BYTES)
        assert RECODE.plan(script, bytearray(length * count), job, length) == 4
        assert script[:4] == program.END
