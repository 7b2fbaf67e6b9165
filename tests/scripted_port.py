"""A line whose far end is a script: what is answered to which bytes. Both runtimes.

Time passes by pass_ms(); bytes said by the far end can be read at once.
"""


class ScriptedPort:
    """A `ModulePort`. answer(written, baud) -> bytes: the far end."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.baud = 115200
        self.bauds = []
        self.written = []
        self.waiting = b""
        self.opened = False
        self.broken = False

    def open(self) -> None:
        if self.broken:
            raise OSError("broken on purpose")
        if not self.opened:
            self.waiting = b""
        self.opened = True

    def close(self) -> None:
        self.opened = False

    def readinto(self, buffer) -> int:
        self._check()
        data = self.waiting[: len(buffer)]
        self.waiting = self.waiting[len(data) :]
        buffer[: len(data)] = data
        return len(data)

    def write(self, data) -> None:
        self._check()
        self.written.append(bytes(data))
        self.waiting += self.answer(bytes(data), self.baud)

    def set_baud(self, baud: int) -> None:
        self._check()
        self.baud = baud
        self.bauds.append(baud)

    def hold(self, active: bool) -> None:
        pass

    def _check(self) -> None:
        if self.broken or not self.opened:
            raise OSError("not open" if self.opened else "broken on purpose")


def set_up(scanner, now_ms: int = 0, patience_ms: int = 30_000) -> int:
    """Turn until it is set up; returns the time then. Raises OSError as setup() does."""
    until_ms = now_ms + patience_ms
    while not scanner.setup(now_ms):
        now_ms += 5
        if now_ms > until_ms:
            raise AssertionError("never set up")
    return now_ms


def collect(scanner, now_ms: int, ms: int) -> list:
    """Everything delivered within so many milliseconds."""
    out = []
    for turn in range(0, ms, 5):
        out += scanner.poll(now_ms + turn)
    return out
