"""A gate whose terminal is the core in this process, with devices around it that an operator can make fail.

Length: one gate, read from its start to its report.
"""

import functools
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hal.desktop import durable
from hal.scanner.camera import CameraScanner
from hal.scanner.symbol import Symbol
from sim.gate import journal_audit, kept_journal, lane
from sim.gate.cards import AWAY, VirtualCards
from sim.gate.event import Completed, Condition, Decided, Event, Frame, Log, Power, Relay, Scanned, Set, Shown, Started
from sim.gate.frame_source import FaultyScanner, FrameDecoder, GateFrames
from sim.gate.gate import ABILITIES, SETTINGS, Audit, Facts, Unable
from sim.gate.lists import ListChoice, lists
from sim.gate.offset_clock import OffsetClock
from sim.gate.reporter import Reporter
from sim.gate.station import PLACE, Station, Told
from sim.gate.stopwatch import Stopwatch
from sim.gate.storage import FailingStorage
from sim.gate.turnstile import LATCHES, latch_ms
from sim.issuer.issuer import Pki
from sim.issuer.wallet import FARE_FEN
from sim.output.trouble import Trouble
from sim.version import VERSION
from terminal import codes, history, policy, records, sm2
from terminal.decide import steps

if TYPE_CHECKING:
    from hal.desktop.pixel import Pixels
    from hal.interfaces import FrameSource, Scanner
    from sim.gate.asked import Asks
    from sim.gate.cards import Cards
    from sim.gate.families import Families
    from sim.gate.member import Member
    from sim.gate.recorder import Recorder
    from sim.gate.virtual_clock import GateTime
    from sim.trust.file import TrustFile
    from terminal.lane import Lane

PULSE_MS = 1000  # long enough to be seen
_RETRY_MS = 1000
SYSTEM, STAFFED = SETTINGS["lane"]
_STAFFED = frozenset(("lane", "staff"))
_LANE = _STAFFED | {"mode", "trip"}
_WAYS = ("entry", "exit")


def _together(name: str, value: str, chosen: "Mapping[str, str]") -> dict[str, str]:
    """This setting, and what it entails: a gate whose mode is entry or exit releases that way."""
    if name == "mode" and value in _WAYS:
        return {name: value, "direction": value}
    if name == "direction" and chosen["mode"] in _WAYS:
        return {name: value, "mode": value}
    return {name: value}


