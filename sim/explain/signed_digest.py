"""Recovers from an SM2 signature and a public key the digest that was signed.

r = e + x1 mod n, where (x1, y1) = s G + (r + s) Q. So one sum of two products gives the one digest e under which the
signature holds; which bytes, identity and hash lead to it is then a matter of hashing alone, at a microsecond or two
each, and no further arithmetic on the curve. Clause: GB/T 32918.2 §7.
"""

import ctypes
import functools
from collections.abc import Callable

from hal.desktop import libcrypto
from sim.issuer import sm2_sign
from terminal.sm2 import N

Point = tuple[int, int]
Sum = Callable[[int, int, Point], Point | None]

_UNCOMPRESSED = 4
_NID_SM2 = 1172
_pointer, _size, _text, _int = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_int
_FUNCTIONS = {
    "BN_CTX_new": (_pointer,),
    "BN_new": (_pointer,),
    "BN_bin2bn": (_pointer, _text, _int, _pointer),
    "EC_GROUP_new_by_curve_name": (_pointer, _int),
    "EC_POINT_new": (_pointer, _pointer),
    "EC_POINT_oct2point": (_int, _pointer, _pointer, _text, _size, _pointer),
    "EC_POINT_point2oct": (_size, _pointer, _pointer, _int, _pointer, _size, _pointer),
    "EC_POINT_mul": (_int, _pointer, _pointer, _pointer, _pointer, _pointer, _pointer),
}


def _by_integers(a: int, b: int, point: Point) -> Point | None:
    return sm2_sign.add(sm2_sign.multiply_base(a), sm2_sign.multiply(b, point))


@functools.cache
def combination() -> Sum:
    """a G + b Q of any a, b: by this computer's libcrypto where it has the curve, else in Python integers.

    Trap: not for several threads at once.
    """
    try:
        calls = libcrypto.declared(libcrypto.library_name(), ((ctypes.PyDLL, _FUNCTIONS),))
    except OSError:
        return _by_integers
    group = calls.EC_GROUP_new_by_curve_name(_NID_SM2)
    if not group:
        return _by_integers
    # made once for the life of the process, and never let go
    context, first, second = calls.BN_CTX_new(), calls.BN_new(), calls.BN_new()
    total, other = calls.EC_POINT_new(group), calls.EC_POINT_new(group)
    out = ctypes.create_string_buffer(65)

    def by_library(a: int, b: int, point: Point) -> Point | None:
        octets = sm2_sign.encode_point(point, "uncompressed")
        if calls.EC_POINT_oct2point(group, other, octets, 65, context) != 1:
            return None
        calls.BN_bin2bn((a % N).to_bytes(32, "big"), 32, first)
        calls.BN_bin2bn((b % N).to_bytes(32, "big"), 32, second)
        if calls.EC_POINT_mul(group, total, first, other, second, context) != 1:
            raise MemoryError("libcrypto has no room for a point")
        if calls.EC_POINT_point2oct(group, total, _UNCOMPRESSED, out, 65, context) != 65:
            return None  # the point at infinity
        return int.from_bytes(out.raw[1:33], "big"), int.from_bytes(out.raw[33:65], "big")

    return by_library


class Meter:
    """Counts the sums that a search spends."""

    def __init__(self) -> None:
        self.sums = 0

    def digest(self, point: Point, r: int, s: int) -> int | None:
        """The digest, modulo n, under which (r, s) is a signature of this key; None when there is none."""
        if not 0 < r < N or not 0 < s < N or not (r + s) % N:
            return None
        self.sums += 1
        total = combination()(s, r + s, point)
        return None if total is None else (r - total[0]) % N
