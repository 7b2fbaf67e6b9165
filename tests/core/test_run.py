"""The loop between the decision and the devices: what is stored before what is opened, and what happens when equipment
fails.

Length: one terminal, every device failing in turn.
"""

from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from hal.fake.log import Log
from hal.fake.scanner import Scanner
from hal.fake.store import Cell, Segments
from terminal import codes, decide, gate as gates, journal as journals, policy, records, sm2
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.run import Hal, Loop
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S, quick
from tests.builder.journal_reading import recover

KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
PASS = (codes.PASS[1], gates.LAMP_GREEN)
IDLE = (codes.IDLE[1], gates.LAMP_IDLE)
CLOSED = (codes.OUT_OF_SERVICE[1], gates.LAMP_RED)


class Terminal:
    """A whole terminal over the devices of hal/fake."""

    def __init__(self, capacity: int = 8, now_s: int | None = NOW_S, **gate: int) -> None:
        self.events = []
        self.clock = Clock(now_s, 1000)
        self.scanner = Scanner(self.events)
        self.relay = Relay(self.clock, self.events)
        self.sensor = Sensor(self.events)
        self.emergency = Emergency(self.events)
        self.panel = Panel(self.events)
        self.watchdog = Watchdog(self.clock)
        self.log = Log()
        self.store = Segments(None, self.events, self.clock)
        self.cell = Cell()
        parts = (self.scanner, self.relay, self.sensor, self.emergency, self.panel, self.watchdog, self.store)
        for part in parts:
            part.open()
        self.history = History(capacity)
        self.gate = Gate(**gate)
        self.journal = Journal(self.store, self.cell, signer.QUICK.digest, KEY, PLACE)
        sm2.finish(self.journal.open(self.history, policy.STANDARD, now_s))
        hal = Hal(
            self.clock,
            self.scanner,
            self.relay,
            self.sensor,
            self.emergency,
            self.panel,
            self.watchdog,
            self.log,
        )
        self.loop = Loop(self.gate, list_builder.shared(), policy.STANDARD, self.history, self.journal, hal)

    def turn(self, turns: int = 1, ms: int = 1) -> None:
        for _ in range(turns):
            self.clock.ms += ms
            self.loop.step()

    def present(self, *payloads: bytes) -> None:
        """Hold these before the reader for one frame, and wait until the answer is there."""
        told = len(self.log.decisions)
        self.scanner.frames.append(payloads)
        for _ in range(400):
            self.turn()
            if len(self.log.decisions) > told:
                return

    def results(self) -> list:
        return [decision.result for decision, _ in self.log.decisions]

    def told(self, kind: str) -> list:
        return [event for event in self.events if event[0] == kind]

    def order(self) -> list:
        """What was stored and what moved, in order, behind the first reading of a contact at rest."""
        found = [event[:2] for event in self.events if event[0] in ("append", "release", "hold")]
        return found[1:] if found[:1] == [("hold", False)] else found

    def records(self) -> list:
        """What stands in the journal, but for the heads of its segments; a torn last record does not count."""
        return [record for record in self.everything() if record.kind != records.HEAD]

    def everything(self) -> list:
        """The same with the heads."""
        out = []
        try:
            for record, _ in recover(self.store, signer.QUICK.digest, KEY):
                out.append(record)
        except journals.Broken as end:
            assert end.torn, end
        return out

    def written(self) -> list:
        """("ride", number) and (outcome, number of its ride) of each record. Records are counted without heads."""
        out = []
        found = self.records()
        number = {found[at].sequence: at + 1 for at in range(len(found))}
        for record in found:
            if record.kind == records.RIDE:
                out.append(("ride", number[record.sequence]))
            else:
                ride, outcome = records.parse_outcome(record.body)
                if ride in number:
                    out.append((outcome, number[ride]))
                else:  # of a ride whose append failed: it is not known whether it is there
                    assert outcome == records.FAULT
        return out


def code(number: int = 0, **fields: object) -> bytes:
    """A good code of its own for each number."""
    return quick(generated_s=NOW_S - number, **fields)


