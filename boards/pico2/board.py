"""A Raspberry Pi Pico 2 (RP2350) as a reader. What its port wires is in boards/port/rp2.py."""

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.pico2 import pins
from boards.port.rp2 import Rp2
from hal.engine import recode, sm3
from hal.engine.generated import sm3_thumb, thumb
from hal.engine.machine import Machine
from hal.micropython.dma_port import RP2350
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.interfaces import Board
    from terminal import sm2


def engine() -> "sm2.Engine":
    """Make the signature engine; call it once."""
    return Machine("ARMv8-M", thumb, recode, sm3.digester(sm3_thumb.compress)).engine


board: "Board" = Rp2(pins, engine, RP2350)
