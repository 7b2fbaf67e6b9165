"""terminal.sm2 and sim.issuer.sm2_sign against three independent implementations.

Each oracle judges every vector of tests/vectors/sm2.jsonl and random signatures, good and tampered. What an
oracle cannot be asked, or is known to get wrong, is listed by name with the reason; nothing else is left out.
"""

import json
import random
from pathlib import Path

import gmalg
import gmssl.sm2
import gmssl_pyx
import pytest

from sim.issuer import sm2_sign
from terminal import sm2
from tests.bench.peers import asn1

ENGINE = sm2.REFERENCE
VECTORS = [
    json.loads(line)
    for line in (Path(__file__).resolve().parent.parent / "vectors" / "sm2.jsonl").read_text("utf-8").splitlines()
]

# gmalg 1.1.2
_GMALG_LEFT_OUT = {
    "good-identity-empty": "takes no empty identity",
    "key-empty": "takes an empty key for none at all",
    "key-hybrid-06": "takes the hybrid form of a key, which ridegate does not",
    "key-hybrid-07": "takes the hybrid form of a key, which ridegate does not",
}
# gmssl-pyx 2.1.0
_PYX_LEFT_OUT = {
    "good-identity-empty": "takes no empty identity",
    "point-infinity-x-0": "takes the point at infinity for one with x = 0, and the signature for good",
}
# gmssl 3.2.2
_GMSSL_LEFT_OUT = {
    "hostile-s-n": "TypeError: has no point at infinity",
    "holds-s-n": "TypeError: has no point at infinity",
    "point-infinity-x-0": "TypeError: has no point at infinity",
    "point-infinity-x-1": "TypeError: has no point at infinity",
    "point-infinity-e-0": "TypeError: has no point at infinity",
    "point-infinity-x-of-g": "TypeError: has no point at infinity",
    "point-doubling": "does not return to affine coordinates after its last doubling",
    "scalar-s-5-plus-n": "does not look whether s is below n",
    "holds-r-0": "does not look whether r is above 0",
}


def _digest(vector: dict, xy: bytes) -> bytes:
    if "digest" in vector:
        return bytes.fromhex(vector["digest"])
    message, identity = bytes.fromhex(vector["message"]), bytes.fromhex(vector["identity"])
    return sm2_sign.message_digest(xy, message, identity)


def _ours(key: bytes, digest: bytes, signature: bytes) -> bool:
    decoded = ENGINE.decode(key)
    return decoded is not None and sm2.finish(ENGINE.verify(decoded, digest, signature))


def _by_gmalg(key: bytes, message: bytes, identity: bytes, signature: bytes) -> bool:
    try:
        verifier = gmalg.SM2(uid=identity, pk=b"\4" + key if len(key) == 64 else key)
        return verifier.verify(message, signature[:32], signature[32:])
    except (gmalg.errors.InvalidPCError, gmalg.errors.PointNotOnCurveError):
        return False
    except (AttributeError, OverflowError):  # a first byte of 0, a coordinate of 33 bytes
        return False


def _by_pyx(key: bytes, digest: bytes, signature: bytes) -> bool:
    try:
        xy = gmssl_pyx.normalize_sm2_public_key(key)
        return gmssl_pyx.sm2_verify_sm3_digest(xy, digest, asn1(signature))
    except gmssl_pyx.InvalidValueError:
        return False


def _by_gmssl(xy: bytes, digest: bytes, signature: bytes) -> bool:
    verifier = gmssl.sm2.CryptSM2("", "")
    verifier.public_key = xy.hex()  # its constructor strips leading 0s and 4s from a key that begins with 04
    return bool(verifier.verify(signature.hex(), digest))


def _asked(left_out: dict) -> list:
    names = {vector["id"] for vector in VECTORS}
    assert set(left_out) <= names, "an exclusion without a vector"
    return [vector for vector in VECTORS if vector["id"] not in left_out]


def test_affine_arithmetic_agrees_with_every_vector():
    """The issuer's own point arithmetic, which shares no formula with the terminal's."""
    for vector in VECTORS:
        decoded = ENGINE.decode(bytes.fromhex(vector["key"]))
        if decoded is None:
            assert vector["reason"] == "key", vector["id"]
            continue
        point = int.from_bytes(decoded.xy[:32], "big"), int.from_bytes(decoded.xy[32:], "big")
        assert sm2_sign.is_on_curve(point)
        signature = bytes.fromhex(vector["signature"])
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        holds = 0 < r < sm2.N and 0 < s < sm2.N and (r + s) % sm2.N != 0
        if holds:
            total = sm2_sign.add(sm2_sign.multiply_base(s), sm2_sign.multiply(r + s, point))
            e = int.from_bytes(_digest(vector, decoded.xy), "big")
            holds = total is not None and (e + total[0]) % sm2.N == r
        assert holds == vector["valid"], vector["id"]


