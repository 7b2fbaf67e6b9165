"""The field machine for processors with UMAAL: ARMv7E-M (Cortex-M4, M7) and ARMv8-M main line (M33).

A product takes 64 UMAAL, two rows of the schoolbook at a time. Between them the two lowest words M are taken off: p is
-1 modulo 2**64, so M * p added makes them 0, and what M * p adds above them is L - L * 2**160 with L = M - M * 2**32,
both begun at the third word. What is left after each round is below 2 * p.
"""

from sim.codegen.assembler import Thumb

LOW = tuple(f"r{i}" for i in range(8))
SAVED = ("r8", "r9", "r10", "r11", "lr")

# The frame on the stack: a copy of one operand, and what does not fit into registers.
_PC, _SLOTS, _TO, _START, _BACK, _TIMES, _ROUTINE = range(32, 60, 4)
_FRAME_BYTES = 64


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
    _product(m)
    m.label("halt")
    m.add_sp(_FRAME_BYTES)
    m.pop(SAVED)
    return m


def _dispatch(m: Thumb) -> None:
    """The next word; addresses of its slots: r12 (d), r8 (a), lr (b)."""
    m.label("next")
    m.ldr("r0", "sp", _PC)
    m.ldr_after("r1", "r0", 4)
    m.str_("r0", "sp", _PC)
    m.ldr("r2", "sp", _SLOTS)
    for register, bit in (("r12", 8), ("r8", 16), ("lr", 24)):
        if bit < 24:
            m.ubfx("r3", "r1", bit, 8)
        else:
            m.lsrs("r3", "r1", bit)
        m.alu("add", register, "r2", "r3", 5)
    m.ubfx("r3", "r1", 0, 8)
    for operation, label in enumerate(("product", "addition", "subtraction", "call", "return", "load"), 1):
        m.cmp("r3", operation)
        m.b(label, "eq")
    m.b("halt")


def _addition(m: Thumb) -> None:
    m.label("addition")
    m.ldm("r8", LOW)
    for i in range(0, 8, 2):
        m.ldrd("r9", "r10", "lr", 4 * i)
        m.alu("adcs" if i else "adds", LOW[i], LOW[i], "r9")
        m.alu("adcs", LOW[i + 1], LOW[i + 1], "r10")
    m.mov("r11", 0)
    m.alu("adc", "r11", "r11", "r11")
    m.stm("r12", LOW)
    _less_p(m, LOW, "r11")
    m.stm("r12", LOW)
    m.b("next")


def _less_p(m: Thumb, value: tuple[str, ...], top: str) -> None:
    """value less p; on to "next" when that is below 0. Adds 2**256 - p: a carry out of it or `top` says it is not."""
    m.alu("adds", value[0], value[0], 1)
    m.alu("adcs", value[1], value[1], 0)
    m.alu("adcs", value[2], value[2], -1)
    for i in range(3, 7):
        m.alu("adcs", value[i], value[i], 0)
    m.alu("adcs", value[7], value[7], 1)
    m.alu("adcs", top, top, 0)
    m.b("next", "eq")


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
    t = [f"r{i}" for i in range(10)]  # the sum's ten words; two leave it at the bottom in each of four rounds
    x, low, high = "r10", "r11", "r12"
    for i in range(8):
        m.movs(t[i], 0)
    for round_ in range(4):
        for row in range(2):
            m.ldr(x, "sp", 8 * round_ + 4 * row)
            if row == 1:
                _zero(m, t[9])
            else:
                _zero(m, t[8])
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
    m.ldr("r12", "sp", _TO)
    _store(m, t)
    _less_p(m, tuple(t[:8]), t[9])
    _store(m, t)
    m.b("next")


def _zero(m: Thumb, register: str) -> None:
    """register = 0; the flags may be anything then."""
    if register in LOW:
        m.movs(register, 0)
    else:
        m.mov(register, 0)


def _store(m: Thumb, words: list[str]) -> None:
    for i in range(0, 8, 2):
        m.strd(words[i], words[i + 1], "r12", 4 * i)
