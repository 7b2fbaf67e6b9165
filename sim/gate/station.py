"""A whole gate of real parts: a scanner, the terminal's loop, a journal in files, and a simulated turnstile."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hal.desktop import durable
from hal.desktop.file_cell import FileCell
from hal.desktop.segment_folder import SegmentFolder
from hal.fake.clock import Watchdog
from hal.fake.gate import Panel
from sim.gate.event import (
    Arms,
    Condition,
    Emergency,
    Event,
    Log,
    OutcomeStored,
    Passage,
    Relay,
    RideStored,
    Shown,
    Stages,
    span_us,
)
from sim.gate.turnstile import FREE, LATCH_MS, LOCKED, Turnstile
from terminal import codes, records, sm2
from terminal.card import Media
from terminal.decide import Decision, steps
from terminal.gate import Gate
from terminal.history import CAPACITY_MAX, History
from terminal.journal import Journal
from terminal.lane import BY_STAFF
from terminal.policy import STANDARD, Policy
from terminal.refusals import Refusals
from terminal.run import Hal, Loop, Marks
from terminal.trust import TrustList

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import Clock, Direction, Scanner
    from sim.gate.cards import Cards
    from sim.gate.families import Families
    from sim.gate.lane import GateLane
    from sim.gate.recorder import Probe
    from sim.gate.reporter import Reporter
    from terminal.lane import Tail

PLACE = records.Place(terminal_id=1, provisioning_id=1, mode=1, line=1, station=1, direction=1, vehicle=0)
_SEGMENT_BYTES = 65_536
_SEGMENTS_MAX = 1024
_HOURS_BYTES = 4096
_HOURS_MAX = 3
_STORED: dict[str, type[Event]] = {"ride": RideStored, "outcome": OutcomeStored}


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the terminal. timings: (capture_us, decode_us) of the frame it came from, None without a
    camera. payload: the bytes that were judged, b"" when nothing was. stated: what the ride's record says of trip and
    eligibility.
    """

    decision: Decision
    marks: Marks
    timings: tuple[int, int] | None
    payload: bytes = b""
    stated: "Tail | None" = None

    @property
    def stages(self) -> Stages:
        """How long each stage took."""
        marks = self.marks
        capture_us, decode_us = self.timings or (None, None)
        decide_us = span_us(marks.read_us, marks.decided_us)
        store_us, relay_us = span_us(marks.decided_us, marks.stored_us), span_us(marks.stored_us, marks.released_us)
        return Stages(capture_us, decode_us, decide_us, store_us, relay_us)


class DecisionLog:
    """The terminal's log: keeps each answer with what was judged and the timings of the camera, and what was stored,
    until they are taken. Its other reports repeat what the devices of this gate show themselves.
    """

    def __init__(self, scanner: "Scanner", lane: "GateLane | None" = None, media: Media | None = None) -> None:
        self._scanner = scanner
        self._lane = lane
        self._media = media
        self._told: list[Told] = []
        self._stored: list[tuple[type[Event], tuple[int, ...]]] = []

    def decision(self, decision: Any, marks: Any, payload: bytes) -> None:
        """Keep one answer."""
        card = self._media is not None and self._media.card
        timings = None if card else getattr(self._scanner, "timings", None)
        stated = self._lane.stated if self._lane is not None and decision.result == codes.ACCEPTED else None
        if stated is not None and stated.trip & BY_STAFF:  # no scan has led to it, so no stage of one is timed
            timings, marks = None, Marks(None, None, None, None)
        self._told.append(Told(decision, marks, timings, b"" if card or decision.step == 0 else payload, stated))

    def event(self, name: str, *values: int) -> None:
        """Keep what was stored."""
        if name in _STORED:
            self._stored.append((_STORED[name], values))

    def take(self) -> list[Told]:
        """The answers since the last call."""
        told, self._told = self._told, []
        return told

    def take_stored(self) -> "list[tuple[type[Event], tuple[int, ...]]]":
        """The kinds and values of the records since the last call."""
        stored, self._stored = self._stored, []
        return stored


