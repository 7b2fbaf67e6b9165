"""The field machine in Python integers: what hal/engine/program.py says it does."""

from types import ModuleType, SimpleNamespace

from hal.engine import program
from hal.engine.machine import Machine
from terminal import sm2, sm3
from tests.kernel import source


def run_of(r_bits: int) -> SimpleNamespace:
    """A field machine whose Montgomery form is times 2**r_bits. `steps`: operations done so far, by their number."""
    inverse = pow(1 << r_bits, -1, sm2.P)
    steps = [0] * 8

    def get(slots: bytearray, slot: int) -> int:
        return int.from_bytes(slots[slot * 32 : slot * 32 + 32], "little")

    def run(words: bytes | bytearray, slots: bytearray, at: int) -> None:
        back = times = start = 0
        while True:
            operation, to, a, b = words[at : at + 4]
            at += 4
            steps[operation] += 1
            if operation == program.HALT:
                return
            if operation == program.CALL:
                back, times, start = at, to, 4 * (a | b << 8)
                at = start
                continue
            if operation == program.RET:
                times -= 1
                at = start if times else back
                continue
            if operation == program.LOAD:
                value = get(slots, a | b << 8)
            elif operation in (program.MUL, program.SQUARE):
                value = get(slots, a) * get(slots, b) * inverse
            elif operation == program.ADD:
                value = get(slots, a) + get(slots, b)
            elif operation == program.SUB:
                value = get(slots, a) - get(slots, b)
            else:
                raise ValueError(f"no operation {operation}")
            slots[to * 32 : to * 32 + 32] = (value % sm2.P).to_bytes(32, "little")

    return SimpleNamespace(run=run, R_BITS=r_bits, steps=steps)


def machine(r_bits: int = 256) -> Machine:
    """A machine over it."""
    recode: ModuleType = source.load("recode")
    return Machine("reference", run_of(r_bits), recode, sm3.digest)
