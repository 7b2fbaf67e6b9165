"""A terminal's configuration as people write it (gate.toml), and its way into `config.bin`.

Errors name the line where the text is no TOML, and the key (`gate.pulse_ms`) where a value cannot stand.
Clause: spec §4, last paragraph: out of bounds, it is refused as a whole.

Length: most of it is tables, a row a key.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from boards.format import config
from hal.scanner.model import MODULES
from sim.device import eligibility_section, trip_section
from sim.device.board import Board
from sim.input import toml
from sim.input.encoding import WrongEncoding, utf8
from sim.output.trouble import Trouble, why
from terminal import gate, policy

REQUIRED = object()
_MODE = [row[0] for row in config.ROWS].index("trip.mode")

# Defaults of the keys; what concerns one gate only has no default.
_STANDARD: dict[str, Any] = {
    "gate.direction": REQUIRED,
    "gate.pulse_ms": 500,
    "gate.passage_ms": 5000,
    "gate.queue": 3,
    "place.mode": REQUIRED,
    "place.line": REQUIRED,
    "place.station": REQUIRED,
    "place.direction": REQUIRED,
    "place.vehicle": 0,
    "scanner.model": REQUIRED,
    "scanner.baud": 115_200,
    "scanner.idle_ms": 20,
    "scanner.wait_ms": 100,
    "history.capacity": 1024,
    "history.rides_a_minute": 40,
    "panel.display": "none",
    "panel.volume": 50,
    "clock.source": "ds3231",
    **{f"trip.{name}": value for name, value in config.FLAT._asdict().items()},
}


class SourceError(ValueError):
    """What is wrong with a source, one line a problem; each names its place and says what to write."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def parse(text: str, board: Board | None = None) -> config.Config:
    """A checked configuration. board: for [eligibility]. Raises SourceError with every problem."""
    try:
        document: dict[str, Any] = toml.read(text)
    except ValueError as error:
        last = f"at line {text.count(chr(10)) + (not text.endswith(chr(10)))}, the last)"
        raise SourceError([f"this is no TOML: {str(error).replace('at end of document)', last)}"]) from None
    problems = _unknown(document)
    values = [_value(document, row, problems) for row in config.ROWS]
    rules = _policy(document.get("policy", {}), problems)
    asked = eligibility_section.read(document.get("eligibility", {}), problems)
    problems += eligibility_section.without_network(asked, board)
    problems += trip_section.against(values[_MODE], values[0])
    if problems:
        raise SourceError(problems)
    named = dict(zip([row[0] for row in config.ROWS], values, strict=True))
    made = policy.make(**rules)
    window_s = made.validity_max_s + made.grace_s + 2 * made.skew_s
    needed = -(-named["history.rides_a_minute"] * window_s // 60)
    if named["history.capacity"] < needed:
        stated = f"{named['history.capacity']} codes are too few for history.rides_a_minute"
        stated = f"history.capacity: {stated} = {named['history.rides_a_minute']}: each is kept for up to {window_s} s"
        raise SourceError([f"{stated}; write {needed} or more, a lower rate or a shorter policy.validity_max_s"])
    return config.Config(
        made,
        config.Timing(*_section(named, "gate")),
        config.Place(*_section(named, "place")),
        config.Scanner(*_section(named, "scanner")),
        named["history.capacity"],
        named["history.rides_a_minute"],
        config.Panel(*_section(named, "panel")),
        named["clock.source"],
        config.Trip(*_section(named, "trip")),
        asked,
    )


def fits(setup: config.Config, board: Board) -> None:
    """Raises SourceError when this board cannot do what a configuration says."""
    problems = []
    if setup.capacity > board.history_max:
        problems.append(
            f"history.capacity: {setup.capacity} is more than the {board.history_max} that {board.id} has room for"
        )
    problems += trip_section.problems(setup.trip, board) + eligibility_section.problems(setup, board)
    if setup.scanner.model not in board.scanners:
        models = " or ".join(f'"{model}"' for model in board.scanners)
        problems.append(f'scanner.model: {board.id} has no "{setup.scanner.model}"; write {models}')
    if board.pulse_ms and setup.gate.pulse_ms != board.pulse_ms:
        problems.append(
            f"gate.pulse_ms: the one-shot of {board.id} gives {board.pulse_ms}; write that, not {setup.gate.pulse_ms}"
        )
    if problems:
        raise SourceError(problems)


def read(path: Path, board: Board | None = None) -> config.Config:
    """A checked configuration out of a file; see `parse`. Raises SourceError, and Trouble when it is no text."""
    try:
        text = utf8(path.read_bytes())
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a configuration in TOML, such as gate.toml") from None
    except WrongEncoding as error:
        raise Trouble(f"{path}: {error}") from None
    return parse(text, board)


def load(path: Path, board: Board | None = None) -> config.Config:
    """A configuration out of a file, for this board if there is one. Raises Trouble with the first problem."""
    try:
        setup = read(path, board)
        if board is not None:
            fits(setup, board)
        return setup
    except SourceError as error:
        more = len(error.problems) - 1
        also = f" (and {more} more: `ridegate config check {path}` tells them all)" if more else ""
        raise Trouble(f"{path}: {error.problems[0]}{also}") from None


def _section(named: dict[str, Any], section: str) -> list[Any]:
    return [value for key, value in named.items() if key.startswith(section + ".")]


def _unknown(document: dict[str, Any]) -> list[str]:
    """Sections and keys that mean nothing: a slip of the pen would otherwise leave the standard in force."""
    known: dict[str, list[str]] = {"policy": list(_POLICY), "eligibility": list(eligibility_section.KEYS)}
    for row in config.ROWS:
        section, key = row[0].split(".")
        known.setdefault(section, []).append(key)
    problems = []
    for section, keys in document.items():
        if section not in known:
            problems.append(f"{section}: no such section; there are {', '.join(sorted(known))}")
        elif not isinstance(keys, dict):
            problems.append(f"{section}: is a section; write [{section}] and its keys below")
        else:
            problems += [
                f"{section}.{key}: no such key; there are {', '.join(known[section])}"
                for key in keys
                if key not in known[section]
            ]
    return problems


def _value(document: dict[str, Any], row: tuple[Any, ...], problems: list[str]) -> Any:
    section, key = row[0].split(".")
    keys = document.get(section)
    value = keys.get(key, _STANDARD[row[0]]) if isinstance(keys, dict) else _STANDARD[row[0]]
    if value is REQUIRED:
        problems.append(f"{row[0]}: is missing; write {_choice(row)}")
        return None
    if len(row) == 2:
        good = type(value) is type(row[1][0]) and value in row[1]
    else:
        good = type(value) is int and row[1] <= value <= row[2]
    if not good:
        problems.append(f"{row[0]}: {_shown(value)} cannot stand; write {_choice(row)}")
    return value


def _choice(row: tuple[Any, ...]) -> str:
    if len(row) == 3:
        return f"a whole number from {row[1]} to {row[2]}"
    return " or ".join(_shown(choice) for choice in row[1])


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


# The rules of the decision: key -> what makes its value from TOML's, or raises ValueError with what to write.


def _bounded(low: int, high: int) -> Callable[[Any], int]:
    def make(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return make


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _several(one: Callable[[Any], Any], what: str, least: int, most: int) -> Callable[[Any], tuple[Any, ...]]:
    def make(value: Any) -> tuple[Any, ...]:
        try:
            if not isinstance(value, list) or not least <= len(value) <= most or len(value) != len(set(value)):
                raise ValueError
            return tuple(one(each) for each in value)
        except (ValueError, TypeError):
            raise ValueError(f"a list of {least} to {most} different {what}") from None

    return make


def _service(value: Any) -> bytes:
    found = bytes.fromhex(value) if isinstance(value, str) and len(value) == 8 else b""
    if len(found) != 4:  # fromhex passes over blanks
        raise ValueError
    return found


def _recovery(value: Any) -> str:
    if value not in policy.RECOVERIES:
        raise ValueError
    return str(value)


_POLICY: dict[str, Callable[[Any], Any]] = {
    "versions": _several(_bounded(0, 1), "structure versions, 0 or 1", 1, 2),
    "services": _several(_service, 'service identifiers of 8 hexadecimal digits, as in "01010000"', 1, 16),
    "zone_s": _bounded(-policy.ZONE_MAX_S, policy.ZONE_MAX_S),
    "skew_s": _bounded(0, policy.SKEW_MAX_S),
    "grace_s": _bounded(0, policy.GRACE_MAX_S),
    "validity_max_s": _bounded(1, policy.VALIDITY_MAX_S),
    "account_types": _several(_bounded(0, 255), "account types from 0 to 255", 0, 254),
    "fare_fen": _bounded(0, policy.FARE_MAX_FEN),
    "limit_enforced": _truth,
    "recoveries": _several(_recovery, f"names out of {', '.join(policy.RECOVERIES)}", 0, len(policy.RECOVERIES)),
}


def _policy(section: Any, problems: list[str]) -> dict[str, Any]:
    rules = {}
    for key, value in section.items() if isinstance(section, dict) else ():
        if key in _POLICY:
            try:
                rules[key] = _POLICY[key](value)
            except ValueError as error:
                problems.append(f"policy.{key}: {_shown(value)} cannot stand; write {error}")
    return rules


def example() -> str:
    """A configuration with every key, what it means and what it may be."""
    lines = ["# What a terminal has to know about its gate. `ridegate config check` reports what is wrong with it.", ""]
    section = ""
    for row in config.ROWS:
        name, key = row[0].split(".")
        if name != section:
            lines += [""] * bool(section) + [f"[{name}]"]
            section = name
        value = _EXAMPLES.get(row[0], _STANDARD[row[0]])
        needed = "needed: " if _STANDARD[row[0]] is REQUIRED else ""
        choice = _choice(row).removeprefix("a whole number from ")
        lines.append(f"{key} = {_shown(value)}  # {_MEANINGS[row[0]]}; {needed}{choice}")
    return "\n".join([*lines, eligibility_section.EXAMPLE, _POLICY_EXAMPLE, ""])


_EXAMPLES = {
    "gate.direction": gate.ENTRY, "place.mode": 1, "place.line": 2, "place.station": 301, "place.direction": 0,
    "scanner.model": MODULES[0], "panel.display": "ssd1306",
}  # fmt: skip
_MEANINGS = {
    "gate.direction": "which side of the gate this reader releases",
    "gate.pulse_ms": "how long the release contact is closed",
    "gate.passage_ms": "how long the passage of an admitted passenger may take",
    "gate.queue": "how many may be let through one after the other without waiting for the passage",
    "place.mode": "stands in every record: the kind of transport, as the operator numbers them",
    "place.line": "stands in every record",
    "place.station": "stands in every record",
    "place.direction": "stands in every record: the line's direction, as the operator numbers them",
    "place.vehicle": "stands in every record; 0 where the gate does not move",
    "scanner.model": "what reads the codes",
    "scanner.baud": "the rate the scanner module is set to",
    "scanner.idle_ms": "a silence of so many milliseconds ends what is no ride code",
    "scanner.wait_ms": "how many milliseconds the rest of a ride code that comes in pieces is waited for",
    "history.capacity": "codes kept against replay, 18 bytes of memory each; boards have space for fewer than the most",
    "history.rides_a_minute": "the most that pass; what is kept against replay has to be enough for them",
    "panel.display": "the display, where there is one",
    "panel.volume": "of the buzzer, in percent",
    **trip_section.MEANINGS,
    "clock.source": 'the clock: a chip with a battery of its own; "chip" is the one inside the processor',
}
_POLICY_EXAMPLE = """
[policy]  # all of it may be left out; no key turns a signature check off
versions = [0, 1]  # structure versions accepted
services = ["01010000"]  # service identifiers accepted, up to 16
zone_s = 28800  # offset of local time from UTC, in which certificates end with a month
skew_s = 20  # how far ahead of this clock a phone's clock may be; 0 to 120
grace_s = 0  # how long after its last second a code still passes; 0 to 60
validity_max_s = 1200  # the longest validity of a code accepted; 1 to 1200
# account_types = [0, 1]  # account types accepted; all when left out
fare_fen = 0  # what a passage costs; 0 to 16777215
limit_enforced = true  # whether a fare above the account's limit refuses
recoveries = ["prefix", "line_end", "eci", "utf8", "hex", "base64"]  # what is undone on a mangled code"""
