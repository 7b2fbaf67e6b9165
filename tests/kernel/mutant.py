"""Machine code of boards with one instruction changed, and who notices: the proof at the start of a terminal (its
field arithmetic, then sm2.prove), or the tests of the kernels.

Two changes an instruction: it does nothing, and one of its bits, drawn by lot, is the other way round.
"""

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace

from hal.engine import program, proof
from hal.engine.machine import Machine
from terminal import sm2, sm3
from terminal.sm2 import P
from tests.kernel import board, cpu, source, values
from tests.kernel.board import VIPER
from tests.kernel.cpu import Core, Processor
from tests.kernel.mpy import ASSEMBLER, Function
from tests.kernel.xtensa import LX7, Lx7, Xtensa

_NOTHING = {  # by core and length
    ("ARMv7E-M", 2): b"\x00\xbf", ("ARMv7E-M", 4): b"\xaf\xf3\x00\x80",
    ("ARMv6-M", 2): b"\xc0\x46", ("ARMv6-M", 4): b"\xc0\x46\xc0\x46",
    ("RV32IMC", 2): b"\x01\x00", ("RV32IMC", 4): b"\x13\x00\x00\x00",
    ("Xtensa LX7", 2): b"\x3d\xf0", ("Xtensa LX7", 3): b"\xf0\x20\x00",
}  # fmt: skip
_BLX_R3 = b"\x98\x47"
_SHORT = 200_000  # instructions of one call that does three operations
_LONG = 2_000_000  # of any other
_CALLS = 1_000  # of a function of recode in one proof, which needs a tenth of them
_LONG_VIPER = 12_000_000
_PAIRS = 400


@dataclass(frozen=True, slots=True)
class Kernel:
    """Machine code that is changed. name: for people; module and function: where it is in hal/engine/."""

    name: str
    core: Core | Lx7
    module: str
    function: str

    @property
    def code(self) -> bytes:
        """As mpy-cross made it."""
        return self._whole.code

    @property
    def compiled(self) -> bool:
        """Whether mpy-cross chose its instructions."""
        return self._whole.kind != ASSEMBLER

    @property
    def begin(self) -> int:
        """Where our code begins. In front of it viper functions have what MicroPython writes: it counts the arguments,
        finds the table of functions and has each argument made into a number, which here is only pretended.
        """
        if not self.compiled:
            return 0
        calls = [at for at, length in _all_places(self) if self.code[at : at + length] == _BLX_R3]
        return calls[_text(self.module).__dict__[self.function].__code__.co_argcount] + len(_BLX_R3)

    @property
    def _whole(self) -> Function:
        return board.functions(self.core.march, self.module)[self.function]

    def processor(self, code: bytes, most: int = _LONG) -> Processor | Xtensa:
        """One with other code loaded. most: instructions of a call; if few, those of Xtensa are done one by one."""
        function = Function(self._whole.kind, code)
        if isinstance(self.core, Lx7):
            made: Processor | Xtensa = Xtensa(function, by_runs=most > _SHORT)
        else:
            made = Processor(self.core, function, strict=False)
        made.most = most
        return made


FIELDS = tuple(
    Kernel(board.OWN[core.name], core, board.OWN[core.name], "run")
    for core in (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC, LX7)
)
OTHERS = (
    Kernel("viper", cpu.ARMV7EM, VIPER, "_run"),
    *(Kernel(each, cpu.ARMV7EM, "recode", each) for each in board.RECODE),
    Kernel("sm3_viper", cpu.ARMV7EM, "sm3_viper", "_compress"),
    Kernel("sm3_thumb", cpu.ARMV7EM, "sm3_thumb", "compress"),
)
KERNELS = {each.name: each for each in FIELDS + OTHERS}


@dataclass(frozen=True, slots=True)
class Mutant:
    """at: the byte at which the instruction begins. what: was done. code: all of it."""

    at: int
    what: str
    code: bytes


def places(kernel: Kernel) -> list[tuple[int, int]]:
    """Where its instructions begin, and their lengths."""
    begin = kernel.begin
    return [place for place in _all_places(kernel) if place[0] >= begin]


def _all_places(kernel: Kernel) -> Iterator[tuple[int, int]]:
    code = kernel.code
    at = 0
    while at < len(code):
        length = kernel.core.length(code, at)
        if at + length <= len(code):
            yield at, length
        at += length


def mutants(kernel: Kernel) -> Iterator[Mutant]:
    """All of them, the same ones every time."""
    code = kernel.code
    draw = random.Random(len(code))
    for at, length in places(kernel):
        old = code[at : at + length]
        bit = draw.randrange(8 * length)
        flipped = (int.from_bytes(old, "little") ^ 1 << bit).to_bytes(length, "little")
        for what, new in (("dropped", _NOTHING[kernel.core.name, length]), (f"bit {bit}", flipped)):
            if new != old:
                yield Mutant(at, what, code[:at] + new + code[at + length :])


