"""The two release contacts. A pulse belongs to hardware: see relay_rp2, relay_stm32, relay_esp32, relay_oneshot."""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol

    class Contact(Protocol):
        """One relay coil, at its safe level from the first `idle` on."""

        def idle(self) -> None:
            """Not released, ready for the next pulse, whatever was before. OSError when it cannot be reached."""

        def pulse(self, pulse_ms: int) -> None:
            """Released for so long from now on, ended by hardware that needs neither processor nor flash."""

        def hold(self) -> None:
            """Released until `idle`."""


PULSE_MIN_MS = const(200)
PULSE_MAX_MS = const(1000)


class Relay:
    """Release for entry and release for exit: the contract of `Relay` in hal/interfaces.pyi over two contacts.

    Trap: before open() the pins are where the board's pins.py put them as the first thing it did.
    Clause: spec §7.
    """

    def __init__(self, entry: "Contact", exit: "Contact") -> None:
        self._contacts = {"entry": entry, "exit": exit}
        self._open = False
        self._held = False

    def open(self) -> None:
        """Both contacts idle."""
        if not self._open:
            self.safe()
            self._open = True

    def close(self) -> None:
        """Both contacts idle."""
        self.safe()
        self._open = False

    def release(self, direction: str, pulse_ms: int) -> None:
        """Close one contact for `pulse_ms` and return at once; a pulse under way starts anew."""
        if not self._open:
            raise OSError(9, "the relay is not open")
        if direction not in self._contacts:
            raise ValueError("there is no release for " + repr(direction))
        if not PULSE_MIN_MS <= pulse_ms <= PULSE_MAX_MS:
            raise ValueError(f"a pulse of {pulse_ms} ms is outside {PULSE_MIN_MS}..{PULSE_MAX_MS}")
        if not self._held:
            self._each((self._contacts[direction],), lambda contact: contact.pulse(pulse_ms))

    def hold(self, active: bool) -> None:
        """Emergency: both contacts released until hold(False), which leaves them idle."""
        if not self._open:
            raise OSError(9, "the relay is not open")
        if not active:
            self.safe()
        elif not self._held:
            self._held = True
            self._each(self._contacts.values(), lambda contact: contact.hold())

    def safe(self) -> None:
        """Both contacts idle, pulses and hold over; allowed at any time."""
        self._held = False
        self._each(self._contacts.values(), lambda contact: contact.idle())

    def _each(self, contacts: "Iterable[Contact]", act: "Callable[[Contact], None]") -> None:
        """Act on each of them, also when one fails: then open() is the way back, as what they do is unknown."""
        fault = None
        for contact in contacts:
            try:
                act(contact)
            except OSError as error:
                fault = error
        if fault is not None:
            self._open = self._held = False
            raise fault
