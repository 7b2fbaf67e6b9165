# ruff: noqa: F401 (what is imported here is what the module offers)
"""`machine` of a board."""

import time

import _bus
import calls
from _count import PWM, RTC, WDT, Timer
from _i2c import I2C, SoftI2C
from _pin import Pin, Signal
from _platform import board
from _serial import UART

for _name in board["reset_causes"]:
    globals()[_name] = board["reset_causes"][_name]
del _name


class _Memory:
    """Registers by address; the chip answers for those it has."""

    def __init__(self, width):
        self._width = width

    def __getitem__(self, address):
        return _bus.call(calls.MEM_READ, address, self._width)

    def __setitem__(self, address, value):
        _bus.call(calls.MEM_WRITE, address, value & 0xFFFFFFFF | self._width << 32)


mem8 = _Memory(8)
mem16 = _Memory(16)
mem32 = _Memory(32)


def unique_id():
    return bytes.fromhex(board["unique_id"])


def freq(*_):
    return tuple(board["clocks_hz"]) or board["clock_hz"]


def reset_cause():
    return board["cause"]


def reset():
    _bus.call(calls.RESET)


def soft_reset():
    raise SystemExit


def disable_irq():
    return _bus.call(calls.INTERRUPT_MASK, 1)


def enable_irq(state=0):
    _bus.call(calls.INTERRUPT_MASK, state)


def idle():
    """Until an interrupt, a millisecond at most."""
    _bus.idle(1000000)


def lightsleep(ms=0):
    time.sleep_ms(ms)
