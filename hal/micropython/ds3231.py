"""The DS3231, a clock chip with a crystal and a battery of its own, on I2C.

Registers are BCD: 0 seconds, 1 minutes, 2 hours, 3 weekday, 4 day, 5 month (bit 7: century), 6 year; 14 control,
15 status, whose bit 7 (OSF) says that the oscillator has stood still since it was last cleared: then the time is
unknown.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

ADDRESS = const(0x68)
_CONTROL: int = const(0x0E)
_REGISTERS: int = const(16)
_STOPPED: int = const(0x80)
_RUN_ON_BATTERY: int = const(0x04)  # control: oscillator on (EOSC = 0), no square wave, no alarm
_TWELVE_HOURS: int = const(0x40)


class Ds3231:
    """A source of time for `Clock`. i2c: a `machine.I2C` or SoftI2C, at most 400 kHz."""

    def __init__(self, i2c: "Any", address: int = ADDRESS) -> None:
        self._i2c = i2c
        self._address = address
        self._buffer = bytearray(_REGISTERS)

    def read(self) -> tuple[int, ...] | None:
        """(year, month, day, hour, minute, second); None when the chip has stood still, was set elsewhere or holds
        what is no time.

        One transfer, 0.5 ms at 400 kHz. Raises OSError when the chip does not answer.
        """
        b = self._buffer
        self._i2c.readfrom_mem_into(self._address, 0, b)
        if b[15] & _STOPPED or b[2] & _TWELVE_HOURS:
            return None
        year, month, day = _number(b[6], 0, 99), _number(b[5] & 0x1F, 1, 12), _number(b[4] & 0x3F, 1, 31)
        hour, minute, second = _number(b[2] & 0x3F, 0, 23), _number(b[1], 0, 59), _number(b[0], 0, 59)
        if min(year, month, day, hour, minute, second) < 0:
            return None
        return (2100 if b[5] & 0x80 else 2000) + year, month, day, hour, minute, second

    def set(self, fields: tuple[int, ...]) -> None:
        """Take (year, month, day, hour, minute, second, weekday, …) UTC, 2000..2199; from then on it knows the time."""
        year, month, day, hour, minute, second, weekday = fields[:7]
        time = bytes([_bcd(second), _bcd(minute), _bcd(hour), weekday + 1, _bcd(day), _bcd(month), _bcd(year % 100)])
        if year >= 2100:
            time = time[:5] + bytes([time[5] | 0x80]) + time[6:]
        self._i2c.writeto_mem(self._address, 0, time)
        self._i2c.writeto_mem(self._address, _CONTROL, bytes([_RUN_ON_BATTERY, 0]))


def _bcd(number: int) -> int:
    return number // 10 << 4 | number % 10


def _number(bcd: int, least: int, most: int) -> int:
    """-1 for what is no such number."""
    number = (bcd >> 4) * 10 + (bcd & 15)
    return number if bcd & 15 <= 9 and least <= number <= most else -1
