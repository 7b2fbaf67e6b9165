"""The counter of the trust lists that were installed: it never goes back and survives every list.

trust.sequence holds it twice, each copy with its SM3, so that one damaged byte is noticed and mended:

    0 "RGCOUNT1" 8 | 8 highest ever installed 4 | 12 highest ever in force 4 | 16 day of the highest, once its file has
    its place 4 (0 before) | 20 SM3 of the header page of the highest 32 | 52 the same of that in force 32 | 84 SM3 32

Clause: spec §6.
"""

from collections import namedtuple
from struct import pack, unpack

from boards import state as names
from terminal import trust
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Digest = Callable[..., bytes]

Counter = namedtuple("Counter", "highest in_force day_s header in_force_header")
NONE = Counter(0, 0, 0, bytes(32), bytes(32))

_MAGIC = b"RGCOUNT1"
_COUNTER = ">8s3I32s32s"
_BODY_BYTES: int = const(84)
_COPY_BYTES: int = const(116)


def encode(counter: Counter, digest: "Digest") -> bytes:
    """The file trust.sequence of a counter."""
    body = pack(_COUNTER, _MAGIC, *counter)
    return (body + digest(body)) * 2


def parse(data: bytes, digest: "Digest") -> Counter | None:
    """The counter of a file: of two whole copies that differ the higher one, of a damaged and a whole one the whole
    one; None when there is none.
    """
    found = None
    for at in (0, _COPY_BYTES):
        copy = data[at : at + _COPY_BYTES]
        body = copy[:_BODY_BYTES]
        if len(copy) == _COPY_BYTES and body[:8] == _MAGIC and digest(body) == copy[_BODY_BYTES:]:
            counter = Counter(*unpack(_COUNTER, body)[1:])
            if found is None or counter > found:
                found = counter
    return found


def begin(files: "Any", digest: "Digest") -> None:
    """Provisioning: a terminal that has no counter that can be read gets one, and loses every list it may have."""
    if parse(files.read(names.SEQUENCE) or b"", digest) is None:
        for name in (names.TRUST, names.PREVIOUS):
            files.remove(name)
        files.write(names.SEQUENCE, encode(NONE, digest))


def in_force_from(header: bytes, digest: "Digest") -> bytes:
    """The file trust.sequence of a terminal whose first list, with this first page, is in force."""
    sequence, _, day_s = unpack(">3I", header[20:32])
    page = digest(header[: trust.PAGE_BYTES])
    return encode(Counter(sequence, sequence, day_s, page, page), digest)
