"""Days of a small station, drawn from seeds: gates with real trip memories, a model that remembers all, people.

    python -m tests.torture.station_day    100,000 days, seeds from 1 on; --days 2000 --seed 7: another stretch

Length: a day, its gates and its model are read together.

Gates enter rides and outcomes as journal records (`Lane.take`) and send notices, lost, doubled or late. Clocks differ,
power fails, equipment fails, and passengers who are refused go to the staff. The model of a gate is a list of the
passages that it was notified of; it knows no table, no eviction and no bytes. Checked are: what is seen, ride by ride,
against the model; that a gate that knows lets no account in twice and locks no one in; that everyone is out in the end;
that each incomplete trip is listed once (sim/journal/trips.py); that no memory grows.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from struct import pack
from typing import Any

from hal.fake.clock import Clock
from sim.journal.trips import Passage, Trip, trips
from terminal import codes, notice, records, trip
from terminal.lane import BY_STAFF, Lane
from tests.torture.breach import Breach

Lister = Callable[[Iterable[Passage], int, int], Iterator[Trip]]

APART_MAX_S = 60
_NIGHT_S = 6 * 3600
_DAY_0_S = 1_795_000_000
_PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
_RAW = bytes(332)
_OUTCOMES = (records.PASSED,) * 12 + (records.TIMEOUT, records.EMERGENCY, records.FAULT, records.UNKNOWN)


def account(number: int) -> bytes:
    """The account of a person."""
    return b"\x31\x04\x17" + number.to_bytes(6, "big") + b"\x1f"


class Model:
    """What a gate was notified of: (account, inwards, time), one behind the other, and since when that is all."""

    def __init__(self, mode: str, alone: bool, trip_max_s: int, tap_min_s: int) -> None:
        self.mode = mode
        self.alone = alone
        self.trip_max_s = trip_max_s
        self.tap_min_s = tap_min_s
        self.told: list[tuple[bytes, bool, int]] = []
        self.own: list[tuple[bytes, bool, int]] = []
        self.known_s: int | None = 0 if alone else None

    def restart(self, kept: int, from_s: int | None) -> None:
        """Only its own passages stay, of those the newest `kept`. from_s: the time of the oldest record there is."""
        self.own = self.own[len(self.own) - kept :]
        self.told = self.own[:]
        self.known_s = from_s if self.alone else None

    def answer(self, who: bytes, now_s: int) -> tuple[str, str]:
        """(what is seen, which way), or ("same", "")."""
        self.known_s = now_s if self.known_s is None else self.known_s
        mine = [fact for fact in self.told if fact[0] == who]
        newest = None
        for fact in mine:
            if newest is None or fact[2] > newest[2]:
                newest = fact
        if self.mode == "on_off" and newest and 0 <= now_s - newest[2] < self.tap_min_s:
            return "same", ""
        inside = newest is not None and newest[1] and now_s - newest[2] < self.trip_max_s
        known = (newest is not None and newest[2] >= self.known_s) or now_s - self.known_s >= self.trip_max_s
        if self.mode == "exit" or (self.mode == "on_off" and inside):
            return ("paired" if inside else "exit_only" if known else "not_known"), "out"
        return ("already_inside" if inside else "entry_only" if known else "not_known"), "in"


_SEEN = {
    trip.PAIRED: "paired",
    trip.ENTRY_ONLY: "entry_only",
    trip.EXIT_ONLY: "exit_only",
    trip.ALREADY_INSIDE: "already_inside",
    trip.NOT_KNOWN: "not_known",
}


class DayGate:
    """A gate: the real memory behind a lane, its journal's records, and its model."""

    def __init__(self, number: int, rules: trip.Rules, alone: bool, apart_s: int, memory: type[trip.Trips]) -> None:
        self.memory = memory
        self.number = number
        self.rules = rules
        self.alone = alone
        self.apart_s = apart_s
        self.journal: list[records.Record] = []
        self.sequence = 0
        self.model = Model(rules.mode, alone, rules.trip_max_s, rules.tap_min_s)
        self.power_on()

    def power_on(self) -> None:
        """Another memory; what it learns it reads in the journal."""
        self.trips = self.memory(self.rules, trip.CAPACITY_MIN, self.alone)
        self.bytes = len(self.trips._slots)
        self.lane = Lane(Clock(), self.trips)
        for record in self.journal:
            self.lane.take(record)

    def record(self, kind: int, body: bytes, now_s: int) -> int:
        self.sequence += 1
        record = records.Record(kind, self.sequence, _PLACE, now_s, b"", b"", body)
        self.journal.append(record)
        self.lane.take(record)
        return self.sequence

    def ride(self, who: bytes, seen: int, now_s: int) -> int:
        fields = pack(">HI4s10sBBHIHB3sIBH", 0, 0, bytes(4), who, 1, 0, 0, now_s, 300, 2, bytes(3), 7, 0, len(_RAW))
        return self.record(records.RIDE, fields + _RAW + pack(">BBIB", seen, 0, 0, 0), now_s)


