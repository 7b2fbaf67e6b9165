"""Peripherals that end a pulse by themselves: the ESP32's RMT transmitter, the STM32's timers in one-pulse
mode."""

import struct
from collections.abc import Callable
from typing import Protocol

from sim.emulator.event import Events
from sim.emulator.gpio import Gpio
from sim.emulator.processor import Request
from sim.emulator.scheduler import Alarm, Scheduler


class Rmt:
    """Answers calls.RMT_*: plays a list of levels and times on a pin, then leaves it at its idle level."""

    def __init__(self, gpio: Gpio, scheduler: Scheduler) -> None:
        self._gpio = gpio
        self._scheduler = scheduler
        self._playing: dict[int, tuple[int, list[Alarm]]] = {}  # pin -> (end, what is to come)

    def write(self, request: Request) -> int:
        """Begin now: items of one level and its time."""
        pin, idle = request.a, request.b
        self._silence(pin)
        at = request.t_ns
        alarms = []
        self._gpio.connect(pin, "rmt", at)
        for level, ns in struct.iter_unpack("<II", request.data):
            alarms.append(self._scheduler.at(at, self._putter(pin, level)))
            at += ns
        alarms.append(self._scheduler.at(at, self._putter(pin, idle)))
        self._playing[pin] = (at, alarms)
        return 0

    def busy(self, request: Request) -> int:
        """Microseconds until the end."""
        end, _ = self._playing.get(request.a, (0, []))
        return max(0, (end - request.t_ns + 999) // 1000)

    def stop(self, request: Request) -> int:
        """Break off; b is the level the pin is left at."""
        self._silence(request.a)
        self._put(request.a, request.b, request.t_ns)
        return 0

    def reset(self) -> None:
        """All stop."""
        for pin in list(self._playing):
            self._silence(pin)

    def _silence(self, pin: int) -> None:
        for alarm in self._playing.pop(pin, (0, []))[1]:
            alarm.cancel()

    def _putter(self, pin: int, level: int) -> Callable[[int], None]:
        return lambda t_ns: self._put(pin, level, t_ns)

    def _put(self, pin: int, level: int, t_ns: int) -> None:
        self._gpio.supply(pin, "rmt", True, level, t_ns)


_CR1, _EGR, _CCMR1, _CCMR2, _CCER, _CNT, _PSC, _ARR, _CCR1, _BDTR = (
    0x00, 0x14, 0x18, 0x1C, 0x20, 0x24, 0x28, 0x2C, 0x34, 0x44
)  # fmt: skip


class StmTimer:
    """One timer of an STM32 that counts up and drives pins through its four channels.

    As far as pulses need it: prescaler, reload, compare, PWM modes 1 and 2, polarity, one-pulse mode, the
    update event, main output enable and off-state of the advanced timers. Registers take effect at once (no
    preload), and a count that is put behind the reload value is followed by 0.
    """

    SIZE = 0x60

    def __init__(self, pins: dict[int, int], clock_hz: int, advanced: bool, gpio: Gpio, scheduler: Scheduler) -> None:
        """pins: pin index -> channel 0..3 whose alternate function it is."""
        self._pins = pins
        self._clock_hz = clock_hz
        self._advanced = advanced
        self._gpio = gpio
        self._scheduler = scheduler
        self.source = "alternate"
        self.reset()

    _alarm: Alarm | None = None

    def reset(self) -> None:
        """As after a reset of the chip."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._registers = {_ARR: 0xFFFF}
        self._began_ns = 0
        self._from = 0

    def read(self, offset: int, t_ns: int) -> int:
        """One register."""
        self._catch_up(t_ns)
        if offset == _CNT:
            return self._count(t_ns)
        return self._registers.get(offset, 0)

    def write(self, offset: int, value: int, t_ns: int) -> None:
        """One register."""
        self._catch_up(t_ns)
        count = self._count(t_ns)
        was_on = self._running
        if offset == _EGR:
            if value & 1:
                self._begin(0, t_ns)
        elif offset == _CNT:
            self._begin(value, t_ns)
        else:
            if offset == _PSC and value != self._registers.get(_PSC, 0):
                self._begin(count, t_ns)
            self._registers[offset] = value
            if self._running and not was_on:
                self._begin(count, t_ns)
            elif was_on and not self._running:
                self._from = count
        self._catch_up(t_ns)
        self._show(t_ns)

    @property
    def _running(self) -> bool:
        return bool(self._registers.get(_CR1, 0) & 1)

    @property
    def _reload(self) -> int:
        return self._registers.get(_ARR, 0xFFFF)

    @property
    def _cycles_ns(self) -> int:
        """The nanoseconds of a tick, times the clock's hertz: a whole number."""
        return (self._registers.get(_PSC, 0) + 1) * 1_000_000_000

    def _begin(self, count: int, t_ns: int) -> None:
        self._from, self._began_ns = count, t_ns

    def _count(self, t_ns: int) -> int:
        if not self._running:
            return self._from
        return self._from + (t_ns - self._began_ns) * self._clock_hz // self._cycles_ns

    def _catch_up(self, t_ns: int) -> None:
        """Behind the reload value comes 0, which ends a single pulse."""
        rounds = self._count(t_ns) // (self._reload + 1) if self._running else 0
        if rounds and self._registers[_CR1] & 8:
            self._registers[_CR1] &= ~1
            self._from = 0
        else:
            self._from -= rounds * (self._reload + 1)

    def _show(self, t_ns: int) -> None:
        """Put the channels' levels on their pins and come back when the next one changes."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        count = self._count(t_ns)
        edges = [self._reload + 1]
        for pin, channel in self._pins.items():
            compare = self._registers.get(_CCR1 + 4 * channel, 0)
            modes = self._registers.get(_CCMR1 + 4 * (channel // 2), 0) >> 8 * (channel % 2)
            mode = (modes >> 4 & 7) | (modes >> 13 & 8)
            active = {4: False, 5: True, 6: count < compare, 7: count >= compare}.get(mode, False)
            enabled = self._registers.get(_CCER, 0) >> 4 * channel
            inverted = bool(enabled >> 1 & 1)
            dead_time = self._registers.get(_BDTR, 0) if self._advanced else 0x8000
            active = active and bool(dead_time >> 15)  # main output enable
            drives = bool(enabled & 1) and bool(dead_time & 0x8400)  # ... or driven inactive while it is off
            self._gpio.supply(pin, self.source, drives, int(active != inverted), t_ns)
            if compare > count:
                edges.append(compare)
        if self._running:
            due_ns = self._began_ns - (self._from - min(edges)) * self._cycles_ns // self._clock_hz  # rounded up
            self._alarm = self._scheduler.at(due_ns, self._edge)

    def _edge(self, t_ns: int) -> None:
        """A compare value or the end is reached."""
        self._catch_up(t_ns)
        self._show(t_ns)


class RegisterBlock(Protocol):
    """Registers that lie together; offsets from the first of them."""

    def read(self, offset: int, t_ns: int) -> int:
        """One register."""

    def write(self, offset: int, value: int, t_ns: int) -> None:
        """One register."""


class Registers:
    """Answers calls.MEM_*: registers by address."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.blocks: list[tuple[int, int, RegisterBlock]] = []

    def read(self, request: Request) -> int:
        """What a block says, 0 where there is none."""
        for base, size, block in self.blocks:
            if base <= request.a < base + size:
                return block.read(request.a - base, request.t_ns)
        self._events.tell(request.t_ns, "unmodelled", what=f"read of 0x{request.a:08x}")
        return 0

    def write(self, request: Request) -> int:
        """Hand a value to a block."""
        value = request.b & 0xFFFFFFFF
        for base, size, block in self.blocks:
            if base <= request.a < base + size:
                block.write(request.a - base, value, request.t_ns)
                return 0
        self._events.tell(request.t_ns, "unmodelled", what=f"write of 0x{value:x} to 0x{request.a:08x}")
        return 0
