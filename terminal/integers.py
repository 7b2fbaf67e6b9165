"""SM2 verification in Python integers: the reference engine, and what a machine cannot do in its own formulas.

Jacobian coordinates, both scalars in interleaved wNAF, and a check of r that needs no inversion.
"""

from terminal import sm3
from terminal.port import TYPE_CHECKING, const
from terminal.sm2 import GX, GY, A, B, Engine, Key, N, P

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Jacobian = tuple[int, int, int]

_WIDTH = const(5)  # wNAF window of both scalars: 8 odd multiples a point
_STRIDE = const(16)  # doublings between two yields
_INFINITY = (1, 1, 0)


def inverse(a: int, m: int) -> int:
    """1/a mod m for 0 < a < m, m prime. (pow(a, -1, m) answers 0 without a word on MicroPython.)"""
    low, high = a, m
    x, y = 1, 0
    while low > 1:
        q = high // low
        high, low = low, high - q * low
        x, y = y - q * x, x
    return x % m


def _double(p: "Jacobian") -> "Jacobian":
    x, y, z = p
    delta = z * z % P
    gamma = y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def _add_affine(p: "Jacobian", x2: int, y2: int) -> "Jacobian":
    """p + (x2, y2), whatever the two are: equal, opposite or infinity included."""
    x1, y1, z1 = p
    if not z1:
        return x2, y2, 1
    zz = z1 * z1 % P
    h = (x2 * zz - x1) % P
    rho = (y2 * zz * z1 - y1) % P
    if not h:
        return _INFINITY if rho else _double(p)
    hh = h * h % P
    hhh = h * hh % P
    v = x1 * hh % P
    x3 = (rho * rho - hhh - 2 * v) % P
    return x3, (rho * (v - x3) - y1 * hhh) % P, z1 * h % P


def _odd_multiples(x: int, y: int) -> tuple[tuple[int, int], ...]:
    """(1, 3, .. 15) times an affine point, affine again: two inversions in all."""
    x2, y2, z2 = _double((x, y, 1))
    i = inverse(z2, P)
    ii = i * i % P
    x2, y2 = x2 * ii % P, y2 * ii * i % P
    points = [(x, y, 1)]
    product = 1
    partial = []
    for _ in range((1 << (_WIDTH - 2)) - 1):
        points.append(_add_affine(points[-1], x2, y2))
    for p in points:
        partial.append(product)
        product = product * p[2] % P
    i = inverse(product, P)
    out = []
    for at in range(len(points) - 1, -1, -1):
        px, py, pz = points[at]
        zi = i * partial[at] % P
        i = i * pz % P
        zz = zi * zi % P
        out.append((px * zz % P, py * zz * zi % P))
    out.reverse()
    return tuple(out)


def _wnaf(k: int) -> bytearray:
    """The 257 signed odd digits of k < 2**256, least significant first, each stored modulo 256."""
    out = bytearray(257)
    at = 0
    while k:
        if k & 1:
            digit = k & 31
            if digit > 16:
                digit -= 32
            out[at] = digit & 255
            k -= digit
        k >>= 1
        at += 1
    return out


def _add_digit(p: "Jacobian", digit: int, table: tuple[tuple[int, int], ...]) -> "Jacobian":
    if digit < 128:
        x, y = table[digit >> 1]
        return _add_affine(p, x, y)
    x, y = table[(256 - digit) >> 1]
    return _add_affine(p, x, P - y)


_G_TABLE = _odd_multiples(GX, GY)


def _decode(encoded: bytes) -> Key | None:
    """A public key from 33 bytes (02/03 then X), 64 (X||Y) or 65 (04||X||Y); None when it is no point of the curve.

    Trap: coordinates at or above p are refused, not reduced. Clause: GB/T 32918.1 §4.2.10.
    """
    length = len(encoded)
    if length == 33 and encoded[0] in (2, 3):
        x = int.from_bytes(encoded[1:], "big")
        if x >= P:
            return None
        square = (x * x * x + A * x + B) % P
        y = pow(square, (P + 1) >> 2, P)
        if y * y % P != square:
            return None
        if y & 1 != encoded[0] & 1:
            y = P - y
    elif length == 64 or (length == 65 and encoded[0] == 4):
        x = int.from_bytes(encoded[length - 64 : length - 32], "big")
        y = int.from_bytes(encoded[length - 32 :], "big")
        if x >= P or y >= P or (y * y - x * x * x - A * x - B) % P:
            return None
    else:
        return None
    return Key(x.to_bytes(32, "big") + y.to_bytes(32, "big"), [])


def _prepare(key: Key) -> "Generator[None, None, None]":
    if not key.table:
        key.table.extend(_odd_multiples(int.from_bytes(key.xy[:32], "big"), int.from_bytes(key.xy[32:], "big")))
        yield


def _verify(key: Key, e: bytes, signature: bytes) -> "Generator[None, None, bool]":
    """Whether r||s (64 bytes) is a signature of digest e (32 bytes) under `key`. Clause: GB/T 32918.2 §7.

    r or s outside 1..n-1 and r + s = 0 mod n are no signatures: False, like any other bad one.
    """
    if len(signature) != 64:
        return False
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:], "big")
    if not 0 < r < N or not 0 < s < N:
        return False
    t = (r + s) % N
    if not t:
        return False
    yield from _prepare(key)
    s_digits = _wnaf(s)
    t_digits = _wnaf(t)
    yield
    p = _INFINITY
    for at in range(256, -1, -1):
        if p[2]:
            p = _double(p)
        if s_digits[at]:
            p = _add_digit(p, s_digits[at], _G_TABLE)
        if t_digits[at]:
            p = _add_digit(p, t_digits[at], key.table)
        if not at % _STRIDE:
            yield
    x, _, z = p
    if not z:
        return False
    # r = e + x1 mod n, where x1 = X / Z**2 lies below p: so x1 is r - e mod n, or that plus n.
    zz = z * z % P
    x1 = (r - int.from_bytes(e, "big")) % N
    return x1 * zz % P == x or (x1 + N < P and (x1 + N) * zz % P == x)


def engine(name: str, digest: "Callable[..., bytes]") -> Engine:
    """An engine in Python integers over the given SM3."""
    return Engine(name, digest, _decode, _verify, _prepare)


REFERENCE = engine("python integers", sm3.digest)
