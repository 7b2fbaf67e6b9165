"""Reads bytes from text that programs print: hex dumps, and literals of programming languages."""

import re

_LINE = re.compile(r"([0-9a-fA-F]{4,16})(?::\s+|\s+|$)(.*)")
_BYTES = re.compile(r"(?:[0-9a-fA-F]{2})+")
_NOTES = re.compile(r"/\*.*?\*/|//[^\n]*|\([a-z_0-9 ]+\)", re.DOTALL | re.IGNORECASE)  # comments and casts
_LIST = re.compile(r"[\[{]([^\[\]{}]*)[\]}]")
_NUMBER = re.compile(r"(?:0x([0-9a-f]{1,2})|(-?\d{1,3}))u?8?", re.IGNORECASE)
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)


def dumped(text: str) -> tuple[bytes, ...]:
    """The bytes of a dump that states an offset in front of each line, as xxd, hexdump, od and Format-Hex print it.

    Two readings: in the order printed, and with the bytes of each pair turned round, because hexdump and od print
    words as the processor holds them. () for any other text, and where a line is missing.
    """
    rows = [found.groups() for found in (_LINE.fullmatch(line.strip()) for line in text.splitlines()) if found]
    for base in (16, 8):
        found = _joined(rows, base)
        if found:
            pairs = bytearray(found + b"\0" * (len(found) % 2))
            pairs[0::2], pairs[1::2] = pairs[1::2], pairs[0::2]
            return found, bytes(pairs)
    return ()


def _joined(rows: list[tuple[str, ...]], base: int) -> bytes:
    """The bytes of all rows; their offsets are numbers of this base. b"" where they are no whole dump."""
    try:
        offsets = [int(offset, base) for offset, _ in rows]
    except ValueError:
        return b""
    out = b""
    begun = offsets.index(0) if 0 in offsets else len(rows)
    for at in range(begun, len(rows)):
        length = offsets[at + 1] - offsets[at] if at + 1 < len(rows) else None
        row = _row(rows[at][1], length)
        if length is not None and len(row) != length:
            return b""
        out += row
    return out


def _row(text: str, length: int | None) -> bytes:
    """The bytes of a row behind its offset; the characters that most programs print beside them may look like more.
    length: how many they are, None in the last row.
    """
    if length is None and "|" not in text:
        text = re.split(r"\s{2,}", text)[0]
    words = []
    for word in text.split():
        if not _BYTES.fullmatch(word):
            break
        words.append(word)
    return bytes.fromhex("".join(words))[:length]


def listed(text: str) -> bytes:
    """The bytes of a list of numbers as C, Java, Python or JSON write it, or of a bare one; b"" of any other text."""
    core = _NOTES.sub(" ", text)
    inside = max(_LIST.findall(core), key=len, default=core)
    out = bytearray()
    for word in re.split(r"[\s,;]+", inside.strip(" \t\r\n,;")):
        number = _NUMBER.fullmatch(word)
        value = -999 if number is None else int(number[1], 16) if number[1] else int(number[2])
        if not -128 <= value <= 255:
            return b""
        out.append(value & 0xFF)
    return bytes(out)


def escaped(text: str) -> bytes:
    """The bytes of a string literal with escapes such as \\x81, in several pieces or in one; b"" of any other text."""
    pieces = [double or single for double, single in _STRING.findall(text)]
    inside = "".join(pieces) if pieces else text.strip()
    if "\\x" not in inside:
        return b""
    try:
        return inside.encode("latin-1").decode("unicode_escape").encode("latin-1")
    except UnicodeError:
        return b""