def test_a_ride_is_stored_before_the_gate_is_released():
    terminal = Terminal()
    terminal.turn()
    assert terminal.panel.shown[1:] == IDLE
    terminal.present(code())
    assert terminal.results() == [codes.ACCEPTED]
    assert terminal.order() == [("append", records.RIDE), ("release", "entry")]
    assert terminal.panel.shown[1:] == PASS and terminal.panel.shown[0] == codes.PASS[0]
    terminal.sensor.waiting = 1
    terminal.turn()
    assert terminal.order()[2:] == [("append", records.OUTCOME)]
    assert terminal.written() == [("ride", 1), (records.PASSED, 1)]
    assert terminal.history.count == 1


def test_the_record_tells_what_was_decided():
    terminal = Terminal()
    payload = code(3)
    terminal.present(b"]Q1" + payload + b"\r")
    record = terminal.records()[0]
    ride = records.parse_ride(record.body)
    assert ride.raw_code == payload and ride.recovered == ("prefix", "line_end")
    assert ride.list_sequence == 7 and ride.result == codes.ACCEPTED and record.time_s == NOW_S


def test_times_are_taken_in_order():
    terminal = Terminal()
    terminal.store.slow_ms = 5
    terminal.present(code())
    _, marks = terminal.log.decisions[0]
    assert marks.read_us <= marks.decided_us <= marks.stored_us <= marks.released_us
    terminal.present(b"TX")
    _, marks = terminal.log.decisions[1]
    assert marks.read_us <= marks.decided_us
    assert marks.stored_us is None and marks.released_us is None


def test_a_refused_code_is_told_and_nothing_else():
    terminal = Terminal()
    for number, (payload, result) in enumerate(
        ((b"TX", codes.FOREIGN_CODE), (code(301), codes.CODE_EXPIRED), (bytes(2000), codes.OVERSIZED))
    ):
        terminal.present(payload)
        assert terminal.results()[number] == result
    assert terminal.order() == [] and terminal.store.size() == 0 and terminal.history.count == 0


def test_a_code_is_accepted_once():
    terminal = Terminal()
    terminal.present(code())
    terminal.sensor.waiting = 1
    terminal.turn(2001)
    terminal.present(code())
    assert terminal.results() == [codes.ACCEPTED, codes.CODE_ALREADY_USED]


def test_a_code_is_accepted_once_through_a_restart():
    first = Terminal()
    first.present(code())
    second = Terminal()
    second.store.content = first.store.content
    second.cell.content = first.cell.content
    sm2.finish(second.journal.open(second.history, policy.STANDARD, NOW_S))
    second.present(code())
    assert second.results() == [codes.CODE_ALREADY_USED]
    assert second.written() == [("ride", 1), (records.UNKNOWN, 1)]
    assert not second.told("release")


def test_a_phone_held_still_changes_nothing():
    terminal = Terminal(passage_ms=5000)
    terminal.scanner.still = (code(),)
    terminal.turn(340, 20)
    assert terminal.results() == [codes.ACCEPTED, codes.CODE_ALREADY_USED]  # the second after the time-out
    assert len(terminal.told("release")) == 1
    assert terminal.written() == [("ride", 1), (records.TIMEOUT, 1)]


def test_a_time_out_is_written():
    terminal = Terminal(passage_ms=1000)
    terminal.present(code())
    terminal.turn(1100)
    assert terminal.written() == [("ride", 1), (records.TIMEOUT, 1)]


def test_passengers_in_a_row():
    terminal = Terminal(pulse_ms=200, queue=3)
    for number in range(3):
        terminal.present(code(number))
    assert terminal.results() == [codes.ACCEPTED] * 3
    polls = terminal.scanner.polls
    terminal.turn(10)
    assert terminal.scanner.polls == polls  # full: no poll
    terminal.turn(300)
    for _ in range(3):
        terminal.sensor.waiting = 1
        terminal.turn(300)
    assert terminal.written()[3:] == [(records.PASSED, 1), (records.PASSED, 2), (records.PASSED, 3)]
    assert len(terminal.told("release")) == 3


