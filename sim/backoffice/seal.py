"""Signatures under files of many megabytes: SM2 as everywhere, with the quickest SM3 of this computer."""

from collections.abc import Iterable

from hal.desktop.engine import proved_engine
from sim.issuer import sm2_sign
from sim.issuer.signer import Signer
from sim.output.trouble import Trouble
from terminal import sm2

SIGNATURE_BYTES = 64


def signature(signer: Signer, body: bytes) -> bytes:
    """64 bytes r||s under these bytes, the same for the same body.

    Raises Trouble when what was computed does not hold: one faulty signature can give a key away, so none leaves.
    """
    made = sm2_sign.sign(signer.private, body)
    engine = proved_engine()
    key = engine.decode(signer.public_xy)
    if key is None or not holds(engine, key, body, made):
        raise Trouble("a signature that was just made does not hold; distrust this machine's memory, and the key")
    return made


def holds(engine: sm2.Engine, key: sm2.Key, body: bytes, made: bytes) -> bool:
    """Whether it is this key's signature of these bytes. key: as this engine has decoded it."""
    e = sm2.message_digest(engine, key, sm2.IDENTITY, body)
    return len(made) == SIGNATURE_BYTES and bool(sm2.finish(engine.verify(key, e, made)))


def decoded(engine: sm2.Engine, keys: Iterable[bytes]) -> list[sm2.Key]:
    """These public keys, X||Y, as this engine verifies with them; those that are no point are left out."""
    return [key for key in map(engine.decode, keys) if key is not None]
