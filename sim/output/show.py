"""Words and colours of the terminal window. Colours go to terminals only; NO_COLOR turns them off.

Everything that a command prints passes through here or through `sim.output`, because what it prints may have an
unknown origin: the name of a file, of an issuer in a list, a field of a capture. `plain` spells out control
characters.
"""

import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sim.output import stream
from sim.output.encoding import plain as plain

if TYPE_CHECKING:
    from sim.output.console import Console
    from sim.output.text import Text

_CHINA = timezone(timedelta(hours=8))
_DAY_S = 86400


def console() -> "Console":
    """The console for people: standard output."""
    from sim.output.console import Console

    return Console()


def indented(on: "Console", text: "Text", indent: int = 2, hang: int = 0) -> None:
    """Print text `indent` columns in, its further lines `hang` columns more."""
    from sim.output.text import Text

    for at, line in enumerate(text.wrapped(max(20, on.width - indent - hang))):
        on.print(Text(" " * (indent + (hang if at else 0))) + line, wrap=False)


def json_line(record: dict[str, Any], flush: bool = True) -> None:
    """Print one object on one line; at once, unless there are many of them and none is waited for."""
    import json

    readable = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    text = json.dumps(record, ensure_ascii=not readable)
    if not text.isprintable():  # JSON itself leaves DEL, C1 controls and marks of direction as they are
        text = "".join(one if one.isprintable() else _json_escape(one) for one in text)
    stream.write(f"{text}\n", flush)


def _json_escape(one: str) -> str:
    units = one.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def line(text: str, flush: bool = False, error: bool = False) -> None:
    """Print one line on standard output or standard error; a line break in it is spelled out."""
    (stream.write_error if error else stream.write)(f"{plain(text)}\n", flush)


def lines(text: str, flush: bool = False) -> None:
    """Print text of several lines on standard output."""
    for one in text.splitlines():
        line(one, flush)


def complain(command: str, text: str) -> None:
    """One line on stderr."""
    line(f"ridegate {command}: {text}", error=True)


def utc(seconds: int) -> str:
    """Unix seconds as 2026-11-01T00:00:00Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def china(seconds: int) -> str:
    """Unix seconds as 2026-11-01 08:00:00 UTC+8, the clock of every passenger."""
    return datetime.fromtimestamp(seconds, _CHINA).strftime("%Y-%m-%d %H:%M:%S UTC+8")


def yuan(fen: int) -> str:
    """An amount of fen, as in 2.00 yuan."""
    return f"{fen // 100}.{fen % 100:02d} yuan"


def span(seconds: int) -> str:
    """A length of time for people: 45 s, 20 min, 3 h 5 min, 12 days."""
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    if seconds < 2 * _DAY_S:
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{seconds // _DAY_S} days"


def milliseconds(microseconds: int) -> float:
    """Microseconds as milliseconds, to the hundredth."""
    return round(microseconds / 1000, 2)
