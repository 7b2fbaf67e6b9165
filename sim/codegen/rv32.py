"""The field machine for RV32IM: ESP32-C3 and C6, and the RISC-V cores of the RP2350.

There is no carry flag: a carry is what `sltu` says of a sum and one of its terms. One operand of a product stays in
registers, and so does the sum; see thumb.py for how the lowest two words are taken off it.

Length: a listing in one piece, whose parts share its registers.
"""

from collections.abc import Sequence

from sim.codegen.assembler_rv32 import Riscv

_A = ("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7")  # one operand
_SUM = ("s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11")
_SAVED = ("ra", "s0", "s1", *_SUM)
# Between operations, on the stack; s0 is the address of the slots and s1 that of the next word.
_START, _BACK, _TIMES, _ROUTINE, _TO = 0, 4, 8, 12, 16
_FRAME_BYTES = 80
_WORD = "t0"
_B = "t0"  # a word of the other operand


def field_machine() -> Riscv:
    """The whole of `run(program, slots, at)`: a0, a1, a2."""
    m = Riscv()
    m.constant("addi", "sp", "sp", -_FRAME_BYTES)
    for i, register in enumerate(_SAVED):
        m.sw(register, "sp", 24 + 4 * i)
    m.sw("a0", "sp", _START)
    m.constant("addi", "s0", "a1", 0)
    m.op("add", "s1", "a0", "a2")
    _dispatch(m)
    _addition(m)
    _subtraction(m)
    _control(m)
    m.label("halt")
    for i, register in enumerate(_SAVED):
        m.lw(register, "sp", 24 + 4 * i)
    m.constant("addi", "sp", "sp", _FRAME_BYTES)
    m.j("end")
    _product(m)
    _square(m)
    _reduced(m)
    m.label("end")
    return m


def _dispatch(m: Riscv) -> None:
    """The next word; addresses of its slots: t1 (d), t2 (a), t3 (b)."""
    m.label("next")
    m.lw(_WORD, "s1", 0)
    m.constant("addi", "s1", "s1", 4)
    for register, bit in (("t1", 8), ("t2", 16), ("t3", 24)):
        m.constant("srli", register, _WORD, bit)
        if bit < 24:
            m.constant("andi", register, register, 255)
        m.constant("slli", register, register, 5)
        m.op("add", register, register, "s0")
    m.constant("andi", "t4", _WORD, 255)
    m.constant("addi", "t5", "t4", -1)
    m.branch("bne", "t5", "zero", "no_product")
    m.j("product")
    m.label("no_product")
    m.constant("addi", "t5", "t4", -7)
    m.branch("bne", "t5", "zero", "no_square")
    m.j("square")
    m.label("no_square")
    for operation, label in ((3, "subtraction"), (2, "addition"), (6, "load"), (5, "return"), (4, "call")):
        m.constant("addi", "t5", "t4", -operation)
        m.branch("beq", "t5", "zero", label)
    m.j("halt")


def _add(m: Riscv, d: str, a: str, b: str, carry: str | None, out: str | None, spare: str) -> None:
    """d = a + b + carry; the new carry to `out`, which is not b. b is kept."""
    m.op("add", d, a, b)
    if out is None:
        if carry:
            m.op("add", d, d, carry)
        return
    if carry is None:
        m.op("sltu", out, d, b)
        return
    m.op("sltu", spare, d, b)
    m.op("add", d, d, carry)
    m.op("sltu", out, d, carry)
    m.op("or", out, out, spare)


def _subtract(m: Riscv, d: str, a: str, b: str, borrow: str | None, out: str, spare: str) -> None:
    """d = a - b - borrow; the new borrow to `out`. d may be a, not b; out is neither borrow nor spare."""
    m.op("sltu", out, a, b)
    m.op("sub", d, a, b)
    if borrow is not None:
        m.op("sltu", spare, d, borrow)
        m.op("sub", d, d, borrow)
        m.op("or", out, out, spare)


def _load(m: Riscv, registers: Sequence[str], address: str) -> None:
    for i, register in enumerate(registers):
        m.lw(register, address, 4 * i)


def _store(m: Riscv, registers: Sequence[str], address: str) -> None:
    for i, register in enumerate(registers):
        m.sw(register, address, 4 * i)


