"""A clock that an operator can set wrong."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hal.interfaces import Clock

OFFSET_MAX_S = 10 * 366 * 86400


class OffsetClock:
    """Another clock, `offset_s` ahead (negative: behind), and without a time while not `trusted`."""

    def __init__(self, clock: "Clock") -> None:
        self.offset_s = 0
        self.trusted = True
        self._clock = clock
        self.now_ms = clock.now_ms  # monotonic milliseconds: the offset does not touch them

    def now_s(self) -> int | None:
        """Unix seconds UTC of this clock; None while it is not trusted."""
        now_s = self._clock.now_s()
        return None if now_s is None or not self.trusted else max(0, now_s + self.offset_s)

    def ticks_us(self) -> int:
        """A running count of microseconds."""
        return self._clock.ticks_us()
