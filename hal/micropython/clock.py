"""UTC and ticks of a board, and whether the UTC may be trusted (spec §7).

The only file that knows in which year the board's own seconds begin: 1970 on some ports, 2000 on others.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any, Protocol

    class Source(Protocol):
        """A source of time: a clock chip with a battery, or the processor's own clock."""

        def read(self) -> tuple[int, ...] | None:
            """(year, month, day, hour, minute, second); None when it lost the time. OSError when it is silent."""

        def set(self, fields: tuple[int, ...]) -> None:
            """Take (year, month, day, hour, minute, second, weekday from 0 = Monday, …). OSError when it cannot."""


_EPOCH_2000_S: int = const(946_684_800)
_REREAD_MS: int = const(60_000)  # between two looks at the source: a crystal loses 3 ms in it
_APART_MAX_S: int = const(2)  # what the source and the ticks may differ then: whole seconds are compared
_LOOKS_MAX: int = const(4)  # until two in a row agree: one may be disturbed on its way
_DRIFT_PPM: int = const(50)
STEP_MAX_S = 86_400  # how far ahead a service session may set a clock that runs
EARLIEST_S = 1_767_225_600  # 2026-01-01: this program was not written yet
LATEST_S = 0xFFFFFFFF  # what a record holds

# What speaks against the time, besides the floors: `raise_floor` brings their words.
NEVER_SET = "the clock was never set"
SILENT = "the clock does not answer"
LOST = "the clock has lost the time: look at its battery"
JUMPED = "the clock has jumped"
BEHIND_SETTING = "the clock is behind the time it was set to"
TOO_OLD = "the clock was set too long ago"
BEHIND_RECORD = "the clock is behind the newest record"
BEHIND_LIST = "the clock is behind the day on which the trust list was issued"
BEHIND_STATEMENT = "the clock is behind the operator's statement"
_UNREAD = "the clock has not been read yet"
_BEFORE_PROGRAM = "the clock is behind the day on which this program was written"


