"""An SM2 engine that collects signatures and verifies them together; each gets an answer of its own.

`verify` puts its question into a queue and yields once. Who has more computations to advance does so, and then calls
`answer`; `Batch.together` is that for any number of them. Resumed without an answer, `verify` answers all that wait: so
the engine works anywhere that another one does, if slowly.

Which bytes are a signature at all is decided here as in terminal/integers.py; compiled code gives the x of s G + t Q.
What it gives up (a doubling in a sum, a sum at infinity) the slow engine verifies. That one also verifies what is
refused here, and one in CHECKED_EACH of what holds: a refusal accuses a terminal, and compiled code may err. Where
their answers differ, the computation ends with RuntimeError.

Trap: for one thread.
"""

from collections.abc import Generator, Iterable
from typing import Any, TypeVar

import numpy as np

from hal.desktop.batch import kernel
from hal.desktop.engine import proved_engine
from terminal import sm2

TABLE_AT = 6  # signatures under one key: a table of it costs as much as five without one
CHUNK_MAX = 1024  # signatures in step
CHECKED_EACH = 1024
KEYS_MAX = 4096  # whose points are remembered
TABLES_MAX = 1024  # of 53 KB
_TABLES_STEP = 128  # made in step
_R = 1 << 256  # of Montgomery form
_BITS, _BASE_BITS = 5, 8  # of a window of t, of s
_WINDOWS, _BASE_WINDOWS = 256 // _BITS + 1, 256 // _BASE_BITS + 1

Outcome = TypeVar("Outcome")


class _Held:
    """What is kept of a key. point: its x and y as rows; table: its multiples, None before it has a table, and where
    that is; uses: signatures so far.
    """

    __slots__ = ("address", "octets", "point", "slow", "table", "uses")

    def __init__(self, octets: bytes, point: bytes) -> None:
        self.octets = octets
        self.point = point
        self.address = 0
        self.slow: sm2.Key | None = None
        self.table: Any = None
        self.uses = 0


class _Question:
    """A signature whose numbers are in range. held: whether it holds, None before it was answered."""

    __slots__ = ("e", "held", "key", "s", "signature", "t")

    def __init__(self, key: _Held, e: bytes, signature: bytes, s: int, t: int) -> None:
        self.key = key
        self.e = e
        self.signature = signature
        self.s = s
        self.t = t
        self.held: bool | None = None


class Batch:
    """slow: the engine that verifies what is given up and what is refused; its SM3 is used.

    Raises ImportError where numba is not installed. Trap: not proved here; call sm2.prove(batch.engine).
    """

    def __init__(self, slow: sm2.Engine) -> None:
        self._slow = slow
        self._waiting: dict[tuple[bytes, bytes, bytes], _Question] = {}
        self._asked = 0
        self._held = 0
        self._keys: dict[bytes, sm2.Key] = {}
        self._tabled: dict[bytes, _Held] = {}
        base = kernel.montgomery(sm2.GX, sm2.GY)
        self._base = kernel.tables(base[None], _BASE_BITS, _BASE_WINDOWS)
        self.engine = sm2.Engine(
            f"batches by numba, checked by {slow.name}", slow.digest, self._decode, self._verify, self._prepare
        )

    def together(self, works: Iterable[Generator[Any, Any, Outcome]]) -> list[Outcome]:
        """Run stepped computations to their ends, all at once; their values in order.

        Each is advanced to its next signature, then all of those are verified. Trap: all are held in memory.
        """
        out: dict[int, Outcome] = {}
        going = list(enumerate(works))
        count = len(going)
        while going:
            waiting = []
            for number, work in going:
                asked = self._asked
                try:
                    while self._asked == asked:
                        next(work)
                except StopIteration as end:
                    out[number] = end.value
                else:
                    waiting.append((number, work))
            self.answer()
            going = waiting
        return [out[number] for number in range(count)]

    def answer(self) -> None:
        """Verify all that waits."""
        questions = list(self._waiting.values())
        self._waiting.clear()
        self._make_tables(questions)
        for tabled in (True, False):
            some = [each for each in questions if (each.key.table is not None) == tabled]
            for at in range(0, len(some), CHUNK_MAX):
                self._chunk(some[at : at + CHUNK_MAX], tabled)

    def _chunk(self, questions: list[_Question], tabled: bool) -> None:
        if tabled:
            addresses = np.array([each.key.address for each in questions], np.uint64)
        else:
            tables = kernel.tables(_points(each.key for each in questions), _BITS, 1)
            addresses = (tables.ctypes.data + tables.strides[0] * np.arange(len(questions))).astype(np.uint64)
        s, t = _scalars([each.s for each in questions]), _scalars([each.t for each in questions])
        xs, given_up = kernel.sums(self._base.ctypes.data, _BASE_BITS, s, addresses, _BITS, t, tabled)
        for each, x, none in zip(questions, _integers(xs), given_up.tolist(), strict=True):
            r, e = int.from_bytes(each.signature[:32], "big"), int.from_bytes(each.e, "big")
            good = not none and (e + x - r) % sm2.N == 0
            self._held += good
            if not good or self._held % CHECKED_EACH == 0:
                slowly = self._slowly(each)
                if not none and slowly != good:
                    raise RuntimeError(
                        f"{self.engine.name}: they differ on a signature; this computer cannot be relied on. "
                        "Use the usual engine, and report this"
                    )
                good = slowly
            each.held = good

    def _slowly(self, question: _Question) -> bool:
        key = question.key
        if key.slow is None:
            key.slow = self._slow.decode(key.octets)
        if key.slow is None:
            raise RuntimeError(f"{self.engine.name}: they differ on a key; use the usual engine, and report this")
        return bool(sm2.finish(self._slow.verify(key.slow, question.e, question.signature)))

    def _make_tables(self, questions: list[_Question]) -> None:
        """Tables of the keys that have been used often enough, those asked about now included; made in step."""
        for each in questions:
            each.key.uses += 1
        often = {each.key.octets: each.key for each in questions if each.key.uses >= TABLE_AT}
        self._tabulate([key for key in often.values() if key.table is None])

    def _tabulate(self, keys: list[_Held]) -> None:
        for at in range(0, len(keys), _TABLES_STEP):
            some = keys[at : at + _TABLES_STEP]
            for key, table in zip(some, kernel.tables(_points(some), _BITS, _WINDOWS), strict=True):
                while len(self._tabled) >= TABLES_MAX:
                    self._tabled.pop(next(iter(self._tabled))).table = None
                key.table = table.copy()  # a part would keep the whole
                key.address = key.table.ctypes.data
                self._tabled[key.octets] = key

    def _decode(self, encoded: bytes) -> sm2.Key | None:
        octets = bytes(encoded)
        key = self._keys.get(octets)
        if key is None:
            xy = _coordinates(octets)
            if xy is None:
                return None
            point = b"".join([(each * _R % sm2.P).to_bytes(32, "little") for each in xy])
            both = b"".join(each.to_bytes(32, "big") for each in xy)
            key = sm2.Key(both, _Held(b"\4" + both, point))
            while len(self._keys) >= KEYS_MAX:
                del self._keys[next(iter(self._keys))]
            self._keys[octets] = key
        return key

    def _verify(self, key: sm2.Key, e: bytes, signature: bytes) -> Generator[None, None, bool]:
        if len(signature) != 64:
            return False
        e, signature = bytes(e), bytes(signature)
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        t = (r + s) % sm2.N
        if not 0 < r < sm2.N or not 0 < s < sm2.N or not t:
            return False
        what = key.xy, e, signature
        question = self._waiting.get(what)
        if question is None:
            question = self._waiting[what] = _Question(key.table, e, signature, s, t)
        self._asked += 1
        yield
        if question.held is None:
            self.answer()
        assert question.held is not None
        return question.held

    def _prepare(self, key: sm2.Key) -> Generator[None, None, None]:
        held: _Held = key.table
        if held.table is None:
            self._tabulate([held])
        yield