class Station:
    """One gate with everything it is made of. folder: where its journal goes.

    `key` is the record key, made for this station unless one is handed in; it is needed to check the journal.
    stored: puts something between the journal and its store, as a test of failing storage does. judge: what
    the loop judges with (`decide.steps`). latch_ms: of the turnstile, see there. probe: records everything between
    the loop and its devices. lane: with step 23 or 24 or both, where the gate has them; its judge is handed in. cards:
    its card reader, for whose `media` the judge has to judge. place: as its records name it. codes_max: how many codes
    it remembers. disk: what waits until its journal is on the disk. families: that it reads beside the ride code;
    `judge` has to judge them.
    """

    def __init__(
        self,
        clock: "Clock",
        scanner: "Scanner",
        trust: TrustList | None,
        engine: sm2.Engine,
        folder: Path,
        *,
        key: bytes | None = None,
        direction: "Direction" = "entry",
        pulse_ms: int = 500,
        latch_ms: int = LATCH_MS,
        policy: Policy = STANDARD,
        stored: "Callable[[Any], Any]" = lambda store: store,
        judge: "Callable[..., Any]" = steps,
        probe: "Probe | None" = None,
        lane: "GateLane | None" = None,
        cards: "Cards | None" = None,
        place: records.Place = PLACE,
        codes_max: int = CAPACITY_MAX,
        disk: durable.Disk = durable,
        families: "Families | None" = None,
    ) -> None:
        self.engine = engine
        self.key = secrets.token_bytes(records.KEY_BYTES) if key is None else key
        self.store = SegmentFolder(folder / "journal", disk)
        self.turnstile = Turnstile(clock, direction, latch_ms)
        self.panel = Panel()
        self.gate = Gate(direction, pulse_ms)
        if lane is not None:
            self.gate.words = lane.lane.words()
        self._families = families
        walk: Any = steps
        if families is not None:
            walk = families.judging().steps
            self.gate.words.update(families.words())
        self.media = None
        if cards is not None:
            self.media = Media(scanner, cards.reader, self.gate, clock.now_ms, cards.sam, lane, walk)
        self.log = DecisionLog(scanner, lane, self.media)
        self._direction = direction
        self._states: tuple[Any, ...] = ()  # what was reported last
        self._pulse: tuple[Any, ...] | None = None  # the last one of that
        self._clock = clock
        self._scanner = scanner if self.media is None else self.media
        self._watchdog = Watchdog(clock)
        cell = FileCell(folder / "journal.sequence", disk)
        self._journal = Journal(stored(self.store), cell, engine.digest, self.key, place, _SEGMENT_BYTES, _SEGMENTS_MAX)
        self._hours_store = SegmentFolder(folder / "hours", disk)
        cell = FileCell(folder / "hours.sequence", disk)
        self._hours = Journal(self._hours_store, cell, engine.digest, self.key, place, _HOURS_BYTES, _HOURS_MAX)
        self.refusals = Refusals(self._hours)
        self._history = History(codes_max)
        hal = Hal(
            clock,
            self._scanner,
            self.turnstile.relay,
            self.turnstile.sensor,
            self.turnstile.emergency,
            self.panel,
            self._watchdog,
            self.log,
        )
        self._probe = probe
        self.lane = lane
        journal: Any = self._journal
        if probe is not None:
            hal, judge, journal = probe.between(hal, judge, journal)
        self.loop = Loop(self.gate, trust, policy, self._history, journal, hal, judge, self.refusals)

    @property
    def written(self) -> int:
        """Records written, without the heads of the journal's segments."""
        return self._journal.sequence - len(self.store.numbers())

    def open(self) -> None:
        """Prove the engine, open the devices and the journal. Raises OSError when a device or the file does
        not open.
        """
        sm2.prove(self.engine)
        self.store.open()
        self._hours_store.open()
        self._scanner.open()
        self.turnstile.open()
        self.panel.open()
        self._watchdog.open()
        now_s, lane = self._clock.now_s(), self.lane
        whole = lane is not None and lane.lane.trips is not None  # trips are older than any code that is still good
        states: Any = self.media or lane
        sm2.finish(self._journal.open(self._history, self.loop.policy, now_s, whole, states))
        sm2.finish(self._hours.open(History(1), self.loop.policy, self._clock.now_s()))
        if lane is not None:
            lane.join(now_s)
        if self._probe is not None:
            self._probe.opened(self.gate, self._history, self.loop.policy, lane, self._families)

    def turn(self) -> None:
        """One turn of the terminal's loop, and of the mechanics behind it."""
        if self._probe is None:
            self.loop.step()
        else:
            self._probe.turn(self.loop)
        if self.lane is not None:
            self.lane.hear(self._clock.now_s())
            self.lane.lane.expire(self._clock.now_ms())
            if self.lane.visits is not None:
                self.lane.visits.turn(self._clock.now_ms())
            if self.gate.ready():
                self.lane.let_go()
        self.turnstile.tick()

    def switch(self, staffed: bool) -> bool:
        """Make its lane one with staff, or one of the system again; whether that is on record, and so done."""
        return self.lane is not None and self.lane.lane.switch(staffed, self.loop, self._journal)

    def complete(self, operator: int, reason: int) -> bool:
        """The staff lets the passenger in who was refused last; whether there was one, and a ride is under way."""
        lane = self.lane
        return lane is not None and lane.lane.complete(operator, reason, self.gate, self.loop, self._journal)

    def acknowledge(self, sequence: int, digest: bytes) -> bool:
        """The acquirer has everything up to this record; whether that was written. It is not where nothing but the last
        acknowledgement, itself a record, would be acknowledged. Raises ValueError when another record is here, OSError
        when the storage fails."""
        news: bool = sequence > self._journal.acknowledged + 1
        if news:
            self._journal.acknowledge(sequence, digest, self._clock.now_s())
        return news

    def note_list(self, sequence: int) -> None:
        """Write that another trust list was installed. Raises OSError."""
        now_s = self._clock.now_s()
        self._journal.append_event(records.LIST_INSTALLED, now_s, sequence, now_s)

    def report(self, to: "Reporter", passed: int) -> None:
        """Report what differs from the last turn. passed: people who went through before this start."""
        turnstile, gate, relay = self.turnstile, self.gate, self.turnstile.relay
        shown, pulled, pulse = self.panel.shown, turnstile.emergency.pulled, relay.last.get(self._direction)
        closed, arms = relay.released(self._direction), turnstile.state
        states = (shown, pulled, pulse, closed, arms, passed + turnstile.passed, gate.faults, gate.ready())
        if states != self._states:
            if shown is not None:
                to.changed(Shown, *shown)
            to.changed(Emergency, pulled)
            if pulse is not self._pulse:  # it was there, though this turn may have taken longer
                to.changed(Relay, self._direction, True)
                if arms == LOCKED:
                    to.changed(Arms, FREE)
            self._pulse = pulse
            to.changed(Relay, self._direction, closed)
            to.changed(Arms, arms)
            to.changed(Passage, passed + turnstile.passed)
            to.changed(Condition, gate.faults, gate.ready())
            self._states = states
        for kind, values in self.log.take_stored():
            to.say(kind, *values)
        fault = "" if self.lane is None else self.lane.fault()
        if fault:
            to.say(Log, "资格快照读取失败, 已询问服务", f"The service was asked in its place: {fault}")

    def close(self) -> None:
        """Close everything; the arms are locked."""
        if self.lane is not None:
            self.lane.close()
        self.turnstile.close()
        self.panel.close()
        self._scanner.close()
        self.store.close()
        self._hours_store.close()
