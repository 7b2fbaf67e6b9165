"""Vectors of SM2 itself: good signatures, hostile ones, and points on which shortcuts stumble.

A vector gives either identity and message, or the ready digest e. With a free digest any (r, s) can be made
to hold under any key: choose s and t, let R = sG + tP, then r = t - s and e = r - x(R).
"""

from typing import Any

from sim.issuer.sm2_sign import (
    Point,
    add,
    encode_point,
    encode_signature,
    lift_x,
    message_digest,
    multiply,
    multiply_base,
    negate,
    private_key,
    public_key,
    sign,
    sign_digest,
    sm3,
)
from terminal.sm2 import GX, GY, IDENTITY, N, P
from tests.vectors.signature import hostile_pairs

_G = (GX, GY)
_KEY = private_key(b"ridegate vectors", "sm2")
_STANDARD_KEY = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
_STANDARD_NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
_Y_1 = 0x9C17043EFFE1A805A74A9A5E70B9D659705D3242094A566DC016F49311178D1F  # x of the point whose y is 1
_TOP = 2**256 - 1
_FORMS = {33: ["compressed"], 64: ["bare"], 65: ["uncompressed"]}


class Page:
    """SM2 vectors in the order in which they were written down."""

    def __init__(self) -> None:
        self.vectors: list[dict[str, Any]] = []

    def message(
        self,
        name: str,
        comment: str,
        key: bytes,
        message: bytes,
        signature: bytes,
        reason: str = "",
        identity: bytes = IDENTITY,
    ) -> None:
        """A vector with a message. reason: "" valid, "key" no point, "range", "sum" r + s = n, "mismatch"."""
        body = {"identity": identity.hex(), "message": message.hex()}
        self._add(name, comment, key, body, signature, reason)

    def digest(self, name: str, comment: str, key: bytes, e: int, r: int, s: int, reason: str = "") -> None:
        """A vector with a ready digest."""
        body = {"digest": e.to_bytes(32, "big").hex()}
        self._add(name, comment, key, body, encode_signature(r, s), reason)

    def _add(self, name: str, comment: str, key: bytes, body: dict[str, str], signature: bytes, reason: str) -> None:
        if any(vector["id"] == name for vector in self.vectors):
            raise ValueError(f"two vectors are called {name}")
        other = body.get("identity", IDENTITY.hex()) != IDENTITY.hex()
        flags = ["digest"] * ("digest" in body) + ["identity"] * other + _FORMS.get(len(key), [])
        vector = {"id": name, "comment": comment, "flags": flags, "key": key.hex(), **body}
        self.vectors.append({**vector, "signature": signature.hex(), "valid": not reason, "reason": reason})


def vectors() -> list[dict[str, Any]]:
    """All SM2 vectors."""
    page = Page()
    _standard(page)
    _good(page)
    _hostile(page)
    _keys(page)
    _digests(page)
    _scalars(page)
    _out_of_range(page)
    _points(page)
    return page.vectors


def _standard(page: Page) -> None:
    message = b"message digest"
    digest = message_digest(public_key(_STANDARD_KEY, "xy"), message)
    pair = sign_digest(_STANDARD_KEY, digest, _STANDARD_NONCE)
    assert pair is not None
    signature = encode_signature(*pair)
    for form in ("xy", "uncompressed", "compressed"):
        key = public_key(_STANDARD_KEY, form)
        page.message(f"standard-{form}", "the example of GB/T 32918.5", key, message, signature)
    key = public_key(_STANDARD_KEY)
    page.message("standard-other-message", "another message", key, b"message digesT", signature, "mismatch")
    page.message("standard-no-message", "no message", key, b"", signature, "mismatch")


def _good(page: Page) -> None:
    for number, length in enumerate((0, 1, 47, 55, 56, 64, 119, 195, 299)):
        private = private_key(b"ridegate vectors", f"sm2 {number}")
        message = bytes(at * 7 % 256 for at in range(length))
        key = public_key(private, ("compressed", "xy", "uncompressed")[number % 3])
        page.message(f"good-{length}", f"a message of {length} bytes", key, message, sign(private, message))
    for name, identity in (("empty", b""), ("alice", b"ALICE123@YAHOO.COM"), ("64-bytes", bytes(range(64)))):
        signature = sign(_KEY, b"ridegate", identity)
        comment = "another identity, agreed upon"
        page.message(f"good-identity-{name}", comment, public_key(_KEY), b"ridegate", signature, "", identity)
    for private in (1, 2, N - 2):
        name = {1: "1", 2: "2", N - 2: "n-2"}[private]
        signature = sign(private, b"ridegate")
        page.message(f"good-key-{name}", f"private key {name}", public_key(private), b"ridegate", signature)


