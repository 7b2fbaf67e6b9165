"""A journal read from its first record to its last, and on behind whatever is wrong with it.

`terminal.journal.recover` reads and checks; it ends at the first thing wrong. Here the walk goes on with the next
segment, says what should have stood where it ended, and keeps no more than one record in mind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.journal.folder import Segments
from terminal import journal, records

Digest = Callable[..., bytes]
Told = Callable[[int], None]

SEALED = "sealed"  # its MAC holds
CHAINED = "chained"  # its MAC was not checked: the chain alone holds
BEGINS = "begins"  # the same, and what stood before it is not here
_NONE_BEFORE = bytes(32)


@dataclass(frozen=True, slots=True)
class Found:
    """A record, as it was written. chain: SEALED, CHAINED or BEGINS. digest: its SM3."""

    segment: str
    offset: int
    record: records.Record
    raw: bytes
    digest: bytes
    chain: str


@dataclass(frozen=True, slots=True)
class Break:
    """Here it is not as it was written. expected: what should stand here; after: the sequence of the last record that
    was read, None when there was none. gap: nothing is wrong here, what stood before is missing. unread: bytes of this
    segment behind the break, which nobody can tell apart.
    """

    segment: str
    number: int
    offset: int
    reason: str
    expected: str
    after: int | None
    gap: bool
    unread: int


@dataclass(frozen=True, slots=True)
class Torn:
    """An end that a power cut left: bytes behind the last whole record of a segment."""

    segment: str
    offset: int
    length_bytes: int


Step = Found | Break | Torn


def walk(segments: Segments, digest: Digest, key: bytes | None, told: Told = lambda _: None) -> Iterator[Step]:
    """Everything in these segments, oldest first. told(bytes): so many more are over.

    key: without it no MAC is checked. What follows a Break of a segment is the next segment. Raises Trouble.
    """
    rest = segments.numbers()
    last: Found | None = None
    try:
        while rest:
            number, at = rest[0], 0
            begun = False  # begun anew, and has to say what is missing
            try:
                for record, raw in journal.recover(segments, digest, key, rest):
                    first = False
                    if record.kind == records.HEAD:
                        yield from _end(segments, number, at, told)
                        number, at = record.sequence, 0
                        if last is not None and number <= last.record.sequence:
                            raise journal.Broken(f"sequences up to {last.record.sequence} were used before", number, 0)
                        first = last is None or last.record.sequence + 1 != number or record.before != last.digest
                        begun = record.before == _NONE_BEFORE and last is not None
                    elif begun:
                        begun = False
                        if not _says_missing(record):
                            text = "the chain begins anew, and no record says what is missing"
                            raise journal.Broken(text, number, at)
                    chain = SEALED if key is not None else BEGINS if first else CHAINED
                    last = Found(segments.name(number), at, record, raw, digest(raw), chain)
                    yield last
                    at += len(raw)
                yield from _end(segments, number, at, told)
                break
            except journal.Broken as end:
                if end.segment != number:
                    yield from _end(segments, number, at, told)
                behind = segments.length(end.segment) - end.offset
                if end.torn:
                    yield from _end(segments, end.segment, end.offset, told)
                    break
                why = str(end) + _there(segments, digest, key, end)
                expected = _expected(end, last)
                after = None if last is None else last.record.sequence
                name = segments.name(end.segment)
                yield Break(name, end.segment, end.offset, why, expected, after, end.gap, 0 if end.gap else behind)
                if not end.gap:
                    told(segments.length(end.segment))
                rest = [each for each in rest if each > end.segment or (end.gap and each == end.segment)]
    finally:
        segments.close()


def _end(segments: Segments, number: int, at: int, told: Told) -> Iterator[Torn]:
    """A segment is over at this byte; 0: it was not begun."""
    if at:
        told(segments.length(number))
    if segments.length(number) > at > 0:
        yield Torn(segments.name(number), at, segments.length(number) - at)


def _says_missing(record: records.Record) -> bool:
    return bool(record.kind == records.EVENT and record.body[:1] == bytes([records.MISSING]))


def _expected(end: journal.Broken, last: Found | None) -> str:
    """What should stand where the reading ended."""
    chained = "" if last is None else f"chained to {last.digest.hex()}"
    if last is not None and end.gap:
        following = last.record.sequence + 1
        return f"record {following}, {chained}, in a segment named {following:010d}"
    if last is not None and end.offset:
        return f"record {last.record.sequence + 1}, {chained}"
    words = f"a head with sequence {end.segment}, which its file is named by"
    return f"{words}, {chained}" if last is not None and last.record.sequence + 1 == end.segment else words


def _there(segments: Segments, digest: Digest, key: bytes | None, end: journal.Broken) -> str:
    """What does stand there, where it can be read and only its seal is wrong; "" else."""
    if key is None or end.gap:
        return ""
    try:
        raw = journal.read(segments, end.segment, end.offset)
    except journal.Broken:
        return ""
    if raw is None or records.sealed(raw, digest, key):
        return ""
    record = records.parse(raw)
    if record.key_id == records.key_id(digest, key):
        return f": record {record.sequence} or its seal was changed"
    return (
        f": record {record.sequence} names key {record.key_id.hex()}, and this is {records.key_id(digest, key).hex()}"
    )
