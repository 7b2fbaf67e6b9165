"""`time`, `os` and `machine` of a board, put in the place of the VM's own: first of all imports.

Time goes by when a test says so, or with the work of the flash.
"""

import os as _os
import sys
import time as _time

_PERIOD = 1 << 30


class PowerCut(BaseException):
    """Nothing runs any more. No `except Exception` and no `except OSError` of the firmware stops it."""


class Reset(BaseException):
    """The program asked for one."""


class Paused(BaseException):
    """The main loop has made its turns."""


class Time:
    """Microseconds since power-on; `utc_s` is what a clock chip with a battery says."""

    def __init__(self, utc_s: int) -> None:
        self._utc_s = utc_s
        self.us = 0

    def utc_s(self) -> int:
        return self._utc_s + self.us // 1_000_000

    def restart(self, utc_s: int) -> None:
        """Power-on at this second: the ticks begin anew, the clock chip does not."""
        self._utc_s = utc_s
        self.us = 0

    def set_utc(self, utc_s: int) -> None:
        self._utc_s = utc_s - self.us // 1_000_000

    def ticks_ms(self) -> int:
        return self.us // 1000 % _PERIOD

    def ticks_us(self) -> int:
        return self.us % _PERIOD

    def ticks_diff(self, later: int, earlier: int) -> int:
        return (later - earlier + _PERIOD // 2) % _PERIOD - _PERIOD // 2

    def ticks_add(self, ticks: int, delta: int) -> int:
        return (ticks + delta) % _PERIOD

    def sleep_ms(self, ms: int) -> None:
        self.us += 1000 * ms

    def time(self) -> int:
        return self.utc_s()

    def gmtime(self, seconds: "int | None" = None) -> tuple:
        return _time.gmtime(self.utc_s() if seconds is None else seconds)[:8]

    def mktime(self, fields: tuple) -> int:
        return int(_time.mktime(tuple(fields[:6]) + (0, 0, 0)))


class _Files:
    """`os` with the calls that the VM's own lacks."""

    def __init__(self) -> None:
        for name in ("chdir", "getcwd", "ilistdir", "listdir", "mkdir", "remove", "rename", "rmdir", "stat", "statvfs"):
            setattr(self, name, getattr(_os, name))
        self.urandom = _os.urandom

    def sync(self) -> None:
        """Writes are through when the call that made them returns."""


class _Machine:
    """`machine`, as far as boards/*.py use it."""

    PWRON_RESET = 1
    WDT_RESET = 3

    def __init__(self, time: Time) -> None:
        self._time = time
        self.cause = _Machine.PWRON_RESET
        self._turns = 0
        self._alive = None

    def reset_cause(self) -> int:
        return self.cause

    def pause_after(self, turns: int, alive: object) -> None:
        """Raise Paused at the idle() after so many, when what the loop does behind them is done, too; and whatever
        alive() raises at each of them."""
        self._turns = turns
        self._alive = alive

    def idle(self) -> None:
        self._alive()
        if not self._turns:
            raise Paused
        self._turns -= 1
        self._time.us += 1000

    def reset(self) -> None:
        raise Reset

    def unique_id(self) -> bytes:
        return b"torture"


def install(utc_s: int) -> Time:
    """Put them in place; the time of all."""
    time = Time(utc_s)
    sys.modules["time"] = time
    sys.modules["os"] = _Files()
    sys.modules["machine"] = _Machine(time)
    return time
