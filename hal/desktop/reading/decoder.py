"""QR symbols of single frames, by ZXing and by further methods where it finds nothing."""

from typing import TYPE_CHECKING, Any

from hal.desktop import extra
from hal.desktop.pixel import gray
from hal.desktop.reading import zxing
from hal.scanner.symbol import Symbol, distinct

if TYPE_CHECKING:
    from hal.desktop.reading.hard_frame import HardFrame

# What a decoder that was built without numpy and OpenCV leaves out: commands and pages say it once.
UNTRIED = f"blurred and moved symbols are not tried here: {extra.install(extra.CAMERA)}"


def untried() -> str:
    """UNTRIED where hard frames are not rescued, else nothing."""
    return "" if extra.installed(extra.CAMERA) else UNTRIED


class ZxingDecoder:
    """Raw bytes of QR symbols, upright, turned, mirrored or inverted, in single frames.

    thorough: for stills; tries everything there is, and looks for weak symbols beside those found.
    """

    def __init__(self, thorough: bool = False) -> None:
        self._thorough = thorough
        self._hard: HardFrame | None = None

    def decode(self, frame: Any) -> tuple[Symbol, ...]:
        """The symbols of a frame in reading order; () when there is none.

        frame: an image, or (height, width) grey or (height, width, 3) BGR of uint8.

        Refuses what is no frame with ValueError.
        Trap: where something was found, only the thorough decoder seeks weak symbols beside it; and it restores
        them only where that one was weak, too. Without the extra `camera` neither is done: see `untried`.
        Clause: spec §3.
        """
        pixels = gray(frame)
        found = zxing.read(pixels)
        if (self._thorough or not found) and extra.installed(extra.CAMERA):
            found = self._rescue().read(pixels, found)
        return distinct(found)

    def _rescue(self) -> "HardFrame":
        """Made at the first frame that needs it: numpy and OpenCV take a quarter of a second to load."""
        if self._hard is None:
            from hal.desktop.reading.hard_frame import HardFrame

            self._hard = HardFrame(self._thorough)
        return self._hard
