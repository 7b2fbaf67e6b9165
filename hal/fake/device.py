"""How a fake device is opened and closed, and how it fails."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# As the module errno has them; MicroPython's lacks some.
ENOENT, EIO, EBADF, ENOSPC = 2, 5, 9, 28


class Device:
    """name: for people and in events. opened: how often open() was called."""

    name = "device"

    def __init__(self, events: "list[Any] | None" = None) -> None:
        self._events = events
        self.broken = False
        self.opened = 0
        self._open = False
        self._failed = False

    def open(self) -> None:
        """Acquire it, or acquire it anew when it had failed, which is an event. Raises OSError while it is broken."""
        self.opened += 1
        if self.broken:
            raise OSError(EIO, f"{self.name} does not answer (broken on purpose)")
        if self._failed:
            self._report("reopened", self.name)
        if not self._open:
            self._begin()
        self._open = True
        self._failed = False

    def close(self) -> None:
        """Let it go."""
        self._open = False

    def usable(self) -> bool:
        """Whether a call would work now."""
        return self._open and not self._failed and not self.broken

    def _report(self, *event: "Any") -> None:
        if self._events is not None:
            self._events.append(event)

    def _begin(self) -> None:
        """What opening a closed one does to it."""

    def _use(self) -> None:
        """Raises OSError naming the device when it is broken or not open, or has failed and was not opened since."""
        self._failed = self._failed or self.broken
        if self._failed:
            raise OSError(EIO, f"{self.name} does not answer (broken on purpose)")
        if not self._open:
            raise OSError(EBADF, f"{self.name} is not open")
