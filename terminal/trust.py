"""The trust list: root keys and issuers that this terminal accepts. One signed file, read in place, page by page.

A header page signed by the operator carries, for each of four sorted tables, the root of a tree of page hashes. A
look-up walks from that root to one leaf and checks each page it reads, so what it finds, and what it does not find,
is as good as the signature (spec §6). All numbers are big endian.

    0 as in terminal/signed.py, of its own 10 page bytes 2 | 20 sequence 4
    24 issued 4 | 28 effective from 4 | 32 expires 4 (0: never) | 36 file bytes 4 | 40 four times: entries 4, root 32
    184 zeros | 448 signature r||s 64
"""

from collections import namedtuple
from struct import pack, unpack_from

from terminal import signed, sm2
from terminal.port import TYPE_CHECKING, const
from terminal.ridecode import expiry_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    ReadInto = Callable[[int, bytearray], None]
    Signer = tuple[sm2.Key, bytes]

MAGIC = b"RGTRUST1"
FORMAT = 1
PAGE_BYTES = 512
_HASH_BYTES = const(32)
SIGNED_BYTES = 448
_TABLES = const(40)
_RESERVED = const(184)

CA_KEY = 0
ISSUER = 1
REVOKED = 2
BLOCKED = 3
AGE_MAX_DAYS = const(15)  # since it was issued; then terminals warn
STEP_MAX = const(65_536)  # how far the sequence may rise at once

# Bytes of a key and of a whole entry, by table: index | MMYY, X||Y; issuer | profile, name; issuer, serial; account.
KEY_BYTES = (1, 4, 7, 10)
ENTRY_BYTES = (67, 37, 7, 10)
TABLE_NAMES = ("ca_key", "issuer", "revoked_certificate", "blocked_account")

# Signer identities by the profile number of an issuer's entry.
PROFILES = (("standard", sm2.IDENTITY),)

_SIGNERS_MAX = const(8)
_CERTIFICATES_MAX = const(8)
_RIDERS_MAX = const(2)

Table = namedtuple("Table", "count root levels")  # levels: (first page in the file, pages) from the leaves up


ListRefused = signed.BlobRefused


def entries_per_page(table: int, level: int) -> int:
    """How many entries (level 0) or child references (above) a full page of a table holds."""
    return PAGE_BYTES // (ENTRY_BYTES[table] if level == 0 else KEY_BYTES[table] + _HASH_BYTES)


