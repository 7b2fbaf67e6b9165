"""Signed binary trust lists for tests, on both runtimes: written from the description of format 1, so that nothing of
terminal/trust.py decides what the tests of terminal/trust.py read. The operator's key is the test key "operator".

sign: signer.quick_sign unless a test says signer.sign; the engine signer.QUICK takes both."""

from struct import pack

from terminal import signed, sm2, sm3, trust
from tests.builder import signer
from tests.builder.code_builder import CA_INDEX, ISSUER

PAGE_BYTES = 512
_shared = []
_ENTRY_BYTES = (67, 37, 7, 10)
_KEY_BYTES = (1, 4, 7, 10)


def ca_entry(index: int = CA_INDEX, name: str = "root", expiry: bytes = b"\x12\x40") -> bytes:
    """index, MMYY, X||Y: 67 bytes."""
    return bytes([index]) + expiry + signer.public_xy(name)


def issuer_entry(issuer: bytes = ISSUER, profile: int = 0, name: bytes = b"test issuer") -> bytes:
    """issuer, profile, name: 37 bytes."""
    return issuer + bytes([profile]) + name + bytes(32 - len(name))


def _pages(items: list, size: int) -> list:
    """Items laid into pages from the left, the rest of each page zeros."""
    fan = PAGE_BYTES // size
    pages = []
    for at in range(0, len(items), fan):
        page = b"".join(items[at : at + fan])
        pages.append(page + bytes(PAGE_BYTES - len(page)))
    return pages


def _table(table: int, entries: list) -> tuple:
    """(count and root as the header holds them, the pages of all levels)."""
    if not entries:
        return bytes(36), b""
    width = _KEY_BYTES[table]
    items = entries
    size = _ENTRY_BYTES[table]
    body = []
    level = 0
    while True:
        pages = _pages(items, size)
        body.extend(pages)
        fan = PAGE_BYTES // size
        hashes = [signer.digest(pack(">BBI", table, level, at), pages[at]) for at in range(len(pages))]
        if len(pages) == 1:
            return pack(">I", len(entries)) + hashes[0], b"".join(body)
        items = [items[at * fan][:width] + hashes[at] for at in range(len(pages))]
        size = width + 32
        level += 1


def build(
    ca_keys: tuple = (),
    issuers: tuple = (),
    revoked: tuple = (),
    blocked: tuple = (),
    sequence: int = 7,
    issued_s: int = 1_790_000_000,
    effective_s: int = 1_791_000_000,
    expires_s: int = 0,
    test: bool = True,
    operator: str = "operator",
    sign: object = signer.quick_sign,
) -> bytes:
    """A whole list as bytes. Entries are laid down in the order given, also where that order is wrong."""
    heads = []
    body = []
    for table, entries in enumerate((ca_keys, issuers, revoked, blocked)):
        head, pages = _table(table, list(entries))
        heads.append(head)
        body.append(pages)
    return seal(b"".join(heads), b"".join(body), sequence, issued_s, effective_s, expires_s, test, operator, sign)


def seal(
    heads: bytes,
    body: bytes,
    sequence: int = 7,
    issued_s: int = 1_790_000_000,
    effective_s: int = 1_791_000_000,
    expires_s: int = 0,
    test: bool = True,
    operator: str = "operator",
    sign: object = signer.quick_sign,
) -> bytes:
    """The list made of these four table heads (144 bytes) and these pages."""
    length = PAGE_BYTES + len(body)
    header = b"RGTRUST1" + pack(">BBH", 1, 1 if test else 0, PAGE_BYTES)
    header += sm3.digest(signer.public_xy(operator))[:8]
    header += pack(">5I", sequence, issued_s, effective_s, expires_s, length) + heads
    return resign(header + bytes(PAGE_BYTES - len(header)) + body, operator, sign)


def resign(whole: bytes, operator: str = "operator", sign: object = signer.quick_sign) -> bytes:
    """The same list with the signature that its first 448 bytes ask for."""
    return whole[:448] + sign(operator, whole[:448]) + whole[PAGE_BYTES:]


def usual(**changes: object) -> bytes:
    """A list by which the codes of tests/builder/code_builder.py are accepted, with `changes` to `build`."""
    fields = {"ca_keys": (ca_entry(),), "issuers": (issuer_entry(),)}
    fields.update(changes)
    return build(**fields)


class Storage:
    """A list in memory as the terminal reads it. `reads` counts the pages asked for; `broken` makes reads fail."""

    def __init__(self, whole: bytes) -> None:
        self.bytes = bytearray(whole)
        self.reads = 0
        self.broken = False

    def readinto(self, offset: int, buffer: bytearray) -> None:
        """Fill the whole buffer from `offset`; OSError when it cannot."""
        self.reads += 1
        if self.broken or offset < 0 or offset + len(buffer) > len(self.bytes):
            raise OSError(5, "the storage of the list cannot be read")
        buffer[:] = self.bytes[offset : offset + len(buffer)]


def opened(whole: bytes, engine: sm2.Engine = signer.QUICK) -> trust.TrustList:
    """These bytes opened as a list of the test operator."""
    return opened_from(Storage(whole), engine)


def shared() -> trust.TrustList:
    """The same list object for all tests that do not care: as warm as a terminal's gets."""
    if not _shared:
        _shared.append(opened(usual()))
    return _shared[0]


def opened_from(storage: Storage, engine: sm2.Engine = signer.QUICK) -> trust.TrustList:
    """The list in this storage, opened."""
    keys = (engine.decode(signer.public_xy("operator")),)  # an engine takes only keys of its own
    return sm2.finish(trust.open_list(storage.readinto, len(storage.bytes), keys, engine, signed.EITHER))
