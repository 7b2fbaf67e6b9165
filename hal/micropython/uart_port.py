"""A serial line whose bytes the board's own UART interrupt puts aside.

Good where that interrupt goes on while flash is written: ESP32 (its handler is in RAM, the hardware FIFO holds 128
bytes) and STM32H743 (handler in RAM, files in the other flash bank). Not on the RP2: see dma_port.
"""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class UartPort:
    """See `Port` in hal/interfaces.pyi; also writes, for the set-up of a scanner module.

    make(baud): gives the `machine.UART` at that rate, 8N1, timeout 0, with space for some codes in rxbuf.
    pause: a `machine.Pin` that is high while the scanner shall send nothing, or None where it has no such input.
    """

    def __init__(self, make: "Callable[[int], Any]", baud: int, pause: "Any" = None) -> None:
        self._make = make
        self._baud = baud
        self._pause = pause
        self._uart: Any = None

    def open(self) -> None:
        """Acquire the line and drop what waits in it."""
        if self._uart is None:
            self._uart = self._make(self._baud)
            if self._pause is not None:
                self._pause.init(self._pause.OUT, value=0)
            while self._uart.any():
                self._uart.read(self._uart.any())

    def close(self) -> None:
        """Let the line go."""
        if self._uart is not None:
            self._uart.deinit()
            self._uart = None

    def set_baud(self, baud: int) -> None:
        """Go on at another rate; what waits is dropped."""
        self._baud = baud
        if self._uart is not None:
            self.close()
            self.open()

    def readinto(self, buffer: "Any") -> int:
        """Read what has arrived, at most len(buffer) bytes, into the start of `buffer`; returns how many."""
        uart = self._opened()
        try:
            waiting = uart.any()  # asked first: a UART waits a character's time for bytes it does not have
            return uart.readinto(buffer, min(waiting, len(buffer))) or 0 if waiting else 0
        except OSError:
            self.close()  # so that open() begins anew
            raise

    def write(self, data: "bytes | bytearray | memoryview") -> None:
        """Send a few bytes. Raises OSError when the line does not take them all."""
        if self._opened().write(data) != len(data):
            raise OSError(5, "the line to the scanner is stuck")

    def hold(self, active: bool) -> None:
        """Ask the scanner to pause, where there is a wire to do so."""
        if self._pause is not None and self._uart is not None:
            self._pause.value(active)

    def _opened(self) -> "Any":
        if self._uart is None:
            raise OSError(9, "the line to the scanner is not open")
        return self._uart
