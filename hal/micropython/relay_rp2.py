# The instructions are names of the assembler, which calls the function that holds them.
# mypy: disable-error-code="name-defined,call-overload,untyped-decorator"
# ruff: noqa: F821
"""A release pulse by a state machine of the RP2's programmable IO: it counts and ends the pulse alone.

The state machine has its own instruction memory and clock divider, so a processor that hangs, stands in an interrupt or
waits for its flash changes nothing about a pulse that has begun.
"""

from rp2 import PIO, StateMachine, asm_pio

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

_FREQ: int = const(30_000)  # instructions a second; the divider reaches it from up to 1.9 GHz
_TURNS_PER_MS: int = const(10)  # the loop below has three instructions


@asm_pio(set_init=PIO.OUT_LOW)
def _pulse() -> None:
    wrap_target()
    pull(block)  # how many turns
    mov(x, osr)
    set(pins, 1)
    label("released")
    pull(noblock)  # another length restarts the pulse; without one this gives X back
    mov(x, osr)
    jmp(x_dec, "released")
    set(pins, 0)
    wrap()


class PioContact:
    """A contact for `Relay`. machine: number of a free state machine; pin: `machine.Pin`, active high, pulled down."""

    def __init__(self, machine: int, pin: "Any") -> None:
        self._number = machine
        self._pin = pin
        self._machine: Any = None

    def idle(self) -> None:
        """Setting the state machine up stops it, empties its FIFO and puts the pin low before it gets the pin."""
        self._machine = StateMachine(self._number, _pulse, freq=_FREQ, set_base=self._pin)
        self._machine.active(1)

    def pulse(self, pulse_ms: int) -> None:
        """Never waits: the state machine empties the four places of its FIFO within 0.4 ms."""
        self._machine.put(pulse_ms * _TURNS_PER_MS)

    def hold(self) -> None:
        """The processor takes the pin back; the state machine drives nothing any more."""
        self._pin.init(self._pin.OUT, value=1)
