"""Rules of equal.py for squares, for the short way out of a sum, and for jumps of RV32."""

import functools
from collections.abc import Callable

from sim.codegen import armv6m, rv32, thumb
from tests.kernel import mutant
from tests.kernel.mutant import Kernel
from tests.kernel.reading import Change, Step, branches, listing

_MACHINES = {"thumb": thumb, "armv6m": armv6m, "rv32": rv32}


@functools.cache
def _careful(kernel: Kernel) -> tuple[int, ...]:
    """Where p is taken away, from a sum that is perhaps not below it."""
    if kernel.name not in _MACHINES:
        return ()
    code = _MACHINES[kernel.name].field_machine()
    begin = kernel.code.index(code.code())  # behind what the inline assembler writes
    return tuple([begin + code.address(label) for label in ("sum_careful", "careful") if label in code.labels()])


def _longer_way(change: Change) -> bool:
    """A sum whose highest word is below that of p is done without taking p away; but to take p away, and to find then
    that the sum was below p, is right for all numbers. So fewer may go the short way, or none."""
    old, new = change.old, change.new
    if new.what == "nothing":
        behind = change.at + dict(mutant.places(change.kernel))[change.at]
        return behind in _careful(change.kernel) and old.what in ("b", "beq", "beqz")
    if (old.what, new.what, old.operands[-1]) == ("adcs", "adcs", "0") and change.before:  # never 0 then
        small = new.operands[-1].removeprefix("0x").isalnum() and not new.operands[-1].startswith(("r", "s", "l"))
        tested = change.before[0].what == "adds" and change.before[0].operands[-1] == "2"
        return small and tested and old.operands[:2] == new.operands[:2]
    if (old.what, new.what) in (("bhs", "bge"), ("bhs", "bpl")) and change.before:  # the sum is 0 or 1 then
        return (change.before[0].what, change.before[0].operands[1:]) == ("adds", ("2",))
    if (old.what, old.operands[:-1]) != (new.what, new.operands[:-1]) or not new.operands:
        return False
    if old.what == "adds" and old.operands[-1] == "2":
        return new.operands[-1].removeprefix("0x").isalnum() and int(new.operands[-1], 0) > 2
    return old.what == "sltiu" and old.operands[-1] == "-2" and int(new.operands[-1], 0) in range(-2048, -2)


def _other_carry(change: Change) -> bool:
    """A product of a column is added to the carry from the column before that comes next instead of to the sum, to
    which that carry is added then. What is left above, in two words, is the same together, and so is its place."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("umaal", "umaal") or old.operands[1:] != new.operands[1:]:
        return False
    for step in change.after:
        if step.what != "umaal" or step.to != old.to:
            return False
        if step.operands[1] == new.to:
            return True
    return False


def _operation(change: Change) -> bool:
    """The number of an operation with its sign: it has none."""
    operands = ("r3", "r1", "0", "8")
    return (change.old, change.new) == (Step("ubfx", operands), Step("sbfx", operands))


def _masked(change: Change) -> bool:
    """A shift to the right with or without the sign, of which only bits are used that were shifted."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("srli", "srai") or old.operands != new.operands or not change.after:
        return False
    mask = Step("andi", (old.to, old.to, "0xff"))
    return int(old.operands[2], 0) <= 24 and change.after[0] == mask


def _link(change: Change) -> bool:
    """A jump that leaves its place in a register which is written first where it leads to. All of them are saved; lr of
    ARM is not read but by the `bx` that follows the call in which it was written."""
    old, new = change.old, change.new
    if (old, new) == (Step("bx", ("lr",)), Step("blx", ("lr",))):
        return True
    if (old.what, new.what, new.operands[-1:]) != ("j", "jal", old.operands):
        return False
    register = new.to if len(new.operands) == 2 else "ra"
    known = listing(change.kernel)
    for at in sorted(at for at in known if at >= change.at + int(old.to, 0)):
        step = known[at][0]
        if step is None or branches(step) or register in " ".join(step.operands[1:]) or step.what == "sw":
            if step is not None and step.what == "sw" and register not in " ".join(step.operands):
                continue
            return False
        if step.to == register:
            return True
    return False


def _times(change: Change) -> bool:
    """How often a routine is still to be called, stored as a byte: it is one, and the rest of its word is 0."""
    operands = ("t4", "8(sp)")
    return (change.old, change.new) == (Step("sw", operands), Step("sb", operands))


def _less_ones(change: Change) -> bool:
    """Whether a word less all ones, which is one more, is below a borrow, as signed numbers. Where that differs the
    first of two borrows is 1 already: only a word of all ones gives none."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("sltu", "slt") or old.operands != new.operands or len(change.before) < 2:
        return False
    less, first = change.before[:2]
    ones = less.operands[-1]
    made = next((step for step in change.before if step.to == ones), None)
    return (
        (less.what, less.operands[:2]) == ("sub", (old.operands[1], old.operands[1]))
        and (first.what, first.operands[1:]) == ("sltu", (old.operands[1], ones))
        and made == Step("addi", (ones, "zero", "-1"))
        and change.after[0].what == "or"
        and set(change.after[0].operands[1:]) == {first.to, old.to}
    )


def _highest_carry(change: Change) -> bool:
    """The carry out of the highest word, to which 1 or 2 was added, seen at whether it is all ones now. The word was
    2**32 - 2 or more: all ones is what 1 more makes of the former, and the only sum without a carry. Or what is above
    says already that p is to be taken away."""
    old, new = change.old, change.new
    return (
        (old.what, new.what) == ("sltu", "sltu")
        and old.operands == ("t6", "s7", "t6")
        and new.operands == ("t6", "s7", "t5")
        and change.after[0] == Step("or", ("t6", "t6", "s9"))
    )


def _relayed(change: Change) -> bool:
    """A jump to a jump that leads where it led itself."""
    if (change.old.what, change.new.what) != ("j", "j"):
        return False
    there = change.at + int(change.new.to, 0)
    found = listing(change.kernel).get(there, (None, False))[0]
    return found is not None and found.what == "j" and there + int(found.to, 0) == change.at + int(change.old.to, 0)


def _stored_again(change: Change) -> bool:
    """A jump to the store in front of where it led, which is the store in front of the jump."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("b", "b") or not change.before:
        return False
    known = listing(change.kernel)
    there = int(new.to, 0)
    lengths = dict(mutant.places(change.kernel))
    store = change.before[0]
    in_front = there in known and there + lengths[there] == int(old.to, 0)
    return in_front and known[there][0] == store and store.what == "str"


RULES: dict[str, Callable[[Change], bool]] = {
    "fewer go the short way": _longer_way,
    "a sum by way of a carry": _other_carry,
    "an operation has no sign": _operation,
    "a shift whose sign is masked": _masked,
    "where a jump came from": _link,
    "a number of times is a byte": _times,
    "less all ones": _less_ones,
    "the carry of the highest word": _highest_carry,
    "by way of another jump": _relayed,
    "the same stored again": _stored_again,
}
