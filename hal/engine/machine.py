"""An SM2 engine out of a field machine (see program.py) and what writes its scripts (recode.py).

A signature under a key met for the first time takes 256 doublings; one under a key whose table was prepared takes 64.
What the formulas cannot do (equal or opposite points: they do not occur by chance) is done again in Python integers.

Length: the pairs of numbers that show a wrong field machine at the start.
"""

from hal.engine.generated.programs import (
    AFFINE_3,
    AFFINE_16,
    CALLS,
    CHECK,
    EACH,
    G_SLOT,
    INTO,
    INTO_ODD,
    INVERSES_3,
    INVERSES_32,
    IS_ON,
    KEY_SLOT,
    ODD,
    OTHER_ROOT,
    PROGRAM,
    ROOT,
    SCRIPT_MAX_BYTES,
    SHIFT,
    SLOTS,
)
from terminal import sm2
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

_PARTS = const(4)  # of a split scalar
_PART_BITS = const(64)
_ENTRIES = const(8)  # odd multiples of each part's point
_SPLIT_BYTES = const(2048)
_DOUBLINGS = const(32)  # between two yields
_P = sm2.P.to_bytes(32, "big")
_ZERO = bytes(32)
_BEGIN = EACH  # what comes behind the routines, in the script too
# Where slots begin: by the names of program.py; the tables of the base point and of the key, and half of the latter.
_Z = const(64)
_EX = const(96)
_EW = const(128)
_ONE = const(256)
_SQUARED = const(320)
_PLAIN = const(352)
_CURVE_B = const(384)
_A = const(416)
_B = const(448)
_C = const(480)
_G_TABLE = const(736)
_KEY_TABLE = const(2784)
_INVERSES = const(3808)

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


