"""Limits that a computer does not use up while it stands still: suspended, or too busy to run this program.

A device is not silent, late or gone for the time in which this computer could not look at it.
"""

import queue
from typing import TypeVar

LOOKS = 10  # in a limit that is waited for: a stand-still costs one of them, however long it is

_T = TypeVar("_T")


class Had:
    """How long something had: of the time between two looks at the clock `most` counts at most. `time` may be set back
    to 0. All in one unit, whichever.
    """

    def __init__(self, now: float, most: float) -> None:
        self.time = 0.0
        self._most = most
        self._looked = now

    def look(self, now: float) -> float:
        """Count the time since the last look; what it had until now."""
        self.time += min(now - self._looked, self._most)
        self._looked = now
        return self.time


def looks(most_s: float) -> list[float]:
    """The shorter limits that make up this one."""
    return [most_s / LOOKS] * LOOKS


def taken(line: "queue.Queue[_T]", most_s: float) -> _T:
    """The next of a queue, within `most_s`. Raises queue.Empty."""
    for each_s in looks(most_s):
        try:
            return line.get(timeout=each_s)
        except queue.Empty:
            pass
    raise queue.Empty
