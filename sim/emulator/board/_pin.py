"""Pins. Levels are read from the page the chip shares; everything else is a call."""

import _bus
import calls
from _platform import board
from micropython import const

_LEVELS = const(64)  # where the page holds one byte for each pin
_READ_NS = const(2000)

_handlers = {}  # pin index -> [line, handler, pin, trigger]


def _index(name):
    if isinstance(name, Pin):
        return name._index
    if isinstance(name, int):
        name = str(name)
    try:
        return _bus.call(calls.PIN_FIND, 0, 0, name.encode())
    except OSError:
        raise ValueError("invalid pin") from None


class _Names:
    def __getattr__(self, name):
        try:
            return Pin(name)
        except ValueError:
            raise AttributeError(name) from None


class _Irq:
    def __init__(self, pin):
        self._pin = pin

    def __call__(self):
        entry = _handlers.get(self._pin._index)
        if entry is not None and entry[1] is not None:
            entry[1](entry[2])

    def flags(self):
        return Pin.IRQ_RISING if self._pin.value() else Pin.IRQ_FALLING

    def trigger(self, *value):
        entry = _handlers.get(self._pin._index)
        before = entry[3] if entry else 0
        if value and entry:
            self._pin.irq(entry[1], value[0])
        return before


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    ALT = 3
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8
    board = cpu = _Names()

    def __init__(self, id, mode=None, pull=-1, *, value=None, **options):
        self._index = _index(id)
        self._mode = 0
        if mode is not None or pull != -1 or value is not None:
            self.init(mode, pull, value=value, **options)

    def init(self, mode=None, pull=-1, *, value=None, **options):
        if mode is not None:
            self._mode = mode
        pull = 0 if pull in (-1, None) else pull
        word = self._mode | pull << 8
        if value is not None:
            word |= (1 + bool(value)) << 16
        _bus.call(calls.PIN_MODE, self._index, word | options.get("alt", 0) << 20)

    def value(self, *level):
        if not level:
            _bus.spend(_READ_NS)
            return _bus.page[_LEVELS + self._index]
        _bus.call(calls.PIN_SET, self._index, bool(level[0]))

    __call__ = value

    def on(self):
        _bus.call(calls.PIN_SET, self._index, 1)

    high = on

    def off(self):
        _bus.call(calls.PIN_SET, self._index, 0)

    low = off

    def toggle(self):
        self.value(not self.value())

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING, *, hard=False, **_):
        irq = _Irq(self)
        entry = _handlers.get(self._index)
        if handler is None:
            if entry is not None:
                _bus.call(calls.PIN_IRQ, self._index, 0)
                _bus.release(_handlers.pop(self._index)[0])
            return irq
        number = entry[0] if entry is not None else _bus.line(irq)
        _handlers[self._index] = [number, handler, self, trigger]
        _bus.call(calls.PIN_IRQ, self._index, trigger | number << 8)
        return irq

    def __repr__(self):
        return "Pin(%d)" % self._index


if board["port"] == "stm32":
    Pin.OUT_PP = Pin.OUT
    Pin.OUT_OD = Pin.OPEN_DRAIN
    Pin.AF_PP = Pin.ALT


class Signal:
    """A pin, perhaps inverted."""

    def __init__(self, pin, *arguments, invert=False, **options):
        self._pin = pin if isinstance(pin, Pin) else Pin(pin, *arguments, **options)
        self._invert = invert

    def value(self, *level):
        if level:
            return self._pin.value(bool(level[0]) != self._invert)
        return int(self._pin.value() != self._invert)

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)
