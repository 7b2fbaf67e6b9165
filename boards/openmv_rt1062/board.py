"""An OpenMV Cam RT1062 as a reader with a camera of its own. What its port wires is in boards/port/mimxrt.py."""

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.openmv_rt1062 import pins
from boards.port.mimxrt import OpenMv
from hal.engine import recode, sm3
from hal.engine.generated import sm3_thumb, thumb
from hal.engine.machine import Machine
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.interfaces import Board
    from terminal import sm2


def engine() -> "sm2.Engine":
    """Make the signature engine; call it once."""
    return Machine("ARMv7E-M", thumb, recode, sm3.digester(sm3_thumb.compress)).engine


board: "Board" = OpenMv(pins, engine)