def test_gmalg_agrees_with_every_vector_that_has_a_message():
    for vector in _asked(_GMALG_LEFT_OUT):
        if "message" in vector:
            fields = (bytes.fromhex(vector[name]) for name in ("key", "message", "identity", "signature"))
            assert _by_gmalg(*fields) == vector["valid"], vector["id"]


def test_gmssl_pyx_agrees_with_every_vector(capfd: pytest.CaptureFixture):
    for vector in _asked(_PYX_LEFT_OUT):
        key, signature = bytes.fromhex(vector["key"]), bytes.fromhex(vector["signature"])
        decoded = ENGINE.decode(key)
        digest = bytes(32) if decoded is None else _digest(vector, decoded.xy)
        assert _by_pyx(key, digest, signature) == vector["valid"], vector["id"]
    capfd.readouterr()  # it reports each bad signature on stderr


def test_gmssl_agrees_with_every_vector_whose_key_is_a_point():
    for vector in _asked(_GMSSL_LEFT_OUT):
        decoded = ENGINE.decode(bytes.fromhex(vector["key"]))
        if decoded is not None:  # it does not look whether a point is on the curve
            digest = _digest(vector, decoded.xy)
            assert _by_gmssl(decoded.xy, digest, bytes.fromhex(vector["signature"])) == vector["valid"], vector["id"]


def _random_cases(seed: int, count: int) -> list:
    """(key, message, digest, signature, good): every second one has one bit of something changed."""
    source = random.Random(seed)
    cases = []
    for number in range(count):
        private = source.randrange(1, sm2.N - 1)
        message = source.randbytes(source.choice((0, 1, 47, 195, 206, 267, 278)))
        key = sm2_sign.public_key(private, source.choice(("compressed", "uncompressed", "xy")))
        xy = sm2_sign.public_key(private, "xy")
        signature = sm2_sign.sign(private, message)
        good = number % 2 == 0
        if not good:
            place = source.randrange(64)
            changed = bytearray(signature)
            changed[place] ^= 1 << source.randrange(8)
            signature = bytes(changed)
        cases.append((key, xy, message, sm2_sign.message_digest(xy, message), signature, good))
    return cases


def test_random_signatures_gmssl_pyx(capfd: pytest.CaptureFixture):
    for key, _, _, digest, signature, good in _random_cases(1, 200):
        assert _ours(key, digest, signature) == _by_pyx(key, digest, signature) == good
    capfd.readouterr()


def test_random_signatures_gmalg():
    for key, _, message, digest, signature, good in _random_cases(2, 30):
        assert _ours(key, digest, signature) == good
        assert _by_gmalg(key, message, sm2.IDENTITY, signature) == good


def test_random_signatures_gmssl():
    for key, xy, _, digest, signature, good in _random_cases(3, 24):
        assert _ours(key, digest, signature) == _by_gmssl(xy, digest, signature) == good


def test_we_take_what_the_others_sign():
    source = random.Random(4)
    for _ in range(40):
        private = source.randrange(1, sm2.N - 1).to_bytes(32, "big")
        xy = sm2_sign.public_key(int.from_bytes(private, "big"), "xy")
        message = source.randbytes(99)
        digest = sm2_sign.message_digest(xy, message)
        r, s = gmalg.SM2(sk=private, uid=sm2.IDENTITY, pk=b"\4" + xy).sign(message)
        assert _ours(xy, digest, r.rjust(32, b"\0") + s.rjust(32, b"\0"))
        der = gmssl_pyx.sm2_sign_sm3_digest(private, digest)
        r_bytes = der[3]
        r, s = der[4 : 4 + r_bytes], der[6 + r_bytes :]
        assert _ours(xy, digest, r[-32:].rjust(32, b"\0") + s[-32:].rjust(32, b"\0"))
        old = gmssl.sm2.CryptSM2(private.hex(), xy.hex())
        signature = bytes.fromhex(old.sign(digest, f"{source.randrange(1, sm2.N):064x}"))
        assert _ours(xy, digest, signature)


def test_keys_decode_alike():
    source = random.Random(5)
    points = 0
    for _ in range(200):
        encoded = bytes([source.choice((2, 3))]) + source.randbytes(32)
        decoded = ENGINE.decode(encoded)
        try:
            xy = gmssl_pyx.normalize_sm2_public_key(encoded)
        except gmssl_pyx.InvalidValueError:
            xy = None
        assert (decoded and decoded.xy) == xy
        points += decoded is not None
    assert 60 < points < 140
