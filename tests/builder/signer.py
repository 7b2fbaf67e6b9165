"""SM2 signatures for tests, on both runtimes.

Every key here is a test key: it follows from a public name, so it protects nothing. Signing is not
part of terminal/; this module borrows the formulas of its verifier.

Most tests are not about arithmetic. For them there is `quick_sign`, whose signatures are a hash and a mark, and the
engine QUICK, which takes them for good and verifies every other signature as the reference does. Its SM3 is the
reference's, or a faster one that is handed in (`hash_by`): what runs the tests of a runtime does that.
"""

from terminal import sm2, sm3

_keys = {}
_hashes = [sm3.digest]


def hash_by(faster: object) -> None:
    """Let QUICK, `quick_sign` and the builders hash so from here on. faster: as `sm3.digest`."""
    _hashes[0] = faster


def digest(*parts: bytes) -> bytes:
    """SM3 of the concatenation of `parts`, 32 bytes."""
    return _hashes[0](*parts)


def _times_g(k: int) -> tuple:
    """The affine point k * G for 0 < k < n."""
    digits = sm2._wnaf(k)
    p = (1, 1, 0)
    for at in range(256, -1, -1):
        if p[2]:
            p = sm2._double(p)
        if digits[at]:
            p = sm2._add_digit(p, digits[at], sm2._G_TABLE)
    x, y, z = p
    i = sm2.inverse(z, sm2.P)
    return x * i * i % sm2.P, y * i * i * i % sm2.P


def _private(name: str) -> int:
    digest = sm3.digest(b"ridegate unit test key: ", name.encode())
    return int.from_bytes(digest, "big") % (sm2.N - 2) + 1


def public_xy(name: str) -> bytes:
    """X||Y, 64 bytes, of the test key with this name."""
    if name not in _keys:
        x, y = _times_g(_private(name))
        _keys[name] = x.to_bytes(32, "big") + y.to_bytes(32, "big")
    return _keys[name]


def public_key(name: str) -> bytes:
    """The same key compressed, 33 bytes."""
    xy = public_xy(name)
    return bytes([2 + (xy[63] & 1)]) + xy[:32]


def key(name: str) -> sm2.Key:
    """The same key as the reference engine decodes it."""
    return sm2.REFERENCE.decode(public_xy(name))


def sign(name: str, *parts: bytes) -> bytes:
    """r||s, 64 bytes, of the test key with this name over the concatenation of `parts`; always the same."""
    e = sm2.message_digest(sm2.REFERENCE, sm2.Key(public_xy(name), []), sm2.IDENTITY, *parts)
    d = _private(name)
    k = int.from_bytes(sm3.digest(d.to_bytes(32, "big"), e), "big") % (sm2.N - 1) + 1
    r = (int.from_bytes(e, "big") + _times_g(k)[0]) % sm2.N
    s = (k - r * d) * sm2.inverse(d + 1, sm2.N) % sm2.N
    if not r or not s or r + k == sm2.N:
        raise AssertionError("a nonce that the standard refuses, once in 2**255 signatures")
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


_MARK = b"a signature that only tests take."[:32]


def quick_sign(name: str, *parts: bytes) -> bytes:
    """What QUICK takes for a signature of the test key with this name over the concatenation of `parts`."""
    xy = public_xy(name)
    e = sm2.message_digest(QUICK, sm2.Key(xy, []), sm2.IDENTITY, *parts)
    return digest(xy, e) + _MARK


def _quick_verify(key: sm2.Key, e: bytes, signature: bytes) -> object:
    yield
    if signature[32:] == _MARK:
        return signature[:32] == digest(key.xy, e)
    return (yield from sm2.REFERENCE.verify(key, e, signature))


QUICK = sm2.Engine("quick, for tests", digest, sm2.REFERENCE.decode, _quick_verify, sm2.REFERENCE.prepare)
