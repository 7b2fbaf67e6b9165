"""A serial line of the RP2040 or RP2350 whose bytes go into memory by DMA.

The RP2's UART holds 32 bytes, 2.8 ms at 115200, and while flash is erased no interrupt runs for tens of
milliseconds. DMA needs neither: two channels with the same ring of memory take turns, each starts the other when it has
filled the ring sixteen times, for ever.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Where the chips differ: base addresses of the two UARTs, and the DMA requests of their receivers.
RP2040 = ((0x4003_4000, 0x4003_8000), (21, 23))
RP2350 = ((0x4007_0000, 0x4007_8000), (29, 31))

_CLEAR: int = const(0x3000)  # writing there clears the bits
_IMSC: int = const(0x38)
_RECEIVE_INTERRUPTS: int = const(0x50)  # RXIM, RTIM
_TRIES: int = const(4)  # to find aligned memory: what they take is free again behind them
_BETWEEN_MAX: int = const(128)  # bytes between two pieces, one behind the other
_RINGS: int = const(16)  # fillings until the other channel takes over


class DmaPort:
    """See `Port` in hal/interfaces.pyi; also writes, for the set-up of a scanner module.

    make(baud): gives the `machine.UART` at that rate. chip: RP2040 or RP2350. uart: its number. ring_bytes: a power of
    two; the DMA wants the ring at a multiple of it. dma: the class `rp2.DMA`; registers: `machine.mem32`;
    addressof: of `uctypes`.
    """

    def __init__(
        self,
        make: "Callable[[int], Any]",
        baud: int,
        chip: tuple[tuple[int, int], tuple[int, int]],
        uart: int,
        ring_bytes: int,
        dma: "Any",
        registers: "Any",
        addressof: "Callable[[Any], int]",
    ) -> None:
        self._make = make
        self._baud = baud
        self._base = chip[0][uart]
        self._request = chip[1][uart]
        self._bytes = ring_bytes
        self._span = _RINGS * ring_bytes
        self._dma = dma
        self._registers = registers
        self._ring, self._address = _aligned(ring_bytes, addressof)
        self._uart: Any = None
        self._channels: tuple[Any, ...] = ()
        self._read = 0  # bytes taken, modulo two spans
        self.lost = 0  # how often the ring was full before it was read

    def open(self) -> None:
        """Acquire the line and drop what waits in it."""
        if self._uart is None:
            self._start_uart()
            first, second = self._dma(), self._dma()
            self._channels = (first, second)
            for channel, other in ((first, second), (second, first)):
                control = channel.pack_ctrl(
                    size=0,
                    inc_read=False,
                    ring_sel=True,
                    ring_size=_log2(self._bytes),
                    treq_sel=self._request,
                    chain_to=other.channel,
                )
                channel.config(read=self._base, write=self._address, count=self._span, ctrl=control)
            first.active(1)
            self._read = self._arrived()

    def close(self) -> None:
        """Let the line go."""
        if self._uart is not None:
            for channel in self._channels:
                channel.close()
            self._channels = ()
            self._uart.deinit()
            self._uart = None

    def set_baud(self, baud: int) -> None:
        """Go on at another rate; what waits is dropped."""
        self._baud = baud
        if self._uart is not None:
            self._start_uart()
            self._read = self._arrived()

    def readinto(self, buffer: "Any") -> int:
        """Read what has arrived, at most len(buffer) bytes, into the start of `buffer`; returns how many.

        When the ring ran over because it was not read in time, its newer half is what has arrived, and `lost` counts:
        the code of the passenger who stands there now is at its end.
        """
        if self._uart is None:
            raise OSError(9, "the line to the scanner is not open")
        try:
            arrived = self._arrived()
        except OSError:
            self.close()  # so that open() begins anew
            raise
        waiting = (arrived - self._read) % (2 * self._span)
        if waiting > self._bytes:
            self.lost += 1
            waiting = self._bytes // 2  # the older half may be written over while we copy
            self._read = (arrived - waiting) % (2 * self._span)
        count = min(waiting, len(buffer))
        at = self._read % self._bytes
        straight = min(count, self._bytes - at)
        buffer[:straight] = self._ring[at : at + straight]
        if count > straight:
            buffer[straight:count] = self._ring[: count - straight]
        self._read = (self._read + count) % (2 * self._span)
        return count

    def write(self, data: "bytes | bytearray | memoryview") -> None:
        """Send a few bytes. Raises OSError when the line does not take them all."""
        if self._uart is None or self._uart.write(data) != len(data):
            raise OSError(5, "the line to the scanner is stuck, or not open")

    def hold(self, active: bool) -> None:
        """Nothing to do: the DMA goes on while flash is written."""

    def _start_uart(self) -> None:
        self._uart = self._make(self._baud)
        # From now on the UART's own interrupt takes nothing away from the DMA.
        self._registers[self._base + _CLEAR + _IMSC] = _RECEIVE_INTERRUPTS

    def _arrived(self) -> int:
        """Bytes that the DMA has moved, modulo two spans."""
        first, second = self._channels
        for _ in range(2):  # twice: they may change over just between the two questions
            if first.active():
                return self._span - first.count  # type: ignore[no-any-return]
            if second.active():
                return 2 * self._span - second.count  # type: ignore[no-any-return]
        raise OSError(5, "the DMA of the line to the scanner has stopped")


def _aligned(length: int, addressof: "Callable[[Any], int]") -> tuple[memoryview, int]:
    """Memory at a multiple of its length, and its address. What is allocated after a piece lies behind it, if it is not
    smaller: so one that fills the gap, and is dropped again, moves the next. Where that fails, it is cut out of twice
    as much."""
    pieces: list[Any] = [None] * (2 * _TRIES)  # made before: what is allocated meanwhile lies between two pieces
    between = end = 0
    for at in range(0, 2 * _TRIES, 2):
        pieces[at] = memory = bytearray(length)
        address = addressof(memory)
        over = address % length
        if not over:
            return memoryview(memory), address
        if 0 <= address - end < _BETWEEN_MAX:
            between = address - end
        pieces[at + 1] = memory = bytearray(length + (-over - between) % length)
        end = addressof(memory) + len(memory)
    pieces.clear()
    memory = bytearray(2 * length)
    address = addressof(memory)
    start = -address % length
    return memoryview(memory)[start : start + length], address + start


def _log2(power: int) -> int:
    exponent = 0
    while 1 << exponent < power:
        exponent += 1
    return exponent
