"""A release pulse by a one-shot outside (a 74HC123, say), for boards whose own timers are not available from Python.

The processor gives an edge; how long the relay stays released is the resistor's and the capacitor's business, so a
processor that hangs changes nothing about it. Wiring of a 74HC123 half: A to ground, B to `trigger`, CLR to `clear`, Q
and `hold` through two diodes to the relay driver; each of the three lines has a pull-down. A line behind an inverter is
active low, and has a pull-up.
"""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class OneShotContact:
    """A contact for `Relay`.

    lines: trigger, clear and hold, each a `machine.Pin` with its active level: the one that begins a pulse (trigger),
    that allows one (clear), that releases (hold). Clear and hold may be shared by both contacts.
    pulse_ms: what the one-shot was built for; no other length can be had from it.
    """

    def __init__(self, lines: "Sequence[tuple[Any, int]]", pulse_ms: int) -> None:
        self._trigger, self._clear, self._hold = lines
        self._pulse_ms = pulse_ms

    def idle(self) -> None:
        """Clearing ends a pulse. With the trigger at rest, letting go of the clear input starts none."""
        for pin, active in (self._hold, self._trigger, self._clear):
            pin.init(pin.OUT, value=1 - active)
        pin, active = self._clear
        pin.value(active)

    def pulse(self, pulse_ms: int) -> None:
        """Raises ValueError for another length than the one-shot's own."""
        if pulse_ms != self._pulse_ms:
            raise ValueError(f"this board's one-shot gives {self._pulse_ms} ms, not {pulse_ms}")
        pin, active = self._trigger
        pin.value(active)
        pin.value(1 - active)

    def hold(self) -> None:
        """Past the one-shot, straight to the driver."""
        pin, active = self._hold
        pin.value(active)
