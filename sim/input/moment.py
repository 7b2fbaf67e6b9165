"""Parses moments as people type them."""

from datetime import datetime

from sim.output.trouble import Trouble


def parse_moment(text: str, relative_to_s: int) -> int:
    """Unix seconds from "1796000000", "2026-11-30T08:00:00+08:00", "now", "-90" or "+90".

    Signed numbers count from `relative_to_s`, which is also "now". Raises ValueError that shows the forms.
    """
    if text == "now":
        return relative_to_s
    if text[:1] in ("+", "-") and text[1:].isdecimal():
        return relative_to_s + int(text)
    if text.isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"{text!r} is no time; write 1796000000, 2026-11-30T08:00:00+08:00, -90 or now")
    return int(moment.timestamp())


def option(name: str, text: str, relative_to_s: int) -> int:
    """Unix seconds of the moment that an option names. Raises Trouble."""
    try:
        return parse_moment(text, relative_to_s)
    except (ValueError, OverflowError):
        raise Trouble(
            f"{name} {text}: no moment; write it with its zone, as in 2026-11-01T08:00:00+08:00, or as Unix seconds"
        ) from None
