"""Machine code as text, for the rules of equal.py: instructions, and their neighbours in a straight line."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import capstone

from tests.kernel import cpu, mutant
from tests.kernel.mutant import Kernel, Mutant
from tests.kernel.xtensa import LX7
from tests.kernel.xtensa_code import text

_RETURNS = ("bx", "ret", "c.jr", "jr", "jalr", "retw", "retw_n")

_NO_OFFSET = r"\[\w+\]$|, #-?(0x)?0\]!?$|\[\w+\], #-?(0x)?0$"  # what no offset can be written as


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: what it does, and its operands."""

    what: str
    operands: tuple[str, ...]

    @property
    def to(self) -> str:
        """The register that it writes, or what stands in its place."""
        return self.operands[0] if self.operands else ""


@dataclass(frozen=True, slots=True)
class Change:
    """before and after: neighbours in a straight line, the nearest first."""

    kernel: Kernel
    at: int
    old: Step
    new: Step
    before: tuple[Step, ...]
    after: tuple[Step, ...]


def change_of(kernel: Kernel, changed: Mutant) -> Change | None:
    """A mutant as text; None when one of its two instructions is none."""
    known = listing(kernel)
    length = dict(mutant.places(kernel))[changed.at]
    old = known[changed.at][0]
    new = step_of(kernel, changed.code[changed.at : changed.at + length], changed.at)
    if changed.what == "dropped":
        new = Step("nothing", ())
    if old is None or new is None:
        return None
    order = sorted(known)
    here = order.index(changed.at)
    return Change(
        kernel,
        changed.at,
        old,
        new,
        tuple(_line([(known[at][0], known[at][1]) for at in reversed(order[: here + 1])], 1)),
        tuple(_line([(known[at][0], False) for at in order[here:]], 1)),
    )


@functools.cache
def disassembler(name: str) -> capstone.Cs:
    """Of the core of that name."""
    if name == "RV32IMC":
        return capstone.Cs(capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV32 | capstone.CS_MODE_RISCVC)
    made = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_THUMB | capstone.CS_MODE_MCLASS)
    made.detail = True
    return made


def step_of(kernel: Kernel, code: bytes, at: int) -> Step | None:
    """The instruction of these bytes; None when there is none."""
    if kernel.core is LX7:
        words = text(int.from_bytes(code.ljust(3, b"\0"), "little"), at)
    else:
        found = next(disassembler(kernel.core.name).disasm(code, at), None)
        words = f"{found.mnemonic} {found.op_str}" if found and found.size == len(code) else ""
    if not words:
        return None
    what, _, operands = words.partition(" ")
    what = what.removesuffix(".w").replace("movs", "mov")
    operands = (
        re.sub(r"(, #-?(0x)?0)?\](, #-?(0x)?0|!)?$", "]", operands) if re.search(_NO_OFFSET, operands) else operands
    )
    operands = operands.replace("#0x", "0x").replace("#", "")
    return Step(what, tuple(each for each in operands.split(", ") if each))


@functools.cache
def listing(kernel: Kernel) -> dict[int, tuple[Step | None, bool]]:
    """By place: the instruction, and whether a straight line ends behind or begins before it."""
    steps = {at: step_of(kernel, kernel.code[at : at + length], at) for at, length in mutant.places(kernel)}
    from_here = kernel.core is cpu.RV32IMC  # whose text says how far away a branch leads, not where to
    targets = {from_here * at + int(step.operands[-1], 0) for at, step in steps.items() if step and branches(step)}
    return {at: (step, at in targets) for at, step in steps.items()}


def branches(step: Step) -> bool:
    """Whether it leads to a place that it names."""
    return bool(re.fullmatch(r"-?(0x)?[0-9a-f]+", step.operands[-1] if step.operands else "")) and (
        step.what.startswith("b") or step.what in ("j", "jal", "c.j", "cbz", "cbnz", "call8")
    )


def _line(steps: list[tuple[Step | None, bool]], skip: int) -> Iterator[Step]:
    """Neighbours until the line ends."""
    for number, (step, led_to) in enumerate(steps):
        if number >= skip:
            if step is None or branches(step) or step.what in _RETURNS or step.operands[-1:] == ("pc}",):
                return
            yield step
        if led_to:
            return
