"""Changes of one instruction that change nothing, each by a rule that holds for all numbers, tried or not.

A rule looks at the text of the instruction before and after, and at its neighbours in a straight line: without a
branch, and without a place that a branch leads to, in between.
"""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import capstone

from hal.engine.program import RET, ROUTINES, WORD_BYTES
from tests.kernel import cpu, mutant
from tests.kernel.mutant import Kernel, Mutant
from tests.kernel.xtensa import LX7
from tests.kernel.xtensa_code import text

_NO_OFFSET = r"\[\w+\]$|, #-?(0x)?0\]!?$|\[\w+\], #-?(0x)?0$"  # what no offset can be written as
_READS_FLAGS = ("adc", "sbc", "rsc", "b", "it")
_SCRATCH = ("r0", "r1", "r2", "r3")  # whatever is in them when a function of ARM ends
_RETURNS = ("bx", "ret", "c.jr", "jr", "jalr", "retw", "retw_n")
_ALL_FLAGS = ("adds", "adcs", "subs", "sbcs", "cmp")


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


def rule(kernel: Kernel, changed: Mutant) -> str | None:
    """The name of the rule by which a change changes nothing; None when there is none."""
    change = _change(kernel, changed)
    return change and next((name for name, holds in RULES.items() if holds(change)), None)


def _same(change: Change) -> bool:
    """Another way of writing the same, or the same number by other means."""
    return _plain(change.old) == _plain(change.new)


def _flags_unread(change: Change) -> bool:
    """Only whether flags are set differs, and the next instruction to do with flags sets all of them."""
    old, new = change.old, change.new
    if old.operands != new.operands or {old.what, new.what} != {old.what.rstrip("s"), old.what.rstrip("s") + "s"}:
        return False
    for step in change.after:
        if step.what.startswith(_READS_FLAGS):
            return False
        if step.what in _ALL_FLAGS:
            return True
    return False


def _difference_unread(change: Change) -> bool:
    """`subs` for `cmp`, or an address that moves on as it is used: nothing else is different, and the register is not
    read before it is written."""
    old, new = change.old, change.new
    compared = (old.what, new.what) == ("cmp", "subs") and old.operands == new.operands
    moved = old.what == new.what == "ldm" and new.operands == (old.to + "!", *old.operands[1:])
    return (compared or moved) and old.to in _SCRATCH and _unread(old.to, change.kernel, change.at)


def _second_copy(change: Change) -> bool:
    """`rev` names its source twice; what it does when the two differ is not said, and one of them is right."""
    return change.old.what == change.new.what == "rev" and change.old.to == change.new.to


def _whole_word(change: Change) -> bool:
    """RET as a word of the program instead of as its lowest byte: the other three are 0 in every program."""
    rets = {ROUTINES[at : at + WORD_BYTES] for at in range(0, len(ROUTINES), WORD_BYTES) if ROUTINES[at] == RET}
    return (change.old, change.new) == (Step("cmp", ("r3", str(RET))), Step("cmp", ("r1", str(RET)))) and rets == {
        bytes([RET, 0, 0, 0])
    }


def _larger_frame(change: Change) -> bool:
    """A windowed function takes more of the stack, and gives it back by returning: by less than 64 KB more."""
    old, new = change.old, change.new
    return (old.what, new.what, new.to) == ("entry", "entry", old.to) and int(old.operands[1]) < int(new.operands[1])


