"""The records of a journal that are asked for, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from hal.desktop.engine import desktop_engine
from sim.journal import facts
from sim.journal.folder import Journal
from sim.journal.walk import Advance, Found, Step, walk
from terminal import records
from terminal.records import SEQUENCE_MAX


@dataclass(slots=True)
class Wanted:
    """Which records are asked for. untimed: how many were left out because the time of writing is not known."""

    kinds: set[str]
    first: int
    last: int
    since_s: int | None
    until_s: int | None
    untimed: int = 0

    def takes(self, record: records.Record) -> bool:
        """Whether this record is one of them."""
        if not self.first <= record.sequence <= self.last or (self.kinds and facts.kind(record) not in self.kinds):
            return False
        if self.since_s is None and self.until_s is None:
            return True
        if record.time_s is None:
            self.untimed += 1
            return False
        return (self.since_s or 0) <= record.time_s and (self.until_s is None or record.time_s <= self.until_s)


def listed(journal: Journal, key: bytes | None, wanted: Wanted, advance: Advance) -> Iterator[Step]:
    """The wanted records, and everything that is no record; what was set aside comes last."""
    for segments in (journal.segments, *journal.aside):
        for each in walk(segments, desktop_engine().digest, key, advance):
            if not isinstance(each, Found) or wanted.takes(each.record):
                yield each


def number(text: str) -> int:
    """A sequence. Raises ValueError."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= SEQUENCE_MAX):
        raise ValueError(text)
    return int(text)
