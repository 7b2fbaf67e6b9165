"""SM2 by the OpenSSL library of this computer, through ctypes: the reference's answers, several times as fast.

The library does the arithmetic of the curve and nothing else: points from bytes, and s G + t Q. Which bytes are a
signature at all, and what the x of that sum has to be, is decided here as in terminal/sm2.py. So nothing is looked up
among OpenSSL's providers, nothing is wrapped in ASN.1, and a decision takes little more than its sums.

A key that stays gets a table at its fourth signature, or from `prepare`; then both products come from tables.

An engine and its keys may be used by any number of threads: the memory of a computation belongs to its thread.
"""

import atexit
import ctypes
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from terminal import sm2

# Functions by the way their library is loaded: name -> result and arguments.
Tables = Sequence[tuple[Callable[[str], ctypes.CDLL], Mapping[str, tuple[Any, ...]]]]

_VERSION_MIN = 3
_MISSING = (
    "no OpenSSL 3 or newer on this computer: install it (Debian, Ubuntu: apt-get install libssl3; "
    "macOS, Windows: it comes with Python of python.org)"
)
_NID_SM2 = 1172
_BASE = b"\4" + sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
_COMPRESSED, _UNCOMPRESSED = 2, 4  # forms of a point, as OpenSSL numbers them
TABLE_AT = 4  # signatures: a table takes as long as two or three without one

_pointer, _size, _text, _int = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_int
# Result and arguments. A short call keeps the interpreter: to let go of it costs more than the call, and a busy thread
# would not give it back for milliseconds.
_SHORT: dict[str, tuple[Any, ...]] = {
    "BN_CTX_new": (_pointer,),
    "BN_CTX_free": (None, _pointer),
    "BN_new": (_pointer,),
    "BN_free": (None, _pointer),
    "BN_bin2bn": (_pointer, _text, _int, _pointer),
    "BN_bn2binpad": (_int, _pointer, _pointer, _int),
    "EC_GROUP_new_by_curve_name": (_pointer, _int),
    "EC_GROUP_new_curve_GFp": (_pointer, _pointer, _pointer, _pointer, _pointer),
    "EC_GROUP_dup": (_pointer, _pointer),
    "EC_GROUP_free": (None, _pointer),
    "EC_GROUP_set_generator": (_int, _pointer, _pointer, _pointer, _pointer),
    "EC_GROUP_have_precompute_mult": (_int, _pointer),
    "EC_POINT_new": (_pointer, _pointer),
    "EC_POINT_free": (None, _pointer),
    "EC_POINT_add": (_int, _pointer, _pointer, _pointer, _pointer, _pointer),
    "EC_POINT_get_Jprojective_coordinates_GFp": (_int, _pointer, _pointer, _pointer, _pointer, _pointer, _pointer),
    "EC_POINT_oct2point": (_int, _pointer, _pointer, _text, _size, _pointer),
    "EC_POINT_point2oct": (_size, _pointer, _pointer, _int, _pointer, _size, _pointer),
    "ERR_clear_error": (None,),
}
_LONG: dict[str, tuple[Any, ...]] = {
    "EC_POINT_mul": (_int, _pointer, _pointer, _pointer, _pointer, _pointer, _pointer),
    "EC_GROUP_precompute_mult": (_int, _pointer, _pointer),
}
# Deprecated since OpenSSL 3.0: without them there are no tables, and an inversion with each signature.
_MAY_BE_MISSING = {
    "EC_GROUP_precompute_mult",
    "EC_GROUP_have_precompute_mult",
    "EC_POINT_get_Jprojective_coordinates_GFp",
}


class Owned:
    """A thing of OpenSSL's that is let go with its last user. `at` is its address."""

    __slots__ = ("_free", "at")

    def __init__(self, at: int | None, free: Callable[[int], None]) -> None:
        self.at = at or 0
        self._free = free
        if not at:
            raise MemoryError("libcrypto has no room for another object")

    def __del__(self) -> None:
        if self.at:
            self._free(self.at)


class _Held:
    """What the engine keeps of a key: its point, and after a while a copy of the curve with the table of that point."""

    __slots__ = ("point", "table", "uses")

    def __init__(self, point: Owned) -> None:
        self.point = point
        self.table: Owned | None = None
        self.uses = 0


_LOCKS: list[Any] = []  # one a thread, held while the library computes


@atexit.register
def _stop() -> None:
    """Wait until no thread computes, and let none begin again: the library frees its memory as the process ends."""
    for lock in list(_LOCKS):
        lock.acquire()


