"""A network file, read and checked before anything runs. A wrong word refuses the whole file; docs/network.md has all.

Length: one format, read as a whole.
"""

import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from sim.backoffice import broker_url
from sim.emulator import board_table
from sim.input.field import U32_MAX
from sim.network.plan import (
    CHANNEL,
    LINKS,
    MOSQUITTO,
    ON_OFF,
    TRIPS,
    WAYS,
    Change,
    Expected,
    Flow,
    Line,
    Network,
    Stop,
    TrustPlan,
)
from sim.scenario import played_file
from sim.scenario.played_file import Unplayable
from sim.scenario.table import listed, moment, table, text, time_of_day
from sim.scenario.words import Unfit, flag, one_of, whole
from sim.station.plan import Words

_EXAMPLE = "a network in TOML, such as sim/network/network.toml"
LINES_MAX = 32
STOPS_MAX = 60  # of a line
GATES_MAX = 24  # of one kind in a station
ALL_GATES_MAX = 2000
FLOWS_MAX = 50
CHANGES_MAX = 500
LISTS_MAX = 8
LONGEST_S = 6 * 3600
SEED_MAX = 0xFFFFFFFF
PER_MINUTE_MAX = 30
SHARE_MAX = 10
TRAVEL_MIN_S, TRAVEL_MAX_S = 30, 7200
DELAY_MAX_MS, SLOW_MAX_MS = 10_000, 60_000
PEOPLE_MIN, PEOPLE_MAX = 100, 50_000
BUNDLED = {"": "network.toml", "city": "city.toml"}


def _fraction(most: float) -> Any:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise Unfit(f"it is a number, 0 to {most}")
        return float(value)

    return check


def _way(value: Any) -> str:
    if value in WAYS:
        return str(value)
    try:
        broker_url.parse(value if isinstance(value, str) else "")
    except ValueError as why_not:
        raise Unfit(f"it is {', '.join(WAYS)}, or the URL of a broker: {why_not}") from None
    return str(value)


_SAID = table({"zh": text(), "en": text()}, {})
_GATES = whole(1, GATES_MAX)
_NUMBERS = listed(LINES_MAX, whole(1, 0xFFFF))
_STOPS = listed(200, text(9))
_STOP = table(
    {"zh": text(), "en": text()},
    {"entries": _GATES, "exits": _GATES, "share": _fraction(SHARE_MAX), "board": one_of(*board_table.names())},
)
_FILE = table(
    {
        "name": text(32),
        "zh": text(),
        "en": text(),
        "begins": moment,
        "ends": time_of_day,
        "line": listed(
            LINES_MAX,
            table(
                {"number": whole(1, 0xFFFF), "zh": text(), "en": text()},
                {
                    "station": listed(STOPS_MAX, _STOP),
                    "stations": whole(1, STOPS_MAX),
                    "entries": _GATES,
                    "exits": _GATES,
                },
            ),
        ),
        "flow": listed(
            FLOWS_MAX,
            table(
                {"from": time_of_day, "to": time_of_day, "per_minute": _fraction(PER_MINUTE_MAX)}, {"lines": _NUMBERS}
            ),
        ),
    },
    {
        "seed": whole(0, SEED_MAX),
        "trip": one_of(*TRIPS),
        "exchange": table({}, {"way": _way, "delay_ms": whole(0, DELAY_MAX_MS), "slow_ms": whole(0, SLOW_MAX_MS)}),
        "people": table(
            {}, {"accounts": whole(PEOPLE_MIN, PEOPLE_MAX), "travel_s": listed(2, whole(TRAVEL_MIN_S, TRAVEL_MAX_S))}
        ),
        "list": listed(
            LISTS_MAX,
            table({"sequence": whole(1, U32_MAX)}, {"expires": moment, "file": text(), "operator_key": text()}),
        ),
        "change": listed(
            CHANGES_MAX,
            table(
                {"at": time_of_day},
                {
                    "say": _SAID,
                    "broker": one_of(*ON_OFF),
                    "sink": one_of(*ON_OFF),
                    "link": one_of(*LINKS),
                    "power": flag,
                    "list": whole(1, U32_MAX),
                    "gate": text(12),
                    "lines": _NUMBERS,
                    "stations": _STOPS,
                    "but": _STOPS,
                },
            ),
        ),
        "expect": table({}, {"rides": whole(0, 10**9), "refused": whole(0, 10**9), "incidents": whole(0, 10**9)}),
    },
)
_WHERE = ("at", "gate", "lines", "stations", "but")
_OF_STOPS = ("link", "power", "list")


