"""The interpreter of tests/kernel/xtensa.py against qemu-xtensa (Debian: qemu-user): the same code, the same memory.

No core of qemu has MULUH, so in what is compared each MULUH is a MULL: the numbers mean nothing then, and the paths
that they take are all the more various.
"""

import random
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

from hal.engine import program
from tests.kernel import board
from tests.kernel.mpy import ASSEMBLER, Function
from tests.kernel.xtensa import LX7, Xtensa

_BASE = 0x1000_0000
_TABLE = 0x40  # offsets: addresses for the start-up code, code, slots, program
_CODE = 0x100
_SLOTS = 0x2000
_PROGRAM = 0x4000
_SIZE = 0x8000
_HEADERS = 0x1000
_CORE = "dc233c"
_COUNT = 40  # slots
_MULUH, _MULL = 0xA20000, 0x820000


def installed() -> bool:
    """Whether there is a qemu-xtensa."""
    return shutil.which("qemu-xtensa") is not None


def without_muluh(code: bytes) -> bytes:
    """The code with MULL in place of each MULUH."""
    out = bytearray(code)
    at = 5
    while at + 3 <= len(out) - 4:
        word = int.from_bytes(out[at : at + 3], "little")
        if word & 0xFF000F == _MULUH & 0xFF000F and word >> 16 == _MULUH >> 16:
            out[at : at + 3] = (word & 0xFFFF | _MULL).to_bytes(3, "little")
        at += 3 if word & 8 == 0 else 2
    return bytes(out)


def words(seed: int, length: int = 400) -> bytes:
    """A random program on random slots, with a routine."""
    draw = random.Random(seed)
    routine = bytes([program.ADD, 0, 0, 1, program.MUL, 1, 1, 0, program.RET, 0, 0, 0])
    out = bytearray(routine)
    for _ in range(length):
        operation = draw.choice(
            (program.MUL, program.MUL, program.ADD, program.SUB, program.SUB, program.LOAD, program.CALL)
        )
        if operation == program.CALL:
            out += bytes([operation, draw.randrange(1, 4), 0, 0])
        else:
            b = 0 if operation == program.LOAD else draw.randrange(_COUNT)
            out += bytes([operation, draw.randrange(_COUNT), draw.randrange(_COUNT), b])
    return bytes(out) + program.END


def by_qemu(code: bytes, text: bytes, slots: bytes) -> bytes:
    """The slots after the program, as qemu leaves them."""

    def l32i(t: int, offset: int) -> bytes:
        return (0x2002 | offset // 4 << 16 | 0 << 8 | t << 4).to_bytes(3, "little")

    def movi(t: int, value: int) -> bytes:
        return (0xA002 | (value & 255) << 16 | (value >> 8 & 15) << 8 | t << 4).to_bytes(3, "little")

    syscall = (0x5000).to_bytes(3, "little")
    start = (5).to_bytes(3, "little") + b"\0"  # call0 to the next word: a0 is where this ends
    start += (0xC002 | (-3 & 255) << 16 | 0 << 8 | 0 << 4).to_bytes(3, "little")  # addi a0, a0, -3
    start += l32i(10, _TABLE) + l32i(11, _TABLE + 4) + l32i(12, _TABLE + 8)
    place = len(start)
    away = (_CODE - (place & ~3) - 4) // 4
    start += ((away & 0x3FFFF) << 6 | 0x25).to_bytes(3, "little")  # call8
    # a0 still holds the base: write(1, slots, length), exit(0)
    start += movi(2, 13) + movi(6, 1) + l32i(3, _TABLE + 4) + l32i(4, _TABLE + 12) + syscall
    start += movi(2, 118) + movi(6, 0) + syscall
    memory = bytearray(_SIZE)
    memory[: len(start)] = start
    memory[_TABLE : _TABLE + 16] = struct.pack(
        "<4I", _BASE + _HEADERS + _PROGRAM, _BASE + _HEADERS + _SLOTS, 12, len(slots)
    )
    memory[_CODE : _CODE + len(code)] = code
    memory[_SLOTS : _SLOTS + len(slots)] = slots
    memory[_PROGRAM : _PROGRAM + len(text)] = text
    entry = _BASE + _HEADERS
    header = struct.pack("<16sHHIIIIIHHHHHH", b"\x7fELF\1\1\1", 2, 94, 1, entry, 52, 0, 0x300, 52, 32, 1, 0, 0, 0)
    header += struct.pack("<8I", 1, _HEADERS, entry, entry, _SIZE, _SIZE, 7, 0x1000)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "kernel"
        file.write_bytes(header.ljust(_HEADERS, b"\0") + memory)
        file.chmod(0o755)
        done = subprocess.run(["qemu-xtensa", "-cpu", _CORE, str(file)], capture_output=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"qemu-xtensa: {done.returncode} {done.stderr.decode()}")
    return done.stdout


def compare(seed: int) -> bool:
    """Whether both leave the same."""
    draw = random.Random(seed)
    code = without_muluh(board.functions(LX7.march, "xtensa")["run"].code)
    slots = bytearray(b"".join(draw.choice((bytes(4), b"\xff" * 4, draw.randbytes(4))) for _ in range(8 * _COUNT)))
    text = words(seed)
    before = bytes(slots)
    Xtensa(Function(ASSEMBLER, code)).call(text, slots, 12)
    return bytes(slots) == by_qemu(code, text, before) and slots != before
