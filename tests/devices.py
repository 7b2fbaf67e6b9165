"""Devices of the loop for tests on both runtimes: small, obedient to hal/interfaces.pyi, and breakable.

Every call goes into one list of events, in the order in which it happened.
"""


class Clock:
    """Both clocks, moved by hand. s: Unix seconds or None; ms: monotonic."""

    def __init__(self, s: int | None, ms: int = 1000) -> None:
        self.s = s
        self.ms = ms

    def now_s(self) -> int | None:
        return self.s

    def now_ms(self) -> int:
        return self.ms

    def ticks_us(self) -> int:
        return self.ms * 1000


class _Breakable:
    """dead: the equipment fails, open() included. After a failure only open() brings it back."""

    def __init__(self, events: list) -> None:
        self.events = events
        self.dead = False
        self.opened = 0
        self._usable = True

    def open(self) -> None:
        self.opened += 1
        if self.dead:
            raise OSError(5, type(self).__name__ + " does not answer")
        if not self._usable:
            self.events.append(("reopened", type(self).__name__))
        self._usable = True

    def usable(self) -> bool:
        """Whether a call would work now."""
        return self._usable and not self.dead

    def _use(self) -> None:
        if self.dead:
            self._usable = False
        if not self._usable:
            raise OSError(5, type(self).__name__ + " does not answer")


class Scanner(_Breakable):
    """Delivers what is in `frames`, one tuple of payloads a poll, and then, again and again, `still`."""

    def __init__(self, events: list) -> None:
        super().__init__(events)
        self.frames = []
        self.still = ()
        self.held = False
        self.hold_fails = False
        self.polls = 0

    def poll(self, now_ms: int) -> tuple:
        self._use()
        self.polls += 1
        return self.frames.pop(0) if self.frames else self.still

    def hold(self, active: bool) -> None:
        if self.hold_fails:
            raise OSError(5, "Scanner cannot be held off")
        self.held = active


class Relay(_Breakable):
    """Records releases with the time at which they happen."""

    def __init__(self, events: list, clock: Clock) -> None:
        super().__init__(events)
        self._clock = clock

    def release(self, direction: str, pulse_ms: int) -> None:
        self._use()
        self.events.append(("release", direction, pulse_ms, self._clock.ms))

    def hold(self, active: bool) -> None:
        self._use()
        self.events.append(("hold", active))

    def safe(self) -> None:
        if self.dead:
            raise OSError(5, "Relay does not answer")
        self.events.append(("safe",))


class Sensor(_Breakable):
    """Reports `waiting` passages once."""

    def __init__(self, events: list) -> None:
        super().__init__(events)
        self.waiting = 0

    def passages(self) -> int:
        self._use()
        count = self.waiting
        self.waiting = 0
        return count


class Emergency(_Breakable):
    """Reads `on`, or first what is in `readings`, one for each call. `reads`: how many calls were answered."""

    def __init__(self, events: list) -> None:
        super().__init__(events)
        self.on = False
        self.readings = []
        self.reads = 0

    def active(self) -> bool:
        self._use()
        self.reads += 1
        return self.readings.pop(0) if self.readings else self.on


class Panel(_Breakable):
    """`now`: the words in English and the lamp that stand there."""

    def __init__(self, events: list) -> None:
        super().__init__(events)
        self.now = ("", "")
        self.zh = ""

    def show(self, zh: str, en: str, lamp: str) -> None:
        self._use()
        self.now = (en, lamp)
        self.zh = zh
        self.events.append(("show", en, lamp))


class Watchdog:
    def __init__(self) -> None:
        self.fed = 0

    def open(self) -> None:
        self.fed = 0

    def feed(self) -> None:
        self.fed += 1


class Log:
    """Keeps each call: (decision, marks)."""

    def __init__(self) -> None:
        self.events = []
        self.told = []

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        self.told.append((decision, marks))

    def event(self, name: str, *values: object) -> None:
        self.events.append((name,) + values)