class Day:
    """One day. figures: what happened, counted. memory, lister: what is put to the test."""

    def __init__(self, seed: int, memory: type[trip.Trips] = trip.Trips, lister: Lister = trips) -> None:
        self.lister = lister
        self.draw = random.Random(seed)
        draw = self.draw
        self.figures: Counter[str] = Counter()
        self.trip_max_s = draw.choice((600, 1800, 14400))
        self.now_s = _DAY_0_S
        self.bus = draw.random() < 0.25
        modes = ("on_off",) if self.bus else ("entry", "entry", "exit", "exit")
        self.gates = []
        for number, mode in enumerate(modes):
            rules = trip.rules(mode, "enforce", self.trip_max_s)
            assert rules is not None
            apart_s = 0 if self.bus else draw.randint(-APART_MAX_S, APART_MAX_S)
            self.gates.append(DayGate(number, rules, self.bus, apart_s, memory))
        self.people = [account(number) for number in range(draw.randint(2, 6))]
        self.inside: dict[bytes, int] = {}  # who is in the station, and since when, whatever the gates know
        self.late: list[tuple[int, DayGate, notice.Notice]] = []
        self.untold: set[tuple[int, bytes]] = set()  # a gate that does not know of an account's last passage, or forgot
        self.moved: dict[bytes, tuple[int, int] | None] = {}  # the ride of the last move; None: no gate counted it
        self.last_s: dict[bytes, int] = {}  # of the last passage of an account
        self.passed: list[tuple[int, Passage]] = []  # with the true time

    def run(self) -> None:
        """The whole day, and the night behind it. Raises Breach."""
        for _ in range(self.draw.randint(8, 40)):
            self.now_s += self.draw.choice((5, 130, 300, 900, 2400))
            self.deliver()
            self.one()
        for who in list(self.inside):
            self.now_s += 300
            self.deliver()
            self.leave(who)
        if self.inside:
            raise Breach(f"{len(self.inside)} people are locked in")
        self.now_s += _NIGHT_S
        self.settle()

    def one(self) -> None:
        draw = self.draw
        kind = draw.random()
        if kind < 0.08:
            self.cut(draw.choice(self.gates))
        elif kind < 0.12 and self.inside and not self.bus:
            who = draw.choice(sorted(self.inside))  # the gates stand open, and no one is counted
            self.goes(who, False)
            self.figures["left uncounted"] += 1
        else:
            who = draw.choice(self.people)
            if self.bus:
                self.tap(self.gates[0], who)
            elif who in self.inside and draw.random() < 0.9:
                self.leave(who)
            else:
                self.tap(draw.choice(self.gates[:2]), who)

    def leave(self, who: bytes) -> None:
        """To an exit; whose passage did not come about tries again."""
        for _ in range(60):
            if who not in self.inside:
                return
            self.tap(self.draw.choice(self.gates[-2:]), who)
            self.now_s += 15
            self.deliver()

    def tap(self, gate: DayGate, who: bytes) -> None:
        """A code at a gate, and what becomes of it."""
        last_s = self.last_s.get(who)
        if not self.bus and last_s is not None and self.now_s - last_s <= 2 * APART_MAX_S:
            return  # a trip shorter than clocks differ: docs/trips.md
        now_s = self.now_s + gate.apart_s
        seen, result = gate.trips.seen(who, now_s)
        expected = gate.model.answer(who, now_s)
        if seen is None:
            if expected != ("same", ""):
                raise Breach(f"a tap changes nothing, and the model says {expected}")
            self.figures["same tap"] += 1
            return
        inwards = not seen & trip.EXIT_SIDE
        if (_SEEN[seen & 15], "in" if inwards else "out") != expected:
            raise Breach(f"the memory sees {_SEEN[seen & 15]}, the model {expected}")
        told = (gate.number, who) not in self.untold
        since_s = self.inside.get(who)
        recent = since_s is not None and self.now_s - since_s < self.trip_max_s - 2 * APART_MAX_S
        if result:
            self.figures[codes.of(result).name] += 1
            if told and result == codes.NO_ENTRY and recent:
                raise Breach("someone inside is refused to leave by a gate that knows of it")
            if told and result == codes.ALREADY_INSIDE and since_s is None:
                raise Breach("someone outside is refused to enter by a gate that knows of it")
            if self.draw.random() < 0.3:
                return  # gives up, for now
            seen |= BY_STAFF
            self.figures["completed"] += 1
        elif told and inwards and recent:
            raise Breach("an account is let in twice by a gate that knows that it is inside")
        ride = gate.ride(who, seen, now_s)
        again = gate.trips.seen(who, now_s)
        if not again[1] and again[0] is not None and inwards:
            raise Breach("a second passage of an account whose first one is under way")
        self.end(gate, who, ride, inwards)

    def end(self, gate: DayGate, who: bytes, ride: int, inwards: bool) -> None:
        """How a ride ends."""
        outcome = self.draw.choice(_OUTCOMES)
        self.figures[f"outcome {outcome}"] += 1
        now_s = self.now_s + gate.apart_s
        if outcome == records.UNKNOWN:  # power fails before or behind the passage
            if self.draw.random() < 0.5:
                self.goes(who, inwards)
                self.figures["passed, and power failed"] += 1
            self.cut(gate)
            return
        gate.record(records.OUTCOME, records.outcome_body(ride, outcome), now_s)
        if outcome != records.PASSED:
            return
        self.goes(who, inwards)
        self.last_s[who] = self.now_s
        self.moved[who] = (gate.number, ride)
        self.passed.append((self.now_s, Passage(who, inwards, now_s, 3, 4, (gate.number, ride))))
        gate.model.told.append((who, inwards, now_s))
        gate.model.own.append((who, inwards, now_s))
        self.untold.discard((gate.number, who))
        self.tell(gate, notice.Notice(trip.INSIDE if inwards else trip.OUTSIDE, 3, 4, gate.number, ride, who, now_s))

    def goes(self, who: bytes, inwards: bool) -> None:
        """Someone is on the other side; no gate knows, until it is notified."""
        self.moved[who] = None
        if inwards:
            self.inside[who] = self.now_s
        else:
            self.inside.pop(who, None)
        for gate in self.gates:
            self.untold.add((gate.number, who))

    def tell(self, gate: DayGate, made: notice.Notice) -> None:
        for other in self.gates:
            if other is not gate:
                fate = self.draw.random()
                if fate < 0.05:
                    self.figures["notices lost"] += 1
                    continue
                for _ in range(2 if fate < 0.15 else 1):
                    wait_s = self.draw.choice((0, 0, 0, 40, 1500)) if fate > 0.1 else 0
                    self.late.append((self.now_s + wait_s, other, made))
        self.deliver()

    def deliver(self) -> None:
        """Notices whose time has come, in any order."""
        due = [each for each in self.late if each[0] <= self.now_s]
        self.late = [each for each in self.late if each[0] > self.now_s]
        self.draw.shuffle(due)
        for _, gate, made in due:
            now_s = self.now_s + gate.apart_s
            notice.take(made, gate.trips, now_s)
            gate.model.told.append((made.account, made.state == trip.INSIDE, made.at_s))
            if self.moved.get(made.account) == (made.terminal_id, made.sequence):
                self.untold.discard((gate.number, made.account))
            self.figures["notices"] += 1
            self.bounded(gate)

    def cut(self, gate: DayGate) -> None:
        """Power fails: rides under way end as unknown, the oldest records may have given way."""
        self.figures["cuts"] += 1
        now_s = self.now_s + gate.apart_s
        ended = {records.parse_outcome(each.body)[0] for each in gate.journal if each.kind == records.OUTCOME}
        rides = [each.sequence for each in gate.journal if each.kind == records.RIDE]
        open_rides = [ride for ride in rides if ride not in ended]
        if self.draw.random() < 0.2:
            gone = self.draw.randint(0, len(gate.journal))
            gate.journal = gate.journal[gone:]
        kept = [each for each in gate.journal if each.kind == records.RIDE]
        outcomes = [records.parse_outcome(each.body) for each in gate.journal if each.kind == records.OUTCOME]
        passed = {ride for ride, outcome in outcomes if outcome == records.PASSED}
        from_s: int | None = 0
        if gate.journal and gate.journal[0].sequence > 1:
            from_s = gate.journal[0].time_s
        elif not gate.journal and gate.sequence:
            gate.record(records.EVENT, records.event_body(records.MISSING, None, gate.sequence), now_s)
            from_s = now_s
        gate.model.restart(len([each for each in kept if each.sequence in passed]), from_s)
        gate.power_on()
        for ride in open_rides:
            gate.record(records.OUTCOME, records.outcome_body(ride, records.UNKNOWN), now_s)
        for who in self.people:
            self.untold.add((gate.number, who))
        self.bounded(gate)

    def bounded(self, gate: DayGate) -> None:
        memory = gate.trips
        grown = memory.count > memory.capacity or len(memory.pending) > trip.PENDING_MAX
        if grown or len(memory._slots) != gate.bytes:
            raise Breach("the memory of trips grew")

    def settle(self) -> None:
        """The trips as the records list them, against the passages in the order in which they were made."""
        listed: list[Any] = list(self.lister([each for _, each in self.passed], self.now_s, self.trip_max_s))
        whole, lone = set(), []
        for found in listed:
            if found.missing is None and found.exit is not None:
                whole.add((found.entry.ride, found.exit.ride))
            else:
                lone.append((found.known.ride, found.missing))
        wanted, used = set(), set()
        for who in self.people:
            mine = [each for _, each in self.passed if each.account == who]
            for first, second in pairwise(mine):
                if first.inwards and not second.inwards and second.time_s - first.time_s < self.trip_max_s:
                    wanted.add((first.ride, second.ride))
                    used |= {first.ride, second.ride}
        rest = [each for _, each in self.passed if each.ride not in used]
        alone = [(each.ride, "no exit" if each.inwards else "no entry") for each in rest]
        if whole != wanted or sorted(lone) != sorted(alone) or len(listed) != len(wanted) + len(alone):
            raise Breach("the list of trips is not what was passed")
        self.figures["trips"] += len(whole)
        self.figures["incomplete trips"] += len(lone)


