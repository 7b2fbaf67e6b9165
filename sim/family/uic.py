"""Family `uic`: the static frame of rail tickets, `#UT` (UIC leaflet 918.3, IRS 90918-9), versions 01 and 02.

    0 #UT 3 | 3 version, 01 or 02 | 5 provider (RICS) 4 | 9 key id 5
    14 signature: 50 bytes of DER and zeros (01), 64 bytes r||s (02) | length 4, digits | data, zlib

The signature covers the compressed data. In it lie records, each: name 6, version 2, length 4 with these twelve.
Keys come from a file. Nothing is decompressed before its signature holds, and then at most INFLATED_MAX_BYTES.
"""

import zlib
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

from sim.family import signature
from sim.family.contract import Part, Reason, Words, reasons
from sim.family.keys import NO_KEY
from terminal.codes import INVALID, UNSUPPORTED, Code
from terminal.decide import Decision
from terminal.family.judging import FamilyPolicy, Found, refused

NAME = "uic"
WORDS = Words("铁路车票码 UIC #UT", "a rail ticket, UIC #UT")
TEST = False
ON_BOARDS = False
MAGIC = b"#UT"
INFLATED_MAX_BYTES = 65_536
RECORDS_MAX = 64
_SIGNATURE = 14
_SIGNATURE_BYTES = {b"01": 50, b"02": 64}
_RECORD_HEAD = 12

STEPS = (
    Words("类别", "family"),
    Words("结构", "structure"),
    Words("公钥", "key"),
    Words("签名", "signature"),
    Words("记录", "records"),
)
VALID, MALFORMED, KEY_UNKNOWN, BAD_SIGNATURE, CONTENT = range(640, 645)
RESULTS = (
    Code(VALID, "UIC_VALID", "车票签名有效", "Ticket signature holds", "families", "nobody", -1),
    Code(MALFORMED, "UIC_MALFORMED", *INVALID, "families", "code", 2),
    Code(KEY_UNKNOWN, "UIC_KEY_UNKNOWN", *UNSUPPORTED, "families", "list", 3),
    Code(BAD_SIGNATURE, "UIC_BAD_SIGNATURE", *INVALID, "families", "code", 4),
    Code(CONTENT, "UIC_CONTENT", *INVALID, "families", "code", 5),
)
REASONS = reasons(
    RESULTS,
    (
        Reason(
            "The provider's signature holds over the ticket. What the ticket allows is not judged here.",
            "Read its fields: `ridegate inspect`.",
            "发行方签名有效。车票内容的权利不在此判定。",
            "查看字段: `ridegate inspect`。",
        ),
        Reason(
            "It begins as a UIC ticket does, but its version, digits, signature field or length are not those of one.",
            "Look where it breaks with `ridegate inspect`; a scanner may have changed bytes.",
            "开头是 UIC 车票, 但版本、数字、签名域或长度不符。",
            "用 `ridegate inspect` 查看; 扫码器可能改动了字节。",
        ),
        NO_KEY,
        Reason(
            "The signature does not hold over the compressed data.",
            "Check the key, its hash, and that no byte was changed.",
            "签名与压缩数据不符。",
            "核对公钥、散列算法, 以及字节是否被改动。",
        ),
        Reason(
            "It is signed, but its data do not decompress to whole records (65,536 bytes at most).",
            "Ask the provider: this is how it was made.",
            "签名有效, 但数据不能解压为完整记录 (最多 65,536 字节)。",
            "请询问发行方: 生成时即如此。",
        ),
    ),
)


class Frame(NamedTuple):
    """A frame whose structure is right. signature: DER."""

    version: str
    provider: str
    key_id: str
    signature: bytes
    data_at: int
    data: bytes


def matches(payload: bytes) -> bool:
    """Whether the first bytes are this family's."""
    return payload[: len(MAGIC)] == MAGIC


def _digits(data: bytes, length: int) -> bool:
    return len(data) == length and data.isdigit()


def _printable(data: bytes, length: int) -> bool:
    return len(data) == length and data.isalnum()


def frame(payload: bytes) -> "Frame | int":
    """The frame of these bytes, or the offset that breaks it."""
    if not matches(payload):
        return 0
    size = _SIGNATURE_BYTES.get(payload[3:5])
    if size is None:
        return 3
    if not _printable(payload[5:9], 4):
        return 5
    if not _printable(payload[9:14], 5):
        return 9
    end = _SIGNATURE + size
    field = payload[_SIGNATURE:end]
    if len(field) != size:
        return _SIGNATURE
    if size == _SIGNATURE_BYTES[b"01"]:
        length = signature.der_length(field)
        if not length or any(field[length:]):
            return _SIGNATURE
        field = field[:length]
    stated = payload[end : end + 4]
    if not _digits(stated, 4) or int(stated) != len(payload) - end - 4:
        return end
    if size == _SIGNATURE_BYTES[b"02"]:
        field = signature.der(field)
    texts = [payload[a:b].decode("ascii") for a, b in ((3, 5), (5, 9), (9, 14))]
    return Frame(texts[0], texts[1], texts[2], field, end + 4, payload[end + 4 :])


def inflated(data: bytes) -> bytes | None:
    """What was compressed; None where it is no whole stream, has bytes behind it or more than INFLATED_MAX_BYTES."""
    stream = zlib.decompressobj()
    try:
        out = stream.decompress(data, INFLATED_MAX_BYTES + 1)
    except zlib.error:
        return None
    return out if stream.eof and not stream.unused_data and len(out) <= INFLATED_MAX_BYTES else None


