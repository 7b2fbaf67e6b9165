"""Products and squares for ARMv6-M, which multiplies 32 by 32 bits to 32: their sixteen words, in the frame.

Products are of 16 bits by 16. A routine makes those of 128 bits by 128, two columns at a time: a word that was loaded
for one serves the other. A product is three of them by Karatsuba's rule, a square three squares; with half of the code
that all 256 products in a line take.
"""

from sim.codegen.assembler_armv6m import Armv6m

# The frame: two differences; the lower halves of both operands; the upper halves, where the product of the differences
# will be; sixteen words of the whole; what is kept between operations, and the sign of that product.
_LOW, _HIGH, WHOLE, FRAME_BYTES = 32, 64, 96, 192
START, SLOTS, PC, BACK, TIMES, ROUTINE, TO, SIGN = range(160, 192, 4)
_OUT = 64  # from the operands of a product of 128 bits, or of a square, to the eight words of it
_LIMB = 0xFFFF  # at most


def routines(m: Armv6m) -> None:
    """What is called from the others: halves of an operand, products and squares of halves."""
    _split(m)
    _multiply(m)
    _square_of_half(m)


def _split(m: Armv6m) -> None:
    """An operand at r0 to r6 and r6 + 32 by halves, the amount of lower less upper half to r6 - 32, its sign to r7."""
    m.label("split")
    m.ldm("r0", ("r2", "r3", "r4", "r5"))
    m.stm("r6", ("r2", "r3", "r4", "r5"))
    for i, register in enumerate(("r2", "r3", "r4", "r5")):
        m.memory("ldr", "r7", "r0", 4 * i)
        m.memory("str", "r7", "r6", 16 + 4 * i)
        if i:
            m.two("sbcs", register, "r7")
        else:
            m.three("subs", register, register, "r7")
    m.two("sbcs", "r7", "r7")
    m.b("amount", "eq")
    m.constant("movs", "r0", 0)
    for register in ("r2", "r3", "r4", "r5"):
        m.two("mvns", register, register)
    m.constant("adds", "r2", 1)
    for register in ("r3", "r4", "r5"):
        m.two("adcs", register, "r0")
    m.label("amount")
    m.constant("subs", "r6", 48)
    m.stm("r6", ("r2", "r3", "r4", "r5"))
    m.back()


def _multiply(m: Armv6m) -> None:
    """The product of 128 bits at r0 by 128 bits behind them."""
    m.label("multiply")
    most = 0
    zeros: set[str] = set()
    for column in range(0, 16, 2):
        even = [(i, column - i) for i in range(8) if 0 <= column - i < 8]
        odd = [(i, column + 1 - i) for i in range(8) if 0 <= column + 1 - i < 8]
        most = _columns(m, column, even, odd, 16, most, zeros)
    m.back()


def _square_of_half(m: Armv6m) -> None:
    """The square of 128 bits at r0: what is beside the diagonal, then twice that and the diagonal, half by half."""
    m.label("square_of_half")
    most = 0
    zeros: set[str] = set()
    for column in range(0, 16, 2):
        even = [(i, column - i) for i in range(8) if i < column - i < 8]
        odd = [(i, column + 1 - i) for i in range(8) if i < column + 1 - i < 8]
        most = _columns(m, column, even, odd, 0, most, zeros)
    words = ("r2", "r3", "r4", "r5")
    m.mov("r1", "r0")
    m.constant("adds", "r1", _OUT)
    for half in range(2):
        m.ldm("r1", words)
        m.constant("subs", "r1", 16)
        if half:
            m.shift("lsrs", "r6", "r7", 2)  # both carries: of twice, of the sum
        for i, word in enumerate(words):
            if half or i:
                m.two("adcs", word, word)
            else:
                m.three("adds", word, word, word)
        if half:
            m.shift("lsrs", "r6", "r7", 1)
        else:
            m.two("adcs", "r7", "r7")  # whose lower half is 0, see _columns
        for i, word in enumerate(words):
            m.memory("ldrh", "r6", "r0", 8 * half + 2 * i)
            m.two("muls", "r6", "r6")
            if half or i:
                m.two("adcs", word, "r6")
            else:
                m.three("adds", word, word, "r6")
        if not half:
            m.two("adcs", "r7", "r7")
        m.stm("r1", words)
    m.back()


