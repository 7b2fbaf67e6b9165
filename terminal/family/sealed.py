"""What both TEST families share: eight letters, a mark that says "test", the key's index, and a signature at the end.

    0 magic 8 | 8 the byte 01: a test code | 9 index of a key of the trust list 1 | .. | r||s 64, over all before it

The format is this project's own and no code of a real issuer has it. The key is one of the trust list's, and only a
test list's: a list signed for production knows no key for a test family.
"""

from terminal import codes, sm2, trust as trust_list
from terminal.family.judging import refused
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from terminal.decide import Decision

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


def walk(
    family: str,
    unknown: int,
    bad: int,
    raw: bytes,
    trust: "trust_list.TrustList | None",
    now_s: int | None,
    further: "Callable[[trust_list.TrustList, int], Generator[int | None, None, Decision]]",
) -> "Generator[int | None, None, Decision]":
    """Steps 3 to 6 of a test family: 3 clock, 4 list, 5 key, 6 signature; then the family's own, `further`.

    unknown, bad: the family's results of steps 5 and 6. Yields as `decide.steps`. Raises OSError of the list's storage.
    """
    if now_s is None:
        return refused(family, codes.CLOCK_UNTRUSTED, 3)
    yield 3
    if trust is None or not trust.in_force(now_s):
        return refused(family, codes.TRUST_LIST_MISSING, 4)
    yield 4
    signer = yield from _signer(trust, raw[9])
    if signer is None:
        return refused(family, unknown, 5, 9)
    yield 5
    held = yield from _holds(trust, signer, raw)
    if not held:
        return refused(family, bad, 6)
    yield 6
    return (yield from further(trust, now_s))


def _signer(trust: "trust_list.TrustList", index: int) -> "Generator[None, None, trust_list.Signer | None]":
    """The key of that index, decoded; None where the list has none, or is no test list. Raises OSError."""
    if not trust.test:
        return None
    root = yield from trust.find(trust_list.CA_KEY, bytes([index]))
    return None if root is None else trust.signer(root[2:], sm2.IDENTITY)


def _holds(
    trust: "trust_list.TrustList", signer: "trust_list.Signer", raw: bytes
) -> "Generator[None, None, bool]":
    """Whether the last 64 bytes are this key's signature of all before them."""
    key, z = signer
    engine = trust.engine
    end = len(raw) - SIGNATURE_BYTES
    return (yield from engine.verify(key, engine.digest(z, raw[:end]), raw[end:]))  # type: ignore[no-any-return]
