"""Time that a test moves."""

from typing import TYPE_CHECKING

from hal.fake.fault import check

if TYPE_CHECKING:
    from hal.interfaces import Clock as AnyClock


class Clock:
    """Time that a test moves.

    utc_s: Unix seconds. ms: the monotonic clock. trusted: whether now_s() returns the time; may be changed.
    """

    def __init__(self, utc_s: int = 1_793_000_000, ms: int = 0, trusted: bool = True) -> None:
        self.utc_ms = utc_s * 1000
        self.ms = ms
        self.trusted = trusted

    def now_s(self) -> int | None:
        """Unix seconds UTC; None while not trusted."""
        return self.utc_ms // 1000 if self.trusted else None

    def now_ms(self) -> int:
        """Monotonic milliseconds."""
        return self.ms

    def ticks_us(self) -> int:
        """The monotonic clock in microseconds."""
        return self.ms * 1000

    def advance(self, ms: int) -> None:
        """Let time pass on both clocks. Refuses to turn it back with ValueError."""
        if ms < 0:
            raise ValueError("time does not run backwards")
        self.ms += ms
        self.utc_ms += ms

    def set_utc(self, utc_s: int) -> None:
        """Set the wall clock alone, as a service session would."""
        self.utc_ms = utc_s * 1000


class Watchdog:
    """A watchdog that follows a clock; `bitten`: whether it would have restarted the terminal."""

    def __init__(self, clock: "AnyClock", timeout_ms: int = 8000) -> None:
        self.broken = False
        self._clock = clock
        self._timeout_ms = timeout_ms
        self._fed_ms = -1
        self._bitten = False

    def open(self) -> None:
        """Count from now on; once begun, nothing stops it."""
        check(True, self.broken, "watchdog")
        if self._fed_ms < 0:
            self._fed_ms = self._clock.now_ms()

    def feed(self) -> None:
        """Start the count anew; too late once it has bitten."""
        check(self._fed_ms >= 0, self.broken, "watchdog")
        if not self.bitten:
            self._fed_ms = self._clock.now_ms()

    @property
    def bitten(self) -> bool:
        """Whether a meal came too late."""
        if self._fed_ms >= 0 and self._clock.now_ms() - self._fed_ms > self._timeout_ms:
            self._bitten = True
        return self._bitten
