"""Sources of payloads: a scanner, a source of frames, a serial line."""

from collections import deque

from hal.desktop.pixel import Pixels
from hal.fake.fault import check

_LINE_BYTES = 4096  # a kernel keeps about as much of a line that is not read


class Scanner:
    """A scanner that codes are held up to by show(). `held`: whether the terminal asked for a pause."""

    def __init__(self) -> None:
        self.broken = False
        self.held = False
        self._open = False
        self._queue: deque[tuple[bytes, ...]] = deque()

    def open(self) -> None:
        """Listen from now on."""
        check(True, self.broken, "scanner")
        if not self._open:
            self._queue.clear()
        self._open = True

    def close(self) -> None:
        """Listen no more."""
        self._open = False
        self.held = False

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """The payloads of the oldest show() not delivered yet; () when there is none or the sender pauses."""
        check(self._open, self.broken, "scanner")
        return self._queue.popleft() if self._queue and not self.held else ()

    def hold(self, active: bool) -> None:
        """The sender pauses and keeps what it has."""
        self.held = active

    def show(self, *payloads: bytes) -> None:
        """Hold these codes up together. Lost while the scanner is not open."""
        if self._open and payloads:
            self._queue.append(tuple(bytes(payload) for payload in payloads))


class FrameSource:
    """A frame source that hands out the frames given to show()."""

    def __init__(self) -> None:
        self.broken = False
        self._open = False
        self._frames: deque[Pixels] = deque()

    def open(self) -> None:
        """See from now on."""
        check(True, self.broken, "camera")
        if not self._open:
            self._frames.clear()
        self._open = True

    def close(self) -> None:
        """See no more."""
        self._open = False

    def frame(self) -> Pixels | None:
        """The oldest frame not handed out yet; None when there is none."""
        check(self._open, self.broken, "camera")
        return self._frames.popleft() if self._frames else None

    def show(self, *frames: Pixels) -> None:
        """Let these be the next frames. Lost while not open."""
        if self._open:
            self._frames.extend(frames)


class Port:
    """One end of a serial line; send() is what the other end does. `held`: it was asked to pause."""

    def __init__(self) -> None:
        self.broken = False
        self.held = False
        self._open = False
        self._bytes = bytearray()

    def open(self) -> None:
        """Listen from now on."""
        check(True, self.broken, "line")
        if not self._open:
            self._bytes.clear()
        self._open = True

    def close(self) -> None:
        """Listen no more."""
        self._open = False
        self.held = False

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Read what was sent, at most len(buffer) bytes; returns how many."""
        check(self._open, self.broken, "line")
        count = min(len(buffer), len(self._bytes))
        buffer[:count] = self._bytes[:count]
        del self._bytes[:count]
        return count

    def hold(self, active: bool) -> None:
        """Remembered in `held`; the bytes wait in the line."""
        self.held = active

    def send(self, data: bytes) -> None:
        """Send from the other end. Unread bytes beyond 4,096 are lost, as on a real line."""
        if self._open:
            self._bytes += data[: max(0, _LINE_BYTES - len(self._bytes))]
