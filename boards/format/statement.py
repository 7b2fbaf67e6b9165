"""Signed one-time clock statement of the operator, for one terminal (spec §7).

    0 as in terminal/signed.py, 10 zeros 2 | 20 terminal id 4 | 24 provisioning id 4 | 28 nonce 16 | 44 time, UTC 4
    48 signature r||s 64

All numbers are big endian.
"""

from struct import unpack_from

from terminal import signed
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator

    from terminal import sm2

MAGIC = b"RGCLOCK1"
FORMAT = 1
NONCE_BYTES = 16
STATEMENT_BYTES = 112
_NONCE = const(28)
_TIME = const(44)


def open_statement(
    data: bytes,
    terminal_id: int,
    provisioning_id: int,
    nonce: bytes | None,
    keys: "tuple[sm2.Key, ...]",
    engine: "sm2.Engine",
    test: int,
) -> "Generator[None, None, int]":
    """The Unix second, UTC, that a statement made for exactly this terminal and this nonce says it is.

    nonce: the one this terminal made and has not used, None when there is none. keys, test: as in `signed.verified`.
    Raises BlobRefused with the reason. Trap: a caller that takes the time must forget the nonce in the same step.
    Clause: spec §7.
    """
    if len(data) != STATEMENT_BYTES:
        raise signed.BlobRefused(f"a statement has {STATEMENT_BYTES} bytes, not {len(data)}")
    yield from signed.verified(data, MAGIC, FORMAT, keys, engine, test)
    own, _, terminal, provisioning = unpack_from(">HQII", data, 10)
    if own:
        raise signed.BlobRefused("it uses fields that format 1 does not have")
    if terminal != terminal_id or provisioning != provisioning_id:
        raise signed.BlobRefused(f"it is for terminal {terminal}, provisioning {provisioning}: not for this one")
    if data[_NONCE:_TIME] != nonce:
        raise signed.BlobRefused("it does not name the nonce this terminal waits for: ask for another")
    return unpack_from(">I", data, _TIME)[0]  # type: ignore[no-any-return]
