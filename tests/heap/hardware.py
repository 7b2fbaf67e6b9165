"""The hardware of a board for the firmware in the 32-bit VM: runs in that VM.

On a board all of this is C code outside the heap; what it takes here is not counted. Every look at the hardware gives
the collector of vm.mjs its turn. Contacts are at rest, the clock chip says NOW, a scanner module stays silent and the
payloads of codes come from `show`; time passes when a caller asks for it.
"""

import builtins
import os as _os
import sys
import time as _time

import _host

_OPEN_BYTES = 130  # what littlefs keeps of an open file, besides its cache
_ERRORS = {44: 2, 20: 17}  # ENOENT, EEXIST
_set = {}  # what vm.mjs has handed in: cache, levels, flash, now, nonce


class Reset(Exception):
    """The board would restart here."""


class Anything:
    """A device that takes every call and says 0."""

    channel = count = 0
    ONE_SHOT = 0

    def __init__(self, *_, **__):
        pass

    def __getattr__(self, name):
        return nothing


def nothing(*_, **__):
    _host.pause()
    return 0


class Pin:
    IN, OUT, ALT, PULL_UP, PULL_DOWN, IRQ_FALLING, IRQ_RISING = 0, 1, 2, 1, 2, 4, 8

    def __init__(self, number, *_, **__):
        self._level = 1 if number in _set["high"] else 0

    def value(self, *_):
        _host.pause()
        return self._level

    def init(self, *_, **__):
        pass

    irq = init


class Line(Anything):
    def any(self):
        _host.pause()
        return 0

    def write(self, data):
        return len(data)


class Bus(Anything):
    """The clock chip, and a display that takes everything."""

    def readfrom_mem_into(self, _, register, buffer):
        _host.pause()
        for at in range(len(buffer)):
            buffer[at] = _set["clock"][register + at]
        second = _set["second"] + _Clock.us // 1_000_000
        for at, part in enumerate((second % 60, second // 60 % 60, second // 3600)):
            buffer[at] = part // 10 << 4 | part % 10


class Channel(Anything):
    def active(self, *_):
        _host.pause()
        return 1


class Words:
    def __getitem__(self, _):
        return 0

    def __setitem__(self, at, value):
        pass


def _carried(call):
    """A call to the file system of the VM, whose numbers of errors are Emscripten's."""

    def carried(*arguments):
        _host.pause()
        try:
            return call(*arguments)
        except OSError as error:
            raise OSError(_ERRORS.get(error.args[0], 5)) from None

    return carried


class File:
    """An open file with the buffers that littlefs gives it on a board's heap."""

    def __init__(self, path, mode="r"):
        _host.pause()
        self._file = _open(path, mode)
        self._cache = bytearray(_set["cache"] + _OPEN_BYTES)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._file.close()
        self._cache = None

    def read(self, *count):
        _host.pause()
        return self._file.read(*count)

    def readinto(self, buffer):
        _host.pause()
        return self._file.readinto(buffer)

    def write(self, data):
        _host.pause()
        return self._file.write(data)

    def seek(self, *where):
        return self._file.seek(*where)

    def flush(self):
        self._file.flush()


_open = _carried(open)


class Module:
    """A module whose names are its attributes; what is missing comes from another one."""

    def __init__(self, base=None, **names):
        self._base = base
        for name in names:
            setattr(self, name, names[name])

    def __getattr__(self, name):
        if self._base is None:
            raise AttributeError(name)
        return getattr(self._base, name)


class _Clock:
    us = 0


def _ticks_us():
    _host.pause()
    _Clock.us += 100
    return _Clock.us & 0x3FFFFFFF


def _ticks_ms():
    return _ticks_us() // 1000


def _sleep_ms(ms):
    _Clock.us += 1000 * ms


def _idle():
    _Clock.us += 10_000
    _host.pause()


def _reset():
    raise Reset


def _memory(*_):
    return _set["flash"]


class Broker:
    """A connection to a broker that greets, takes the subscription, answers pings and brings no answer."""

    def __init__(self, *_):
        self._says = [b"\x20\2\0\0", b"\x90\3\0\1\1"]

    def connect(self, address):
        raise OSError(115)

    def send(self, data):
        _host.pause()
        if data[-2:] == b"\xc0\0":
            self._says.append(b"\xd0\0")
        return len(data)

    def recv(self, count):
        _host.pause()
        if not self._says:
            raise OSError(11)
        return self._says.pop(0)

    def setblocking(self, *_):
        pass

    close = setblocking


class Wlan(Anything):
    PM_NONE = 0

    def isconnected(self):
        return True


def _poll():
    return Module(register=nothing, poll=lambda *_: ((None, 4),))  # it takes what is written


def _asm_pio(**_):
    return lambda function: bytes(64)  # a program: its words and how a machine is set up for it


def board(settings):
    """The hardware of one board. settings: JSON."""
    import json

    _set.update(json.loads(settings))
    _set["clock"] = bytes(_set["clock"])
    builtins.open = File
    sys.modules["time"] = Module(
        _time, ticks_us=_ticks_us, ticks_ms=_ticks_ms, sleep_ms=_sleep_ms,
        ticks_diff=lambda later, earlier: later - earlier,
    )  # fmt: skip
    sys.modules["os"] = Module(
        _os, sync=nothing, dupterm=nothing, statvfs=_memory, urandom=lambda count: b"\x5a" * count,
        **{name: _carried(getattr(_os, name)) for name in ("stat", "listdir", "mkdir", "remove", "rename", "rmdir")},
    )  # fmt: skip
    sys.modules["select"] = Module(poll=_poll, POLLIN=1, POLLOUT=4, POLLERR=8, POLLHUP=16)
    sys.modules["machine"] = Module(
        Pin=Pin, UART=Line, I2C=Bus, SoftI2C=Bus, PWM=Anything, RTC=Anything, WDT=Anything, Timer=Anything,
        mem32=Words(), idle=_idle, reset=_reset, reset_cause=lambda: 1, PWRON_RESET=1, WDT_RESET=3,
        unique_id=lambda: bytes(8), freq=lambda: (400_000_000, 200_000_000, 100_000_000, 100_000_000),
    )  # fmt: skip
    if _set["network"]:
        sys.modules["network"] = Module(WLAN=Wlan, STA_IF=0)
        sys.modules["socket"] = Module(
            socket=Broker, AF_INET=2, SOCK_STREAM=1, getaddrinfo=lambda host, port: [(2, 1, 0, "", (host, port))]
        )
    sys.modules["rp2"] = Module(PIO=Anything(), StateMachine=Anything, DMA=Channel, asm_pio=_asm_pio)
    sys.modules["esp32"] = Module(RMT=Anything)
    sys.modules["stm"] = Module(mem32=Words())
    sys.modules["csi"] = Module(CSI=Anything, GRAYSCALE=0, VGA=0)
    sys.path[:] = [_set["root"] + "/a"]
