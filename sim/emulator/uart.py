"""Serial lines, bit by bit where it matters: time on the wire, FIFO, interrupt, buffers, overruns.

A receiver keeps no thread busy. It knows when each byte that is under way will have arrived, and catches up
whenever its state is read, interrupts go off or on, or a byte that matters is due.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sim.emulator.event import Events
from sim.emulator.processor import Processor
from sim.emulator.scheduler import FOREVER, Alarm, Scheduler

BITS = 10  # a byte on the wire: start, eight, stop
RX_IDLE = 64
_START_SEEN = 9.5  # bits from the middle of a start bit, where a receiver looks at it, to the end of its byte
_MISMATCH = 0.04  # a receiver stands a rate that is off by less than this

Consumer = Callable[[bytes, int], int]  # bytes, t_ns -> how many it took
Sink = Callable[[bytes, int, int], None]  # bytes, their rate, t_ns


def heard(data: bytes, sent_at: int, heard_at: int) -> list[tuple[int, int]]:
    """What a receiver set to another rate makes of some bytes: (bit times of the sender when it was complete,
    byte).

    Samples the waveform in the middle of each of the receiver's bits; a byte without a stop bit is handed on,
    as receivers do that do not look at the error flag.
    """
    if abs(sent_at - heard_at) <= _MISMATCH * heard_at:
        return [((place + 1) * BITS, byte) for place, byte in enumerate(data)]
    wave = [bit for byte in data for bit in (0, *((byte >> place) & 1 for place in range(8)), 1)]
    ratio = sent_at / heard_at
    found = []
    at = 0.0
    while at < len(wave):
        if wave[int(at)]:
            at = float(int(at) + 1)
            continue
        samples = [int(at + (place + 0.5) * ratio) for place in range(1, 9)]
        byte = sum((wave[place] if place < len(wave) else 1) << shift for shift, place in enumerate(samples))
        at += 9.5 * ratio
        found.append((int(at), byte))
        while at < len(wave) and not wave[int(at)]:  # wait for the line to be idle again
            at += 1
    return found


@dataclass
class Settings:
    """How a line was opened."""

    baud: int
    tx: int
    rx: int
    rxbuf: int
    txbuf: int


class Uart:
    """One serial port of the chip. All times are nanoseconds; call with the lock held."""

    def __init__(
        self,
        number: int,
        fifo: int,
        deaf_in_stall: bool,
        processor: Processor,
        scheduler: Scheduler,
        events: Events,
    ) -> None:
        """fifo: bytes the receiver holds by itself; deaf_in_stall: the handler does not run while flash is
        busy."""
        self.number = number
        self.settings: Settings | None = None
        self.sink: Sink | None = None
        self.interrupts = True  # the port's own handler empties the FIFO
        self.dma: Consumer | None = None
        self.arriving: Callable[[], None] = lambda: None  # called when bytes begin to come in
        self.lost = 0
        self._fifo_bytes = fifo
        self._deaf_in_stall = deaf_in_stall
        self._processor = processor
        self._scheduler = scheduler
        self._events = events
        self._wire: deque[tuple[int, bytes, int]] = deque()  # what is on its way in: since when, bytes, their rate
        self._coming: deque[tuple[int, int]] = deque()  # arrival, byte, of what this receiver makes of that
        self._fifo: deque[int] = deque()
        self._buffer = bytearray()
        self._line_free_ns = 0
        self._sent_ns = 0
        self._leaving: deque[Alarm] = deque()  # of what was written: each when its last bit has left
        self._irq: tuple[int, int] = (0, 0)
        self._alarm: Alarm | None = None
        processor.watch_mask(self.catch_up)

    def open(self, settings: Settings) -> None:
        """Set the port up; what had been received is forgotten. Of what is on its way in the bytes are heard that begin
        now or later.
        """
        if self.settings is not None and self.settings.rx != settings.rx:
            self._wire.clear()
        self._forget()
        self.settings = settings
        self.interrupts = True
        now = self._scheduler.now_ns()
        for start, data, baud in self._wire:
            self._hear(start, data, baud, now)
        self._processor.show_busy(self.number, bool(self._coming))
        self._watch()

    def close(self) -> None:
        """The port is off: it hears nothing."""
        self._forget()
        self.settings = None
        self._irq = (0, 0)
        self._processor.show_busy(self.number, False)

    def _forget(self) -> None:
        self._coming.clear()
        self._fifo.clear()
        self._buffer.clear()

    def reset(self) -> None:
        """Power or reset: nothing is under way out of this chip. Of a write that was leaving nothing arrives, not even
        the bytes that had left.
        """
        self.close()
        self.dma = None
        self._sent_ns = 0
        while self._leaving:
            self._leaving.pop().cancel()

    def unplug(self) -> None:
        """What was on its way in does not arrive."""
        self._wire.clear()
        self._coming.clear()
        self._line_free_ns = 0

    def arrive(self, data: bytes, baud: int, t_ns: int) -> int:
        """Bytes begin to come in at `baud`; returns when the last one is over."""
        start = max(t_ns, self._line_free_ns)
        self._line_free_ns = start + int(len(data) * BITS * 1e9 / baud)
        self._events.tell(start, "uart", port=self.number, direction="in", data=data)
        while self._wire and self._wire[0][0] + int(len(self._wire[0][1]) * BITS * 1e9 / self._wire[0][2]) <= t_ns:
            self._wire.popleft()
        if self.settings is not None:
            self._wire.append((start, data, baud))
            self._hear(start, data, baud, 0)
            self.arriving()
            self._processor.show_busy(self.number, True)
            self._watch()
        return self._line_free_ns

    def _hear(self, start: int, data: bytes, baud: int, since: int) -> None:
        """Bytes that begin at `start` will have arrived, those whose start bit is seen from `since` on."""
        assert self.settings is not None
        seen_ns = since + int(_START_SEEN * 1e9 / self.settings.baud) if since else 0
        for bits, byte in heard(data, baud, self.settings.baud):
            arrival = start + int(bits * 1e9 / baud)
            if arrival >= seen_ns:
                self._coming.append((arrival, byte))

    def catch_up(self, t_ns: int) -> None:
        """Let everything happen that has happened by now."""
        lost = 0
        while self._coming and self._coming[0][0] <= t_ns:
            if self.dma is not None and not self._fifo:
                self._hand_over(self.dma, t_ns)
                continue
            arrival, byte = self._coming.popleft()
            self._empty(arrival)
            if len(self._fifo) >= self._fifo_bytes:
                lost += 1
            else:
                self._fifo.append(byte)
            self._empty(arrival)
        self._empty(t_ns)
        if lost:
            self.lost += lost
            self._events.tell(t_ns, "overrun", port=self.number, lost=lost)

    def next_ns(self) -> int:
        """When the next byte is there; 0 when one is that was not taken yet."""
        return 0 if self._fifo else self._coming[0][0] if self._coming else FOREVER

    def any(self, t_ns: int) -> int:
        """Bytes a read would get."""
        self.catch_up(t_ns)
        self._look()
        count = len(self._buffer)
        self._processor.show_busy(self.number, bool(count or self._coming or self._fifo))
        return count

    def read(self, count: int, t_ns: int) -> bytes:
        """Take up to `count` bytes."""
        self.any(t_ns)
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        self.any(t_ns)
        return data

    def write(self, data: bytes, t_ns: int) -> int:
        """Put bytes behind those that are leaving; how many fit."""
        if self.settings is None:
            return 0
        byte_ns = BITS * 1e9 / self.settings.baud
        start = max(t_ns, self._sent_ns)
        waiting = int((start - t_ns) / byte_ns)
        data = data[: max(0, self.settings.txbuf + self._fifo_bytes - waiting)]
        self._sent_ns = start + int(len(data) * byte_ns)
        if data:
            self._events.tell(start, "uart", port=self.number, direction="out", data=data)
            baud = self.settings.baud
            self._leaving.append(self._scheduler.at(self._sent_ns, lambda t_ns: self._left(data, baud, t_ns)))
        return len(data)

    def _left(self, data: bytes, baud: int, t_ns: int) -> None:
        self._leaving.popleft()
        if self.sink is not None:
            self.sink(data, baud, t_ns)

    def busy_us(self, t_ns: int) -> int:
        """Until the last bit has left."""
        return max(0, (self._sent_ns - t_ns + 999) // 1000)

    def set_irq(self, trigger: int, line: int) -> None:
        """Raise a line of the processor when the receiver has fallen silent."""
        self._irq = (trigger, line)
        self._watch()

    def _hand_over(self, dma: Consumer, t_ns: int) -> None:
        """All that has come to direct memory access, which takes each byte at once; the rest goes the long way."""
        coming = self._coming
        count = 0
        for arrival, _ in coming:
            if arrival > t_ns:
                break
            count += 1
        taken = dma(bytes(coming[place][1] for place in range(count)), t_ns)
        for _ in range(taken):
            coming.popleft()
        if taken < count:
            self._fifo.append(coming.popleft()[1])
            self._empty(t_ns)

    def _empty(self, t_ns: int) -> None:
        """Hand the FIFO on: to direct memory access, or by the handler into its buffer."""
        taken = -1
        while self.dma is not None and self._fifo and taken:
            taken = self.dma(bytes(self._fifo), t_ns)
            for _ in range(taken):
                self._fifo.popleft()
        if self.interrupts and (self._processor.listening or not self._deaf_in_stall):
            self._look()

    def _look(self) -> None:
        """Move what fits from the FIFO to the buffer, as the handler and every read do."""
        if self.settings is None or self.dma is not None:
            return
        while self._fifo and len(self._buffer) < self.settings.rxbuf:
            self._buffer.append(self._fifo.popleft())

    def _watch(self) -> None:
        """Call again when something has to be reported without being asked for."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._coming and self._irq[0] & RX_IDLE and self.settings is not None:
            gap = int(3.2 * BITS * 1e9 / self.settings.baud)
            self._alarm = self._scheduler.at(self._coming[-1][0] + gap, self._tick)

    def _tick(self, t_ns: int) -> None:
        self.catch_up(t_ns)
        if not self._coming and self._irq[0] & RX_IDLE:
            self._processor.interrupt(self._irq[1])

    def attach_dma(self, consumer: Consumer | None) -> None:
        """Let direct memory access take what is received, or stop it."""
        self.dma = consumer
