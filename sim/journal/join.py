"""Rides and their outcomes brought together, as the records go by: memory is bounded, order is kept."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from terminal.records import OPEN_MAX

WAITING_MAX = 4 * OPEN_MAX  # a terminal has OPEN_MAX rides without an outcome; one that waits longer gets none
STRANGE_MAX = 4096  # outcomes of rides that were not seen, kept for rides that come later


class Join:
    """Rides in, rides with their outcomes out, in the order in which they came in."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[int, list[Any]] = OrderedDict()  # ride, outcome or None, whether it is there
        self._strange: OrderedDict[int, Any] = OrderedDict()
        self._ended: OrderedDict[int, None] = OrderedDict()  # the last ones: a write that failed may be there twice
        self._without = 0
        self.strange = 0  # outcomes of rides that are not here

    @property
    def open_rides(self) -> int:
        """Rides without an outcome, so far."""
        return self._without + sum(not each[2] for each in self._waiting.values())

    def ended(self, sequence: int) -> bool:
        """Whether this ride has its outcome already: a terminal writes one again whose write has failed."""
        return sequence in self._ended

    def ride(self, sequence: int, ride: Any) -> Iterator[tuple[Any, Any]]:
        """A ride; what is ready now, as (ride, outcome or None)."""
        early = self._strange.pop(sequence, None)
        if early is not None:
            self.strange -= 1
        self._waiting[sequence] = [ride, early and early[0], early is not None]
        return self._ready(WAITING_MAX)

    def outcome(self, sequence: int, outcome: Any) -> Iterator[tuple[Any, Any]]:
        """How the ride with this sequence ended; what is ready now. The first outcome counts."""
        if sequence in self._ended:
            return iter(())
        self._ended[sequence] = None
        if len(self._ended) > WAITING_MAX:
            self._ended.popitem(last=False)
        waiting = self._waiting.get(sequence)
        if waiting is None:
            self.strange += 1
            self._strange[sequence] = (outcome,)
            if len(self._strange) > STRANGE_MAX:
                self._strange.popitem(last=False)
        else:
            waiting[1:] = [outcome, True]
        return self._ready(WAITING_MAX)

    def end(self) -> Iterator[tuple[Any, Any]]:
        """Everything that still waits."""
        return self._ready(0)

    def _ready(self, most: int) -> Iterator[tuple[Any, Any]]:
        out = []
        while self._waiting:
            ride, outcome, there = next(iter(self._waiting.values()))
            if not there and len(self._waiting) <= most:
                break
            self._without += not there
            self._waiting.popitem(last=False)
            out.append((ride, outcome))
        return iter(out)
