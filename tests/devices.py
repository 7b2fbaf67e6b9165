"""Devices of the loop for tests on both runtimes: small, obedient to hal/interfaces.pyi, and breakable.

Everything they are told goes into one list of events, in the order in which it happened.
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
    """Tells `waiting` passages once."""

    def __init__(self, events: list) -> None:
        super().__init__(events)
        self.waiting = 0

    def passages(self) -> int:
        self._use()
        count = self.waiting
        self.waiting = 0
        return count


class Emergency(_Breakable):
    def __init__(self, events: list) -> None:
        super().__init__(events)
        self.on = False

    def active(self) -> bool:
        self._use()
        return self.on


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
    """Keeps what it was told: (decision, marks)."""

    def __init__(self) -> None:
        self.told = []

    def decision(self, decision: object, marks: object) -> None:
        self.told.append((decision, marks))


class Store:
    """A journal's store in memory. `room`: bytes that still fit, None for no end; an append that does not fit leaves
    what fits and fails, and after a failure nothing is taken until truncate() or open(). `slow_ms`: what an append
    takes on `clock`. `dead`: every call fails."""

    def __init__(self, events: list | None = None, clock: Clock | None = None) -> None:
        self.bytes = bytearray()
        self.room = None
        self.slow_ms = 0
        self.dead = False
        self.before_append = None  # called, with the record, in the middle of an append
        self._events = [] if events is None else events
        self._clock = clock
        self._torn = False

    def open(self) -> None:
        self._alive()
        self._torn = False

    def _alive(self) -> None:
        if self.dead:
            raise OSError(5, "the store does not answer")

    def append(self, data: bytes) -> None:
        self._alive()
        if self._torn:
            raise OSError(5, "the end of the store is torn")
        if self._clock is not None:
            self._clock.ms += self.slow_ms
        if self.before_append is not None:
            self.before_append(data)
        if self.room is not None and len(data) > self.room:
            self._torn = True
            self.bytes.extend(data[: self.room])
            raise OSError(28, "the store is full")
        if self.room is not None:
            self.room -= len(data)
        self.bytes.extend(data)
        self._events.append(("append", data[3]))

    def length(self) -> int:
        self._alive()
        return len(self.bytes)

    def readinto(self, offset: int, buffer: bytearray) -> None:
        self._alive()
        if offset + len(buffer) > len(self.bytes):
            raise OSError(5, "the store ends before that")
        buffer[:] = self.bytes[offset : offset + len(buffer)]

    def truncate(self, length: int) -> None:
        self._alive()
        if not 0 <= length <= len(self.bytes):
            raise ValueError("a length the store does not have")
        self.bytes = self.bytes[:length]
        self._torn = False
