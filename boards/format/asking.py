"""The part of a configuration that makes a terminal ask for eligibility (step 24). Loaded only where there is one."""

from collections import namedtuple
from struct import pack

from boards.format import config
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# service, snapshot: what is asked; one of them at least. unknown, deadline_ms: the arguments of eligibility.rules
Asking = namedtuple("Asking", "service snapshot unknown deadline_ms")
NONE, STATION, INSTALLED = "none", "station", "installed"

ROWS = (
    ("eligibility.service", (NONE, STATION)),
    ("eligibility.snapshot", (NONE, INSTALLED)),
    ("eligibility.unknown", ("staffed", "open", "shut")),
    ("eligibility.deadline_ms", 50, 1000),
)


def encode(asking: Asking) -> bytes:
    """The numbers of this part, 4 bytes each. Raises ValueError naming a key that is out of its bounds, or when nothing
    is asked: then a configuration has no such part."""
    numbers = [config.number(row, value) for row, value in zip(ROWS, asking)]
    if not any(numbers[:2]):
        raise ValueError("eligibility: nothing is asked")
    return pack(f">{len(ROWS)}I", *numbers)


def taken(numbers: "list[Any]", at: int) -> Asking:
    """The part that stands here among the numbers of a configuration, taken out of them. Raises ValueError."""
    stated, numbers[at:] = numbers[at : at + len(ROWS)], numbers[at + len(ROWS) :]
    values: list[Any] = []
    for row, each in zip(ROWS, stated):
        choices: Any = row[1]
        values.append(choices[each] if len(row) == 2 and each < len(choices) else each)
    if len(values) < len(ROWS):
        raise ValueError("a damaged configuration")
    asking = Asking(*values)
    encode(asking)
    return asking


def check(setup: config.Config, limits: "Any") -> None:
    """Raises ValueError naming what a board with these limits (boards/limits.pyi) cannot do."""
    most = getattr(limits, "ASKING_HISTORY_MAX", 0)
    if not most:
        raise ValueError("eligibility: this board has no memory for it")
    if setup.capacity > most:
        raise ValueError(f"history.capacity: {setup.capacity} is more than this board's {most} beside eligibility")
    if setup.asking.service != NONE and not hasattr(limits, "NETWORK"):
        raise ValueError("eligibility.service: this board has no network")
    if NONE not in (setup.asking.service, setup.asking.snapshot):
        raise ValueError('eligibility: no memory for a snapshot beside a station computer; write snapshot = "none"')