def _coordinates(octets: bytes) -> tuple[int, int] | None:
    """Of a point in one of three forms; None where it is not on the curve. Clause: SEC 1 §2.3.4."""
    if len(octets) == 64:
        octets = b"\4" + octets
    if len(octets) not in (33, 65) or octets[0] not in ((2, 3) if len(octets) == 33 else (4,)):
        return None
    x = int.from_bytes(octets[1:33], "big")
    if x >= sm2.P:
        return None
    if len(octets) == 65:
        y = int.from_bytes(octets[33:], "big")
        return (x, y) if y < sm2.P and (y * y - x * x * x - sm2.A * x - sm2.B) % sm2.P == 0 else None
    found, there = kernel.root(kernel.rows(x))
    if not there[0]:
        return None
    (y,) = _integers(found)
    return x, y if y & 1 == octets[0] & 1 else sm2.P - y


def _points(keys: Iterable[_Held]) -> Any:
    return np.frombuffer(bytearray().join([each.point for each in keys]), np.uint64).reshape(-1, 2, 4)


def _scalars(values: list[int]) -> Any:
    return np.frombuffer(b"".join([each.to_bytes(32, "little") for each in values]), np.uint8).reshape(-1, 32)


def _integers(found: Any) -> list[int]:
    data = found.tobytes()
    return [int.from_bytes(data[at : at + 32], "little") for at in range(0, len(data), 32)]


def proved_batch() -> Batch:
    """A batch of this computer that has shown that it works, over its usual engine.

    Raises RuntimeError that names what it got wrong, or says that compiled code can be kept nowhere.
    """
    if not arithmetic_holds():
        raise RuntimeError("the field of the batch engine computes wrongly here; use the usual engine, and report this")
    batch = Batch(proved_engine())
    sm2.prove(batch.engine)
    return batch


def arithmetic_holds() -> bool:
    """Whether products, squares, sums and differences are those of Python integers, where carries run far."""
    values = [0, 1, 2, sm2.P - 1, sm2.P - 2, sm2.GX, sm2.GY]
    for bit in range(32, 256, 32):
        values += [1 << bit, (1 << bit) - 1, sm2.P - (1 << bit), sm2.P - (1 << bit) - 1]
    pairs = [(a, b) for a in values for b in values]
    found = kernel.each(kernel.rows(*[a for a, _ in pairs]), kernel.rows(*[b for _, b in pairs]))
    back = pow(1 << 256, -1, sm2.P)
    wanted = [one % sm2.P for a, b in pairs for one in (a * b * back, a * a * back, a + b, a - b)]
    return _integers(found) == wanted
