"""Windowed Xtensa, interpreted: what hal/engine/xtensa.py and viper code use of it, MULUH among it, with exact counts.

No emulated core at hand has MULUH; the rest was compared with qemu-xtensa (tests/kernel/qemu_xtensa.py). An instruction
that is not known here is an error, and so is a word that is not aligned.
"""

from dataclasses import dataclass

from tests.kernel.cpu import RUN_MAX, Fault
from tests.kernel.mpy import ASSEMBLER, Function

_CODE = 0x4037_0000
_RETURN = 0x4036_0000
_IDENTITY = 0x4036_0100  # a function that returns its first argument
_DATA = 0x3FC8_0000
_DATA_SIZE = 0x1_0000
_STACK = _DATA + _DATA_SIZE - 0x100
_ARGUMENTS = _STACK - 0x400
_TABLE = _STACK - 0x1000
_ALL = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Lx7:
    """The core of the ESP32-S3, as far as cpu.Core is asked for here."""

    name: str = "Xtensa LX7"
    march: str = "xtensawin"


LX7 = Lx7()


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value


class Xtensa:
    """One function loaded; the interface of cpu.Processor. `count`: instructions since it was made."""

    def __init__(self, function: Function) -> None:
        self.count = 0
        self._function = function
        self._code = function.code + bytes(4)
        self._known: dict[int, tuple[int, ...]] = {}
        self.memory = bytearray(_DATA_SIZE)
        words = [0] * 24
        words[1] = _TABLE + 64
        words[16 + 3] = _TABLE + 96
        words += [_TABLE + 4 * 56] * 32 + [_IDENTITY] * 96
        at = _TABLE - _DATA
        self.memory[at : at + 4 * len(words)] = b"".join(word.to_bytes(4, "little") for word in words)

    def call(self, *arguments: bytearray | memoryview | bytes | int) -> int:
        """See cpu.Processor.call."""
        at = _DATA
        placed: list[tuple[int, bytearray | memoryview]] = []
        values = []
        for argument in arguments:
            if isinstance(argument, int):
                values.append(argument)
                continue
            self.memory[at - _DATA : at - _DATA + len(argument)] = argument
            values.append(at)
            if isinstance(argument, bytearray) or (isinstance(argument, memoryview) and not argument.readonly):
                placed.append((at, argument))
            at += -(-len(argument) // 16) * 16 + 64
        if self._function.kind != ASSEMBLER:
            for number, value in enumerate(values):
                place = _ARGUMENTS - _DATA + 4 * number
                self.memory[place : place + 4] = value.to_bytes(4, "little")
            values = [_TABLE, len(values), 0, _ARGUMENTS]
        result = self._run(values)
        for address, buffer in placed:
            buffer[:] = self.memory[address - _DATA : address - _DATA + len(buffer)]
        return result

    def _run(self, values: list[int]) -> int:
        # The caller's window: a call8 puts the return address into a8, arguments from a10 on.
        a = [0xA5A5_0000 + number for number in range(16)]
        a[1] = _STACK
        a[8] = _RETURN & 0x3FFF_FFFF | 2 << 30
        a[10 : 10 + len(values)] = values
        windows: list[list[int]] = []
        kept = a[:8]
        pc, increment, shift = _CODE, 2, 0
        most = self.count + RUN_MAX
        while pc != _RETURN:
            if pc == _IDENTITY:  # called by callx8: its window is not made
                pc = a[8] & 0x3FFF_FFFF | _CODE & 0xC000_0000
                self.count += 2
                continue
            code, s, t, r, extra = self._decoded(pc)
            self.count += 1
            if self.count > most:
                raise Fault("Xtensa: it does not come to an end")
            size = 2 if code >= 100 else 3
            following = pc + size
            if code == _ADD:
                a[r] = a[s] + a[t] & _ALL
            elif code == _BGEU:
                if a[s] >= a[t]:
                    following = extra
            elif code in (_L32I, _L32I_N):
                a[t] = int.from_bytes(self._at(a[s] + extra, 4), "little")
            elif code in (_S32I, _S32I_N):
                self._at(a[s] + extra, 4)[:] = a[t].to_bytes(4, "little")
            elif code == _ADDI:
                a[t] = a[s] + extra & _ALL
            elif code == _MULL:
                a[r] = a[s] * a[t] & _ALL
            elif code == _MULUH:
                a[r] = a[s] * a[t] >> 32
            elif code == _SUB:
                a[r] = a[s] - a[t] & _ALL
            elif code == _OR:
                a[r] = a[s] | a[t]
            elif code in (_MOVI, _MOVI_N):
                a[t if code == _MOVI else s] = extra & _ALL
            elif code == _EXTUI:
                a[r] = a[t] >> (extra & 31) & (1 << (extra >> 5)) - 1
            elif code == _SLLI:
                a[r] = a[s] << extra & _ALL
            elif code == _SRAI:
                a[r] = _signed(a[t]) >> extra & _ALL
            elif code == _J:
                following = extra
            elif code == _BEQZ:
                following = extra if not a[s] else following
            elif code == _BNEZ:
                following = extra if a[s] else following
            elif code == _BLTU:
                following = extra if a[s] < a[t] else following
            elif code == _BEQ:
                following = extra if a[s] == a[t] else following
            elif code == _BNE:
                following = extra if a[s] != a[t] else following
            elif code == _CALL8:
                a[8] = following & 0x3FFF_FFFF | 2 << 30
                following = extra
            elif code == _ENTRY:
                windows.append(a)
                a = a[8:] + [0xA5A5_0000 + number for number in range(8)]
                a[1] = windows[-1][1] - extra
            elif code in (_RETW, _RETW_N):
                if a[0] >> 30 != increment or not windows:
                    raise Fault("Xtensa: retw without its call8")
                following = a[0] & 0x3FFF_FFFF | _CODE & 0xC000_0000
                caller = windows.pop()
                a = caller[:8] + a[:8]
            elif code in (_L8UI, _L16UI):
                a[t] = int.from_bytes(self._at(a[s] + extra, code - _L8UI + 1), "little")
            elif code in (_S8I, _S16I):
                size_bytes = code - _S8I + 1
                self._at(a[s] + extra, size_bytes)[:] = (a[t] & (1 << 8 * size_bytes) - 1).to_bytes(
                    size_bytes, "little"
                )
            elif code == _MOV_N:
                a[t] = a[s]
            elif code == _ADD_N:
                a[r] = a[s] + a[t] & _ALL
            elif code == _ADDI_N:
                a[r] = a[s] + extra & _ALL
            elif code == _ADDX2:
                a[r] = (a[s] << 1) + a[t] & _ALL
            elif code == _ADDX4:
                a[r] = (a[s] << 2) + a[t] & _ALL
            elif code == _AND:
                a[r] = a[s] & a[t]
            elif code == _XOR:
                a[r] = a[s] ^ a[t]
            elif code == _SSL:
                shift = 32 - (a[s] & 31)
            elif code == _SSR:
                shift = a[s] & 31
            elif code == _SLL:
                a[r] = a[s] << 32 - shift & _ALL
            elif code == _SRA:
                a[r] = _signed(a[t]) >> shift & _ALL
            elif code == _SRL:
                a[r] = a[t] >> shift
            elif code == _BLT:
                following = extra if _signed(a[s]) < _signed(a[t]) else following
            elif code == _BGE:
                following = extra if _signed(a[s]) >= _signed(a[t]) else following
            elif code == _L32R:
                a[t] = int.from_bytes(self._code[extra - _CODE : extra - _CODE + 4], "little")
            elif code == _CALLX8:
                following, a[8] = a[s], following & 0x3FFF_FFFF | 2 << 30
            else:
                raise Fault(f"Xtensa: instruction {code}")
            pc = following
        if a[:8] != kept:
            raise Fault("Xtensa: a register that belongs to the caller is not as it was")
        return a[10]

    def _at(self, address: int, size: int) -> memoryview:
        place = address - _DATA
        if address % size:
            raise Fault(f"Xtensa: {size} bytes at {address:#x}, which is not aligned")
        if not 0 <= place < _DATA_SIZE:
            raise Fault(f"Xtensa: no memory at {address:#x}")
        return memoryview(self.memory)[place : place + size]

    def _decoded(self, pc: int) -> tuple[int, ...]:
        known = self._known.get(pc)
        if known is None:
            at = pc - _CODE
            if not 0 <= at < len(self._code) - 4:
                raise Fault(f"Xtensa: no code at {pc:#x}")
            known = self._known[pc] = decode(int.from_bytes(self._code[at : at + 3], "little"), pc)
        return known


(_ADD, _SUB, _OR, _MULL, _MULUH, _SRAI, _SLLI, _EXTUI, _L32I, _S32I, _ADDI, _MOVI, _BEQ, _BNE, _BLTU, _BGEU, _BEQZ,
 _BNEZ, _J, _CALL8, _ENTRY, _RETW, _AND, _XOR, _SSL, _SSR, _SLL, _SRA, _SRL, _BLT, _BGE, _L32R, _CALLX8, _L8UI, _L16UI,
 _S8I, _S16I, _ADDX2, _ADDX4) = range(39)  # fmt: skip
_L32I_N, _S32I_N, _RETW_N, _MOVI_N, _MOV_N, _ADD_N, _ADDI_N = range(100, 107)  # two bytes long
_THREE = {
    (0x8, 0): _ADD, (0xC, 0): _SUB, (0x1, 0): _AND, (0x2, 0): _OR, (0x3, 0): _XOR, (0x8, 2): _MULL, (0xA, 2): _MULUH,
    (0xA, 1): _SLL, (0xB, 1): _SRA, (0x9, 1): _SRL,
    (0x9, 0): _ADDX2, (0xA, 0): _ADDX4,
}  # fmt: skip
_BRANCH = {0x1: _BEQ, 0x9: _BNE, 0x2: _BLT, 0xA: _BGE, 0x3: _BLTU, 0xB: _BGEU}
_ZERO = {0x16: _BEQZ, 0x56: _BNEZ}


def _wide(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def decode(word: int, pc: int) -> tuple[int, ...]:
    """(instruction, s, t, r, what else). Raises Fault for one that is not known."""
    op0, t, s, r, op1, op2 = (word >> shift & 15 for shift in (0, 4, 8, 12, 16, 20))
    eight = word >> 16
    found: tuple[int, int] | None = None
    if word == 0x90:
        found = _RETW, 0
    elif word & 0xFFFF == 0xF01D:
        found = _RETW_N, 0
    elif word & 0xFFF0FF == 0xE0:
        found = _CALLX8, 0
    elif op0 == 0 and (op2, op1) == (4, 0) and r in (0, 1):
        found = (_SSR, _SSL)[r], 0
    elif op0 == 1:
        found = _L32R, (pc + 3 & ~3) + ((word >> 8) - (1 << 16) << 2)
    elif op0 == 2 and r in (0, 4):
        found = (_L8UI if r == 0 else _S8I), eight
    elif op0 == 2 and r in (1, 5):
        found = (_L16UI if r == 1 else _S16I), eight << 1
    elif op0 == 0xA:
        found = _ADD_N, 0
    elif op0 == 0xB:
        found = _ADDI_N, t or -1
    elif op0 == 0xD and r == 0:
        found = _MOV_N, 0
    elif op0 == 0 and (op2, op1) in _THREE:
        found = _THREE[op2, op1], 0
    elif op0 == 0 and op1 == 1 and op2 < 2:
        found = _SLLI, 32 - (op2 << 4 | t)
    elif op0 == 0 and op1 == 1 and op2 >> 1 == 1:
        found = _SRAI, (op2 & 1) << 4 | s
    elif op0 == 0 and op1 >> 1 == 2:
        found = _EXTUI, (op1 & 1) << 4 | s | op2 + 1 << 5
    elif op0 == 2 and r in (2, 6):
        found = (_L32I if r == 2 else _S32I), eight << 2
    elif op0 == 2 and r == 0xC:
        found = _ADDI, _wide(eight, 8)
    elif op0 == 2 and r == 0xA:
        found = _MOVI, _wide(s << 8 | eight, 12)
    elif op0 in (8, 9):
        found = (_L32I_N if op0 == 8 else _S32I_N), r << 2
    elif op0 == 0xC and not t >> 3:
        immediate = (t & 7) << 4 | r
        found = _MOVI_N, immediate - 128 if immediate >= 96 else immediate
    elif op0 == 7 and r in _BRANCH:
        found = _BRANCH[r], pc + 4 + _wide(eight, 8)
    elif word & 0xFF in _ZERO:
        found = _ZERO[word & 0xFF], pc + 4 + _wide(word >> 12, 12)
    elif word & 0x3F == 6:
        found = _J, pc + 4 + _wide(word >> 6, 18)
    elif word & 0x3F == 0x25:
        found = _CALL8, (pc & ~3) + 4 + 4 * _wide(word >> 6, 18)
    elif word & 0xFF == 0x36:
        found = _ENTRY, (word >> 12) << 3
    if found is None:
        raise Fault(f"Xtensa: {word:06x} at {pc:#x} is not known")
    return found[0], s, t, r, found[1]