class _Room(threading.local):
    """The memory in which one thread computes. `all`: BN_CTX, two numbers, two points, bytes. lock: held meanwhile."""

    def __init__(self, calls: SimpleNamespace, curve: Owned) -> None:
        self.lock = threading.RLock()
        _LOCKS.append(self.lock)
        self._owned = [
            Owned(calls.BN_CTX_new(), calls.BN_CTX_free),
            *[Owned(calls.BN_new(), calls.BN_free) for _ in range(2)],
            *[Owned(calls.EC_POINT_new(curve.at), calls.EC_POINT_free) for _ in range(2)],
        ]
        self.all: tuple[Any, ...] = (*[each.at for each in self._owned], ctypes.create_string_buffer(65))


def library_name(names: Iterable[str] | None = None) -> str:
    """The name to load OpenSSL 3 or newer by. names: those to try, None for the usual ones.

    Raises OSError that says what to install when none of them is such a library.
    """
    for name in _names() if names is None else names:
        try:
            version = ctypes.CDLL(name).OpenSSL_version_num()
        except (OSError, AttributeError):  # it is not there, or another library
            continue
        if version >> 28 >= _VERSION_MIN:
            return name
    raise OSError(_MISSING)


def _names() -> Iterator[str]:
    """The names of the library on Linux, macOS and Windows, then the module by which Python itself calls it.

    Trap: a search for any libcrypto finds one on macOS that ends the process that loads it.
    """
    yield "libcrypto.so.3"
    yield "libcrypto.3.dylib"
    try:
        import _hashlib  # linked to the library; on Windows the library has to be loaded before its name is enough
    except ImportError:
        raise OSError(_MISSING) from None
    yield "libcrypto-3.dll"
    yield getattr(_hashlib, "__file__", "")


def declared(name: str, tables: Tables, may_be_missing: Collection[str] = ()) -> SimpleNamespace:
    """The functions of a library with their types; None for one that is missing and may be, else OSError."""
    calls = SimpleNamespace()
    for load, functions in tables:
        library = load(name)
        for function, (result, *arguments) in functions.items():
            found = getattr(library, function, None)
            if found is not None:
                found.restype, found.argtypes = result, arguments
            elif function not in may_be_missing:
                raise OSError(f"the libcrypto of this computer has no {function}")
            setattr(calls, function, found)
    return calls


def _number(calls: SimpleNamespace, value: int) -> Owned:
    return Owned(calls.BN_bin2bn(value.to_bytes(32, "big"), 32, None), calls.BN_free)


def _curve(calls: SimpleNamespace, nid: int) -> Owned:
    """The curve as the library knows it, else, where it was built without SM2, made of the curve's numbers."""
    group = calls.EC_GROUP_new_by_curve_name(nid)
    if group:
        return Owned(group, calls.EC_GROUP_free)
    p, a, b, order, one = [_number(calls, each) for each in (sm2.P, sm2.A, sm2.B, sm2.N, 1)]
    group = calls.EC_GROUP_new_curve_GFp(p.at, a.at, b.at, None)
    calls.ERR_clear_error()
    if not group:
        raise OSError("the libcrypto of this computer takes no curve but its own")
    curve = Owned(group, calls.EC_GROUP_free)
    base = _point(calls, curve, _BASE, None)
    if base is None or calls.EC_GROUP_set_generator(curve.at, base.at, order.at, one.at) != 1:
        raise OSError("the libcrypto of this computer does not take the curve of SM2")
    return curve


def _point(calls: SimpleNamespace, curve: Owned, octets: bytes, context: int | None) -> Owned | None:
    """The point of these bytes, None when it is not on the curve. Clause: SEC 1 §2.3.4."""
    point = Owned(calls.EC_POINT_new(curve.at), calls.EC_POINT_free)
    if calls.EC_POINT_oct2point(curve.at, point.at, octets, len(octets), context) == 1:
        return point
    calls.ERR_clear_error()
    return None


