"""The receipt of an installation: the record that the terminal itself writes of it into its journal, and seals.

A board writes LIST_INSTALLED and IMAGE_STARTED (terminal/records.py), a gate of a computer LIST_INSTALLED when it
starts with another list. So a receipt has the terminal and its provisioning, the sequence of the list, the time, and a
number that is used once: the record's own sequence, with the hash of the record before it; and the seal is made with
the record key, which is nowhere but on the terminal and with the operator. A gateway only carries receipts.

A file of receipts is one record behind the other, byte for byte.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sim.backoffice.message import Terminal
from sim.fleet import target
from terminal import records

KINDS = {records.LIST_INSTALLED: target.TRUST, records.IMAGE_STARTED: target.IMAGE}
FILE_MAX_BYTES = 64_000_000
_EVENT_BYTES = 9
_LENGTH = records.RECORD_MIN_BYTES + _EVENT_BYTES


class NoReceipt(ValueError):
    """Bytes that are no receipt; the text says why."""


class Receipt(NamedTuple):
    """sequence: of the record. kind: of target.KINDS. number: the list's sequence or the image's version. at_s: when it
    was installed, None where the terminal's clock was not trusted. digest: SM3 of the record."""

    terminal: Terminal
    sequence: int
    kind: str
    number: int
    at_s: int | None
    digest: bytes
    raw: bytes


def parse(raw: bytes, digest: Callable[..., bytes]) -> Receipt:
    """A receipt. Raises NoReceipt. Trap: its seal is not looked at here."""
    if len(raw) != _LENGTH or records.length_bytes(raw[: records.START_BYTES]) != _LENGTH:
        raise NoReceipt(f"{len(raw)} bytes that are no record of an event")
    record = records.parse(raw)
    if record.kind != records.EVENT:
        raise NoReceipt("a record of another kind")
    event, at_s, number = records.parse_event(record.body)
    if event not in KINDS:
        raise NoReceipt("a record of another event")
    terminal = Terminal(record.place.terminal_id, record.place.provisioning_id)
    return Receipt(terminal, record.sequence, KINDS[event], number, at_s or record.time_s, digest(raw), raw)


def is_one(raw: bytes) -> bool:
    """Whether a whole record says that something was installed."""
    record = records.parse(raw)
    return bool(record.kind == records.EVENT and len(record.body) == _EVENT_BYTES and record.body[0] in KINDS)


def is_whole(raw: bytes) -> bool:
    """Whether these bytes are one record, of whatever kind."""
    return len(raw) >= records.START_BYTES and records.length_bytes(raw[: records.START_BYTES]) == len(raw)


def sequence_of(raw: bytes) -> int:
    """The sequence of a whole record."""
    return int(records.parse(raw).sequence)


def split(data: bytes) -> Iterator[bytes]:
    """Whole records of a file or a segment, one by one; what is none comes last, as it is."""
    at = 0
    while at < len(data):
        size = records.length_bytes(data[at : at + records.START_BYTES]) if len(data) - at >= records.START_BYTES else 0
        if not size or at + size > len(data):
            yield data[at:]
            return
        yield data[at : at + size]
        at += size