def bundled(name: str) -> Network:
    """A network of this package: "" the small one, city the one with a thousand gates."""
    return parse(resources.files("sim.network").joinpath(BUNDLED[name]).read_text(encoding="utf-8"), Path())


def load(path: Path) -> Network:
    """Read a network file. Raises Trouble: the file, and what is wrong in it."""
    return played_file.load(path, lambda words: parse(words, path.parent), _EXAMPLE)


def parse(words: str, folder: Path) -> Network:
    """Read a network. folder: where the files stand that it names. Raises Unplayable that names the word at fault."""
    found = played_file.checked(words, _FILE, "docs/network.md")
    return _Reading(found, folder).network()


class _Reading:
    """From the checked tables of a file to its plan."""

    def __init__(self, found: dict[str, Any], folder: Path) -> None:
        self._found = found
        self._folder = folder
        self._begins: datetime.datetime = found["begins"]
        self._ends_ms = LONGEST_S * 1000
        self._ends_ms = self._ms("ends", found["ends"])
        if not self._ends_ms:
            raise Unplayable("ends: it has to end after it begins")
        self._first = 1
        self._stops: dict[str, Stop] = {}

    def network(self) -> Network:
        found = self._found
        lines = tuple(self._line(row) for row in found["line"])
        numbers = [line.number for line in lines]
        if len(set(numbers)) < len(numbers):
            raise Unplayable("line: a number is there twice")
        if self._first - 1 > ALL_GATES_MAX:
            raise Unplayable(f"{self._first - 1:,} gates are more than {ALL_GATES_MAX:,}")
        if len(self._stops) < 2:
            raise Unplayable("line: passengers need two stations at least")
        lists = self._lists()
        exchange, people, expect = found.get("exchange", {}), found.get("people", {}), found.get("expect", {})
        travel = people.get("travel_s", (120, 600))
        if len(travel) != 2 or travel[0] > travel[1]:
            raise Unplayable("people: travel_s: it is the shortest and the longest way, as [120, 600]")
        changes = [
            change for at, row in enumerate(found.get("change", ()), 1) for change in self._change(at, row, lists)
        ]
        way = exchange.get("way", CHANNEL)
        if way not in (CHANNEL, MOSQUITTO) and any(each.what == "broker" for each in changes):
            raise Unplayable(f"change: broker: this program runs no broker with way = {way!r}")
        zone = self._begins.utcoffset()
        assert zone is not None
        return Network(
            found["name"],
            Words(found["zh"], found["en"]),
            int(self._begins.timestamp()),
            int(zone.total_seconds()),
            self._ends_ms,
            found.get("seed", 1),
            way,
            exchange.get("delay_ms", 200),
            exchange.get("slow_ms", 5000),
            found.get("trip", "off"),
            people.get("accounts", 2000),
            (travel[0], travel[1]),
            lists,
            lines,
            tuple(self._flow(at, row) for at, row in enumerate(found["flow"], 1)),
            tuple(sorted(changes, key=lambda each: each.at_ms)),
            Expected(expect.get("rides"), expect.get("refused"), expect.get("incidents")),
        )

    def _ms(self, where: str, time: datetime.time) -> int:
        at = datetime.datetime.combine(self._begins.date(), time, self._begins.tzinfo)
        seconds = (at - self._begins).total_seconds()
        if not 0 <= seconds * 1000 <= self._ends_ms:
            raise Unplayable(f"{where}: {time} is not between begins and ends, {LONGEST_S // 3600} hours at most")
        return int(seconds) * 1000

    def _line(self, row: dict[str, Any]) -> Line:
        number = row["number"]
        if ("station" in row) == ("stations" in row):
            raise Unplayable(f"line {number}: it has station, each with its names, or stations, how many there are")
        names = [f"{at} 站|Station {at}" for at in range(1, row.get("stations", 0) + 1)]
        named = [dict(zip(("zh", "en"), name.split("|"), strict=True)) for name in names]
        stops = []
        for at, each in enumerate(row.get("station", named), 1):
            key = f"{number}-{at:02d}"
            entries = each.get("entries", row.get("entries", 3))
            exits = each.get("exits", row.get("exits", 3))
            share = each.get("share", 1.0)
            stop = Stop(
                key, number, at, Words(each["zh"], each["en"]), entries, exits, share, self._first, each.get("board")
            )
            self._first += stop.gates
            stops.append(stop)
            self._stops[key] = stop
        return Line(number, Words(row["zh"], row["en"]), tuple(stops))

    def _lists(self) -> tuple[TrustPlan, ...]:
        lists: list[TrustPlan] = []
        for row in self._found.get("list", ({"sequence": 1},)):
            where = f"list {row['sequence']}"
            if lists and row["sequence"] <= lists[-1].sequence:
                raise Unplayable(f"{where}: each list is newer than the one before")
            if "file" in row and "expires" in row:
                raise Unplayable(f"{where}: a file says itself when it expires")
            if "operator_key" in row and "file" not in row:
                raise Unplayable(f"{where}: operator_key goes with file")
            expires = int(row["expires"].timestamp()) if "expires" in row else None
            file, key = (self._folder / row[name] if name in row else None for name in ("file", "operator_key"))
            lists.append(TrustPlan(row["sequence"], expires, file, key))
        return tuple(lists)

    def _known_lines(self, where: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
        known = [stop.line for stop in self._stops.values()]
        for number in numbers:
            if number not in known:
                raise Unplayable(
                    f"{where}: there is no line {number}; there are {', '.join(map(str, sorted(set(known))))}"
                )
        return numbers

    def _flow(self, at: int, row: dict[str, Any]) -> Flow:
        where = f"flow {at}"
        from_ms, to_ms = self._ms(where, row["from"]), self._ms(where, row["to"])
        if from_ms >= to_ms:
            raise Unplayable(f"{where}: it lasts from an earlier time to a later one")
        lines = row.get("lines")
        return Flow(from_ms, to_ms, row["per_minute"], None if lines is None else self._known_lines(where, lines))

    def _where(self, where: str, row: dict[str, Any]) -> tuple[str, ...] | None:
        """The stations of a change; None for all."""
        lines = self._known_lines(where, row.get("lines", ()))
        for key in (*row.get("stations", ()), *row.get("but", ())):
            if key not in self._stops:
                raise Unplayable(f"{where}: there is no station {key!r}; they are named as {next(iter(self._stops))}")
        but = row.get("but", ())
        if not lines and "stations" not in row and not but:
            return None
        every = not lines and "stations" not in row
        named = row.get("stations", ())
        stops = self._stops.items()
        return tuple(key for key, stop in stops if (every or stop.line in lines or key in named) and key not in but)

    def _change(self, at: int, row: dict[str, Any], lists: tuple[TrustPlan, ...]) -> list[Change]:
        where = f"change {at}"
        at_ms, gate = self._ms(where, row["at"]), row.get("gate")
        stops = self._where(where, row)
        found = {what: value for what, value in row.items() if what not in _WHERE}
        if not found:
            raise Unplayable(f"{where}: it changes nothing")
        if gate is not None:
            stop = self._stops.get(gate.rpartition("-")[0])
            known = () if stop is None else _names(stop)
            if "power" not in row or gate not in known:
                raise Unplayable(f"{where}: gate {gate!r} goes with power, and is named as 1-01-E1 or 1-01-X1")
            stops = (stop.key,) if stop is not None else None
        if stops is not None and not any(what in found for what in _OF_STOPS):
            raise Unplayable(f"{where}: lines, stations and but go with {', '.join(_OF_STOPS)}")
        if "list" in found and found["list"] not in [each.sequence for each in lists[1:]]:
            raise Unplayable(f"{where}: list {found['list']} is not among the later ones of [[list]]")
        if "say" in found:
            found["say"] = Words(**found["say"])
        return [Change(at_ms, what, value, stops if what in _OF_STOPS else None, gate) for what, value in found.items()]


def _names(stop: Stop) -> list[str]:
    entries = [f"{stop.key}-E{number}" for number in range(1, stop.entries + 1)]
    return entries + [f"{stop.key}-X{number}" for number in range(1, stop.exits + 1)]
