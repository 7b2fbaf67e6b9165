"""The devices of a replay: they answer from the recorded turn. Runs on CPython and MicroPython alike. They keep
hal/interfaces.pyi as far as a terminal's loop needs it.
"""

from terminal import codes
from terminal.journal import Journal
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Turn:
    """The answers of the devices in this turn. now_ms, now_s: lists, in order; the last one is repeated."""

    def __init__(self) -> None:
        self.at(0, [0], [None])

    def at(self, number: int, ms: "list[int]", s: "list[int | None]") -> None:
        self.number = number
        self.ms = ms
        self.s = s
        self.ms_at = self.s_at = 0
        self.scan: tuple[bytes, ...] = ()
        self.people = 0
        self.failing: tuple[str, ...] = ()

    def check(self, call: str) -> None:
        if call in self.failing:
            raise OSError(5, call + " failed when this was recorded")


class Clock:
    """Both clocks."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def now_ms(self) -> int:
        turn = self._turn
        at = turn.ms_at
        if at + 1 < len(turn.ms):
            turn.ms_at = at + 1
        return turn.ms[at]

    def now_s(self) -> "int | None":
        turn = self._turn
        at = turn.s_at
        if at + 1 < len(turn.s):
            turn.s_at = at + 1
        return turn.s[at]

    def ticks_us(self) -> int:
        return 0


class Device:
    """Scanner, relay, sensor, emergency contact, panel: what is asked of them, answered out of the turn."""

    def __init__(self, name: str, turn: Turn, done: "Callable[..., None]") -> None:
        self._name = name
        self._turn = turn
        self._done = done
        self.pulled = False

    def open(self) -> None:
        self._turn.check(self._name + ".open")

    def poll(self, now_ms: int) -> "tuple[bytes, ...]":
        self._turn.check("scanner.poll")
        scan, self._turn.scan = self._turn.scan, ()
        return scan

    def hold(self, active: bool) -> None:
        self._turn.check(self._name + ".hold")

    def release(self, direction: str, pulse_ms: int) -> None:
        self._turn.check("relay.release")
        self._done("release")

    def safe(self) -> None:
        self._turn.check("relay.safe")

    def passages(self) -> int:
        self._turn.check("sensor.passages")
        people, self._turn.people = self._turn.people, 0
        return people

    def active(self) -> bool:
        self._turn.check("emergency.active")
        return self.pulled

    def show(self, zh: str, en: str, lamp: str) -> None:
        self._turn.check("panel.show")
        if (zh, en) == codes.ONE_CODE:
            self._done("one_code")

    def feed(self) -> None:
        pass


class Forgetful:
    """Segments of a journal that is never read again: only lengths are kept."""

    def __init__(self) -> None:
        self._lengths: dict[int, int] = {}
        self._last = 0

    def numbers(self) -> "list[int]":
        return sorted(self._lengths)

    def begin(self, number: int) -> None:
        self._lengths[number] = 0
        self._last = number

    def append(self, data: bytes) -> None:
        self._lengths[self._last] += len(data)

    def length(self, number: int) -> int:
        return self._lengths[number]

    def remove(self, number: int) -> None:
        del self._lengths[number]


class Cell:
    """A cell that is never read again."""

    def read(self) -> "bytes | None":
        return None

    def write(self, data: "bytes | bytearray | memoryview") -> None:
        pass


class Storage:
    """The journal, with the failures that are on record."""

    def __init__(self, journal: Journal, turn: Turn) -> None:
        self._journal = journal
        self._turn = turn
        self.waiting = 0  # rides that have no outcome
        self._owed: list[Any] = []  # outcomes that failed when this was recorded: they go in front of the next record

    def append_ride(self, *ride: "Any") -> int:
        self._turn.check("journal.append_ride")
        self._pay()
        sequence: int = self._journal.append_ride(*ride)
        self.waiting += 1
        return sequence

    def append_outcome(self, *outcome: "Any") -> int:
        self.waiting -= 1
        self._owed.append(outcome)
        self._turn.check("journal.append_outcome")
        return self._pay()

    def _pay(self) -> int:
        sequence = self._journal.sequence
        while self._owed:
            sequence = self._journal.append_outcome(*self._owed.pop(0))
        return sequence


class Hours:
    """The count of refusals of a terminal."""

    def append_counter(self, body: bytes, now_s: "int | None") -> None:
        pass


class Unseen:
    """A list that nothing is looked up in: what was decided by it is on record."""

    sequence = 1
