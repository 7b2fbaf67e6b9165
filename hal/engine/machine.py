"""An SM2 engine out of a field machine (see program.py) and what writes its scripts (recode.py).

A signature under a key met for the first time takes 256 doublings; one under a key whose table was prepared takes 64.
What the formulas cannot do (equal or opposite points: nobody meets them by chance) is done again in Python integers.
"""

from hal.engine import program
from hal.engine.program import (
    ADD,
    END,
    G_SLOT,
    KEY_SLOT,
    MUL,
    ROUTINES,
    SCRIPT_MAX_BYTES,
    SLOT,
    SLOT_BYTES,
    SLOTS,
    SUB,
    assemble,
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
_NO_POINT = bytes(SLOT_BYTES)

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
)
_AWAY = (0, 1, 2, 3, 8)  # between the two operands, for `arithmetic_holds`
_EACH = bytes([MUL, 2, 0, 1, ADD, 3, 0, 1, SUB, 4, 0, 1]) + END
_INTO = assemble("EX = EX * SQUARED\nEW = EW * SQUARED\nEW = EW + EW") + END
_CURVE = assemble("a = EX * SQUARED\nb = a * a\nb = b * a\nb = b - a\nb = b - a\nb = b - a\nd = b + B") + END
_ROOT = assemble("c = b * b\nc = c - d\nb = b * PLAIN") + END
_IS_ON = assemble("b = EW * SQUARED\nb = b * b\nb = b - d") + END
_CHECK = assemble("a = a * SQUARED\nb = Z * Z\na = a * b\na = a - X") + END
# The inverse of Z in c, and from it x and w = 2y of X, W in EX, EW.
_AFFINE = assemble("b = c * c\nEX = X * b\nb = b * c\nEW = W * b") + END


def arithmetic_holds(field: "Any") -> bool:
    """Whether a field machine multiplies, adds and subtracts as Python integers do, where carries run far."""
    values = [0, 1, sm2.P - 1, sm2.GX, sm2.GY, sm2.B]
    for bit in range(32, 256, 32):
        values += [(1 << bit) - 1, sm2.P - (1 << bit)]
    pairs = list(_HARD)
    for away in _AWAY:
        for at in range(len(values)):
            pairs.append((values[at - away], values[at]))
    slots = bytearray(5 * SLOT_BYTES)
    for a, b in pairs:
        slots[:32] = a.to_bytes(32, "little")
        slots[32:64] = b.to_bytes(32, "little")
        field.run(_EACH, slots, 0)
        product = int.from_bytes(slots[64:96], "little")
        if (product << field.R_BITS) % sm2.P != a * b % sm2.P or product >= sm2.P:
            return False
        if slots[96:] != ((a + b) % sm2.P).to_bytes(32, "little") + ((a - b) % sm2.P).to_bytes(32, "little"):
            return False
    return True