def records(data: bytes) -> list[tuple[int, str, bytes]] | None:
    """(offset, name, whole record) of each; None where they do not fill the data."""
    found: list[tuple[int, str, bytes]] = []
    at = 0
    while at < len(data):
        head = data[at : at + _RECORD_HEAD]
        length = int(head[8:12]) if _digits(head[8:12], 4) else 0
        if length < _RECORD_HEAD or at + length > len(data) or len(found) == RECORDS_MAX or not head[:8].isascii():
            return None
        found.append((at, head[:6].decode("ascii").strip(), data[at : at + length]))
        at += length
    return found or None


def steps(
    payload: bytes, trust: Any, policy: FamilyPolicy, now_s: int | None
) -> Generator[int | None, None, Decision]:
    """Judge one ticket: 1 family, 2 structure, 3 key, 4 signature, 5 records. Its days are not judged: they are in
    texts that every railway writes in its own way.
    """
    yield 1
    found = frame(payload)
    if isinstance(found, int):
        return refused(NAME, MALFORMED, 2, min(found, len(payload)))
    yield 2
    key = policy.keys.find(NAME, found.provider, found.key_id) if policy.keys is not None else None
    if key is None:
        return refused(NAME, KEY_UNKNOWN, 3, 5)
    yield 3
    if not signature.holds(key.public, key.hash_name, found.signature, found.data):
        return refused(NAME, BAD_SIGNATURE, 4)
    yield 4
    data = inflated(found.data)
    known = None if data is None else records(data)
    if known is None:
        return refused(NAME, CONTENT, 5, found.data_at)
    yield 5
    heads = [whole[_RECORD_HEAD:] for _, name, whole in known if name == "U_HEAD"]
    subjects = tuple(head[4:24].strip() for head in heads)
    return Decision(VALID, None, Found(payload, subjects, None, None, None), (), NAME, -1, None)


_HEAD = (
    ("issuer", Words("发行方", "issuer"), 0, 4, False),
    ("ticket", Words("车票号", "ticket number"), 4, 20, True),
    ("issued", Words("签发时间 DDMMYYYYHHMM", "issued, DDMMYYYYHHMM"), 24, 12, False),
    ("flags", Words("标志", "flags"), 36, 1, False),
    ("language", Words("语言", "language"), 37, 2, False),
    ("language_2", Words("第二语言", "second language"), 39, 2, False),
)
_LAYOUT_HEAD = 8
_ELEMENT_HEAD = 13


def parts(payload: bytes) -> tuple[Part, ...]:
    """The fields of a code, or of what is left of one; then those of its records, where they decompress."""
    size = _SIGNATURE_BYTES.get(payload[3:5], 64)
    end = _SIGNATURE + size
    outer = (
        ("magic", Words("标识", "family"), 0, 3, True),
        ("version", Words("版本", "version"), 3, 2, True),
        ("provider", Words("签名方 RICS", "security provider (RICS)"), 5, 4, True),
        ("key_id", Words("密钥编号", "key id"), 9, 5, True),
        ("signature", Words("签名", "signature"), _SIGNATURE, size, False),
        ("data_length", Words("数据长度", "data length"), end, 4, True),
    )
    found = [Part(n, w, 8 * at, 8 * size, _text(payload[at : at + size]) if t else None) for n, w, at, size, t in outer]
    data = payload[end + 4 :]
    found.append(Part("data", Words("压缩数据", "compressed data"), 8 * (end + 4), 8 * len(data), None, True))
    content = inflated(data)
    for at, name, whole in (records(content) or ()) if content is not None else ():
        found += _record(at, name, whole)
    return tuple(found)


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _record(at: int, name: str, whole: bytes) -> Iterator[Part]:
    words = Words(f"记录 {name}", f"record {name}")
    yield Part(name, words, 8 * at, 8 * _RECORD_HEAD, _text(whole[:_RECORD_HEAD]), False, "inflated")
    body, start = whole[_RECORD_HEAD:], at + _RECORD_HEAD
    if name == "U_HEAD":
        for field, words, offset, length, secret in _HEAD:
            text = _text(body[offset : offset + length]).strip()
            yield Part(f"{name}.{field}", words, 8 * (start + offset), 8 * length, text, secret, "inflated")
    elif name == "U_TLAY":
        yield from _layout(name, body, start)
    else:
        words = Words("内容", "content")
        yield Part(f"{name}.data", words, 8 * start, 8 * len(body), None, True, "inflated")


def _layout(name: str, body: bytes, start: int) -> Iterator[Part]:
    """The texts of a layout, each with its line and column; it ends where the next is not whole."""
    words = Words("版式", "layout")
    yield Part(f"{name}.layout", words, 8 * start, 64, _text(body[:_LAYOUT_HEAD]), False, "inflated")
    at = _LAYOUT_HEAD
    while True:
        head = body[at : at + _ELEMENT_HEAD]
        if not _digits(head, _ELEMENT_HEAD):
            return
        length = int(head[9:13])
        text = body[at + _ELEMENT_HEAD : at + _ELEMENT_HEAD + length]
        if len(text) != length:
            return
        line, column = int(head[:2]), int(head[2:4])
        words = Words(f"第 {line} 行第 {column} 列", f"line {line}, column {column}")
        where = 8 * (start + at + _ELEMENT_HEAD)
        value = text.decode("utf-8", "replace")
        yield Part(f"{name}.{line}.{column}", words, where, 8 * length, value, True, "inflated")
        at += _ELEMENT_HEAD + length
