"""From sorted entries to the signed binary trust list: pages, trees of page hashes, header.

Pages are written as they fill, so that a table of a million entries costs one pass and no more memory than
its list of page hashes. The layout is described where it is read: `terminal.trust`.
"""

from collections.abc import Callable, Iterable, Sequence, Sized
from io import BytesIO
from struct import pack
from typing import BinaryIO, NamedTuple

from sim.input.field import U32_MAX
from sim.issuer.signer import Signer
from sim.issuer.sm2_sign import sm3
from sim.output.progress import Report, silent
from terminal.trust import (
    ENTRY_BYTES,
    FORMAT,
    KEY_BYTES,
    MAGIC,
    PAGE_BYTES,
    SIGNED_BYTES,
    entries_per_page,
    page_hash,
)

NO_ROOT = bytes(32)
_TELL_EVERY = 500  # pages


class Kind(NamedTuple):
    """A kind of signed file in this container. shapes: for each of its tables the one of `terminal.trust` whose entries
    and pages it has.
    """

    magic: bytes
    format: int
    shapes: tuple[int, ...]


TRUST_LIST = Kind(MAGIC, FORMAT, tuple(range(len(KEY_BYTES))))


class Header(NamedTuple):
    """The header values of a list. Times are Unix seconds; `issued_s` 0: not stated, `expires_s` 0: never."""

    sequence: int
    issued_s: int
    effective_s: int
    expires_s: int


def write_table(
    table: int, entries: Iterable[bytes], write: Callable[[bytes], object], report: Report = silent
) -> tuple[int, bytes]:
    """Write the pages of one table, leaves first, and return (number of entries, root hash).

    entries: keys and values of the table's entry length, keys ascending; any iterable, read once.
    Raises ValueError for an entry of another length, out of order or there twice.
    """
    width = KEY_BYTES[table]
    per_page = entries_per_page(table, 0)
    parents: list[bytes] = []
    count = 0
    total = len(entries) if isinstance(entries, Sized) else 0
    held: list[bytes] = []
    last = b""

    def flush(level: int) -> None:
        page = b"".join(held).ljust(PAGE_BYTES, b"\0")
        parents.append(held[0][:width] + page_hash(sm3, table, level, len(parents), page))
        write(page)
        held.clear()

    for entry in entries:
        if len(entry) != ENTRY_BYTES[table]:
            raise ValueError(f"table {table}: an entry has {len(entry)} bytes, not {ENTRY_BYTES[table]}")
        if count and entry[:width] <= last:
            raise ValueError(f"table {table}: {entry[:width].hex()} comes after {last.hex()}")
        last = entry[:width]
        held.append(entry)
        count += 1
        if len(held) == per_page:
            flush(0)
            if len(parents) % _TELL_EVERY == 0:
                report("writing pages", count, total)
    if held:
        flush(0)
    if not count:
        return 0, NO_ROOT
    level = 0
    while len(parents) > 1:
        level += 1
        children, parents = parents, []
        per_page = entries_per_page(table, level)
        for at in range(0, len(children), per_page):
            held = children[at : at + per_page]
            flush(level)
    return count, parents[0][width:]


def write_image(
    header: Header,
    tables: Sequence[Iterable[bytes]],
    signer: Signer,
    out: BinaryIO,
    report: Report = silent,
    kind: Kind = TRUST_LIST,
) -> int:
    """Write a whole list to `out` (writable, seekable, at its start) and return its length in bytes.

    tables: the entries of each table of this kind, each in ascending order.
    Whether it is a test list is the signer's to say. Raises ValueError as `write_table` does.
    """
    out.write(bytes(PAGE_BYTES))
    roots = b""
    for shape, entries in zip(kind.shapes, tables, strict=True):
        count, root = write_table(shape, entries, out.write, report)
        roots += pack(">I", count) + root
    length = out.tell()
    if length > U32_MAX:
        raise ValueError(f"a list of {length} bytes is longer than its header can say")
    body = (
        signer.prefix(kind.magic, kind.format, pack(">H", PAGE_BYTES))
        + pack(">5I", header.sequence, header.issued_s, header.effective_s, header.expires_s, length)
        + roots
    ).ljust(SIGNED_BYTES, b"\0")
    out.seek(0)
    out.write(signer.seal(body))
    out.seek(length)
    return length


def image(
    header: Header,
    tables: Sequence[Iterable[bytes]],
    signer: Signer,
    report: Report = silent,
    kind: Kind = TRUST_LIST,
) -> bytes:
    """A whole list as bytes; see `write_image`."""
    out = BytesIO()
    write_image(header, tables, signer, out, report, kind)
    return out.getvalue()
