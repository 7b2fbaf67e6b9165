"""The proof of a signature engine at the start: it accepts a good signature and refuses bad ones."""

from terminal.port import TYPE_CHECKING
from terminal.sm2 import IDENTITY, Engine, N, finish, message_digest

if TYPE_CHECKING:
    from typing import Any

# The worked example of GB/T 32918.5 annex A.
_PROOF_KEY = (
    b"\x04\x09\xf9\xdf\x31\x1e\x54\x21\xa1\x50\xdd\x7d\x16\x1e\x4b\xc5\xc6\x72\x17\x9f\xad\x18\x33\xfc\x07\x6b\xb0"
    b"\x8f\xf3\x56\xf3\x50\x20\xcc\xea\x49\x0c\xe2\x67\x75\xa5\x2d\xc6\xea\x71\x8c\xc1\xaa\x60\x0a\xed\x05\xfb\xf3"
    b"\x5e\x08\x4a\x66\x32\xf6\x07\x2d\xa9\xad\x13"
)
_PROOF_SIGNATURE = (
    b"\xf5\xa0\x3b\x06\x48\xd2\xc4\x63\x0e\xea\xc5\x13\xe1\xbb\x81\xa1\x59\x44\xda\x38\x27\xd5\xb7\x41\x43\xac\x7e"
    b"\xac\xee\xe7\x20\xb3\xb1\xb6\xaa\x29\xdf\x21\x2f\xd8\x76\x31\x82\xbc\x0d\x42\x1c\xa1\xbb\x90\x38\xfd\x1f\x7f"
    b"\x42\xd4\x84\x0b\x69\xc4\x85\xbb\xc1\xaa"
)


def prove(engine: Engine) -> None:
    """Let an engine show at start that it accepts a good signature and refuses bad ones.

    Raises RuntimeError naming the engine and what it got wrong: such a terminal must not start.
    """
    xy = _PROOF_KEY[1:]
    keys: list[Any] = [engine.decode(encoded) for encoded in (_PROOF_KEY, b"\x03" + xy[:32], _PROOF_KEY[:-1] + b"\x14")]
    off_curve = keys.pop()
    if off_curve is not None or [key and key.xy for key in keys] != [xy, xy]:
        raise RuntimeError(engine.name + ": decodes public keys wrongly")
    e = message_digest(engine, keys[0], IDENTITY, b"message digest")
    finish(engine.prepare(keys[1]))
    r, s = _PROOF_SIGNATURE[:32], _PROOF_SIGNATURE[32:]
    good = True
    for given, signature in (
        (e, r + s),  # the only good one
        (e, s + r),
        (e, bytes(32) + s),
        (e, r + bytes(32)),
        (e, r + N.to_bytes(32, "big")),
        (e, r[:31] + b"\xb2" + s),
        (e, r + s[:31] + b"\xab"),
        (e, r + (N - int.from_bytes(r, "big")).to_bytes(32, "big")),
        (e[:31] + bytes([e[31] ^ 1]), r + s),
    ):
        for key in keys:
            if finish(engine.verify(key, given, signature)) != good:
                raise RuntimeError(engine.name + (": refuses a good signature" if good else ": takes a bad signature"))
        good = False
