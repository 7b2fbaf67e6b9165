"""A release pulse by the ESP32's remote-control transmitter (RMT): it plays a list of durations, then idles.

The whole list fits into the channel's own memory (48 items of two durations on an S3; 1000 ms take five), so nothing
has to be refilled while it plays: a processor that hangs or waits for its flash changes nothing about a pulse.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

CLOCK_DIV = const(250)  # of the RMT's 80 MHz: 320 ticks a millisecond
_TICKS_PER_MS: int = const(320)
_DURATION_MAX: int = const(32_000)  # 15 bits each; 100 ms


class RmtContact:
    """A contact for `Relay`.

    make: gives a new `esp32.RMT` on the pin with clock_div=CLOCK_DIV, idle at the level that does not release. pin: the
    same pin as a `machine.Pin`. active: the level that releases; the pin is pulled to the other one.
    Trap: a new channel drives its pin low until it has played something, whatever its idle level; that would release a
    contact that is active low. There the processor holds the pin, and a channel is made when a pulse begins.
    """

    def __init__(self, make: "Callable[[], Any]", pin: "Any", active: int) -> None:
        self._make = make
        self._pin = pin
        self._active = active
        self._rmt: Any = None

    def idle(self) -> None:
        """The processor makes the pin safe; then a fresh channel drives it low, where low is safe."""
        self._let_go()
        self._pin.init(self._pin.OUT, value=1 - self._active)
        if self._active:
            self._rmt = self._make()

    def pulse(self, pulse_ms: int) -> None:
        """Stops a pulse under way first: write_pulses would wait for its end."""
        if self._active:
            self._rmt.active(False)
        else:
            self.idle()
            self._rmt = self._make()
        count = -(-pulse_ms * _TICKS_PER_MS // _DURATION_MAX)
        part = pulse_ms * _TICKS_PER_MS // count
        self._rmt.write_pulses((part,) * count, (self._active,) * count)

    def hold(self) -> None:
        """The processor drives the pin; the channel is given back."""
        self._let_go()
        self._pin.init(self._pin.OUT, value=self._active)

    def _let_go(self) -> None:
        if self._rmt is not None:
            self._rmt.deinit()
            self._rmt = None
