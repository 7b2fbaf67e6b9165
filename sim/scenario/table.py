"""Checks of what stands in the tables of a TOML file: texts, times, lists, and tables of such. Each raises Unfit."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from sim.output.encoding import plain
from sim.scenario.words import Unfit, shortened

TEXT_MAX = 200
YEAR_MIN, YEAR_MAX = 2021, 2099  # in all of which the test industry has certificates and lists

Check = Callable[[Any], Any]


def text(most: int = TEXT_MAX) -> Check:
    """Text that is not empty and not longer than `most`; a control character in it is spelled out."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= most:
            raise Unfit(f"it is text of 1 to {most} characters")
        return plain(value)

    return check


def time_of_day(value: Any) -> datetime.time:
    """A time of day in whole seconds."""
    if not isinstance(value, datetime.time) or value.microsecond:
        raise Unfit("it is a time of day, as 07:30:00")
    return value


def moment(value: Any) -> datetime.datetime:
    """A date and a time in whole seconds, with their zone, of a year that all certificates and records can name."""
    if not isinstance(value, datetime.datetime) or value.tzinfo is None or value.microsecond:
        raise Unfit("it is a date and a time with its zone, as 2026-11-30T07:30:00+08:00")
    if not YEAR_MIN <= value.year <= YEAR_MAX:
        raise Unfit(f"it is of the years {YEAR_MIN} to {YEAR_MAX}")
    return value


def listed(most: int, of: Check) -> Check:
    """A list of 1 to `most` values, each of which is checked."""

    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not 0 < len(value) <= most:
            raise Unfit(f"it is a list of 1 to {most:,}")
        found = []
        for number, each in enumerate(value, 1):
            try:
                found.append(of(each))
            except Unfit as why_not:
                raise Unfit(f"{number}: {why_not}") from None
        return tuple(found)

    return check


def table(needed: Mapping[str, Check], allowed: Mapping[str, Check]) -> Check:
    """A table of these keys; those of `allowed` may be left out, and are not there then."""
    known = {**needed, **allowed}

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unfit(f"it is a table of {', '.join(known)}")
        for key in value:
            if key not in known:
                raise Unfit(f"it has no {shortened(key)}; it has {', '.join(known)}")
        for key in needed:
            if key not in value:
                raise Unfit(f"it needs {key}")
        found = {}
        for key, each in value.items():
            try:
                found[key] = known[key](each)
            except Unfit as why_not:
                raise Unfit(f"{key}: {why_not}") from None
        return found

    return check
