"""Time that a test moves."""

from hal.fake.device import Device
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from hal.interfaces import Clock as AnyClock


class Clock:
    """Time that a test moves.

    utc_s: Unix seconds; None: not trusted. ms: the monotonic clock, which may be set alone. trusted: whether now_s()
    returns the time; may be changed.
    """

    def __init__(self, utc_s: int | None = 1_793_000_000, ms: int = 0) -> None:
        self.ms = ms
        self.utc_ms = 0
        self.set_utc(utc_s)

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

    def set_utc(self, utc_s: int | None) -> None:
        """Set the wall clock alone, as a service session would; None takes its trust away."""
        self.trusted = utc_s is not None
        if utc_s is not None:
            self.utc_ms = utc_s * 1000


class Watchdog(Device):
    """A watchdog that follows a clock; `bitten`: whether it would have restarted the terminal. fed: how often."""

    name = "watchdog"

    def __init__(self, clock: "AnyClock", timeout_ms: int = 8000) -> None:
        super().__init__()
        self.fed = 0
        self._clock = clock
        self._timeout_ms = timeout_ms
        self._fed_ms = 0
        self._bitten = False

    def _begin(self) -> None:
        self._fed_ms = self._clock.now_ms()

    def feed(self) -> None:
        """Start the count anew; too late once it has bitten."""
        self._use()
        self.fed += 1
        now_ms = self._clock.now_ms()
        self._bitten = self._bitten or now_ms - self._fed_ms > self._timeout_ms
        if not self._bitten:
            self._fed_ms = now_ms

    @property
    def bitten(self) -> bool:
        """Whether a meal came too late. Once open, nothing stops its count."""
        if self._open and self._clock.now_ms() - self._fed_ms > self._timeout_ms:
            self._bitten = True
        return self._bitten
