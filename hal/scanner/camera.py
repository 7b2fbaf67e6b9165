"""A scanner made of a frame source and a decoder. It reports what each frame shows and remembers nothing."""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import Decoder, FrameSource
    from hal.scanner.symbol import Symbol

# Microsecond counters wrap at 2**30 on boards and never on desktops: below 1,073 s a difference is right.
_TICKS_MASK = const(0x3FFFFFFF)


class CameraScanner:
    """Payloads from pictures.

    source: see `FrameSource` in interfaces.pyi; opened and closed with the scanner.
    decoder: see `Decoder` there.
    ticks_us: a running count of microseconds, for the timings alone.
    """

    def __init__(self, source: "FrameSource", decoder: "Decoder", ticks_us: "Callable[[], int]") -> None:
        self._source = source
        self._decoder = decoder
        self._ticks_us = ticks_us
        self.timings = (0, 0)
        self.symbols: tuple[Symbol, ...] = ()

    def open(self) -> None:
        """Open the frame source."""
        self.timings = (0, 0)
        self.symbols = ()
        self._source.open()

    def close(self) -> None:
        """Close the frame source."""
        self._source.close()

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """Every distinct payload of the newest frame, in reading order; () for none or no new frame.

        Takes as long as decoding one frame. `timings` and `symbols` then speak of that frame.
        Trap: a phone held still is reported again with every frame; the gate has to detect that.
        Raises OSError when the source no longer sees.
        """
        started = self._ticks_us()
        frame = self._source.frame()
        if frame is None:
            return ()
        captured = self._ticks_us()
        self.symbols = self._decoder.decode(frame)
        decoded = self._ticks_us()
        self.timings = ((captured - started) & _TICKS_MASK, (decoded - captured) & _TICKS_MASK)
        payloads: list[bytes] = []
        for symbol in self.symbols:
            if symbol.payload not in payloads:
                payloads.append(symbol.payload)
        return tuple(payloads)

    def hold(self, active: bool) -> None:
        """Nothing to do: frames that are not looked at are not kept."""
