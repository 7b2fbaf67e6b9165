"""The gates of a recorded morning, played again turn by turn by the real loop with devices in memory, on both runtimes.

`tests/builder/station_tape.py` writes the tape. A turn is one of the gate's at the moment of the morning; what does not
stand in the tape changed nothing there.
"""

import hashlib
import json
from binascii import hexlify, unhexlify
from struct import pack

from hal.fake.clock import Clock, Watchdog
from hal.fake.eligibility import Eligibility
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from hal.fake.log import Log
from hal.fake.scanner import Scanner
from hal.fake.store import Cell, Segments
from terminal import notice, policy, records, signed, sm2, trip
from terminal.eligibility import Question, rules
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.lane import Lane
from terminal.run import Hal, Loop
from terminal.trust import open_list

SEGMENT_BYTES, SEGMENTS_MAX = 65_536, 1024
_TURNS_MAX = 400
_LATE_MS = 5000


class Reporting:
    """Stands between journal and lane, as `sim.gate.lane.GateLane` does: passages become notices."""

    def __init__(self, lane: Lane, send) -> None:
        self.lane = lane
        self.tail = lane.tail
        self._send = send

    def take(self, record: records.Record) -> None:
        made = notice.made(record, self.lane.trips)
        self.lane.take(record)
        if made is not None:
            self._send(made)


class PlayedGate:
    """One gate. told: what the tape says of it. sent: a hash of the notices that it has sealed."""

    def __init__(self, told: dict, station: "PlayedStation") -> None:
        self.told = told
        self.station = station
        self.place = records.Place(*told["place"])
        self.store, self.cell = Segments(), Cell()
        self.port = Eligibility()
        self.port.verdicts = station.verdicts
        self.sent = hashlib.sha256()
        self.results: list[int] = []
        self.start = 0
        self.emergency = self.staffed = False
        self.loop: Loop | None = None

    def _send(self, made: notice.Notice) -> None:
        self.sent.update(notice.encode(made, self.station.seal))

    def on(self) -> None:
        """The supply: a gate as sim/gate/station.py builds it."""
        told, station, clock = self.told, self.station, self.station.clock
        self.scanner, self.sensor, self.contact = Scanner(), Sensor(), Emergency()
        relay, panel, watchdog, self.log = Relay(clock), Panel(), Watchdog(clock), Log()
        for part in (self.store, self.scanner, relay, self.sensor, self.contact, panel, watchdog):
            part.open()
        self.contact.pulled = self.emergency
        trips = trip.Trips(trip.rules(told["mode"], told["trip"], told["trip_max_s"]), trip.CAPACITY_MIN)
        question = None
        if told["asks"]:
            where = pack(">HH", self.place.line, self.place.station)
            question = Question(self.port, rules(told["unknown"]), where)
        self.lane = Lane(clock, trips, question)
        self.lane.staffed = self.staffed
        self.gate = Gate(told["mode"], told["pulse_ms"])
        self.gate.words = self.lane.words()
        history, fare = History(64), policy.make(fare_fen=told["fare_fen"])
        digest, key = station.engine.digest, unhexlify(told["key"])
        self.journal = Journal(self.store, self.cell, digest, key, self.place, SEGMENT_BYTES, SEGMENTS_MAX)
        sm2.finish(self.journal.open(history, fare, clock.now_s(), True, Reporting(self.lane, self._send)))
        self.start += 1
        self._send(notice.asks(self.place, self.start, max(0, clock.now_s() - trips.rules.trip_max_s)))
        hal = Hal(clock, self.scanner, relay, self.sensor, self.contact, panel, watchdog, self.log)
        self.loop = Loop(self.gate, station.trust, fare, history, self.journal, hal, self.lane.judge)

    def turn(self, notices: list) -> None:
        """Its turns of one moment; notices: what has arrived."""
        for _ in range(_TURNS_MAX):
            self.loop.step()
            now_s = self.station.clock.now_s()
            for data in notices:
                heard = notice.parse(unhexlify(data), self.station.seal)
                if not notice.take(heard, self.lane.trips, now_s):
                    notice.caught_up(heard, self.lane.trips, self.place.terminal_id, self.start)
            notices = ()
            self.lane.expire(self.station.clock.now_ms())
            if self.gate.ready():
                self.port.close()
            if not self.loop.busy():
                break
        self.port.asked.clear()
        self.results += [decision.result for decision, _ in self.log.decisions]
        self.log.decisions.clear()
        self.log.events.clear()

    def do(self, what: str, value) -> None:
        """One entry of the tape."""
        if what == "on":
            self.on()
        elif what == "off":
            self.loop = None
        elif what == "turn":
            self.turn(value)
        elif what == "code":
            self.scanner.show(unhexlify(value))
        elif what == "pass":
            self.sensor.pass_through(value)
        elif what == "staff":
            self.lane.complete(value[0], value[1], self.gate, self.loop, self.journal)
        elif what == "lane":
            self.lane.switch(value, self.loop, self.journal)
            self.staffed = self.lane.staffed
        elif what == "emergency":
            self.emergency = value
            if self.loop is not None:
                self.contact.pulled = value
        else:
            raise ValueError(what)


class PlayedStation:
    """All of them. lines: of a tape, the first of which says what there is."""

    def __init__(self, lines, engine: sm2.Engine = sm2.REFERENCE) -> None:
        self._lines = iter(lines)
        told = json.loads(next(self._lines))
        self.engine = engine
        self.clock = Clock(told["begins_s"])
        self.seal = records.sealer(engine.digest, unhexlify(told["key"]))
        self.verdicts = {unhexlify(account): verdict for account, verdict in told["statuses"].items()}
        self.expected = told["expected"]
        self._list = unhexlify(told["list"])
        operator = engine.decode(unhexlify(told["operator"]))
        opening = open_list(self._readinto, len(self._list), (operator,), engine, signed.EITHER)
        self.trust = sm2.finish(opening)
        self._answer_ms = told["answer_ms"]
        self.gates = [PlayedGate(each, self) for each in told["gates"]]
        self._service("up")

    def _readinto(self, offset: int, buffer: bytearray) -> None:
        buffer[:] = self._list[offset : offset + len(buffer)]

    def _service(self, state: str) -> None:
        for gate in self.gates:
            gate.port.down, gate.port.lies = state == "down", state == "lying"
            gate.port.slow_ms = _LATE_MS if state == "slow" else self._answer_ms

    def play(self) -> None:
        """To the end of the tape."""
        for line in self._lines:
            at_ms, number, what, value = json.loads(line)
            self.clock.advance(at_ms - self.clock.ms)
            if what == "service":
                self._service(value)
            else:
                self.gates[number].do(what, value)

    def digest(self) -> str:
        """Every byte of the journals, every answer, and every notice that was sealed."""
        whole = hashlib.sha256()
        for gate in self.gates:
            for number in sorted(gate.store.content):
                whole.update(bytes(gate.store.content[number]))
            whole.update(bytes([byte for result in gate.results for byte in (result >> 8, result & 255)]))
            whole.update(gate.sent.digest())
        return hexlify(whole.digest()).decode()