def _hostile(page: Page) -> None:
    key, message = public_key(_KEY), b"ridegate"
    signature = sign(_KEY, message)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    page.message("hostile-none", "the good signature that the next ones are made of", key, message, signature)
    for name, comment, bad_r, bad_s in hostile_pairs(r, s):
        inside = 0 < bad_r < N and 0 < bad_s < N
        reason = "range" if not inside else "sum" if bad_r + bad_s == N else "mismatch"
        page.message(f"hostile-{name}", comment, key, message, encode_signature(bad_r, bad_s), reason)
    for name, comment, signed in (
        ("identity-empty", "signed with an empty identity", sign(_KEY, message, b"")),
        ("identity-other", "signed as 1234567812345679", sign(_KEY, message, b"1234567812345679")),
        ("stranger", "signed by another key", sign(_KEY + 1, message)),
        ("negated-key", "signed by the negated key", sign(N - _KEY, message)),
        ("byte-more", "signed with a byte more", sign(_KEY, message + b"\0")),
        ("byte-less", "signed with a byte less", sign(_KEY, message[:-1])),
    ):
        page.message(f"hostile-{name}", comment, key, message, signed, "mismatch")


def _keys(page: Page) -> None:
    signature = sign(_KEY, b"ridegate")
    good = public_key(_KEY, "uncompressed")
    x, y = good[1:33], good[33:]
    off = next(v for v in range(1, 99) if lift_x(v, False) is None)
    zero, low = lift_x(0, False), lift_x(1, False)
    assert zero is not None and low is not None
    for name, comment, key in (
        ("empty", "no bytes", b""),
        ("infinity", "the point at infinity, one zero byte", b"\0"),
        ("x-alone", "X without prefix", x),
        ("short", "a byte is missing", good[:-1]),
        ("long", "a byte too many", good + b"\0"),
        ("compressed-long", "a byte behind a compressed key", b"\2" + x + b"\0"),
        ("hybrid-06", "the hybrid form 06", b"\6" + good[1:]),
        ("hybrid-07", "the hybrid form 07", b"\7" + good[1:]),
        ("prefix-02-long", "02 before X and Y", b"\2" + good[1:]),
        ("prefix-04-short", "04 before X alone", b"\4" + x),
        ("prefix-00", "00 before X", b"\0" + x),
        ("prefix-05", "05 before X", b"\5" + x),
        ("zeros", "X = Y = 0", bytes(64)),
        ("y-plus-1", "Y + 1", b"\4" + x + y[:-1] + bytes([y[-1] ^ 1])),
        ("swapped", "Y||X", y + x),
        ("x-off-02", "an x without a point, even", b"\2" + off.to_bytes(32, "big")),
        ("x-off-03", "an x without a point, odd", b"\3" + off.to_bytes(32, "big")),
        ("x-p", "x = p, compressed", b"\2" + P.to_bytes(32, "big")),
        ("x-p-plus-1", "x = 1 + p, compressed", b"\2" + (P + 1).to_bytes(32, "big")),
        ("x-p-plus-1-xy", "x = 1 + p, with its Y", (P + 1).to_bytes(32, "big") + low[1].to_bytes(32, "big")),
        ("x-p-xy", "x = p, with the Y of x = 0", P.to_bytes(32, "big") + zero[1].to_bytes(32, "big")),
        ("y-p-plus-1", "y = 1 + p, with its X", _Y_1.to_bytes(32, "big") + (P + 1).to_bytes(32, "big")),
        ("x-top", "all ones, compressed", b"\3" + b"\xff" * 32),
        ("top", "all ones", b"\xff" * 64),
        ("twist", "a point of the curve with another b", b"\4" + (5).to_bytes(32, "big") * 2),
    ):
        page.message(f"key-{name}", comment, key, b"ridegate", signature, "key")
    other = bytes([2 + (y[-1] + 1) % 2]) + x
    page.message("key-other-parity", "the other point of this x", other, b"ridegate", signature, "mismatch")


def _digests(page: Page) -> None:
    key = public_key(_KEY)
    for name, e in (("0", 0), ("1", 1), ("n-1", N - 1), ("n", N), ("n+1", N + 1), ("p", P), ("top", _TOP)):
        pair = sign_digest(_KEY, e.to_bytes(32, "big"), _nonce(f"digest {name}"))
        assert pair is not None
        page.digest(f"digest-{name}", f"e = {name}", key, e, *pair)
        page.digest(f"digest-{name}-other", f"a signature of e = {name}, e ^ 2", key, e ^ 2, *pair, "mismatch")


def _nonce(label: str) -> int:
    return private_key(b"ridegate vectors", f"nonce {label}")


def _made(page: Page, name: str, comment: str, key: Point, s: int, t: int) -> None:
    """A good signature with this s and t = r + s, and one that is wrong by one in e."""
    total = add(multiply_base(s), multiply(t, key))
    assert total is not None
    r = (t - s) % N
    e = (r - total[0]) % N
    assert r and 0 < s < N
    encoded = encode_point(key)
    page.digest(name, comment, encoded, e, r, s)
    page.digest(f"{name}-off", f"{comment}; e is wrong by one", encoded, (e + 1) % N, r, s, "mismatch")


