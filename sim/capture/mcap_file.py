"""Reads MCAP records one after the other, from files that may be cut, damaged or written to do harm.

No index is needed or used. Records are read where they are, also inside a chunk that is not compressed, so that
of a file that ends early every complete message comes back.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

MAGIC = b"\x89MCAP0\r\n"
RECORD_MAX_BYTES = 128 * 1024 * 1024  # the largest trust list and the largest picture fit by far
CHUNK_MAX_BYTES = 64 * 1024 * 1024  # once unpacked
# What all compressed chunks may unpack to, beside so many times their own bytes: recordings shrink to a fifth, and a
# small file that unpacks to gigabytes of empty records would take hours.
UNPACKED_MAX_BYTES = 16 * 1024 * 1024
UNPACKED_RATIO_MAX = 64
_FOOTER, _SCHEMA, _CHANNEL, _MESSAGE, _CHUNK = 2, 3, 4, 5, 6
_ATTACHMENT, _METADATA, _DATA_END = 9, 12, 15
_KNOWN = range(1, 16)
_START_BYTES = 9


@dataclass(frozen=True, slots=True)
class Message:
    """topic; at_ns: log time; data: as it was written; sequence: its number in the recording, 0 where it has none."""

    topic: str
    at_ns: int
    data: bytes
    sequence: int = field(default=0, compare=False)


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
    """How reading ended: `cut` is None for a file that ends as it must, else words that say where and why. unknown:
    records of kinds that the format has no name for, which were passed over, by kind."""

    cut: str | None = None
    channels: dict[int, str] = field(default_factory=dict)
    unknown: Counter[int] = field(default_factory=Counter)
    packed: int = 0
    unpacked: int = 0


class _Cut(Exception):
    """Raised when the next record cannot be read."""


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


def beside(file: BinaryIO) -> Iterator[Attachment | Metadata]:
    """What a file says beside its messages, without a look at these: wherever another program has moved it to. Ends in
    silence where `read` ends with words."""
    ending, at = Ending(), len(MAGIC)
    size = file.seek(0, 2)
    while at + _START_BYTES <= size:
        file.seek(at)
        start = file.read(_START_BYTES)
        kind, length = start[0], int.from_bytes(start[1:], "little")
        if kind in (_DATA_END, _FOOTER):
            return
        if kind in (_ATTACHMENT, _METADATA):
            try:
                if length > RECORD_MAX_BYTES:
                    return
                found = _record(kind, _exactly(file, length, at), at, ending)
            except _Cut:
                return
            if isinstance(found, Attachment | Metadata):
                yield found
        at += _START_BYTES + length


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
            opened = _chunk(file, at, length, ending)
            if isinstance(opened, bytes):
                yield from _records(BytesIO(opened), ending, False)
                at += _START_BYTES + length
            else:
                at, chunk_end, chunk_crc = opened
                crc = 0
            continue
        if (chunk_end >= 0 or not outermost) and kind not in (_SCHEMA, _CHANNEL, _MESSAGE):
            raise _Cut(f"the record at byte {at} does not belong into a chunk")
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
            number, sequence, at_ns, _ = struct.unpack_from("<HIQQ", body)
            topic = ending.channels.get(number)
            if topic is None:
                raise _Cut(f"the message at byte {at} is on a channel that nobody named")
            return Message(topic, at_ns, body[22:], sequence)
        if kind == _CHANNEL:
            number, _ = struct.unpack_from("<HH", body)
            topic = _text(body, 4)[0]
            if ending.channels.setdefault(number, topic) != topic:
                raise _Cut(f"the record at byte {at} gives channel {number} to a second topic")
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
        elif kind not in _KNOWN:
            if not kind:
                raise _Cut(f"the record at byte {at} is damaged")
            ending.unknown[kind] += 1
    except (struct.error, UnicodeDecodeError):
        raise _Cut(f"the record at byte {at} is damaged") from None
    return None


def _chunk(file: BinaryIO, at: int, length: int, ending: Ending) -> bytes | tuple[int, int, int]:
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
    ending.packed += packed
    ending.unpacked += size
    if ending.unpacked > UNPACKED_MAX_BYTES + UNPACKED_RATIO_MAX * ending.packed:
        raise _Cut(f"the chunk at byte {at} unpacks to more than any recording does")
    data = _unpacked(compression, _exactly(file, packed, at), size, at)
    if len(data) != size or (crc and zlib.crc32(data) != crc):
        raise _Cut(f"the chunk at byte {at} is damaged")
    return data


def _unpacked(compression: bytes, data: bytes, size: int, at: int) -> bytes:
    """At most one byte more than `size`, whatever the data claims. Raises ModuleNotFoundError where the package is not
    installed: nothing is compressed that is recorded here, only what other programs have written again."""
    bad = f"the chunk at byte {at} cannot be unpacked"
    if compression == b"zstd":
        import zstandard

        try:
            unpacker = zstandard.ZstdDecompressor(max_window_size=CHUNK_MAX_BYTES)
            return unpacker.stream_reader(BytesIO(data)).read(size + 1)
        except zstandard.ZstdError:
            raise _Cut(bad) from None
    if compression == b"lz4":
        import lz4.frame  # type: ignore[import-untyped]

        try:
            return bytes(lz4.frame.LZ4FrameDecompressor().decompress(data, max_length=size + 1))
        except (RuntimeError, EOFError):
            raise _Cut(bad) from None
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
