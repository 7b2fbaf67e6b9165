"""A station file, read and checked before anything runs.

Length: one format, read as a whole; docs/station.md is the page for people.

A wrong word refuses the whole file. Times of day become milliseconds since `begins`; a crowd becomes passengers, drawn
from the seed, so the same file is the same morning.
"""

import datetime
import random
from importlib import resources
from pathlib import Path
from typing import Any

from sim.family import keys, signature, table as results
from sim.gate.families import READ
from sim.gate.gate import SETTINGS
from sim.gate.sentinel_gate import SENTINEL
from sim.issuer import ticket
from sim.scenario import played_file
from sim.scenario.played_file import Unplayable
from sim.scenario.table import listed, moment, table, text, time_of_day
from sim.scenario.words import flag, one_of, whole
from sim.station.plan import (
    ENTRY,
    EXIT,
    KINDS,
    SAID_BY_SENTINELS,
    SERVICES,
    VERDICTS,
    Attendant,
    Change,
    Expected,
    GatePlan,
    Passenger,
    Plan,
    Visit,
    Words,
)
from terminal import eligibility, lane, trip

_EXAMPLE = "a station in TOML, such as sim/station/morning.toml"
GATES_MAX = 12
PEOPLE_MAX = 500
VISITS_MAX = 20
CHANGES_MAX = 500
LONGEST_S = 6 * 3600
SEED_MAX = 0xFFFFFFFF
DELAY_MAX_MS = 60_000
NAME_MAX = 8
ATTENDANT_MAX_S = 50  # a refusal can be completed for 60 s
_ANSWERS = (*(row.name for row in results.TABLE), *SAID_BY_SENTINELS)


def bundled() -> Plan:
    """The morning of this package."""
    return parse(resources.files("sim.station").joinpath("morning.toml").read_text(encoding="utf-8"))


def load(path: Path) -> Plan:
    """Read a station file. Raises Trouble: the file, and what is wrong in it."""
    return played_file.load(path, lambda words: parse(words, path.parent), _EXAMPLE)


_NAME = text(NAME_MAX)
_SAID = table({"zh": text(), "en": text()}, {})
_SPAN_S = whole(0, LONGEST_S)
_VISIT = table(
    {"at": time_of_day, "gate": _NAME},
    {"answer": one_of(*_ANSWERS), "walks": flag, "otherwise": _NAME, "card": flag,
     "ticket": one_of(*(one.name for one in ticket.TICKETS))},
)
_ATTENDANT = table(
    {},
    {
        "operator": whole(1, lane.OPERATOR_MAX),
        "reason": whole(1, lane.REASON_MAX),
        "after_s": whole(1, ATTENDANT_MAX_S),
    },
)
_COUNT = whole(0, 100_000)
_FILE = table(
    {
        "name": text(NAME_MAX * 4),
        "zh": text(),
        "en": text(),
        "begins": moment,
        "ends": time_of_day,
        "gate": listed(
            GATES_MAX,
            table(
                {"name": _NAME, "kind": one_of(*KINDS), "zh": text(), "en": text()},
                {
                    "trip": one_of(*SETTINGS["trip"]),
                    "lane": one_of(*SETTINGS["lane"]),
                    "asks": flag,
                    "unknown": one_of(eligibility.OPEN, eligibility.STAFFED, eligibility.SHUT),
                    "attendant": _ATTENDANT,
                    "families": listed(len(READ), one_of(*READ)),
                },
            ),
        ),
    },
    {
        "seed": whole(0, SEED_MAX),
        "family_keys": text(),
        "station": table(
            {},
            {
                "line": whole(0, 0xFFFF),
                "station": whole(0, 0xFFFF),
                "trip_max_s": whole(trip.TRIP_MIN_S, trip.TRIP_LONGEST_S),
                "known_s": whole(0, trip.TRIP_LONGEST_S),
            },
        ),
        "notices": table({}, {"delay_ms": whole(0, DELAY_MAX_MS), "lost_percent": whole(0, 100)}),
        "service": table({}, {"unregistered": one_of(*VERDICTS), "answer_ms": whole(0, 1000)}),
        "passenger": listed(
            PEOPLE_MAX,
            table({"name": text(40), "visit": listed(VISITS_MAX, _VISIT)}, {"status": one_of(*VERDICTS)}),
        ),
        "crowd": listed(
            PEOPLE_MAX,
            table(
                {
                    "people": whole(1, PEOPLE_MAX),
                    "from": time_of_day,
                    "to": time_of_day,
                    "enter": listed(GATES_MAX, _NAME),
                },
                {"leave": listed(GATES_MAX, _NAME), "stay_s": listed(2, _SPAN_S), "otherwise": _NAME},
            ),
        ),
        "change": listed(
            CHANGES_MAX,
            table(
                {"at": time_of_day},
                {
                    "say": _SAID,
                    "service": one_of(*SERVICES),
                    "lost_percent": whole(0, 100),
                    "emergency": flag,
                    "gate": _NAME,
                    "lane": one_of(*SETTINGS["lane"]),
                    "power": flag,
                },
            ),
        ),
        "expect": table(
            {},
            {
                "inside": _COUNT,
                "incomplete": _COUNT,
                "passed": _COUNT,
                "answers": table({}, dict.fromkeys(_ANSWERS, _COUNT)),
            },
        ),
    },
)
_OF_GATES = ("lane", "power")


