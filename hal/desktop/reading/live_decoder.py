"""QR symbols of a film: what a camera sees while a passenger holds up a phone."""

from typing import TYPE_CHECKING, Any

from hal.desktop import extra
from hal.desktop.pixel import gray
from hal.desktop.reading import zxing
from hal.scanner.symbol import Symbol, distinct

if TYPE_CHECKING:
    from hal.desktop.reading.live_rescue import LiveRescue


class LiveDecoder:
    """Raw bytes of QR symbols, frame by frame. Without the extra `camera` only what ZXing reads: see
    `decoder.untried`.
    """

    def __init__(self) -> None:
        self._rescue: LiveRescue | None = None
        if extra.installed(extra.CAMERA):  # loaded now, and not in front of a passenger
            from hal.desktop.reading import live_rescue

            self._rescue = live_rescue.LiveRescue()

    def decode(self, frame: Any) -> tuple[Symbol, ...]:
        """The symbols of a frame in reading order; () when there is none.

        frame: as in ZxingDecoder.decode; the next one of the same camera.

        Refuses what is no frame with ValueError.
        Clause: spec §3.
        """
        pixels = gray(frame)
        found = zxing.read(pixels)
        return distinct(found if self._rescue is None else self._rescue.read(pixels, found))
