"""The I2C bus and what hangs on it: a battery-backed clock like the DS3231, a display like the SSD1306."""

import calendar
import time
from collections.abc import Callable
from errno import ENODEV
from typing import ClassVar, Protocol

from sim.emulator.event import Events
from sim.emulator.processor import Answer, Request
from sim.emulator.scheduler import Alarm, Scheduler

FIRST_S, END_S = 946684800, 7258118400  # of the clock chip's 200 years: 2000-01-01, 2200-01-01
_BITS = 9  # a byte and its acknowledgement
_LEVELS = [bytes(b"#"[0] if byte >> bit & 1 else b"."[0] for byte in range(256)) for bit in range(8)]


class Device(Protocol):
    """Something with an address."""

    def write(self, data: bytes) -> None:
        """One write transfer."""

    def read(self, count: int) -> bytes:
        """One read transfer."""

    def power(self, on: bool) -> None:
        """The board's supply comes or goes."""


class Bus:
    """Answers calls.I2C for one pair of wires."""

    def __init__(self, sda: int, scl: int) -> None:
        self._wires = (sda, scl)
        self.devices: dict[int, Device] = {}

    def transfer(self, request: Request) -> Answer:
        """Write what was given, then read what is wanted, in the time the bits take."""
        sda, scl = request.a & 0xFF, request.a >> 8 & 0xFF
        address, rate = request.b & 0xFF, request.b >> 8
        device = self.devices.get(address)
        count = 1 + len(request.data) + (1 + request.take if request.take else 0)
        takes_ns = int(count * _BITS * 1e9 / max(rate, 1000))
        if (sda, scl) != self._wires or device is None:
            return Answer(-ENODEV, takes_ns=int(_BITS * 1e9 / max(rate, 1000)))
        if request.a >> 16 or not request.take:
            device.write(request.data)
        data = device.read(request.take) if request.take else b""
        return Answer(len(data), data, takes_ns)


def _bcd(number: int) -> int:
    return number // 10 << 4 | number % 10


def _number(bcd: int, low: int, high: int) -> int:
    """Of two digits; the nearest that is possible, where it is not."""
    return min(max((bcd >> 4) * 10 + (bcd & 15), low), high)


class Ds3231:
    """A clock chip with its battery. Keeps time while the board has no power. Its years are 2000 to 2199, which then
    begin again.

    offset_s: what its time is ahead of the host's; `read_clock` gives the host's time in Unix seconds.

    A date that does not exist may be written, as between the day and the month of a driver that writes one register
    after the other. It is read back as it was written; when that second is over it is the nearest one that exists
    (our decision: the data sheet leaves it open).
    """

    ADDRESS = 0x68
    _OSCILLATOR_STOPPED = 0x80

    def __init__(self, read_clock: Callable[[], float] = time.time) -> None:
        self._read_clock = read_clock
        self.offset_s = 0.0
        self.battery = True
        self._powered = False
        self._registers = bytearray(19)
        self._pointer = 0
        self._written_s: int | None = None  # the second that the registers were set to, as they were written
        self.forget()
        self.set(read_clock())

    def forget(self) -> None:
        """As it left the factory, or after battery and supply were both gone: 2000-01-01, oscillator stopped
        flag."""
        self._registers[:] = bytes(19)
        self._registers[0x0E] = 0x1C
        self._registers[0x0F] = 0x88
        self._registers[0x11] = 0x19  # 25 degrees
        self._written_s = None
        self.offset_s = FIRST_S - self._read_clock()

    def set(self, unix_s: float) -> None:
        """Set it as a technician would, clearing the flag."""
        self._written_s = None
        self.offset_s = unix_s - self._read_clock()
        self._registers[0x0F] &= ~self._OSCILLATOR_STOPPED

    def keep_by(self, read_clock: Callable[[], float]) -> None:
        """Go on from its time now by another clock of the host."""
        now_s = self.now_s()
        self._read_clock = read_clock
        self.offset_s = now_s - read_clock()

    def now_s(self) -> float:
        """Its time in Unix seconds, to the microsecond: a whole second that was set must not read as the one before."""
        return round(self._read_clock() + self.offset_s, 6)

    def remove_battery(self) -> None:
        """Only the supply keeps it now."""
        self.battery = False
        if not self._powered:
            self.forget()

    def insert_battery(self) -> None:
        """A full one."""
        self.battery = True

    def power(self, on: bool) -> None:
        """The supply."""
        self._powered = on
        if not on and not self.battery:
            self.forget()

    def write(self, data: bytes) -> None:
        """First the register, then values; the clock is set when a time register is written."""
        if not data:
            return
        self._load()
        self._pointer = data[0]
        sets = False
        for value in data[1:]:
            register = self._pointer % len(self._registers)
            if register == 0x0F:
                value = value & 0x7F | self._registers[0x0F] & value & 0x80
            self._registers[register] = value
            self._pointer += 1
            sets = sets or register <= 6
        if sets:
            self._store()

    def read(self, count: int) -> bytes:
        """From the register written last."""
        self._load()
        size = len(self._registers)
        data = bytes(self._registers[(self._pointer + place) % size] for place in range(count))
        self._pointer = (self._pointer + count) % size
        return data

    def _load(self) -> None:
        now_s = int(self.now_s())
        if now_s == self._written_s:
            return
        self._written_s = None
        now = time.gmtime(FIRST_S + (now_s - FIRST_S) % (END_S - FIRST_S))
        century = 0x80 if now.tm_year >= 2100 else 0
        fields = (
            now.tm_sec,
            now.tm_min,
            now.tm_hour,
            now.tm_wday + 1,
            now.tm_mday,
            now.tm_mon,
            now.tm_year % 100,
        )
        self._registers[:7] = bytes(_bcd(value) for value in fields)
        self._registers[5] |= century

    def _store(self) -> None:
        second, minute, hour, _, day, month, year = self._registers[:7]
        hours = _number(hour & 0x3F, 0, 23)
        if hour & 0x40:  # twelve hours: bit 5 is the afternoon
            hours = _number(hour & 0x1F, 1, 12) % 12 + (12 if hour & 0x20 else 0)
        full_year = 2000 + _number(year, 0, 99) + (100 if month & 0x80 else 0)
        months = _number(month & 0x1F, 1, 12)
        fields = (
            full_year,
            months,
            _number(day & 0x3F, 1, calendar.monthrange(full_year, months)[1]),
            hours,
            _number(minute & 0x7F, 0, 59),
            _number(second & 0x7F, 0, 59),
        )
        self._written_s = calendar.timegm((*fields, 0, 0, 0))
        self.offset_s = self._written_s - self._read_clock()


