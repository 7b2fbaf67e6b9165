"""The trace of a morning: one line for everything that was reported, and one hash over all lines.

The same file gives the same hash: nothing in a line depends on how fast this computer is, or on what computes
signatures. Accounts are masked.
"""

import hashlib
from collections.abc import Callable

from sim.gate.event import Decided, Event, Frame, Log, Scanned, Set, Started

_LEFT_OUT = (Started, Frame, Scanned, Log)


class Trace:
    """sink: called with each line, None for no one. lines: how many there were."""

    def __init__(self, sink: Callable[[str], None] | None = None) -> None:
        self.lines = 0
        self._sink = sink
        self._hash = hashlib.sha256()

    def note(self, at_ms: int, who: str, *words: object) -> None:
        """One line."""
        line = "\t".join((str(at_ms), who, *map(str, words)))
        self.lines += 1
        self._hash.update(line.encode() + b"\n")
        if self._sink is not None:
            self._sink(line)

    def event(self, name: str, event: Event) -> None:
        """The event of a gate."""
        if isinstance(event, _LEFT_OUT) or (isinstance(event, Set) and not isinstance(event.value, str)):
            return
        if isinstance(event, Decided):
            decision = event.decision
            account = event.account or ""
            stated = event.stated
            said = () if stated is None else (stated.trip, stated.eligibility, stated.snapshot_sequence)
            self.note(event.at_ms, name, "Decided", decision.result, decision.step, account, *said)
            return
        values = [getattr(event, each) for each in event.__slots__]
        self.note(event.at_ms, name, type(event).__name__, *values)

    def digest(self) -> str:
        """The hash of everything so far, in hexadecimal."""
        return self._hash.hexdigest()
