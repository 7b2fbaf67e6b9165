"""Some stations of a network with their people and their uplinks, in one process; one slice of virtual time at a time.

Length: gates, people, uplinks and what is heard of them, read as one slice.

What goes on in a station does not depend on the part it is in: so the same file is the same network, in one process or
in several.
"""

import hashlib
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hal.desktop.engine import proved_engine
from sim.backoffice.journal_source import JournalFolder
from sim.backoffice.message import Message, Terminal
from sim.backoffice.uplink import Uplink
from sim.gate.event import Decided, Event, Power, RideStored, Set, Started
from sim.gate.gate import Unable
from sim.gate.lists import ListChoice
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.issuer import Pki, make_pki
from sim.journal.folder import open_folder
from sim.journal.walk import Break, Found, walk
from sim.network.channel import Channel, Link
from sim.network.files import unsynced
from sim.network.plan import Change, Network, Stop, place
from sim.network.ways import Way, now_ms
from sim.output.trouble import Trouble
from sim.station.computer import GateView
from sim.station.gates import Gates
from sim.station.people import Crowd
from sim.station.plan import ENTRY, EXIT, Passenger, Visit
from sim.station.trace import Trace
from terminal import sm2

if TYPE_CHECKING:
    from sim.trust.file import TrustFile

STEP_MS = 100  # what people and gates do falls on tenths of a second
SLICE_MS = 500
_CODES_MAX, _TRIPS_MAX = 2048, 2048  # as on boards
_ACTIVE_MS = 1500  # where people stand, a gate has its turns in any case
_MINUTE_MS = 60_000
_UPLINK_MS = 500  # an uplink looks at its journals so often
_INSTALL_MS = 1000  # a list that a gate has not taken is offered again
UNKNOWN, DARK, FAULT, FREE, RED, REST = "?", "x", "f", "g", "r", "i"


