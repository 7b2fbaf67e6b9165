"""`micropython` of a board: the interrupt character acts on the USB serial."""

import _bus
import calls
from micropython import *  # noqa: F403


def kbd_intr(character):
    """-1 lets nothing interrupt."""
    _bus.call(calls.INTERRUPT_CHAR, character)


def alloc_emergency_exception_buf(size):
    """The VM has such a buffer already."""
