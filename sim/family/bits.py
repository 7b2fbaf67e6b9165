"""Reads unaligned PER (ITU-T X.691), as far as the DOSIPAS header needs it, and says at which bit each value stands.

Only the one canonical spelling of a value is taken. What is not that, or ends early, raises Malformed.
"""

_CHARACTER_BITS = 7  # of an IA5String
IDENTIFIER_MAX_BYTES = 1024  # as long as a whole code may be; Python does not print numbers of twice as many bytes


class Malformed(Exception):
    """Bytes that are no encoding of what should stand there. bit: where."""

    def __init__(self, bit: int) -> None:
        super().__init__(bit)
        self.bit = bit


class Bits:
    """A cursor over bytes, bit by bit from the highest of the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._value = int.from_bytes(data, "big")
        self._end = 8 * len(data)
        self.at = 0

    def take(self, count: int) -> int:
        """The next bits as a number."""
        if self.at + count > self._end:
            raise Malformed(self.at)
        self.at += count
        return self._value >> (self._end - self.at) & ((1 << count) - 1)

    def flags(self, count: int) -> list[bool]:
        """So many single bits, such as those that say which optional fields are there."""
        return [bool(self.take(1)) for _ in range(count)]

    def whole(self, low: int, high: int) -> int:
        """A constrained INTEGER."""
        at = self.at
        value = low + self.take((high - low).bit_length())
        if value > high:
            raise Malformed(at)
        return value

    def length(self) -> int:
        """A length determinant below 16,384, in its shortest form."""
        at = self.at
        if not self.take(1):
            return self.take(7)
        if self.take(1):
            raise Malformed(at)  # fragments: nothing in a barcode is that long
        value = self.take(14)
        if value < 128:
            raise Malformed(at)
        return value

    def octets(self) -> bytes:
        """An OCTET STRING."""
        count = self.length()
        return self.take(8 * count).to_bytes(count, "big")

    def text(self) -> str:
        """An IA5String."""
        return "".join(chr(self.take(_CHARACTER_BITS)) for _ in range(self.length()))

    def identifier(self) -> str:
        """An OBJECT IDENTIFIER in dots."""
        at = self.at
        data = self.octets()
        if len(data) > IDENTIFIER_MAX_BYTES:
            raise Malformed(at)
        arcs: list[int] = []
        value = 0
        fresh = True
        for byte in data:
            if fresh and byte == 0x80:
                raise Malformed(at)
            value = value << 7 | byte & 0x7F
            fresh = byte < 0x80
            if fresh:
                arcs.append(value)
                value = 0
        if not data or not fresh:
            raise Malformed(at)
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))

    def span(self, start: int, end: int) -> bytes:
        """The bits from start to end as bytes of their own, filled up with zeros: what a signature of them covers."""
        count = end - start
        width = -(-count // 8)
        value = self._value >> (self._end - end) & ((1 << count) - 1)
        return (value << (8 * width - count)).to_bytes(width, "big")

    def finish(self) -> None:
        """Nothing may follow but the zero bits that fill the last byte."""
        left = self._end - self.at
        if left > 7 or self.take(left):
            raise Malformed(self.at)


class Packer:
    """Writes the same encoding."""

    def __init__(self) -> None:
        self._value = 0
        self.at = 0

    def put(self, value: int, count: int) -> None:
        """Bits of a number."""
        self._value = self._value << count | value
        self.at += count

    def whole(self, value: int, low: int, high: int) -> None:
        """A constrained INTEGER."""
        self.put(value - low, (high - low).bit_length())

    def length(self, value: int) -> None:
        """A length determinant."""
        if value < 128:
            self.put(value, 8)
        else:
            self.put(0x8000 | value, 16)

    def octets(self, data: bytes) -> None:
        """An OCTET STRING."""
        self.length(len(data))
        self.put(int.from_bytes(data, "big"), 8 * len(data))

    def text(self, text: str) -> None:
        """An IA5String."""
        self.length(len(text))
        for character in text:
            self.put(ord(character), _CHARACTER_BITS)

    def identifier(self, dotted: str) -> None:
        """An OBJECT IDENTIFIER in dots."""
        first, second, *rest = map(int, dotted.split("."))
        out = b""
        for arc in (40 * first + second, *rest):
            octets = [arc & 0x7F]
            while arc := arc >> 7:
                octets.append(arc & 0x7F | 0x80)
            out += bytes(reversed(octets))
        self.octets(out)

    def encoded(self) -> tuple[int, int]:
        """(the bits as a number, how many): to be put into another Packer."""
        return self._value, self.at

    def whole_bytes(self) -> bytes:
        """Everything, filled up with zero bits."""
        width = -(-self.at // 8)
        return (self._value << (8 * width - self.at)).to_bytes(width, "big")