class Machine:
    """The slots and the script of one terminal: about 8 KB, made once.

    name: for people. field: has `run`, a field machine, and R_BITS, of its Montgomery form. recode: that module, or
    what has its functions. digest: SM3.
    """

    def __init__(self, name: str, field: "Any", recode: "Any", digest: "Callable[..., bytes]") -> None:
        self._run = field.run
        self._recode = recode
        self._slots = bytearray(SLOTS * 32)
        self._script = bytearray(_BEGIN + SCRIPT_MAX_BYTES)
        self._script[:_BEGIN] = PROGRAM[:_BEGIN]
        self._room = memoryview(self._script)[_BEGIN:]
        self._scalars = bytearray(2 * 32)
        if not arithmetic_holds(field):
            raise RuntimeError(name + ": wrong field arithmetic")
        if not scripts_hold(recode, digest):
            raise RuntimeError(name + ": wrong digits or scripts")
        r = (1 << field.R_BITS) % sm2.P
        for at, value in ((_ONE, r), (_SQUARED, r * r % sm2.P), (_PLAIN, 1), (_CURVE_B, sm2.B * r % sm2.P)):
            self._slots[at : at + 32] = value.to_bytes(32, "little")
        self._fresh = bytes([2, _DOUBLINGS]) + CALLS + bytes([G_SLOT, 2, KEY_SLOT, 5])
        self._split = bytes([2 * _PARTS, _DOUBLINGS]) + CALLS
        for slot in (G_SLOT, KEY_SLOT):
            for part in range(_PARTS):
                self._split += bytes([slot + 2 * _ENTRIES * part, 2])
        base = sm2.Key(sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big"), [])
        sm2.finish(self.prepare(base))
        self._slots[_G_TABLE:_KEY_TABLE] = base.table[0]
        self.engine = sm2.Engine(name, digest, self.decode, self.verify, self.prepare)

    def decode(self, encoded: bytes) -> sm2.Key | None:
        """See sm2.Engine."""
        slots = self._slots
        turn = self._recode.turn
        length = len(encoded)
        if length == 33 and encoded[0] in (2, 3):
            x = bytes(encoded[1:])
            if x >= _P:
                return None
            turn(x, 0, slots, _EX)
            self._run(PROGRAM, slots, ROOT)
            if slots[_C : _C + 32] != _ZERO:
                return None
            if slots[_B] & 1 != encoded[0] & 1:
                self._run(PROGRAM, slots, OTHER_ROOT)
            y = bytearray(32)
            turn(slots, _B, y, 0)
            return sm2.Key(x + y, [])
        if length == 64 or (length == 65 and encoded[0] == 4):
            whole = bytes(encoded[length - 64 :])
            if whole[:32] >= _P or whole[32:] >= _P:
                return None
            turn(whole, 0, slots, _EX)
            turn(whole, 32, slots, _EW)
            self._run(PROGRAM, slots, IS_ON)
            return sm2.Key(whole, []) if slots[_B : _B + 32] == _ZERO else None
        return None

    def verify(self, key: sm2.Key, e: bytes, signature: bytes) -> "Generator[None, None, bool]":
        """See sm2.Engine. Trap: one signature at a time, for the slots are shared."""
        if len(signature) != 64:
            return False
        n = sm2.N
        r = int.from_bytes(signature[:32], "big")
        s = int.from_bytes(signature[32:], "big")
        if not 0 < r < n or not 0 < s < n:
            return False
        t = (r + s) % n
        if not t:
            return False
        run, recode, slots, script = self._run, self._recode, self._slots, self._script
        scalars, digits = self._scalars, bytearray(2 * _PARTS * (_PART_BITS + 1))
        recode.turn(signature, 32, scalars, 0)
        scalars[32:] = t.to_bytes(32, "little")
        if key.table:
            slots[_KEY_TABLE:] = key.table[0]
            recode.digits(scalars, 2 * _PARTS, 8, digits)
            end = _BEGIN + recode.plan(self._room, digits, self._split, _PART_BITS + 1)
        else:
            self._enter(key)
            run(PROGRAM, slots, INTO_ODD)
            recode.digits(scalars, 2, 32, digits)
            end = _BEGIN + recode.plan(self._room, digits, self._fresh, 257)
        yield
        at = _BEGIN
        while at < end:
            run(script, slots, at)
            at = recode.pause(script, at)
            yield
        if slots[_Z : _Z + 32] == _ZERO:
            again = sm2.REFERENCE.decode(key.xy)
            return (yield from sm2.REFERENCE.verify(again, e, signature))  # type: ignore[no-any-return]
        # r = e + x1 mod n, where x1 = X / Z**2 lies below p: so x1 is r - e mod n, or that plus n.
        x1 = (r - int.from_bytes(e, "big")) % n
        return self._is_x(x1) or (x1 + n < sm2.P and self._is_x(x1 + n))

    def prepare(self, key: sm2.Key) -> "Generator[None, None, None]":
        """See sm2.Engine: 2 KB for a key. Signatures may be verified between two of its steps, but not begun before
        one and ended after it.
        """
        if key.table:
            return
        run, slots = self._run, self._slots
        self._enter(key)
        run(PROGRAM, slots, INTO)
        points = slots[_EX : _EX + 64]  # of each part
        zs = bytearray()
        place = points + slots[_ONE : _ONE + 32]
        for _ in range(1, _PARTS):
            slots[:96] = place
            run(PROGRAM, slots, SHIFT)
            place = slots[:96]
            points += place[:64]
            zs += place[64:]
            yield
        rest = points[64:]
        self._invert(INVERSES_3, zs)
        self._make_affine(AFFINE_3, rest, zs, 0, 3)
        points[64:] = rest
        yield
        out, zs = bytearray(_SPLIT_BYTES), bytearray(_SPLIT_BYTES // 2)
        entry = 0
        for part in range(_PARTS):
            slots[_EX : _EX + 64] = points[64 * part : 64 * part + 64]
            run(PROGRAM, slots, ODD)
            for at in range(_KEY_TABLE, _KEY_TABLE + 5 * _ENTRIES * 32, 5 * 32):
                out[64 * entry : 64 * entry + 64] = slots[at : at + 64]
                zs[32 * entry : 32 * entry + 32] = slots[at + 64 : at + 96]
                entry += 1
            yield
        self._invert(INVERSES_32, zs)
        for at in (0, 16):
            self._make_affine(AFFINE_16, out, zs, at, at + 16)
        key.table.append(out)

    def _enter(self, key: sm2.Key) -> None:
        """A key's point as it is into EX, EW."""
        turn = self._recode.turn
        turn(key.xy, 0, self._slots, _EX)
        turn(key.xy, 32, self._slots, _EW)

    def _invert(self, program: int, zs: bytearray) -> None:
        """All of `zs` inverted: one inversion."""
        slots = self._slots
        slots[_KEY_TABLE : _KEY_TABLE + len(zs)] = zs
        self._run(PROGRAM, slots, program)
        zs[:] = slots[_INVERSES : _INVERSES + len(zs)]

    def _make_affine(self, program: int, points: bytearray, inverses: bytearray, at: int, end: int) -> None:
        """x and w = 2y in the place of X and W of points `at` to `end`."""
        slots = self._slots
        slots[_KEY_TABLE : _KEY_TABLE + 64 * (end - at)] = points[64 * at : 64 * end]
        slots[_INVERSES : _INVERSES + 32 * (end - at)] = inverses[32 * at : 32 * end]
        self._run(PROGRAM, slots, program)
        points[64 * at : 64 * end] = slots[_KEY_TABLE : _KEY_TABLE + 64 * (end - at)]

    def _is_x(self, x: int) -> bool:
        slots = self._slots
        slots[_A : _A + 32] = x.to_bytes(32, "little")
        self._run(PROGRAM, slots, CHECK)
        return slots[_A : _A + 32] == _ZERO