class Clock:
    """The board's time: what its source says, and `offset_s` more.

    source: see `Source`. time: the board's `time` module. skew_s: the skew of the policy; when 50 ppm of the age of the
    last setting exceed it, the time is not trusted any more.
    A source that runs is never set again, it gets another offset: that changes in one write of one file, whatever
    happens to the power. (boards/clock_store.py keeps what has to outlive a start.)
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
        self._base_s: int | None = None  # UTC at tick _base_ms
        self._base_ms = 0
        self._set_s: int | None = None
        self._offset_s = 0
        self._floor = (EARLIEST_S, _BEFORE_PROGRAM)
        self._distrust = _UNREAD
        self._fault = ""  # what is wrong with the source itself, for now
        self.jumped = False

    def start(self, set_s: int | None, offset_s: int = 0, distrust: str = "") -> None:
        """Read the source.

        set_s: the Unix second to which an authorised setting last set it, None for never. offset_s: what is to be
        added to the source since then. distrust: why no source is to be trusted before the next setting; "" for
        nothing. The floor stays what it was.
        """
        self._set_s = set_s
        self._offset_s = offset_s
        self._distrust = distrust
        self._base_s = None
        self.jumped = False
        self._read(self.now_ms())

    def raise_floor(self, floor_s: int, behind: str) -> None:
        """Trust nothing before this Unix second, which is known to have passed. behind: one of BEHIND_…."""
        if floor_s > self._floor[0]:
            self._floor = (floor_s, behind)

    def lower_floor(self) -> None:
        """Forget every floor but this program's own; for a caller with a better one, which raises it again."""
        self._floor = (EARLIEST_S, _BEFORE_PROGRAM)

    def now_s(self) -> int | None:
        """Unix seconds UTC; None while the time is not trusted; `why` has the reason."""
        now_ms = self.now_ms()
        if now_ms - self._read_ms >= _REREAD_MS:
            self._read(now_ms)
        return None if self.why() else self._counted(now_ms)

    def why(self) -> str:
        """Why the time is not trusted; "" when it is."""
        if self._distrust:
            return self._distrust
        now_s = self._counted(self._ms)
        if self._fault or now_s is None:
            return self._fault
        if self._set_s is None:
            return NEVER_SET
        if now_s < self._floor[0]:
            return self._floor[1]
        if now_s < self._set_s:
            return BEHIND_SETTING
        if (now_s - self._set_s) * _DRIFT_PPM > self._skew_s * 1_000_000:
            return TOO_OLD
        return ""

    def said_s(self) -> int | None:
        """The time of the source, trusted or not; None when it has none."""
        return self._counted(self.now_ms())

    def now_ms(self) -> int:
        """Milliseconds since the start that never run backwards. Trap: ask more often than every six days."""
        ticks = self._time.ticks_ms()
        self._ms += self._time.ticks_diff(ticks, self._ticks)
        self._ticks = ticks
        return self._ms

    def ticks_us(self) -> int:
        """A running count of microseconds that wraps at 2**30."""
        return self._time.ticks_us()  # type: ignore[no-any-return]

    def allow(self, unix_s: int, stepped_s: int = 0) -> None:
        """Raises ValueError with the reason when a service session may not set the clock to this second.

        It may not go below the floor, nor more than a day ahead of a clock that runs, together with the `stepped_s`
        that it was put ahead before: either needs the operator's signed statement. Clause: spec §7.
        """
        self.possible(unix_s)
        if unix_s < self._floor[0]:
            raise ValueError("this is before something that has happened: it needs a statement of the operator")
        if self.why() in ("", TOO_OLD):
            now_s = self._counted(self.now_ms())
            if now_s is not None and unix_s - now_s + stepped_s > STEP_MAX_S:
                raise ValueError("this is more than a day ahead: it needs a statement of the operator")

    def possible(self, unix_s: int) -> None:
        """Raises ValueError for a second in which no terminal with this program can be."""
        if not EARLIEST_S <= unix_s <= LATEST_S:
            raise ValueError("this is before this program was written, or after 2106: correct the year")

    def offset_s(self, unix_s: int) -> int | None:
        """The offset between the source and this second; None for a source that has lost the time and
        has to be set. Raises OSError when it does not answer."""
        source_s = self._look()
        return None if source_s is None else unix_s - source_s

    def set_source(self, unix_s: int) -> None:
        """Set the source itself and see that it took it; it is not trusted by that. Raises OSError."""
        self._source.set(self._time.gmtime(unix_s - self._epoch_s))
        read_s = self._look()
        if read_s is None or not 0 <= read_s - unix_s <= _APART_MAX_S:
            raise OSError(5, "the clock does not keep what it was set to")

    def _counted(self, now_ms: int) -> int | None:
        return None if self._base_s is None else self._base_s + (now_ms - self._base_ms) // 1000

    def _read(self, now_ms: int) -> None:
        """Look at the source. One that is silent for a while is counted over; one that jumps is not trusted again."""
        self._read_ms = now_ms
        if self.jumped:
            return
        counted_s = self._counted(now_ms)
        try:
            source_s = self._look()
        except OSError:
            if counted_s is None:
                self._fault = SILENT
            return
        if source_s is None:
            self._fault = LOST
            return
        self._fault = ""
        read_s = source_s + self._offset_s
        if counted_s is not None and not -_APART_MAX_S <= read_s - counted_s <= _APART_MAX_S:
            self._fault = JUMPED
            self.jumped = True
        elif counted_s is None or read_s > counted_s:  # never back: a second seen stays seen
            self._base_s, self._base_ms = read_s, now_ms

    def _look(self) -> int | None:
        """The time of the source, the same twice; None when it has lost the time. Raises OSError when it is silent."""
        before = self._once()
        for _ in range(_LOOKS_MAX):
            now = self._once()
            if now == before or (now is not None and before is not None and now == before + 1):
                return now
            before = now
        raise OSError(5, "the clock never says the same twice")

    def _once(self) -> int | None:
        fields = self._source.read()
        if fields is None:
            return None
        read_s: int = self._time.mktime(tuple(fields[:6]) + (0, 0)) + self._epoch_s
        return read_s if EARLIEST_S <= read_s <= LATEST_S else None


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
