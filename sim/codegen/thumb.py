"""The field machine for processors with UMAAL: ARMv7E-M (Cortex-M4, M7) and ARMv8-M main line (M33).

A square takes 36 UMAAL, see below. A product takes 64, two rows of the schoolbook at a time. Between them the two
lowest words M are taken off: p is -1 modulo 2**64, so M * p added makes them 0, and what M * p adds above them is
L - L * 2**160 with L = M - M * 2**32, both begun at the third word. What is left after each round is below 2 * p.
"""

from sim.codegen.assembler import Thumb

_OPERATIONS = ("halt", "product", "addition", "subtraction", "call", "return", "load", "square")
LOW = tuple(f"r{i}" for i in range(8))
SAVED = ("r8", "r9", "r10", "r11", "lr")

# The frame on the stack: a copy of one operand or the words of a square, and what does not fit into registers.
_PC, _SLOTS, _TO, _START, _BACK, _TIMES, _ROUTINE = range(64, 92, 4)
_FRAME_BYTES = 96


def field_machine() -> Thumb:
    """The whole of `run(program, slots, at)`: r0, r1, r2."""
    m = Thumb()
    m.push(SAVED)
    m.sub_sp(_FRAME_BYTES)
    m.str_("r0", "sp", _START)
    m.str_("r1", "sp", _SLOTS)
    m.alu("add", "r0", "r0", "r2")
    m.str_("r0", "sp", _PC)
    _dispatch(m)
    _addition(m)
    _subtraction(m)
    _control(m)
    _square(m)
    _product(m)
    _reduced(m)
    m.label("halt")
    m.add_sp(_FRAME_BYTES)
    m.pop(SAVED)
    return m


def _dispatch(m: Thumb) -> None:
    """The next word; addresses of its slots: r12 (d), r8 (a), lr (b)."""
    m.label("next")
    m.ldrd("r0", "r2", "sp", _PC)  # and _SLOTS
    m.ldr_after("r1", "r0", 4)
    m.str_("r0", "sp", _PC)
    for register, bit in (("r12", 8), ("r8", 16), ("lr", 24)):
        if bit < 24:
            m.ubfx("r3", "r1", bit, 8)
        else:
            m.lsrs("r3", "r1", bit)
        m.alu("add", register, "r2", "r3", 5)
    m.ubfx("r3", "r1", 0, 8)
    m.b_of("r3", _OPERATIONS)


def _addition(m: Thumb) -> None:
    m.label("addition")
    m.ldm("r8", LOW)
    for i in range(0, 8, 2):
        m.ldrd("r9", "r10", "lr", 4 * i)
        m.alu("adcs" if i else "adds", LOW[i], LOW[i], "r9")
        m.alu("adcs", LOW[i + 1], LOW[i + 1], "r10")
    m.mov("r9", 0)
    m.alu("adc", "r9", "r9", 0)
    m.b("sum")


def _reduced(m: Thumb) -> None:
    """LOW, and r9 above it, to slot d: less p, unless that is below 0. Mostly it is seen at the highest word: p's is
    2**32 - 2. Else 2**256 - p is added: a carry out of it or r9 says that it is not below 0."""
    m.label("reduced")
    m.ldr("r12", "sp", _TO)
    m.label("sum")
    m.stm("r12", LOW)
    m.alu("adds", "r10", "r7", 2)
    m.alu("adcs", "r10", "r9", 0)
    m.b("next", "eq")
    m.label("careful")
    m.alu("adds", "r0", "r0", 1)
    m.alu("adcs", "r1", "r1", 0)
    m.alu("adcs", "r2", "r2", -1)
    for i in range(3, 7):
        m.alu("adcs", LOW[i], LOW[i], 0)
    m.alu("adcs", "r7", "r7", 1)
    m.alu("adcs", "r9", "r9", 0)
    m.b("next", "eq")
    m.stm("r12", LOW)
    m.b("next")