class Segments:
    """A journal's segments in memory: `content` by number, `aside` what was set aside. `room`: bytes that still fit,
    None for no end; an append that does not fit leaves what fits and fails, and after a failure nothing is taken until
    begin() or open(). `slow_ms`: what an append takes on `clock`. `dead`: every call fails. `begun`: how often
    reading a record began."""

    def __init__(self, events: list | None = None, clock: Clock | None = None) -> None:
        self.content = {}
        self.aside = []
        self.begun = 0
        self.room = None
        self.slow_ms = 0
        self.dead = False
        self.late = False  # an append that fails has written everything
        self.cached = False  # the same, into a cache: a read gives it back, and a power cut takes it away
        self._unsynced = []  # (segment, from byte, to byte) of what stands in the cache only
        self.before_append = None  # called, with the record, in the middle of an append
        self._events = [] if events is None else events
        self._clock = clock
        self._torn = False

    def open(self) -> None:
        self._alive()
        self._torn = False

    def _alive(self) -> None:
        if self.dead:
            raise OSError(5, "the storage does not answer")

    def power_cut(self) -> object:
        """Others with what the storage has: nothing of what only a cache held, and zeros before what came behind."""
        other = self.copy()
        for number, start, end in self._unsynced:
            data = other.content.get(number, b"")
            if len(data) >= end:
                other.content[number] = data[:start] + (bytes(end - start) + data[end:] if len(data) > end else b"")
        return other

    def copy(self) -> object:
        """Others with the same content."""
        other = Segments()
        for number in self.content:
            other.content[number] = bytearray(self.content[number])
        return other

    def size(self) -> int:
        """Bytes in all segments."""
        return sum([len(data) for data in self.content.values()])

    def numbers(self) -> list:
        self._alive()
        return sorted(self.content)

    def begin(self, number: int) -> None:
        self._alive()
        for other in self.content:
            if other > number or (other == number and self.content[other]):
                raise ValueError("this segment would not be the newest")
        self.content[number] = bytearray()
        self._torn = False

    def append(self, data: bytes) -> None:
        self._alive()
        if self._torn:
            raise OSError(5, "the end of the segment is torn")
        if not self.content:
            raise OSError(2, "no segment was begun")
        if self._clock is not None:
            self._clock.ms += self.slow_ms
        if self.before_append is not None:
            self.before_append(data)
        newest = self.content[max(self.content)]
        if self.late or self.cached:
            self._torn = True
            if self.cached:
                self._unsynced.append((max(self.content), len(newest), len(newest) + len(data)))
            newest.extend(data)
            raise OSError(5, "the storage does not say whether it took that")
        if self.room is not None and len(data) > self.room:
            self._torn = True
            newest.extend(data[: self.room])
            raise OSError(28, "the storage is full")
        if self.room is not None:
            self.room -= len(data)
        newest.extend(data)
        if data[3] != 4:  # a head says nothing of the outside
            self._events.append(("append", data[3]))

    def length(self, number: int) -> int:
        return len(self._segment(number))

    def readinto(self, number: int, offset: int, buffer: bytearray) -> None:
        data = self._segment(number)
        if offset + len(buffer) > len(data):
            raise OSError(5, "the segment ends before that")
        self.begun += len(buffer) == 8
        buffer[:] = data[offset : offset + len(buffer)]

    def remove(self, number: int) -> None:
        self._segment(number)
        self._unsynced = [each for each in self._unsynced if each[0] != number]
        del self.content[number]

    def set_aside(self, number: int) -> None:
        self.aside.append((number, bytes(self._segment(number))))
        del self.content[number]

    def _segment(self, number: int) -> bytearray:
        self._alive()
        if number not in self.content:
            raise OSError(2, "there is no such segment")
        return self.content[number]


class Cell:
    """A journal's cell in memory. `dead`: every call fails. `late`: a write fails when it is done."""

    def __init__(self, content: bytes | None = None) -> None:
        self.content = content
        self.dead = False
        self.late = False
        self.writes = 0

    def read(self) -> bytes | None:
        if self.dead:
            raise OSError(5, "the cell does not answer")
        return self.content

    def write(self, data: bytes) -> None:
        if self.dead:
            raise OSError(5, "the cell does not answer")
        self.content = bytes(data)
        self.writes += 1
        if self.late:
            raise OSError(5, "the cell does not say whether it took that")