def dots(memory: bytes | bytearray) -> list[str]:
    """The rows of a display with this memory: eight rows a page, the lowest bit on top."""
    pages = [bytes(memory[at : at + Ssd1306.WIDTH]) for at in range(0, len(memory), Ssd1306.WIDTH)]
    return [page.translate(level).decode() for page in pages for level in _LEVELS]


class Ssd1306:
    """A display of 128 × 64 dots, reported as an event when it has settled."""

    ADDRESS = 0x3C
    WIDTH, HEIGHT = 128, 64
    _SETTLE_NS = 30_000_000
    _ARGUMENTS: ClassVar = {
        0x20: 1,
        0x21: 2,
        0x22: 2,
        0x81: 1,
        0x8D: 1,
        0xA8: 1,
        0xD3: 1,
        0xD5: 1,
        0xD9: 1,
        0xDA: 1,
        0xDB: 1,
    }

    def __init__(self, scheduler: Scheduler, events: Events) -> None:
        self._scheduler = scheduler
        self._events = events
        self._alarm: Alarm | None = None
        self.power(False)

    def power(self, on: bool) -> None:
        """Its memory is lost."""
        self.memory = bytearray(self.WIDTH * self.HEIGHT // 8)
        self.on = False
        self._command: list[int] = []
        self._columns, self._pages = (0, self.WIDTH - 1), (0, self.HEIGHT // 8 - 1)
        self._column = self._page = 0
        if not on:
            self._changed()

    def write(self, data: bytes) -> None:
        """A control byte, then commands (0x80, 0x00) or dots (0x40)."""
        while data:
            if data[0] == 0x40:
                self._dots(data[1:])
                return
            if data[0] == 0x80:
                for byte in data[1:2]:
                    self._take(byte)
                data = data[2:]
            else:
                for byte in data[1:]:
                    self._take(byte)
                return

    def read(self, count: int) -> bytes:
        """The status."""
        return bytes([0x00 if self.on else 0x40]) * count

    def rows(self) -> list[str]:
        """The dots, a text of # and . for each row; all dark when the display is off."""
        return dots(self.memory if self.on else bytes(len(self.memory)))

    def _take(self, byte: int) -> None:
        self._command.append(byte)
        name, *arguments = self._command
        if len(arguments) < self._ARGUMENTS.get(name, 0):
            return
        self._command = []
        if name == 0x21:
            self._columns = (arguments[0] & 127, arguments[1] & 127)
            self._column = arguments[0] & 127
        elif name == 0x22:
            self._pages = (arguments[0] & 7, arguments[1] & 7)
            self._page = arguments[0] & 7
        elif name in (0xAE, 0xAF):
            self.on = name == 0xAF
            self._changed()

    def _dots(self, data: bytes) -> None:
        for byte in data:
            self.memory[self._page * self.WIDTH + self._column] = byte
            self._column += 1
            if self._column > self._columns[1]:
                self._column = self._columns[0]
                self._page = self._page + 1 if self._page < self._pages[1] else self._pages[0]
        self._changed()

    def _changed(self) -> None:
        if self._alarm is None:
            self._alarm = self._scheduler.at(self._scheduler.now_ns() + self._SETTLE_NS, self._tell)

    def _tell(self, t_ns: int) -> None:
        self._alarm = None
        self._events.tell(t_ns, "display", width=self.WIDTH, height=self.HEIGHT, rows=self.rows())
