"""Times in the lines of a text capture, as people, loggers and spreadsheets write them.

A time is taken when it can mean one moment only. What lost digits, its seconds or its zone on the way is refused with
the reason: a code lives for seconds, and a guess would judge it at another time in silence.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal

from sim.capture.capture import Hostile, quoted
from sim.input.field import U32_MAX

FIRST_S = 1_000_000_000  # September 2001: smaller numbers are days, seconds since a start, and the like
DIGITS_MAX = 40
_UNITS = ((1, "seconds"), (10**3, "milliseconds"), (10**6, "microseconds"), (10**9, "nanoseconds"))
_NUMBER = re.compile(r"([0-9]+)(?:([.,])([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?")
_GROUPS = re.compile(r"[0-9]{1,3}(?:[ ,.'_\u00a0\u202f’][0-9]{3})+(?:[.,][0-9]+)?")
_ISO = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[T ]([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:([.,])([0-9]{1,9}))?)? ?"
    r"(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}\b.*", re.DOTALL)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}.*", re.DOTALL)
_DAYS = range(20_000, 90_000)  # a spreadsheet's number of a day: 1954 to 2146
_WRITE = "write 2026-11-01T08:00:00+08:00, or Unix seconds"


def parse(text: str) -> tuple[int, str | None]:
    """(Unix milliseconds, cut and not rounded; what had to be understood, for people, or None). Raises Hostile."""
    number = _NUMBER.fullmatch(text) if len(text) <= DIGITS_MAX else None
    if number is not None:
        return _number(text, *number.groups())
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _iso(text, *iso.groups())
    if _GROUPS.fullmatch(text):
        raise _refused(text, "its digits are in groups")
    if _DATE.fullmatch(text):
        raise _refused(text, "which number is day, month and year, in which zone, depends on the country")
    if _CLOCK.fullmatch(text):
        raise _refused(text, "it has no date")
    raise _refused(text, "it is no time at all")


def _refused(text: str, why: str) -> Hostile:
    return Hostile(f"at {quoted(text)} is no moment: {why}; {_WRITE}")


def _number(text: str, whole: str, mark: str | None, part: str | None, power: str | None) -> tuple[int, str | None]:
    value = Decimal(f"{whole}.{part or '0'}").scaleb(int(power or 0))
    if power is not None and len(part or "") < int(power):
        raise _refused(text, "a shortened number, whose last digits are lost")
    found = next(((unit, name) for unit, name in _UNITS if FIRST_S <= value / unit <= U32_MAX), None)
    if found is None:
        if int(value) in _DAYS:
            raise _refused(text, "it looks like a spreadsheet's number of a day, which has no zone and is rounded")
        few = value < FIRST_S
        raise _refused(text, "seconds before September 2001 are no time of a scan" if few else "it is after 2106")
    unit, name = found
    understood = None
    if mark == ",":
        understood = "times with a decimal comma"
    elif unit != 1:
        understood = f"times in {name} since 1970"
    elif power is not None:
        understood = "times with an exponent"
    return int(value * 1000 // unit), understood


def _iso(text: str, *parts: str | None) -> tuple[int, str | None]:
    year, month, day, hour, minute, second, mark, fraction, zone = parts
    if zone is None:
        raise _refused(text, "it has no zone, so it is another moment in each country")
    if second is None:
        raise _refused(text, "it has no seconds; spreadsheets leave them out")
    if second == "60":
        raise _refused(text, "a leap second has no number of its own in a ride code; write the second behind it")
    zone = "+00:00" if zone in ("Z", "z", "UTC") else zone
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}")
        seconds = int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    except (ValueError, OverflowError):
        raise _refused(text, "there is no such date or time") from None
    if not 0 <= seconds <= U32_MAX:
        raise _refused(text, "it is outside 1970 to 2106")
    milliseconds = int((fraction or "0").ljust(3, "0")[:3])
    return 1000 * seconds + milliseconds, "times with a decimal comma" if mark == "," else None
