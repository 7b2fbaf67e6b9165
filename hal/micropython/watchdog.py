"""The watchdog of the processor. On most chips, only a reset stops it once it is started."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Watchdog:
    """Resets the board when it is not fed. make: gives the running `machine.WDT`, with the board's time-out in it.

    Trap: feed it at the end of a turn that got somewhere (`run.Loop` does), never from a timer or an interrupt: those
    go on in a program that hangs.
    """

    def __init__(self, make: "Callable[[], Any]") -> None:
        self._make = make
        self._timer: Any = None

    def open(self) -> None:
        """Start to count."""
        if self._timer is None:
            self._timer = self._make()

    def feed(self) -> None:
        """Start the count anew."""
        if self._timer is None:
            raise OSError(9, "the watchdog is not open")
        self._timer.feed()
