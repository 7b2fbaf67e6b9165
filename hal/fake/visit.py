"""A service that registers visits: what it acknowledges, and when, is set by the test."""

from hal.fake.device import EIO
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from hal.interfaces import Readable


class VisitService:
    """registered: (subject, place, time) by id, each once. slow_ms: how long an answer takes; None: never. down: no
    call reaches it. refuses: it answers, and does not register.
    """

    def __init__(self) -> None:
        self.registered: dict[bytes, tuple[bytes, bytes, int]] = {}
        self.received = 0
        self.slow_ms: int | None = 0
        self.down = False
        self.refuses = False
        self._due_ms: int | None = None

    def send(self, visit_id: bytes, subject: "Readable", place: bytes, time_s: int, now_ms: int) -> None:
        """A visit arrives, and is registered; whether its sender hears of it is another matter."""
        if self.down:
            raise OSError(EIO, "the service does not answer (down on purpose)")
        self.received += 1
        if not self.refuses:
            self.registered[bytes(visit_id)] = (bytes(subject), bytes(place), time_s)
        self._due_ms = None if self.slow_ms is None else now_ms + self.slow_ms

    def poll(self, now_ms: int) -> bool | None:
        """Whether the visit sent last was registered, once that is there."""
        if self.down:
            raise OSError(EIO, "the service does not answer (down on purpose)")
        if self._due_ms is None or now_ms < self._due_ms:
            return None
        self._due_ms = None
        return not self.refuses

    def close(self) -> None:
        """Give it up."""
        self._due_ms = None
