"""Codes of the TEST families `paper` and `relative`, signed by a root key of a test industry (terminal/family/)."""

from collections.abc import Sequence
from struct import pack

from sim.issuer import sm2_sign
from terminal.family import paper, relative

IDENTITY = b"11010119900307700X"  # no ID number: its check digit is wrong
_TEST = 1


def paper_code(
    private: int, index: int, issued_s: int, identity: bytes = IDENTITY, salt: bytes = b"RIDEGATE"
) -> bytes:
    """A paper code for the holder of that ID card. private, index: the root key that signs; salt: 8 bytes."""
    holder = sm2_sign.sm3(paper.MAGIC, salt, identity)
    body = paper.MAGIC + bytes([_TEST, index]) + salt + holder + pack(">I", issued_s)
    return body + sm2_sign.sign(private, body)


def relative_code(
    private: int, index: int, generated_s: int, presenter: bytes, subjects: Sequence[bytes], validity_s: int = 1200
) -> bytes:
    """A code that one account presents for others. private, index: the root key that signs; accounts: 10 bytes each."""
    times = pack(">IHB", generated_s, validity_s, len(subjects))
    body = relative.MAGIC + bytes([_TEST, index]) + presenter + times + b"".join(subjects)
    return body + sm2_sign.sign(private, body)
