"""The field machine for windowed Xtensa with MULUH: ESP32-S3.

There is no carry flag: where a sum may have left its word, a branch asks. A product is summed column by column into
three words and lies in the frame; one operand of it stays in registers.

p is -1 modulo 2**32, so what takes a word m of the product away is m * p, that is m two words up, less m three words
up, less m seven words up, and m eight words up. Column by column again: the first eight of sixteen give the words m,
which fill the registers, the others the result, which takes their place.

Length: a listing in one piece, whose parts share its registers.
"""

from sim.codegen.assembler_xtensa import Xtensa

# The frequent ones first.
_OPERATIONS = (
    (1, "product"), (7, "square"), (3, "subtraction"), (2, "addition"), (6, "load"), (5, "return"), (4, "call"),
)  # fmt: skip
_R = tuple(f"a{number}" for number in range(8, 16))  # eight words: an operand, the words m, the result
# The frame; the uppermost 32 bytes belong to the window.
_PC, _SLOTS, _TO, _START, _BACK, _TIMES, _ROUTINE = range(64, 92, 4)
_FRAME_BYTES = 128


def field_machine() -> Xtensa:
    """The whole of `run(program, slots, at)`: a2, a3, a4. The inline assembler's frame is small: a call takes more."""
    m = Xtensa()
    for to, argument in (("a10", "a2"), ("a11", "a3"), ("a12", "a4")):
        m.mov(to, argument)
    m.call8("machine")
    m.j("end")
    m.align()
    m.label("machine")
    m.entry(_FRAME_BYTES)
    m.memory("s32i", "a2", "a1", _START)
    m.memory("s32i", "a3", "a1", _SLOTS)
    m.three("add", "a2", "a2", "a4")
    _dispatch(m)
    _control(m)
    _addition(m)
    _subtraction(m)
    _square(m)
    _product(m)
    _take_off(m)
    _reduced(m)
    m.label("end")
    return m


def _dispatch(m: Xtensa) -> None:
    """The next word, at a2, to a7; addresses of its slots: a4 (d), a5 (a), a6 (b). a3: the slots."""
    m.label("next")
    m.memory("l32i", "a7", "a2", 0)
    m.addi("a2", "a2", 4)
    for register, bit in (("a4", 8), ("a5", 16), ("a6", 24)):
        m.extui(register, "a7", bit, 8)
        m.slli(register, register, 5)
        m.three("add", register, register, "a3")
    m.extui("a8", "a7", 0, 8)
    for operation, label in _OPERATIONS:
        m.addi("a9", "a8", -operation)
        m.zero("bnez", "a9", f"no_{label}")
        m.j(label)
        m.label(f"no_{label}")
    m.retw()


def _control(m: Xtensa) -> None:
    m.label("call")
    m.extui("a8", "a7", 8, 8)
    m.memory("s32i", "a8", "a1", _TIMES)
    m.memory("s32i", "a2", "a1", _BACK)
    m.extui("a8", "a7", 16, 16)
    m.slli("a8", "a8", 2)
    m.memory("l32i", "a9", "a1", _START)
    m.three("add", "a2", "a8", "a9")
    m.memory("s32i", "a2", "a1", _ROUTINE)
    m.j("next")
    m.label("load")
    for word in range(8):
        m.memory("l32i", "a8", "a5", 4 * word)
        m.memory("s32i", "a8", "a4", 4 * word)
    m.j("next")
    m.label("return")
    m.memory("l32i", "a8", "a1", _TIMES)
    m.addi("a8", "a8", -1)
    m.memory("s32i", "a8", "a1", _TIMES)
    m.memory("l32i", "a2", "a1", _ROUTINE)
    m.zero("bnez", "a8", "again")
    m.memory("l32i", "a2", "a1", _BACK)
    m.label("again")
    m.j("next")


def _addition(m: Xtensa) -> None:
    """The words of the sum to _R, its carry to a7."""
    m.label("addition")
    m.memory("s32i", "a2", "a1", _PC)
    for i, r in enumerate(_R):
        m.memory("l32i", r, "a5", 4 * i)
        m.memory("l32i", "a2", "a6", 4 * i)
        m.three("add", r, r, "a2")
        carry = "a3" if i else "a7"
        m.movi(carry, 0)
        m.branch("bgeu", r, "a2", f"sum_{i}")
        m.movi(carry, 1)
        m.label(f"sum_{i}")
        if not i:
            continue
        m.three("add", r, r, "a7")
        m.branch("bgeu", r, "a7", f"carried_{i}")
        m.movi("a3", 1)
        m.label(f"carried_{i}")
        m.mov("a7", "a3")
    m.j("reduced")


