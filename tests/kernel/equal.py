"""Changes of one instruction that change nothing, each by a rule that holds for all numbers, tried or not.

A rule looks at the text of the instruction before and after, and at its neighbours in a straight line: without a
branch, and without a place that a branch leads to, in between.
"""

from collections.abc import Callable

from hal.engine.program import RET, ROUTINES, WORD_BYTES
from tests.kernel import equal_square, equal_xtensa, mutant
from tests.kernel.mutant import Kernel, Mutant
from tests.kernel.reading import Change, Step, branches, change_of, disassembler, listing

_READS_FLAGS = ("adc", "sbc", "rsc", "b", "it")
_SCRATCH = ("r0", "r1", "r2", "r3")  # whatever is in them when a function of ARM ends
_WRITE_SEVERAL = ("umaal", "ldrd", "ldm", "pop")
_ALL_FLAGS = ("adds", "adcs", "subs", "sbcs", "cmp")


def rule(kernel: Kernel, changed: Mutant) -> str | None:
    """The name of the rule by which a change changes nothing; None when there is none."""
    change = change_of(kernel, changed)
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


def _more_loaded(change: Change) -> bool:
    """One register more is loaded from memory, or the address moves on or not, and neither is read before it is
    written. All of them are the caller's to save, or are saved."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("ldm", "ldm") or old.to.rstrip("!") != new.to.rstrip("!"):
        return False
    before, after = ({each.strip("{}") for each in step.operands[1:]} for step in (old, new))
    if not before <= after or len(after) != len(before) + 1 or after & {"sp", "pc"}:
        return False
    unsure = after - before | ({old.to.rstrip("!")} if old.to != new.to else set())
    return all(_unread(register, change.kernel, change.at) for register in unsure)


def _carry_alone(change: Change) -> bool:
    """A sum of which only the carry counts, in another register: neither is read before it is written."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("adds", "adds") or old.operands[1:] != new.operands[1:]:
        return False
    return all(_unread(each.to, change.kernel, change.at) for each in (old, new))


def _second_copy(change: Change) -> bool:
    """`rev` names its source twice; what it does when the two differ is not said, and one of them is right."""
    return change.old.what == change.new.what == "rev" and change.old.to == change.new.to


def _whole_word(change: Change) -> bool:
    """RET as a word of the program instead of as its lowest byte: the other three are 0 in every program."""
    rets = {ROUTINES[at : at + WORD_BYTES] for at in range(0, len(ROUTINES), WORD_BYTES) if ROUTINES[at] == RET}
    return (change.old, change.new) == (Step("cmp", ("r3", str(RET))), Step("cmp", ("r1", str(RET)))) and rets == {
        bytes([RET, 0, 0, 0])
    }


def _never_both(change: Change) -> bool:
    """`or` as `xor` of two carries, or borrows, of one sum of three: at most one of them is 1."""
    old, new = change.old, change.new
    if (old.what, new.what) != ("or", "xor") or old.operands != new.operands or len(change.before) < 4:
        return False
    last, second, first, other = change.before[:4]
    d, a, b = old.operands
    plus = (  # x = _ + b; spare = x < b; x = x + c; out = x < c
        (last.what, second.what, first.what, other.what) == ("sltu", "add", "sltu", "add")
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
    """A word that is all ones or 0, made by `sbc x, x, x` or of such a one and another's sign, shifted to the right as
    a signed number."""
    old, new = change.old, change.new
    if old == Step("adc", ("ip", "fp", "sb", "asr 31")) and new == Step("adc", ("ip", "fp", "sb", "ror 31")):
        return True  # sb is 0 or -1: no L is above 0, and all of them so far are less than 2**256
    if old.what != new.what or not new.operands[-1].startswith("asr") or old.operands != new.operands[:-1]:
        return False
    made = _maker(old.operands[-1], change.before)
    if made is not None and (made.what, made.operands[-1]) == ("adc", "asr 31"):
        return True  # the highest word of a sum that has space in the words below it
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
    "a register that nobody reads": _more_loaded,
    "a sum that nobody reads": _carry_alone,
    "RET is all of its word": _whole_word,
    "one of two copies of a register": _second_copy,
    "two carries, never both": _never_both,
    "a sign is its own shift": _sign,
    "one 0 for another": _zero_for_zero,
    **equal_square.RULES,
    **equal_xtensa.RULES,
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
        made = next(disassembler(kernel.core.name).disasm(kernel.code[place : place + lengths[place]], place))
        read, written = ([made.reg_name(each) for each in some] for some in made.regs_access())
        if register in read:
            return False
        if register in written or "pc}" in made.op_str:
            continue
        if made.mnemonic == "tbh":  # it leads to what is not looked at here
            return False
        step = listing(kernel)[place][0]
        if step and branches(step):
            waiting.append(int(step.operands[-1], 0))
        if made.mnemonic not in ("b", "b.w"):
            waiting.append(place + lengths[place])
    return True


def _maker(register: str, before: tuple[Step, ...]) -> Step | None:
    """The instruction that wrote a register last; None when it is not in the line."""
    for step in before:
        if step.what in _WRITE_SEVERAL and register in "".join(step.operands):
            return None
        if step.to == register and not step.what.startswith("st"):
            return step
    return None


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