def _plus(m: Riscv, value: Sequence[str], sign: int, spare: tuple[str, str, str], out: str) -> None:
    """value += 2**256 - p (sign 1; the carry to `out`), or -= it (sign -1): words 1, 0, 2**32 - 1, 0, 0, 0, 0, 1."""
    carry, other, ones = spare
    m.constant("addi", ones, "zero", -1)
    if sign > 0:
        m.constant("addi", value[0], value[0], 1)
        m.constant("sltiu", carry, value[0], 1)
        m.op("add", value[1], value[1], carry)
        m.op("sltu", carry, value[1], carry)
        _add(m, value[2], value[2], ones, carry, out, other)
        for i in range(3, 7):
            m.op("add", value[i], value[i], out)
            m.op("sltu", out, value[i], out)
        m.constant("addi", out, out, 1)  # 1 or 2: no carry of its own
        m.op("add", value[7], value[7], out)
        m.op("sltu", out, value[7], out)
        return
    m.constant("sltiu", carry, value[0], 1)
    m.constant("addi", value[0], value[0], -1)
    m.op("sltu", other, value[1], carry)
    m.op("sub", value[1], value[1], carry)
    _subtract(m, value[2], value[2], ones, other, out, carry)
    for i in range(3, 7):
        m.op("sltu", other, value[i], out)
        m.op("sub", value[i], value[i], out)
        m.constant("addi", out, other, 0)
    m.op("sub", value[7], value[7], out)
    m.constant("addi", value[7], value[7], -1)


def _addition(m: Riscv) -> None:
    m.label("addition")
    _load(m, _A, "t2")
    carry: str | None = None
    for i in range(8):
        m.lw("t4", "t3", 4 * i)
        _add(m, _A[i], _A[i], "t4", carry, "t5", "t6")
        carry = "t5"
    m.constant("addi", "t2", "t5", 0)
    _store(m, _A, "t1")
    m.constant("sltiu", "t3", _A[7], -2)
    m.branch("beq", "t3", "zero", "sum_careful")
    m.branch("beq", "t2", "zero", "below")
    m.label("sum_careful")
    _plus(m, _A, 1, ("t4", "t5", "t6"), "t3")
    m.op("or", "t2", "t2", "t3")
    m.branch("beq", "t2", "zero", "below")
    _store(m, _A, "t1")
    m.label("below")
    m.j("next")


def _subtraction(m: Riscv) -> None:
    m.label("subtraction")
    _load(m, _A, "t2")
    borrows = ("t5", "t6")
    for i in range(8):
        m.lw("t4", "t3", 4 * i)
        _subtract(m, _A[i], _A[i], "t4", borrows[i & 1] if i else None, borrows[~i & 1], "t2")
    m.branch("beq", borrows[0], "zero", "whole")
    _plus(m, _A, -1, ("t4", "t5", "t6"), "t3")
    m.label("whole")
    _store(m, _A, "t1")
    m.j("next")


def _control(m: Riscv) -> None:
    m.label("call")
    m.constant("srli", "t4", _WORD, 8)
    m.constant("andi", "t4", "t4", 255)
    m.sw("t4", "sp", _TIMES)
    m.sw("s1", "sp", _BACK)
    m.constant("srli", "t4", _WORD, 16)
    m.constant("slli", "t4", "t4", 2)
    m.lw("t5", "sp", _START)
    m.op("add", "s1", "t4", "t5")
    m.sw("s1", "sp", _ROUTINE)
    m.j("next")
    m.label("load")
    _load(m, _A, "t2")
    _store(m, _A, "t1")
    m.j("next")
    m.label("return")
    m.lw("t4", "sp", _TIMES)
    m.constant("addi", "t4", "t4", -1)
    m.sw("t4", "sp", _TIMES)
    m.lw("s1", "sp", _ROUTINE)
    m.branch("bne", "t4", "zero", "again")
    m.lw("s1", "sp", _BACK)
    m.label("again")
    m.j("next")


def _product(m: Riscv) -> None:
    m.label("product")
    m.sw("t1", "sp", _TO)
    _load(m, _A, "t2")
    t = list(_SUM)
    for round_ in range(4):
        for row in range(2):
            m.lw(_B, "t3", 8 * round_ + 4 * row)
            _row(m, t, round_, row, [(_A[j], _B) for j in range(8)], "")
        _take_off(m, t)
        t = t[2:] + t[:2]
    m.j("reduced")


