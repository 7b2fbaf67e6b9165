"""An issuer's program with a mistake in it, written apart from `sim.explain`: neither copies the other's ideas."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.code import layout
from sim.issuer.issuer import Pki
from sim.issuer.sm2_sign import (
    IDENTITY,
    encode_signature,
    message_digest,
    multiply_base,
    nonces,
    public_key,
    sign_digest,
    sign_with_digest,
)

NOW_S = 1_795_000_000  # 2026-11-18
NAMES = tuple(one.name for one in layout.FIELDS)
SPANS = {
    "ca": ("certificate_format", "issuer_key"),
    "issuer": ("record_header", "extension"),
    "ride": ("version", "generated_s"),
}
Pieces = dict[str, bytes]
Message = Callable[[Pieces, "Program"], bytes]
Digest = Callable[[bytes, bytes, bytes], bytes]


@dataclass
class Program:
    """One code in the making. `draw` chooses its values; the hooks are where a mistake is put.

    write: field -> what goes into the code in its place (signatures see it when `signed_as_written`). message:
    signature -> the bytes that are signed. digest: (public key X||Y, message, identity) -> e. encode: of r||s.
    order: fields in the code. after: changes to the whole code.
    """

    pki: Pki
    draw: random.Random
    values: Pieces = field(default_factory=dict)
    order: tuple[str, ...] = NAMES
    write: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    signed_as_written: bool = True
    message: dict[str, Message] = field(default_factory=dict)
    identity: dict[str, bytes] = field(default_factory=dict)
    digest: dict[str, Digest] = field(default_factory=dict)
    private: dict[str, int] = field(default_factory=dict)
    encode: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    after: Callable[[bytes], bytes] = bytes

    def __post_init__(self) -> None:
        draw, pki = self.draw, self.pki
        issuer = draw.choice(pki.issuers)
        user = pki.user(draw.randrange(2, 5000))
        self.keys = {"ca": pki.root(issuer.root_index).private, "issuer": issuer.private, "ride": user.private}
        n = draw.choice((0, 0, 11, 32, draw.randrange(33)))
        self.values = {
            "version": draw.choice((b"\x80", b"\x81")),
            "record_header": b"\x24", "service": b"\1\1\0\0", "ca_index": bytes([issuer.root_index]),
            "certificate_format": b"\x12", "issuer": bytes.fromhex(issuer.id), "cert_expiry": bytes.fromhex(
                f"{draw.randrange(1, 13):02d}{draw.randrange(28, 45):02d}"),
            "cert_serial": draw.randbytes(2) + b"\x01", "signature_algorithm": b"\4", "encryption_algorithm": b"\4",
            "key_parameter": b"\0", "key_length": b"\x21", "issuer_key": public_key(issuer.private),
            "issuer_data": draw.randbytes(16),
            "account": bytes.fromhex("310417" + f"{draw.randrange(10**13):013d}" + "f"),
            "card_issuer": bytes.fromhex(issuer.id),
            "platform": draw.choice((bytes(4), b"\0\0\0\1", draw.randbytes(4))),
            "account_type": bytes([draw.randrange(1, 9)]),
            "limit_fen": draw.choice((5000, 10000, 20000, 30000)).to_bytes(3, "big"),
            "user_key": public_key(user.private),
            "user_expiry_s": (NOW_S + draw.randrange(86400, 60 * 86400)).to_bytes(4, "big"),
            "validity_s": draw.choice((60, 120, 300, 600)).to_bytes(2, "big"),
            "extension": draw.randbytes(n),
            "generated_s": (NOW_S - draw.randrange(1, 50)).to_bytes(4, "big"),
        }  # fmt: skip

    def code(self) -> bytes:
        """The code as this program makes it."""
        v = self.values
        n = len(v["extension"])
        v.setdefault("data_length", (329 + n).to_bytes(2, "big"))
        v.setdefault("extension_bytes", bytes([n]))
        written: Pieces = {}
        signed: Pieces = {}
        for name in NAMES:
            which = {"ca_signature": "ca", "issuer_signature": "issuer", "ride_signature": "ride"}.get(name)
            if which:
                pair = self.sign(which, signed)
                shape = self.encode.get(which, (lambda pair: pair) if which == "ca" else (lambda pair: b"\x15" + pair))
                v[name] = shape(pair)
            written[name] = self.write[name](v[name]) if name in self.write else v[name]
            signed[name] = written[name] if self.signed_as_written else v[name]
        return self.after(b"".join(written[name] for name in self.order))

    def covered(self, which: str, pieces: Pieces) -> bytes:
        """The rule's message, of these pieces, in this program's order."""
        first, last = SPANS[which]
        names = [name for name in self.order if name in NAMES]
        wanted = NAMES[NAMES.index(first) : NAMES.index(last) + 1]
        return b"".join(pieces[name] for name in names if name in wanted and name in pieces)

    def sign(self, which: str, pieces: Pieces) -> bytes:
        """r||s of one signature, with whatever mistake was put into it."""
        message = self.message[which](pieces, self) if which in self.message else self.covered(which, pieces)
        private = self.private.get(which, self.keys[which])
        identity = self.identity.get(which, IDENTITY)
        xy = public_key(private, "xy")
        e = self.digest[which](xy, message, identity) if which in self.digest else message_digest(xy, message, identity)
        return sign_with_digest(private, e, self.draw.randbytes(8))


def ecdsa(private: int, e: bytes) -> bytes:
    """An ECDSA signature on the curve of SM2."""
    from terminal.sm2 import N

    for nonce in nonces(private, e, b"ecdsa"):
        point = multiply_base(nonce)
        assert point is not None
        r = point[0] % N
        return encode_signature(r, pow(nonce, -1, N) * (int.from_bytes(e, "big") + r * private) % N)
    raise AssertionError


__all__ = ["NAMES", "NOW_S", "Program", "ecdsa", "sign_digest"]
