"""Sources of payloads: a scanner, a source of frames, a serial line."""

from hal.fake.device import EIO, Device
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hal.desktop.pixel import Pixels

_LINE_BYTES = 4096  # a kernel keeps about as much of a line that is not read


class Scanner(Device):
    """A scanner that codes are held up to by show(). `held`: whether the terminal asked for a pause.

    frames: what is delivered, one tuple of payloads a poll. still: what is delivered behind that, again and again.
    hold_fails: hold() raises. polls: how many calls were answered.
    """

    name = "scanner"

    def __init__(self, events: "list[Any] | None" = None) -> None:
        super().__init__(events)
        self.frames: list[tuple[bytes, ...]] = []
        self.still: tuple[bytes, ...] = ()
        self.held = False
        self.hold_fails = False
        self.polls = 0

    def _begin(self) -> None:
        self.frames.clear()

    def close(self) -> None:
        """Listen no more."""
        super().close()
        self.held = False

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """The payloads of the oldest show() not delivered yet; () when there is none or the sender pauses."""
        self._use()
        self.polls += 1
        if self.held:
            return ()
        return self.frames.pop(0) if self.frames else self.still

    def hold(self, active: bool) -> None:
        """The sender pauses and keeps what it has."""
        if self.hold_fails:
            raise OSError(EIO, "scanner cannot be held off")
        self.held = active

    def show(self, *payloads: bytes) -> None:
        """Hold these codes up together. Lost while the scanner is not open."""
        if self._open and payloads:
            self.frames.append(tuple([bytes(payload) for payload in payloads]))


class FrameSource(Device):
    """A frame source that hands out the frames given to show()."""

    name = "camera"

    def __init__(self) -> None:
        super().__init__()
        self._frames: list[Pixels] = []

    def _begin(self) -> None:
        self._frames.clear()

    def frame(self) -> "Pixels | None":
        """The oldest frame not handed out yet; None when there is none."""
        self._use()
        return self._frames.pop(0) if self._frames else None

    def show(self, *frames: "Pixels") -> None:
        """Let these be the next frames. Lost while not open."""
        if self._open:
            self._frames.extend(frames)


class Port(Device):
    """One end of a serial line; send() is what the other end does. `held`: it was asked to pause.

    answer(written, baud): what the other end sends when something is written. waiting: what was sent and is not read
    yet. written, bauds: what was written, and the rates that were set, each in its order.
    """

    name = "line"

    def __init__(self, answer: "Callable[[bytes, int], bytes]" = lambda written, baud: b"") -> None:
        super().__init__()
        self.answer = answer
        self.held = False
        self.waiting = b""
        self.written: list[bytes] = []
        self.baud = 115200
        self.bauds: list[int] = []

    def _begin(self) -> None:
        self.waiting = b""

    def close(self) -> None:
        """Listen no more."""
        super().close()
        self.held = False

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Read what was sent, at most len(buffer) bytes; returns how many."""
        self._use()
        data = self.waiting[: len(buffer)]
        self.waiting = self.waiting[len(data) :]
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Remembered in `written`, and answered."""
        self._use()
        self.written.append(bytes(data))
        self.waiting += self.answer(bytes(data), self.baud)

    def set_baud(self, baud: int) -> None:
        """Another rate; the line knows none, so what waits is read at it as well."""
        self._use()
        self.baud = baud
        self.bauds.append(baud)

    def hold(self, active: bool) -> None:
        """Remembered in `held`; the bytes wait in the line."""
        self.held = active

    def send(self, data: bytes) -> None:
        """Send from the other end. Unread bytes beyond 4,096 are lost, as on a real line."""
        if self._open:
            self.waiting += data[: max(0, _LINE_BYTES - len(self.waiting))]
