"""The field machines of boards: what mpy-cross made of them is executed and compared with Python integers."""

import pytest

from hal.engine import program
from sim.codegen import __main__ as writer
from terminal.sm2 import P
from tests.kernel import board, cpu, mpy, qemu_xtensa, source, values
from tests.kernel.board import OWN, VIPER
from tests.kernel.xtensa import LX7, Xtensa

CORES = (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC)
MACHINES = (
    [(core, OWN[core.name], 300) for core in CORES] + [(LX7, "xtensa", 60)] + [(core, VIPER, 40) for core in CORES]
)
IDS = [f"{kernel}-{core.name}" for core, kernel, _ in MACHINES]
ZERO = bytes(program.SLOT_BYTES)


def field(core, kernel, strict=False):
    return board.field_of(core, kernel, {}, strict)


def slots_of(*numbers, more=8):
    return bytearray(b"".join(number.to_bytes(32, "little") for number in numbers) + ZERO * more)


def word(operation, to, a, b):
    return bytes([operation, to, a, b])


def in_slots(slots):
    return [int.from_bytes(slots[at : at + 32], "little") for at in range(0, len(slots), 32)]


@pytest.mark.parametrize(("core", "kernel", "count"), MACHINES, ids=IDS)
def test_every_operation_is_that_of_integers(core, kernel, count):
    machine = field(core, kernel)
    inverse = pow(1 << machine.R_BITS, -1, P)
    steps = b"".join(
        word(*each)
        for each in (
            (program.MUL, 2, 0, 1), (program.ADD, 3, 0, 1), (program.SUB, 4, 0, 1), (program.LOAD, 5, 1, 0),
            (program.SQUARE, 6, 0, 0), (program.ADD, 7, 1, 1), (program.SUB, 8, 1, 0), (program.SUB, 9, 1, 1),
            (program.MUL, 10, 1, 1),
        )
    ) + program.END  # fmt: skip
    careful = field(core, kernel, strict=True)
    for number, (a, b) in enumerate(values.pairs(count)):
        slots = slots_of(a, b, more=9)
        (careful if number < 5 else machine).run(steps, slots, 0)
        wanted = [a, b, a * b * inverse, a + b, a - b, b, a * a * inverse, 2 * b, b - a, 0, b * b * inverse]
        assert in_slots(slots) == [each % P for each in wanted], (hex(a), hex(b))


@pytest.mark.parametrize(("core", "kernel", "count"), MACHINES, ids=IDS)
def test_a_slot_may_be_result_and_operand_at_once(core, kernel, count):
    machine = field(core, kernel)
    inverse = pow(1 << machine.R_BITS, -1, P)
    for a, b in values.pairs(8):
        for operation, value in ((program.MUL, a * b * inverse), (program.ADD, a + b), (program.SUB, a - b)):
            for to in (0, 1):
                slots = slots_of(a, b)
                machine.run(word(operation, to, 0, 1) + program.END, slots, 0)
                assert in_slots(slots)[to] == value % P
                assert in_slots(slots)[1 - to] == (a, b)[1 - to]
        squares = (program.MUL, a * a * inverse), (program.SQUARE, a * a * inverse)
        for operation, value in (*squares, (program.ADD, a + a), (program.SUB, 0)):
            slots = slots_of(a)
            machine.run(word(operation, 0, 0, 0) + program.END, slots, 0)
            assert in_slots(slots)[0] == value % P


@pytest.mark.parametrize(("core", "kernel", "count"), MACHINES, ids=IDS)
def test_calls_and_places_of_programs(core, kernel, count):
    machine = field(core, kernel)
    routine = word(program.ADD, 0, 0, 1) + word(program.RET, 0, 0, 0)
    twice = bytes(4 * 300) + routine  # beyond the first byte of a word number
    for times in (1, 2, 129, 255):
        call = word(program.CALL, times, 300 & 255, 300 >> 8)
        words = twice + call + word(program.ADD, 2, 2, 1) + call + program.END
        slots = slots_of(0, 3)
        machine.run(words, slots, len(twice))
        assert in_slots(slots)[:3] == [6 * times, 3, 3]


@pytest.mark.parametrize(("core", "kernel", "count"), MACHINES, ids=IDS)
def test_every_slot_of_a_terminal_is_within_reach(core, kernel, count):
    machine = field(core, kernel)
    slots = slots_of(*range(1, program.SLOTS + 1), more=2)
    last = program.SLOTS - 1
    words = word(program.LOAD, 0, last & 255, last >> 8) + word(program.LOAD, last, 1, 0)
    machine.run(words + word(program.ADD, last - 1, last - 2, last) + program.END, slots, 0)
    wanted = list(range(1, program.SLOTS + 1)) + [0, 0]
    wanted[0], wanted[last] = program.SLOTS, 2
    wanted[last - 1] = last - 1 + 2
    assert in_slots(slots) == wanted


@pytest.mark.skipif(not qemu_xtensa.installed(), reason="qemu-xtensa is not installed (Debian: qemu-user)")
def test_the_interpreter_of_xtensa_does_what_qemu_does():
    for seed in range(3):
        assert qemu_xtensa.compare(seed)


def test_runs_of_xtensa_do_what_its_instructions_do_one_by_one():
    code = board.functions(LX7.march, "xtensa")["run"]
    counts = []
    for by_runs in (False, True):
        processor = Xtensa(code, by_runs)
        slots, machine = slots_of(*values.edges()[:40]), board.over(processor, "xtensa")
        for seed in range(3):
            machine.run(qemu_xtensa.words(seed), slots, 12)
        counts.append((processor.count, bytes(slots)))
    assert counts[0] == counts[1]
    assert counts[0][0] > 50_000


@pytest.mark.parametrize("by_runs", [False, True])
def test_what_xtensa_cannot_do_is_a_fault(by_runs):
    good = board.functions(LX7.march, "xtensa")["run"].code
    for code in (good[:-30], good[:40] + bytes(3) + good[43:], good.replace(b"\x22\x61", b"\x22\xe1", 1)):
        processor = Xtensa(mpy.Function(mpy.ASSEMBLER, code), by_runs)
        with pytest.raises(cpu.Fault):
            board.over(processor, "xtensa").run(word(program.MUL, 2, 0, 1) + program.END, slots_of(5, 6), 0)
    endless = Xtensa(mpy.Function(mpy.ASSEMBLER, good), by_runs)
    endless.most = 1_000
    with pytest.raises(cpu.Fault, match="an end"):
        board.over(endless, "xtensa").run(word(program.CALL, 255, 0, 0) * 2, slots_of(5, 6), 0)


def test_files_are_what_the_generator_writes():
    for name, text in writer.files().items():
        path = source.path_of(name.removesuffix(".py"))
        assert path.read_text(encoding="utf-8") == text, f"{name}: run `make kernels`"


def test_a_core_that_lacks_an_instruction_says_so():
    with pytest.raises(cpu.Fault):
        other = board.functions(cpu.ARMV7EM.march, "thumb")["run"]
        cpu.Processor(cpu.ARMV6M, other).call(program.END, bytearray(64), 0)


def test_memory_that_is_not_aligned_is_a_fault():
    run = cpu.Processor(cpu.ARMV7EM, board.functions(cpu.ARMV7EM.march, "thumb")["run"])
    with pytest.raises(cpu.Fault, match="aligned"):
        run.call(b"\0" + program.END + bytes(3), bytearray(64), 1)