def starts(kernel: Kernel, code: bytes) -> bool:
    """Whether a terminal with this code would start."""
    try:
        return _STARTS.get(kernel.name, _field_starts)(kernel, code)
    except Exception:  # whatever it is, the terminal does not start
        return False


def passes(kernel: Kernel, code: bytes) -> bool:
    """Whether this code passes what the tests of the kernels ask."""
    try:
        return _PASSES.get(kernel.name, _field_passes)(kernel, code)
    except Exception:
        return False


@functools.cache
def _text(name: str) -> ModuleType:
    return source.load(name)


def _over(kernel: Kernel, code: bytes, most: int) -> SimpleNamespace:
    return board.over(kernel.processor(code, most), kernel.module)


def _field_starts(kernel: Kernel, code: bytes) -> bool:
    if not proof.arithmetic_holds(_over(kernel, code, _SHORT)):
        return False
    longest = _LONG_VIPER if kernel.module == VIPER else _LONG
    made = Machine("mutant", _over(kernel, code, longest), _text("recode"), sm3.digest)
    sm2.prove(made.engine)
    return True


def _field_passes(kernel: Kernel, code: bytes) -> bool:
    """What tests/desktop/test_kernel_field.py asks, and random values."""
    field = _over(kernel, code, _SHORT)
    inverse = pow(1 << field.R_BITS, -1, P)
    steps = bytes(
        [1, 2, 0, 1, 2, 3, 0, 1, 3, 4, 0, 1, 6, 5, 1, 0, 7, 6, 0, 0, 2, 7, 1, 1, 3, 8, 1, 0, 3, 9, 1, 1]
    ) + program.END  # fmt: skip
    for a, b in values.pairs(_PAIRS):
        slots = bytearray(a.to_bytes(32, "little") + b.to_bytes(32, "little") + bytes(8 * 32))
        field.run(steps, slots, 0)
        wanted = [a, b, a * b * inverse, a + b, a - b, b, a * a * inverse, 2 * b, b - a, 0]
        if slots != b"".join((each % P).to_bytes(32, "little") for each in wanted):
            return False
    return True


@functools.cache
def _thumb() -> tuple[Machine, bytes, Processor | Xtensa]:
    """A machine over machine code that is right, and its slots when it was new."""
    right = FIELDS[0].processor(FIELDS[0].code)
    made = Machine("right", board.over(right, "thumb"), _text("recode"), sm3.digest)
    return made, bytes(made._slots), right


def _recode_starts(kernel: Kernel, code: bytes) -> bool:
    made, slots, _ = _thumb()
    made._slots[:] = slots
    made._script[made._begin :] = bytes(len(made._script) - made._begin)
    recode = _text("recode")
    names = {each: getattr(recode, each) for each in board.RECODE}
    changed = kernel.processor(code, _SHORT)
    left = [_CALLS]

    def called(*arguments: bytearray | bytes | int) -> int:
        left[0] -= 1
        if not left[0]:
            raise cpu.Fault("it does not come to an end")
        return changed.call(*arguments)

    names[kernel.function] = called
    made._recode = SimpleNamespace(**names)
    if not proof.scripts_hold(made._recode, sm3.digest):
        return False
    sm2.prove(made.engine)
    return True


def _recode_passes(kernel: Kernel, code: bytes) -> bool:
    from tests.desktop import test_kernel_recode as tests

    check: Callable[[object], None] = getattr(tests, "check_" + kernel.function)
    check(kernel.processor(code, _SHORT).call)
    return True


def _sm3_starts(kernel: Kernel, code: bytes) -> bool:
    engine = sm2.REFERENCE
    digest = board.digest_over(kernel.processor(code, _SHORT), kernel.module)
    sm2.prove(sm2.Engine("mutant", digest, engine.decode, engine.verify, engine.prepare))
    return True


def _sm3_passes(kernel: Kernel, code: bytes) -> bool:
    from tests.desktop import test_kernel_sm3 as tests

    # The last has more than 256 blocks.
    tests.check(board.digest_over(kernel.processor(code, _LONG_VIPER), kernel.module), (1, 55, 56, 64, 120, 17_000))
    return True


_STARTS: dict[str, Callable[[Kernel, bytes], bool]] = {
    **dict.fromkeys(board.RECODE, _recode_starts), **dict.fromkeys(("sm3_viper", "sm3_thumb"), _sm3_starts),
}  # fmt: skip
_PASSES: dict[str, Callable[[Kernel, bytes], bool]] = {
    **dict.fromkeys(board.RECODE, _recode_passes), **dict.fromkeys(("sm3_viper", "sm3_thumb"), _sm3_passes),
}  # fmt: skip