def _never_both(change: Change) -> bool:
    """`or` as `xor` of two carries, or borrows, of one sum of three: at most one of them is 1."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("or", "xor") or old.operands != new.operands or len(change.before) < 4:
        return False
    last, second, first, other = change.before[:4]
    d, a, b = old.operands
    if {last.what, other.what if other.what == "sltu" else first.what} != {"sltu"}:
        return False
    plus = (  # x = _ + b; spare = x < b; x = x + c; out = x < c
        (second.what, first.what, other.what) == ("add", "sltu", "add")
        and last.operands[1:] == (second.to, second.operands[2])
        and second.operands[:2] == (other.to, other.to)
        and first.operands[1] == other.to
        and first.operands[2] in other.operands[1:]
        and first.operands[2] != other.to
    )
    minus = (  # out = x < b; x = x - b; spare = x < c; x = x - c
        (last.what, second.what, first.what, other.what) == ("sub", "sltu", "sub", "sltu")
    )
    if minus:
        return (
            {a, b} == {second.to, other.to}
            and last.operands == (first.to, first.to, second.operands[2])
            and second.operands[1] == first.to
            and first.operands[1:] == other.operands[1:]
        )
    return plus and {a, b} == {last.to, first.to} and d in (a, b)


def _sign(change: Change) -> bool:
    """A word that is all ones or 0, made by `sbc x, x, x`, shifted to the right as a signed number."""
    old, new = change.old, change.new
    if old.what != new.what or not new.operands[-1].startswith("asr") or old.operands != new.operands[:-1]:
        return False
    made = _maker(old.operands[-1], change.before)
    return made is not None and made.what == "sbc" and len(set(made.operands)) == 1


def _zero_for_zero(change: Change) -> bool:
    """Another register, but both are 0."""
    old, new = change.old, change.new
    if old.what != new.what or len(old.operands) != len(new.operands):
        return False
    different = [pair for pair in zip(old.operands, new.operands, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and old.to == new.to and all(_is_zero(each, change.before) for each in different[0])


def _is_zero(register: str, before: tuple[Step, ...]) -> bool:
    made = _maker(register, before)
    return made is not None and made.what == "mov" and made.operands[1] == "0"


RULES: dict[str, Callable[[Change], bool]] = {
    "the same": _same,
    "flags that nobody reads": _flags_unread,
    "a difference that nobody reads": _difference_unread,
    "RET is all of its word": _whole_word,
    "one of two copies of a register": _second_copy,
    "a larger frame": _larger_frame,
    "two carries, never both": _never_both,
    "a sign is its own shift": _sign,
    "one 0 for another": _zero_for_zero,
}


def _unread(register: str, kernel: Kernel, at: int) -> bool:
    """Whether on every way on from behind an instruction of ARM a register is written, or left, before it is read."""
    lengths = dict(mutant.places(kernel))
    waiting, seen = [at + lengths[at]], set()
    while waiting:
        place = waiting.pop()
        if place in seen or place not in lengths:
            continue
        seen.add(place)
        made = next(_disassembler(kernel.core.name).disasm(kernel.code[place : place + lengths[place]], place))
        read, written = ([made.reg_name(each) for each in some] for some in made.regs_access())
        if register in read:
            return False
        if register in written or "pc}" in made.op_str:
            continue
        step = _listing(kernel)[place][0]
        if step and _branches(step):
            waiting.append(int(step.operands[-1], 0))
        if made.mnemonic not in ("b", "b.w"):
            waiting.append(place + lengths[place])
    return True


def _maker(register: str, before: tuple[Step, ...]) -> Step | None:
    """The instruction that wrote a register last; None when it is not in the line."""
    return next((step for step in before if step.to == register and not step.what.startswith("st")), None)


def _plain(step: Step) -> Step:
    """One way of writing what can be written in several."""
    what, operands = step.what, step.operands
    if what in ("addi", "xori", "ori", "slli", "srli", "srai") and operands[-1] == "0":
        return Step("mv", operands[:2])
    if what in ("add", "or", "xor", "sub") and operands[-1] == "zero":
        return Step("mv", operands[:2])
    if what == "and" and operands[-1] == "0":
        return Step("mov", (operands[0], "0"))
    return step


@functools.cache
def _disassembler(name: str) -> capstone.Cs:
    if name == "RV32IMC":
        return capstone.Cs(capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV32 | capstone.CS_MODE_RISCVC)
    made = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_THUMB | capstone.CS_MODE_MCLASS)
    made.detail = True
    return made


def _step(kernel: Kernel, code: bytes, at: int) -> Step | None:
    """The instruction of these bytes; None when there is none."""
    if kernel.core is LX7:
        words = text(int.from_bytes(code.ljust(3, b"\0"), "little"), at)
    else:
        found = next(_disassembler(kernel.core.name).disasm(code, at), None)
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
def _listing(kernel: Kernel) -> dict[int, tuple[Step | None, bool]]:
    """By place: the instruction, and whether a straight line ends behind or begins before it."""
    steps = {at: _step(kernel, kernel.code[at : at + length], at) for at, length in mutant.places(kernel)}
    from_here = kernel.core is cpu.RV32IMC  # whose text says how far away a branch leads, not where to
    targets = {from_here * at + int(step.operands[-1], 0) for at, step in steps.items() if step and _branches(step)}
    return {at: (step, at in targets) for at, step in steps.items()}


def _branches(step: Step) -> bool:
    return bool(re.fullmatch(r"-?(0x)?[0-9a-f]+", step.operands[-1] if step.operands else "")) and (
        step.what.startswith("b") or step.what in ("j", "jal", "c.j", "cbz", "cbnz", "call8")
    )


def _change(kernel: Kernel, changed: Mutant) -> Change | None:
    listing = _listing(kernel)
    length = dict(mutant.places(kernel))[changed.at]
    old = listing[changed.at][0]
    new = _step(kernel, changed.code[changed.at : changed.at + length], changed.at)
    if changed.what == "dropped":
        new = Step("nothing", ())
    if old is None or new is None:
        return None
    order = sorted(listing)
    here = order.index(changed.at)
    return Change(
        kernel,
        changed.at,
        old,
        new,
        tuple(_line([(listing[at][0], listing[at][1]) for at in reversed(order[: here + 1])], 1)),
        tuple(_line([(listing[at][0], False) for at in order[here:]], 1)),
    )


def _line(steps: list[tuple[Step | None, bool]], skip: int) -> Iterator[Step]:
    """Neighbours until the line ends."""
    for number, (step, led_to) in enumerate(steps):
        if number >= skip:
            if step is None or _branches(step) or step.what in _RETURNS or step.operands[-1:] == ("pc}",):
                return
            yield step
        if led_to:
            return
