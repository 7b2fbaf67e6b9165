"""The station computer: passes sealed trip notices on between the gates, and keeps the view of the station.

What it shows it has heard, in notices, in the events of gates and from the eligibility service that it asks for them;
what it has not heard is None.
"""

import heapq
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sim.code import mask
from sim.gate.event import (
    Arms,
    Completed,
    Condition,
    Decided,
    Emergency,
    Event,
    Passage,
    Power,
    Relay,
    RideStored,
    Set,
    Shown,
)
from sim.gate.lane import PASSAGES_MAX
from sim.gate.sentinel_gate import SENTINEL
from sim.journal import trips
from sim.journal.facts import lane_facts
from terminal import notice, records, sentinel, trip

STAFFED_MAX = 1000  # rides that the staff has completed
MINUTES_MAX = 6 * 60
SERVICE_MAX = 200
SENTINEL_ANSWERS = {sentinel.ALLOWED: "ALLOWED", sentinel.DENIED: "DENIED", sentinel.NOT_KNOWN: "NOT_KNOWN"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a gate. zh, en: as its panel showed it. account: masked. by_staff: whether the staff let
    the passenger through who was refused before.
    """

    at_ms: int
    result: str
    zh: str | None
    en: str | None
    step: int | None
    account: str | None
    trip: str | None
    eligibility: str | None
    by_staff: bool


@dataclass(slots=True)
class GateView:
    """What the gate has reported of itself; None: not known."""

    power: bool | None = None
    zh: str | None = None
    en: str | None = None
    lamp: str | None = None
    released: bool | None = None
    arms: str | None = None
    emergency: bool | None = None
    faults: int | None = None
    ready: bool | None = None
    lane: str | None = None
    passed: int | None = None
    staff: int = 0
    last: Answer | None = None
    answers: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """An incomplete trip. missing: entry or exit, the side that it lacks. The rest is of the end that there is: masked
    account, gate, time. by_staff: whether the staff let the passenger through there.
    """

    missing: str
    account: str
    gate: str | None
    at_s: int
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """An account that is inside, masked; where and when it went in."""

    account: str
    gate: str | None
    since_s: int


class Computer:
    """seal: with the station's key. names: of the gates by terminal id. since_s: since when it has been running.
    passages_max: how many it keeps, the newest.
    """

    def __init__(
        self,
        seal: records.Sealer,
        names: dict[int, str],
        trip_max_s: int,
        since_s: int,
        passages_max: int = PASSAGES_MAX,
    ) -> None:
        self.gates: dict[str, GateView] = {}
        self.service: str | None = None  # how the last question to it ended
        self.service_ms: int | None = None
        self.service_log: deque[tuple[int, str]] = deque(maxlen=SERVICE_MAX)  # since when it is so
        self.heard = self.sent = self.refused = 0  # notices
        self.minutes: dict[int, Counter[str]] = {}  # passages, by minute and side
        self._seal = seal
        self._names = names
        self._trip_max_s = trip_max_s
        self._since_s = since_s
        self._send: dict[str, Callable[[bytes], None]] = {}
        self._passages_max = passages_max
        self._passages: dict[tuple[int, int], notice.Notice] = {}
        self._oldest: list[tuple[int, tuple[int, int]]] = []  # a heap of their times and keys
        self._staffed: deque[tuple[str, int]] = deque(maxlen=STAFFED_MAX)
        self._by_staff: set[str] = set()

    def joins(self, name: str, send: Callable[[bytes], None] | None) -> None:
        """A gate is there. send: to it; None for one without trips, as a sentinel."""
        self.gates[name] = GateView()
        if send is not None:
            self._send[name] = send

    # Notices

    def take(self, name: str, data: bytes) -> None:
        """A message from a gate; one that no gate of this station has sealed changes nothing and is counted."""
        said = notice.parse(data, self._seal)
        if said is None or self._names.get(said.terminal_id) != name or said.state == notice.CAUGHT_UP:
            self.refused += 1
        elif said.state == notice.ASKS:
            self._catch_up(name, said)
        else:
            self.heard += 1
            key = (said.terminal_id, said.sequence)
            if key in self._passages:
                return
            self._passages[key] = said
            heapq.heappush(self._oldest, (said.at_s, key))
            if len(self._passages) > self._passages_max:  # its trip may be open still: no one is to take it for absent
                at_s, gone = heapq.heappop(self._oldest)
                del self._passages[gone]
                self._since_s = max(self._since_s, at_s)
            for other in self._send:
                if other != name:
                    self._pass_on(other, said)

    def _catch_up(self, name: str, asked: notice.Notice) -> None:
        for said in tuple(self._passages.values()):
            if said.at_s >= asked.at_s and self._names.get(said.terminal_id) != name:
                self._pass_on(name, said)
        since_s = max(asked.at_s, self._since_s)
        self._pass_on(name, notice.Notice(notice.CAUGHT_UP, *asked[1:6], since_s))

    def _pass_on(self, name: str, said: notice.Notice) -> None:
        self.sent += 1
        self._send[name](notice.encode(said, self._seal))

    # Events

    def asked(self, how: str, now_ms: int) -> None:
        """A question to the service has ended in this way: a word of `sim.station.service`."""
        if how != self.service:
            self.service_log.append((now_ms, how))
        self.service, self.service_ms = how, now_ms

    def hear(self, name: str, kind: str, event: Event) -> None:
        """Take an event of a gate. kind: of the gate."""
        gate = self.gates[name]
        if isinstance(event, Power):
            gate.power = event.on
            if not event.on:
                gate.ready = gate.faults = None
        elif isinstance(event, Shown):
            gate.zh, gate.en, gate.lamp = event.zh, event.en, event.lamp
            if gate.last is not None and gate.last.at_ms == event.at_ms:  # the panel follows, with the lane's text
                gate.last = replace(gate.last, zh=event.zh, en=event.en)
            answer = SENTINEL_ANSWERS.get((event.zh or "", event.en or ""))
            if kind == SENTINEL and answer is not None:
                gate.answers[answer] += 1
        elif isinstance(event, Relay):
            gate.released = event.closed
        elif isinstance(event, Emergency):
            gate.emergency = event.active
        elif isinstance(event, Condition):
            gate.faults, gate.ready = event.faults, event.ready
        elif isinstance(event, Set) and event.name == "lane":
            gate.lane = event.value
        elif isinstance(event, Completed):
            gate.staff += event.done
        elif isinstance(event, Passage):
            if gate.passed is not None and event.passed > gate.passed:
                self._counted(event.at_ms, kind, event.passed - gate.passed)
            gate.passed = event.passed
        elif isinstance(event, RideStored):
            if name in self._by_staff:
                self._by_staff.discard(name)
                self._staffed.append((name, event.sequence))
        elif isinstance(event, Decided):
            self._decided(gate, event)
            if gate.last is not None and gate.last.by_staff:
                self._by_staff.add(name)  # a gate reports the answer first, then its record
        elif isinstance(event, Arms):
            gate.arms = event.state

    def _decided(self, gate: GateView, event: Decided) -> None:
        decision = event.decision
        row = event.row
        stated = lane_facts(event.stated)
        gate.answers[row.name] += 1
        gate.last = Answer(
            event.at_ms,
            row.name,
            row.zh,
            row.en,
            decision.step,
            event.account,
            stated["trip"],
            stated["eligibility"],
            bool(stated["completed_by_staff"]),
        )

    def _counted(self, at_ms: int, kind: str, count: int) -> None:
        minute = at_ms // 60_000
        if minute not in self.minutes:
            while len(self.minutes) >= MINUTES_MAX:
                del self.minutes[next(iter(self.minutes))]
            self.minutes[minute] = Counter()
        self.minutes[minute][kind] += count

    # The view

    def _trips(self, now_s: int) -> list[trips.Trip]:
        told = [
            trips.Passage(
                said.account,
                said.state == trip.INSIDE,
                said.at_s,
                said.line,
                said.station,
                (self._names.get(said.terminal_id), said.sequence),
            )
            for said in self._passages.values()
        ]
        return list(trips.trips(told, now_s, self._trip_max_s))

    def inside(self, now_s: int) -> list[Inside]:
        """Who is inside, the longest first."""
        found = [
            Inside(mask.account(each.entry.account), self._gate_of(each.entry), each.entry.time_s)
            for each in self._trips(now_s)
            if each.entry is not None and each.exit is None and each.missing is None
        ]
        return sorted(found, key=lambda each: (each.since_s, each.account))

    def incomplete(self, now_s: int) -> list[Incomplete]:
        """The incomplete trips, the newest first."""
        found = []
        for each in self._trips(now_s):
            if each.missing is not None:
                end = each.known
                by_staff = end.ride in self._staffed
                side = "exit" if each.missing == trips.NO_EXIT else "entry"
                found.append(Incomplete(side, mask.account(end.account), self._gate_of(end), end.time_s, by_staff))
        return sorted(found, key=lambda each: (-each.at_s, each.account))

    def complete(self, now_s: int) -> int:
        """How many trips are complete."""
        return sum(each.entry is not None and each.exit is not None for each in self._trips(now_s))

    @staticmethod
    def _gate_of(passage: trips.Passage) -> str | None:
        name = passage.ride[0]  # type: ignore[index]
        return name if isinstance(name, str) else None
