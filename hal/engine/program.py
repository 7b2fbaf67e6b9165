"""The programs of the field machine: point formulas as text, and the few words they become.

A machine is one function, `run(program, slots, at)`. `slots` holds elements of the field of SM2, 32 bytes each, little
endian, in Montgomery form (times 2**256 mod p) and always below p. `program` is words of four bytes, begun at
byte `at`:

    HALT                        return
    MUL d a b                   slot d = slot a * slot b / 2**256 mod p
    ADD d a b, SUB d a b        slot d = slot a + slot b, slot a - slot b mod p
    CALL n, w (2 bytes, low first)  do what begins at word w of the program n times (1..255), up to its RET; not nested
    RET
    LOAD d, s, 0                slot d = slot s
    SQUARE d a a                as MUL d a a, in fewer instructions

A point is X, W = 2Y, Z in Jacobian coordinates: x = X / Z**2, 2y = W / Z**3. Twice Y saves three additions a doubling.
Formulas do not look whether their points are equal, opposite or infinity: what they give then has Z = 0, and a Z of 0
stays 0 through every further formula, so one check at the end is enough.
"""

from terminal.port import const

HALT = const(0)
MUL = const(1)
ADD = const(2)
SUB = const(3)
CALL = const(4)
RET = const(5)
LOAD = const(6)
SQUARE = const(7)
WORD_BYTES = const(4)
SLOT_BYTES = const(32)

# Slots by name; recode.plan knows the first nine by number. The point at work; the entry of a table added to it;
# 1. Then 0; what takes a number into Montgomery form; what takes it out again; of the curve. Then for the formulas; a
# point doubled.
_NAMES = """
X W Z EX EW EZ EZZ EZZZ ONE
ZERO SQUARED PLAIN B
a b c d e DX DW DZ DZZ DZZZ
"""
SLOT = {name: number for number, name in enumerate(_NAMES.split())}
G_SLOT = len(SLOT)  # split table of the base point
KEY_SLOT = G_SLOT + 64  # the key's: split, 2 slots an entry, or made for one signature, 5 slots an entry
SLOTS = KEY_SLOT + 64
INVERSE = 32  # in the key's table, while it holds something else: see `inverses`
SCRIPT_MAX_BYTES = const(2560)  # of what recode.plan writes

_ADD = """
a = Z * Z
b = Z * a
a = EX * a
b = EW * b
"""
_AFFINE = """
a = a - X
b = b {} W
c = a + a
Z = Z * c
c = c * c
a = a * c
c = X * c
"""
_POINT = """
d = X * EZZ
e = W * EZZZ
a = a - d
b = b {} e
c = a + a
Z = Z * EZ
Z = Z * c
c = c * c
a = a * c
c = d * c
"""
_SUM = """
X = b * b
X = X - a
X = X - c
X = X - c
c = {}
b = b * c
a = {} * a
b = b - a
W = b + b
"""
_DOUBLE = """
a = Z * Z
b = X - a
c = X + a
b = b * c
c = b + b
b = b + c
a = W * W
c = X * a
a = a * a
X = b * b
X = X - c
X = X - c
Z = W * Z
c = c - X
b = b * c
b = b + b
W = b - a
"""
# What CALL may name: a doubling, the entry added or taken away (Z = 1 or not), and for roots `a` squared.
_ROUTINES = (
    ("double", _DOUBLE),
    ("add_affine", _ADD + _AFFINE.format("-") + _SUM.format("c - X", "W")),
    ("subtract_affine", _ADD + _AFFINE.format("+") + _SUM.format("X - c", "W")),
    ("add_point", _ADD + _POINT.format("-") + _SUM.format("c - X", "e")),
    ("subtract_point", _ADD + _POINT.format("+") + _SUM.format("X - c", "e")),
    ("square", "a = a * a"),
)
_OPERATIONS = {"+": ADD, "-": SUB}


def assemble(text: str) -> bytes:
    """The words of lines such as `a = b * c`, and `a = b` for LOAD."""
    out = bytearray()
    for line in text.split("\n"):
        word = line.split()
        if len(word) == 5:
            a, b = SLOT[word[2]], SLOT[word[4]]
            out.extend(multiply(SLOT[word[0]], a, b) if word[3] == "*" else
                       bytes([_OPERATIONS[word[3]], SLOT[word[0]], a, b]))  # fmt: skip
        elif word:
            out.extend(load(SLOT[word[0]], SLOT[word[2]]))
    return bytes(out)


def load(to: int, slot: int) -> bytes:
    """One LOAD."""
    return bytes([LOAD, to, slot, 0])


def multiply(to: int, a: int, b: int) -> bytes:
    """One MUL, or a SQUARE where both operands are the same slot."""
    return bytes([SQUARE if a == b else MUL, to, a, b])


def _routines() -> tuple[bytes, dict[str, int]]:
    out = bytearray()
    starts: dict[str, int] = {}
    for name, text in _ROUTINES:
        starts[name] = len(out) // WORD_BYTES
        out.extend(assemble(text))
        out.extend(bytes([RET, 0, 0, 0]))
    return bytes(out), starts


# The routines, which begin every program, and the words at which they start.
ROUTINES, START = _routines()
END = b"\x00\xff\xff\xff"  # a HALT, which can be searched for: nothing else looks like it


def call(name: str, times: int = 1) -> bytes:
    """One CALL of a routine. times: 1..255."""
    return bytes([CALL, times, START[name] & 255, START[name] >> 8])


