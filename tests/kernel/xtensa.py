"""Windowed Xtensa, interpreted: what hal/engine/generated/xtensa.py and viper code use of it, MULUH among it, with
exact counts.

No emulated core at hand has MULUH; the rest was compared with qemu-xtensa (tests/kernel/qemu_xtensa.py). An instruction
that is not known here is an error, and so is a word that is not aligned.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.kernel import xtensa_block, xtensa_code as x
from tests.kernel.cpu import RUN_MAX, Fault
from tests.kernel.mpy import ASSEMBLER, Function

_CODE = 0x4037_0000
_RETURN = 0x4036_0000
_INVERTS = 0x4036_0100  # a function that inverts its first argument; see cpu.Processor
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

    @staticmethod
    def length(code: bytes, at: int) -> int:
        """Of the instruction at a place."""
        return 2 if code[at] & 8 else 3


LX7 = Lx7()


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value


class Xtensa:
    """One function loaded; the interface of cpu.Processor. `count`: instructions since it was made.

    by_runs: see xtensa_block.py; of what it does not know, and where windows move, one instruction after the other.
    """

    def __init__(self, function: Function, by_runs: bool = True) -> None:
        self.count = 0
        self.most = RUN_MAX
        self._function = function
        self._code = function.code + bytes(4)
        self._by_runs = by_runs
        self._known: dict[int, tuple[int, ...]] = {}
        self._runs: dict[int, Callable[..., tuple[int, ...]] | None] = {}
        self.memory = bytearray(_DATA_SIZE)
        words = [0] * 24
        words[1] = _TABLE + 64
        words[16 + 3] = _TABLE + 96
        words += [_TABLE + 4 * 56] * 32 + [_INVERTS] * 96
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
                self.memory[place : place + 4] = (value ^ _ALL).to_bytes(4, "little")
            values = [_TABLE, len(values), 0, _ARGUMENTS]
        result = self._run(values)
        if any(self.memory[_STACK - _DATA :]):
            raise Fault("Xtensa: what is on the stack of the caller is not as it was")
        for address, buffer in placed:
            buffer[:] = self.memory[address - _DATA : address - _DATA + len(buffer)]
        return result if self._function.kind == ASSEMBLER else result ^ _ALL

    def _run(self, values: list[int]) -> int:
        # The caller's window: a call8 puts the return address into a8, arguments from a10 on.
        a = [0xA5A5_0000 + number for number in range(16)]
        a[1] = _STACK
        a[8] = _RETURN & 0x3FFF_FFFF | 2 << 30
        a[10 : 10 + len(values)] = values
        windows: list[list[int]] = []
        kept = a[:8]
        pc, increment, shift = _CODE, 2, [0]
        most = self.count + self.most
        while pc != _RETURN:
            if pc == _INVERTS:  # called by callx8: its window is not made
                a[10] ^= _ALL
                pc = a[8] & 0x3FFF_FFFF | _CODE & 0xC000_0000
                self.count += 2
                continue
            run = self._run_at(pc)
            if run:
                *a, pc, done = run(*a, shift)
                self.count += done
                if self.count > most:
                    raise Fault("Xtensa: it does not come to an end")
                continue
            code, s, t, r, extra = self._decoded(pc)
            self.count += 1
            if self.count > most:
                raise Fault("Xtensa: it does not come to an end")
            size = 2 if code >= 100 else 3
            following = pc + size
            if code == x.ADD:
                a[r] = a[s] + a[t] & _ALL
            elif code == x.BGEU:
                if a[s] >= a[t]:
                    following = extra
            elif code in (x.L32I, x.L32I_N):
                a[t] = int.from_bytes(self._at(a[s] + extra, 4), "little")
            elif code in (x.S32I, x.S32I_N):
                self._at(a[s] + extra, 4)[:] = a[t].to_bytes(4, "little")
            elif code == x.ADDI:
                a[t] = a[s] + extra & _ALL
            elif code == x.MULL:
                a[r] = a[s] * a[t] & _ALL
            elif code == x.MULUH:
                a[r] = a[s] * a[t] >> 32
            elif code == x.SUB:
                a[r] = a[s] - a[t] & _ALL
            elif code == x.OR:
                a[r] = a[s] | a[t]
            elif code in (x.MOVI, x.MOVI_N):
                a[t if code == x.MOVI else s] = extra & _ALL
            elif code == x.EXTUI:
                a[r] = a[t] >> (extra & 31) & (1 << (extra >> 5)) - 1
            elif code == x.SLLI:
                a[r] = a[s] << extra & _ALL
            elif code == x.SRAI:
                a[r] = _signed(a[t]) >> extra & _ALL
            elif code in (x.NOP, x.NOP_N):
                pass
            elif code == x.J:
                following = extra
            elif code == x.BEQZ:
                following = extra if not a[s] else following
            elif code == x.BNEZ:
                following = extra if a[s] else following
            elif code == x.BLTU:
                following = extra if a[s] < a[t] else following
            elif code == x.BEQ:
                following = extra if a[s] == a[t] else following
            elif code == x.BNE:
                following = extra if a[s] != a[t] else following
            elif code == x.CALL8:
                a[8] = following & 0x3FFF_FFFF | 2 << 30
                following = extra
            elif code == x.ENTRY:
                windows.append(a)
                a = a[8:] + [0xA5A5_0000 + number for number in range(8)]
                a[1] = windows[-1][1] - extra
            elif code in (x.RETW, x.RETW_N):
                if a[0] >> 30 != increment or not windows:
                    raise Fault("Xtensa: retw without its call8")
                following = a[0] & 0x3FFF_FFFF | _CODE & 0xC000_0000
                caller = windows.pop()
                a = caller[:8] + a[:8]
            elif code in (x.L8UI, x.L16UI):
                a[t] = int.from_bytes(self._at(a[s] + extra, code - x.L8UI + 1), "little")
            elif code in (x.S8I, x.S16I):
                size_bytes = code - x.S8I + 1
                self._at(a[s] + extra, size_bytes)[:] = (a[t] & (1 << 8 * size_bytes) - 1).to_bytes(
                    size_bytes, "little"
                )
            elif code == x.MOV_N:
                a[t] = a[s]
            elif code == x.ADD_N:
                a[r] = a[s] + a[t] & _ALL
            elif code == x.ADDI_N:
                a[r] = a[s] + extra & _ALL
            elif code == x.ADDX2:
                a[r] = (a[s] << 1) + a[t] & _ALL
            elif code == x.ADDX4:
                a[r] = (a[s] << 2) + a[t] & _ALL
            elif code == x.AND:
                a[r] = a[s] & a[t]
            elif code == x.XOR:
                a[r] = a[s] ^ a[t]
            elif code == x.SSL:
                shift[0] = 32 - (a[s] & 31)
            elif code == x.SSR:
                shift[0] = a[s] & 31
            elif code == x.SLL:
                a[r] = a[s] << 32 - shift[0] & _ALL
            elif code == x.SRA:
                a[r] = _signed(a[t]) >> shift[0] & _ALL
            elif code == x.SRL:
                a[r] = a[t] >> shift[0]
            elif code == x.BLT:
                following = extra if _signed(a[s]) < _signed(a[t]) else following
            elif code == x.BGE:
                following = extra if _signed(a[s]) >= _signed(a[t]) else following
            elif code == x.L32R:
                a[t] = self._literal(extra)
            elif code == x.CALLX8:
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

    def _literal(self, address: int) -> int:
        return int.from_bytes(self._code[address - _CODE : address - _CODE + 4], "little")

    def _run_at(self, pc: int) -> Callable[..., tuple[int, ...]] | None:
        if pc not in self._runs:
            code = xtensa_block.compiled(pc, self._decoded, self._literal) if self._by_runs else None
            self._runs[pc] = xtensa_block.bound(code, self.memory, _DATA) if code else None
        return self._runs[pc]

    def _decoded(self, pc: int) -> tuple[int, ...]:
        known = self._known.get(pc)
        if known is None:
            at = pc - _CODE
            if not 0 <= at < len(self._code) - 4:
                raise Fault(f"Xtensa: no code at {pc:#x}")
            known = self._known[pc] = x.decode(int.from_bytes(self._code[at : at + 3], "little"), pc)
        return known
