"""SM2 verification (GB/T 32918.2, recommended curve): the curve, and the interface of an engine.

Only public data passes through here, so nothing has to run in constant time. The reference engine
(terminal/integers.py) and the proof of an engine (terminal/proof.py) are loaded when they are wanted: a board has an
engine of its own.
"""

from collections import namedtuple

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0

IDENTITY = b"1234567812345678"

# A point of the curve: `xy` is X||Y, 64 bytes; `table` belongs to the engine that decoded it, and only that one may
# verify under it.
Key = namedtuple("Key", "xy table")

# What a board or a desktop hands in:
#   name                    for people
#   digest(*parts)          SM3 of the concatenation, 32 bytes
#   decode(encoded)         Key, or None when the bytes name no point of the curve
#   verify(key, e, rs)      generator: yields None while it works, returns whether the signature r||s holds for digest e
#   prepare(key)            generator: yields None while it works, so that signatures under a key that stays take less
Engine = namedtuple("Engine", "name digest decode verify prepare")


def finish(steps: "Generator[Any, None, Any]") -> "Any":
    """Run a stepped computation to its end and return its value."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def z_value(engine: Engine, key: Key, identity: bytes) -> bytes:
    """Z_A: 32 bytes that tie the signer's identity and key to a message. Clause: GB/T 32918.2 §5.5."""
    bits = len(identity) * 8
    return engine.digest(  # type: ignore[no-any-return]
        bytes([bits >> 8, bits & 255]), identity, _CURVE, key.xy
    )


_CURVE = b"".join([v.to_bytes(32, "big") for v in (A, B, GX, GY)])


def message_digest(engine: Engine, key: Key, identity: bytes, *parts: bytes) -> bytes:
    """e = SM3(Z_A || parts): 32 bytes. Clause: GB/T 32918.2 §6.1."""
    return engine.digest(z_value(engine, key, identity), *parts)  # type: ignore[no-any-return]


def __getattr__(name: str) -> "Any":
    """What stands in terminal/integers.py, and `prove`: loaded now."""
    if name == "prove":
        from terminal import proof

        return proof.prove
    if name[:2] == "__":
        raise AttributeError(name)
    from terminal import integers

    return getattr(integers, name)