def test_passages_told_at_once_end_only_the_authorisation_that_was_released():
    terminal = Terminal(pulse_ms=200)
    terminal.present(code())
    terminal.present(code(1))
    terminal.turn(300)
    terminal.sensor.waiting = 2  # the second went through before a second one was released
    terminal.turn(2)
    assert terminal.written() == [("ride", 1), ("ride", 2), (records.PASSED, 1)]
    assert len(terminal.told("release")) == 2
    terminal.sensor.waiting = 1
    terminal.turn()
    assert terminal.written()[3:] == [(records.PASSED, 2)]


def test_pulses_never_overlap_however_long_storing_takes():
    terminal = Terminal(pulse_ms=500)
    terminal.store.slow_ms = 300
    terminal.present(code())
    terminal.store.slow_ms = 0
    terminal.present(code(1))
    for _ in range(100):
        terminal.sensor.waiting = 1
        terminal.turn(1, 10)
    first, second = [event[3] for event in terminal.told("release")]
    assert second - first >= 500, second - first


def test_the_time_to_pass_runs_from_the_release():
    terminal = Terminal(passage_ms=1000)
    terminal.store.slow_ms = 400
    terminal.present(code())
    released_ms = terminal.told("release")[0][3]
    terminal.store.slow_ms = 0
    while terminal.clock.ms < released_ms + 998:
        terminal.turn()
    assert terminal.written() == [("ride", 1)]


def test_the_scanner_is_held_off_while_something_is_written():
    terminal = Terminal()
    seen = []
    terminal.store.before_append = lambda data: seen.append(terminal.scanner.held)
    terminal.present(code())
    terminal.sensor.waiting = 1
    terminal.turn()
    assert not terminal.scanner.held
    terminal.store.room = 0
    terminal.present(code(1))
    assert seen == [True, True, True, True] and not terminal.scanner.held


# storage


def test_a_store_that_fails_opens_nothing():
    for room in (0, 1, 200, 475):
        terminal = Terminal()
        terminal.store.room = room
        terminal.present(code())
        assert terminal.results() == [codes.STORE_FAILED]
        assert not terminal.told("release") and terminal.history.count == 0
        assert terminal.panel.shown[1:] == CLOSED
        terminal.store.room = None
        terminal.turn(2001)
        terminal.present(code())
        assert terminal.results()[-1] == codes.ACCEPTED
        assert terminal.written() == [("ride", 1)]


def test_a_full_history_opens_nothing():
    terminal = Terminal(capacity=1)
    terminal.present(code())
    terminal.present(code(1))
    assert terminal.results() == [codes.ACCEPTED, codes.STORE_FAILED]
    assert terminal.written() == [("ride", 1)]
    assert len(terminal.told("release")) == 1
    terminal.clock.set_utc(NOW_S + 321)  # the first entry is over
    terminal.turn(2001)
    terminal.present(quick(generated_s=NOW_S + 321))
    assert terminal.results()[-1] == codes.ACCEPTED


def test_an_outcome_that_cannot_be_written_stops_nobody():
    terminal = Terminal()
    terminal.present(code())
    terminal.store.room = 0
    terminal.sensor.waiting = 1
    terminal.turn()
    terminal.store.room = None
    terminal.turn(600)
    terminal.present(code(1))
    assert terminal.results() == [codes.ACCEPTED, codes.ACCEPTED]
    assert terminal.written() == [("ride", 1), (records.PASSED, 1), ("ride", 3)]  # written late, but written


def test_a_clock_lost_between_deciding_and_storing():
    terminal = Terminal()
    terminal.scanner.frames.append((code(),))
    terminal.turn(3)
    terminal.clock.set_utc(None)
    terminal.turn(400)
    assert terminal.results() == [codes.STORE_FAILED] and not terminal.told("release")


