"""Instructions of windowed Xtensa by number, and what each word of code means."""

from tests.kernel.cpu import Fault

(ADD, SUB, OR, MULL, MULUH, SRAI, SLLI, EXTUI, L32I, S32I, ADDI, MOVI, BEQ, BNE, BLTU, BGEU, BEQZ,
 BNEZ, J, CALL8, ENTRY, RETW, AND, XOR, SSL, SSR, SLL, SRA, SRL, BLT, BGE, L32R, CALLX8, L8UI, L16UI,
 S8I, S16I, ADDX2, ADDX4, NOP) = range(40)  # fmt: skip
L32I_N, S32I_N, RETW_N, MOVI_N, MOV_N, ADD_N, ADDI_N, NOP_N = range(100, 108)  # two bytes long
_THREE = {
    (0x8, 0): ADD, (0xC, 0): SUB, (0x1, 0): AND, (0x2, 0): OR, (0x3, 0): XOR, (0x8, 2): MULL, (0xA, 2): MULUH,
    (0xA, 1): SLL, (0xB, 1): SRA, (0x9, 1): SRL,
    (0x9, 0): ADDX2, (0xA, 0): ADDX4,
}  # fmt: skip
_BRANCH = {0x1: BEQ, 0x9: BNE, 0x2: BLT, 0xA: BGE, 0x3: BLTU, 0xB: BGEU}
_ZERO = {0x16: BEQZ, 0x56: BNEZ}
_NAMES = {number: name.lower() for name, number in list(vars().items()) if isinstance(number, int) and name.isupper()}
_OPERANDS = {  # a register each, x what else
    "rst": (ADD, ADD_N, SUB, OR, AND, XOR, MULL, MULUH, ADDX2, ADDX4), "rtx": (SRAI, EXTUI), "rsx": (SLLI, ADDI_N),
    "tsx": (L32I, S32I, L32I_N, S32I_N, L8UI, S8I, L16UI, S16I, ADDI),
    "tx": (MOVI, L32R), "sx": (MOVI_N, BEQZ, BNEZ, ENTRY),
    "ts": (MOV_N,), "stx": (BEQ, BNE, BLTU, BGEU, BLT, BGE), "x": (J, CALL8), "s": (CALLX8, SSL, SSR), "rs": (SLL,),
    "rt": (SRA, SRL), "": (RETW, RETW_N, NOP, NOP_N),
}  # fmt: skip


def text(word: int, pc: int) -> str:
    """An instruction in words; "" when it is not known."""
    try:
        code, s, t, r, extra = decode(word, pc)
    except Fault:
        return ""
    which = next(letters for letters, codes in _OPERANDS.items() if code in codes)
    named = {"s": f"a{s}", "t": f"a{t}", "r": f"a{r}", "x": str(extra)}
    return f"{_NAMES[code]} {', '.join(named[letter] for letter in which)}"


def _wide(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def decode(word: int, pc: int) -> tuple[int, ...]:
    """(instruction, s, t, r, what else). Raises Fault for one that is not known."""
    op0, t, s, r, op1, op2 = (word >> shift & 15 for shift in (0, 4, 8, 12, 16, 20))
    eight = word >> 16
    found: tuple[int, int] | None = None
    if word == 0x20F0:
        found = NOP, 0
    elif word & 0xFFFF == 0xF03D:
        found = NOP_N, 0
    elif word == 0x90:
        found = RETW, 0
    elif word & 0xFFFF == 0xF01D:
        found = RETW_N, 0
    elif word & 0xFFF0FF == 0xE0:
        found = CALLX8, 0
    elif op0 == 0 and (op2, op1) == (4, 0) and r in (0, 1):
        found = (SSR, SSL)[r], 0
    elif op0 == 1:
        found = L32R, (pc + 3 & ~3) + ((word >> 8) - (1 << 16) << 2)
    elif op0 == 2 and r in (0, 4):
        found = (L8UI if r == 0 else S8I), eight
    elif op0 == 2 and r in (1, 5):
        found = (L16UI if r == 1 else S16I), eight << 1
    elif op0 == 0xA:
        found = ADD_N, 0
    elif op0 == 0xB:
        found = ADDI_N, t or -1
    elif op0 == 0xD and r == 0:
        found = MOV_N, 0
    elif op0 == 0 and (op2, op1) in _THREE:
        found = _THREE[op2, op1], 0
    elif op0 == 0 and op1 == 1 and op2 < 2:
        found = SLLI, 32 - (op2 << 4 | t)
    elif op0 == 0 and op1 == 1 and op2 >> 1 == 1:
        found = SRAI, (op2 & 1) << 4 | s
    elif op0 == 0 and op1 >> 1 == 2:
        found = EXTUI, (op1 & 1) << 4 | s | op2 + 1 << 5
    elif op0 == 2 and r in (2, 6):
        found = (L32I if r == 2 else S32I), eight << 2
    elif op0 == 2 and r == 0xC:
        found = ADDI, _wide(eight, 8)
    elif op0 == 2 and r == 0xA:
        found = MOVI, _wide(s << 8 | eight, 12)
    elif op0 in (8, 9):
        found = (L32I_N if op0 == 8 else S32I_N), r << 2
    elif op0 == 0xC and not t >> 3:
        immediate = (t & 7) << 4 | r
        found = MOVI_N, immediate - 128 if immediate >= 96 else immediate
    elif op0 == 7 and r in _BRANCH:
        found = _BRANCH[r], pc + 4 + _wide(eight, 8)
    elif word & 0xFF in _ZERO:
        found = _ZERO[word & 0xFF], pc + 4 + _wide(word >> 12, 12)
    elif word & 0x3F == 6:
        found = J, pc + 4 + _wide(word >> 6, 18)
    elif word & 0x3F == 0x25:
        found = CALL8, (pc & ~3) + 4 + 4 * _wide(word >> 6, 18)
    elif word & 0xFFF == 0x136:
        found = ENTRY, (word >> 12) << 3
    if found is None:
        raise Fault(f"Xtensa: {word:06x} at {pc:#x} is not known")
    return found[0], s, t, r, found[1]
