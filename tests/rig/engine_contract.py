"""What every SM2 engine of a desktop has to answer, its own fixtures apart: the vectors, and sums that are rare."""

import json
import random
from pathlib import Path

from sim.issuer import sm2_sign
from terminal import sm2

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "sm2.jsonl"
FORMS = ("compressed", "uncompressed")


def verified(engine: sm2.Engine, key: sm2.Key, e: bytes, signature: bytes) -> bool:
    held = sm2.finish(engine.verify(key, e, signature))
    assert held is True or held is False
    return held


def vectors(engine: sm2.Engine):
    """(name, whether it is valid, key or None, digest, signature) of each."""
    for line in VECTORS.read_text("utf-8").splitlines():
        vector = json.loads(line)
        key, e = engine.decode(bytes.fromhex(vector["key"])), b""
        if key is not None:
            message, identity = bytes.fromhex(vector.get("message", "")), bytes.fromhex(vector.get("identity", ""))
            e = bytes.fromhex(vector.get("digest", "")) or sm2.message_digest(engine, key, identity, message)
        yield vector["id"], vector["valid"], key, e, bytes.fromhex(vector["signature"])


def answers_every_vector(engine: sm2.Engine, prepared: bool):
    sm2.prove(engine)
    counts = {True: 0, False: 0}
    for name, valid, key, e, signature in vectors(engine):
        held = False
        if key is not None:
            if prepared:
                sm2.finish(engine.prepare(key))
            held = verified(engine, key, e, signature)
        assert held is valid, name
        counts[held] += 1
    assert counts[True] > 10 and counts[False] > 100


def signed(seed: int) -> tuple[int, bytes, bytes]:
    """A private key, a digest and its signature, all of which follow from the seed."""
    private = sm2_sign.private_key(seed.to_bytes(4, "big"), "engine")
    e = random.Random(seed).randbytes(32)
    return private, e, sm2_sign.sign_with_digest(private, e)


def holds_for_random_keys_and_no_change(engine: sm2.Engine, form: str, turns: int):
    """Of one key after another. turns: signatures under each, so that it gets a table meanwhile."""
    for seed in range(12):
        private, e, signature = signed(seed)
        key = engine.decode(sm2_sign.public_key(private, form))
        for turn in range(turns):
            assert verified(engine, key, e, signature), (seed, turn)
            at = (seed * 7 + turn * 11) % 64
            changed = bytearray(signature)
            changed[at] ^= 1 << (turn % 8)
            assert not verified(engine, key, e, bytes(changed)), (seed, turn)
            assert not verified(engine, key, bytes([e[0] ^ 1]) + e[1:], signature), (seed, turn)


def made(private: int, s: int, t: int) -> tuple[bytes, bytes, int | None]:
    """Digest and signature with this s and t, and the x of the sum; where that is at infinity the digest is for 0."""
    total = sm2_sign.add(sm2_sign.multiply_base(s), sm2_sign.multiply_base(t * private % sm2.N))
    r = (t - s) % sm2.N
    x = None if total is None else total[0]
    return digest_for(r, x or 0), r.to_bytes(32, "big") + s.to_bytes(32, "big"), x


def digest_for(r: int, x: int) -> bytes:
    return ((r - x) % sm2.N).to_bytes(32, "big")


def rare_sums(private: int):
    """(digest, signature, whether it holds): a sum that is a doubling, t Q = s G; one at infinity, t Q = -s G, which
    has no x, also not 0 or that of another sum."""
    t = 0x1234567890ABCDEF << 100
    doubled_e, doubled, x = made(private, t * private % sm2.N, t)
    nothing_e, nothing, no_x = made(private, -t * private % sm2.N, t)
    assert x is not None and no_x is None
    yield doubled_e, doubled, True
    yield digest_for(int.from_bytes(nothing[:32], "big"), x), nothing, False
    yield nothing_e, nothing, False


def knows_rare_sums(engine: sm2.Engine, turns: int):
    private = sm2_sign.private_key(b"edge", "engine")
    key = engine.decode(sm2_sign.public_key(private))
    for _ in range(turns):
        for e, signature, good in rare_sums(private):
            assert verified(engine, key, e, signature) is good


def takes_64_bytes_alone(engine: sm2.Engine):
    private = sm2_sign.private_key(b"short", "engine")
    key = engine.decode(sm2_sign.public_key(private))
    e, signature, _ = made(private, 0x55 << 200, 0x77 << 100)
    assert verified(engine, key, e, signature) and signature[32] == 0
    assert not verified(engine, key, e, signature[:32] + signature[33:])
    assert not verified(engine, key, e, signature[:32] + b"\0" + signature[32:])
    assert not verified(engine, key, e, signature + b"\0")


def out_of_range(signature: bytes) -> list[bytes]:
    """What is no signature, made of a good one."""
    r, s = signature[:32], signature[32:]
    none, order, above = bytes(32), sm2.N.to_bytes(32, "big"), (sm2.N + 1).to_bytes(32, "big")
    opposite = (sm2.N - int.from_bytes(r, "big")).to_bytes(32, "big")
    most = bytes([255]) * 32
    return [
        *(r + other for other in (none, order, above, most, opposite)),
        *(other + s for other in (none, order, above, most)),
        *(b"", r, signature[:-1], signature + b"\0"),
    ]


def refuses_what_is_out_of_range(engine: sm2.Engine):
    private, e, signature = signed(1)
    key = engine.decode(sm2_sign.public_key(private))
    for bad in out_of_range(signature):
        assert not verified(engine, key, e, bad), bad.hex()
    assert verified(engine, key, e, signature)


def decodes_three_forms_and_no_other(engine: sm2.Engine):
    point = sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
    forms = (point, b"\4" + point, bytes([2 + (sm2.GY & 1)]) + point[:32])
    others = (
        *(b"", b"\0", b"\6" + point, b"\4" + point[:32], point + b"\0", b"\5" + point[:32]),
        *(b"\2" + bytes([255]) * 32, point[:32] + bytes(32), point[:-1] + bytes([point[-1] ^ 1])),
        *((sm2.GX + sm2.P).to_bytes(33, "big")[1:] + point[32:], b"\3" + sm2.P.to_bytes(32, "big")),
    )
    assert [engine.decode(form).xy for form in forms] == [point] * 3
    assert [engine.decode(other) for other in others] == [None] * len(others)