def parse(text: str, folder: Path = Path()) -> Plan:
    """Read a station. folder: where its file of keys is. Raises Unplayable that names the word at fault, Trouble of the
    keys.
    """
    found = played_file.checked(text, _FILE, "docs/station.md")
    return _Reading(found, folder).plan()


class _Reading:
    """From the checked tables of a file to its plan."""

    def __init__(self, found: dict[str, Any], folder: Path) -> None:
        self._found = found
        self._folder = folder
        self._begins: datetime.datetime = found["begins"]
        self._seed: int = found.get("seed", 1)
        self._ends_ms = LONGEST_S * 1000
        self._ends_ms = self._ms("ends", found["ends"])
        if not self._ends_ms:
            raise Unplayable("ends: the morning has to end after it begins")
        self._kinds: dict[str, str] = {}

    def plan(self) -> Plan:
        found = self._found
        gates = tuple(self._gate(row) for row in found["gate"])
        people = [self._passenger(at, row) for at, row in enumerate(found.get("passenger", ()))]
        draw = random.Random(self._seed)
        for row in found.get("crowd", ()):
            people += self._crowd(row, len(people), draw)
        if len(people) > PEOPLE_MAX:
            raise Unplayable(f"{len(people):,} people are more than {PEOPLE_MAX:,}")
        changes = [change for at, row in enumerate(found.get("change", ()), 1) for change in self._change(at, row)]
        station, notices = found.get("station", {}), found.get("notices", {})
        service, expect = found.get("service", {}), found.get("expect", {})
        zone = self._begins.utcoffset()
        assert zone is not None
        return Plan(
            found["name"],
            Words(found["zh"], found["en"]),
            int(self._begins.timestamp()),
            int(zone.total_seconds()),
            self._ends_ms,
            self._seed,
            station.get("line", 1),
            station.get("station", 1),
            station.get("trip_max_s", trip.TRIP_MAX_S),
            station.get("known_s", trip.TRIP_LONGEST_S),
            notices.get("delay_ms", 100),
            notices.get("lost_percent", 0),
            service.get("unregistered", "allow"),
            service.get("answer_ms", 40),
            gates,
            tuple(people),
            tuple(sorted(changes, key=lambda each: each.at_ms)),
            Expected(expect.get("inside"), expect.get("incomplete"), expect.get("passed"), expect.get("answers", {})),
            self._keys(gates),
        )

    def _keys(self, gates: tuple[GatePlan, ...]) -> str | None:
        """The keys of rail tickets, read as a gate will read them."""
        path = self._found.get("family_keys")
        if any(gate.families for gate in gates):
            signature.check_installed()
        if path is None:
            return None
        if not any(gate.families for gate in gates):
            raise Unplayable("family_keys: no gate has families that they would be for")
        found = keys.read(str(self._folder / path))
        keys.parse(found, str(self._folder / path))
        return found

    def _ms(self, where: str, time: datetime.time) -> int:
        seconds = (
            datetime.datetime.combine(self._begins.date(), time, self._begins.tzinfo) - self._begins
        ).total_seconds()
        if not 0 <= seconds * 1000 <= self._ends_ms:
            raise Unplayable(f"{where}: {time} is outside the morning, which lasts {LONGEST_S // 3600} hours at most")
        return int(seconds) * 1000

    def _gate(self, row: dict[str, Any]) -> GatePlan:
        name, kind = row["name"], row["kind"]
        if name in self._kinds:
            raise Unplayable(f"gate {name!r} is there twice")
        self._kinds[name] = kind
        attendant = row.get("attendant")
        if kind == SENTINEL:
            for word in ("trip", "lane", "asks", "attendant", "families"):
                if word in row:
                    raise Unplayable(f"gate {name!r}: a sentinel has no {word}")
        start = row.get("lane", "staffed" if attendant is not None else "system")
        if attendant is not None:
            attendant = Attendant(attendant.get("operator", 1), attendant.get("reason", 1), attendant.get("after_s", 5))
        return GatePlan(
            name,
            kind,
            Words(row["zh"], row["en"]),
            row.get("trip", "enforce"),
            start,
            row.get("asks", kind != EXIT),
            row.get("unknown", eligibility.STAFFED),
            attendant,
            families=self._families(name, row.get("families", ())),
        )

    def _families(self, name: str, read: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(read)) != len(read):
            raise Unplayable(f"gate {name!r}: families: one is there twice")
        return tuple(read)

    def _known(self, where: str, name: str, *kinds: str) -> str:
        if self._kinds.get(name) not in (kinds or KINDS):
            fit = [each for each, kind in self._kinds.items() if kind in (kinds or KINDS)]
            raise Unplayable(f"{where}: there is no such gate {name!r}; there are {', '.join(fit) or 'none'}")
        return name

    def _passenger(self, at: int, row: dict[str, Any]) -> Passenger:
        where = f"passenger {row['name']!r}"
        visits: list[Visit] = []
        for visit in row["visit"]:
            at_ms = self._ms(where, visit["at"])
            gate = self._known(where, visit["gate"])
            otherwise = visit.get("otherwise")
            if otherwise is not None:
                self._known(where, otherwise, self._kinds[gate])
            card = visit.get("card", False)
            if card and self._kinds[gate] != SENTINEL:
                raise Unplayable(f"{where}: an ID card is read by a sentinel alone")
            shown = ticket.named(visit.get("ticket", ""))
            if shown is not None and (card or self._kinds[gate] == SENTINEL):
                raise Unplayable(f"{where}: a rail ticket is shown to an entry or an exit")
            answer = visit.get("answer")
            if answer is not None and (answer in SAID_BY_SENTINELS) != (self._kinds[gate] == SENTINEL):
                raise Unplayable(f"{where}: {gate!r} never answers {answer}")
            if visits and at_ms < visits[-1].at_ms:
                raise Unplayable(f"{where}: the visits stand in the order of their times")
            visits.append(Visit(at_ms, gate, answer, visit.get("walks", True), otherwise, card, shown))
        return Passenger(at, row["name"], row.get("status"), tuple(visits))

    def _crowd(self, row: dict[str, Any], first: int, draw: random.Random) -> list[Passenger]:
        begin_ms, end_ms = self._ms("crowd", row["from"]), self._ms("crowd", row["to"])
        if begin_ms > end_ms:
            raise Unplayable("crowd: it comes from an earlier time to a later one")
        enter = [self._known("crowd", name, ENTRY) for name in row["enter"]]
        leave = [self._known("crowd", name, EXIT) for name in row.get("leave", ())]
        stay = row.get("stay_s", (120, 300))
        if len(stay) != 2 or stay[0] > stay[1]:
            raise Unplayable("crowd: stay_s: it is the shortest and the longest stay, as [120, 300]")
        otherwise = row.get("otherwise")
        if otherwise is not None:
            self._known("crowd", otherwise, ENTRY)

        def drawn(low: int, high: int) -> int:  # the one call that every Python gives the same numbers for
            return low + int(draw.random() * (high - low + 1))

        people = []
        for number in range(first, first + row["people"]):
            at_ms = drawn(begin_ms // 1000, end_ms // 1000) * 1000
            visits = [Visit(at_ms, enter[drawn(0, len(enter) - 1)], otherwise=otherwise)]
            if leave:
                away_ms = at_ms + drawn(stay[0], stay[1]) * 1000
                if away_ms <= self._ends_ms:
                    visits.append(Visit(away_ms, leave[drawn(0, len(leave) - 1)]))
            people.append(Passenger(number, f"{number + 1}", None, tuple(visits), True))
        return people

    def _change(self, at: int, row: dict[str, Any]) -> list[Change]:
        where = f"change {at}"
        at_ms = self._ms(where, row["at"])
        gate = row.get("gate")
        found = [Change(at_ms, what, value) for what, value in row.items() if what not in ("at", "gate", *_OF_GATES)]
        of_gate = [Change(at_ms, what, row[what], gate) for what in _OF_GATES if what in row]
        if bool(of_gate) != (gate is not None):
            raise Unplayable(f"{where}: gate goes with lane or power, and they with it")
        if gate is not None:
            self._known(where, gate, *((ENTRY, EXIT) if "lane" in row else KINDS))
        if not found and not of_gate:
            raise Unplayable(f"{where}: it changes nothing")
        said = [Change(at_ms, "say", Words(**each.value)) for each in found if each.what == "say"]
        return said + [each for each in found if each.what != "say"] + of_gate
