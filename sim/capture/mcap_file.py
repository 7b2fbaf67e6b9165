"""Reads MCAP records one after the other, from files that may be cut, damaged or written to do harm.

No index is needed or believed. Records are read where they stand, also inside a chunk that is not compressed, so that
of a file that ends early every complete message comes back.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

MAGIC = b"\x89MCAP0\r\n"
RECORD_MAX_BYTES = 128 * 1024 * 1024  # the largest trust list and the largest picture fit by far
CHUNK_MAX_BYTES = 64 * 1024 * 1024  # once unpacked
CHANNELS_MAX = 65_535
_HEADER, _FOOTER, _SCHEMA, _CHANNEL, _MESSAGE, _CHUNK = 1, 2, 3, 4, 5, 6
_ATTACHMENT, _METADATA, _DATA_END = 9, 12, 15
_START_BYTES = 9


@dataclass(frozen=True, slots=True)
class Message:
    """topic; at_ns: log time; data: as it was written."""

    topic: str
    at_ns: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the file."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Metadata:
    """Words about the file."""

    name: str
    words: dict[str, str]


@dataclass(slots=True)
class Ending:
    """How reading ended: `cut` is None for a file that ends as it must, else words that say where and why."""

    cut: str | None = None
    channels: dict[int, str] = field(default_factory=dict)


class _Cut(Exception):
    """What comes next cannot be read."""


def read(file: BinaryIO, ending: Ending) -> Iterator[Message | Attachment | Metadata]:
    """Everything in the file, in its order; `ending` says behind it how it ended. Raises OSError when reading fails,
    ValueError when it is no MCAP file at all."""
    head = file.read(len(MAGIC))
    if head != MAGIC:
        raise ValueError("it does not begin as an MCAP file does")
    try:
        yield from _records(file, ending, True)
    except _Cut as why:
        ending.cut = str(why)


def _records(file: BinaryIO, ending: Ending, outermost: bool) -> Iterator[Message | Attachment | Metadata]:
    chunk_end, chunk_crc, crc = -1, 0, 0  # of a chunk that is read where it stands
    at = len(MAGIC) if outermost else 0
    while True:
        if at == chunk_end:
            if chunk_crc and crc != chunk_crc:
                raise _Cut(f"the chunk before byte {at} is damaged")
            chunk_end = -1
        start = file.read(_START_BYTES)
        if len(start) < _START_BYTES:
            if outermost or start:
                raise _Cut(f"it is cut off at byte {at + len(start)}")
            return
        kind, length = start[0], int.from_bytes(start[1:], "little")
        if 0 <= chunk_end < at + _START_BYTES + length:
            raise _Cut(f"the record at byte {at} is damaged")
        if kind == _CHUNK and chunk_end < 0 and outermost:
            opened = _chunk(file, at, length)
            if isinstance(opened, bytes):
                yield from _records(BytesIO(opened), ending, False)
                at += _START_BYTES + length
            else:
                at, chunk_end, chunk_crc = opened
                crc = 0
            continue
        if length > RECORD_MAX_BYTES:
            raise _Cut(f"the record at byte {at} claims {length} bytes")
        body = _exactly(file, length, at)
        if chunk_end >= 0:
            crc = zlib.crc32(body, zlib.crc32(start, crc))
        if kind in (_DATA_END, _FOOTER):
            return
        found = _record(kind, body, at, ending)
        if found is not None:
            yield found
        at += _START_BYTES + length


def _exactly(file: BinaryIO, length: int, at: int) -> bytes:
    body = file.read(length)
    if len(body) < length:
        raise _Cut(f"it is cut off inside the record at byte {at}")
    return body


def _record(kind: int, body: bytes, at: int, ending: Ending) -> Message | Attachment | Metadata | None:
    try:
        if kind == _MESSAGE:
            number, _, at_ns, _ = struct.unpack_from("<HIQQ", body)
            topic = ending.channels.get(number)
            if topic is None:
                raise _Cut(f"the message at byte {at} is on a channel that nobody named")
            return Message(topic, at_ns, body[22:])
        if kind == _CHANNEL:
            number, _ = struct.unpack_from("<HH", body)
            ending.channels[number] = _text(body, 4)[0]
        elif kind == _ATTACHMENT:
            name, at_name = _text(body, 16)
            _, at_data = _text(body, at_name)
            (length,) = struct.unpack_from("<Q", body, at_data)
            data = body[at_data + 8 : at_data + 8 + length]
            if len(data) == length:
                return Attachment(name, data)
            raise _Cut(f"the attachment at byte {at} is damaged")
        elif kind == _METADATA:
            name, at_words = _text(body, 0)
            return Metadata(name, _words(body, at_words))
    except (struct.error, UnicodeDecodeError):
        raise _Cut(f"the record at byte {at} is damaged") from None
    return None


def _chunk(file: BinaryIO, at: int, length: int) -> bytes | tuple[int, int, int]:
    """The records of a compressed chunk, or of another (where they begin, where they end, their CRC)."""
    head = _exactly(file, 32, at)
    _, _, size, crc, named = struct.unpack("<QQQII", head)
    if named > 16 or length < 32 + named + 8:
        raise _Cut(f"the chunk at byte {at} is damaged")
    compression = _exactly(file, named, at)
    (packed,) = struct.unpack("<Q", _exactly(file, 8, at))
    if packed != length - 40 - named or size > CHUNK_MAX_BYTES or packed > CHUNK_MAX_BYTES:
        raise _Cut(f"the chunk at byte {at} is damaged, or larger than any that is written here")
    begin = at + _START_BYTES + 40 + named
    if not compression:
        return begin, begin + packed, crc
    data = _unpacked(compression, _exactly(file, packed, at), size, at)
    if len(data) != size or (crc and zlib.crc32(data) != crc):
        raise _Cut(f"the chunk at byte {at} is damaged")
    return data


def _unpacked(compression: bytes, data: bytes, size: int, at: int) -> bytes:
    """At most one byte more than `size`, whatever the data claims."""
    try:
        if compression == b"zstd":
            import zstandard

            return zstandard.ZstdDecompressor().stream_reader(BytesIO(data)).read(size + 1)
        if compression == b"lz4":
            import lz4.frame  # type: ignore[import-untyped]

            return bytes(lz4.frame.LZ4FrameDecompressor().decompress(data, max_length=size + 1))
    except Exception:  # each of these packages has its own
        raise _Cut(f"the chunk at byte {at} cannot be unpacked") from None
    raise _Cut(f"the chunk at byte {at} is packed in a way that nobody here knows")


def _text(body: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + length
    if end > len(body):
        raise struct.error
    return body[at + 4 : end].decode(), end


def _words(body: bytes, at: int) -> dict[str, str]:
    (length,) = struct.unpack_from("<I", body, at)
    at += 4
    end = at + length
    out = {}
    while at < end:
        key, at = _text(body, at)
        out[key], at = _text(body, at)
    return out
