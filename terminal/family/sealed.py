"""What both TEST families share: eight letters, a mark that says "test", the key's index, and a signature at the end.

    0 magic 8 | 8 the byte 01: a test code | 9 index of a key of the trust list 1 | .. | r||s 64, over all before it

The format is this project's own and no code of a real issuer has it. The key is one of the trust list's, and only a
test list's: a list signed for production knows no key for a test family.
"""

from terminal import sm2, trust as trust_list
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

MAGIC_BYTES = 8
BODY = 10  # where a family's own fields begin
SIGNATURE_BYTES = 64
_END = b"\r\n\t\x03\x00"
_END_MAX_BYTES = 4


def trimmed(payload: bytes, length: int) -> tuple[bytes, tuple[str, ...]]:
    """The code of so many bytes and what was undone: a frame end of up to four bytes behind it, as spec §3 has it."""
    behind = payload[length:]
    if 0 < len(behind) <= _END_MAX_BYTES and all(byte in _END for byte in behind):
        return bytes(payload[:length]), ("line_end",)
    return bytes(payload), ()


def signer(trust: "trust_list.TrustList", index: int) -> "Generator[None, None, trust_list.Signer | None]":
    """The key of that index, decoded; None where the list has none, or is no test list. Raises OSError."""
    if not trust.test:
        return None
    root = yield from trust.find(trust_list.CA_KEY, bytes([index]))
    return None if root is None else trust.signer(root[2:], sm2.IDENTITY)


def holds(
    trust: "trust_list.TrustList", signer: "trust_list.Signer", raw: bytes
) -> "Generator[None, None, bool]":
    """Whether the last 64 bytes are this key's signature of all before them."""
    key, z = signer
    engine = trust.engine
    end = len(raw) - SIGNATURE_BYTES
    return (yield from engine.verify(key, engine.digest(z, raw[:end]), raw[end:]))  # type: ignore[no-any-return]
