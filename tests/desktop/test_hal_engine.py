"""The desktop's SM2 engine."""

import hashlib
import json
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hal.desktop import libcrypto
from hal.desktop.engine import desktop_engine, python_engine
from sim.issuer import sm2_sign
from terminal import sm2

ROOT = Path(__file__).resolve().parent.parent.parent
VECTORS = ROOT / "tests" / "vectors" / "sm2.jsonl"


def _engines() -> dict[str, sm2.Engine]:
    """Those of this computer by name; where it has libcrypto, also what that would be on computers that lack some."""
    engines = {engine.name: engine for engine in (desktop_engine(), python_engine())}
    if len(engines) > 1:
        digest = desktop_engine().digest
        for what, nid, quick in (("curve unnamed", 0, True), ("no table", 1172, False), ("neither", 0, False)):
            engines[f"libcrypto, {what}"] = libcrypto.engine(digest, nid, quick)
    return engines


ENGINES = _engines()
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
with_libcrypto = pytest.mark.skipif(len(ENGINES) < 3, reason="no libcrypto of OpenSSL 3 here")


def _verified(engine: sm2.Engine, key: sm2.Key, e: bytes, signature: bytes) -> bool:
    held = sm2.finish(engine.verify(key, e, signature))
    assert held is True or held is False
    return held


@pytest.mark.parametrize("prepared", (False, True))
@every_engine
def test_an_engine_answers_every_vector(engine: sm2.Engine, prepared: bool):
    sm2.prove(engine)
    counts = {True: 0, False: 0}
    for line in VECTORS.read_text("utf-8").splitlines():
        vector = json.loads(line)
        key = engine.decode(bytes.fromhex(vector["key"]))
        held = False
        if key is not None:
            if prepared:
                sm2.finish(engine.prepare(key))
            message, identity = bytes.fromhex(vector.get("message", "")), bytes.fromhex(vector.get("identity", ""))
            e = bytes.fromhex(vector.get("digest", "")) or sm2.message_digest(engine, key, identity, message)
            held = _verified(engine, key, e, bytes.fromhex(vector["signature"]))
        assert held is vector["valid"], vector["id"]
        counts[held] += 1
    assert counts[True] > 10 and counts[False] > 100


def _signed(seed: int) -> tuple[int, bytes, bytes]:
    """A private key, a digest and its signature, all of which follow from the seed."""
    private = sm2_sign.private_key(seed.to_bytes(4, "big"), "engine")
    e = random.Random(seed).randbytes(32)
    return private, e, sm2_sign.sign_with_digest(private, e)


@pytest.mark.parametrize("form", ("compressed", "uncompressed"))
@every_engine
def test_signatures_of_random_keys_hold_and_changed_ones_do_not(engine: sm2.Engine, form: str):
    for seed in range(12):
        private, e, signature = _signed(seed)
        key = engine.decode(sm2_sign.public_key(private, form))
        for turn in range(libcrypto.TABLE_AT + 2):
            assert _verified(engine, key, e, signature), (seed, turn)
            at = (seed * 7 + turn * 11) % 64
            changed = bytearray(signature)
            changed[at] ^= 1 << (turn % 8)
            assert not _verified(engine, key, e, bytes(changed)), (seed, turn)
            assert not _verified(engine, key, bytes([e[0] ^ 1]) + e[1:], signature), (seed, turn)


def _made(private: int, s: int, t: int) -> tuple[bytes, bytes, int | None]:
    """Digest and signature with this s and t, and the x of the sum; where that is at infinity the digest is for 0."""
    total = sm2_sign.add(sm2_sign.multiply_base(s), sm2_sign.multiply_base(t * private % sm2.N))
    r = (t - s) % sm2.N
    x = None if total is None else total[0]
    return _digest_for(r, x or 0), r.to_bytes(32, "big") + s.to_bytes(32, "big"), x


def _digest_for(r: int, x: int) -> bytes:
    return ((r - x) % sm2.N).to_bytes(32, "big")


@pytest.mark.parametrize("turns", (1, libcrypto.TABLE_AT + 1))
@every_engine
def test_sums_that_are_infinity_and_doublings_are_no_trap(engine: sm2.Engine, turns: int):
    """s G + t Q with t Q = s G is a doubling; with t Q = -s G it has no x, also not that of the sum before."""
    private = sm2_sign.private_key(b"edge", "engine")
    key = engine.decode(sm2_sign.public_key(private))
    t = 0x1234567890ABCDEF << 100
    doubled_e, doubled, x = _made(private, t * private % sm2.N, t)
    nothing_e, nothing, no_x = _made(private, -t * private % sm2.N, t)
    assert x is not None and no_x is None
    for _ in range(turns):
        assert _verified(engine, key, doubled_e, doubled)
        assert not _verified(engine, key, _digest_for(int.from_bytes(nothing[:32], "big"), x), nothing)
        assert not _verified(engine, key, nothing_e, nothing)


@every_engine
def test_a_signature_is_64_bytes_also_where_fewer_would_say_the_same(engine: sm2.Engine):
    private = sm2_sign.private_key(b"short", "engine")
    key = engine.decode(sm2_sign.public_key(private))
    e, signature, _ = _made(private, 0x55 << 200, 0x77 << 100)
    assert _verified(engine, key, e, signature) and signature[32] == 0
    assert not _verified(engine, key, e, signature[:32] + signature[33:])
    assert not _verified(engine, key, e, signature[:32] + b"\0" + signature[32:])
    assert not _verified(engine, key, e, signature + b"\0")


