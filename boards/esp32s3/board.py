"""An ESP32-S3 as a reader. What its port wires is in boards/port/esp32.py."""

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.esp32s3 import pins
from boards.port.esp32 import Esp32
from hal.engine import recode, sm3, sm3_viper
from hal.engine.generated import xtensa
from hal.engine.machine import Machine
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.interfaces import Board
    from terminal import sm2


def engine() -> "sm2.Engine":
    """Make the signature engine; call it once."""
    return Machine("Xtensa", xtensa, recode, sm3.digester(sm3_viper.compress)).engine


board: "Board" = Esp32(pins, engine)
