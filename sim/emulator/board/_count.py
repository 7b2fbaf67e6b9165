"""What counts: timers, the watchdog, the clock of the chip, pulse width modulation."""

import time

import _bus
import calls
from _pin import Pin
from _platform import board
from micropython import const

_TURN_NS = const(200000)  # of what a loop does beside its calls, between two feedings


class Timer:
    ONE_SHOT = 0
    PERIODIC = 1

    def __init__(self, id=-1, **options):
        self._line = None
        if options:
            self.init(**options)

    def init(self, *, mode=PERIODIC, callback=None, period=-1, freq=None, tick_hz=1000, hard=False):
        self.deinit()
        us = int(1000000 / freq) if freq is not None else period * 1000000 // tick_hz
        self._once = mode == Timer.ONE_SHOT
        self._callback = callback
        self._line = _bus.line(self._fire)
        _bus.call(calls.TIMER, self._line | (0 if self._once else 0x10000), max(1, us))

    def _fire(self):
        if self._callback is not None:
            self._callback(self)

    def deinit(self):
        if self._line is not None:
            _bus.call(calls.TIMER, self._line, 0)
            _bus.release(self._line)
            self._line = None


class WDT:
    """A watchdog that resets the chip; nothing stops it."""

    def __init__(self, id=0, timeout=5000):
        low, high = board["watchdog_ms"]
        if id != 0:
            raise ValueError("WDT(%d) doesn't exist" % id)
        if timeout > high:
            raise ValueError("timeout exceeds %d" % high)
        if timeout < low:
            raise ValueError("WDT timeout too short")
        self.feed()
        _bus.call(calls.WATCHDOG, timeout)

    def feed(self):
        _bus.feed(_TURN_NS)


class RTC:
    """The chip's own clock: no battery."""

    def __init__(self, *_):
        pass

    def datetime(self, *fields):
        if not fields:
            seconds, micros = divmod(time._unix_us(), 1000000)
            year, month, day, hour, minute, second, weekday = time.gmtime(seconds - board["epoch_s"])[:7]
            return (year, month, day, weekday, hour, minute, second, 0 if board["port"] == "rp2" else micros)
        year, month, day, _, hour, minute, second = fields[0][:7]
        unix = time.mktime((year, month, day, hour, minute, second)) + board["epoch_s"]
        _bus.call(calls.RTC, unix * 1000000)

    def init(self, fields):
        self.datetime(fields)


class PWM:
    def __init__(self, pin, *, freq=0, duty_u16=None, duty_ns=None, **_):
        self._index = (pin if isinstance(pin, Pin) else Pin(pin))._index
        self._freq = 0
        self._duty = 0
        self.init(freq=freq, duty_u16=duty_u16, duty_ns=duty_ns)

    def init(self, *, freq=None, duty_u16=None, duty_ns=None):
        if freq:
            self._freq = freq
        if duty_u16 is not None:
            self._duty = min(duty_u16, 65535)
        if duty_ns is not None:
            self._duty = min(65535, duty_ns * self._freq * 65535 // 1000000000)
        if self._freq:
            _bus.call(calls.PWM, self._index, self._freq << 16 | self._duty)

    def freq(self, *value):
        if not value:
            return self._freq
        self.init(freq=value[0])

    def duty_u16(self, *value):
        if not value:
            return self._duty
        self.init(duty_u16=value[0])

    def duty_ns(self, *value):
        if not value:
            return self._duty * 1000000000 // 65535 // self._freq
        self.init(duty_ns=value[0])

    def deinit(self):
        self._freq = 0
        _bus.call(calls.PWM, self._index, 0)
