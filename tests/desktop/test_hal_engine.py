"""The desktop's SM2 engine."""

import hashlib
import json
from pathlib import Path

import pytest

from hal.desktop.engine import desktop_engine, python_engine
from terminal import sm2

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "sm2.jsonl"
ENGINES = {engine.name: engine for engine in (desktop_engine(), python_engine())}


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
def test_an_engine_answers_every_vector(engine):
    sm2.prove(engine)
    counts = {True: 0, False: 0}
    for line in VECTORS.read_text("utf-8").splitlines():
        vector = json.loads(line)
        key = engine.decode(bytes.fromhex(vector["key"]))
        held = False
        if key is not None:
            message, identity = bytes.fromhex(vector.get("message", "")), bytes.fromhex(vector.get("identity", ""))
            e = bytes.fromhex(vector.get("digest", "")) or sm2.message_digest(engine, key, identity, message)
            held = sm2.finish(engine.verify(key, e, bytes.fromhex(vector["signature"])))
        assert held is vector["valid"], vector["id"]
        counts[held] += 1
    assert counts[True] > 10 and counts[False] > 100


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
