"""UTC and ticks of a board, and whether the UTC may be believed (spec §7).

The only file that knows in which year the board's own seconds begin: 1970 on some ports, 2000 on others.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any, Protocol

    class Source(Protocol):
        """What keeps the time: a clock chip with a battery, or the processor's own clock."""

        def read(self) -> tuple[int, ...] | None:
            """(year, month, day, hour, minute, second) UTC; None when it lost the time. OSError when it is silent."""

        def set(self, fields: tuple[int, ...]) -> None:
            """Take (year, month, day, hour, minute, second, weekday from 0 = Monday, …) UTC. OSError when it cannot."""


_EPOCH_2000_S: int = const(946_684_800)
_REREAD_MS: int = const(60_000)  # between two looks at the source: a crystal loses 3 ms in it
_APART_MAX_S: int = const(2)  # what the source and the ticks may differ then: whole seconds are compared
_DRIFT_PPM: int = const(50)
_AHEAD_MAX_S: int = const(86_400)
EARLIEST_S = 1_767_225_600  # 2026-01-01: this program was not written yet


class Clock:
    """The board's time.

    source: see `Source`. time: the board's `time` module. skew_s: the skew of the policy; when 50 ppm of the age of the
    last setting exceed it, the time is not trusted any more.
    Clause: spec §7.
    """

    def __init__(self, source: "Source", time: "Any", skew_s: int) -> None:
        self._source = source
        self._time = time
        self._skew_s = skew_s
        self._epoch_s = _EPOCH_2000_S if time.gmtime(0)[0] == 2000 else 0
        self._ticks = time.ticks_ms()
        self._ms = 0
        self._read_ms = 0
        self._base_s: int | None = None  # what the source said at tick _base_ms
        self._base_ms = 0
        self._set_s: int | None = None
        self._floor_s = EARLIEST_S
        self._jumped = False
        self.fault = "the clock has not been read yet"  # why the source gave no time; "" when it did

    def start(self, set_s: int | None, floor_s: int) -> None:
        """Read the source.

        set_s: the Unix second to which somebody who may do so last set it, None for never. floor_s: the newest second
        that is known to have passed; an earlier time is not trusted.
        """
        self._set_s = set_s
        self.raise_floor(floor_s)
        self._look_anew()

    def raise_floor(self, floor_s: int) -> None:
        """Trust nothing before this Unix second: the newest record's, or the one the trust list was issued in."""
        self._floor_s = max(self._floor_s, floor_s)

    def now_s(self) -> int | None:
        """Unix seconds UTC; None while the time is not trusted, and `why` tells why."""
        now_ms = self.now_ms()
        if now_ms - self._read_ms >= _REREAD_MS:
            self._read(now_ms)
        return None if self.why() else self._counted(now_ms)

    def why(self) -> str:
        """What speaks against the time; "" for nothing."""
        now_s = self._counted(self._ms)
        if now_s is None:
            return self.fault
        if self._set_s is None:
            return "the clock was never set"
        if now_s < max(self._floor_s, self._set_s):
            return "the clock is behind what has already happened"
        if (now_s - self._set_s) * _DRIFT_PPM > self._skew_s * 1_000_000:
            return "the clock was set too long ago"
        return ""

    def now_ms(self) -> int:
        """Milliseconds since the start that never run backwards. Trap: ask more often than every six days."""
        ticks = self._time.ticks_ms()
        self._ms += self._time.ticks_diff(ticks, self._ticks)
        self._ticks = ticks
        return self._ms

    def ticks_us(self) -> int:
        """A running count of microseconds that wraps at 2**30."""
        return self._time.ticks_us()  # type: ignore[no-any-return]

    def set(self, unix_s: int) -> None:
        """Set the source and see that it took it.

        Raises ValueError for a time below the floor, and for one more than a day ahead of a trusted one (that needs a
        signed statement); OSError when the source does not answer or says something else afterwards.
        """
        was_s = self.now_s()
        if unix_s < self._floor_s:
            raise ValueError("this is before something that has already happened")
        if was_s is not None and unix_s - was_s > _AHEAD_MAX_S:
            raise ValueError("this is more than a day ahead")
        self._source.set(self._time.gmtime(unix_s - self._epoch_s))
        self._look_anew()
        if self._base_s is None or not 0 <= self._base_s - unix_s <= _APART_MAX_S:
            raise OSError(5, "the clock does not keep what it was set to")
        self._set_s = unix_s

    def _look_anew(self) -> None:
        self._base_s = None
        self._jumped = False
        self._read(self.now_ms())

    def _counted(self, now_ms: int) -> int | None:
        return None if self._base_s is None else self._base_s + (now_ms - self._base_ms) // 1000

    def _read(self, now_ms: int) -> None:
        """Look at the source. One that is silent for a while is counted over; one that jumps is not believed again."""
        self._read_ms = now_ms
        if self._jumped:
            return
        try:
            fields = self._source.read()
        except OSError:
            if self._base_s is None:
                self.fault = "the clock does not answer"
            return
        counted_s = self._counted(now_ms)
        if fields is None:
            self._base_s = None
            self.fault = "the clock has lost the time"
            return
        read_s = self._time.mktime(tuple(fields[:6]) + (0, 0)) + self._epoch_s
        if counted_s is None:
            self._base_s, self._base_ms = read_s, now_ms
        elif not -_APART_MAX_S <= read_s - counted_s <= _APART_MAX_S:
            self._base_s = None
            self._jumped = True
            self.fault = "the clock has jumped"
        elif read_s > counted_s:  # never back: a second seen stays seen
            self._base_s, self._base_ms = read_s, now_ms


class ChipClock:
    """The processor's own clock as a source; without a battery it begins somewhere in the past after a power cut.

    rtc: a `machine.RTC`.
    """

    def __init__(self, rtc: "Any") -> None:
        self._rtc = rtc

    def read(self) -> tuple[int, ...]:
        """(year, month, day, hour, minute, second)."""
        year, month, day, _, hour, minute, second, _ = self._rtc.datetime()
        return year, month, day, hour, minute, second

    def set(self, fields: tuple[int, ...]) -> None:
        """Take (year, month, day, hour, minute, second, weekday, …)."""
        year, month, day, hour, minute, second, weekday = fields[:7]
        self._rtc.datetime((year, month, day, weekday + 1, hour, minute, second, 0))
