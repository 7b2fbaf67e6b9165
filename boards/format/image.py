"""The manifest of a firmware image: a header signed by the operator, then a table of every file's SHA-256.

    0 as in terminal/signed.py, 10 zeros 2 | 20 version 4 (major, minor, patch 2) | 24 board 16 (zero-padded)
    40 files 2 | 42 table bytes 4 | 46 SHA-256 of the table 32 | 78 replaces 32 | 110 zeros | 192 signature r||s 64
    256 the table, by name ascending: SHA-256 32, length of the name 1, name

The SHA-256 of the 192 signed bytes is the image's id. `replaces` is zeros or the id of an image that may give way to
this one although its version is the higher one. Names are paths below the image's folder.
"""

from collections import namedtuple
from hashlib import sha256
from struct import unpack_from

from terminal import signed
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from terminal import sm2

MAGIC = b"RGIMAGE1"
FORMAT = const(1)
SIGNED_BYTES = const(192)
HEADER_BYTES = const(256)
NAME_MAX_BYTES = const(64)
MANIFEST_MAX_BYTES = const(8192)
_HASH = const(32)
_REPLACES = const(78)
_RESERVED = const(110)

# The public half of the published test key, X||Y: development builds accept the images it signs, no others do.
TEST_KEY = (
    b"\xf9\x9c\xa2\x48\xae\x1f\xa4\x23\xfd\x08\x35\xf9\x5b\xc3\x8c\x21\xbf\x38\x41\x59\xf1\x5e\xaf\x1d\x2e\xea"
    b"\xd4\x15\xb2\x18\x41\xf3\xe6\x1e\xf0\xaf\x5f\xab\x97\x4c\x81\x06\x01\x0d\x64\x94\x0a\x5b\xf2\xbd\x87\x7e"
    b"\xb9\x57\x52\xa3\x1d\x6e\xef\x5f\xef\xb1\x8b\x1e"
)

# version: a number that orders images; image: its id; image, replaces: 32 bytes; count: of files; table: see `files`
Manifest = namedtuple("Manifest", "test version board image replaces count table")


def open_manifest(
    data: bytes, keys: "tuple[sm2.Key, ...]", engine: "sm2.Engine", test: int
) -> "Generator[None, None, Manifest]":
    """The content of a manifest, if one of the operator's keys signed it. keys, test: as in `signed.verified`.

    Raises BlobRefused with the reason. Trap: no file of the image is looked at here.
    """
    if len(data) > MANIFEST_MAX_BYTES:
        raise signed.BlobRefused(f"a manifest has at most {MANIFEST_MAX_BYTES} bytes")
    yield from signed.verified(data[:HEADER_BYTES], MAGIC, FORMAT, keys, engine, test)
    return parse(data)


def parse(data: bytes) -> Manifest:
    """The content of a manifest of at least a whole header. Raises BlobRefused. Trap: its signature is not checked."""
    version, board, count, size = unpack_from(">I16sHI", data, 20)
    table = data[HEADER_BYTES:]
    if size != len(table) or sha256(table).digest() != data[46:_REPLACES]:
        raise signed.BlobRefused("the table of files is not the signed one")
    board = board.rstrip(b"\0")
    signed.check_fields(data[10:12] == b"\0\0" and not any(data[_RESERVED:SIGNED_BYTES]) and good_name(board))
    found = 0
    for _ in files(table):
        found += 1
    if found != count or not count:
        raise signed.BlobRefused(f"the header promises {count} files, the table has {found}")
    number = sha256(data[:SIGNED_BYTES]).digest()
    return Manifest(data[9] == 1, version, board.decode(), number, data[_REPLACES:_RESERVED], count, table)


def files(table: bytes) -> "Iterator[tuple[str, bytes]]":
    """Each file of a table, by name: its name, its SHA-256. Raises BlobRefused at the first that must not be there.

    One after the other: a list of all their names and sums would leave a small heap in pieces.
    """
    before = b""
    at = number = 0
    while at < len(table):
        number += 1
        begin = at + _HASH
        end = begin + 1 + table[begin] if begin < len(table) else len(table) + 1
        name = table[begin + 1 : end]
        if end > len(table) or name <= before or not good_name(name):
            raise signed.BlobRefused(f"file {number} of the table is cut off, misnamed or out of order")
        yield name.decode(), table[at:begin]
        before = name
        at = end


def good_name(name: bytes) -> bool:
    """Whether a file of an image may have this name: a relative path of small letters, digits, `_` and `.`, which
    leads nowhere else."""
    return (
        len(name) <= NAME_MAX_BYTES
        and all([letter in b"abcdefghijklmnopqrstuvwxyz0123456789_./" for letter in name])
        and all([part[:1] not in (b"", b".") for part in name.split(b"/")])
    )


def version_text(version: int) -> str:
    """A version as people write it."""
    return f"{version >> 24}.{version >> 16 & 255}.{version & 65535}"
