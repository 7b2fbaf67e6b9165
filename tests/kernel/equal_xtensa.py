"""Rules of equal.py for windowed Xtensa."""

from collections.abc import Callable

from tests.kernel.reading import Change, Step, listing


def _larger_frame(change: Change) -> bool:
    """A windowed function takes more of the stack, and gives it back by returning: by less than 64 KB more."""
    old, new = change.old, change.new
    return (old.what, new.what, new.to) == ("entry", "entry", old.to) and int(old.operands[1]) < int(new.operands[1])


def _kept(change: Change) -> bool:
    """On Xtensa the inline assembler saves a0 and takes it back, or into a register that is left then; nothing in
    between writes it."""
    steps = [step for step, _ in listing(change.kernel).values() if step]
    writes = [step for step in steps if step.to == "a0" and step.what not in ("s32i", "s32i_n")]
    elsewhere = change.new.what == "l32i_n" and change.new.to not in ("a0", "a1")
    kept = change.new.what == "nothing" or elsewhere
    return (change.old.what, change.old.to) == ("l32i_n", "a0") and kept and writes == [change.old]


def _small_sign(change: Change) -> bool:
    """`srai` by fewer bits of a sign to which 1 was added or taken away a few times: -1 or 0 all the same."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("srai", "srai") or old.operands[:2] != new.operands[:2] or int(new.operands[2]) < 8:
        return False
    number = old.operands[1]
    known = listing(change.kernel)
    for at in sorted((at for at in known if at < change.at), reverse=True):  # branches here only go forward
        step = known[at][0]
        if step is None or step.to != number or step.what.startswith(("b", "s32i")):
            continue
        if step.what == "addi" and step.operands[1:] in ((number, "1"), (number, "-1")):
            continue
        return (step.what, step.operands[1:]) == ("movi", ("0",)) or (step.what, step.operands[2:]) == ("srai", ("31",))
    return False


def _not_zero(change: Change) -> bool:
    """Another number than 1 as the last carry, which is moved and then only compared with 0."""
    old, new = change.old, change.new
    if (old.what, old.operands[1:], new.what, new.to) != ("movi", ("1",), "movi", old.to) or new.operands[1] == "0":
        return False
    moved = ""
    target = -1
    for step in _from(change, 1):
        if step.what == "j":
            target = int(step.to)
            break
        if step.what == "or" and step.operands[1:] == (old.to, old.to):
            moved = step.to
        elif old.to in step.operands[1:] or (step.what.startswith(("b", "s32i")) and old.to in step.operands):
            return False
    beyond = [
        step for at, (step, _) in listing(change.kernel).items() if at >= target and step and moved in step.operands
    ]
    return bool(moved and beyond) and all(step.what in ("beqz", "bnez") for step in beyond)


def _longer_way(change: Change) -> bool:
    """A sum whose highest word is below that of p is done without taking p away; but to take p away, and to find then
    that the sum was below p, is right for all numbers. So fewer may go the short way, or none."""
    old, new = change.old, change.new
    if old == Step("movi", ("a3", "-2")) and _from(change, 1)[0].what == "bgeu":
        return new.what == "movi" and new.to == "a3" and -2048 <= int(new.operands[1]) < -2
    if (old.what, new.what) == ("bgeu", "bge"):  # a number below 2**31 goes the longer way then, too
        return old.operands == new.operands and _from(change, -1)[0] == Step("movi", ("a3", "-2"))
    before = _from(change, -2)[:2]
    return (
        (old.what, new.what) == ("j", "nothing")
        and before[0] == Step("movi", ("a3", "-2"))
        and before[1].what == "bgeu"
        and before[1].operands[2] == str(change.at + 3)
    )


def _highest_bit(change: Change) -> bool:
    """More bits than one from bit 31 on: there are no more."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("extui", "extui") or old.operands[:2] != new.operands[:2]:
        return False
    return int(old.operands[2]) & 31 == int(new.operands[2]) & 31 == 31


def _highest_carry(change: Change) -> bool:
    """The highest word, to which 1 or 2 was added, is 0, 1 or all ones then, or a7 says that p is taken away: below a
    carry that is not 0, or below an address in a0, is the same."""
    return (change.old.what, change.old.operands[:2]) == ("bltu", ("a15", "a2")) and change.new == Step(
        "bltu", ("a15", "a0", change.old.operands[2])
    )


def _few_bits(change: Change) -> bool:
    """The number of an operation, or the word at which a routine begins, from fewer bits: neither has more."""
    old, new = change.old, change.new
    if (old.what, new.what, old.operands[:2]) != ("extui", "extui", ("a8", "a7")) or new.operands[:2] != ("a8", "a7"):
        return False
    low, bits = int(new.operands[2]) & 31, int(new.operands[2]) >> 5
    operation = old.operands[2] == "256" and (low, bits >= 3) == (0, True)
    return operation or (old.operands[2] == "528" and (low, bits >= 9) == (16, True))


def _carry_of_nothing(change: Change) -> bool:
    """1 more than the middle word instead of than the highest, for a carry into it in the thirteenth column of a
    square. The highest is 0 then. So is the middle: the column before leaves 1 above its two words, for two of its
    products and what it begins with are below 2**65, and to that the first product adds 2**32 - 1."""
    if (change.old, change.new) != (Step("addi", ("a7", "a7", "1")), Step("addi", ("a7", "a3", "1"))):
        return False
    behind = _from(change, 1)
    stored = next(at for at, step in enumerate(behind) if step.what == "s32i")
    return (
        _from(change, -1)[0].operands[:2] == ("a3", "a5")
        and behind[stored].operands[2] == "48"
        and [step.what for step in behind[:stored]].count("mull") == 1
    )


def _from(change: Change, away: int) -> list[Step]:
    """The instructions from so many places away on, in the order of their addresses."""
    known = listing(change.kernel)
    order = sorted(known)
    steps = [known[at][0] for at in order[order.index(change.at) + away :]]
    return [step for step in steps if step]


RULES: dict[str, Callable[[Change], bool]] = {
    "a larger frame": _larger_frame,
    "a0 is as it was": _kept,
    "the sign of a small number": _small_sign,
    "anything but 0": _not_zero,
    "the longer way": _longer_way,
    "the highest bit": _highest_bit,
    "a small number": _few_bits,
    "a carry into nothing": _carry_of_nothing,
    "the carry of the highest word, on Xtensa": _highest_carry,
}
