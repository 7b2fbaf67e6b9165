"""Checks that a scanner module hands over the bytes that a symbol holds, and if not, names what it does to them.

A ride code is 332 to 364 arbitrary bytes; a module that takes them for text ruins them. The test shows known
symbols in QR byte mode and compares. `SYMBOL` holds every value once, in order. Modules that guess an encoding
may leave that one alone and still change codes that happen to look like text, so `SYMBOLS` adds two lures.
"""

from binascii import hexlify

from terminal.port import const

SYMBOL = bytes(range(256))
SYMBOLS = (
    SYMBOL,
    b"\x8d\x87\x8a\x69\x93\xfa\x96\x7b" * 8,  # Japanese text in Shift-JIS, Chinese in GBK
    b"\xe5\x90\x88\xe6\xa0\xbc\xc3\xa9\xe4\xb9\x98" * 6,  # text in UTF-8
)

_SHOWN_MAX = const(8)  # altered bytes that are spelled out
_LINE_ENDS = (
    (b"\r\n", b"\n"),
    (b"\r\n", b"\r"),
    (b"\r", b"\n"),
    (b"\n", b"\r"),
    (b"\r", b"\r\n"),
    (b"\n", b"\r\n"),
    (b"\r", b""),
    (b"\n", b""),
    (b"\r\n", b""),
)


def compare(arrived: bytes, shown: bytes = SYMBOL) -> tuple[tuple[str, str], ...]:
    """The changes to the payload of a symbol, as (kind, detail); () for none.

    Kinds: "prefix", "suffix", "line_end" (added behind), "utf8" (each byte from 0x80 became two), "hex",
    "seven_bits", "line_ends" (changed inside), "dropped", "recoded" (characters with bytes from 0x80 became others),
    "altered" (anything else). What was added around an otherwise whole payload is reported as such.
    Trap: that these symbols pass does not prove that every other one does; a module's registers are read as well.
    """
    at = arrived.find(shown)
    if at >= 0:
        return _around(arrived[:at], arrived[at + len(shown) :])
    whole = _whole(arrived, shown)
    if whole:
        return (whole,)
    for end in (b"\r\n", b"\r", b"\n", b"\t"):
        if arrived.endswith(end):
            whole = _whole(arrived[: -len(end)], shown)
            if whole:
                return (whole, ("line_end", _hex(end) + " behind it"))
    if len(arrived) == len(shown):
        return (_altered(arrived, shown),)
    lost = _lost(arrived, shown)
    if lost:
        listed = _hex(bytes([shown[at] for at in lost[:_SHOWN_MAX]]))
        return (("dropped", f"{len(lost)} of {len(shown)} bytes lost, among them {listed}"),)
    first = 0
    while first < len(arrived) and first < len(shown) and arrived[first] == shown[first]:
        first += 1
    kind = "recoded" if first < len(shown) and shown[first] >= 0x80 else "altered"
    return ((kind, f"{len(shown)} bytes arrive as {len(arrived)}, unlike from byte {first} on"),)


def _around(before: bytes, behind: bytes) -> tuple[tuple[str, str], ...]:
    found = []
    if before:
        found.append(("prefix", _hex(before) + " in front of it"))
    if behind:
        kind = "suffix" if behind.strip(b"\r\n\t") else "line_end"
        found.append((kind, _hex(behind) + " behind it"))
    return tuple(found)


def _whole(arrived: bytes, shown: bytes) -> tuple[str, str] | None:
    """One change that explains every byte."""
    if arrived == _utf8(shown):
        return ("utf8", "each byte from 80 arrives as two")
    if arrived == bytes([byte & 0x7F for byte in shown]):
        return ("seven_bits", "the highest bit of each byte is lost")
    if arrived.lower() == hexlify(shown):
        return ("hex", "each byte arrives as two hexadecimal digits")
    for old, new in _LINE_ENDS:
        if old in shown and arrived == shown.replace(old, new):
            return ("line_ends", f"{_hex(old)} inside arrives as {_hex(new) or 'nothing'}")
    return None


def _utf8(data: bytes) -> bytes:
    """Each byte as the UTF-8 of the code point of that number."""
    out = bytearray()
    for byte in data:
        if byte < 0x80:
            out.append(byte)
        else:
            out.append(0xC0 | byte >> 6)
            out.append(0x80 | byte & 0x3F)
    return bytes(out)


def _altered(arrived: bytes, shown: bytes) -> tuple[str, str]:
    changes: list[str] = []
    high = True
    for at in range(len(shown)):
        if arrived[at] != shown[at]:
            high = high and (shown[at] >= 0x80 or (at > 0 and shown[at - 1] >= 0x80))
            if len(changes) < _SHOWN_MAX:
                changes.append(f"{shown[at]:02X}->{arrived[at]:02X}")
    return ("recoded" if high else "altered", ", ".join(changes))


def _lost(arrived: bytes, shown: bytes) -> list[int]:
    """The places of missing bytes when nothing else is wrong, else []."""
    lost = []
    taken = 0
    for at in range(len(shown)):
        if taken < len(arrived) and arrived[taken] == shown[at]:
            taken += 1
        else:
            lost.append(at)
    return lost if taken == len(arrived) > 0 else []


def _hex(data: bytes) -> str:
    return " ".join([f"{byte:02X}" for byte in data])