@every_engine
def test_a_signature_is_two_numbers_from_1_to_n_minus_1_that_do_not_add_up_to_n(engine: sm2.Engine):
    private, e, signature = _signed(1)
    key = engine.decode(sm2_sign.public_key(private))
    r, s = signature[:32], signature[32:]
    none, order, above = bytes(32), sm2.N.to_bytes(32, "big"), (sm2.N + 1).to_bytes(32, "big")
    opposite = (sm2.N - int.from_bytes(r, "big")).to_bytes(32, "big")
    most = bytes([255]) * 32
    for bad in (
        *(r + other for other in (none, order, above, most, opposite)),
        *(other + s for other in (none, order, above, most)),
        b"",
        r,
        signature[:-1],
        signature + b"\0",
    ):
        assert not _verified(engine, key, e, bad), bad.hex()
    assert _verified(engine, key, e, signature)


@with_libcrypto
def test_a_key_that_stays_gets_a_table_and_no_other():
    engine = desktop_engine()
    private, e, signature = _signed(2)
    key = engine.decode(sm2_sign.public_key(private))
    for _ in range(libcrypto.TABLE_AT - 1):
        assert _verified(engine, key, e, signature)
    assert key.table.table is None
    assert _verified(engine, key, e, signature)
    assert key.table.table is not None
    prepared = engine.decode(sm2_sign.public_key(private))
    sm2.finish(engine.prepare(prepared))
    assert prepared.table.table is not None and prepared.table.table is not key.table.table


@with_libcrypto
def test_what_is_missing_is_done_without():
    engine = ENGINES["libcrypto, neither"]
    key = engine.decode(sm2_sign.public_key(_signed(2)[0]))
    sm2.finish(engine.prepare(key))
    assert key.table.table is None


def test_threads_share_an_engine_and_its_keys():
    engine = desktop_engine()
    signatures = [_signed(seed) for seed in range(3)]
    keys = [engine.decode(sm2_sign.public_key(private)) for private, _, _ in signatures]
    wrong = []
    begin = threading.Barrier(4)

    def work(first: int) -> None:
        begin.wait()
        for turn in range(60):
            at = (first + turn) % 3
            _, e, signature = signatures[at]
            good = turn % 2 == 0
            if _verified(engine, keys[at], e if good else bytes(32), signature) is not good:
                wrong.append((first, turn))
            if engine.decode(keys[at].xy).xy != keys[at].xy:
                wrong.append((first, turn, "key"))

    threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


_GROWN = """
import sys
from hal.desktop.engine import desktop_engine
from sim.issuer import sm2_sign
from terminal import sm2

engine = desktop_engine()
private = sm2_sign.private_key(b"leak", "engine")
good, e = sm2_sign.public_key(private), bytes(32)
signature = sm2_sign.sign_with_digest(private, e)

def resident_kb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4

def work(times):
    for _ in range(times):
        for _ in range(60):
            engine.decode(good), engine.decode(b"\\2" + bytes([255]) * 32), engine.decode(bytes(64))
        key = engine.decode(good)
        sm2.finish(engine.verify(key, e, signature)), sm2.finish(engine.verify(key, e, signature[::-1]))
        sm2.finish(engine.prepare(key))
        for _ in range(10):
            sm2.finish(engine.verify(key, e, signature))

work(20)
before = resident_kb()
work(150)
print(resident_kb() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc here")
def test_nothing_is_left_of_keys_tables_and_refusals():
    """9,000 keys, 18,000 refused ones, 150 tables of some 80 KB: not to let one kind of them go would be seen."""
    out = subprocess.run([sys.executable, "-c", _GROWN], cwd=ROOT, check=True, capture_output=True, text=True)
    assert int(out.stdout) < 1024


def test_without_libcrypto_the_engine_is_of_python_and_says_so():
    def missing(_: Callable[..., bytes]) -> sm2.Engine:
        raise OSError("no libcrypto here")

    engine = desktop_engine(missing)
    assert engine.name == python_engine().name
    sm2.prove(engine)


def test_names_say_what_an_engine_is_made_of():
    sm3 = "hashlib sm3" if "sm3" in hashlib.algorithms_available else "python sm3"
    assert python_engine().name == f"python integers, {sm3}"
    assert desktop_engine().name in (f"libcrypto, {sm3}", f"python integers, {sm3}")


def test_keys_come_in_three_forms_and_no_other():
    point = sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
    forms = (point, b"\4" + point, bytes([2 + (sm2.GY & 1)]) + point[:32])
    others = (
        b"",
        b"\0",
        b"\6" + point,
        b"\4" + point[:32],
        point + b"\0",
        b"\5" + point[:32],
        b"\2" + bytes([255]) * 32,
    )
    for engine in ENGINES.values():
        assert [engine.decode(form).xy for form in forms] == [point] * 3
        assert [engine.decode(other) for other in others] == [None] * len(others)


@pytest.mark.parametrize("parts", [(), (b"",), (b"abc",), (b"a", b"", b"bc"), (bytes(200), memoryview(b"x" * 70))])
def test_the_digest_is_that_of_the_reference(parts):
    assert desktop_engine().digest(*parts) == sm2.REFERENCE.digest(*[bytes(part) for part in parts])


def test_the_digest_of_the_standard():
    want = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert desktop_engine().digest(b"abc").hex() == want
