"""Serial lines. Time on the wire, FIFO, interrupt and buffers are the chip's; here is only the class."""

import io
import time
from struct import pack

import _bus
import calls
from _pin import Pin
from _platform import board
from micropython import const

_QUIET = const(32)  # where the page holds one byte for each line: 0 while nothing can have arrived
_POLL = const(3)
_READ_NS = const(2000)


class UART(io.IOBase):
    IRQ_RXIDLE = 64
    IRQ_RX = 16
    IRQ_TXIDLE = 32
    INV_TX = 1
    INV_RX = 2
    CTS = 1
    RTS = 2

    def __init__(self, id, baudrate=None, *arguments, **options):
        if id not in board["uarts"]:
            raise ValueError("UART(%s) doesn't exist" % id)
        self._id = id
        self._line = None
        self._options = {"tx": None, "rx": None, "rxbuf": 256, "txbuf": 256, "timeout": 0, "timeout_char": 0}
        if baudrate is not None or options:
            self.init(115200 if baudrate is None else baudrate, *arguments, **options)

    def init(self, baudrate=115200, bits=8, parity=None, stop=1, **options):
        if bits != 8 or parity is not None or stop != 1:
            raise ValueError("the emulated line is 8N1")
        kept = self._options
        kept.update(options)
        self._idle_ms = max(kept["timeout_char"], 13000 // baudrate + 1)
        fields = [baudrate, 255, 255, max(32, kept["rxbuf"]), max(32, kept["txbuf"])]
        for place, name in ((1, "tx"), (2, "rx")):
            if kept[name] is not None:
                fields[place] = kept[name]._index if isinstance(kept[name], Pin) else Pin(kept[name])._index
        try:
            _bus.call(calls.UART_OPEN, self._id, 0, pack("<5I", *fields))
        except OSError:
            raise ValueError("bad TX or RX pin") from None

    def deinit(self):
        _bus.call(calls.UART_CLOSE, self._id)

    close = deinit

    def any(self):
        _bus.spend(_READ_NS)
        return _bus.call(calls.UART_ANY, self._id) if _bus.page[_QUIET + self._id] else 0

    def readinto(self, buffer, size=None):
        """What has come, waiting for more as long as the time-outs say; None for nothing."""
        view = memoryview(buffer)
        if size is not None:
            view = view[:size]
        total = 0
        wait_ms = self._options["timeout"]
        start = time.ticks_ms()
        while total < len(view):
            count = 0
            if _bus.page[_QUIET + self._id]:
                count = _bus.call(calls.UART_READ, self._id, 0, None, view[total:])
            if count:
                total += count
                wait_ms = self._options["timeout_char"]
                start = time.ticks_ms()
            elif time.ticks_diff(time.ticks_ms(), start) >= wait_ms:
                break
            else:
                time.sleep_ms(1)
        return total or None

    def read(self, size=-1):
        if size is None or size < 0:
            whole = b""
            part = self.read(max(1, self.any()))
            while part:
                whole += part
                part = self.read(max(1, self.any()))
            return whole or None
        buffer = bytearray(size)
        count = self.readinto(buffer)
        return None if count is None else bytes(memoryview(buffer)[:count])

    def readline(self):
        whole = b""
        while not whole.endswith(b"\n"):
            part = self.read(1)
            if not part:
                break
            whole += part
        return whole or None

    def write(self, data):
        """Hand bytes to the transmitter; how many it took before the time-out."""
        view = memoryview(data)
        total = 0
        start = time.ticks_ms()
        while total < len(view):
            count = _bus.call(calls.UART_WRITE, self._id, 0, view[total:])
            total += count
            if not count:
                if time.ticks_diff(time.ticks_ms(), start) >= self._options["timeout"]:
                    break
                time.sleep_ms(1)
        return total

    def txdone(self):
        return _bus.call(calls.UART_BUSY, self._id) == 0

    def flush(self):
        left_us = _bus.call(calls.UART_BUSY, self._id)
        while left_us:
            time.sleep_us(left_us)
            left_us = _bus.call(calls.UART_BUSY, self._id)

    def ioctl(self, request, argument):
        if request == _POLL:
            return argument & (4 | (1 if self.any() else 0))
        return 0

    def irq(self, handler=None, trigger=0, hard=False):
        if self._line is not None:
            _bus.release(self._line)
            self._line = None
        if handler is None:
            _bus.call(calls.UART_IRQ, self._id, 0)
            return
        self._line = _bus.line(lambda: handler(self))
        _bus.call(calls.UART_IRQ, self._id, trigger | self._line << 8)
