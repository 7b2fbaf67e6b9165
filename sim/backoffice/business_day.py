"""The business day: from 04:00 to 04:00 at UTC+8, named by the date on which it begins."""

import re
from datetime import UTC, date, datetime, timedelta

from sim.output.trouble import Trouble

ZONE_S = 8 * 3600
BEGINS_S = 4 * 3600
DAY_S = 86_400
FIRST, LAST = "1970-01-01", "2106-02-07"  # that a record's four bytes of time can name
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def of(time_s: int) -> str:
    """The day that a moment belongs to, as in 2026-11-28."""
    return datetime.fromtimestamp(time_s + ZONE_S - BEGINS_S, UTC).date().isoformat()


def span(day: str) -> tuple[int, int]:
    """Its first second, and the first of the next day; Unix UTC."""
    begins = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    first = int(begins.timestamp()) + BEGINS_S - ZONE_S
    return first, first + DAY_S


def parse(text: str) -> str:
    """A day that was typed. Raises Trouble."""
    try:
        day = date.fromisoformat(text).isoformat() if _DATE.fullmatch(text) else ""
    except ValueError:
        day = ""
    if not day:
        raise Trouble(f"{text}: no day; write it as in 2026-11-28, the date on which it begins at 04:00 UTC+8")
    if not FIRST <= day <= LAST:
        raise Trouble(f"{text}: out of reach; name a day from {FIRST} to {LAST}")
    return day


def after(day: str, days: int) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def years_after(time_s: int, years: int) -> int:
    """The same moment so many calendar years later; of a 29 February the 1 March where there is none."""
    moment = datetime.fromtimestamp(time_s + ZONE_S, UTC)
    try:
        later = moment.replace(year=moment.year + years)
    except ValueError:
        later = moment.replace(year=moment.year + years, month=3, day=1)
    return int(later.timestamp()) - ZONE_S


def count(day: str, later: str) -> int:
    """How many days the second is behind the first."""
    return (date.fromisoformat(later) - date.fromisoformat(day)).days