def run(
    first: int, days: int, memory: type[trip.Trips] = trip.Trips, lister: Lister = trips
) -> tuple[Counter[str], list[str]]:
    """So many days from a seed on: what happened, and what was found, with the seeds."""
    figures: Counter[str] = Counter()
    found = []
    for seed in range(first, first + days):
        day = Day(seed, memory, lister)
        try:
            day.run()
        except Breach as breach:
            found.append(f"seed {seed}: {breach}")
        figures += day.figures
    return figures, found


def main(arguments: list[str]) -> int:
    """Days from a seed on; 0 when nothing is violated."""
    parser = argparse.ArgumentParser(prog="make trips", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--days", type=int, default=100_000, help="so many days (100000)")
    parser.add_argument("--seed", type=int, default=1, help="of the first day (1)")
    options = parser.parse_args(arguments)
    began_s = time.process_time()
    figures: Counter[str] = Counter()
    found: list[str] = []
    at, end = options.seed, options.seed + options.days
    while at < end:
        part = min(1000, end - at)
        more, breaches = run(at, part)
        figures += more
        found += breaches
        at += part
        if sys.stderr.isatty():
            print(f"\r{at - options.seed:,} of {options.days:,} days", end="", file=sys.stderr)
    for line in found[:20]:
        print(line)
    for name, count in sorted(figures.items()):
        print(f"{count:12,} {name}")
    spent = f"seeds {options.seed} to {end - 1}, {time.process_time() - began_s:.0f} s of a processor"
    print(f"{options.days:,} days, {spent}: {len(found) or 'no'} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