def _subtraction(m: Thumb) -> None:
    m.label("subtraction")
    m.ldm("r8", LOW)
    for i in range(0, 8, 2):
        m.ldrd("r9", "r10", "lr", 4 * i)
        m.alu("sbcs" if i else "subs", LOW[i], LOW[i], "r9")
        m.alu("sbcs", LOW[i + 1], LOW[i + 1], "r10")
    m.b("whole", "cs")
    m.alu("subs", "r0", "r0", 1)  # p more: 2**256 - p less
    m.alu("sbcs", "r1", "r1", 0)
    m.alu("sbcs", "r2", "r2", -1)
    for i in range(3, 7):
        m.alu("sbcs", LOW[i], LOW[i], 0)
    m.alu("sbc", "r7", "r7", 1)
    m.label("whole")
    m.stm("r12", LOW)
    m.b("next")


def _control(m: Thumb) -> None:
    m.label("call")
    m.ubfx("r3", "r1", 8, 8)
    m.str_("r3", "sp", _TIMES)
    m.str_("r0", "sp", _BACK)
    m.lsrs("r3", "r1", 16)
    m.ldr("r2", "sp", _START)
    m.alu("add", "r0", "r2", "r3", 2)
    m.str_("r0", "sp", _PC)
    m.str_("r0", "sp", _ROUTINE)
    m.b("next")
    m.label("load")
    m.ldm("r8", LOW)
    m.stm("r12", LOW)
    m.b("next")
    m.label("return")
    m.ldr("r3", "sp", _TIMES)
    m.alu("subs", "r3", "r3", 1)
    m.str_("r3", "sp", _TIMES)
    m.ldr("r0", "sp", _ROUTINE)
    m.b("again", "ne")
    m.ldr("r0", "sp", _BACK)
    m.label("again")
    m.str_("r0", "sp", _PC)
    m.b("next")


def _product(m: Thumb) -> None:
    m.label("product")
    m.str_("r12", "sp", _TO)
    m.ldm("r8", LOW)
    m.stm("sp", LOW)
    # The sum's ten words, of which two leave it at the bottom in each of four rounds: so the last eight are LOW.
    t = [f"r{i % 10}" for i in range(2, 12)]
    x, low, high = "r10", "r11", "r12"
    for i in range(8):
        _zero(m, t[i])
    for round_ in range(4):
        for row in range(2):
            m.ldr(x, "sp", 8 * round_ + 4 * row)
            _zero(m, t[8 + row])
            for j in range(0, 8, 2):
                m.ldrd(low, high, "lr", 4 * j)
                m.umaal(t[j + row], t[8 + row], x, low)
                m.umaal(t[j + row + 1], t[8 + row], x, high)
            if round_ and row == 0:
                # What the round before had above its eight words. The sum is below 2 * p + (p - 1) * (2**32 - 1),
                # which is below 2**288: nine words hold it.
                m.alu("add", t[8], t[8], t[9])
        m.mov(low, 0)  # L: t0, x, low; its sign: high
        m.alu("subs", x, t[1], t[0])
        m.alu("sbcs", low, low, t[1])
        m.alu("sbc", high, high, high)
        _zero(m, t[1])
        for j, word in enumerate((t[0], x, low, high, high, high, high, high)):
            m.alu("adcs" if j else "adds", t[j + 2], t[j + 2], word)
        m.alu("adc", t[1], t[1], high)
        m.alu("subs", t[7], t[7], t[0])
        m.alu("sbcs", t[8], t[8], x)
        m.alu("sbcs", t[9], t[9], low)
        m.alu("sbc", t[1], t[1], high)
        t = t[2:] + t[:2]