def test_a_list_that_cannot_be_read():
    terminal = Terminal()
    storage = list_builder.Storage(list_builder.usual())
    terminal.loop.trust = list_builder.opened_from(storage)
    storage.broken = True
    terminal.present(code())
    assert terminal.results() == [codes.STORE_FAILED] and terminal.log.decisions[0][0].step == 8
    storage.broken = False
    terminal.turn(2001)
    terminal.present(code())
    assert terminal.results()[-1] == codes.ACCEPTED


def test_a_list_installed_while_a_code_is_judged_is_not_the_one_it_was_judged_by():
    terminal = Terminal()
    terminal.scanner.frames.append((code(),))
    terminal.turn(3)
    terminal.loop.trust = list_builder.opened(list_builder.usual(sequence=8))
    terminal.turn(400)
    assert terminal.results() == [codes.ACCEPTED]
    assert records.parse_ride(terminal.records()[0].body).list_sequence == 7


def test_no_list_and_no_clock():
    terminal = Terminal()
    terminal.loop.trust = None
    terminal.present(code())
    terminal.clock.set_utc(None)
    terminal.present(code(1))
    assert terminal.results() == [codes.TRUST_LIST_MISSING, codes.CLOCK_UNTRUSTED]


# devices


def test_a_relay_that_fails_to_release():
    terminal = Terminal()
    terminal.turn()
    terminal.relay.broken = True
    terminal.present(code())
    assert terminal.written() == [("ride", 1), (records.FAULT, 1)]
    assert terminal.results() == [codes.ACCEPTED]  # that was the answer, and its record says how it ended
    assert not terminal.gate.in_service()
    assert terminal.panel.shown[1:] == CLOSED  # and no word of passing
    terminal.turn(500)
    terminal.present(code(1))
    assert terminal.results()[-1] == codes.GATE_FAULT
    assert terminal.written() == [("ride", 1), (records.FAULT, 1)]


def test_a_relay_that_comes_back():
    terminal = Terminal()
    terminal.relay.broken = True
    terminal.present(code())
    terminal.turn(3000)
    assert not terminal.gate.in_service() and not terminal.told("release")
    assert 2 <= terminal.relay.opened <= 4  # tried every second, not every turn
    terminal.relay.broken = False
    terminal.turn(1100)
    assert terminal.events[terminal.events.index(("reopened", "relay")) + 1] == ("hold", False)
    assert terminal.gate.in_service() and terminal.panel.shown[1:] == IDLE
    terminal.present(code(1))
    assert terminal.results()[-1] == codes.ACCEPTED
    assert len(terminal.told("release")) == 1  # the first passenger's ride is over, not waiting


def test_a_scanner_that_fails_and_comes_back():
    terminal = Terminal()
    terminal.turn()
    terminal.scanner.broken = True
    terminal.turn(3)
    assert terminal.gate.faults == gates.FAULT_SCANNER and terminal.panel.shown[1:] == CLOSED
    terminal.turn(3000)
    assert not terminal.gate.in_service()
    terminal.scanner.broken = False
    terminal.turn(1100)
    assert terminal.gate.in_service() and terminal.panel.shown[1:] == IDLE
    assert terminal.told("reopened") == [("reopened", "scanner")]
    terminal.present(code())
    assert terminal.results() == [codes.ACCEPTED]


def test_a_scanner_that_fails_ends_authorisations():
    terminal = Terminal()
    terminal.present(code())
    terminal.scanner.broken = True
    terminal.turn(2)
    assert terminal.written() == [("ride", 1), (records.FAULT, 1)]


def test_a_sensor_that_fails_and_comes_back():
    terminal = Terminal()
    terminal.present(code())
    terminal.sensor.broken = True
    terminal.turn()
    assert terminal.gate.faults == gates.FAULT_SENSOR
    assert terminal.written() == [("ride", 1), (records.FAULT, 1)]
    terminal.turn(3000)
    assert not terminal.gate.in_service()
    terminal.sensor.broken = False
    terminal.turn(1100)
    assert terminal.gate.in_service()
    terminal.present(code(1))
    terminal.sensor.waiting = 1
    terminal.turn()
    assert terminal.written()[2:] == [("ride", 3), (records.PASSED, 3)]


