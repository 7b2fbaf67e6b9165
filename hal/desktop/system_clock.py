"""The clocks of the computer."""

import time


class SystemClock:
    """Wall clock and monotonic clock of the operating system.

    floor_s: Unix seconds UTC; a wall clock that reads earlier is not trusted (a computer that lost its
    battery starts in the past). Whether the wall clock is otherwise right is the duty of whoever runs the
    computer: let it follow authenticated network time.
    """

    def __init__(self, floor_s: int = 0) -> None:
        self._floor_s = floor_s

    def now_s(self) -> int | None:
        """Unix seconds UTC; None while the wall clock reads earlier than the floor."""
        now_s = time.time_ns() // 1_000_000_000
        return now_s if now_s >= self._floor_s else None

    def now_ms(self) -> int:
        """Milliseconds that never run backwards."""
        return time.monotonic_ns() // 1_000_000

    def ticks_us(self) -> int:
        """A running count of microseconds."""
        return time.perf_counter_ns() // 1_000