def _square(m: Riscv) -> None:
    """Half of the products, for word i is multiplied with itself and with those above it only, but as word i of 2 * a,
    whose lowest bit is the highest of word i - 1 of a. What that bit adds to the square of word i is word i itself, or
    nothing. A row of it is below p * 2**32 as that of a product is.
    """
    m.label("square")
    m.sw("t1", "sp", _TO)
    _load(m, _A, "t2")
    t = list(_SUM)
    for round_ in range(4):
        for row in range(2):
            i = 2 * round_ + row
            if i < 7:
                m.constant("slli", _B, _A[i], 1)
            if 0 < i < 7:
                m.constant("srli", "t2", _A[i - 1], 31)
                m.op("or", _B, _B, "t2")
            if i:
                m.constant("srai", "t1", _A[i - 1], 31)
                m.op("and", "t1", "t1", _A[i])
            some = [(_A[i], _A[i]), *((_A[j], _B) for j in range(i + 1, 8))]
            _row(m, t, round_, row, some, "t1" if i else "")
        _take_off(m, t)
        t = t[2:] + t[:2]


def _row(m: Riscv, t: list[str], round_: int, row: int, some: list[tuple[str, str]], more: str) -> None:
    """Add the last so many products of a row, and `more` to the first of them: t1, where carries are too."""
    carry, low, high, c = "t1", "t2", "t4", "t5"  # t3: address of the other operand
    first = not round_ and row == 0
    for j, (a, b) in enumerate(some, 8 - len(some)):
        last = t[8 + row] if j == 7 else carry  # where the carry of this product goes
        m.op("mul", low, a, b)
        m.op("mulhu", high, a, b)
        if more:
            m.op("add", low, low, carry)
            m.op("sltu", c, low, carry)
            m.op("add", high, high, c)
        more = carry
        if first:
            m.constant("addi", t[j], low, 0)
            m.constant("addi", last, high, 0)
        else:
            m.op("add", t[j + row], t[j + row], low)
            m.op("sltu", c, t[j + row], low)
            m.op("add", last, high, c)
    if round_ and row == 0:  # what the round before had above its eight words; see thumb.py: nine hold it
        m.op("add", t[8], t[8], t[9])


def _reduced(m: Riscv) -> None:
    """The sum, which began eight registers further, to slot d: less p, unless that is below 0. Mostly it is seen at
    its highest word: p's is 2**32 - 2."""
    m.label("reduced")
    t = _SUM[8:] + _SUM[:8]
    m.lw("t1", "sp", _TO)
    _store(m, t[:8], "t1")
    m.constant("sltiu", "t6", t[7], -2)
    m.branch("beq", "t6", "zero", "careful")
    m.branch("beq", t[9], "zero", "small")
    m.label("careful")
    _plus(m, t[:8], 1, ("t2", "t4", "t5"), "t6")
    m.op("or", "t6", "t6", t[9])
    m.branch("beq", "t6", "zero", "small")
    _store(m, t[:8], "t1")
    m.label("small")
    m.j("next")


def _take_off(m: Riscv, t: list[str]) -> None:
    """Add M * p for the two lowest words M: t[2..9] += L - L * 2**160, what is above to t[1]."""
    l1, l2, s, c, other, more = "t0", "t1", "t2", "t4", "t5", "ra"
    m.op("sltu", c, t[1], t[0])
    m.op("or", s, t[0], t[1])
    m.op("sub", l1, t[1], t[0])
    m.op("add", l2, t[1], c)
    m.op("sub", l2, "zero", l2)
    m.op("sltu", s, "zero", s)
    m.op("sub", s, "zero", s)
    # The three highest words of L - L * 2**160, in t[1] and two others, are the sign less L.
    _add(m, t[2], t[2], t[0], None, c, other)
    _add(m, t[3], t[3], l1, c, more, other)
    _add(m, t[4], t[4], l2, more, c, other)
    _add(m, t[5], t[5], s, c, more, other)
    _add(m, t[6], t[6], s, more, c, other)
    # Nothing is borrowed: s is all ones, or s and L are 0.
    m.op("sub", t[0], s, t[0])
    m.op("sub", l1, s, l1)
    m.op("sub", l2, s, l2)
    _add(m, t[7], t[7], t[0], c, more, other)
    _add(m, t[8], t[8], l1, more, c, other)
    _add(m, t[9], t[9], l2, c, t[1], other)
