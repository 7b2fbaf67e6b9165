"""Exactly once: what the journals hold beside what the books hold, and answers beside what was committed then.

Nothing that wrote either of them is asked: the journals are read from their files, the books over a connection of its
own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.backoffice.database import Database
from sim.backoffice.message import ANSWER, Message, Terminal, parse_answer
from sim.backoffice.transport import Transport
from terminal import records

NAMED_MAX = 20  # differences that are named; all are counted

Held = Mapping[Terminal, Sequence[tuple[int, int, bytes]]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """rides: in the journals. rows: rides in the books. lost: records of a journal that the books do not have, rides
    among them lost_rides. twice: rides that the books have more than once. foreign: rows that no journal has. early:
    answers that named what was not committed. words: the differences, in words.
    """

    rides: int
    rows: int
    records: int
    lost: int
    lost_rides: int
    twice: int
    foreign: int
    early: int
    words: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is in the books exactly once, and nothing was acknowledged before."""
        return not (self.lost or self.twice or self.foreign or self.early or self.rides != self.rows)


def compare(held: Held, books: Path, early: int, names: Mapping[Terminal, str]) -> Verdict:
    """Compare journals with books. names: of the gates. Raises Trouble when the books cannot be read."""
    database = Database(str(books), create=False)
    try:
        kept = {(Terminal(*row[:2]), row[2]): bytes(row[3]) for row in database.all(_RECORDS)}
        rides = [(Terminal(*row[:2]), row[2]) for row in database.all(_RIDES)]
    finally:
        database.close()
    words: list[str] = []
    lost = lost_rides = written = count = 0
    for terminal, rows in held.items():
        missing = [row for row in rows if kept.get((terminal, row[0])) != row[2]]
        missing = _without_last_head(missing, rows)
        count += len(rows)
        written += sum(kind == records.RIDE for _, kind, _ in rows)
        lost += len(missing)
        missing_rides = sum(kind == records.RIDE for _, kind, _ in missing)
        lost_rides += missing_rides
        if missing:
            span = f"{missing[0][0]} to {missing[-1][0]}" if len(missing) > 1 else str(missing[0][0])
            what = f"{len(missing)} records, {missing_rides} of them rides, are not in the books"
            words.append(f"{names[terminal]}: {what}: {span}")
    there = {(terminal, sequence): digest for terminal, rows in held.items() for sequence, _, digest in rows}
    foreign = [key for key, digest in kept.items() if there.get(key) != digest]
    words += [f"{names.get(terminal, terminal)}: row {sequence} is in no journal" for terminal, sequence in foreign]
    times = Counter(kept.get(ride, b"") for ride in rides)
    twice = sum(number - 1 for number in times.values())
    if twice:
        words.append(f"{twice} rides are in the books twice")
    if early:
        words.append(f"{early} answers named records that were not committed")
    if written != len(rides) and not words:
        words.append(f"{written} rides are in the journals and {len(rides)} in the books")
    more = len(words) - NAMED_MAX
    named = (*words[:NAMED_MAX], f"and {more} more") if more > 0 else tuple(words)
    return Verdict(written, len(rides), count, lost, lost_rides, twice, len(foreign), early, named)


def _without_last_head(
    missing: list[tuple[int, int, bytes]], rows: Sequence[tuple[int, int, bytes]]
) -> list[tuple[int, int, bytes]]:
    """A head that no record follows is not sent: the terminal may take it back (terminal/journal.py)."""
    return missing[:-1] if missing and missing[-1] == rows[-1] and rows[-1][1] == records.HEAD else missing


_RECORDS = "SELECT terminal, provisioning, sequence, digest FROM record"
_RIDES = "SELECT terminal, provisioning, sequence FROM ride"
_ROW = "SELECT digest FROM record WHERE terminal = ? AND provisioning = ? AND sequence = ?"


class Witness:
    """A sink's transport that looks, before an answer leaves, whether the books have what it names. early: answers of
    which they had not. books: a file.
    """

    def __init__(self, inner: Transport, books: Path) -> None:
        self.window, self.patience_ms, self.asks_first = inner.window, inner.patience_ms, inner.asks_first
        self.early = 0
        self._inner = inner
        self._books = Database(str(books), create=False)

    def open(self) -> None:
        """See `Transport`."""
        self._inner.open()

    def up(self) -> bool:
        """See `Transport`."""
        return self._inner.up()

    @property
    def fault(self) -> str:
        """See `Transport`."""
        return self._inner.fault

    def send(self, messages: Sequence[Message]) -> None:
        """See `Transport`."""
        for terminal, kind, payload in messages:
            answer = parse_answer(payload) if kind == ANSWER else None
            if answer is not None and answer.through:
                found = self._books.one(_ROW, *terminal, answer.through)
                self.early += found is None or bytes(found[0]) != answer.digest
        self._inner.send(messages)

    def receive(self, wait_s: float) -> list[Message]:
        """See `Transport`."""
        return self._inner.receive(wait_s)

    def taken(self) -> None:
        """See `Transport`."""
        self._inner.taken()

    def faults(self) -> list[str]:
        """See `Transport`."""
        return self._inner.faults()

    def close(self) -> None:
        """See `Transport`."""
        self._books.close()
        self._inner.close()