def odd_multiples() -> bytes:
    """A program that fills the key's table from an affine point in EX, EW: 1, 3, .. 15 times it, 5 slots each."""
    out = bytearray(assemble("X = EX\nW = EW\nZ = ONE\nEZ = ONE\nEZZ = ONE\nEZZZ = ONE"))
    out.extend(_keep("EX EW EZ EZZ EZZZ", 0))
    out.extend(call("double"))
    out.extend(assemble("DX = X\nDW = W\nDZ = Z\nDZZ = Z * Z\nDZZZ = DZZ * Z"))
    for multiple in range(1, 8):
        out.extend(call("add_affine" if multiple == 1 else "add_point"))
        if multiple == 1:
            out.extend(assemble("EX = DX\nEW = DW\nEZ = DZ\nEZZ = DZZ\nEZZZ = DZZZ"))
        out.extend(assemble("a = Z * Z\nb = a * Z"))
        out.extend(_keep("X W Z a b", multiple))
    out.extend(END)
    return bytes(out)


def _keep(names: str, multiple: int) -> bytes:
    out = bytearray()
    slot = KEY_SLOT + 5 * multiple
    for name in names.split():
        out.extend(load(slot, SLOT[name]))
        slot += 1
    return bytes(out)


def square_root() -> bytes:
    """A program that leaves in b a square root of d, if d has one: d to the power (p + 1) / 4, which is
    (2**160 - 1) * (2**32 - 1) * 2**62. Uses a, b, c."""
    return b"".join(
        (assemble("c = d\nb = c"), _ones("ddddd", "b", "c"), assemble("c = b"), _ones("dd1ddddd", "b", "c"))
        + (assemble("a = b"), call("square", 62), assemble("b = a"))
    )


def inverse() -> bytes:
    """The words that leave in c the inverse of Z: its power p - 2, in binary 31 ones, 0, 128 ones, 32 zeros, 62 ones,
    0, 1. Uses a, b, c, d, e."""
    return b"".join(
        (assemble("b = Z"), _ones("d1d1d1d1", "b", "Z"), assemble("c = b"))  # c: 31 ones
        + (_ones("d", "b", "Z", 31), assemble("d = b\nb = c"), _ones("1dd", "b", "Z", 31))  # d: 62, b: 128
        + (assemble("a = c"), call("square", 129), assemble("a = a * b"), call("square", 94), assemble("a = a * d"))
        + (call("square", 2), assemble("c = a * Z"))
    )


def inverses(count: int, inverse: bytes) -> bytes:
    """A program that leaves the inverses of the first `count` slots of the key's table in as many from its slot
    INVERSE on: one inversion, that of the product of all. count: up to 32. inverse: as above."""
    first, second = KEY_SLOT, KEY_SLOT + INVERSE
    c = SLOT["c"]
    out = bytearray(load(second, first))
    for at in range(1, count):
        out.extend(bytes([MUL, second + at, second + at - 1, first + at]))
    out.extend(load(SLOT["Z"], second + count - 1) + inverse)
    for at in range(count - 1, 0, -1):
        out.extend(bytes([MUL, second + at, c, second + at - 1, MUL, c, c, first + at]))
    return bytes(out) + load(second, c) + END


def affine(count: int) -> bytes:
    """A program that gives `count` points their x and w = 2y: X, W of each are in the key's table, the inverses of
    their Z from its slot INVERSE on. count: up to 16. Uses a."""
    out = bytearray()
    a = SLOT["a"]
    for at in range(count):
        x, inverse = KEY_SLOT + 2 * at, KEY_SLOT + INVERSE + at
        out.extend(multiply(a, inverse, inverse) + multiply(x, x, a))
        out.extend(multiply(a, a, inverse) + multiply(x + 1, x + 1, a))
    return bytes(out) + END


def _ones(steps: str, power: str, base: str, known: int = 1) -> bytes:
    """From `power` = base to 2**known - 1, to more ones: "d" doubles their number, "1" adds one. Uses a."""
    out = bytearray()
    for step in steps:
        out.extend(assemble("a = " + power))
        out.extend(call("square", known if step == "d" else 1))
        out.extend(assemble("{} = a * {}".format(power, power if step == "d" else base)))
        known = 2 * known if step == "d" else known + 1
    return bytes(out)


def programs() -> tuple[bytes, dict[str, int]]:
    """Everything machine.py runs, behind the routines, and the byte at which each of it begins."""
    into = assemble("EX = EX * SQUARED\nEW = EW * SQUARED\nEW = EW + EW")
    curve = assemble("a = EX * SQUARED\nb = a * a\nb = b * a\nb = b - a\nb = b - a\nb = b - a\nd = b + B")
    one_inverse = inverse()
    out = bytearray(ROUTINES)
    starts = {}
    for name, words in (
        # Of the first slots, for a proof.
        ("EACH", bytes([MUL, 2, 0, 1, ADD, 3, 0, 1, SUB, 4, 0, 1, SQUARE, 5, 0, 0]) + END),
        ("ROOT", curve + square_root() + assemble("c = b * b\nc = c - d\nb = b * PLAIN") + END),
        ("OTHER_ROOT", assemble("b = ZERO - b") + END),
        ("IS_ON", curve + assemble("b = EW * SQUARED\nb = b * b\nb = b - d") + END),
        ("INTO", into + END),
        ("INTO_ODD", into),  # and on with the next
        ("ODD", odd_multiples()),
        ("SHIFT", call("double", 64) + END),
        ("INVERSES_3", inverses(3, one_inverse)),
        ("AFFINE_3", affine(3)),
        ("INVERSES_32", inverses(32, one_inverse)),
        ("AFFINE_16", affine(16)),
        ("CHECK", assemble("a = a * SQUARED\nb = Z * Z\na = a * b\na = a - X") + END),
    ):
        starts[name] = len(out)
        out.extend(words)
    return bytes(out), starts
