"""The proof of a field machine and of what writes its scripts, at the start; used once."""

from hal.engine.generated.programs import EACH, PROGRAM, SCRIPT_MAX_BYTES
from terminal import sm2
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_DOUBLINGS = const(32)  # as machine.py pauses

# Pairs that show mistakes which hardly any other shows: tests/kernel/mutate.py found them.
_HARD = (
    (0x100000000000000000000000000000000FFFFFFFF00000000000000011, 1 << 96),
    (1 << 208, (1 << 96) - 1),
    ((1 << 32) - 1, 1 << 176),
    (
        0x8000000000000001000000017FFFFFFF8000000000000001FFFFFFFF00000000,
        0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7FFFFFFF800000007FFFFFFFFFFFFFFF,
    ),
    (sm2.P - (1 << 160), 1 << 224),
    (
        0x800000007FFFFFFF0000000000000001000000017FFFFFFFFFFFFFFF00000001,
        0x7FFFFFFF7FFFFFFF7FFFFFFF000000008000000000000000000000007FFFFFFF,
    ),
    (0x100000000000000000000000000000000FFFFFFFF00000000000000011, sm2.P - 1),
    (sm2.P - (1 << 192), sm2.P - (1 << 96)),
    (sm2.P - 1, (1 << 96) + 1),
    (1 << 32, 1 << 32),
    (1 << 48, 0x100000000000000000000000000000000FFFFFFFF00000000000000012),
    ((1 << 250) - (1 << 154), 0xFFFFFFFEFFFFFFFFFFFFFBFFFFFFFFFFFFFFFFFF000000007FFFFFFFFFFFFFFF),
    (
        0x80000000000000010000000080000000000000008000000080000000FFFFFFFF,
        0x00000001FFFFFFFF00000000FFFFFFFF000000018000000080000000FFFFFFFF,
    ),
    (sm2.P - 1, 0x32C4AE2C1F1981195F9904466A39C9948FE30BBF00000001715A4589334C74C7),
    (
        0x0343B24797DAE78207BCC8AC697E0DC07A5FAEFBB1D13E05AEB2457DBE4DE2A3,
        0xFCBC4DB76825187DF84337539681F23F85A051034E2EC1FB514DBA8241B21D5C,
    ),
    # Of these the square counts; in the first one eight equal words are taken off.
    (0x3C72600E420C000400B00007FA800005B60000085FFFFFFF8000000C0000001, 1 << 96),
    (0xFFFFFFFFFFFFFFFF000000000000000100000000, 1 << 96),
    (0xFFFFFFFE00000000000000000000000100000000FFFFFFFEFFFFFFFEFFFFFFFE, 1 << 96),
    (0xFFFFFFFF00000000FFFFFFFFFFFFFFFFFFFFFFFE0000000000000001, 1 << 96),
    ((1 << 256) - (1 << 225) - 1, 1 << 96),
    ((1 << 256) - (1 << 224) - (1 << 96), 1 << 96),
)
_AWAY = (0, 1, 2, 3, 8)  # between the two operands, for `arithmetic_holds`

_SCRIPTS = (  # SM3 of what `scripts_hold` looks at
    b"\xeb\x0c\x13\x4a\x6c\x0b\xfa\xbf\x43\x33\x0c\xc0\x8f\x5d\x83\x4b"
    b"\x07\x44\x9a\x3f\xea\x85\x64\xfd\x16\x3b\x4d\x2a\x18\x04\xcf\x14"
)


def arithmetic_holds(field: "Any") -> bool:
    """Whether a field machine multiplies, squares, adds and subtracts as Python integers do, where carries run far."""
    values = [0, 1, sm2.P - 1, sm2.GX, sm2.GY, sm2.B]
    for bit in range(32, 256, 32):
        values += [(1 << bit) - 1, sm2.P - (1 << bit)]
    pairs = list(_HARD)
    for away in _AWAY:
        for at in range(len(values)):
            pairs.append((values[at - away], values[at]))
    slots = bytearray(6 * 32)
    for a, b in pairs:
        slots[:32] = a.to_bytes(32, "little")
        slots[32:64] = b.to_bytes(32, "little")
        field.run(PROGRAM, slots, EACH)
        for at, wanted in ((64, a * b), (160, a * a)):
            product = int.from_bytes(slots[at : at + 32], "little")
            if (product << field.R_BITS) % sm2.P != wanted % sm2.P or product >= sm2.P:
                return False
        if slots[96:160] != ((a + b) % sm2.P).to_bytes(32, "little") + ((a - b) % sm2.P).to_bytes(32, "little"):
            return False
    return True


def scripts_hold(recode: "Any", digest: "Callable[..., bytes]") -> bool:
    """Whether digits and scripts are what they have to be, for scalars and for digits that take every way through
    recode.py: SM3 of all of them is known."""
    scalars = sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
    script = bytearray(SCRIPT_MAX_BYTES)
    recode.turn(scalars, 3, script, 5)
    seen = bytes(script[:40])
    for strings, length in ((2, 32), (8, 8)):
        found = bytearray(8 * 65)
        recode.digits(scalars, strings, length, found)
        negative, rare = bytearray(8 * 65), bytearray(8 * 65)
        negative[513], rare[256], rare[357] = 243, 255, 3
        for digits in (found, negative, rare, bytearray(8 * 65)):
            job = bytes([strings, _DOUBLINGS, 11, 12, 13, 14, 15] + ([16, 2, 99, 5] if strings == 2 else [16, 2] * 8))
            end = recode.plan(script, digits, job, 8 * length + 1)
            seen = digest(seen, bytes(digits), bytes(script[:end]))
            at = 0
            for _ in range(10):
                at = recode.pause(script, at) if at < end else 0
                seen += bytes([at & 255, at >> 8 & 255])
    return digest(seen) == _SCRIPTS
