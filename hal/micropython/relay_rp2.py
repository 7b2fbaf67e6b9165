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
def _high() -> None:
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


@asm_pio(set_init=PIO.OUT_HIGH)
def _low() -> None:  # the same with the other levels
    wrap_target()
    pull(block)
    mov(x, osr)
    set(pins, 0)
    label("released")
    pull(noblock)
    mov(x, osr)
    jmp(x_dec, "released")
    set(pins, 1)
    wrap()


class PioContact:
    """A contact for `Relay`.

    machine: number of a free state machine; pin: `machine.Pin`; active: the level that releases; the pin is pulled to
    the other one.
    """

    def __init__(self, machine: int, pin: "Any", active: int) -> None:
        self._number = machine
        self._pin = pin
        self._active = active
        self._machine: Any = None

    def idle(self) -> None:
        """Setting the state machine up stops it, empties its FIFO and makes the pin safe before it gets the pin."""
        program = _high if self._active else _low
        self._machine = StateMachine(self._number, program, freq=_FREQ, set_base=self._pin)
        self._machine.active(1)

    def pulse(self, pulse_ms: int) -> None:
        """Never waits: the state machine empties the four places of its FIFO within 0.4 ms."""
        self._machine.put(pulse_ms * _TURNS_PER_MS)

    def hold(self) -> None:
        """The processor takes the pin back; the state machine drives nothing any more."""
        self._pin.init(self._pin.OUT, value=self._active)
