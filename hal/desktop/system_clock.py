"""The clocks of the computer."""

import time
from collections.abc import Callable

_BACK_MAX_S = 2  # so much a clock that is disciplined may go back: it stands still meanwhile


class SystemClock:
    """Wall clock and monotonic clock of the operating system.

    floor_s: Unix seconds UTC; a wall clock that reads earlier is not trusted (a computer that lost its
    battery starts in the past). Nor is one that has been set back: within a run time never goes back, so it is not
    trusted until it is where it was, or the program starts anew. Whether the wall clock is otherwise right is the
    duty of the operator of the computer: let it follow authenticated network time. wall_ns: reads that clock.
    """

    def __init__(self, floor_s: int = 0, wall_ns: Callable[[], int] = time.time_ns) -> None:
        self._floor_s = self._newest_s = floor_s
        self._wall_ns = wall_ns

    def now_s(self) -> int | None:
        """Unix seconds UTC, never less than before; None while the wall clock is not trusted."""
        now_s = self._wall_ns() // 1_000_000_000
        if now_s < self._floor_s or now_s < self._newest_s - _BACK_MAX_S:
            return None
        self._newest_s = max(self._newest_s, now_s)
        return self._newest_s

    def now_ms(self) -> int:
        """Milliseconds that never run backwards."""
        return time.monotonic_ns() // 1_000_000

    def ticks_us(self) -> int:
        """A running count of microseconds."""
        return time.perf_counter_ns() // 1_000
