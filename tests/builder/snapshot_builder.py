"""Signed eligibility snapshots for tests, on both runtimes, written from the description of format 1."""

from struct import pack

from terminal import signed, sm2, sm3, snapshot
from tests.builder import list_builder, signer
from tests.builder.list_builder import PAGE_BYTES, Storage

ISSUED_S = 1_790_000_000
EFFECTIVE_S = 1_791_000_000
EXPIRES_S = 1_799_000_000


def account(number: int) -> bytes:
    """The account of that number, 10 bytes."""
    return bytes.fromhex(f"310417{number:013d}f")


def build(
    denied: tuple = (),
    allowed: tuple = (),
    sequence: int = 3,
    effective_s: int = EFFECTIVE_S,
    expires_s: int = EXPIRES_S,
    test: bool = True,
    magic: bytes = b"RGSNAPS1",
    form: int = 1,
    issued_s: int = ISSUED_S,
) -> bytes:
    """A whole snapshot. Accounts are laid down in the order given, also where that order is wrong."""
    heads, body = b"", b""
    for accounts in (denied, allowed):
        head, pages = list_builder._table(3, list(accounts))
        heads += head
        body += pages
    header = magic + pack(">BBH", form, 1 if test else 0, PAGE_BYTES) + sm3.digest(signer.public_xy("operator"))[:8]
    header += pack(">5I", sequence, issued_s, effective_s, expires_s, PAGE_BYTES + len(body)) + heads
    return list_builder.resign(header + bytes(PAGE_BYTES - len(header)) + body)


def opened_from(storage: Storage, engine: sm2.Engine = signer.QUICK, test: int = signed.EITHER) -> snapshot.Snapshot:
    """The snapshot in this storage, opened."""
    keys = (engine.decode(signer.public_xy("operator")),)
    return sm2.finish(snapshot.open_snapshot(storage.readinto, len(storage.bytes), keys, engine, test))
