"""What an acquirer decides about clearing, from a TOML file: the test rule for incomplete trips, and who clears where.

rule = "test: the fare to the nearest end"
nearest_fen = 300                  # where no place says otherwise
trip_max_s = 14400                 # as its terminals have it

[[place]]
line = 2
station = 3
nearest_fen = 200

[[level]]                          # the first one that covers an issuer clears with it
name = "city"
issuers = ["31041700"]

[[level]]
name = "nation"
issuers = ["*"]
"""

from pathlib import Path
from typing import Any, NamedTuple

from sim.input import settings_file
from sim.output.trouble import Trouble
from terminal.policy import FARE_MAX_FEN

RULE = "test: the fare to the nearest end"
LEVELS = ("city", "province", "nation")
TRIP_MAX_S = (600, 86_400)
_NAMES = {"rule", "nearest_fen", "trip_max_s", "place", "level"}
_STATION_MAX = 0xFFFF


class Rule(NamedTuple):
    """places: fare to the nearest end, by (line, station). levels: (name, issuers), in the order they are asked."""

    nearest_fen: int
    trip_max_s: int
    places: dict[tuple[int, int], int]
    levels: tuple[tuple[str, tuple[str, ...]], ...]

    def completes(self, line: int, station: int) -> int:
        """The fare of an incomplete trip that is known at this place only."""
        return self.places.get((line, station), self.nearest_fen)

    def level(self, issuer: str) -> str:
        """Where this issuer is cleared with. Raises Trouble when no level covers it."""
        for name, issuers in self.levels:
            if issuer in issuers or "*" in issuers:
                return name
        raise Trouble(f'no level of the rule covers issuer {issuer}; add it, or a level with issuers = ["*"]')


def load(path: Path) -> Rule:
    """The rule in a file. Raises Trouble that names what is wrong."""
    found = settings_file.read(path, "name the clearing rule (docs/clearing.md shows one)")
    try:
        return _rule(found)
    except ValueError as error:
        raise Trouble(f"{path}: {error}; docs/clearing.md shows one") from None


def _rule(found: dict[str, Any]) -> Rule:
    if set(found) - _NAMES:
        raise ValueError(f"{sorted(set(found) - _NAMES)[0]} means nothing here")
    if found.get("rule") != RULE:
        raise ValueError(f'the only rule is a test: rule = "{RULE}"')
    places = {}
    for entry in _tables(found, "place"):
        place = _number(entry, "line", 0, _STATION_MAX), _number(entry, "station", 0, _STATION_MAX)
        if place in places:
            raise ValueError(f"place {place} is there twice")
        places[place] = _number(entry, "nearest_fen", 0, FARE_MAX_FEN)
    levels = []
    for entry in _tables(found, "level"):
        name, issuers = entry.get("name"), entry.get("issuers")
        if name not in LEVELS or not isinstance(issuers, list) or not all(isinstance(one, str) for one in issuers):
            raise ValueError(f"a level has a name out of {', '.join(LEVELS)}, and issuers, a list of texts")
        levels.append((name, tuple(issuers)))
    order = [LEVELS.index(name) for name, _ in levels]
    if not levels or order != sorted(set(order)):
        raise ValueError("levels are in the order city, province, nation, each once at most, and one at least")
    return Rule(
        _number(found, "nearest_fen", 0, FARE_MAX_FEN), _number(found, "trip_max_s", *TRIP_MAX_S), places, tuple(levels)
    )


def _tables(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = found.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise ValueError(f"{name} is written as [[{name}]]")
    return entries


def _number(found: dict[str, Any], name: str, low: int, high: int) -> int:
    value = found.get(name)
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} wants a number in {low}..{high}")
    return value