def _scalars(page: Page) -> None:
    key = multiply_base(_KEY)
    assert key is not None
    free = _nonce("scalar")
    fives, sevens = int("5" * 64, 16) % N, int("7" * 64, 16) % N
    for name, s, t in (
        ("1-2", 1, 2),
        ("2-1", 2, 1),
        ("1-n-1", 1, N - 1),
        ("n-1-1", N - 1, 1),
        ("n-1-n-2", N - 1, N - 2),
        ("s-power", 2**255, free),
        ("t-power", free, 2**255),
        ("s-carry", 2**128 - 1, free),
        ("t-carry", free, 2**224 - 1),
        ("s-fives", fives, sevens),
        ("s-low", 15, 17),
        ("s-31", 31, 33),
        ("halves", 2**128, 2**128 + 1),
    ):
        _made(page, f"scalar-{name}", f"s and t: {s:x} and {t:x}", key, s, t)
    total = add(multiply_base(free), multiply((free + 5) % N, key))
    assert total is not None
    e = (5 - total[0]) % N
    page.digest("scalar-r-5", "r = 5", encode_point(key), e, 5, free)
    page.digest("scalar-r-5-plus-n", "r = 5 + n, too large", encode_point(key), e, 5 + N, free, "range")
    total = add(multiply_base(5), multiply((free + 5) % N, key))
    assert total is not None
    e = (free - total[0]) % N
    page.digest("scalar-s-5", "s = 5", encode_point(key), e, free, 5)
    page.digest("scalar-s-5-plus-n", "s = 5 + n, too large", encode_point(key), e, free, 5 + N, "range")


def _out_of_range(page: Page) -> None:
    """r and s that are refused though the equation holds: only the check of their range finds it."""
    key = multiply_base(_KEY)
    assert key is not None
    free = _nonce("range")
    encoded = encode_point(key)
    for name, comment, r, s, reason in (
        ("r-0", "r = 0", 0, free, "range"),
        ("r-n", "r = n", N, free, "range"),
        ("s-0", "s = 0", free, 0, "range"),
        ("s-n", "s = n", free, N, "range"),
        ("sum-n", "r + s = n", N - free, free, "sum"),
        ("sum-n-ones", "r = n - 1, s = 1", N - 1, 1, "sum"),
    ):
        total = add(multiply_base(s), multiply(r + s, key))
        assert total is not None
        e = (r - total[0]) % N
        page.digest(f"holds-{name}", f"{comment}, and the equation holds", encoded, e, r, s, reason)


def _points(page: Page) -> None:
    s, t = _nonce("s"), _nonce("t")
    for multiple in (1, -1, 2, -2, 3, 15, -15, 16, 17):
        key = multiply(multiple, _G)
        assert key is not None
        _made(page, f"point-key-{multiple}g", f"the key is {multiple} G", key, s, t)
    for name, key in (
        ("x-0", lift_x(0, False)),
        ("y-1", (_Y_1, 1)),
        ("y-p-1", (_Y_1, P - 1)),
        ("x-1", lift_x(1, True)),
    ):
        assert key is not None
        _made(page, f"point-key-{name}", f"a key with {name}", key, s, t)
    for name, multiple, low_s, low_t in (("near", 1, 3, 5), ("minus", -1, 8, 3)):
        key = multiply(multiple, _G)
        assert key is not None
        _made(page, f"point-small-{name}", f"s = {low_s}, t = {low_t}, key {multiple} G", key, low_s, low_t)
    own = multiply_base(_KEY)
    assert own is not None
    _made(page, "point-doubling", "sG = tP: the last addition is a doubling", own, s, s * pow(_KEY, -1, N) % N)
    gone = -s * pow(_KEY, -1, N) % N
    r = (gone - s) % N
    for name, e in (("x-0", r), ("x-1", r - 1), ("e-0", 0), ("x-of-g", r - GX)):
        comment = "sG + tP is the point at infinity, which has no x"
        page.digest(f"point-infinity-{name}", comment, encode_point(own), e % N, r, s, "mismatch")
    large = next(v for v in range(N, N + 99) if lift_x(v, False) is not None)
    for name, x in (("above-n", large), ("zero", 0), ("one", 1)):
        _aimed(page, name, x, s, t)


def _aimed(page: Page, name: str, x: int, s: int, t: int) -> None:
    """A signature whose sG + tP has this x: the key is made for it, its private half is unknown."""
    target = lift_x(x, True)
    key = multiply(pow(t, -1, N), add(target, negate(multiply_base(s))))
    assert key is not None
    r = (t - s) % N
    encoded = encode_point(key)
    page.digest(f"point-x-{name}", f"sG + tP has x = {x:x}", encoded, (r - x) % N, r, s)
    wrapped = (r - x - P + N) % N
    comment = f"sG + tP has x = {x:x}; e is what a verifier takes that adds n without a look at p"
    page.digest(f"point-x-{name}-wrapped", comment, encoded, wrapped, r, s, "mismatch")
    reduced = (r - x) % P % 2**256
    if reduced % N != (r - x) % N:
        comment = f"sG + tP has x = {x:x}; e is what a verifier takes that reduces by p"
        page.digest(f"point-x-{name}-by-p", comment, encoded, reduced, r, s, "mismatch")
    other = sm3(encoded)
    page.digest(f"point-x-{name}-other", "another digest", encoded, int.from_bytes(other, "big"), r, s, "mismatch")
