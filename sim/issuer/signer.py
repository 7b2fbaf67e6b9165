"""Signers of trust lists, images and statements."""

from struct import pack
from typing import NamedTuple

from sim.issuer import sm2_sign
from sim.output.trouble import Trouble
from terminal import signed, sm2


class Signer(NamedTuple):
    """A private key of an operator. public_xy: X||Y, 64 bytes."""

    private: int
    public_xy: bytes
    test: bool

    def __repr__(self) -> str:
        """Without the private half."""
        return f"Signer(public_xy={self.public_xy.hex()}, test={self.test})"

    @property
    def key_id(self) -> bytes:
        """The 8 bytes by which a header names this key."""
        return signed.key_id(sm2_sign.sm3, sm2.Key(self.public_xy, []))

    def prefix(self, magic: bytes, format_: int, own: bytes = b"\0\0") -> bytes:
        """The first 20 bytes of what this key is to sign. own: 2 bytes."""
        return magic + pack(">BB", format_, self.test) + own + self.key_id

    def seal(self, body: bytes) -> bytes:
        """The body with its signature behind it: 64 bytes r||s, the same for the same body.

        Raises Trouble when what was computed does not hold: one faulty signature can give a key away, so none leaves.
        """
        signature = sm2_sign.sign(self.private, body)
        key = sm2.Key(self.public_xy, [])
        e = sm2.message_digest(sm2.REFERENCE, key, sm2.IDENTITY, body)
        if not sm2.finish(sm2.REFERENCE.verify(key, e, signature)):
            raise Trouble("a signature that was just made does not hold; distrust this machine's memory, and the key")
        return body + signature


class OpenSigner(Signer):
    """Seals an unsigned list, for the same process to open. Its private key is 1 and its nonce, too: such a signature
    protects nothing and costs one inversion. Only who compiled a list may take it for this list.
    """

    def __new__(cls) -> "OpenSigner":
        """It is always the same."""
        return super().__new__(cls, 1, sm2_sign.encode_point((sm2.GX, sm2.GY), "xy"), True)

    def seal(self, body: bytes) -> bytes:
        """The body with a signature behind it that holds under the generator of the curve."""
        r = (int.from_bytes(sm2_sign.message_digest(self.public_xy, body), "big") + sm2.GX) % sm2.N
        return body + sm2_sign.encode_signature(r, (1 - r) * pow(2, -1, sm2.N) % sm2.N)