class Journey(NamedTuple):
    """Someone who is on the way to a gate. number: of the account."""

    at_ms: int
    number: int
    name: str
    stop: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a part is given for a slice. until_ms: its end. middle_up: whether the channel has another end."""

    until_ms: int
    journeys: tuple[Journey, ...] = ()
    answers: tuple[tuple[str, tuple[Message, ...]], ...] = ()
    changes: tuple[Change, ...] = ()
    middle_up: bool = True
    sums: bool = True


@dataclass(frozen=True, slots=True)
class StopView:
    """What a station's gates and its uplink have reported. lights: a character a gate. waiting: people a gate, which
    the simulation knows. lists: how many gates have said that they have this list. oldest_ms: since when the oldest
    ride waits for the acquirer's answer, None without one. lost: messages that the link has lost.
    """

    lights: str
    waiting: tuple[int, ...]
    rides: int
    accepted: int
    refused: int
    passed: int
    answered: int
    in_flight: int
    oldest_ms: int | None
    lists: dict[int | None, int]
    link: str
    up: bool
    lost: int


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a slice. idle: no one is on the way or at a gate, and the acquirer has answered everything."""

    messages: tuple[tuple[str, tuple[Message, ...]], ...]
    journeys: tuple[Journey, ...]
    views: dict[str, StopView]
    results: Counter[str]
    power: tuple[tuple[int, str, bool], ...]
    faults: tuple[str, ...]
    idle: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How a part ended. traces: of each station, a hash. records: of each terminal what its journal holds: sequence,
    kind and hash. broken: what is wrong with a journal, in words.
    """

    traces: dict[str, str]
    records: dict[Terminal, list[tuple[int, int, bytes]]]
    broken: tuple[str, ...]


@dataclass(slots=True)
class _Station:
    """A station of this part."""

    stop: Stop
    gates: Gates
    trace: Trace
    link: Link
    channel: Channel | None
    uplink: Uplink
    draw: Random
    said: dict[str, str] = field(default_factory=dict)
    lists: dict[str, int | None] = field(default_factory=dict)
    pending: dict[str, deque[tuple[int, int]]] = field(default_factory=dict)
    came: int = 0
    rides: int = 0
    wanted: "TrustFile | None" = None
    reached: set[str] = field(default_factory=set)


class Part:
    """stops: keys of the stations. lists: by sequence. folder: for the journals. way: to the acquirer; what is sent
    over a channel is in what `slice` returns. Raises Trouble.
    """

    def __init__(
        self, plan: Network, stops: tuple[str, ...], lists: "dict[int, TrustFile]", folder: Path, way: Way
    ) -> None:
        self.plan = plan
        self.time = VirtualTime(plan.begins_s)
        self._folder = folder
        self._engine: sm2.Engine = proved_engine()
        self._pki: Pki = make_pki()
        self._lists = lists
        self._way = way
        self._uplink_ms = now_ms(way, self.time.now_ms)
        self._crowd = Crowd((), self._pki, self.time.now_ms, self._people, self._choose, plan.begins_s)
        self._sides: dict[str, list[str]] = {}
        self._turns: dict[str, int] = {}
        self._station_of: dict[str, _Station] = {}
        self._journeys: dict[str, Journey] = {}
        self._results: Counter[str] = Counter()
        self._power: list[tuple[int, str, bool]] = []
        self._leaving: list[Journey] = []
        self._order = {stop.key: number for number, stop in enumerate(plan.stops)}
        self._stations = {stop.key: self._build(stop) for stop in plan.stops if stop.key in stops}

    def _build(self, stop: Stop) -> _Station:
        plan, folder = self.plan, self._folder / stop.key
        folder.mkdir()
        first = self._lists[plan.lists[0].sequence]
        gates = Gates(
            plan.station(stop),
            self._pki,
            self._engine,
            folder,
            self.time,
            lambda name, event: self._hear(name, event),
            lambda how: None,
            first=stop.first,
            own=first,
            kept=True,
            codes_max=_CODES_MAX,
            trips_max=_TRIPS_MAX,
            disk=unsynced,
            active_ms=_ACTIVE_MS,
        )
        terminals = tuple(Terminal(number, 1) for number in gates.terminals.values())
        inner = self._way.uplink(terminals)
        channel = inner if isinstance(inner, Channel) else None
        delay_ms = plan.delay_ms if self._way.carried else 0  # another way has its own
        link = Link(inner, self._uplink_ms, delay_ms, plan.slow_ms)
        sources = [JournalFolder(each / "journal", unsynced) for each in gates.places().values()]
        uplink = Uplink(link, sources, self._uplink_ms)
        made = _Station(stop, gates, Trace(), link, channel, uplink, Random(f"{plan.seed} {stop.key} people"))
        for each in gates.plan.gates:
            self._sides.setdefault(place(stop.key, each.kind), []).append(each.name)
            self._station_of[each.name] = made
            made.pending[each.name] = deque()
            self._crowd.stand(each, gates.gates[each.name], gates.scanners[each.name])
        return made

    def open(self) -> None:
        """Switch everything on. Raises OSError when a journal's disk fails."""
        for station in self._stations.values():
            station.gates.open()
            station.link.open()

    def close(self) -> None:
        """Switch everything off."""
        for station in self._stations.values():
            station.link.close()
            station.gates.close()

    # A slice

    def slice(self, given: Given) -> Told:
        """Let time pass until the end of the slice. Raises Trouble, OSError."""
        for key, messages in given.answers:
            channel = self._stations[key].channel
            assert channel is not None
            channel.arrive(messages)
        for station in self._stations.values():
            if station.channel is not None:
                station.channel.connected = given.middle_up
                if not given.middle_up:
                    station.link.lost += station.channel.lose()
        for change in given.changes:
            self._change(change)
        for journey in given.journeys:
            self._arrives(journey)
        while self.time.now_ms() < given.until_ms:
            self._step()
        if given.until_ms >= self.plan.length_ms:  # what gates wrote last counts, too, before this is idle
            for station in self._stations.values():
                self._look(station)
        views = {key: self._view(station) for key, station in self._stations.items()} if given.sums else {}
        told = Told(
            tuple(
                (key, tuple(each.channel.fetch())) for key, each in self._stations.items() if each.channel is not None
            ),
            tuple(self._leaving),
            views,
            self._results,
            tuple(self._power),
            tuple(fault for each in self._stations.values() for fault in self._faults(each)),
            self._idle(),
        )
        self._results, self._power, self._leaving = Counter(), [], []
        return told

    def _step(self) -> None:
        now_ms = self.time.now_ms()
        for station in self._stations.values():
            if now_ms % _MINUTE_MS == 0 and now_ms < self.plan.length_ms:
                self._comes(station, now_ms)
        self._crowd.turn()
        for station in self._stations.values():
            if station.wanted is not None and now_ms % _INSTALL_MS == 0:
                self._install(station, station.wanted)
            station.gates.turn(self._waited_at)
            station.link.carry()
            if now_ms % _UPLINK_MS == 0:
                self._look(station)
        self.time.pass_time(STEP_MS)

    def _look(self, station: _Station) -> None:
        """Let an uplink look at its journals, and at what the acquirer has answered."""
        station.uplink.turn(0)
        self._answered(station)

    def _waited_at(self, name: str) -> bool:
        return bool(self._crowd.spots[name].queue)

    def _idle(self) -> bool:
        return (
            self._crowd.waiting() == 0
            and not self._journeys
            and not any(board.unread for each in self._stations.values() for board in each.gates.boards.values())
            and not any(any(each.pending.values()) for each in self._stations.values())
            and all(
                line.outbox.idle or not line.source.held for one in self._stations.values() for line in one.uplink.lines
            )
        )

    # People

    def _comes(self, station: _Station, now_ms: int) -> None:
        """Draw who comes within this minute."""
        stop, plan, draw = station.stop, self.plan, station.draw
        rate = sum(
            flow.per_minute
            for flow in plan.flows
            if flow.from_ms <= now_ms < flow.to_ms and (flow.lines is None or stop.line in flow.lines)
        )
        count = rate * stop.entries * stop.share
        others = [each.key for each in plan.stops if each.key != stop.key]
        low, high = plan.travel_s
        for _ in range(int(count) + (draw.random() < count % 1)):
            at_ms = now_ms + int(draw.random() * _MINUTE_MS / STEP_MS) * STEP_MS
            to = others[int(draw.random() * len(others))]
            travel_ms = (low + int(draw.random() * (high - low + 1))) * 1000
            number = self._order[stop.key] * plan.people + station.came % plan.people
            name = f"{stop.key}#{station.came}"
            station.came += 1
            if at_ms >= plan.length_ms:
                continue
            self._journeys[name] = Journey(travel_ms, number, name, to)
            self._crowd.come(Passenger(number, name, None, (Visit(at_ms, place(stop.key, ENTRY)),), True))

    def _arrives(self, journey: Journey) -> None:
        visit = Visit(journey.at_ms, place(journey.stop, EXIT))
        self._crowd.come(Passenger(journey.number, journey.name, None, (visit,), True))

    def _choose(self, at: str) -> str:
        """The gate with the shortest queue; of several the next one in turn."""
        spots, names = self._crowd.spots, self._sides[at]
        turn = self._turns.get(at, 0)
        found = min(
            range(len(names)),
            key=lambda n: (not spots[names[n]].ready, len(spots[names[n]].queue), (n - turn) % len(names)),
        )
        self._turns[at] = found + 1
        return names[found]

    def _people(self, gate: str, person: str, what: str, detail: str) -> None:
        now_ms = self.time.now_ms()
        self._station_of[gate].trace.note(now_ms, gate, "person", person, what, detail)
        if what not in ("passes", "stays", "gives_up", "is_refused"):
            return
        journey = self._journeys.pop(person, None)
        if journey is None or what != "passes" or now_ms + journey.at_ms > self.plan.length_ms:
            return  # who has not arrived by the end is still under way
        journey = journey._replace(at_ms=now_ms + journey.at_ms)
        if journey.stop in self._stations:
            self._arrives(journey)
        else:
            self._leaving.append(journey)

    # Changes

    def _change(self, change: Change) -> None:
        for key, station in self._stations.items():
            if change.stops is not None and key not in change.stops:
                continue
            if change.what == "link":
                station.link.set(change.value)
            elif change.what == "list":
                station.wanted, station.reached = self._lists[change.value], set()
            elif change.what == "power":
                for name in [change.gate] if change.gate is not None else station.gates.gates:
                    station.gates.wake(name)
                    station.gates.gates[name].power(change.value)

    def _install(self, station: _Station, file: "TrustFile") -> None:
        """Offer a list to every gate that has not said that it has it: what a depot does."""
        for name, gate in station.gates.gates.items():
            if name not in station.reached:
                try:
                    gate.install(file)
                except Unable:
                    continue
                station.reached.add(name)
        if len(station.reached) == len(station.gates.gates) - len(station.gates.boards):
            station.wanted = None

    # What is heard

    def _hear(self, name: str, event: Event) -> None:
        station = self._station_of[name]
        station.trace.event(name, event)
        station.gates.computer.hear(name, station.gates.kinds[name], event)
        self._crowd.hear(name, event)
        if isinstance(event, Decided):
            self._results[event.row.name] += 1
        elif isinstance(event, RideStored):
            station.rides += 1
            station.pending[name].append((event.sequence, self.time.now_ms()))
        elif isinstance(event, Started):
            station.lists[name] = event.list_sequence
        elif isinstance(event, Set) and isinstance(event.value, ListChoice):
            station.lists[name] = event.value.sequence
        elif isinstance(event, Power):
            if event.at_ms:
                self._power.append((event.at_ms, name, event.on))
            if not event.on:
                station.lists.pop(name, None)
                self._crowd.disperse(name)

    def _answered(self, station: _Station) -> None:
        """Rides that the acquirer has do not wait any more."""
        through = {line.source.terminal: line.outbox.through for line in station.uplink.lines}
        for name, waiting in station.pending.items():
            reached = through.get(Terminal(station.gates.terminals[name], 1), 0)
            while waiting and waiting[0][0] <= reached:
                waiting.popleft()

    def _view(self, station: _Station) -> StopView:
        waiting = station.pending.values()
        views, spots = station.gates.computer.gates, self._crowd.spots
        accepted = sum(view.answers["ACCEPTED"] for view in views.values())
        names = list(views)
        return StopView(
            "".join(_light(views[name]) for name in names),
            tuple(len(spots[name].queue) for name in names),
            station.rides,
            accepted,
            sum(sum(view.answers.values()) for view in views.values()) - accepted,
            sum(view.passed or 0 for view in views.values()),
            station.rides - sum(map(len, waiting)),
            sum(line.outbox.in_flight for line in station.uplink.lines),
            min((each[0][1] for each in waiting if each), default=None),
            dict(Counter(station.lists.get(name) for name in names)),
            station.link.state,
            station.link.up(),
            station.link.lost,
        )

    def _faults(self, station: _Station) -> list[str]:
        """What an uplink has to say, each once."""
        found = []
        for line in station.uplink.lines:
            refused, who = line.outbox.refused, str(line.source.terminal)
            if refused is not None and station.said.get(who) != refused:
                station.said[who] = refused
                found.append(f"{station.stop.key}: terminal {who}: the acquirer refuses {refused}")
        found += [f"{station.stop.key}: {words}" for words in station.uplink.faults]
        station.uplink.faults.clear()
        return found

    # The end

    def end(self) -> Ended:
        """What the journals hold, read once more under their keys, and a hash of all that was reported. Call it behind
        `close`.
        """
        traces: dict[str, str] = {}
        held: dict[Terminal, list[tuple[int, int, bytes]]] = {}
        broken: list[str] = []
        for key, station in self._stations.items():
            whole = hashlib.sha256(station.trace.digest().encode())
            for name, folder in station.gates.places().items():
                terminal = Terminal(station.gates.terminals[name], 1)
                held[terminal] = rows = []
                if not any(file.name.isdecimal() for file in (folder / "journal").iterdir()):
                    continue  # no one has been here: a journal begins with its first record
                try:
                    segments = open_folder(folder / "journal").segments
                    for each in walk(segments, self._engine.digest, station.gates.key(name)):
                        if isinstance(each, Found):
                            rows.append((each.record.sequence, each.record.kind, each.digest))
                            whole.update(each.raw)
                        elif isinstance(each, Break):
                            broken.append(f"the journal of {name}: {each.reason}")
                except Trouble as error:
                    broken.append(f"the journal of {name}: {error}")
            traces[key] = whole.hexdigest()
        return Ended(traces, held, tuple(broken))


def _light(view: GateView) -> str:
    """What a gate has reported, as one character."""
    if view.power is None:
        return UNKNOWN
    if not view.power:
        return DARK
    if view.faults or view.faults is None:
        return FAULT
    return {"green": FREE, "red": RED, "amber": RED}.get(view.lamp or "", REST)
