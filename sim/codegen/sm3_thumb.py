"""SM3's compression for ARMv7E-M and ARMv8-M main line. Clause: GB/T 32905 section 5.3.

The state stays in registers from block to block. A rotation costs nothing where it stands in front of another
operation: so C and D are kept as they were before they were rotated by 9, G and H before they were rotated by 19. The
constant of a round is that of the round before, rotated. A message is read byte by byte, wherever it begins.
"""

from sim.codegen.assembler import Thumb

STATE = tuple(f"r{i}" for i in range(4, 12))
SAVED = STATE[4:]
P, END, X, Y, W, T = "r0", "r1", "r2", "r3", "r12", "lr"

_WORDS = 68
# The frame on the stack: the words of the message, the state before the block, and the arguments.
_BEFORE = 4 * _WORDS
_STATE, _BLOCKS, _COUNT = range(_BEFORE + 32, _BEFORE + 44, 4)
_FRAME_BYTES = 320
# How far a rotation that is put off is still to go, to the right, by register.
_LATE = {2: 23, 3: 23, 6: 13, 7: 13}


def compression() -> Thumb:
    """The whole of `compress(state, blocks, count)`: r0, r1, r2. count: at least 1."""
    m = Thumb()
    m.push(SAVED)
    m.sub_sp(_FRAME_BYTES)
    for register, place in (("r0", _STATE), ("r1", _BLOCKS), ("r2", _COUNT)):
        m.str_(register, "sp", place)
    m.ldm("r0", STATE)
    for register in STATE:
        m.rev(register, register)
    m.label("block")
    m.add_far(X, "sp", _BEFORE)
    m.stm(X, STATE)
    for number, right in _LATE.items():
        m.ror(STATE[number], STATE[number], 32 - right)
    _message(m)
    _expansion(m)
    m.add_far(P, "sp", 0)
    _rounds(m, "first", 0x79CC4519, 16, late=False)
    _rounds(m, "late", 0x9D8A7A87, 64, late=True)  # 0x7A879D8A rotated by 16
    for number in range(0, 8, 2):
        m.ldrd(X, Y, "sp", _BEFORE + 4 * number)
        for each, before in ((number, X), (number + 1, Y)):
            m.alu("eor", STATE[each], before, STATE[each], right=_LATE.get(each, 0))
    m.ldr(X, "sp", _COUNT)
    m.alu("subs", X, X, 1)
    m.str_(X, "sp", _COUNT)
    m.b("block", "ne")
    m.ldr(X, "sp", _STATE)
    for register in STATE:
        m.rev(register, register)
    m.stm(X, STATE)
    m.add_sp(_FRAME_BYTES)
    m.pop(SAVED)
    return m


def _message(m: Thumb) -> None:
    """Words 0 to 15."""
    m.ldr(T, "sp", _BLOCKS)
    m.add_far(P, "sp", 0)
    m.add_far(END, "sp", 4 * 16)
    m.label("message")
    m.ldrb_after(X, T, 1)
    for _ in range(3):
        m.ldrb_after(Y, T, 1)
        m.alu("orr", X, Y, X, left=8)
    m.str_after(X, P, 4)
    m.cmp_far(P, END)
    m.b("message", "ne")
    m.str_(T, "sp", _BLOCKS)


def _expansion(m: Thumb) -> None:
    """Words 16 to 67, two at a time; P is at the word 16 places before the first."""
    m.add_far(P, "sp", 0)
    m.add_far(END, "sp", 4 * (_WORDS - 16))
    m.label("expansion")
    m.ldrd(X, Y, P, 0)
    for before, right in ((9, 0), (3, 17)):
        m.ldrd(W, T, P, 4 * (16 - before))
        m.alu("eor", X, X, W, right=right)
        m.alu("eor", Y, Y, T, right=right)
    for word, sum_ in ((X, W), (Y, T)):
        m.alu("eor", sum_, word, word, right=17)
        m.alu("eor", word, sum_, word, right=9)
    for before, right in ((13, 25), (6, 0)):
        m.ldrd(W, T, P, 4 * (16 - before))
        m.alu("eor", X, X, W, right=right)
        m.alu("eor", Y, Y, T, right=right)
    m.strd(X, Y, P, 4 * 16)
    m.alu("add", P, P, 8)
    m.cmp_far(P, END)
    m.b("expansion", "ne")


def _rounds(m: Thumb, label: str, constant: int, end: int, late: bool) -> None:
    """The rounds from the word at P on to that before word `end`, four at a time: then each register has its name
    again."""
    m.word(T, constant)
    m.add_far(END, "sp", 4 * end)
    m.label(label)
    for number in range(4):
        a, b, c, d = (STATE[(each - number) % 4] for each in range(4))
        e, f, g, h = (STATE[4 + (each - number) % 4] for each in range(4))
        m.alu("add", X, e, T)
        m.ror(T, T, 31)
        m.alu("add", X, X, a, right=20)
        m.ror(X, X, 25)  # SS1
        m.ldr_after(W, P, 4)
        m.alu("eor", Y, f, g if late else e, right=13 if late else 0)
        if late:
            m.alu("and", Y, Y, e)
        m.alu("eor", Y, Y, g, right=13)  # GG
        m.alu("add", Y, Y, h, right=13)
        m.alu("add", Y, Y, X)
        m.alu("add", Y, Y, W)  # TT2
        m.alu("eor", h, Y, Y, right=23)
        m.alu("eor", h, h, Y, right=15)
        m.alu("eor", X, X, a, right=20)  # SS2
        m.ldr(Y, P, 4 * 3)
        m.alu("eor", W, W, Y)
        m.alu("add", X, X, W)
        if late:
            m.alu("orr", Y, a, b)
            m.alu("and", Y, Y, c, right=23)
            m.alu("and", W, a, b)
            m.alu("orr", Y, Y, W)
        else:
            m.alu("eor", Y, a, b)
            m.alu("eor", Y, Y, c, right=23)  # FF
        m.alu("add", X, X, Y)
        m.alu("add", d, X, d, right=23)  # TT1
    m.cmp_far(P, END)
    m.b(label, "ne")
