"""`esp32`: the remote-control transmitter and the partition that holds the files."""

import time
from struct import pack

import _bus
import calls
from _pin import Pin
from _platform import Flash
from micropython import const

_SOURCE_HZ = const(80000000)


class RMT:
    PULSE_MAX = 32767

    def __init__(
        self,
        channel=None,
        *,
        pin=None,
        resolution_hz=None,
        clock_div=None,
        idle_level=False,
        tx_carrier=None,
        num_symbols=48,
    ):
        if tx_carrier is not None:
            raise ValueError("the emulated transmitter has no carrier")
        if resolution_hz is not None and clock_div is not None:
            raise ValueError("resolution_hz and clock_div are mutually exclusive")
        if clock_div is not None and not 1 <= clock_div <= 255:
            raise ValueError("clock_div must be between 1 and 255")
        if clock_div is not None:
            resolution_hz = _SOURCE_HZ // clock_div
        self._hz = 10000000 if resolution_hz is None else resolution_hz
        self._pin = (pin if isinstance(pin, Pin) else Pin(pin))._index
        self._idle = bool(idle_level)
        self._enabled = False
        _bus.call(calls.RMT_WRITE, self._pin, 0, b"")  # a new channel drives its pin low, whatever its idle level

    @staticmethod
    def source_freq():
        return _SOURCE_HZ

    def clock_div(self):
        return _SOURCE_HZ // self._hz

    def write_pulses(self, duration, data=True):
        if isinstance(data, (tuple, list)):
            levels = [bool(level) for level in data]
            times = [duration] * len(levels) if isinstance(duration, int) else list(duration)
            if len(times) != len(levels):
                raise ValueError("duration and data must have same length")
        else:
            times = list(duration)
            levels = [bool(data) ^ bool(place & 1) for place in range(len(times))]
        if not times:
            raise ValueError("No pulses")
        if self._enabled:
            self.wait_done(timeout=-1)
        words = b""
        for place in range(len(times)):
            if not 0 <= times[place] <= RMT.PULSE_MAX:
                raise ValueError("duration out of range")
            words += pack("<II", int(levels[place]), times[place] * 1000000000 // self._hz)
        self._enabled = True
        _bus.call(calls.RMT_WRITE, self._pin, self._idle, words)

    def wait_done(self, *, timeout=0):
        left_us = _bus.call(calls.RMT_BUSY, self._pin)
        while left_us and timeout:
            step = left_us if timeout < 0 else min(left_us, timeout * 1000)
            time.sleep_us(step)
            left_us = _bus.call(calls.RMT_BUSY, self._pin)
            timeout = timeout if timeout < 0 else max(0, timeout - step // 1000 - 1)
        return left_us == 0

    def active(self, *value):
        if not value:
            return self._enabled and _bus.call(calls.RMT_BUSY, self._pin) != 0
        if value[0]:
            raise ValueError("activate by calling write_pulses()")
        self._stop()
        return False

    def _stop(self):
        if self._enabled:
            _bus.call(calls.RMT_STOP, self._pin, self._idle)
            self._enabled = False

    deinit = _stop


class Partition(Flash):
    TYPE_APP = 0
    TYPE_DATA = 1

    @staticmethod
    def find(type=1, subtype=255, label=None, block_size=4096):
        return [Partition()] if type == 1 and label in (None, "vfs") else []
