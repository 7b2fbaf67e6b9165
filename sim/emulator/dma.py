"""Direct memory access of the RP2 chips, as far as it empties a serial receiver into memory.

Registers are those of the datasheet (2.5 on RP2040, 12.6 on RP2350). Pacing by anything but a receiver is
reported as "unmodelled" and moves nothing.
"""

from dataclasses import dataclass

from sim.emulator.event import Events
from sim.emulator.processor import Processor, Request
from sim.emulator.scheduler import FOREVER
from sim.emulator.uart import Uart

CHANNELS = 12
READ, WRITE, COUNT, CTRL, ACTIVE = range(5)
_ENOMEM = 12
_ENDLESS = 0xF
_TRIGGER_SELF = 0x1


@dataclass(frozen=True)
class Fields:
    """Where the fields of the control register are: first bits; treq: request number of each receiver."""

    inc_write: int
    ring_size: int
    ring_sel: int
    chain_to: int
    treq_sel: int
    receivers: dict[int, int]
    count_modes: bool  # the upper four bits of the count select what happens at its end


RP2040 = Fields(5, 6, 10, 11, 15, {21: 0, 23: 1}, False)
RP2350 = Fields(6, 8, 12, 13, 17, {29: 0, 31: 1}, True)


class Channel:
    """One channel."""

    def __init__(self) -> None:
        self.claimed = False
        self.read = self.write = self.ctrl = 0
        self.reload = self.count = 0
        self.mode = 0
        self.uart: Uart | None = None

    def registers(self) -> tuple[int, ...]:
        """In the order of READ, WRITE, …"""
        active = self.uart is not None
        return self.read, self.write, self.count, self.ctrl | active << 24, int(active)


class Dma:
    """All channels; answers calls.DMA_*."""

    def __init__(self, fields: Fields, uarts: dict[int, Uart], processor: Processor, events: Events) -> None:
        self._fields = fields
        self._uarts = uarts
        self._processor = processor
        self._events = events
        self._channels = [Channel() for _ in range(CHANNELS)]
        self._shown = True
        for port in uarts.values():
            port.arriving = self._change
        processor.before_answer.append(self._show)

    def reset(self) -> None:
        """All channels stop and are free."""
        for channel in self._channels:
            self._stop(channel)
        self._channels = [Channel() for _ in range(CHANNELS)]
        self._change()

    def claim(self, _: Request) -> int:
        """The lowest free channel."""
        self._change()
        for number, channel in enumerate(self._channels):
            if not channel.claimed:
                channel.claimed = True
                return number
        return -_ENOMEM

    def free(self, request: Request) -> int:
        """Stop a channel and give it back."""
        self._stop(self._channels[request.a])
        self._channels[request.a] = Channel()
        self._change()
        return 0

    def set(self, request: Request) -> int:
        """Write a register; ACTIVE 1 triggers, 0 aborts."""
        channel = self._channels[request.a & 0xFF]
        register, value = request.a >> 8, request.b
        self._change()
        if register == READ:
            channel.read = value
        elif register == WRITE:
            channel.write = value
        elif register == COUNT:
            modes = self._fields.count_modes
            channel.reload = value & (0x0FFFFFFF if modes else 0xFFFFFFFF)
            channel.mode = value >> 28 & 15 if modes else 0
        elif register == CTRL:
            channel.ctrl = value
        elif value:
            self._start(channel)
            if channel.uart is not None:
                channel.uart.catch_up(request.t_ns)
        else:
            self._stop(channel)
        return 0

    def get(self, request: Request) -> int:
        """Read a register, with everything moved that has arrived."""
        channel = self._channels[request.a & 0xFF]
        for port in self._uarts.values():
            port.catch_up(request.t_ns)
        return channel.registers()[request.a >> 8]

    def _change(self) -> None:
        """What the VM sees in the page is not right any more."""
        if self._shown:
            self._shown = False
            self._processor.show_channels(0, ())

    def _show(self) -> None:
        """Let the VM see the registers, and until when they stay as they are: with an answer, as what is moved goes."""
        if not self._shown:
            self._shown = True
            fed = {channel.uart.number: channel.uart for channel in self._channels if channel.uart is not None}
            until = min((port.next_ns() for port in fed.values()), default=FOREVER)
            words = [word for channel in self._channels for word in channel.registers()]
            self._processor.show_channels(until, words)

    def _start(self, channel: Channel) -> None:
        self._change()
        self._stop(channel)
        request = channel.ctrl >> self._fields.treq_sel & 0x3F
        size = channel.ctrl >> 2 & 3
        number = self._fields.receivers.get(request)
        if not channel.ctrl & 1:
            return
        if number is None or size:
            now = self._processor.scheduler.now_ns()
            self._events.tell(now, "unmodelled", what=f"DMA with request {request} and size {size}")
            return
        channel.count = channel.reload
        channel.uart = self._uarts[number]
        channel.uart.attach_dma(lambda data, _: self._move(channel, data))

    def _stop(self, channel: Channel) -> None:
        uart, channel.uart = channel.uart, None
        if uart is not None:
            uart.attach_dma(None)

    def _finish(self, channel: Channel) -> None:
        """The count is down: the channel that this one names goes on; naming itself means none."""
        self._stop(channel)
        follower = self._channels[channel.ctrl >> self._fields.chain_to & 15]
        if follower is not channel:
            self._start(follower)

    def _move(self, channel: Channel, data: bytes) -> int:
        self._change()
        endless = channel.mode in (_ENDLESS, _TRIGGER_SELF)
        taken = data if endless else data[: channel.count]
        fields = self._fields
        ring = channel.ctrl >> fields.ring_size & 15 if channel.ctrl >> fields.ring_sel & 1 else 0
        rest = taken
        while rest:
            if not channel.ctrl >> fields.inc_write & 1:
                self._processor.write_memory(channel.write, rest[-1:])
                break
            room = (1 << ring) - channel.write % (1 << ring) if ring else len(rest)
            part, rest = rest[:room], rest[room:]
            self._processor.write_memory(channel.write, part)
            channel.write += len(part)
            if ring and len(part) == room:
                channel.write -= 1 << ring
        if not endless:
            channel.count -= len(taken)
            if not channel.count:
                self._finish(channel)
        return len(taken)
