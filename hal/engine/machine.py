"""An SM2 engine out of a field machine (see program.py) and what writes its scripts (recode.py).

A signature under a key met for the first time takes 256 doublings; one under a key whose table was prepared takes 64.
What the formulas cannot do (equal or opposite points: they do not occur by chance) is done again in Python integers.
"""

from hal.engine.generated.programs import (
    AFFINE_3,
    AFFINE_16,
    CHECK,
    G_SLOT,
    INTO,
    INTO_ODD,
    INVERSES_3,
    INVERSES_32,
    IS_ON,
    KEY_SLOT,
    ODD,
    OTHER_ROOT,
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


class Machine:
    """The slots and the script of one terminal: about 8 KB, made once.

    name: for people. field: has `run`, a field machine, and R_BITS, of its Montgomery form. recode: that module, or
    what has its functions. digest: SM3.
    """

    def __init__(self, name: str, field: "Any", recode: "Any", digest: "Callable[..., bytes]") -> None:
        self._run = field.run
        self._recode = recode
        self._slots = bytearray(SLOTS * 32)
        from hal.engine import proof
        from hal.engine.generated.programs import CALLS, PROGRAM

        self._begin = len(PROGRAM)  # of a script, which stands behind the programs, for it calls their routines
        self._script = bytearray(self._begin + SCRIPT_MAX_BYTES)
        self._script[: self._begin] = PROGRAM
        self._room = memoryview(self._script)[self._begin :]
        self._scalars = bytearray(2 * 32)
        if not proof.arithmetic_holds(field):
            raise RuntimeError(name + ": wrong field arithmetic")
        if not proof.scripts_hold(recode, digest):
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
            self._run(self._script, slots, ROOT)
            if slots[_C : _C + 32] != _ZERO:
                return None
            if slots[_B] & 1 != encoded[0] & 1:
                self._run(self._script, slots, OTHER_ROOT)
            y = bytearray(32)
            turn(slots, _B, y, 0)
            return sm2.Key(x + y, [])
        if length == 64 or (length == 65 and encoded[0] == 4):
            whole = bytes(encoded[length - 64 :])
            if whole[:32] >= _P or whole[32:] >= _P:
                return None
            turn(whole, 0, slots, _EX)
            turn(whole, 32, slots, _EW)
            self._run(self._script, slots, IS_ON)
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
            end = self._begin + recode.plan(self._room, digits, self._split, _PART_BITS + 1)
        else:
            self._enter(key)
            run(script, slots, INTO_ODD)
            recode.digits(scalars, 2, 32, digits)
            end = self._begin + recode.plan(self._room, digits, self._fresh, 257)
        yield
        at = self._begin
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
        run, slots, script = self._run, self._slots, self._script
        self._enter(key)
        run(script, slots, INTO)
        points = slots[_EX : _EX + 64]  # of each part
        zs = bytearray()
        place = points + slots[_ONE : _ONE + 32]
        for _ in range(1, _PARTS):
            slots[:96] = place
            run(script, slots, SHIFT)
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
            run(script, slots, ODD)
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
        self._run(self._script, slots, program)
        zs[:] = slots[_INVERSES : _INVERSES + len(zs)]

    def _make_affine(self, program: int, points: bytearray, inverses: bytearray, at: int, end: int) -> None:
        """x and w = 2y in the place of X and W of points `at` to `end`."""
        slots = self._slots
        slots[_KEY_TABLE : _KEY_TABLE + 64 * (end - at)] = points[64 * at : 64 * end]
        slots[_INVERSES : _INVERSES + 32 * (end - at)] = inverses[32 * at : 32 * end]
        self._run(self._script, slots, program)
        points[64 * at : 64 * end] = slots[_KEY_TABLE : _KEY_TABLE + 64 * (end - at)]

    def _is_x(self, x: int) -> bool:
        slots = self._slots
        slots[_A : _A + 32] = x.to_bytes(32, "little")
        self._run(self._script, slots, CHECK)
        return slots[_A : _A + 32] == _ZERO
