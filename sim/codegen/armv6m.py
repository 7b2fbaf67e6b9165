"""The field machine for ARMv6-M: Cortex-M0+ of the RP2040, which multiplies 32 by 32 bits to 32.

The sixteen words of a product or a square, see armv6m_product.py, stay on the stack, where the lowest two are taken
off four times; see thumb.py for how.
"""

from sim.codegen import armv6m_product
from sim.codegen.armv6m_product import BACK, FRAME_BYTES, PC, ROUTINE, SLOTS, START, TIMES, TO, WHOLE
from sim.codegen.assembler_armv6m import Armv6m


def field_machine() -> Armv6m:
    """The whole of `run(program, slots, at)`: r0, r1, r2."""
    m = Armv6m()
    m.frame(FRAME_BYTES)
    m.memory("str", "r0", "sp", START)
    m.memory("str", "r1", "sp", SLOTS)
    m.three("adds", "r0", "r0", "r2")
    m.memory("str", "r0", "sp", PC)
    _dispatch(m)
    _control(m)
    _addition(m)
    _subtraction(m)
    m.label("halt")
    m.frame(-FRAME_BYTES)
    m.far("end")
    armv6m_product.routines(m)
    armv6m_product.square(m)
    armv6m_product.product(m)
    _take_off(m)
    _reduced(m)
    m.label("end")
    return m


def _dispatch(m: Armv6m) -> None:
    """The next word; addresses of its slots: r2 (d), r0 (a), r1 (b)."""
    m.label("next")
    m.memory("ldr", "r3", "sp", PC)
    m.memory("ldr", "r4", "sp", SLOTS)
    for register, byte in (("r2", 1), ("r0", 2), ("r1", 3)):
        m.memory("ldrb", register, "r3", byte)
        m.shift("lsls", register, register, 5)
        m.three("adds", register, register, "r4")
    m.memory("ldrb", "r5", "r3", 0)
    m.constant("adds", "r3", 4)
    m.memory("str", "r3", "sp", PC)
    m.constant("cmp", "r5", 1)
    m.b("no_product", "ne")
    m.far("product")
    m.label("no_product")
    m.constant("cmp", "r5", 7)
    m.b("no_square", "ne")
    m.far("square")
    m.label("no_square")
    for operation, label in ((3, "subtraction"), (2, "addition"), (6, "load"), (5, "return"), (4, "call")):
        m.constant("cmp", "r5", operation)
        m.b(label, "eq")
    m.b("halt")


def _control(m: Armv6m) -> None:
    m.label("call")
    m.memory("str", "r3", "sp", BACK)
    m.constant("subs", "r3", 4)
    m.memory("ldrb", "r0", "r3", 1)
    m.memory("str", "r0", "sp", TIMES)
    m.memory("ldrh", "r0", "r3", 2)
    m.shift("lsls", "r0", "r0", 2)
    m.memory("ldr", "r1", "sp", START)
    m.three("adds", "r0", "r0", "r1")
    m.memory("str", "r0", "sp", ROUTINE)
    m.memory("str", "r0", "sp", PC)
    m.b("next")
    m.label("load")
    for _ in range(2):
        m.ldm("r0", ("r3", "r4", "r5", "r6"))
        m.stm("r2", ("r3", "r4", "r5", "r6"))
    m.b("next")
    m.label("return")
    m.memory("ldr", "r0", "sp", ROUTINE)
    m.memory("ldr", "r1", "sp", TIMES)
    m.constant("subs", "r1", 1)
    m.memory("str", "r1", "sp", TIMES)
    m.b("again", "ne")
    m.memory("ldr", "r0", "sp", BACK)
    m.label("again")
    m.memory("str", "r0", "sp", PC)
    m.b("next")


def _addition(m: Armv6m) -> None:
    """The sum to slot d: that is mostly all; see _reduced."""
    m.label("addition")
    for i in range(8):
        m.memory("ldr", "r3", "r0", 4 * i)
        m.memory("ldr", "r4", "r1", 4 * i)
        if i:
            m.two("adcs", "r3", "r4")
        else:
            m.three("adds", "r3", "r3", "r4")
        m.memory("str", "r3", "r2", 4 * i)
    m.constant("movs", "r7", 0)
    m.two("adcs", "r7", "r7")
    m.b("sum_careful", "ne")
    m.constant("adds", "r3", 2)
    m.b("sum_careful", "cs")
    m.b("next")
    m.label("sum_careful")
    m.mov("r6", "r2")
    m.far("reduce")


