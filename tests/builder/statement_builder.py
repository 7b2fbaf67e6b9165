"""Operator's statements for tests, on both runtimes: written from the description of format 1, so that nothing of
boards/format/statement.py decides what its tests read. The operator's key is the test key "operator".

sign: signer.quick_sign unless a test says signer.sign; the engine signer.QUICK takes both."""

from struct import pack

from terminal import sm3
from tests.builder import signer

NONCE = bytes(range(1, 17))
TERMINAL = 7
PROVISIONING = 3


def build(
    time_s: int,
    nonce: bytes = NONCE,
    terminal: int = TERMINAL,
    provisioning: int = PROVISIONING,
    test: bool = True,
    key: str = "operator",
    magic: bytes = b"RGCLOCK1\x01",
    own: bytes = b"\0\0",
    sign: object = signer.quick_sign,
) -> bytes:
    """One statement, 112 bytes."""
    head = magic + bytes([test]) + own + sm3.digest(signer.public_xy(key))[:8]
    body = head + pack(">II", terminal, provisioning) + nonce + pack(">I", time_s)
    return body + sign(key, body)
