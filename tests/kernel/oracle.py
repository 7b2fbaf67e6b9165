"""Signatures that other people's libraries made (gmssl and gmalg), good and tampered, and what a third one (gmssl-pyx)
says of them. Equal seeds give equal signatures, so nothing of it is kept."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import gmalg
import gmssl_pyx
from gmssl import sm2 as gmssl_sm2

from sim.issuer import sm2_sign
from terminal import sm2
from terminal.sm2 import N

_OF_A_KEY = 20  # signatures
_SECRETS_AT_THE_EDGE = (1, 2, 3, N - 3, N - 2, 1 << 64, 1 << 128, (1 << 255) - 1)
_LENGTHS = (0, 1, 13, 14, 55, 56, 63, 64, 195, 206, 267)


@dataclass(frozen=True, slots=True)
class Case:
    """A signature. key: as a code carries it, 33 bytes; change: what is exclusive-ored to the message's digest."""

    what: str
    key: bytes
    message: bytes
    change: bytes
    signature: bytes
    valid: bool


def cases(count: int, seed: int = 1) -> Iterator[Case]:
    """So many good signatures, and behind each the same with something of it changed: 2 * count in all. Neighbours are
    of one key."""
    draw = random.Random(seed)
    for number in range(count):
        if number % _OF_A_KEY == 0:
            place = number // _OF_A_KEY
            edges = _SECRETS_AT_THE_EDGE
            secret = edges[place // 2] if place % 2 and place // 2 < len(edges) else draw.randrange(1, N - 1)
            xy = sm2_sign.public_key(secret, "xy")
            key = sm2_sign.public_key(secret, "compressed")
            signers = _gmssl(secret, xy, draw), _gmalg(secret, xy, draw)
        message = draw.randbytes(draw.choice(_LENGTHS))
        signature = signers[number % 2](message)
        good = Case("good", key, message, bytes(32), signature, True)
        yield good
        yield _tampered(good, number, draw)


def confirmed(case: Case) -> bool:
    """Whether gmssl-pyx says the same. It writes a line on stderr about each bad signature."""
    try:
        xy = gmssl_pyx.normalize_sm2_public_key(case.key)
    except gmssl_pyx.InvalidValueError:
        return not case.valid
    digest = sm2_sign.message_digest(xy, case.message)
    e = bytes(a ^ b for a, b in zip(digest, case.change, strict=True))
    said: bool = gmssl_pyx.sm2_verify_sm3_digest(xy, e, _der(case.signature))
    return said == case.valid


def held(engine: sm2.Engine, case: Case, key: sm2.Key | None) -> bool:
    """What an engine says of one whose key it decoded."""
    if key is None:
        return False
    digest = sm2.message_digest(engine, key, sm2.IDENTITY, case.message)
    e = bytes(a ^ b for a, b in zip(digest, case.change, strict=True))
    return bool(sm2.finish(engine.verify(key, e, case.signature)))


def wrong(engine: sm2.Engine, some: Iterator[Case]) -> Iterator[str]:
    """What an engine answers wrongly. Every second key is prepared when it comes for the second time."""
    kept: dict[bytes, sm2.Key] = {}
    keys = 0
    for number, case in enumerate(some):
        key = kept.get(case.key)
        if key is None:
            key = engine.decode(case.key)
            if key is not None and case.valid:
                kept = {case.key: key}
                keys += 1
        elif keys % 2 and not key.table:
            sm2.finish(engine.prepare(key))
        if held(engine, case, key) is not case.valid:
            yield f"{number}: {case.what}"


def _gmssl(secret: int, xy: bytes, draw: random.Random) -> Callable[[bytes], bytes]:
    signer = gmssl_sm2.CryptSM2(f"{secret:064x}", "")
    signer.public_key = xy.hex()  # its constructor strips leading 0s and 4s
    return lambda message: bytes.fromhex(signer.sign_with_sm3(message, f"{draw.randrange(1, N):064x}"))


def _gmalg(secret: int, xy: bytes, draw: random.Random) -> Callable[[bytes], bytes]:
    def nonce(bits: int) -> int:
        return draw.getrandbits(bits)

    signer = gmalg.SM2(sk=secret.to_bytes(32, "big"), uid=sm2.IDENTITY, pk=b"\4" + xy, rnd_fn=nonce)
    return lambda message: b"".join(part.rjust(32, b"\0") for part in signer.sign(message))


def _tampered(case: Case, number: int, draw: random.Random) -> Case:
    """One thing changed, in turn."""
    r, s = case.signature[:32], case.signature[32:]
    values = int.from_bytes(r, "big"), int.from_bytes(s, "big")
    bit = 1 << draw.randrange(256)
    zero, order = bytes(32), N.to_bytes(32, "big")
    pairs: dict[str, bytes] = {
        "a bit of r": _flip(r, bit) + s,
        "a bit of s": r + _flip(s, bit),
        "r and s exchanged": s + r,
        "r is 0": zero + s,
        "s is 0": r + zero,
        "r is n": order + s,
        "s is n": r + order,
        "r + s is n": r + (N - values[0]).to_bytes(32, "big"),
        "s negated": r + (N - values[1]).to_bytes(32, "big"),
        "r is one more": ((values[0] + 1) % N).to_bytes(32, "big") + s,
        "all ones": b"\xff" * 64,
    }
    others = ("a bit of e", "a bit of the key", "the opposite key", "another message")
    what = (*pairs, *others, "a bit of r", "a bit of s", *others[:2])[number % (len(pairs) + len(others) + 4)]
    key, message, change, signature = case.key, case.message, case.change, case.signature
    if what in pairs:
        signature = pairs[what]
    elif what == "a bit of e":
        change = bit.to_bytes(32, "big")
    elif what == "a bit of the key":
        key = key[:1] + _flip(key[1:], bit)
    elif what == "the opposite key":
        key = bytes([key[0] ^ 1]) + key[1:]
    else:
        message += b"\0"
    return Case(what, key, message, change, signature, False)


def _flip(number: bytes, bit: int) -> bytes:
    return (int.from_bytes(number, "big") ^ bit).to_bytes(32, "big")


def _der(signature: bytes) -> bytes:
    """r || s as ASN.1, which gmssl-pyx wants."""
    out = b""
    for half in (signature[:32], signature[32:]):
        number = half.lstrip(b"\0") or b"\0"
        number = b"\0" * (number[0] >> 7) + number
        out += bytes([2, len(number)]) + number
    return bytes([0x30, len(out)]) + out
