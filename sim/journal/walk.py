"""Reads a journal from its first record to its last, and continues after any damage.

`terminal.journal.walk` reads and checks. Here each break is put into words, a record that is there twice is counted
once, and 8 bytes of each record's hash are kept in mind.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sim.journal.folder import Segments
from terminal import journal, records

Digest = Callable[..., bytes]
Advance = Callable[[int], None]

SEALED = "sealed"  # its MAC holds
CHAINED = "chained"  # its MAC was not checked: it names the record before it, and the one behind it names it
BEGINS = "begins"  # the same, and what stood before it is not here
UNPROVED = "unproved"  # its MAC was not checked, and what stands behind it does not name it
_NONE_BEFORE = bytes(32)


@dataclass(frozen=True, slots=True)
class Found:
    """A record, as it was written. chain: SEALED, CHAINED, BEGINS or UNPROVED. digest: its SM3."""

    segment: str
    offset: int
    record: records.Record
    raw: bytes
    digest: bytes
    chain: str


@dataclass(frozen=True, slots=True)
class Break:
    """Here it is not as it was written. expected: what should stand here; after: the sequence of the last record that
    was read, None when there was none. gap: nothing is wrong here, what stood before is missing. unread: bytes from
    here that are no record. behind: the sequence of the record with which the reading goes on, None when there is none.
    """

    segment: str
    number: int
    offset: int
    reason: str
    expected: str
    after: int | None
    gap: bool
    unread: int
    behind: int | None = None

    @property
    def goes_on(self) -> str:
        """Describe what is missing, and where reading continues."""
        words = [f"{self.unread} bytes are no record"] if self.unread else []
        if self.behind is None:
            return "; ".join([*words, "nothing that could be read stands behind it"])
        lost = self.behind - (self.after or 0) - 1
        if lost > 0:
            words.append(
                f"record {self.behind - 1} is not here" if lost == 1 else f"{lost} records before are not here"
            )
        return "; ".join([*words, f"the reading goes on with record {self.behind}"])


@dataclass(frozen=True, slots=True)
class Torn:
    """An end that a failed write left: bytes behind the last record of a segment, where the next one goes on."""

    segment: str
    offset: int
    length_bytes: int


Step = Found | Break | Torn


def walk(segments: Segments, digest: Digest, key: bytes | None, advance: Advance = lambda _: None) -> Iterator[Step]:
    """Everything in these segments, oldest first. advance(bytes): so many more are over.

    key: without it no MAC is checked. Damage ends nothing: the reading goes on with the next record. Raises Trouble.
    """
    try:
        yield from _proved(_walk(segments, digest, key, advance))
    finally:
        segments.close()


def _walk(segments: Segments, digest: Digest, key: bytes | None, advance: Advance) -> Iterator[Step]:
    last: Found | None = None
    damage: Break | None = None  # until it is known what stands behind it
    seen = array("Q")
    newest = 0
    begun = False  # the chain begins anew, and a record has to say what is missing
    at = -1
    for number, offset, record, raw, broken in journal.walk(segments, digest, key):
        if number != at:
            if at >= 0:
                advance(segments.length(at))
            at = number
        name = segments.name(number)
        if damage is not None:
            end = offset if damage.number == number else segments.length(damage.number)
            yield replace(damage, unread=end - damage.offset, behind=None if record is None else record.sequence)
            damage = None
        rest = segments.length(number) - offset
        if record is None:
            if broken is None or (broken.torn and offset):
                yield Torn(name, offset, rest)
            elif not broken.torn:
                damage = _break(broken, segments, last, _there(segments, digest, key, broken), rest)
            continue
        if begun and record.kind != records.HEAD and broken is None and not _says_missing(record):
            broken = journal.Broken("the chain begins anew, and no record says what is missing", number, offset)
        if broken is not None:
            yield replace(_break(broken, segments, last, "", 0), behind=record.sequence)
        head = record.kind == records.HEAD
        begun = head and record.before == _NONE_BEFORE and last is not None
        hashed = digest(raw)
        mark = int.from_bytes(hashed[:8], "big")
        again = record.sequence <= newest and mark in seen
        seen.append(mark)
        newest = max(newest, record.sequence)
        first = last is None or (record.before != last.digest and not (head and record.before == last.record.before))
        chain = SEALED if key is not None else BEGINS if first else CHAINED
        last = Found(name, offset, record, raw, hashed, chain)
        if not again:
            yield last
    if damage is not None:
        yield damage
    if at >= 0:
        advance(segments.length(at))


def _proved(steps: Iterator[Step]) -> Iterator[Step]:
    """Without a key: a record behind which another one is named is UNPROVED."""
    held: Found | None = None
    for step in steps:
        if held is not None:
            if held.chain != SEALED and _disowned(held, step):
                held = replace(held, chain=UNPROVED)
            yield held
            held = None
        if isinstance(step, Found):
            held = step
        else:
            yield step
    if held is not None:
        yield held


def _disowned(held: Found, step: Step) -> bool:
    """Whether what stands behind a record does not name it, and should."""
    if isinstance(step, Found):
        return step.record.before not in (held.digest, _NONE_BEFORE)
    return isinstance(step, Break) and (not step.gap or step.behind == held.record.sequence + 1)


def _says_missing(record: records.Record) -> bool:
    return bool(record.kind == records.EVENT and record.body[:1] == bytes([records.MISSING]))


def _break(broken: journal.Broken, segments: Segments, last: Found | None, there: str, unread: int) -> Break:
    name = segments.name(broken.segment)
    after = None if last is None else last.record.sequence
    reason, expected = str(broken) + there, _expected(broken, last)
    return Break(name, broken.segment, broken.offset, reason, expected, after, broken.gap, unread)


def _expected(broken: journal.Broken, last: Found | None) -> str:
    """The expected content at the break."""
    chained = "" if last is None else f"chained to {last.digest.hex()}"
    if last is not None and broken.gap:
        following = last.record.sequence + 1
        return f"record {following}, {chained}, in a segment named {following:010d}"
    if last is not None and broken.offset:
        return f"record {last.record.sequence + 1}, {chained}"
    words = f"a head with sequence {broken.segment}, which its file is named by"
    return f"{words}, {chained}" if last is not None and last.record.sequence + 1 == broken.segment else words


def _there(segments: Segments, digest: Digest, key: bytes | None, broken: journal.Broken) -> str:
    """The content there, where it can be read and only its seal is wrong; "" else."""
    if key is None or broken.gap:
        return ""
    try:
        raw = journal.read(segments, broken.segment, broken.offset)
    except journal.Broken:
        return ""
    if records.sealed(raw, digest, key):
        return ""
    record = records.parse(raw)
    if record.key_id == records.key_id(digest, key):
        return f": record {record.sequence} or its seal was changed"
    return (
        f": record {record.sequence} names key {record.key_id.hex()}, and this is {records.key_id(digest, key).hex()}"
    )