def test_an_emergency_contact_that_fails_and_comes_back():
    terminal = Terminal()
    terminal.present(code())
    terminal.emergency.broken = True
    terminal.turn()
    assert not terminal.gate.in_service()
    assert terminal.written() == [("ride", 1), (records.FAULT, 1)]
    terminal.turn(3000)
    assert not terminal.gate.in_service()
    terminal.emergency.broken = False
    terminal.turn(1100)
    assert terminal.gate.in_service()
    terminal.emergency.pulled = True
    terminal.turn()
    assert terminal.gate.emergency and terminal.told("hold") == [("hold", False), ("hold", True)]


class Silent:
    """An emergency contact or a sensor that opens and gives no reading from now on."""

    fails = False

    def open(self) -> None:
        pass

    def active(self) -> int:
        if self.fails:
            raise OSError(5, "gives no reading")
        return 0

    passages = active


def test_what_opens_and_gives_no_reading_releases_nobody():
    """However long the judgement takes: no turn that tries it again is in service for its rest."""
    for at in (3, 4):  # the sensor, the emergency contact
        for slices in range(1, 12):
            terminal, silent = Terminal(), Silent()

            def judge(*asked: object, slices: int = slices):
                yield from range(1, slices)
                return decide.decide(*asked)

            hal = list(terminal.loop._hal)
            hal[at] = silent
            parts = (terminal.gate, list_builder.shared(), policy.STANDARD, terminal.history, terminal.journal)
            terminal.loop = Loop(*(parts + (Hal(*hal), judge)))
            terminal.scanner.frames.append((code(),))
            terminal.turn()
            silent.fails = True
            terminal.turn(12, 250)
            assert not terminal.gate.in_service()
            assert terminal.order() == [], (at, slices)
            silent.fails = False
            terminal.turn(12, 250)
            terminal.present(code(1))
            assert terminal.results() == [codes.ACCEPTED]


def test_a_scanner_that_cannot_be_held_off_releases_nobody():
    terminal = Terminal(pulse_ms=200)
    terminal.present(code())
    terminal.present(code(1))
    terminal.turn(300)
    terminal.scanner.hold_fails = True
    terminal.sensor.waiting = 1
    terminal.turn()
    assert terminal.written() == [("ride", 1), ("ride", 2), (records.PASSED, 1), (records.FAULT, 2)]
    assert len(terminal.told("release")) == 1, "released after its ride had ended"
    assert not terminal.gate.in_service() and terminal.panel.shown[1:] == CLOSED


def test_several_devices_fail_and_come_back_one_by_one():
    terminal = Terminal()
    parts = (terminal.scanner, terminal.relay, terminal.sensor, terminal.emergency)
    for part in parts:
        part.broken = True
    terminal.present(code())
    terminal.turn(30, 100)
    for part in parts:
        assert not terminal.gate.in_service()
        part.broken = False
        terminal.turn(30, 100)
    assert terminal.gate.in_service()


def test_a_panel_that_fails_takes_the_terminal_out_of_service_and_not_down():
    terminal = Terminal()
    terminal.turn()
    terminal.panel.broken = True
    terminal.present(code())
    assert not terminal.gate.in_service()
    assert terminal.written() == [("ride", 1), (records.FAULT, 1)]
    terminal.panel.broken = False
    terminal.turn(1100)
    assert terminal.gate.in_service()
    terminal.present(code(1))
    assert terminal.panel.shown[1:] == PASS


def test_no_device_makes_a_turn_raise():
    for name in ("scanner", "relay", "sensor", "emergency", "panel"):
        for moment in (0, 1, 3, 40):
            terminal = Terminal()
            terminal.scanner.still = (code(),)
            terminal.turn(moment)
            getattr(terminal, name).broken = True
            terminal.turn(30, 100)
            getattr(terminal, name).broken = False
            terminal.turn(30, 100)
            assert terminal.watchdog.fed > 60 + moment - 2, name


