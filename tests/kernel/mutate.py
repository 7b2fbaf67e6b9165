"""`make mutants`: each instruction of each field machine changed in turn. Who notices: the proof at the start of a
terminal (sm2.prove), or else the tests of the kernels?

Two changes an instruction: it does nothing, and one of its bits is the other way round. What even the tests do not
notice is listed, to be looked at: such a change should make no difference (a carry that cannot be, an offset of 0 taken
away instead of added, a slot's number beyond those there are).
"""

import random
import sys
from collections.abc import Iterator
from types import SimpleNamespace

from hal.engine import program
from hal.engine.machine import Machine
from terminal import sm2, sm3
from terminal.sm2 import P
from tests.kernel import board, cpu, source, values
from tests.kernel.cpu import Core, Processor
from tests.kernel.mpy import Function

_NOTHING = {  # by core and length
    ("ARMv7E-M", 2): b"\x00\xbf", ("ARMv7E-M", 4): b"\xaf\xf3\x00\x80",
    ("ARMv6-M", 2): b"\xc0\x46", ("ARMv6-M", 4): b"\xc0\x46\xc0\x46",
    ("RV32IMC", 2): b"\x01\x00", ("RV32IMC", 4): b"\x13\x00\x00\x00",
}  # fmt: skip
_PAIRS = 400


def mutants(core: Core, code: bytes) -> Iterator[tuple[int, str, bytes]]:
    """(place, what was done, the changed code)."""
    draw = random.Random(len(code))
    at = 0
    while at < len(code):
        length = core.length(code, at)
        if at + length > len(code):
            return
        old = code[at : at + length]
        dropped = _NOTHING[core.name, length]
        bit = draw.randrange(8 * length)
        flipped = (int.from_bytes(old, "little") ^ 1 << bit).to_bytes(length, "little")
        for what, new in (("dropped", dropped), (f"bit {bit}", flipped)):
            if new != old:
                yield at, what, code[:at] + new + code[at + length :]
        at += length


def proved(core: Core, kernel: str, code: bytes) -> bool:
    """Whether a terminal with this code would start."""
    made = _over(core, kernel, code)
    try:
        sm2.prove(Machine("mutant", made, source.load("recode"), sm3.digest).engine)
    except Exception:  # whatever it is, the terminal does not start
        return False
    return True


def tested(core: Core, kernel: str, code: bytes) -> bool:
    """Whether this code passes what tests/desktop/test_kernel_field.py asks."""
    machine = _over(core, kernel, code)
    inverse = pow(1 << machine.R_BITS, -1, P)
    steps = bytes(
        [1, 2, 0, 1, 2, 3, 0, 1, 3, 4, 0, 1, 6, 5, 1, 0, 1, 6, 0, 0, 2, 7, 1, 1, 3, 8, 1, 0, 3, 9, 1, 1]
    ) + program.END  # fmt: skip
    try:
        for a, b in values.pairs(_PAIRS):
            slots = bytearray(a.to_bytes(32, "little") + b.to_bytes(32, "little") + bytes(8 * 32))
            machine.run(steps, slots, 0)
            wanted = [a, b, a * b * inverse, a + b, a - b, b, a * a * inverse, 2 * b, b - a, 0]
            if slots != b"".join((each % P).to_bytes(32, "little") for each in wanted):
                return False
    except Exception:
        return False
    return True


def _over(core: Core, kernel: str, code: bytes) -> SimpleNamespace:
    return board.over(Processor(core, Function(3, code), strict=False), kernel)


def main(names: list[str]) -> int:
    """1 when the boot proof notices less than 99 of 100 changes that make a difference."""
    cpu.RUN_MAX = 2_000_000
    short = 0
    for core in (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC):
        kernel = board.OWN[core.name]
        if names and kernel not in names:
            continue
        code = board.functions(core.march, kernel)["run"].code
        made = list(mutants(core, code))
        survivors = [each for each in made if proved(core, kernel, each[2])]
        late = [each for each in survivors if not tested(core, kernel, each[2])]
        differ = len(made) - len(survivors) + len(late)  # the others do the same as the code as it is
        share = 100 * (1 - len(late) / differ)
        print(f"{kernel}: {len(made)} changes, {differ} make a difference, {share:.2f} % of them noticed at the start")
        short += share < 99
        for at, what, changed in survivors:
            verdict = "noticed by the tests" if (at, what, changed) in late else "makes no difference to any test"
            print(f"  byte {at} {what} ({code[at : at + 4].hex()}): {verdict}", flush=True)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
