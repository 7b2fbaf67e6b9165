"""`time` of a board: its own epoch, ticks from the reset that wrap at 2**30, the time of its own clock."""

import time as _kernel

import _bus
from _platform import board
from micropython import const

_PERIOD = const(0x40000000)
_HALF = const(0x20000000)
_READ_NS = const(3000)
_start_ns = board["start_ns"]
_epoch_s = board["epoch_s"]


def sleep(seconds):
    _bus.sleep(int(seconds * 1000000) * 1000)


def sleep_ms(ms):
    _bus.sleep(ms * 1000000)


def sleep_us(us):
    _bus.sleep(us * 1000)


def ticks_ms():
    return (_bus.spend(_READ_NS) - _start_ns) // 1000000 & (_PERIOD - 1)


def ticks_us():
    return (_bus.spend(_READ_NS) - _start_ns) // 1000 & (_PERIOD - 1)


ticks_cpu = ticks_us


def ticks_add(ticks, delta):
    if not -_HALF < delta < _HALF:
        raise OverflowError("ticks interval overflow")
    return (ticks + delta) & (_PERIOD - 1)


def ticks_diff(end, start):
    return ((end - start + _HALF) & (_PERIOD - 1)) - _HALF


def _unix_us():
    return _bus.spend(_READ_NS) // 1000 + _bus.unix_us()


def time():
    return _unix_us() // 1000000 - _epoch_s


def time_ns():
    return (_unix_us() - _epoch_s * 1000000) * 1000


def gmtime(seconds=None):
    return _kernel.gmtime((time() if seconds is None else seconds) + _epoch_s)[:8]


localtime = gmtime


def mktime(fields):
    year, month, day, hour, minute, second = fields[:6]
    month -= 2
    if month <= 0:
        month += 12
        year -= 1
    days = year // 4 - year // 100 + year // 400 + 367 * month // 12 + day + year * 365 - 719499
    return ((days * 24 + hour) * 60 + minute) * 60 + second - _epoch_s