# emergencies


def test_an_emergency_opens_within_a_turn_and_ends_every_authorisation():
    terminal = Terminal()
    terminal.present(code())
    terminal.present(code(1))
    terminal.emergency.pulled = True
    terminal.turn()
    assert ("hold", True) in terminal.events
    assert terminal.order()[-3:] == [("hold", True), ("append", 2), ("append", 2)]
    assert terminal.written()[2:] == [(records.EMERGENCY, 1), (records.EMERGENCY, 2)]
    assert terminal.panel.shown[1:] == (codes.EMERGENCY[1], gates.LAMP_GREEN)
    terminal.sensor.waiting = 3
    terminal.turn(10)
    terminal.emergency.pulled = False
    terminal.turn(10)
    assert terminal.told("hold") == [("hold", False), ("hold", True), ("hold", False)]
    assert len(terminal.told("release")) == 1 and len(terminal.written()) == 4
    assert terminal.panel.shown[1:] == IDLE


def test_an_emergency_while_a_code_is_judged():
    terminal = Terminal()
    terminal.scanner.frames.append((code(),))
    terminal.turn(3)
    terminal.emergency.pulled = True
    terminal.turn(400)
    assert terminal.order() == [("hold", True)]
    assert terminal.store.size() == 0
    terminal.emergency.pulled = False
    terminal.turn(3000)
    assert not terminal.told("release")


def test_an_emergency_while_a_ride_is_stored():
    terminal = Terminal()

    def alarm(data: bytes) -> None:
        terminal.emergency.pulled = True

    terminal.store.before_append = alarm
    terminal.present(code())
    terminal.store.before_append = None
    terminal.turn()
    kinds = terminal.order()
    assert kinds[0] == ("append", records.RIDE) and ("hold", True) in kinds
    assert terminal.written()[0] == ("ride", 1) and terminal.written()[1] == (records.EMERGENCY, 1)
    assert len(terminal.written()) == 2


def test_an_emergency_at_the_start():
    terminal = Terminal()
    terminal.emergency.pulled = True
    terminal.turn()
    assert terminal.told("hold") == [("hold", True)]
    terminal.present(code())
    assert terminal.results() == [codes.GATE_FAULT] and terminal.store.size() == 0


def test_an_emergency_with_a_dead_relay():
    terminal = Terminal()
    terminal.turn()
    terminal.relay.broken = True
    terminal.emergency.pulled = True
    terminal.turn(3000)
    assert terminal.told("hold") == [("hold", False)]
    terminal.relay.broken = False
    terminal.turn(1100)
    assert terminal.told("hold")[-1] == ("hold", True)
    terminal.emergency.pulled = False
    terminal.turn(5)
    assert terminal.told("hold")[-1] == ("hold", False)


def test_a_contact_that_changes_between_two_readings_while_the_relay_comes_back():
    """A pulse during recovery leaves nothing held, a drop-out leaves nothing idle: there is one reading a turn."""
    for level in (False, True):
        terminal = Terminal()
        terminal.turn()
        terminal.relay.broken = True
        terminal.present(code())
        terminal.emergency.pulled = level
        terminal.turn(3)
        terminal.relay.broken = False
        before = terminal.emergency.reads
        for _ in range(1500):
            terminal.emergency.readings = [level, not level]
            terminal.turn()
            assert terminal.emergency.readings == [not level], "read more than once in a turn"
        assert terminal.emergency.reads == before + 1500
        assert terminal.told("hold")[-1] == ("hold", level)
        assert terminal.gate.emergency == level and not terminal.gate.faults


