"""SM2 keys and signatures for the test issuer and the operator, in Python integers.

Nothing here runs on a terminal, and nothing here is constant time: an operator signs on a machine where no one else
can measure how long that takes. What a terminal verifies with is `terminal.sm2`; this module only makes what it
verifies, the hostile signatures included.
"""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache

from terminal import sm3 as terminal_sm3
from terminal.sm2 import GX, GY, IDENTITY, A, B, N, P

Point = tuple[int, int]

_WINDOW_BITS = 6


def _choose_digest() -> Callable[..., bytes]:
    try:
        hashlib.new("sm3")
    except ValueError:  # an OpenSSL built without SM3
        return terminal_sm3.digest

    def digest(*parts: bytes) -> bytes:
        state = hashlib.new("sm3")
        for part in parts:
            state.update(part)
        return state.digest()

    return digest


sm3: Callable[..., bytes] = _choose_digest()
"""SM3 of the concatenated parts, 32 bytes; OpenSSL's where this Python has it, else the terminal's own."""


def hmac_sm3(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SM3 (RFC 2104 with SM3, 64-byte blocks) of the concatenated parts; returns 32 bytes."""
    if len(key) > 64:
        key = sm3(key)
    key = key.ljust(64, b"\0")
    return sm3(bytes(b ^ 0x5C for b in key), sm3(bytes(b ^ 0x36 for b in key), *parts))


def is_on_curve(point: Point) -> bool:
    """True when both coordinates are below p and satisfy the curve's equation."""
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def lift_x(x: int, odd: bool) -> Point | None:
    """The point of abscissa x (0..p-1) whose y is odd or even as asked; None when there is none."""
    square = (x * x * x + A * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if not 0 <= x < P or y * y % P != square:
        return None
    return x, (y if y % 2 == odd else P - y)


def negate(point: Point | None) -> Point | None:
    """The inverse of a point; None is the point at infinity."""
    return None if point is None else (point[0], -point[1] % P)


def add(left: Point | None, right: Point | None) -> Point | None:
    """The sum of two affine points, every special case included; None is the point at infinity."""
    if left is None or right is None:
        return right if left is None else left
    (x1, y1), (x2, y2) = left, right
    if x1 == x2:
        if (y1 + y2) % P == 0:
            return None
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P)
    x3 = (slope * slope - x1 - x2) % P
    return x3, (slope * (x1 - x3) - y1) % P


def multiply(scalar: int, point: Point | None) -> Point | None:
    """scalar (any integer) times a point, by doubling and adding: for a handful of hostile signatures."""
    scalar %= N
    total: Point | None = None
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


@cache
def _base_table() -> list[list[Point]]:
    """Row i holds j * 2^(6 i) * G for j = 1..63, in affine coordinates."""
    rows = []
    base: Point | None = (GX, GY)
    for _ in range(256 // _WINDOW_BITS + 1):
        row: list[Point] = []
        total: Point | None = None
        for _ in range((1 << _WINDOW_BITS) - 1):
            total = add(total, base)
            assert total is not None
            row.append(total)
        rows.append(row)
        base = add(total, base)
    return rows


def multiply_base(scalar: int) -> Point | None:
    """scalar (any integer) times G, through a fixed table: 43 mixed additions and one inversion."""
    scalar %= N
    x, y, z = 0, 0, 0
    for row in _base_table():
        digit = scalar & ((1 << _WINDOW_BITS) - 1)
        scalar >>= _WINDOW_BITS
        if not digit:
            continue
        x2, y2 = row[digit - 1]
        if not z:
            x, y, z = x2, y2, 1
            continue
        # Rows differ by a factor of 64, so the two summands are never equal and never opposite below n.
        zz = z * z % P
        h = (x2 * zz - x) % P
        r = (y2 * zz * z - y) % P
        hh = h * h % P
        hhh = hh * h % P
        v = x * hh % P
        x = (r * r - hhh - 2 * v) % P
        y = (r * (v - x) - y * hhh) % P
        z = z * h % P
    if not z:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P


def private_key(seed: bytes, label: str) -> int:
    """A private key 1..n-2 that depends only on seed and label. Trap: the seed alone gives the key."""
    wide = hmac_sm3(seed, label.encode(), b"\0") + hmac_sm3(seed, label.encode(), b"\1")
    return int.from_bytes(wide, "big") % (N - 2) + 1


def encode_point(point: Point, form: str = "compressed") -> bytes:
    """A point as bytes: "compressed" 33 (02/03, X), "uncompressed" 65 (04, X, Y), "xy" 64 (X, Y)."""
    x, y = (v.to_bytes(32, "big") for v in point)
    forms = {"compressed": bytes([2 + point[1] % 2]) + x, "uncompressed": b"\4" + x + y, "xy": x + y}
    return forms[form]


_half = lru_cache(maxsize=16_384)(multiply_base)  # of keys, which come again with every code of their owner


def public_key(private: int, form: str = "compressed") -> bytes:
    """The public half of a private key, in one of the forms of `encode_point`."""
    point = _half(private)
    if point is None:
        raise ValueError("a private key is never a multiple of n")
    return encode_point(point, form)


def message_digest(xy: bytes, message: bytes, identity: bytes = IDENTITY) -> bytes:
    """e = SM3(Z_A || message), 32 bytes, for the public key xy (64 bytes). Clause: spec §2, GB/T 32918.2."""
    bits = (len(identity) * 8).to_bytes(2, "big")
    curve = b"".join(v.to_bytes(32, "big") for v in (A, B, GX, GY))
    return sm3(sm3(bits, identity, curve, xy), message)


def nonces(private: int, digest: bytes, extra: bytes = b"") -> "NonceStream":
    """The nonces of one signature, in RFC 6979's manner with HMAC-SM3; `extra` gives another stream."""
    return NonceStream(private, digest, extra)


class NonceStream:
    """Iterator over candidate nonces 1..n-1. Clause: RFC 6979 §3.2, §3.6."""

    def __init__(self, private: int, digest: bytes, extra: bytes) -> None:
        seed = private.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big") + extra
        self._v = b"\1" * 32
        self._k = b"\0" * 32
        for mark in (b"\0", b"\1"):
            self._k = hmac_sm3(self._k, self._v, mark, seed)
            self._v = hmac_sm3(self._k, self._v)

    def __iter__(self) -> "NonceStream":
        return self

    def __next__(self) -> int:
        while True:
            self._v = hmac_sm3(self._k, self._v)
            nonce = int.from_bytes(self._v, "big")
            if 0 < nonce < N:
                return nonce
            self._k = hmac_sm3(self._k, self._v, b"\0")
            self._v = hmac_sm3(self._k, self._v)


def sign_digest(private: int, digest: bytes, nonce: int) -> tuple[int, int] | None:
    """(r, s) over the 32-byte digest e with this nonce; None where GB/T 32918.2 asks for another nonce."""
    point = multiply_base(nonce)
    if point is None:
        return None
    r = (int.from_bytes(digest, "big") + point[0]) % N
    s = pow(1 + private, -1, N) * (nonce - r * private) % N
    return (r, s) if r and s and r + nonce != N else None


def encode_signature(r: int, s: int) -> bytes:
    """r || s, 64 bytes, any values 0..2^256-1: the range is the verifier's to check."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign(private: int, message: bytes, identity: bytes = IDENTITY, extra: bytes = b"") -> bytes:
    """Sign a message: 64 bytes r || s, the same for the same arguments.

    `extra` chooses another nonce, hence another valid signature of the same message.
    Clause: spec §2.
    """
    return sign_with_digest(private, message_digest(public_key(private, "xy"), message, identity), extra)


def sign_with_digest(private: int, digest: bytes, extra: bytes = b"") -> bytes:
    """Sign a ready 32-byte digest e: 64 bytes r || s. Trap: e must already hold Z_A."""
    for nonce in nonces(private, digest, extra):
        pair = sign_digest(private, digest, nonce)
        if pair is not None:
            return encode_signature(*pair)
    raise AssertionError("a nonce stream does not end")
