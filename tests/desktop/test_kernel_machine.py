"""What is around the field machines of boards: tables, steps, memory; and the smaller functions in machine code."""

import random
from functools import cache

import pytest

from hal.engine import machine as driver, program
from terminal import sm2
from tests.bench import instruction
from tests.builder import signer
from tests.kernel import board, cpu, reference, source
from tests.kernel.board import OWN
from tests.kernel.xtensa import LX7

CORES = (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC)
by_core = pytest.mark.parametrize("core", CORES, ids=[core.name for core in CORES])
RECODE = source.load("recode")
RAM_MAX_BYTES = 24 * 1024


@cache
def counted():
    return board.engine(cpu.ARMV7EM, "thumb")


def processor(core, name):
    return cpu.Processor(core, board.functions(core.march, "recode")[name])


def test_places_of_slots_are_those_of_the_program():
    at = {name: number * program.SLOT_BYTES for name, number in program.SLOT.items()}
    named = [at[name] for name in ("Z", "EX", "EW", "a", "b", "c", "ONE", "SQUARED", "PLAIN", "B")]
    assert named[:6] == [driver._Z, driver._EX, driver._EW, driver._A, driver._B, driver._C]
    assert named[6:] == [driver._ONE, driver._SQUARED, driver._PLAIN, driver._CURVE_B]
    assert program.G_SLOT * program.SLOT_BYTES == driver._G_TABLE
    assert program.KEY_SLOT * program.SLOT_BYTES == driver._KEY_TABLE
    assert (program.KEY_SLOT + program.INVERSE) * program.SLOT_BYTES == driver._INVERSES


@by_core
def test_digits_of_several_scalars_are_those_of_each(core):
    digits = processor(core, "digits")
    draw = random.Random(3)
    for length, count in ((8, 8), (32, 2)):
        scalars = [bytes(length), b"\xff" * length, *(draw.randbytes(length) for _ in range(count - 2))]
        wanted = bytearray()
        for scalar in scalars:
            each = bytearray(8 * length + 1)
            RECODE.digits(scalar, 1, length, each)
            wanted += each
        out = bytearray(len(wanted))
        digits.call(b"".join(scalars), count, length, out)
        assert out == wanted


@by_core
def test_bytes_are_turned_at_any_place(core):
    turn = processor(core, "turn")
    given = random.Random(1).randbytes(70)
    for at, to in ((0, 0), (1, 32), (38, 7)):
        out = bytearray(b"\x77" * 64)
        turn.call(given, at, out, to)
        assert out == b"\x77" * to + given[at : at + 32][::-1] + b"\x77" * (32 - to)


@by_core
def test_a_pause_ends_with_the_next_halt(core):
    pause = processor(core, "pause")
    word = bytes([program.MUL, 0, 0, 0])
    script = word + program.END + program.END + word + word + program.END
    assert [pause.call(script, at) for at in (0, 4, 8, 12, 16, 20)] == [8, 8, 12, 24, 24, 24]


def times(k, x, y):
    """k times an affine point, in Python integers."""
    total = (1, 1, 0)
    for bit in bin(k)[2:]:
        if total[2]:
            total = sm2._double(total)
        if bit == "1":
            total = sm2._add_affine(total, x, y)
    i = sm2.inverse(total[2], sm2.P)
    return total[0] * i * i % sm2.P, total[1] * i * i * i % sm2.P


@pytest.mark.parametrize("made", ["reference", "thumb"])
def test_a_table_holds_odd_multiples_of_four_points(made):
    machine, r_bits = (reference.machine(260), 260) if made == "reference" else (counted().machine, 256)
    for name in (None, "issuer"):
        if name:
            xy = signer.public_xy(name)
            key = machine.engine.decode(xy)
            sm2.finish(machine.engine.prepare(key))
            table = key.table[0]
        else:
            xy = sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
            table = machine._slots[driver._G_TABLE : driver._KEY_TABLE]
        assert len(table) == 2048
        x, y = int.from_bytes(xy[:32], "big"), int.from_bytes(xy[32:], "big")
        for part in range(4):
            for entry in range(8):
                px, py = times((2 * entry + 1) << 64 * part, x, y)
                at = 64 * (8 * part + entry)
                wanted = [(value << r_bits) % sm2.P for value in (px, 2 * py)]
                held = [int.from_bytes(table[place : place + 32], "little") for place in (at, at + 32)]
                assert held == wanted, (name, part, entry)


def test_a_start_and_its_steps_are_short():
    """A start was 4.4 million instructions of ARMv7E-M with an inversion for each point, and without `scripts_hold`."""
    made = board.engine(cpu.ARMV7EM, "thumb")
    assert 500_000 < made.instructions < 2_000_000
    engine = made.machine.engine
    xy = signer.public_xy("user")
    verifying = instruction.longest(made, engine.verify(engine.decode(xy), bytes(32), signer.sign("user", b"")))
    preparing = instruction.longest(made, engine.prepare(engine.decode(xy)))
    assert 0 < verifying < 0.25
    assert 0 < preparing < 0.25


@pytest.mark.parametrize("core", [*CORES, LX7], ids=[*(core.name for core in CORES), LX7.name])
def test_memory_of_an_engine_and_the_table_of_an_issuer(core):
    kernel = OWN[core.name]
    buffers = board.buffer_bytes(reference.machine(), kernel) + instruction.TABLE_BYTES
    assert 11_500 < buffers < 13_500
    assert buffers + board.code_bytes(core, kernel) <= RAM_MAX_BYTES