def _square(m: Thumb) -> None:
    """All sixteen words of it column by column, then what makes its lower eight 0.

    Half of the products do, with 2 * a as one operand: word i of it, of which the lowest bit is the highest of word
    i - 1 of a. What that bit adds to the square of word i is word i itself, or nothing.
    """
    m.label("square")
    m.str_("r12", "sp", _TO)
    m.ldm("r8", LOW)
    free = ["r8", "r9", "r10", "r11", "lr", "r12"]
    carries: list[str] = []  # into this column
    done: list[str] = []  # words not stored yet
    more = ""  # word i, or 0, for the next column
    for column in range(15):
        half = column // 2
        pairs = [(i, column - i) for i in range(max(0, column - 7), half + 1)]
        if column % 2:
            more = free.pop()
            m.with_sign("and", more, LOW[half + 1], LOW[half])
            m.alu("adcs" if half else "adds", LOW[half], LOW[half], LOW[half])  # of 2 * a from here on
            low = carries.pop() if len(carries) > len(pairs) else _zeroed(m, free)
        else:
            low = more or free.pop()
        for n, (i, j) in enumerate(pairs):
            if not column:
                carries.append(free.pop())
                m.umull(low, carries[0], LOW[0], LOW[0])
                continue
            if n == len(carries):
                carries.append(_zeroed(m, free))
            m.umaal(low, carries[n], LOW[i], LOW[j])
        if column >= 7:
            free.append(LOW[column - 7])
        done.append(low)
        done += carries if column == 14 else []
        if column in (6, 7):  # one at a time: the seventh column needs fourteen registers
            m.str_(low, "sp", 4 * column)
        elif len(done) == 2:
            m.strd(done[0], done[1], "sp", 4 * (column & ~1))
        else:
            continue
        free += done
        done = []
    m.ldm("sp", LOW)
    _low_half(m)
    for i in range(0, 8, 2):
        m.ldrd("r10", "r11", "sp", 32 + 4 * i)
        m.alu("adcs" if i else "adds", LOW[i], LOW[i], "r10")
        m.alu("adcs", LOW[i + 1], LOW[i + 1], "r11")
    m.alu("adc", "r9", "r9", 0)
    m.b("reduced")


def _low_half(m: Thumb) -> None:
    """LOW, which are the lower eight words of a number, plus M * p, which makes them 0: what is above them then, to
    LOW, and to r9 its sign.

    The words of M are found two at a time; L as above, of each. Of M * p above is M - M / 2**32, and what the sums
    with L leave above the eighth word: V. The words of L are l0, which is M's, r8, r10, its sign r11.
    """
    l1, l2, sign, top = "r8", "r10", "r11", "r9"
    v0, v1 = "lr", "r12"
    for at in (0, 2, 4, 6):
        m.mov(l2, 0)
        m.alu("subs", l1, LOW[at + 1], LOW[at])
        m.alu("sbcs", l2, l2, LOW[at + 1])
        m.alu("sbc", sign, sign, sign)
        if at == 6:
            break
        for j, word in enumerate((LOW[at], l1, l2, sign, sign, sign)[: 6 - at]):
            m.alu("adcs" if j else "adds", LOW[at + 2 + j], LOW[at + 2 + j], word)
        if at == 0:
            m.alu("adc", top, sign, 0)
            m.alu("subs", LOW[7], LOW[7], LOW[0])  # of the first M / 2**32
            m.alu("sbc", top, top, 0)
        elif at == 2:
            m.alu("adc", top, top, sign)
        else:
            m.alu("adcs", v0, top, l2)
            m.with_sign("adc", v1, sign, top)
    m.alu("adds", v0, v0, LOW[6])
    m.alu("adcs", l1, l1, v1)
    m.with_sign("adcs", l2, l2, v1)
    m.with_sign("adc", sign, sign, v1)
    for i in range(7):
        m.alu("sbcs" if i else "subs", LOW[i], LOW[i], LOW[i + 1])
    m.alu("sbc", LOW[7], LOW[7], 0)
    for i, word in enumerate((v0, l1, l2, sign, sign, sign, sign, sign)):
        m.alu("adcs" if i else "adds", LOW[i], LOW[i], word)
    m.alu("adc", top, sign, 0)


def _zeroed(m: Thumb, free: list[str]) -> str:
    """A register that was free, 0 now; the carry stays as it is."""
    register = free.pop()
    _zero(m, register)
    return register


def _zero(m: Thumb, register: str) -> None:
    """register = 0; the carry stays as it is."""
    if register in LOW:
        m.movs(register, 0)
    else:
        m.mov(register, 0)
