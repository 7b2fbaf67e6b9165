"""The SM2 reference against tests/vectors/sm2.jsonl, and the proof that an engine must pass at start."""

import json
from binascii import hexlify, unhexlify

from terminal import sm2, sm3
from tests.tool import lines

_VECTORS = "tests/vectors/sm2.jsonl"


def _answer(engine: sm2.Engine, vector: dict) -> str:
    """What of the vector was refused: "key", "signature", or nothing at all ("")."""
    key = engine.decode(unhexlify(vector["key"]))
    if key is None:
        return "key"
    if "digest" in vector:
        digest = unhexlify(vector["digest"])
    else:
        identity, message = unhexlify(vector["identity"]), unhexlify(vector["message"])
        digest = sm2.message_digest(engine, key, identity, message)
    held = sm2.finish(engine.verify(key, digest, unhexlify(vector["signature"])))
    assert held is True or held is False
    return "" if held else "signature"


def test_every_vector():
    count = 0
    for line in lines.of(_VECTORS):
        vector = json.loads(line)
        expected = vector["reason"] if vector["reason"] in ("", "key") else "signature"
        assert _answer(sm2.REFERENCE, vector) == expected, vector["id"]
        assert vector["valid"] == (expected == "")
        count += 1
    assert count > 150


def test_the_three_forms_of_a_key_are_one_key():
    x, y = sm2.GX.to_bytes(32, "big"), sm2.GY.to_bytes(32, "big")
    for encoded in (x + y, b"\4" + x + y, bytes([2 + sm2.GY % 2]) + x):
        assert sm2.REFERENCE.decode(encoded).xy == x + y
    assert sm2.REFERENCE.decode(bytearray(x + y)).xy == x + y


def test_a_signature_of_another_length_is_none():
    key = sm2.REFERENCE.decode(sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big"))
    for length in (0, 63, 65):
        assert sm2.finish(sm2.REFERENCE.verify(key, bytes(32), b"\1" * length)) is False


def test_verification_lets_others_work_in_between():
    key = sm2.REFERENCE.decode(sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big"))
    turns = sum(1 for _ in sm2.REFERENCE.verify(key, b"\7" * 32, b"\1" * 64))
    assert turns >= 16


def test_message_digest_is_that_of_the_standard():
    encoded = unhexlify(
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    )
    key = sm2.REFERENCE.decode(encoded)
    digest = sm2.message_digest(sm2.REFERENCE, key, sm2.IDENTITY, b"message ", b"digest")
    assert hexlify(digest) == b"f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"


def test_inverse():
    for value in (1, 2, 3, sm2.N - 1, sm2.GX):
        assert sm2.inverse(value, sm2.N) * value % sm2.N == 1


def test_the_reference_passes_the_proof():
    sm2.prove(sm2.REFERENCE)


def _says_yes(key: sm2.Key, e: bytes, signature: bytes):
    yield
    return True


def _says_no(key: sm2.Key, e: bytes, signature: bytes):
    yield
    return False


def _takes_any_key(encoded: bytes):
    return sm2.REFERENCE.decode(encoded) or sm2.Key(encoded[-64:], [])


def _knows_long_keys_only(encoded: bytes):
    return None if len(encoded) == 33 else sm2.REFERENCE.decode(encoded)


def _wrong_digest(*parts: bytes) -> bytes:
    return sm3.digest(b"\0", *parts)


def _disproved(engine: sm2.Engine) -> bool:
    try:
        sm2.prove(engine)
    except RuntimeError as error:
        return "faulty" in str(error)
    return False


def _prepares_wrongly(key: sm2.Key):
    yield from sm2.REFERENCE.prepare(key)
    key.table.reverse()


def _takes_all_under_prepared_keys(key: sm2.Key, e: bytes, signature: bytes):
    if key.table:
        yield
        return True
    return (yield from sm2.REFERENCE.verify(sm2.Key(key.xy, []), e, signature))


def test_the_proof_finds_engines_that_are_wrong():
    good = sm2.REFERENCE
    assert _disproved(sm2.Engine("faulty", good.digest, good.decode, _says_yes, good.prepare))
    assert _disproved(sm2.Engine("faulty", good.digest, good.decode, _says_no, good.prepare))
    assert _disproved(sm2.Engine("faulty", good.digest, _takes_any_key, good.verify, good.prepare))
    assert _disproved(sm2.Engine("faulty", good.digest, _knows_long_keys_only, good.verify, good.prepare))
    assert _disproved(sm2.Engine("faulty", _wrong_digest, good.decode, good.verify, good.prepare))
    assert _disproved(sm2.Engine("faulty", good.digest, good.decode, good.verify, _prepares_wrongly))
    assert _disproved(sm2.Engine("faulty", good.digest, good.decode, _takes_all_under_prepared_keys, good.prepare))
