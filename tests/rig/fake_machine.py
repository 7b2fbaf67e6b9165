"""Fakes of what the drivers of hal/micropython get handed in, for both runtimes: pins, clocks, lines.

Each does what the stock MicroPython API says and no more, without waiting: time goes by when a test says so.
"""

PERIOD = 1 << 30
EPOCH_2000_S = 946_684_800


class Time:
    """The module `time` of a board. epoch: 1970 or 2000."""

    def __init__(self, epoch=1970, ticks=0):
        self._offset_s = EPOCH_2000_S if epoch == 2000 else 0
        self.us = ticks * 1000
        self.timers = []

    def ticks_ms(self):
        return self.us // 1000 % PERIOD

    def ticks_us(self):
        return self.us % PERIOD

    def ticks_diff(self, later, earlier):
        return (later - earlier + PERIOD // 2) % PERIOD - PERIOD // 2

    def gmtime(self, seconds):
        days, rest = divmod(seconds + self._offset_s, 86400)
        year = 1970
        while days >= 365 + leap(year):
            days -= 365 + leap(year)
            year += 1
        weekday = ((seconds + self._offset_s) // 86400 + 3) % 7
        month = 1
        while days >= month_days(year, month):
            days -= month_days(year, month)
            month += 1
        return year, month, days + 1, rest // 3600, rest // 60 % 60, rest % 60, weekday, 0

    def mktime(self, fields):
        year, month, day, hour, minute, second = fields[:6]
        days = day - 1 + sum([365 + leap(each) for each in range(1970, year)])
        days += sum([month_days(year, each) for each in range(1, month)])
        return ((days * 24 + hour) * 60 + minute) * 60 + second - self._offset_s

    def advance(self, ms):
        """Let time go by, timers fire on the way."""
        until = self.us + ms * 1000
        while True:
            due = sorted([timer for timer in self.timers if timer.at <= until], key=lambda timer: timer.at)
            if not due:
                break
            self.us = max(self.us, due[0].at)
            due[0].fire()
        self.us = until


def leap(year):
    return int(year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def month_days(year, month):
    return 28 + leap(year) if month == 2 else 30 + (month + month // 8) % 2


class Timer:
    ONE_SHOT = 0

    def __init__(self, time):
        self._time = time

    def init(self, mode, period, callback):
        self.deinit()
        self.at = self._time.us + period * 1000
        self._callback = callback
        self._time.timers.append(self)

    def deinit(self):
        if self in self._time.timers:
            self._time.timers.remove(self)

    def fire(self):
        self.deinit()
        self._callback(self)


class Pin:
    IN, OUT, ALT = 0, 1, 2
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING, IRQ_RISING = 4, 8

    def __init__(self, level=1):
        self.level = level  # the level from outside
        self.out = 0
        self.mode = None
        self.alternate = None
        self.pull = None
        self._handler = None

    def init(self, mode, pull=None, value=None, alt=None):
        self.mode = mode
        self.pull = pull
        self.alternate = alt
        if value is not None:
            self.out = value

    def value(self, *level):
        if level:
            self.out = int(level[0])
            return None
        return self.out if self.mode == Pin.OUT else self.level

    def irq(self, handler=None, trigger=0):
        self._handler = handler

    def drive(self, level):
        """An edge from outside."""
        if level != self.level:
            self.level = level
            if self._handler is not None:
                self._handler(self)


class Pwm:
    def __init__(self):
        self.hertz = 0
        self.duty = 0

    def freq(self, hertz):
        self.hertz = hertz

    def duty_u16(self, duty):
        self.duty = duty

    def deinit(self):
        self.duty = 0


class I2c:
    """A bus with one device whose registers are memory; it answers OSError while it is silent."""

    def __init__(self, registers):
        self.registers = bytearray(registers)
        self.silent = False
        self.written = []

    def _answer(self):
        if self.silent:
            raise OSError(19, "no acknowledgement")

    def readfrom_mem_into(self, address, register, buffer):
        self._answer()
        buffer[:] = self.registers[register : register + len(buffer)]

    def writeto_mem(self, address, register, data):
        self._answer()
        self.registers[register : register + len(data)] = data

    def writeto(self, address, data):
        self._answer()
        self.written.append(bytes(data))


class Uart:
    """A line; `arrive` is the other end. With a `dma` it hands its bytes over at once, as the chip's does."""

    def __init__(self, gone, dma=None):
        self._gone = gone
        self._dma = dma
        self.waiting = bytearray()
        self.sent = b""

    def arrive(self, data):
        if self._dma is not None:
            self._dma.move(data)
        else:
            self.waiting.extend(data)

    def any(self):
        if self._gone():
            raise OSError(5, "gone")
        return len(self.waiting)

    def read(self, count):
        data = bytes(self.waiting[:count])
        self.waiting = self.waiting[count:]
        return data

    def readinto(self, buffer, count):
        data = self.read(count)
        buffer[: len(data)] = data
        return len(data) or None

    def write(self, data):
        self.sent += bytes(data)
        return len(data)

    def deinit(self):
        self.waiting = bytearray()


class DmaBlock:
    """The channels of an RP2 that empty a receiver into memory. memory: address -> what is written there.

    addresses: where the pieces lie that are asked about, one after the other, and the last one again and again.
    """

    def __init__(self, addresses=(0x2000_0010,)):
        self.channels = []
        self.memory = {}
        self._addresses = list(addresses)

    def addressof(self, buffer):
        address = self._addresses.pop(0) if len(self._addresses) > 1 else self._addresses[0]
        self.memory[address] = buffer
        return address

    def claim(self):
        channel = DmaChannel(self, len(self.channels))
        self.channels.append(channel)
        return channel

    def move(self, data):
        for byte in data:
            for channel in self.channels:
                if channel.running:
                    channel.take(byte)
                    break

    def poke(self, address, byte):
        for base in self.memory:
            if base <= address < base + len(self.memory[base]):
                self.memory[base][address - base] = byte
                return
        raise ValueError("a transfer to an address nobody owns")


class DmaChannel:
    def __init__(self, block, number):
        self._block = block
        self.channel = number
        self.running = False
        self.count = 0

    def pack_ctrl(self, **fields):
        assert fields["size"] == 0 and not fields["inc_read"] and fields["ring_sel"]
        return fields

    def config(self, read, write, count, ctrl):
        self._read, self._write, self._reload, self._ctrl = read, write, count, ctrl

    def active(self, *start):
        if start and start[0]:
            self.running = True
            self.count = self._reload
        return self.running

    def take(self, byte):
        ring = 1 << self._ctrl["ring_size"]
        self._block.poke(self._write, byte)
        self._write = self._write + 1 if (self._write + 1) % ring else self._write + 1 - ring
        self.count -= 1
        if not self.count:
            self.running = False
            self._block.channels[self._ctrl["chain_to"]].active(1)

    def close(self):
        self.running = False
