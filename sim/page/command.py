"""What a page may ask of its gate: read, checked and bounded before anything sees it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.gate.turnstile import KINDS as TURNSTILES
from sim.page import eyes, storage, wallet
from sim.page.offset_clock import OFFSET_MAX_S
from terminal.policy import FARE_MAX_FEN

TEXT_MAX_BYTES = 1024
TRUST = ("current", "older", "expired", "missing")
SENSOR = ("sound", "stuck", "broken")
MODES = ("entry", "exit")
_SHOWN_MAX = 24

# What somebody who only stands at the gate may do; everything else is the operator's.
PASSENGERS = frozenset(("show", "hide", "pass"))


class Refused(ValueError):
    """A message that is not taken; its text is for the page."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done, with checked arguments."""

    do: str
    arguments: dict[str, Any]


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _number(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*names: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in names


def _bad(value: Any) -> bool:
    return value is None or (isinstance(value, str) and wallet.known(value))


_OFFSET = _number(-OFFSET_MAX_S, OFFSET_MAX_S)
_KNOWN: dict[str, dict[str, tuple[Callable[[Any], bool], str]]] = {
    "show": {
        "phone": (_number(0, len(wallet.ACCOUNTS) - 1), f"a number, 0 to {len(wallet.ACCOUNTS) - 1}"),
        "fault": (_bad, "null or the name of a kind of bad code"),
    },
    "hide": {},
    "pass": {},
    "session": {"play": (_flag, "true or false")},
    "passenger": {"walks": (_flag, "true or false")},
    "clock": {
        "offset_s": (_OFFSET, f"seconds, {-OFFSET_MAX_S} to {OFFSET_MAX_S}"),
        "trusted": (_flag, "true or false"),
    },
    "trust": {"state": (_one_of(*TRUST), f"one of {', '.join(TRUST)}")},
    "storage": {"state": (_one_of(*storage.STATES), f"one of {', '.join(storage.STATES)}")},
    "sensor": {"state": (_one_of(*SENSOR), f"one of {', '.join(SENSOR)}")},
    "scanner": {"state": (_one_of(*eyes.FAULTS), f"one of {', '.join(eyes.FAULTS)}")},
    "turnstile": {"state": (_one_of(*TURNSTILES), f"one of {', '.join(TURNSTILES)}")},
    "emergency": {"active": (_flag, "true or false")},
    "power_cut": {},
    "fare": {"fen": (_number(0, FARE_MAX_FEN), f"fen, 0 to {FARE_MAX_FEN}")},
    "mode": {"direction": (_one_of(*MODES), f"one of {', '.join(MODES)}")},
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
    for name, (fits, words) in wanted.items():
        if name not in message:
            raise Refused(f"{do} needs {name}: {words}")
        if not fits(message[name]):
            raise Refused(f"{do}: {name} is {words}")
    return Command(do, message)


def _name(text: str) -> str:
    """A name as it may be told again: short, and nothing but letters."""
    return text[:_SHOWN_MAX] if text[:_SHOWN_MAX].isidentifier() and text.isascii() else "such field"
