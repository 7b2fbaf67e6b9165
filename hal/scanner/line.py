"""Question and answer with a scanner module over a line that also carries codes.

What takes time is a generator: every `yield` is the end of a turn of the terminal's loop.
"""

from hal.scanner.command import HELLO, WANTED_BAUD
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator

    from hal.interfaces import Dialect, ModulePort

    Work = Generator[None, None, None]
    Pairs = tuple[tuple[int, int], ...]

_CHUNK = const(512)  # bytes taken from the line in one turn
_ANSWER_MS = const(200)  # a module that decodes a picture meanwhile needs its time
_ANSWER_BYTES = const(80)  # no question and answer are longer together
_SETTLE_MS = const(60)  # an answer is complete when the line has been silent for less than this
_REST_MS = const(120)  # a code that lost its end is waited for no longer
_NOISE_MS = const(1000)  # longest wait for a line that is never silent
_ROUNDS = const(2)  # times through all rates before a module counts as silent


class ModuleLine:
    """A line, the dialect spoken on it, and the rate. `now_ms`: the time of this turn, as given to listen()."""

    def __init__(self, port: "ModulePort", dialect: "Dialect") -> None:
        self.port = port
        self.dialect = dialect
        self.baud = WANTED_BAUD
        self.now_ms = 0
        self.heard_ms = 0  # when bytes came last
        self._free_ms = 0  # what was sent has left by then
        self._asked = 0  # number of the rate of the last call()
        self._buffer = bytearray(_CHUNK)
        self._view = memoryview(self._buffer)

    def listen(self, now_ms: int) -> None:
        """Hand at most 512 bytes to the dialect. Raises OSError when the line is gone."""
        self.now_ms = now_ms
        count = self.port.readinto(self._buffer)
        if count:
            self.dialect.feed(bytes(self._view[:count]), now_ms)
            self.heard_ms = now_ms

    def send(self, data: bytes) -> None:
        """Send; what was sent before goes first."""
        self.port.write(data)
        self._free_ms = max(self._free_ms, self.now_ms) + len(data) * 10_000 // self.baud + 2

    def pause(self, ms: int) -> "Work":
        """Let so much time pass once everything has been sent."""
        until_ms = max(self._free_ms, self.now_ms) + ms
        while self.now_ms < until_ms:
            yield

    def tune(self, baud: int) -> "Work":
        """Speak at this rate; wake the module up if it needs that."""
        yield from self.pause(0)
        self.port.set_baud(baud)
        self.baud = baud
        self.dialect.reset()
        if self.dialect.wake:
            self.send(self.dialect.wake)
            yield from self.pause(self.dialect.wake_ms)

    def ask(self, tries: int, kind: int, a: int = 0, b: int = 0) -> "Generator[None, None, Pairs | None]":
        """Say it and wait for the answer: (register, value) pairs, () for a plain yes, None for no answer."""
        for turn in range(tries):
            rest_ms = self.now_ms + _NOISE_MS
            while turn and self.now_ms < min(rest_ms, self.heard_ms + _REST_MS):
                yield  # a code that lost its end takes the answer behind it for its own
            command = self.dialect.command(kind, a, b)
            if not command:
                return ()
            self.send(command)
            until_ms = self.now_ms + _ANSWER_MS + _ANSWER_BYTES * 10_000 // self.baud
            limit_ms = until_ms + _NOISE_MS
            while self.now_ms < until_ms or self.now_ms < min(limit_ms, self.heard_ms + _SETTLE_MS):
                yield
                answer = self.dialect.answer()
                if answer is not None:
                    return answer
        return None

    def find(self) -> "Generator[None, None, bool]":
        """Look for the module at every rate; whether it answers at `baud` now."""
        for _ in range(_ROUNDS):
            for baud in self.dialect.bauds:
                yield from self.tune(baud)
                if (yield from self.ask(1, HELLO)) is not None:
                    return True
        return False

    def call(self) -> None:
        """Ask at the next rate, without waiting for the answer."""
        bauds = self.dialect.bauds
        self._asked = (self._asked + 1) % len(bauds)
        self.baud = bauds[self._asked]
        self.port.set_baud(self.baud)
        self.dialect.reset()
        self.port.write(self.dialect.wake + self.dialect.command(HELLO))
