"""The readers of this computer that a gate can use."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hal.scanner.bare import BARE, SerialScanner
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from hal.interfaces import FrameSource, Scanner

_BAUD_MIN, _BAUD_MAX = 300, 4_000_000
_CAMERA_DIGITS = 3


def scanner(name: str, baud: int, module: str, between: Callable[[Any], Any] = lambda port: port) -> "Scanner":
    """The scanner on a serial line. module: bare, gm65 or gm67. between: put before the port. Raises Trouble."""
    if not _BAUD_MIN <= baud <= _BAUD_MAX:
        raise Trouble(f"--baud {baud}: choose {_BAUD_MIN} to {_BAUD_MAX}; scanners mostly speak 115200")
    from hal.desktop.serial_port import SerialPort
    from terminal.frame import IDLE_MS, WAIT_MS

    port = between(SerialPort(name, baud))
    if module == BARE:
        return SerialScanner(port)
    from hal.scanner.dialect import dialect
    from hal.scanner.module import ScannerModule

    return ScannerModule(port, dialect(module, IDLE_MS, WAIT_MS))


def camera(name: str) -> "FrameSource":
    """The webcam, or the video, that is named. Raises Trouble."""
    from hal.desktop.camera import Camera

    numbered = name.isascii() and name.isdecimal()
    if not name or (numbered and len(name) > _CAMERA_DIGITS):
        raise Trouble(f"--camera {name}: write its number, 0 for the first, or a path")
    device = int(name) if numbered else name
    return Camera(device)