def _subtraction(m: Xtensa) -> None:
    m.label("subtraction")
    m.memory("s32i", "a2", "a1", _PC)
    for i, r in enumerate(_R):
        m.memory("l32i", r, "a5", 4 * i)
        m.memory("l32i", "a2", "a6", 4 * i)
        borrow = "a3" if i else "a7"
        m.movi(borrow, 0)
        m.branch("bgeu", r, "a2", f"enough_{i}")
        m.movi(borrow, 1)
        m.label(f"enough_{i}")
        m.three("sub", r, r, "a2")
        if not i:
            continue
        m.branch("bgeu", r, "a7", f"lent_{i}")
        m.movi("a3", 1)
        m.label(f"lent_{i}")
        m.three("sub", r, r, "a7")
        m.mov("a7", "a3")
    m.zero("bnez", "a7", "p_more")
    m.j("store")
    m.label("p_more")
    # p more is 2**256 - p less: its words are 1, 0, 2**32 - 1, 0, 0, 0, 0, 1
    borrow = "a7"  # which is 1
    m.zero("beqz", _R[0], "first_lent")
    m.movi(borrow, 0)
    m.label("first_lent")
    m.addi(_R[0], _R[0], -1)
    _less_borrow(m, 1)
    m.zero("bnez", borrow, "third_done")
    m.addi(_R[2], _R[2], 1)
    m.zero("beqz", _R[2], "third_done")
    m.movi(borrow, 1)
    m.label("third_done")
    for i in range(3, 7):
        _less_borrow(m, i)
    m.three("sub", _R[7], _R[7], borrow)
    m.addi(_R[7], _R[7], -1)
    m.j("store")


def _less_borrow(m: Xtensa, i: int) -> None:
    """Word i less the borrow in a7, and the new borrow there."""
    m.movi("a3", 0)
    m.branch("bgeu", _R[i], "a7", f"lend_{i}")
    m.movi("a3", 1)
    m.label(f"lend_{i}")
    m.three("sub", _R[i], _R[i], "a7")
    m.mov("a7", "a3")


def _product(m: Xtensa) -> None:
    """Column by column: a2, a3, a7 are the sum; a5 a word of the other operand, then high, and a4 low of a product."""
    m.label("product")
    m.memory("s32i", "a2", "a1", _PC)
    m.memory("s32i", "a4", "a1", _TO)
    for i, r in enumerate(_R):
        m.memory("l32i", r, "a5", 4 * i)
    m.memory("l32i", "a5", "a6", 0)
    low, middle, high = _first(m, "a5")
    m.movi(middle, 0)
    above = (1 << 32) - 2  # the most that the column before leaves
    for column in range(1, 15):
        if column < 14:
            m.movi(high, 0)
        for i in range(max(0, column - 7), min(7, column) + 1):
            above += _most(i) * _most(column - i)
            m.memory("l32i", "a5", "a6", 4 * (column - i))
            _add(m, (low, middle, high), _R[i], "a5", f"{column}_{i}", above >> 64 > 0)
        m.memory("s32i", low, "a1", 4 * column)
        low, middle, high = middle, high, low
        above >>= 32
    m.memory("s32i", low, "a1", 60)


def _square(m: Xtensa) -> None:
    """Half of the products, with 2 * a as one operand: in front of an odd column one more word of _R becomes that of
    2 * a, whose lowest bit is the highest of the word below, kept in a6. What that bit adds to the square of its word
    is the word itself, or nothing.
    """
    m.label("square")
    m.memory("s32i", "a2", "a1", _PC)
    m.memory("s32i", "a4", "a1", _TO)
    for i, r in enumerate(_R):
        m.memory("l32i", r, "a5", 4 * i)
    low, middle, high = _first(m, _R[0])
    word = (1 << 32) - 1  # at most
    above = word - 1  # the most that the column before leaves
    for column in range(1, 15):
        half = column // 2
        if column < 14:
            m.movi(high, 0)
        if column % 2:
            m.sign("a4", _R[half])
            m.three("and", "a4", "a4", _R[half + 1])
            if half:
                m.three("add", middle, middle, "a4")  # the word itself, for the next column
            else:
                m.mov(middle, "a4")
            above += _most(half + 1) << 32
            if above >> 64:
                m.branch("bgeu", middle, "a4", f"more_{column}")
                m.addi(high, high, 1)
                m.label(f"more_{column}")
            if half < 6:
                m.extui("a4", _R[half], 31, 1)
            m.slli(_R[half], _R[half], 1)
            if half:
                m.three("or", _R[half], _R[half], "a6")
            if half < 6:
                m.mov("a6", "a4")
        for i in range(half, max(0, column - 7) - 1, -1):
            above += (word if i else word - 1) * _most(column - i)
            _add(m, (low, middle, high), _R[i], _R[column - i], f"{column}_{i}_square", above >> 64 > 0 and column < 14)
        m.memory("s32i", low, "a1", 4 * column)
        low, middle, high = middle, high, low
        above >>= 32
    m.memory("s32i", low, "a1", 60)
    m.j("take_off")