def engine(digest: Callable[..., bytes], nid: int = _NID_SM2, quick: bool = True) -> sm2.Engine:
    """An engine over this computer's libcrypto and the given SM3. OSError when there is no usable one.

    nid: OpenSSL's number of the curve; 0: make it of its numbers. quick: use what is deprecated, if it is there.
    Trap: not proved here; call sm2.prove() on it before a terminal starts.
    """
    calls = declared(library_name(), ((ctypes.PyDLL, _SHORT), (ctypes.CDLL, _LONG)), _MAY_BE_MISSING)
    quick = quick and all(getattr(calls, function) for function in _MAY_BE_MISSING)
    curve = _curve(calls, nid)
    base = _point(calls, curve, _BASE, None)
    if base is None:
        raise OSError("the libcrypto of this computer does not take the curve of SM2")
    order, cofactor, nothing = [_number(calls, each) for each in (sm2.N, 1, 0)]
    room = _Room(calls, curve)
    number, multiply = calls.BN_bin2bn, calls.EC_POINT_mul

    def table(of: Owned) -> Owned | None:
        """A copy of the curve with this point for its base, and multiples of it; None where the library has none."""
        group = Owned(calls.EC_GROUP_dup(curve.at), calls.EC_GROUP_free)
        with room.lock:
            made = (
                quick
                and calls.EC_GROUP_set_generator(group.at, of.at, order.at, cofactor.at) == 1
                and calls.EC_GROUP_precompute_mult(group.at, room.all[0]) == 1
                and calls.EC_GROUP_have_precompute_mult(group.at) == 1
            )
        return group if made else None

    base_table = table(base)
    common = (base_table or curve).at

    def decode(encoded: bytes) -> sm2.Key | None:
        octets = bytes(encoded)
        if len(octets) == 64:
            octets = b"\4" + octets
        if len(octets) not in (33, 65) or octets[0] not in ((2, 3) if len(octets) == 33 else (4,)):
            return None
        context, _, _, _, _, out = room.all
        point = _point(calls, curve, octets, context)
        if point is None:
            return None
        if len(octets) == 33:
            if calls.EC_POINT_point2oct(curve.at, point.at, _UNCOMPRESSED, out, 65, context) != 65:
                raise MemoryError("libcrypto has no room for the coordinates of a key")
            octets = out.raw
        return sm2.Key(octets[1:], _Held(point))

    def tabulate(held: _Held) -> None:
        if base_table is not None and held.table is None:
            held.table = table(held.point)

    def has_x(point: int, x: int) -> bool:
        """Whether a point that is not at infinity has this x, or this plus n (below p). Clause: GB/T 32918.2 §7."""
        context, a, b, _, _, out = room.all
        if not quick:
            length = calls.EC_POINT_point2oct(curve.at, point, _COMPRESSED, out, 33, context)
            if not length:
                raise MemoryError("libcrypto has no room to verify a signature")
            return length == 33 and int.from_bytes(out.raw[1:33], "big") in (x, x + sm2.N)
        if (
            calls.EC_POINT_get_Jprojective_coordinates_GFp(curve.at, point, a, None, b, context) != 1
            or calls.BN_bn2binpad(a, out, 32) != 32
        ):
            raise MemoryError("libcrypto has no room to verify a signature")
        over = int.from_bytes(out.raw[:32], "big")
        calls.BN_bn2binpad(b, out, 32)
        z = int.from_bytes(out.raw[:32], "big")
        zz = z * z % sm2.P
        return z != 0 and (x * zz % sm2.P == over or (x + sm2.N < sm2.P and (x + sm2.N) * zz % sm2.P == over))

    def verify(key: sm2.Key, e: bytes, signature: bytes) -> Generator[None, None, bool]:
        yield from ()  # nothing to step through
        if len(signature) != 64:
            return False
        s_bytes = bytes(signature[32:])
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(s_bytes, "big")
        t = (r + s) % sm2.N
        if not 0 < r < sm2.N or not 0 < s < sm2.N or not t:
            return False
        held: _Held = key.table
        held.uses += 1
        if held.uses == TABLE_AT:
            tabulate(held)
        context, a, b, total, other, _ = room.all
        number(s_bytes, 32, a)
        number(t.to_bytes(32, "big"), 32, b)
        with room.lock:
            if held.table is None:
                done = multiply(common, total, a, held.point.at, b, context)
            else:  # the library takes a table for sums alone: here, of a product and of nothing
                done = (
                    multiply(common, total, a, base.at, nothing.at, context) == 1
                    and multiply(held.table.at, other, b, base.at, nothing.at, context) == 1
                    and calls.EC_POINT_add(curve.at, total, total, other, context) == 1
                )
        if not done:
            raise MemoryError("libcrypto has no room to verify a signature")
        return has_x(total, (r - int.from_bytes(e, "big")) % sm2.N)

    def prepare(key: sm2.Key) -> Generator[None, None, None]:
        tabulate(key.table)
        yield

    return sm2.Engine("libcrypto", digest, decode, verify, prepare)
