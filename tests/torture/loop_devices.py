"""Equipment for loop_turns.py: any call may fail, before or after it acts. `harness` says how a call ends."""

from hal.fake.store import Segments as FakeSegments
from terminal import journal

OK, BEFORE, AFTER = 0, 1, 2


class Part:
    """A device of which any call may fail, before or after it acts. After that only open() brings it back."""

    def __init__(self, harness: object) -> None:
        self._harness = harness
        self.usable = True

    def _call(self, act: object) -> object:
        fate = self._harness.fate() if self.usable else BEFORE
        answer = None if fate == BEFORE else act()
        if fate != OK:
            self.usable = False
            raise OSError(5, "does not answer")
        return answer

    def open(self) -> None:
        if self._harness.fate() != OK:
            raise OSError(5, "does not open")
        if not self.usable:
            self.opened()
        self.usable = True

    def opened(self) -> None:
        """What acquiring it anew does to it."""


class Relay(Part):
    held = False
    until_ms = 0

    def release(self, direction: str, pulse_ms: int) -> None:
        self._call(lambda: self._harness.released(pulse_ms))

    def hold(self, active: bool) -> None:
        self._call(lambda: self._put(active))

    def safe(self) -> None:
        self._call(lambda: self._put(False))

    def opened(self) -> None:
        self._put(False)

    def _put(self, held: bool) -> None:
        self.held = held
        self.until_ms = 0


class Emergency(Part):
    on = False
    reading = False  # what it said last
    reads = 0

    def active(self) -> bool:
        self.reads += 1
        self.on = self._harness.wavers(self.on)
        self.reading = self._call(lambda: self.on)
        return self.reading


class Sensor(Part):
    waiting = 0

    def passages(self) -> int:
        return self._call(self._take)

    def _take(self) -> int:
        count, self.waiting = self.waiting, 0
        return count


class Scanner(Part):
    held = False
    frame = ()

    def poll(self, now_ms: int) -> tuple:
        return self._call(self._take)

    def _take(self) -> tuple:
        frame, self.frame = self.frame, ()
        return frame

    def hold(self, active: bool) -> None:
        self._call(lambda: self._hold(active))

    def _hold(self, active: bool) -> None:
        self.held = active


class Panel(Part):
    now = ("", "")

    def show(self, zh: str, en: str, lamp: str) -> None:
        self._call(lambda: self._put((en, lamp)))

    def _put(self, now: tuple) -> None:
        self.now = now


class Segments(FakeSegments):
    """Appends fail before, in the middle of, or behind what they write."""

    harness = None

    def append(self, data: bytes) -> None:
        fate = self.harness.fate()
        self.late = fate == AFTER
        self.room = self.harness.dice.below(len(data)) if fate == BEFORE else None
        super().append(data)

    def begin(self, number: int) -> None:
        if self.harness.fate() != OK:
            raise OSError(5, "the storage does not answer")
        super().begin(number)


class Journal(journal.Journal):
    """Notes what was asked of it: `rides` that were said to be durable, `ended`, the rides an outcome was for."""

    def begin_notes(self) -> None:
        self.rides = []
        self.ended = []

    def append_ride(self, *ride: object) -> int:
        sequence = super().append_ride(*ride)
        self.rides.append(sequence)
        return sequence

    def append_outcome(self, sequence: int, outcome: int, now_s: object) -> object:
        self.ended.append(sequence)
        return super().append_outcome(sequence, outcome, now_s)