def _columns(
    m: Armv6m,
    column: int,
    even: list[tuple[int, int]],
    odd: list[tuple[int, int]],
    other: int,
    most: int,
    zeros: set[str],
) -> int:
    """Two columns of 16 bits and the word they make: sums r5:r4, which begins with the carry of the word before, and
    r7:r6. r1 is a limb of one operand; r2 and r3 in turn are limbs of the other, at r0 + other, the newer one and that
    of the step before, with which the odd column works; then they are 0.

    most: the most that the carry can be; that of the next is returned. zeros: which of r2 and r3 are 0 before and
    afterwards, and r7, if its lower half is: the upper half of what is counted there is shifted away.
    """
    new, old = "r2", "r3"
    held = column > 0 or not even  # something is in r4
    if not even and not column:
        m.constant("movs", "r4", 0)
    if not even and column == 14:
        m.memory("str", "r5", "r0", _OUT + 2 * column)
        return 0
    if column < 14:
        m.constant("movs", "r5", 0)
    begun = False  # r6 and r7
    for i in sorted({i for i, _ in even + odd}):
        here, beside = dict(even).get(i), dict(odd).get(i)
        if beside is not None and i - 1 not in dict(even):
            m.memory("ldrh", old, "r0", other + 2 * beside)
        m.memory("ldrh", "r1", "r0", 2 * i)
        if here is not None:
            m.memory("ldrh", new, "r0", other + 2 * here)
        most += _LIMB**2 * (here is not None)
        carries = held and here is not None and most >> 32 > 0 and column < 14
        zero = old
        if here is not None:
            zeros.discard(new)
        if beside is None:
            if carries and old not in zeros:
                m.constant("movs", old, 0)
                zeros.add(old)
        elif begun:
            m.two("muls", old, "r1")
            m.three("adds", "r6", "r6", old)
            m.constant("movs", old, 0)
            zeros.add(old)
            m.two("adcs", "r7", old)
        else:
            m.two("muls", old, "r1")
            zeros.discard(old)
            m.mov("r6", old)
            if carries or (len(odd) > 1 and "r7" not in zeros):
                m.constant("movs", "r7", 0)
            zero = "r7"
            begun = True
        if here is not None:
            m.two("muls", "r1", new)
            if not held:
                m.mov("r4", "r1")
            else:
                m.three("adds", "r4", "r4", "r1")
                if carries:
                    m.two("adcs", "r5", zero)
            held = True
        new, old = old, new
    if odd:
        m.shift("lsrs", "r2", "r6", 16)
        m.shift("lsls", "r1", "r6", 16)
        m.three("adds", "r4", "r4", "r1")
        m.two("adcs", "r5", "r2")
        zeros.discard("r2")
    m.memory("str", "r4", "r0", _OUT + 2 * column)
    if odd and len(odd) * _LIMB**2 >> 32:
        m.shift("lsls", "r7", "r7", 16)
        zeros.add("r7")
        m.three("adds", "r4", "r5", "r7")
    elif column < 12:
        m.mov("r4", "r5")
    return most + (len(odd) * _LIMB**2 << 16) >> 32


def square(m: Armv6m) -> None:
    """The words of r0's square; see product. `middle` is in there."""
    m.label("square")
    m.memory("str", "r2", "sp", TO)
    m.add_sp_to("r6", _LOW)
    m.far("split")
    for at in (_LOW, _HIGH, 0):
        m.add_sp_to("r0", at)
        m.far("square_of_half")
    m.b("middle")


def product(m: Armv6m) -> None:
    """With a1 and b1 the upper halves, a0 b1 + a1 b0 is a0 b0 + a1 b1 - (a0 - a1)(b0 - b1). It begins with the fifth
    word. Of a square alike."""
    m.label("product")
    m.memory("str", "r2", "sp", TO)
    for at in (_LOW, _LOW + 16):
        m.add_sp_to("r6", at)
        m.far("split")
        if at == _LOW:
            m.memory("str", "r7", "sp", SIGN)
            m.mov("r0", "r1")
    m.memory("ldr", "r0", "sp", SIGN)
    m.two("eors", "r7", "r0")
    m.memory("str", "r7", "sp", SIGN)
    for at in (_LOW, _HIGH, 0):
        m.add_sp_to("r0", at)
        m.far("multiply")
    m.memory("ldr", "r7", "sp", SIGN)
    m.constant("cmp", "r7", 0)
    m.b("middle", "eq")
    _words(m, _HIGH, WHOLE, "adds")  # a0 b1 - a1 (b1 - b0), or a1 b0 - b1 (a1 - a0): 256 bits
    m.constant("movs", "r7", 0)
    m.b("other")
    m.label("middle")
    _words(m, _HIGH, WHOLE, "subs")
    m.two("sbcs", "r7", "r7")
    m.label("other")
    _words(m, _HIGH, None, "adds")
    m.constant("movs", "r2", 0)
    m.two("adcs", "r7", "r2")
    _words(m, WHOLE + 16, _HIGH, "adds")
    words = ("r2", "r3", "r4", "r5")
    m.ldm("r6", words)
    m.two("adcs", "r2", "r7")
    m.constant("movs", "r7", 0)
    for word in words[1:]:
        m.two("adcs", word, "r7")
    m.stm("r1", words)


def _words(m: Armv6m, at: int, others: int | None, operation: str) -> None:
    """Eight words of the frame, r1 and r6 behind them afterwards, plus eight others, or those behind the others of the
    call before; or the others less them."""
    more = {"adds": "adcs", "subs": "sbcs"}[operation]
    m.add_sp_to("r1", at)
    m.add_sp_to("r6", at)
    if others is not None:
        m.add_sp_to("r0", others)
    for i in range(0, 8, 2):
        m.ldm("r6", ("r4", "r5"))
        m.ldm("r0", ("r2", "r3"))
        if i:
            m.two(more, "r2", "r4")
        else:
            m.three(operation, "r2", "r2", "r4")
        m.two(more, "r3", "r5")
        m.stm("r1", ("r2", "r3"))