class CoreGate:
    """See `Gate`. gate_time: its time, real or virtual. host: a camera of this computer or None. scanner: a module on a
    line, in place of cameras. own: a trust list in place of the test industry's. fare_fen: what a ride costs.
    turnstile: one of `turnstile.KINDS`. recorder: of a recording under way, whose gate has no staff, asks nothing, and
    keeps no trips of cards: a replay could not repeat it. asked: for eligibility, None where nothing is asked.
    settings: those that are not standard from the start. kept: the folder stays, with its record key, and an uplink
    may read it. cards: its card reader, None without one. member: of a station, None for a gate that is alone.
    families: that it reads beside the ride code, None for none.
    """

    def __init__(
        self,
        pki: Pki,
        engine: sm2.Engine,
        folder: Path,
        gate_time: "GateTime",
        host: "FrameSource | None" = None,
        scanner: "Scanner | None" = None,
        own: "TrustFile | None" = None,
        fare_fen: int = FARE_FEN,
        turnstile: str = LATCHES,
        recorder: "Recorder | None" = None,
        asked: "Asks | None" = None,
        settings: "Mapping[str, str] | None" = None,
        kept: bool = False,
        cards: "Cards | None" = None,
        member: "Member | None" = None,
        families: "Families | None" = None,
    ) -> None:
        self._settings = dict(SETTINGS)
        if not isinstance(cards, VirtualCards):
            del self._settings["card"]
        lacking = frozenset() if recorder is None else _STAFFED if cards is None else _LANE
        self.abilities = frozenset(ABILITIES) - lacking - (SETTINGS.keys() - self._settings.keys())
        if families is None:
            self.abilities -= {"families"}
        self._asked = asked
        self._cards = cards
        self._families = families
        self.engine = engine
        self._member = member
        self._place = PLACE if member is None else member.place
        self.key = self._record_key(folder, kept)
        self._acquired = kept_journal.Acquired(folder) if kept else None
        self._time = gate_time
        self._clock = OffsetClock(gate_time.clock)
        self._reporter = Reporter(gate_time.now_ms)
        self._folder = folder
        self._recorder = recorder
        now_s = gate_time.now_s()
        self._lists = {"current": own, "missing": None} if own else lists(pki, now_s)
        self._policy = policy.make(fare_fen=fare_fen)
        first = {"trust": "current", "direction": "entry", "turnstile": turnstile, "card": AWAY}
        first |= {"mode": "flat", "trip": "mark", "lane": "system"}
        self._chosen = dict.fromkeys(SETTINGS, "sound") | first
        for name, value in (settings or {}).items():
            self._chosen |= _together(name, value, self._chosen)
        self._frames = GateFrames(gate_time.now_ms, host)
        camera = CameraScanner(self._frames, FrameDecoder(self._frames, self._looked), self._clock.ticks_us)
        self._scanner = FaultyScanner(scanner or camera, self._frames, self._scanned)
        self._storage: list[FailingStorage] = []
        self._watch = Stopwatch()
        self._station: Station | None = None
        self._start_ms: int | None = None  # when the next start is tried; None while it is on or has no power
        self._emergency = False
        self._turn = 0
        self._passed = 0

    # The terminal as a whole

    @property
    def facts(self) -> Facts:
        """See `Gate`."""
        settings = {**self._settings, "trust": tuple(self._lists)}
        read = () if self._families is None else self._families.read
        return Facts("core", self.engine.name, self._list_sequence(), settings, read)

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """See `Gate`."""
        self._reporter.listener = listener

    def open(self) -> None:
        """See `Gate`."""
        if self._cards is not None:
            self._cards.open()
        self._start()
        for name in (*self._settings, "policy", "clock"):
            self._reporter.say(Set, name, self._setting(name))

    def close(self) -> None:
        """See `Gate`."""
        if self._station is not None:
            self._station.close()
            self._station = None

    def turn(self) -> bool:
        """See `Gate`."""
        station = self._station
        if station is None:
            self._restart()
            return False
        station.turn()
        if isinstance(self._cards, VirtualCards) and self._cards.away() and self._chosen["card"] != AWAY:
            self._chosen["card"] = AWAY  # it was torn away
            self._reporter.say(Set, "card", AWAY)
        for told in station.log.take():
            self._answered(told)
        if self._acquired is not None and station.gate.ready():
            self._acknowledge(self._acquired, station)
        station.report(self._reporter, self._passed)
        return station.loop.busy()

    def _acknowledge(self, acquired: kept_journal.Acquired, station: Station) -> None:
        """Take a newer answer of the acquirer, if there is one."""
        try:
            found = acquired.look(self.now_ms())
            if found is None or not station.acknowledge(*found):
                return
            acquired.taken(self.now_ms())
            words = f"The acquirer has everything up to record {found[0]}"
            self._reporter.say(Log, f"收单方已入账至记录 {found[0]}", words)
        except (OSError, ValueError, Trouble) as error:
            self._reporter.say(Log, "收单应答未被接受", f"The acquirer's answer was not taken: {error}")

    def now_ms(self) -> int:
        """See `Gate`."""
        return self._time.now_ms()

    def now_s(self) -> int:
        """See `Gate`."""
        return self._time.now_s()

    def pass_time(self, ms: int) -> None:
        """See `Gate`."""
        self._time.pass_time(ms)

    def audit(self) -> Audit:
        """See `Gate`."""
        if self._station is None:
            raise OSError("there is no power")
        return journal_audit.audit(self._station.store, self.engine, self.key)

    def diagnose(self) -> str | None:
        """See `Gate`."""
        return self._scanner.silent()

    # In front of it

    def show(self, *payloads: bytes) -> None:
        """See `Gate`."""
        self._turn += 1
        self._frames.hold_up(payloads, self._turn)

    def hide(self) -> None:
        """See `Gate`."""
        self._frames.hold_up((), self._turn)

    def see(self, pixels: "Pixels", still: bool) -> None:
        """See `Gate`."""
        self._frames.offer(pixels, still)

    def push(self) -> bool:
        """See `Gate`."""
        return self._station is not None and self._station.turnstile.push()

    def emergency(self, active: bool) -> None:
        """See `Gate`."""
        self._emergency = active
        if self._station is not None:
            self._station.turnstile.set_emergency(active)

    def power(self, on: bool) -> None:
        """See `Gate`: what is in memory is gone, what is in the journal's folder stays."""
        if on:
            if self._station is None:
                self._start_ms = self.now_ms()
            return
        self._start_ms = None
        if self._station is None:
            return
        self._passed += self._station.turnstile.passed
        self._station.close()  # the kernel would close the files of a process that dies, too
        if self._member is not None:
            self._member.line.close()
        self._station = None
        self._reporter.say(Power, False)
        self._reporter.say(Shown, "", "", "off")
        self._reporter.say(Relay, self._chosen["direction"], False)
        self._reporter.say(Condition, 0, False)

    def control(self, name: str, value: "str | int | tuple[int, int]") -> None:
        """See `Gate`."""
        if name == "clock":
            assert isinstance(value, tuple)
            self._clock.offset_s, self._clock.trusted = value[0], bool(value[1])
        elif name == "fare_fen":
            name = "policy"
            self._policy = self._policy._replace(fare_fen=value)
            if self._station is not None:
                self._station.loop.policy = self._policy
        elif name not in self.abilities:
            raise Unable(f"this gate has no {name}")
        elif name == "staff":
            assert isinstance(value, tuple)
            self._reporter.say(Completed, self._station is not None and self._station.complete(*value))
            return
        else:
            before = dict(self._chosen)
            try:
                self._choose(name, str(value))
            finally:
                for other in self._chosen:
                    if other != name and self._chosen[other] != before[other]:
                        self._reporter.say(Set, other, self._setting(other))
                self._reporter.say(Set, name, self._setting(name))
            return
        self._reporter.say(Set, name, self._setting(name))

    def install(self, file: "TrustFile") -> None:
        """A newer list has arrived: it is in force from the next code on. Raises Unable for one that is not newer, and
        while there is no power.
        """
        if self._station is None:
            raise Unable("this gate has no power")
        opened, now = file.open(self.engine), self._list_sequence()
        if now is not None and opened.sequence <= now:
            raise Unable(f"list {opened.sequence} is not newer than list {now}, which is here")
        self._lists["current"], self._chosen["trust"] = file, "current"
        self._station.loop.trust = opened
        self._reporter.say(Set, "trust", self._setting("trust"))

    def _record_key(self, folder: Path, kept: bool) -> bytes:
        """On a board it lies beside the journal."""
        if self._member is not None:
            return self._member.key
        return kept_journal.made(folder) if kept else secrets.token_bytes(records.KEY_BYTES)

    def _choose(self, name: str, value: str) -> None:
        if name == "trust" and value not in self._lists:
            raise Unable(f"there is no {value} list with --trust; start without it to try one")
        station = self._station
        if name == "lane":
            if station is None:
                raise Unable("this gate has no power")
            if station.lane is None:
                raise Unable("this gate has neither step 23 nor 24, so the staff has nothing to do; set its mode first")
            if value != self._chosen[name] and not station.switch(value == STAFFED):
                raise Unable("the switch of the lane could not be written, so it was not made; look at the storage")
        self._chosen |= _together(name, value, self._chosen)
        if name == "scanner":
            self._scanner.switch(value)
        elif name == "card" and isinstance(self._cards, VirtualCards):
            self._cards.hold(value)
        elif name == "storage":
            for storage in self._storage:
                storage.switch(value)
        elif name in ("direction", "mode", "trip") and station is not None:
            self.power(False)  # the terminal starts again with another configuration
            self.power(True)
        elif station is not None and name == "turnstile":
            station.turnstile.latch_ms = latch_ms(value)
        elif station is not None and name == "trust":
            station.loop.trust = self._list()
        elif station is not None and name == "sensor":
            station.turnstile.sensor.stuck, station.turnstile.sensor.broken = value == "stuck", value == "broken"

    # Starting

    def _start(self) -> None:
        chosen = self._chosen
        self._storage = []
        served = lane.made(chosen, self._asked, self.engine, self._clock, self._place, self._member)
        walk = steps if self._families is None else self._families.judging().steps
        self._watch.judging = walk if served is None else functools.partial(served.lane.judge, walk=walk)
        station = Station(
            self._clock,
            self._scanner,
            self._list(),
            self.engine,
            self._folder,
            key=self.key,
            direction=chosen["direction"],  # type: ignore[arg-type]
            pulse_ms=PULSE_MS,
            latch_ms=latch_ms(chosen["turnstile"]),
            policy=self._policy,
            stored=self._behind,
            judge=self._watch.judge,
            probe=None if self._recorder is None else self._recorder.probe,
            lane=served,
            cards=self._cards,
            place=self._place,
            codes_max=history.CAPACITY_MAX if self._member is None else self._member.codes_max,
            disk=durable if self._member is None else self._member.disk,
            families=self._families,
        )
        if station.media is not None:
            self._watch.judging = station.media.judge
        if self._member is not None:
            self._member.line.open()
        station.turnstile.sensor.stuck = chosen["sensor"] == "stuck"
        try:
            station.open()
            self._note_list(station)
        except OSError:
            station.close()
            raise
        station.turnstile.sensor.broken = chosen["sensor"] == "broken"
        station.turnstile.set_emergency(self._emergency)
        self._station = station
        self._start_ms = None
        self._reporter.forget()
        self._reporter.say(Power, True)
        self._reporter.say(Started, VERSION, "core", self.engine.name, self._list_sequence())
        if served is not None:
            self._restore(served.lane)

    def _restore(self, served: "Lane") -> None:
        """A lane stays what it is through restarts: what it was here, or what the journal says that was read."""
        staffed = served.staffed or self._chosen["lane"] == STAFFED
        served.staffed = staffed and "lane" in self.abilities
        value = STAFFED if served.staffed else SYSTEM
        if value != self._chosen["lane"]:
            self._chosen["lane"] = value
            self._reporter.say(Set, "lane", value)

    def _note_list(self, station: Station) -> None:
        """Write that a list is here which a journal that stays does not name yet: the receipt of its installation."""
        listed = station.loop.trust
        if self._acquired is None or listed is None or kept_journal.noted_list(self._folder) == listed.sequence:
            return
        station.note_list(listed.sequence)
        kept_journal.note_list(self._folder, listed.sequence)

    def _restart(self) -> None:
        if self._start_ms is None or self.now_ms() < self._start_ms:
            return
        try:
            self._start()
        except OSError:
            self._start_ms = self.now_ms() + _RETRY_MS
            self._reporter.changed(Shown, *codes.OUT_OF_SERVICE, "red")
            return
        self._reporter.say(Log, "恢复供电, 已读回日志", "Power is back; the journal was read again")

    def _behind(self, store: Any) -> FailingStorage:
        storage = FailingStorage(store)
        storage.switch(self._chosen["storage"])
        self._storage.append(storage)
        return storage

    def _list(self) -> Any:
        file = self._lists[self._chosen["trust"]]
        if self._recorder is not None:
            self._recorder.accepts(file)
        return None if file is None else file.open(self.engine)

    def _list_sequence(self) -> int | None:
        trust = None if self._station is None else self._station.loop.trust
        return None if trust is None else trust.sequence

    def _setting(self, name: str) -> Any:
        if name == "clock":
            return self._clock.offset_s, self._clock.trusted
        if name == "policy":
            return self._policy
        if name == "trust":
            chosen = self._chosen["trust"]
            return ListChoice(chosen, self._list_sequence(), self._lists[chosen])
        return self._chosen[name]

    # What it reports

    def _scanned(self, payloads: tuple[bytes, ...]) -> None:
        self._reporter.say(Scanned, payloads)

    def _looked(self, pixels: "Pixels", symbols: tuple[Symbol, ...]) -> None:
        if self._recorder is not None:
            self._recorder.looked_at(pixels)
        self._reporter.say(Frame, pixels, self._frames.source, tuple(symbol.corners for symbol in symbols))

    def _answered(self, told: Told) -> None:
        steps_us = self._watch.trace.us if told.decision.step != 0 else None
        clock_s, fare_fen = self._clock.now_s(), self._policy.fare_fen
        self._reporter.say(Decided, told.decision, told.payload, told.stages, steps_us, clock_s, fare_fen, told.stated)
