"""Processors of boards, executed: ARMv7E-M, ARMv6-M and RV32IMC by unicorn, with exact counts of instructions.

What silicon would not do is an error here: a word read from an odd address, an instruction that the core does not have.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import unicorn as uc
from unicorn import arm_const as arm, riscv_const as riscv

from tests.kernel.mpy import ASSEMBLER, Function

_CODE = 0x0800_0000
_RETURN = 0x0801_F000  # where code returns to
_TABLE = 0x2000_0000  # what viper code finds through its function object
_DATA = 0x2000_1000
_STACK = 0x2007_FF00
_ALL = 0xFFFF_FFFF
_STACK_USED = 0x1000  # of which anything may be left from before
_STUB = 0x0801_E000
_SIZE = 0x2_0000
_DATA_SIZE = 0x8_0000
_OBJECTS = 32
_FUN_TABLE_WORDS = 96
RUN_MAX = 40_000_000  # instructions of one call


class Fault(Exception):
    """What this code did would stop or mislead a real processor."""


@dataclass(frozen=True, slots=True)
class Core:
    """A processor. arguments: its argument registers; inverts: f(x) = ~x as machine code."""

    name: str
    march: str
    open: Callable[[], uc.Uc]
    arguments: Sequence[int]
    sp: int
    lr: int
    thumb: int  # added to addresses of code
    inverts: bytes
    length: Callable[[bytes, int], int]  # of the instruction at a place
    forbidden: Callable[[bytes, int], str | None]
    kept: Sequence[int]  # registers that a function leaves as they were
    others: Sequence[int]  # registers that hold anything
    flags: int | None = None  # all of them set at first


def _thumb_length(code: bytes, at: int) -> int:
    return 4 if code[at + 1] >> 3 in (0b11101, 0b11110, 0b11111) else 2


def _armv6m_forbidden(code: bytes, at: int) -> str | None:
    """ARMv6-M knows of 32 bits only BL, MSR, MRS and barriers; and neither CBZ, CBNZ nor IT."""
    first = code[at] | code[at + 1] << 8
    if _thumb_length(code, at) == 4:
        second = code[at + 2] | code[at + 3] << 8
        if first >> 11 != 0b11110 or second >> 14 != 0b11 or not second >> 12 & 1:
            return f"{first:04x} {second:04x} is not in ARMv6-M"
    elif first & 0xF500 == 0xB100 or (first & 0xFF00 == 0xBF00 and first & 0xF):
        return f"{first:04x} is not in ARMv6-M"
    return None


def _arm(model: int) -> Callable[[], uc.Uc]:
    def made() -> uc.Uc:
        machine = uc.Uc(uc.UC_ARCH_ARM, uc.UC_MODE_THUMB)
        machine.ctl_set_cpu_model(model)
        return machine

    return made


_ARM_KEPT = tuple(getattr(arm, f"UC_ARM_REG_R{number}") for number in range(4, 12))
_ARM_OTHERS = (arm.UC_ARM_REG_R12,)
_ARM_ARGUMENTS = (arm.UC_ARM_REG_R0, arm.UC_ARM_REG_R1, arm.UC_ARM_REG_R2, arm.UC_ARM_REG_R3)
ARMV7EM = Core(
    "ARMv7E-M", "armv7emsp", _arm(arm.UC_CPU_ARM_CORTEX_M4), _ARM_ARGUMENTS,
    arm.UC_ARM_REG_SP, arm.UC_ARM_REG_LR, 1, b"\xc0\x43\x70\x47", _thumb_length,
    lambda code, at: None, _ARM_KEPT, _ARM_OTHERS, arm.UC_ARM_REG_APSR,
)  # fmt: skip
ARMV6M = Core(
    "ARMv6-M", "armv6m", _arm(arm.UC_CPU_ARM_CORTEX_M0), _ARM_ARGUMENTS,
    arm.UC_ARM_REG_SP, arm.UC_ARM_REG_LR, 1, b"\xc0\x43\x70\x47", _thumb_length,
    _armv6m_forbidden, _ARM_KEPT, _ARM_OTHERS, arm.UC_ARM_REG_APSR,
)  # fmt: skip
_RISCV_OTHERS = ("GP", "TP", "T0", "T1", "T2", "T3", "T4", "T5", "T6", "A4", "A5", "A6", "A7")
RV32IMC = Core(
    "RV32IMC", "rv32imc", lambda: uc.Uc(uc.UC_ARCH_RISCV, uc.UC_MODE_RISCV32),
    (riscv.UC_RISCV_REG_A0, riscv.UC_RISCV_REG_A1, riscv.UC_RISCV_REG_A2, riscv.UC_RISCV_REG_A3),
    riscv.UC_RISCV_REG_SP, riscv.UC_RISCV_REG_RA, 0, b"\x13\x45\xf5\xff\x82\x80",
    lambda code, at: 4 if code[at] & 3 == 3 else 2, lambda code, at: None,
    tuple(getattr(riscv, f"UC_RISCV_REG_S{number}") for number in range(12)),
    tuple(getattr(riscv, f"UC_RISCV_REG_{name}") for name in _RISCV_OTHERS),
)  # fmt: skip


class Processor:
    """One core with one function loaded. `count`: instructions since it was made. `most`: of one call.

    strict: every access to memory is looked at, too, which takes ten times as long. counted: if not, nothing is looked
    at, counted or stopped, which takes a fifth of the time.
    """

    def __init__(self, core: Core, function: Function, strict: bool = True, counted: bool = True) -> None:
        self.count = 0
        self.most = RUN_MAX
        self._core = core
        self._function = function
        self._code = function.code
        self._blocks: dict[tuple[int, int], int] = {}
        self._fault: str | None = None
        self._end = 0
        machine = self._machine = core.open()
        machine.mem_map(_CODE, _SIZE)
        machine.mem_map(_TABLE, _DATA_SIZE)
        machine.mem_write(_CODE, function.code)
        machine.mem_write(_STUB, core.inverts)
        machine.mem_write(_STACK - _STACK_USED, b"\xa5" * _STACK_USED)
        self._write_table()
        if counted:
            machine.hook_add(uc.UC_HOOK_BLOCK, self._on_block)
        if strict:
            machine.hook_add(uc.UC_HOOK_MEM_READ | uc.UC_HOOK_MEM_WRITE, self._on_memory)

    def call(self, *arguments: bytearray | memoryview | bytes | int) -> int:
        """Call the function; bytearrays hold afterwards what it left in them. Raises Fault."""
        machine, core = self._machine, self._core
        at = _DATA
        placed: list[tuple[int, bytearray | memoryview]] = []
        values = []
        for argument in arguments:
            if isinstance(argument, int):
                values.append(argument)
                continue
            machine.mem_write(at, bytes(argument))
            values.append(at)
            if isinstance(argument, bytearray) or (isinstance(argument, memoryview) and not argument.readonly):
                placed.append((at, argument))
            at += -(-len(argument) // 16) * 16 + 64
        if self._function.kind == ASSEMBLER:
            given = values
        else:
            machine.mem_write(at, b"".join((value ^ _ALL).to_bytes(4, "little") for value in values))
            given = [_TABLE, len(values), 0, at]
        for number, register in enumerate((*core.arguments, *core.others)):
            machine.reg_write(register, given[number] if number < len(given) else 0xA5A5_0000 + number)
        machine.reg_write(core.sp, _STACK)
        machine.reg_write(core.lr, _RETURN + core.thumb)
        for number, register in enumerate(core.kept):
            machine.reg_write(register, 0x5A5A_0000 + number)
        if core.flags is not None:
            machine.reg_write(core.flags, 0xF << 28)
        self._fault = None
        self._end = self.count + self.most
        try:
            machine.emu_start(_CODE + core.thumb, _RETURN, count=0)
        except uc.UcError as error:
            raise Fault(f"{core.name}: {self._fault or error}") from None
        if self._fault:
            raise Fault(f"{core.name}: {self._fault}")
        if machine.reg_read(core.sp) != _STACK:
            raise Fault(f"{core.name}: the stack is not where it was")
        if any(machine.reg_read(each) != 0x5A5A_0000 + number for number, each in enumerate(core.kept)):
            raise Fault(f"{core.name}: a register that belongs to the caller is not as it was")
        if any(machine.mem_read(_STACK, _TABLE + _DATA_SIZE - _STACK)):
            raise Fault(f"{core.name}: what is on the stack of the caller is not as it was")
        for address, buffer in placed:
            buffer[:] = machine.mem_read(address, len(buffer))
        result: int = machine.reg_read(core.arguments[0])
        return result if self._function.kind == ASSEMBLER else result ^ _ALL

    def _write_table(self) -> None:
        """A function object, its context and its table of functions, all of which invert their first argument: what
        is asked of them is to make numbers out of objects, and objects out of numbers."""
        words = [0] * 24
        words[1] = _TABLE + 64  # the context
        words[16 + 3] = _TABLE + 96  # its table of objects, one of which is the table of functions
        words += [_TABLE + 4 * (24 + _OBJECTS)] * _OBJECTS
        words += [_STUB + self._core.thumb] * _FUN_TABLE_WORDS
        self._machine.mem_write(_TABLE, b"".join(word.to_bytes(4, "little") for word in words))

    def _on_block(self, machine: uc.Uc, address: int, size: int, _: object) -> None:
        known = self._blocks.get((address, size))
        if known is None:
            known = self._blocks[address, size] = self._look(bytes(machine.mem_read(address, size)))
        self.count += known
        if self.count > self._end:
            self._stop("it does not come to an end")

    def _look(self, block: bytes) -> int:
        at = count = 0
        while at < len(block):
            wrong = self._core.forbidden(block, at)
            if wrong:
                self._stop(wrong)
            at += self._core.length(block, at)
            count += 1
        return count

    def _on_memory(self, machine: uc.Uc, access: int, address: int, size: int, value: int, _: object) -> None:
        if address % min(size, 4):
            self._stop(f"{size} bytes at {address:#x}, which is not aligned")

    def _stop(self, why: str) -> None:
        self._fault = self._fault or why
        self._machine.emu_stop()