def _subtraction(m: Armv6m) -> None:
    m.label("subtraction")
    for i in range(8):
        m.memory("ldr", "r3", "r0", 4 * i)
        m.memory("ldr", "r4", "r1", 4 * i)
        if i:
            m.two("sbcs", "r3", "r4")
        else:
            m.three("subs", "r3", "r3", "r4")
        m.memory("str", "r3", "r2", 4 * i)
    m.b("whole", "cs")
    m.constant("movs", "r4", 0)
    m.two("mvns", "r5", "r4")
    for i in range(8):  # p more: 2**256 - p less, its words 1, 0, 2**32 - 1, 0, 0, 0, 0, 1
        m.memory("ldr", "r3", "r2", 4 * i)
        if i == 0:
            m.constant("subs", "r3", 1)
        elif i == 2:
            m.two("sbcs", "r3", "r5")
        elif i == 7:
            m.constant("movs", "r4", 1)
            m.two("sbcs", "r3", "r4")
        else:
            m.two("sbcs", "r3", "r4")
        m.memory("str", "r3", "r2", 4 * i)
    m.label("whole")
    m.b("next")


def _take_off(m: Armv6m) -> None:
    """L: r0, r2, r3; its sign: r4; above the highest word: r7, 0 at first."""
    m.add_sp_to("r6", WHOLE)
    for round_ in range(4):
        at = 8 * round_

        def word(j: int, first: str, operation: str, value: str, at: int = at) -> None:
            m.memory("ldr", "r5", "r6", at + 4 * j)
            if first:
                m.three(first, "r5", "r5", value)
            else:
                m.two(operation, "r5", value)
            m.memory("str", "r5", "r6", at + 4 * j)

        if round_:  # what the round before had above: into words 8 and 9
            m.constant("movs", "r4", 0)
            word(8, "adds", "", "r7")
            word(9, "", "adcs", "r4")
            m.constant("movs", "r7", 0)
            if round_ < 3:  # three words M leave the sum below p * p + 2**192 * p, which sixteen words hold
                m.two("adcs", "r7", "r7")
        m.memory("ldr", "r0", "r6", at)
        m.memory("ldr", "r1", "r6", at + 4)
        m.constant("movs", "r3", 0)
        m.three("subs", "r2", "r1", "r0")
        m.two("sbcs", "r3", "r1")
        m.two("sbcs", "r4", "r4")
        word(2, "adds", "", "r0")
        word(3, "", "adcs", "r2")
        word(4, "", "adcs", "r3")
        for j in range(5, 10):
            word(j, "", "adcs", "r4")
        m.two("adcs", "r7", "r4")
        word(7, "subs", "", "r0")
        word(8, "", "sbcs", "r2")
        word(9, "", "sbcs", "r3")
        m.two("sbcs", "r7", "r4")


def _reduced(m: Armv6m) -> None:
    """What is at r6 + 32, its highest word in r5, and r7 above it, to slot d: less p, unless that is below 0. Mostly it
    is seen at the highest word: p's is 2**32 - 2."""
    m.memory("ldr", "r2", "sp", TO)
    m.b("careful", "ne")  # r7, which was computed last
    m.constant("adds", "r5", 2)
    m.b("careful", "cs")
    m.constant("adds", "r6", 32)
    for _ in range(2):
        m.ldm("r6", ("r0", "r1", "r3", "r4"))
        m.stm("r2", ("r0", "r1", "r3", "r4"))
    m.far("next")
    m.label("careful")
    m.constant("adds", "r6", 32)
    m.label("reduce")
    m.constant("movs", "r4", 0)
    m.two("mvns", "r5", "r4")
    m.mov("r1", "r2")
    for i in range(8):
        m.memory("ldr", "r3", "r6", 4 * i)
        m.memory("str", "r3", "sp", 4 * i)
        if i == 0:
            m.constant("adds", "r3", 1)
        elif i == 2:
            m.two("adcs", "r3", "r5")
        elif i == 7:
            m.constant("movs", "r4", 1)
            m.two("adcs", "r3", "r4")
        else:
            m.two("adcs", "r3", "r4")
        m.memory("str", "r3", "r2", 4 * i)
    m.constant("movs", "r4", 0)
    m.two("adcs", "r7", "r4")
    m.b("below", "eq")
    m.far("next")
    m.label("below")
    m.add_sp_to("r6", 0)
    for _ in range(2):
        m.ldm("r6", ("r2", "r3", "r4", "r5"))
        m.stm("r1", ("r2", "r3", "r4", "r5"))
    m.far("next")
