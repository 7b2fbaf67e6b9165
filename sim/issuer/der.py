"""As much DER as a private key in its envelope needs. What is read must be spelt in the one way DER allows.

Clause: ITU-T X.690 §8, §10.
"""

INTEGER = 0x02
BITS = 0x03
OCTETS = 0x04
NULL = 0x05
OID = 0x06
SEQUENCE = 0x30
CONTEXT_0 = 0xA0
CONTEXT_1 = 0xA1

_LENGTH_BYTES_MAX = 2
_NUMBER_BYTES_MAX = 8


class DerError(ValueError):
    """Bytes that are not the DER that was expected."""


def encode(tag: int, *parts: bytes) -> bytes:
    """One element around the concatenated parts."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of encoded elements."""
    return encode(SEQUENCE, *parts)


def octets(body: bytes) -> bytes:
    """OCTET STRING."""
    return encode(OCTETS, body)


def number(value: int) -> bytes:
    """INTEGER, 0 or more."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(text: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(word) for word in text.split("."))
    body = bytearray()
    for arc in (40 * first + second, *rest):
        group = [arc & 0x7F]
        while arc := arc >> 7:
            group.append(0x80 | arc & 0x7F)
        body += bytes(reversed(group))
    return encode(OID, bytes(body))


class Reader:
    """The elements of one body, one after another. Every method raises DerError."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def tag(self) -> int | None:
        """The tag of the next element; None at the end."""
        return self._body[self._at] if self._at < len(self._body) else None

    def take(self, tag: int) -> bytes:
        """The body of the next element, which must have this tag."""
        if self.tag() != tag:
            raise DerError(f"tag {tag:#04x} expected at byte {self._at}")
        begin = self._at + 2
        if begin > len(self._body):
            raise DerError("an element is cut off")
        length = self._body[begin - 1]
        if length >= 0x80:
            count = length & 0x7F
            spelt = self._body[begin : begin + count]
            length = int.from_bytes(spelt, "big")
            if not 1 <= count <= _LENGTH_BYTES_MAX or len(spelt) < count or not spelt[0] or length < 0x80:
                raise DerError("a length is not spelt as DER spells it")
            begin += count
        if begin + length > len(self._body):
            raise DerError("an element is cut off")
        self._at = begin + length
        return self._body[begin : self._at]

    def enter(self, tag: int = SEQUENCE) -> "Reader":
        """A reader of the body of the next element."""
        return Reader(self.take(tag))

    def number(self) -> int:
        """An INTEGER from 0 to 2^63 - 1."""
        body = self.take(INTEGER)
        spare = len(body) > 1 and not body[0] and body[1] < 0x80
        if not 1 <= len(body) <= _NUMBER_BYTES_MAX or body[0] >= 0x80 or spare:
            raise DerError("a number is negative, too large or not spelt as DER spells it")
        return int.from_bytes(body, "big")

    def exactly(self, element: bytes) -> None:
        """The next bytes are this encoded element."""
        if self._body[self._at : self._at + len(element)] != element:
            raise DerError(f"another element expected at byte {self._at}")
        self._at += len(element)

    def end(self) -> None:
        """Nothing is left."""
        if self._at != len(self._body):
            raise DerError(f"{len(self._body) - self._at} bytes too many")
