"""The commands of a page to its gate: parsed, checked and bounded before they are used."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.gate import gate
from sim.gate.offset_clock import OFFSET_MAX_S
from sim.issuer import wallet
from terminal.policy import FARE_MAX_FEN

TEXT_MAX_BYTES = 1024
_SHOWN_MAX = 24

_SET = tuple(name for name in gate.SETTINGS if name != "card")  # a card is tapped, by a passenger

# What a command asks of its gate (`gate.ABILITIES`); what is not here any gate can do.
SETTINGS = {
    **{name: name for name in _SET},
    **{"tap": "card", "clock": "clock", "emergency": "emergency", "power_cut": "power"},
    **{"fare": "fare", "staff": "staff"},
}
# What a passenger at the gate may do; everything else is the operator's.
PASSENGERS = frozenset(("show", "hide", "tap", "pass"))


class Refused(ValueError):
    """A message that is not taken; its text is for the page."""


class Busy(Exception):
    """More was asked than is taken now, or there is no gate to ask any more. zh: the same in Chinese."""

    def __init__(self, text: str, zh: str) -> None:
        super().__init__(text)
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Command:
    """A command with checked arguments."""

    do: str
    arguments: dict[str, Any]


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _number(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*names: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in names


def _setting(name: str) -> tuple[Callable[[Any], bool], str]:
    values = gate.SETTINGS[name]
    return _one_of(*values), f"one of {', '.join(values)}"


def _bad(value: Any) -> bool:
    return value is None or (isinstance(value, str) and wallet.known(value))


_OFFSET = _number(-OFFSET_MAX_S, OFFSET_MAX_S)
_KNOWN: dict[str, dict[str, tuple[Callable[[Any], bool], str]]] = {
    "show": {
        "phone": (_number(0, len(wallet.ACCOUNTS) - 1), f"a number, 0 to {len(wallet.ACCOUNTS) - 1}"),
        "fault": (_bad, "null or the name of a kind of bad code"),
    },
    "hide": {},
    "tap": {"card": _setting("card")},
    "pass": {},
    "session": {"play": (_flag, "true or false")},
    "passenger": {"walks": (_flag, "true or false")},
    "clock": {
        "offset_s": (_OFFSET, f"seconds, {-OFFSET_MAX_S} to {OFFSET_MAX_S}"),
        "trusted": (_flag, "true or false"),
    },
    **{name: {"state": _setting(name)} for name in _SET},
    "emergency": {"active": (_flag, "true or false")},
    "power_cut": {},
    "staff": {},
    "fare": {"fen": (_number(0, FARE_MAX_FEN), f"fen, 0 to {FARE_MAX_FEN}")},
}
NAMES = tuple(_KNOWN)


def parse(text: str) -> Command:
    """One text message of a page. Raises Refused that says what is wrong with it; quotes nothing but names."""
    if len(text.encode("utf-8", "replace")) > TEXT_MAX_BYTES:
        raise Refused(f"a message has at most {TEXT_MAX_BYTES} bytes")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused('a message is a JSON object, as in {"do": "hide"}') from None
    if not isinstance(message, dict):
        raise Refused('a message is a JSON object, as in {"do": "hide"}')
    do = message.pop("do", None)
    if not isinstance(do, str) or do not in _KNOWN:
        raise Refused(f'"do" is one of {", ".join(NAMES)}')
    wanted = _KNOWN[do]
    for name in message:
        if name not in wanted:
            raise Refused(f"{do} takes no {_name(name)}; it takes {', '.join(wanted) or 'nothing'}")
    for name, (fits, meaning) in wanted.items():
        if name not in message:
            raise Refused(f"{do} needs {name}: {meaning}")
        if not fits(message[name]):
            raise Refused(f"{do}: {name} is {meaning}")
    return Command(do, message)


def _name(text: str) -> str:
    """A name as it may be shown: short, and nothing but letters."""
    return text[:_SHOWN_MAX] if text[:_SHOWN_MAX].isidentifier() and text.isascii() else "such field"