def page_counts(table: int, count: int) -> tuple[int, ...]:
    """Pages of each level of a table with `count` entries, leaves first; () for an empty table."""
    out: list[int] = []
    while count and (not out or out[-1] > 1):
        fan = entries_per_page(table, len(out))
        count = -(-count // fan)
        out.append(count)
    return tuple(out)


def page_hash(digest: "Callable[..., bytes]", table: int, level: int, number: int, page: bytes | bytearray) -> bytes:
    """The 32 bytes that stand for one page in its parent: its place is part of what is hashed."""
    return digest(pack(">BBI", table, level, number), page)


class Remembered:
    """The last few computations that succeeded, found again only by all of their input. The oldest gives way.

    held: (input, value) of each, the one asked for last at the end.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.held: list[tuple[bytes, Any]] = []

    def get(self, what: bytes) -> "Any":
        """The value cached for exactly these bytes, or None."""
        for found in self.held:
            if found[0] == what:
                self.held.remove(found)
                self.held.append(found)
                return found[1]
        return None

    def put(self, what: bytes, value: "Any") -> None:
        """Remember a success. Trap: a failure must never come here (spec §2)."""
        if len(self.held) >= self._most:
            self.held.pop(0)
        self.held.append((what, value))


class TrustList:
    """One list whose header signature held. Made by `open_list`; a new list means a new object, which knows nothing
    of what the old one remembered."""

    def __init__(self, header: bytes, readinto: "ReadInto", engine: sm2.Engine) -> None:
        self.engine = engine
        self.test = header[9] == 1
        self.sequence, self.issued_s, self.effective_s, self.expires_s, self.length_bytes = unpack_from(
            ">5I", header, 20
        )
        self._readinto = readinto
        self._page = bytearray(PAGE_BYTES)
        self.signers = Remembered(_SIGNERS_MAX)  # decoded keys of roots and issuers
        self.certificates = Remembered(_CERTIFICATES_MAX)  # CA signatures that held
        self.riders = Remembered(_RIDERS_MAX)  # user certificates whose issuer signature held, with the user's key
        tables = []
        page = 1
        for table in range(len(KEY_BYTES)):
            at = _TABLES + 36 * table
            count = unpack_from(">I", header, at)[0]
            levels = []
            for pages in page_counts(table, count):
                levels.append((page, pages))
                page += pages
            tables.append(Table(count, header[at + 4 : at + 36], tuple(levels)))
        self.tables = tuple(tables)
        if self.length_bytes != page * PAGE_BYTES:
            raise ListRefused(f"the header promises {self.length_bytes} bytes, its tables fill {page * PAGE_BYTES}")

    def in_force(self, now_s: int) -> bool:
        """Whether the list counts at this second; both ends are inclusive."""
        return self.effective_s <= now_s and (not self.expires_s or now_s <= self.expires_s)

    def load(self, table: int, level: int, number: int, page: bytearray, expected: bytes) -> bool:
        """Read one page into `page`; whether it is the one that `expected` stands for. OSError when the read fails."""
        self._readinto((self.tables[table].levels[level][0] + number) * PAGE_BYTES, page)
        return page_hash(self.engine.digest, table, level, number, page) == expected

    def items(self, table: int, level: int, number: int) -> int:
        """How many entries or child references page `number` of a level holds."""
        place = self.tables[table]
        fan = entries_per_page(table, level)
        below: int = place.levels[level - 1][1] if level else place.count
        return min(fan, below - number * fan)

    def find(self, table: int, key: bytes) -> "Generator[None, None, bytes | None]":
        """Look a key up: what follows it in its entry (b"" where nothing does), None when it is not listed.

        Yields before each page. Raises OSError for a page that storage cannot return as it was signed.
        """
        place = self.tables[table]
        if not place.count:
            return None
        width = KEY_BYTES[table]
        page = self._page
        number = 0
        expected = place.root
        for level in range(len(place.levels) - 1, -1, -1):
            yield
            if not self.load(table, level, number, page, expected):
                raise OSError(5, _damage(table, level, number))
            size = ENTRY_BYTES[table] if level == 0 else width + _HASH_BYTES
            low, high = 0, self.items(table, level, number)
            while low < high:  # first item whose key is greater
                middle = (low + high) >> 1
                if bytes(page[middle * size : middle * size + width]) <= key:
                    low = middle + 1
                else:
                    high = middle
            if not low:
                return None
            at = (low - 1) * size
            if level:
                expected = bytes(page[at + width : at + size])
                number = number * entries_per_page(table, level) + low - 1
        return bytes(page[at + width : at + size]) if page[at : at + width] == key else None

    def signer(self, encoded: bytes, identity: bytes) -> "Signer | None":
        """`signer` for the key of a root or an issuer, remembered once it was decoded."""
        what = identity + encoded
        found: Signer | None = self.signers.get(what)
        if found is None:
            found = signer(self.engine, encoded, identity)
            if found is not None:
                self.signers.put(what, found)
        return found


def signer(engine: sm2.Engine, encoded: bytes, identity: bytes) -> "Signer | None":
    """A decoded public key with its Z_A; None when the bytes name no point of the curve."""
    key = engine.decode(encoded)
    return None if key is None else (key, sm2.z_value(engine, key, identity))


def open_list(
    readinto: "ReadInto",
    length_bytes: int,
    operator_keys: tuple[sm2.Key, ...],
    engine: sm2.Engine,
    test: int,
) -> "Generator[None, None, TrustList]":
    """Open a list for look-ups, if one of the operator's keys signed its header.

    readinto(offset, buffer) fills the whole buffer from the file or raises OSError; length_bytes is the file's length.
    test: False takes production lists alone, True test lists alone (a terminal), signed.EITHER both (a desktop).
    Raises ListRefused with the reason. Trap: pages are checked as they are read; `check_pages` checks the whole file.
    Clause: spec §6.
    """
    if length_bytes < PAGE_BYTES or length_bytes % PAGE_BYTES:
        raise ListRefused(f"{length_bytes} bytes are no whole number of {PAGE_BYTES}-byte pages")
    page = bytearray(PAGE_BYTES)
    readinto(0, page)
    header = yield from signed.verified(bytes(page), MAGIC, FORMAT, operator_keys, engine, test)
    signed.check_fields(header[10:12] == b"\2\0" and not any(header[_RESERVED:SIGNED_BYTES]))
    opened = TrustList(header, readinto, engine)
    if not opened.sequence:
        raise ListRefused("its sequence number is 0; the first list has 1")
    if opened.length_bytes != length_bytes:
        raise ListRefused(f"the header promises {opened.length_bytes} bytes, the file has {length_bytes}")
    return opened


def check_pages(opened: TrustList) -> "Generator[None, None, None]":
    """Read the whole file: every page must be as signed, every table sorted and free of duplicates, every key sound.

    Yields after each page. Raises ListRefused naming the first thing that is not so; OSError when a read fails.
    """
    for table in range(len(KEY_BYTES)):
        place = opened.tables[table]
        if place.levels:
            yield from _check_page(opened, table, len(place.levels) - 1, 0, place.root, None, [b""])
        elif any(place.root):
            raise ListRefused(f"{TABLE_NAMES[table]}: an empty table has a root")


def _check_page(
    opened: TrustList, table: int, level: int, number: int, expected: bytes, first: bytes | None, before: list[bytes]
) -> "Generator[None, None, None]":
    """Check one page and all below it. first: the key it is filed under, None for a root; before: a one-element list
    with the greatest key met so far."""
    page = bytearray(PAGE_BYTES)
    if not opened.load(table, level, number, page, expected):
        raise ListRefused(_damage(table, level, number))
    yield
    width = KEY_BYTES[table]
    size = ENTRY_BYTES[table] if level == 0 else width + _HASH_BYTES
    items = opened.items(table, level, number)
    why = ""
    if first is not None and page[:width] != first:
        why = "is filed under another key"
    elif any(page[items * size :]):
        why = "holds more than it states"
    if why:
        raise ListRefused(f"{TABLE_NAMES[table]}: page {number} of level {level} {why}")
    for item in range(items):
        entry = bytes(page[item * size : (item + 1) * size])
        if level:
            below = number * entries_per_page(table, level) + item
            yield from _check_page(opened, table, level - 1, below, entry[width:], entry[:width], before)
            continue
        if item + number and entry[:width] <= before[0]:
            why = "entries are not sorted, or one is there twice"
        elif table == CA_KEY:
            if expiry_fault(entry, 1) >= 0:
                why = "expires in no month"
            elif opened.engine.decode(entry[3:]) is None:
                why = "is no point of the curve"
            if why:
                why = f"the key with index {entry[0]} {why}"
        elif table == ISSUER and entry[4] >= len(PROFILES):
            why = f"profile {entry[4]} is not known here"
        if why:
            raise ListRefused(f"{TABLE_NAMES[table]}: {why}")
        before[0] = entry[:width]


def _damage(table: int, level: int, number: int) -> str:
    return f"trust list: page {number} of level {level} of {TABLE_NAMES[table]} is damaged"
