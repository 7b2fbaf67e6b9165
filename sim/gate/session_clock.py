"""The clock of a session that nobody has to wait for."""

import time


class SessionClock:
    """Both clocks of the gate move only when told to; the stopwatch is real.

    So five seconds without a passenger pass at once and no outcome depends on how fast the computer is,
    while the decisions and what is measured of them are real. utc_s: Unix seconds at the start.
    Trap: its stopwatch does not follow its clocks, so the two must not be compared.
    """

    def __init__(self, utc_s: int) -> None:
        self._utc_ms = utc_s * 1000
        self._ms = 0

    def now_s(self) -> int:
        """Unix seconds UTC, always trusted."""
        return (self._utc_ms + self._ms) // 1000

    def now_ms(self) -> int:
        """Milliseconds since the start of the session."""
        return self._ms

    def ticks_us(self) -> int:
        """Real microseconds."""
        return time.perf_counter_ns() // 1000

    def advance(self, ms: int) -> None:
        """Let time pass. Refuses to turn it back with ValueError."""
        if ms < 0:
            raise ValueError("time does not run backwards")
        self._ms += ms