def _first(m: Xtensa, word: str) -> tuple[str, str, str]:
    """The first column, which is one product: the registers of the next. Nothing is in the second and third yet."""
    m.three("mull", "a2", _R[0], word)
    m.three("muluh", "a3", _R[0], word)
    m.memory("s32i", "a2", "a1", 0)
    return "a3", "a7", "a2"


def _add(m: Xtensa, total: tuple[str, str, str], a: str, b: str, name: str, carries: bool) -> None:
    """total += a * b. b may be a5. carries: whether the third word may change."""
    low, middle, high = total
    m.three("mull", "a4", a, b)
    m.three("muluh", "a5", a, b)
    m.three("add", low, low, "a4")
    m.branch("bgeu", low, "a4", f"low_{name}")
    m.addi("a5", "a5", 1)  # below 2**32: the high word of a product is at most 2**32 - 2
    m.label(f"low_{name}")
    m.three("add", middle, middle, "a5")
    if carries:
        m.branch("bgeu", middle, "a5", f"middle_{name}")
        m.addi(high, high, 1)
        m.label(f"middle_{name}")


def _most(i: int) -> int:
    """The most that word i of a number below p can be."""
    return (1 << 32) - (1 if i < 7 else 2)


def _take_off(m: Xtensa) -> None:
    """The sixteen words of the frame, with every word m taken off: to _R, the carry to a7."""
    m.label("take_off")
    word, carry, new = "a2", "a7", "a3"
    for column in range(2):  # where nothing is added yet
        m.memory("l32i", _R[column], "a1", 4 * column)
    for column in range(2, 16):
        m.memory("l32i", word, "a1", 4 * column)
        if column < 4:  # the carry is not below 0: nothing was taken away yet
            m.movi(new, 0)
        else:
            m.sign(new, carry)
        if column > 2:
            m.three("add", word, word, carry)
            m.branch("bgeu", word, carry, f"column_{column}")
            m.addi(new, new, 1)
            m.label(f"column_{column}")
        for up in (2, 8):
            if 0 <= column - up < 8:
                m.three("add", word, word, _R[column - up])
                m.branch("bgeu", word, _R[column - up], f"plus_{up}_{column}")
                m.addi(new, new, 1)
                m.label(f"plus_{up}_{column}")
        for up in (3, 7):
            if 0 <= column - up < 8:
                m.branch("bgeu", word, _R[column - up], f"minus_{up}_{column}")
                m.addi(new, new, -1)
                m.label(f"minus_{up}_{column}")
                m.three("sub", word, word, _R[column - up])
        m.mov(_R[column % 8], word)
        carry, new = new, carry
    if carry != "a7":
        raise ValueError("the last carry is elsewhere")
    m.memory("l32i", "a4", "a1", _TO)


def _reduced(m: Xtensa) -> None:
    """What is in _R, and a7 above it, to slot d, at a4: less p, unless that is below 0."""
    m.label("reduced")
    for i, r in enumerate(_R):
        m.memory("s32i", r, "a4", 4 * i)
    m.zero("bnez", "a7", "less_p")
    m.movi("a3", -2)
    m.branch("bgeu", _R[7], "a3", "less_p")
    m.j("done")
    m.label("less_p")  # 2**256 - p more: words 1, 0, 2**32 - 1, 0, 0, 0, 0, 1; the carry to a2
    m.movi("a2", 1)
    m.addi(_R[0], _R[0], 1)
    m.zero("beqz", _R[0], "first_carried")
    m.movi("a2", 0)
    m.label("first_carried")
    _plus_carry(m, 1)
    m.zero("bnez", "a2", "third_kept")
    m.zero("beqz", _R[2], "third_zero")
    m.movi("a2", 1)
    m.label("third_zero")
    m.addi(_R[2], _R[2], -1)
    m.label("third_kept")
    for i in range(3, 7):
        _plus_carry(m, i)
    m.addi("a2", "a2", 1)
    m.three("add", _R[7], _R[7], "a2")
    m.branch("bltu", _R[7], "a2", "store")
    m.zero("beqz", "a7", "done")
    m.label("store")
    for i, r in enumerate(_R):
        m.memory("s32i", r, "a4", 4 * i)
    m.label("done")
    m.memory("l32i", "a3", "a1", _SLOTS)
    m.memory("l32i", "a2", "a1", _PC)
    m.j("next")


def _plus_carry(m: Xtensa, i: int) -> None:
    """Word i and the carry in a2, the new carry there."""
    m.three("add", _R[i], _R[i], "a2")
    m.branch("bltu", _R[i], "a2", f"carry_{i}")
    m.movi("a2", 0)
    m.label(f"carry_{i}")