class Machine:
    """The slots, the program and the script of one terminal: about 11 KB, made once.

    name: for people. field: has `run`, a field machine, and R_BITS, of its Montgomery form. recode: has `digits` and
    `plan`. digest: SM3.
    """

    def __init__(self, name: str, field: "Any", recode: "Any", digest: "Callable[..., bytes]") -> None:
        self._run = field.run
        self._recode = recode
        self._guest: bytearray | None = None  # whose odd multiples are in the slots, while a key is prepared
        self._slots = bytearray(SLOTS * SLOT_BYTES)
        self._odd = ROUTINES + program.odd_multiples()
        self._root = ROUTINES + program.square_root()
        self._inverse = ROUTINES + program.inverse()
        self._shift = ROUTINES + program.call("double", _PART_BITS) + END
        self._script = bytearray(len(ROUTINES) + SCRIPT_MAX_BYTES)
        self._script[: len(ROUTINES)] = ROUTINES
        self._digits = bytearray(2 * _PARTS * (_PART_BITS + 1))
        if not arithmetic_holds(field):
            raise RuntimeError(name + ": wrong field arithmetic")
        r = (1 << field.R_BITS) % sm2.P
        self._put(SLOT["ONE"], r)
        self._put(SLOT["SQUARED"], r * r % sm2.P)
        self._put(SLOT["PLAIN"], 1)
        self._put(SLOT["B"], sm2.B * r % sm2.P)
        start = program.START
        calls = bytes([start[each] for each, _ in program._ROUTINES[:5]])
        self._fresh = bytes([2, _DOUBLINGS]) + calls + bytes([G_SLOT, 2, KEY_SLOT, 5])
        self._split = bytes([2 * _PARTS, _DOUBLINGS]) + calls
        for slot in (G_SLOT, KEY_SLOT):
            for part in range(_PARTS):
                self._split += bytes([slot + 2 * _ENTRIES * part, 2])
        base = sm2.Key(sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big"), [])
        sm2.finish(self.prepare(base))
        self._slots[G_SLOT * SLOT_BYTES : KEY_SLOT * SLOT_BYTES] = base.table[0]
        self.engine = sm2.Engine(name, digest, self.decode, self.verify, self.prepare)

    def decode(self, encoded: bytes) -> sm2.Key | None:
        """See sm2.Engine."""
        length = len(encoded)
        if length == 33 and encoded[0] in (2, 3):
            x = int.from_bytes(encoded[1:], "big")
            if x >= sm2.P:
                return None
            self._put(SLOT["EX"], x)
            self._do(_CURVE)
            self._do(self._root, len(ROUTINES))
            self._do(_ROOT)
            if self._get(SLOT["c"]):
                return None
            y = self._get(SLOT["b"])
            if y & 1 != encoded[0] & 1:
                y = sm2.P - y
            return sm2.Key(encoded[1:] + y.to_bytes(32, "big"), [])
        if length == 64 or (length == 65 and encoded[0] == 4):
            xy = bytes(encoded[length - 64 :])
            x = int.from_bytes(xy[:32], "big")
            y = int.from_bytes(xy[32:], "big")
            if x >= sm2.P or y >= sm2.P:
                return None
            self._put(SLOT["EX"], x)
            self._put(SLOT["EW"], y)
            self._do(_CURVE)
            self._do(_IS_ON)
            return None if self._get(SLOT["b"]) else sm2.Key(xy, [])
        return None

    def verify(self, key: sm2.Key, e: bytes, signature: bytes) -> "Generator[None, None, bool]":
        """See sm2.Engine. Trap: one signature at a time, for the slots are shared."""
        if len(signature) != 64:
            return False
        r = int.from_bytes(signature[:32], "big")
        s = int.from_bytes(signature[32:], "big")
        if not 0 < r < sm2.N or not 0 < s < sm2.N:
            return False
        t = (r + s) % sm2.N
        if not t:
            return False
        self._guest = None
        digits = memoryview(self._digits)
        s_bytes, t_bytes = s.to_bytes(32, "little"), t.to_bytes(32, "little")
        if key.table:
            self._slots[KEY_SLOT * SLOT_BYTES :] = key.table[0]
            at = 0
            for scalar in (s_bytes, t_bytes):
                for part in range(0, 32, _PART_BITS // 8):
                    self._recode.digits(scalar[part : part + 8], 8, digits[at : at + 65])
                    at += 65
            length = self._plan(self._split, 65)
        else:
            self._enter(key)
            self._do(self._odd, len(ROUTINES))
            self._recode.digits(s_bytes, 32, digits[:257])
            self._recode.digits(t_bytes, 32, digits[257:514])
            length = self._plan(self._fresh, 257)
        yield
        at = len(ROUTINES)
        while at < length:
            self._run(self._script, self._slots, at)
            at = self._script.find(END, at) + len(END)
            yield
        if self._slots[2 * SLOT_BYTES : 3 * SLOT_BYTES] == _NO_POINT:  # Z
            again = sm2.REFERENCE.decode(key.xy)
            return (yield from sm2.REFERENCE.verify(again, e, signature))  # type: ignore[no-any-return]
        # r = e + x1 mod n, where x1 = X / Z**2 lies below p: so x1 is r - e mod n, or that plus n.
        x1 = (r - int.from_bytes(e, "big")) % sm2.N
        return self._is_x(x1) or (x1 + sm2.N < sm2.P and self._is_x(x1 + sm2.N))

    def prepare(self, key: sm2.Key) -> "Generator[None, None, None]":
        """See sm2.Engine: 2 KB for a key. Signatures may be verified between two of its steps, but not begun before
        one and ended after it.
        """
        if key.table:
            return
        out = bytearray(_SPLIT_BYTES)
        self._enter(key)
        point = self._copy("EX EW")
        at = 0
        while at < _SPLIT_BYTES:
            if self._guest is not out:  # a new point, or somebody needed the slots
                self._slots[SLOT["EX"] * SLOT_BYTES : SLOT["EZ"] * SLOT_BYTES] = point
                self._do(self._odd, len(ROUTINES))
                self._guest = out
            slot = (KEY_SLOT + 5 * (at // (2 * SLOT_BYTES) % _ENTRIES)) * SLOT_BYTES
            self._slots[: 3 * SLOT_BYTES] = self._slots[slot : slot + 3 * SLOT_BYTES]
            out[at : at + 2 * SLOT_BYTES] = self._affine()
            at += 2 * SLOT_BYTES
            if not at % (_SPLIT_BYTES // _PARTS):
                self._slots[: 2 * SLOT_BYTES] = point
                self._slots[2 * SLOT_BYTES : 3 * SLOT_BYTES] = self._copy("ONE")
                self._do(self._shift, len(ROUTINES))
                point = self._affine()
                self._guest = None
            yield
        key.table.append(out)

    def _enter(self, key: sm2.Key) -> None:
        """A key's point into EX, EW."""
        self._put(SLOT["EX"], int.from_bytes(key.xy[:32], "big"))
        self._put(SLOT["EW"], int.from_bytes(key.xy[32:], "big"))
        self._do(_INTO)

    def _affine(self) -> bytes:
        """The point at work with Z = 1: x and 2y."""
        self._do(self._inverse, len(ROUTINES))
        self._do(_AFFINE)
        return self._copy("EX EW")

    def _plan(self, job: bytes, length: int) -> int:
        """Write the script; where it ends in the program."""
        script = memoryview(self._script)[len(ROUTINES) :]
        written: int = self._recode.plan(script, self._digits, job, length)
        return len(ROUTINES) + written

    def _is_x(self, x: int) -> bool:
        self._put(SLOT["a"], x)
        self._do(_CHECK)
        return not self._get(SLOT["a"])

    def _do(self, words: bytes, at: int = 0) -> None:
        self._run(words, self._slots, at)

    def _put(self, slot: int, value: int) -> None:
        self._slots[slot * SLOT_BYTES : (slot + 1) * SLOT_BYTES] = value.to_bytes(32, "little")

    def _get(self, slot: int) -> int:
        return int.from_bytes(self._slots[slot * SLOT_BYTES : (slot + 1) * SLOT_BYTES], "little")

    def _copy(self, names: str) -> bytes:
        """The contents of neighbouring slots."""
        each = names.split()
        first, last = SLOT[each[0]], SLOT[each[-1]]
        return bytes(self._slots[first * SLOT_BYTES : (last + 1) * SLOT_BYTES])