def test_the_relay_is_held_though_another_device_stays_dead():
    """A relay that comes back in an emergency is held at once, whatever the panel or the sensor do."""
    for name in ("panel", "sensor", "emergency", "scanner"):
        terminal = Terminal()
        terminal.emergency.pulled = True
        terminal.turn()
        terminal.relay.broken = getattr(terminal, name).broken = True
        terminal.present(b"TX")
        terminal.emergency.pulled = False
        terminal.turn()
        terminal.emergency.pulled = True
        terminal.turn(3)
        terminal.relay.broken = False
        terminal.turn(1100)
        assert terminal.told("hold")[-1] == ("hold", True), name
        assert not terminal.gate.faults & gates.FAULT_RELAY


def test_a_scanner_that_comes_back_is_not_held_off():
    terminal = Terminal()
    terminal.scanner.held = True
    terminal.scanner.broken = True
    terminal.turn(3)
    terminal.scanner.broken = False
    terminal.turn(1100)
    assert terminal.gate.in_service() and not terminal.scanner.held


# our own faults


class Broken(History):
    """A replay memory with a fault of our own."""

    def contains(self, account: bytes, generated_s: int) -> bool:
        raise ValueError("a fault of our own")


def internal() -> Terminal:
    terminal = Terminal()
    terminal.loop._history = Broken(4)
    terminal.present(code())
    assert terminal.results() == [codes.INTERNAL]
    return terminal


def test_a_fault_of_our_own_stops_the_watchdog_and_opens_nothing():
    terminal = internal()
    assert terminal.log.decisions[0][0].step == 20
    fed = terminal.watchdog.fed
    terminal.turn(50)
    assert terminal.watchdog.fed == fed
    assert terminal.order() == [] and terminal.panel.shown[1:] == CLOSED


def test_after_a_fault_of_our_own_nothing_is_judged_until_the_restart():
    terminal = internal()
    terminal.loop._history = terminal.history  # as if only that one code had been fatal
    terminal.turn(2001)
    terminal.present(code(1))
    terminal.turn(4000)
    assert not terminal.told("release") and terminal.store.size() == 0
    assert terminal.panel.shown[1:] == CLOSED


# the frame of it


def test_two_codes_in_a_frame():
    terminal = Terminal()
    terminal.scanner.frames.append((code(), code(1)))
    terminal.turn(400)
    assert terminal.results() == [] and terminal.order() == []
    assert terminal.panel.shown[1:] == (codes.ONE_CODE[1], gates.LAMP_AMBER)


def test_the_watchdog_is_fed_every_turn_also_while_judging():
    terminal = Terminal()
    terminal.scanner.still = (code(),)
    terminal.turn(200)
    assert terminal.watchdog.fed == 200


def test_the_history_is_aged_on_the_way():
    terminal = Terminal()
    terminal.present(code())
    terminal.clock.set_utc(NOW_S + 321)
    terminal.turn(10)
    assert terminal.history.count == 0


def test_an_empty_queue_needs_nothing_from_the_store():
    terminal = Terminal()
    terminal.store.broken = True
    terminal.turn(100)
    assert terminal.gate.in_service() and terminal.panel.shown[1:] == IDLE


def test_at_rest_nothing_of_the_last_code_is_kept():
    terminal = Terminal()
    terminal.present(code(1, service=bytes(4)))
    terminal.clock.ms += gates.PROMPT_MS - 2
    terminal.turn()
    assert terminal.loop.judged and terminal.gate.shown and terminal.gate._answers
    terminal.turn(2)
    assert terminal.panel.shown[1:] == IDLE
    assert terminal.loop.judged == terminal.gate.shown == b"" and terminal.gate._answers == []


def test_a_code_that_is_judged_while_a_prompt_ends_is_not_lost():
    terminal = Terminal()
    terminal.present(b"TX")
    terminal.clock.ms += gates.PROMPT_MS - 4
    terminal.scanner.frames.append((code(2),))
    terminal.turn(8)
    assert terminal.panel.shown[1:] == IDLE and terminal.loop.busy()
    assert terminal.loop.judged == code(2)
    terminal.turn(400)
    assert terminal.results()[-1] == codes.ACCEPTED
    terminal.scanner.frames.append((code(2),))
    terminal.turn(1)
    assert not terminal.loop.busy()  # held still
