"""A release pulse by a one-shot outside (a 74HC123, say), for boards whose own timers cannot be had from Python.

The processor gives an edge; how long the relay stays released is the resistor's and the capacitor's business, so a
processor that hangs changes nothing about it. Wiring of a 74HC123 half: A to ground, B to `trigger`, CLR to `clear`, Q
and `hold` through two diodes to the relay driver; each of the three lines has a pull-down.
"""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class OneShotContact:
    """A contact for `Relay`. trigger, clear, hold: `machine.Pin`; clear and hold may be shared by both contacts.

    pulse_ms: what the one-shot was built for; no other length can be had from it.
    """

    def __init__(self, trigger: "Any", clear: "Any", hold: "Any", pulse_ms: int) -> None:
        self._trigger = trigger
        self._clear = clear
        self._hold = hold
        self._pulse_ms = pulse_ms

    def idle(self) -> None:
        """Clearing ends a pulse. With the trigger low, letting go of the clear input starts none."""
        for pin in (self._hold, self._trigger, self._clear):
            pin.init(pin.OUT, value=0)
        self._clear.value(1)

    def pulse(self, pulse_ms: int) -> None:
        """Raises ValueError for another length than the one-shot's own."""
        if pulse_ms != self._pulse_ms:
            raise ValueError(f"this board's one-shot gives {self._pulse_ms} ms, not {pulse_ms}")
        self._trigger.value(1)
        self._trigger.value(0)

    def hold(self) -> None:
        """Past the one-shot, straight to the driver."""
        self._hold.value(1)
