"""HMAC over any hash with blocks of 64 bytes, such as SM3."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK_BYTES = 64


def hmac(hash_: "Callable[..., bytes]", key: bytes, *parts: "bytes | memoryview") -> bytes:
    """HMAC over the 64-byte-block hash `hash_(*parts)`, with a key of at most 64 bytes: 32 bytes.

    Trap: a longer key is refused with ValueError instead of being hashed; every key here has 32 bytes.
    """
    if len(key) > BLOCK_BYTES:
        raise ValueError("hmac: the key has more than 64 bytes")
    padded = key + bytes(BLOCK_BYTES - len(key))
    inner = hash_(bytes([b ^ 0x36 for b in padded]), *parts)
    return hash_(bytes([b ^ 0x5C for b in padded]), inner)
