"""The plan of a network: its lines and stations, its passengers, its way to the acquirer, what happens when.

Read by sim/network/plan_file.py; times are milliseconds since `begins`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.station.plan import ENTRY, EXIT, Expected as StationExpected, GatePlan, Plan as Station, Words
from terminal import eligibility

CHANNEL, FOLDER, MOSQUITTO = WAYS = ("channel", "folder", "mosquitto")
UP, SLOW, CUT = LINKS = ("up", "slow", "cut")
ON_OFF = ("up", "down")
TRIPS = ("off", "mark", "enforce")
_NOTHING = StationExpected(None, None, None, {})
_SIDES = ((ENTRY, "E", "进站", "Entry"), (EXIT, "X", "出站", "Exit"))


@dataclass(frozen=True, slots=True)
class Stop:
    """A station. key: its name in the network, as 2-05. entries, exits: how many gates. share: of the passengers, times
    the usual. first: the terminal id of its first gate. board: whose firmware decides at the first entry, None for the
    core as everywhere.
    """

    key: str
    line: int
    number: int
    words: Words
    entries: int
    exits: int
    share: float
    first: int
    board: str | None = None

    @property
    def gates(self) -> int:
        """How many gates there are."""
        return self.entries + self.exits


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its stations, in their order."""

    number: int
    words: Words
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """So many passengers a minute come to each entry gate. lines: None for all."""

    from_ms: int
    to_ms: int
    per_minute: float
    lines: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class TrustPlan:
    """A trust list. file: None for the test industry's, with this sequence. expires_s: None for never."""

    sequence: int
    expires_s: int | None
    file: Path | None
    operator_key: Path | None


@dataclass(frozen=True, slots=True)
class Change:
    """Something changes. what: say, broker, sink, link, power or list. stops: where, None for everywhere. gate: of
    power, None for all of these stations.
    """

    at_ms: int
    what: str
    value: Any
    stops: tuple[str, ...] | None = None
    gate: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """How it ends; None for what is not expected."""

    rides: int | None
    refused: int | None
    incidents: int | None


@dataclass(frozen=True, slots=True)
class Network:
    """A whole file. way: of WAYS, or the URL of a broker. people: accounts of each station. travel_s: between two
    gates, at least and at most. lists: the first is in force at the beginning.
    """

    name: str
    words: Words
    begins_s: int
    zone_s: int
    length_ms: int
    seed: int
    way: str
    delay_ms: int
    slow_ms: int
    trip: str
    people: int
    travel_s: tuple[int, int]
    lists: tuple[TrustPlan, ...]
    lines: tuple[Line, ...]
    flows: tuple[Flow, ...]
    changes: tuple[Change, ...]
    expected: Expected

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every station, in the order of the lines."""
        return tuple(stop for line in self.lines for stop in line.stops)

    @property
    def gates(self) -> int:
        """How many gates there are."""
        return sum(stop.gates for stop in self.stops)

    def station(self, stop: Stop) -> Station:
        """A station as `sim.station.gates` builds it."""
        gates = []
        for kind, letter, zh, en in _SIDES:
            for number in range(1, (stop.entries if kind == ENTRY else stop.exits) + 1):
                words = Words(f"{zh} {number}", f"{en} {number}")
                name = f"{stop.key}-{letter}{number}"
                board = stop.board if kind == ENTRY and number == 1 else None
                gates.append(GatePlan(name, kind, words, self.trip, "system", False, eligibility.OPEN, None, board))
        return Station(
            f"{self.name} {stop.key}", stop.words, self.begins_s, self.zone_s, self.length_ms, self.seed,
            line=stop.line, station=stop.number, trip_max_s=14_400, known_s=86_400, delay_ms=100, lost_percent=0,
            unregistered="allow", answer_ms=40, gates=tuple(gates), people=(), changes=(), expected=_NOTHING,
        )  # fmt: skip


def place(stop: str, kind: str) -> str:
    """Where a visit goes that leaves the choice of the gate open."""
    return f"{stop} {kind}"
