"""The time of a gate in this process: the computer's, or a virtual one that moves only when time is passed."""

import time
from typing import TYPE_CHECKING, Protocol

from hal.desktop.system_clock import SystemClock

if TYPE_CHECKING:
    from hal.interfaces import Clock


class GateTime(Protocol):
    """A clock for the terminal, and the time of the people in front of it."""

    @property
    def clock(self) -> "Clock": ...
    def now_ms(self) -> int: ...
    def now_s(self) -> int: ...
    def pass_time(self, ms: int) -> None: ...


class RealTime:
    """The computer's clocks; time is waited for. floor_s: as `SystemClock` takes it."""

    def __init__(self, floor_s: int = 0) -> None:
        self.clock = SystemClock(floor_s)

    def now_ms(self) -> int:
        """Monotonic milliseconds."""
        return self.clock.now_ms()

    def now_s(self) -> int:
        """Unix seconds."""
        return int(time.time())

    def pass_time(self, ms: int) -> None:
        """Sleep."""
        time.sleep(ms / 1000)


class VirtualClock:
    """A terminal's clock that moves only when time is passed; its stopwatch is real.

    Five seconds without a passenger pass at once, and no outcome depends on how fast the computer is, while decisions
    and what is measured of them are real. utc_s: Unix seconds at the start.
    Trap: the stopwatch does not follow the clock, so the two must not be compared.
    """

    def __init__(self, utc_s: int) -> None:
        self._utc_ms = utc_s * 1000
        self._ms = 0

    def now_s(self) -> int:
        """Unix seconds UTC, always trusted."""
        return (self._utc_ms + self._ms) // 1000

    def now_ms(self) -> int:
        """Milliseconds since the start."""
        return self._ms

    def ticks_us(self) -> int:
        """Real microseconds."""
        return time.perf_counter_ns() // 1000

    def advance(self, ms: int) -> None:
        """Let time pass. Refuses to turn it back with ValueError."""
        if ms < 0:
            raise ValueError("time does not run backwards")
        self._ms += ms


class VirtualTime:
    """A `VirtualClock` as the time of a gate."""

    def __init__(self, utc_s: int) -> None:
        self.clock = VirtualClock(utc_s)
        self.now_ms = self.clock.now_ms
        self.now_s = self.clock.now_s
        self.pass_time = self.clock.advance
