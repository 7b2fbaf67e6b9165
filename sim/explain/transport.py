"""What libraries, files and screens do to the bytes of a code on their way, undone.

`bodies` gives every code that may be inside a payload, with the causes that led there; at most three wrappings deep.
What cannot be undone, because bytes were lost, is named by the traces it leaves (`losses`).

Length: a catalogue, a function for each family of encodings.
"""

import base64
import binascii
import gzip
import html
import quopri
import re
import unicodedata
import urllib.parse
import zlib
from collections.abc import Callable, Iterator

from sim.code import hex_dump, mask
from sim.explain.cause import Cause
from terminal.ridecode import LENGTH_MAX_BYTES, LENGTH_MIN_BYTES, measured

DEPTH_MAX = 3
TEXT_MAX_BYTES = 8192
BODIES_MAX = 400  # tried of one payload
_CHARSETS = (
    *("utf-8", "cp1252", "gb18030", "gbk", "big5", "shift_jis", "euc_kr", "cp437", "cp850", "latin-1", "iso8859-15"),
    *("iso8859-2", "iso8859-5", "cp1250", "cp1251", "koi8-r", "mac_roman", "cp037", "cp500", "cp1254", "iso8859-9"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# Base64 of a code whose letters were all turned; base32 and hexadecimal have other lengths.
_LOWER_BASE64 = re.compile(rb"(?=[0-9a-f]*[g-z])[a-z0-9+/_-]{443,486}={0,2}\s*")
_UPPER_BASE64 = re.compile(rb"(?=[0-9A-F]*[G-Z])[A-Z0-9+/_-]{443,486}={0,2}\s*")
# What programs print in the place of the bytes of an array.
_OBJECT = re.compile(
    rb"\[[BCI]@[0-9a-f]{1,8}|\[object [A-Za-z0-9]{1,24}\]|System\.(?:Byte\[\]|IO\.[A-Za-z]{1,24})"
    rb"|Array|undefined|null|None|nil|Resource id #\d{1,8}"
    rb"|<(?:memory|_io\.\w{1,24}|\w{1,24} object) at 0x[0-9a-fA-F]{1,16}>|<Buffer(?: [0-9a-f]{2}){1,50}[^>]*>"
)
_LITERAL = re.compile(r"(?:bytearray\()?[bur]{0,2}(['\"])(.*)\1\)?", re.DOTALL)
_ENTITIES = (
    *((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&#39;", b"'"), (b"&#x27;", b"'")),
    (b"&amp;", b"&"),  # last: what it gives is no entity again
)
_SLASHED = re.compile(rb"\\(.)", re.DOTALL)
_Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_RFC1924 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85_TO_85 = str.maketrans(_Z85, _RFC1924)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_RUN = re.compile(rb"[0-9A-Za-z+/_%.-]{300,}=*")
_HEX_RUN = re.compile(rb"(?:[0-9a-fA-F]{2}){300,}")
_JAVA_HEX = re.compile(r"(?:ffffff[89a-f][0-9a-f]|[0-9a-f]{1,2})", re.IGNORECASE)

Found = tuple[str, bytes, str]  # kind, what was inside, detail


def looks_like_code(data: bytes) -> bool:
    """Whether a code, perhaps a damaged one, begins here."""
    return (
        len(data) > 40
        and data[0] in (0x80, 0x81)
        and (data[3:5] == b"\x24\x01" or data[9:10] == b"\x12" or data[1] == 1)
        and score(data) >= 3
    )


def score(data: bytes) -> int:
    """How many marks of the structure stand where they should, 0 to 7."""
    return (
        (data[:1] in (b"\x80", b"\x81"))
        + (data[1:2] == b"\x01")
        + (data[3:4] == b"\x24")
        + (data[4:8] == b"\1\1\0\0")
        + (data[9:10] == b"\x12")
        + (data[19:23] == b"\4\4\0\x21")
        + (data[23:24] in (b"\2", b"\3"))
    )


def _placed(body: bytes) -> bool:
    """Whether so many marks stand in their places, the later ones too, that no other bytes lie between them."""
    return score(body) >= 6 and (body[158] in (2, 3) or body[197] == len(body) - LENGTH_MIN_BYTES)


def bodies(payload: bytes) -> list[tuple[tuple[Cause, ...], bytes]]:
    """The payload itself and what may be inside it, the shallower first; each body once."""
    out: list[tuple[tuple[Cause, ...], bytes]] = [((), payload)]
    seen = {payload}
    layer = list(out)
    for _ in range(DEPTH_MAX):
        deeper: list[tuple[tuple[Cause, ...], bytes]] = []
        for causes, data in layer:
            for kind, inside, detail in undone(data):
                if inside in seen or len(inside) < 32 or len(seen) > BODIES_MAX:
                    continue
                seen.add(inside)
                entry = ((*causes, Cause(kind, "payload", 0, len(data), detail=detail)), inside)
                out.append(entry)
                if not measured(inside):
                    deeper.append(entry)
        layer = [entry for entry in deeper if len(entry[1]) <= TEXT_MAX_BYTES]
        layer.sort(key=lambda entry: entry[0][-1].kind.startswith(("charset", "utf16", "utf32")))
        if any(measured(body) and score(body) >= 6 for _, body in out):
            break
    return out


def undone(data: bytes) -> Iterator[Found]:
    """Everything that may be inside these bytes, one wrapping removed."""
    if len(data) > TEXT_MAX_BYTES:
        return
    for step in _STEPS:
        try:
            yield from step(data)
        except (ValueError, RecursionError, OverflowError, binascii.Error, zlib.error, OSError, EOFError, LookupError):
            continue


def _text(data: bytes) -> str | None:
    marked = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = marked.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text


def _numerals(data: bytes) -> Iterator[Found]:
    """Texts of digits: hexadecimal, base64 and the other bases, lists, escapes."""
    text = _text(data)
    if text is None:
        return
    core = text.strip(" \t\r\n\"'\0,;")
    packed = re.sub(r"0x|\\x|[\s:,;_-]+", "", core, flags=re.IGNORECASE)
    if len(packed) > 8 and re.fullmatch(r"[0-9a-fA-F]+", packed):
        kind = "hex" if packed == text else "hex_separated"
        if len(packed) % 2 == 0:
            yield kind, bytes.fromhex(packed), ""
            yield "hex_reversed", bytes.fromhex(packed)[::-1], ""
            yield (
                "hex_nibbles_swapped",
                bytes.fromhex("".join(packed[at + 1] + packed[at] for at in range(0, len(packed), 2))),
                "",
            )
        else:
            yield "hex_digit_dropped", bytes.fromhex("0" + packed), ""
            yield "hex_digit_dropped", bytes.fromhex(packed[:-1]), ""
    if "ffffff" in core.lower() and re.fullmatch(r"[0-9a-fA-F]+", core):
        yield "java_hex_sign_extended", bytes(int(one[-2:], 16) for one in _JAVA_HEX.findall(core)), ""
    parts = [one for one in re.split(r"[\s,;:|]+", core) if one]
    narrow = any(len(one) == 1 for one in parts)  # else they were joined above
    if narrow and len(parts) > 40 and all(re.fullmatch(r"[0-9a-fA-F]{1,2}", one) for one in parts):
        yield "hex_unpadded", bytes(int(one, 16) for one in parts), ""
    if len(parts) > 40 and all(re.fullmatch(r"[01]{1,8}", one) for one in parts):
        yield "binary_digits", bytes(int(one, 2) for one in parts), ""
    if len(core) % 8 == 0 and re.fullmatch(r"[01]{400,}", core):
        yield "binary_digits", int(core, 2).to_bytes(len(core) // 8, "big"), ""
    if len(core) % 3 == 0 and re.fullmatch(r"[0-9]{300,}", core):
        values = [int(core[at : at + 3]) for at in range(0, len(core), 3)]
        if max(values) < 256:
            yield "decimal_triplets", bytes(values), ""
        octal = [
            int(core[at : at + 3], 8) if set(core[at : at + 3]) <= set("01234567") else 999
            for at in range(0, len(core), 3)
        ]
        if max(octal) < 256:
            yield "octal_triplets", bytes(octal), ""
    if re.fullmatch(r"[0-9]{700,1100}", core):
        number = int(core)
        yield "decimal_number", number.to_bytes((number.bit_length() + 7) // 8, "big"), ""
    listed = hex_dump.listed(core)
    if len(listed) > 40:
        yield ("signed_bytes" if re.search(r"-\d", core) else "list_of_numbers"), listed, ""


def _dumped(data: bytes) -> Iterator[Found]:
    """A dump with an offset before each row."""
    text = _text(data)
    for inside in hex_dump.dumped(text) if text and "\n" in text else ():
        yield "hex_separated", inside, ""


def _lookalikes(data: bytes) -> Iterator[Found]:
    """ASCII text with full-width, zero-width or other blank characters in it."""
    if data.isascii():
        return
    text = data.decode("utf-8")
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    if plain.isascii():
        yield "other_characters", plain.encode(), ""


def _objects(data: bytes) -> Iterator[Found]:
    core = _core(data)
    if len(core) > 10 and core[0] in '[{"':
        yield from _json(core)


def _json(core: str) -> Iterator[Found]:
    import json

    stack = [json.loads(core)]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if set(one) == {str(at) for at in range(len(one))} and all(isinstance(each, int) for each in one.values()):
                yield "json", bytes(one[str(at)] & 0xFF for at in range(len(one))), ""
            stack.extend(one.values())
        elif (
            isinstance(one, list) and len(one) > 40 and all(isinstance(each, int) and -129 < each < 256 for each in one)
        ):
            yield ("signed_bytes" if min(one) < 0 else "list_of_numbers"), bytes(each & 0xFF for each in one), ""
        elif isinstance(one, list):
            stack.extend(one)
        elif isinstance(one, str) and len(one) > 40:
            yield "json", one.encode("latin-1", "ignore"), ""


def _base64(data: bytes) -> Iterator[Found]:
    core = _core(data)
    body = re.sub(r"-----[^\n]*-----", "", core)
    body = re.sub(r"^data:[^,]*,", "", body)
    joined = re.sub(r"\s+", "", body)
    if re.fullmatch(r"[A-Za-z0-9+/_-]+=*", joined):
        whole = joined.rstrip("=")
        right = -len(whole) % 4
        padded = len(joined) - len(whole)
        turned = whole.replace("-", "+").replace("_", "/")
        if right < 3:
            kind = "base64_wrapped" if joined != body else "base64url" if turned != whole else "base64"
            yield kind if padded in (0, right) else "base64_padding", base64.b64decode(turned + "=" * right), ""
        else:
            yield "base64_cut", base64.b64decode(turned[:-1]), ""
    if " " in body.strip() and re.fullmatch(r"[A-Za-z0-9+/ ]+=*", body.strip()):
        whole = body.strip().replace(" ", "+").rstrip("=")
        yield "base64_plus_lost", base64.b64decode(whole + "=" * (-len(whole) % 4)), ""


def _base32(data: bytes) -> Iterator[Found]:
    joined = re.sub(r"\s+", "", _core(data)).upper().rstrip("=")
    padded = joined + "=" * (-len(joined) % 8)
    if re.fullmatch(r"[A-Z2-7]+", joined):
        yield "base32", base64.b32decode(padded), ""
    if re.fullmatch(r"[0-9A-V]+", joined):
        yield "base32hex", base64.b32hexdecode(padded), ""


def _base58(data: bytes) -> Iterator[Found]:
    joined = _core(data)
    if joined and all(one in _BASE58 for one in joined):
        number = 0
        for one in joined:
            number = number * 58 + _BASE58.index(one)
        yield "base58", number.to_bytes((number.bit_length() + 7) // 8, "big"), ""


def _base45(data: bytes) -> Iterator[Found]:
    core = _core(data)
    if core and all(one in _BASE45 for one in core):
        out = bytearray()
        for at in range(0, len(core), 3):
            values = [_BASE45.index(one) for one in core[at : at + 3]]
            number = sum(value * 45**power for power, value in enumerate(values))
            out += number.to_bytes(2 if len(values) == 3 else 1, "big")
        yield "base45", bytes(out), ""


def _ascii85(data: bytes) -> Iterator[Found]:
    joined = re.sub(r"\s+", "", _core(data))
    if len(joined) > 60:
        yield "base85", base64.a85decode(joined, adobe=joined.startswith("<~")), ""


def _base85(data: bytes) -> Iterator[Found]:
    joined = _core(data)
    if len(joined) > 60:
        yield "base85", base64.b85decode(joined), ""


def _z85(data: bytes) -> Iterator[Found]:
    joined = _core(data)
    if len(joined) > 60 and len(joined) % 5 == 0 and all(one in _Z85 for one in joined):
        yield "base85", base64.b85decode(joined.translate(_Z85_TO_85)), ""


def _quoted(data: bytes) -> Iterator[Found]:
    core = _core(data)
    if "%" in core:
        yield "percent_encoded", urllib.parse.unquote_to_bytes(core), ""
        yield "percent_encoded", urllib.parse.unquote_to_bytes(core.replace("+", " ")), ""
    if "=" in core:
        yield "quoted_printable", quopri.decodestring(core.encode()), ""
    if "&#" in core:
        yield "html_entities", html.unescape(core).encode("latin-1"), ""


def _html(data: bytes) -> Iterator[Found]:
    """The five characters that programs escape in HTML, in text of any charset."""
    if b"&" not in data:
        return
    inside = data
    for entity, byte in _ENTITIES:
        inside = inside.replace(entity, byte)
    if inside != data:
        yield "html_entities", inside, ""


def _escaped(data: bytes) -> Iterator[Found]:
    core = _core(data)
    literal = _LITERAL.fullmatch((_text(data) or "").strip())
    if literal:
        core = literal[2]
    if "\\" in core:
        yield "escaped", core.encode("latin-1").decode("unicode_escape").encode("latin-1"), ""


def _uuencoded(data: bytes) -> Iterator[Found]:
    core = _core(data)
    if "begin " in core and "end" in core:
        rows = core.splitlines()[1:]
        yield "uuencoded", b"".join(binascii.a2b_uu(row) for row in rows if row and row != "end"), ""


def _core(data: bytes) -> str:
    """The text of ASCII bytes without what surrounds it; "" of other bytes."""
    text = _text(data)
    return "" if text is None else text.strip(" \t\r\n\"'\0,;")


def _charsets(data: bytes) -> Iterator[Found]:
    """Bytes that went through text: read in one charset, written in another."""
    if data[:1] in (b"\x80", b"\x81") and len(data) < 400 and score(data) > 5:
        return
    if b"\xc0\x80" in data:
        yield "modified_utf8", data.replace(b"\xc0\x80", b"\0").decode("utf-8").encode("latin-1"), ""
    for written in ("utf-8-sig", *_WIDE, "utf-16", "utf-32", "gb18030"):
        try:
            text = data.decode(written)
        except UnicodeDecodeError:
            continue
        if written.startswith("utf-8") and data.isascii():
            continue
        for read in _CHARSETS:
            if written == "gb18030" and read != "latin-1":
                continue
            inside = _as_read(text, read)
            if inside is not None and len(inside) > 32 and inside != data:
                kind = {"latin-1": "utf8", "utf-8": "byte_order_mark"}.get(read, f"charset_{read.replace('-', '_')}")
                if written == "gb18030":
                    kind = f"charset_{written}"
                elif not written.startswith("utf-8"):
                    kind = "utf16" if "16" in written else "utf32"
                yield kind, inside, f"{read} > {written}"
    if data[1::2].strip(b"\0") == b"" and len(data) > 80:
        yield "utf16", data[0::2], ""
    if data[0::2].strip(b"\0") == b"" and len(data) > 80:
        yield "utf16", data[1::2], ""


def _as_read(text: str, charset: str) -> bytes | None:
    """The bytes that a charset reads as this text; C1 controls stand for bytes that it leaves undefined."""
    if charset == "latin-1":
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            return None
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        pass
    out = bytearray()
    for one in text:
        try:
            out += one.encode(charset)
        except UnicodeEncodeError:
            if ord(one) > 0xFF:
                return None
            out.append(ord(one))
    return bytes(out)


def _frames(data: bytes) -> Iterator[Found]:
    """A code with something before it, behind it, or all around; and one that was cut in front."""
    for start in range(min(len(data), 700)):
        if data[start] not in (0x80, 0x81) or start + 10 > len(data):
            continue
        length = (data[start + 1] << 8 | data[start + 2]) + 3
        end = start + length
        if LENGTH_MIN_BYTES <= length <= LENGTH_MAX_BYTES and end <= len(data) and _placed(data[start:end]):
            before, behind = data[:start], data[end:]
            if before or behind:
                yield _framing(before, behind), data[start:end], _framed(before, behind)
        elif start and data[start + 3] == 0x24 and score(data[start:]) >= 5:
            yield "prefix", data[start:], _framed(data[:start], b"")
    for width in (1, 2, 4):
        for order in ("big", "little"):
            if int.from_bytes(data[:width], order) == len(data) - width:
                yield "length_prefix", data[width:], data[:width].hex()
    for run in _RUN.findall(data):
        if run != data:
            yield "inside_text", run, ""
    for run in _HEX_RUN.findall(data):
        if run != data:
            yield "inside_text", run, ""
    tail = data.rstrip(b"\r\n\t \0\x03\x04")
    if tail != data:
        yield "suffix", tail, _framed(b"", data[len(tail) :])
    for lead, kind in ((b"", "lead_missing"), (data[:1], "type_missing"), (data[:2], "type_missing")):
        front = 3 - len(lead) if kind == "type_missing" else 0
        if kind == "lead_missing" and data[:1] == b"\x24" and data[6:7] == b"\x12":
            n = data[194] if len(data) > 194 else 0
            for version in (b"\x81", b"\x80"):
                yield kind, version + (329 + n).to_bytes(2, "big") + data, ""
        if kind == "type_missing" and front == 1 and data[2:3] == b"\x24" and data[8:9] == b"\x12":
            for version in (b"\x81", b"\x80"):
                yield kind, version + data, ""
    half = len(data) // 2
    if len(data) % 2 == 0 and data[:half] == data[half:]:
        yield "twice", data[:half], ""


def _framing(before: bytes, behind: bytes) -> str:
    if behind and not before and not behind.strip(b"\0"):
        return "zero_padding"
    if before and not behind and int.from_bytes(before, "big") in range(300, 400):
        return "length_prefix"
    return "prefix_and_suffix" if before and behind else "prefix" if before else "suffix"


def _framed(before: bytes, behind: bytes) -> str:
    return " … ".join(f"{mask.line(one[:12].hex())}{'…' if len(one) > 12 else ''}" for one in (before, behind) if one)


def _escapes(data: bytes) -> Iterator[Found]:
    """Line ends and escape bytes that were changed in the middle of the bytes."""
    wanted = _declared(data)
    if wanted is None:
        return
    pairs: tuple[tuple[bytes, bytes, str], ...] = (
        (b"\r\n", b"\n", "lf_to_crlf"), (b"\r\n", b"\r", "cr_to_crlf"), (b"\r\r\n", b"\r\n", "lf_to_crlf"),
    )  # fmt: skip
    for seen, meant, kind in pairs:
        if seen in data:
            yield kind, data.replace(seen, meant), ""
    for byte in range(256):
        one = bytes([byte])
        if one * 2 in data:
            kind = "backslash_doubled" if byte == 0x5C else "byte_doubled"
            yield kind, data.replace(one * 2, one), one.hex()
    if b"\\0" in data:  # as addslashes of PHP
        yield "escape_byte", _SLASHED.sub(lambda one: one[1].replace(b"0", b"\0"), data), "5c"
    for mark in (0x5C, 0x10, 0x7D, 0x1B, 0xDB):
        stuffed = bytes([mark])
        if stuffed not in data:
            continue
        for change, name in ((0, "escape_byte"), (0x20, "hdlc_stuffing")):
            out = bytearray()
            at = 0
            while at < len(data):
                if data[at] == mark and at + 1 < len(data):
                    at += 1
                    out.append(data[at] ^ change)
                else:
                    out.append(data[at])
                at += 1
            yield name, bytes(out), stuffed.hex()
    yield "slip_stuffing", data.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb"), ""
    if len(data) > wanted:
        yield "zero_byte_doubled", data.replace(b"\0\0", b"\0"), ""


def _declared(data: bytes) -> int | None:
    return (data[1] << 8 | data[2]) + 3 if data[:1] in (b"\x80", b"\x81") and len(data) > 3 else None


def _whole(data: bytes) -> Iterator[Found]:
    """The same change made to every byte, or to their order."""
    if data[:1] in (b"\x80", b"\x81") and data[3:4] == b"\x24":
        return
    yield "reversed", data[::-1], ""
    yield "bits_reversed", data.translate(_MIRROR), ""
    yield "nibbles_swapped", data.translate(_NIBBLES), ""
    if len(data) > 10 and data[0] ^ data[9] in (0x81 ^ 0x12, 0x80 ^ 0x12):
        mask = data[9] ^ 0x12
        if mask:
            yield ("inverted" if mask == 0xFF else "xor_mask"), bytes(byte ^ mask for byte in data), f"{mask:02x}"
    for shift in (data[0] - 0x81, data[0] - 0x80):
        if shift % 256 and len(data) > 10 and (data[9] - shift) % 256 == 0x12:
            yield "added", bytes((byte - shift) % 256 for byte in data), f"{shift % 256:02x}"
    for bits in range(1, 8):
        number = int.from_bytes(data, "big")
        size = len(data)
        yield "bits_shifted", (number >> bits).to_bytes(size, "big")[:size], str(-bits)
        yield "bits_shifted", ((number << bits) % (1 << 8 * size)).to_bytes(size, "big"), str(bits)
    for word in (2, 4, 8):
        core = data + bytes(-len(data) % word)
        turned = bytearray(len(core))
        for at in range(word):
            turned[at::word] = core[word - 1 - at :: word]
        swapped = bytes(turned)
        yield "words_reversed", swapped[: len(data)], f"{8 * word} bits"
        if len(data) % word == 0:
            yield "words_reversed", swapped.rstrip(b"\0") if len(swapped) > 364 else swapped, f"{8 * word} bits"


_MIRROR = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_NIBBLES = bytes((byte << 4 | byte >> 4) & 0xFF for byte in range(256))


def _compressed(data: bytes) -> Iterator[Found]:
    if data[:2] == b"\x1f\x8b":
        yield "gzip", gzip.decompress(data)[:TEXT_MAX_BYTES], ""
    for kind, bits in (("zlib", 15), ("deflate", -15)):
        if (kind == "zlib" and data[:1] != b"\x78") or data[:1] in (b"\x80", b"\x81"):
            continue
        inside = zlib.decompressobj(bits).decompress(data, TEXT_MAX_BYTES)
        if looks_like_code(inside):
            yield kind, inside, ""


_STEPS: tuple[Callable[[bytes], Iterator[Found]], ...] = (
    _compressed, _objects, _dumped, _frames, _numerals, _base64, _base32, _base58, _base45, _ascii85, _base85, _z85,
    _quoted, _html, _escaped, _uuencoded, _lookalikes, _charsets, _escapes, _whole,
)  # fmt: skip


def losses(data: bytes) -> Iterator[tuple[str, str]]:
    """Traces of a change that lost bytes: (kind, detail). Each is improbable in a code that lost none."""
    named = _OBJECT.fullmatch(data.strip())
    if named:
        yield "object_name", data.strip()[:24].decode("ascii")
        return
    if _LOWER_BASE64.fullmatch(data) or _UPPER_BASE64.fullmatch(data):
        yield ("lower_case" if data.islower() else "upper_case"), "base64"
        return
    if data.count(b"\xef\xbf\xbd") >= 20:
        yield "utf8_replacement", f"{data.count(bytes.fromhex('efbfbd'))} x EF BF BD"
        return
    rest = data[3:]
    if len(data) > 60 and data.isascii():
        if data.count(b"?") >= 40:
            yield "question_marks", f"{data.count(b'?')} x 3F"
        elif data[:1] in (b"\1", b"\0") and data[9:10] == b"\x12":
            yield "seven_bits", ""
        elif b"\x01\x01\0\0" in data[:12] and len(data) < 260:
            yield "high_bytes_dropped", f"{len(data)} bytes"
    elif len(rest) > 200 and score(data) >= 4:
        high = sum(0x80 <= byte < 0xA0 for byte in rest)
        if not high:
            yield ("question_marks" if data.count(b"?") > 15 else "c1_bytes_lost"), "80..9f"
        elif not re.search(rb"[A-Z]", rest):
            yield "lower_case", ""
        elif not re.search(rb"[a-z]", rest):
            yield "upper_case", ""
        elif b"\0" not in rest:
            yield "zero_bytes_dropped", ""
    declared = _declared(data)
    stated = declared in range(LENGTH_MIN_BYTES, LENGTH_MAX_BYTES + 1)
    if 4 <= len(data) < 60 and stated and b"\0" not in data and data[3:4] == b"\x24":
        yield "cut_at_zero", f"{len(data)} bytes"
