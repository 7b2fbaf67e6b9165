"""A lane with trips and a service, in the loop over a journal: what is asked, what is recorded, what the staff does.

Length: one terminal; each block of tests is a sentence of spec §9 and §10.
"""

from hal.fake.eligibility import Eligibility
from terminal import codes, eligibility, lane as lanes, policy, records, sm2, trip
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.lane import Lane, parse_staff, tail_of
from terminal.run import Loop
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S, quick
from tests.core.test_run import KEY, Terminal

PLACE_BYTES = b"\x00\x03\x00\x04"


class LaneTerminal(Terminal):
    """The whole terminal of tests/core/test_run.py, with a lane. Its own code is of account `who`."""

    def __init__(
        self, mode: str = "flat", how: str = "enforce", unknown: str = "", staffed: bool = False, **more: object
    ) -> None:
        super().__init__(**more)
        rules = trip.rules(mode, how)
        self.trips = None if rules is None else trip.Trips(rules, 256, True)
        self.service = Eligibility() if unknown else None
        asked = None
        if unknown:
            asked = eligibility.Question(self.service, eligibility.rules(unknown), PLACE_BYTES)
        self.lane = Lane(self.clock, self.trips, asked)
        self.start(NOW_S)
        if staffed:
            assert self.lane.switch(True, self.loop, self.journal)

    def start(self, now_s: int) -> None:
        """Open the journal again, as after a cut."""
        self.history = History(8)
        self.gate = Gate()
        self.journal = Journal(self.store, self.cell, signer.QUICK.digest, KEY, self.journal._place)
        sm2.finish(self.journal.open(self.history, policy.STANDARD, now_s, True, self.lane))
        parts = (self.gate, list_builder.shared(), policy.STANDARD, self.history, self.journal, self.loop._hal)
        self.loop = Loop(*parts, self.lane.judge)

    def goes(self, number: int, **fields: object) -> None:
        """Hold a code up, and pass when it is accepted."""
        self.present(quick(generated_s=NOW_S - number, **fields))
        if self.results()[-1] == codes.ACCEPTED:
            self.sensor.waiting = 1
        self.turn(2100)

    def rides(self) -> list:
        return [record for record in self.records() if record.kind == records.RIDE]

    def tails(self) -> list:
        return [tail_of(record.body) for record in self.rides()]

    def complete(self, operator: int = 7, reason: int = 2) -> bool:
        return self.lane.complete(operator, reason, self.gate, self.loop, self.journal)


def test_a_terminal_without_either_is_as_before():
    terminal = LaneTerminal()
    terminal.present(quick())
    assert terminal.results() == [codes.ACCEPTED]
    assert terminal.tails() == [(0, 0, 0, b"")]


def test_a_record_without_trailing_fields_is_read():
    terminal = Terminal()
    terminal.present(quick())
    ride = terminal.records()[0]
    assert tail_of(ride.body) is None and records.parse_ride(ride.body).raw_code == quick()


def test_a_record_that_ends_within_them_is_short():
    terminal = LaneTerminal(unknown="open")
    terminal.present(quick())
    body = terminal.rides()[0].body
    assert tail_of(body) == (0, ALLOW, 0, b"answer 1")
    for cut in range(1, 15):
        try:
            assert tail_of(body[:-cut]) is None and cut == 15
        except records.Short:
            pass
    longest = body[:-15] + bytes(6) + b"\x10" + bytes(16)
    assert len(longest) - len(body) + 15 == lanes.TAIL_MAX_BYTES
    assert tail_of(longest).answer_id == bytes(16)


def test_the_question_is_asked_once_step_17_has_held_and_beside_step_18():
    terminal = LaneTerminal(unknown="staffed")
    terminal.service.slow_ms = 3
    terminal.present(quick())
    assert terminal.results() == [codes.ACCEPTED] and len(terminal.service.asked) == 1
    assert terminal.service.asked[0][0] == PLACE_BYTES
    for fields in ({"generated_s": NOW_S - 5000}, {"issuer": b"\x99\x99\x99\x99"}, {"service": bytes(4)}):
        terminal.present(quick(**fields))
    assert terminal.results()[1:] == [codes.CODE_EXPIRED, codes.ISSUER_NOT_ACCEPTED, codes.UNSUPPORTED_SERVICE]
    assert len(terminal.service.asked) == 1


def test_the_record_says_what_was_answered():
    terminal = LaneTerminal(unknown="open")
    terminal.service.next_id, terminal.service.next_sequence = b"0123456789abcdef", 77
    terminal.present(quick(generated_s=NOW_S - 1))
    terminal.service.verdict = UNKNOWN
    terminal.present(quick(generated_s=NOW_S - 2))
    terminal.service.slow_ms = None
    terminal.present(quick(generated_s=NOW_S - 3))
    assert terminal.results() == [codes.ACCEPTED] * 3
    assert terminal.tails() == [
        (0, ALLOW, 77, b"0123456789abcdef"),
        (0, UNKNOWN, 77, b"0123456789abcdef"),
        (0, UNKNOWN, 0, b""),
    ]


def test_a_refusal_has_its_step_and_words():
    for unknown, verdict, result, words in (
        ("staffed", DENY, codes.NOT_ELIGIBLE, ("未通过核验 请走人工通道", "Not eligible, please see the staff")),
        ("staffed", UNKNOWN, codes.ELIGIBILITY_UNKNOWN, codes.STAFF),
        ("shut", UNKNOWN, codes.ELIGIBILITY_UNKNOWN, codes.OUT_OF_SERVICE),
    ):
        terminal = LaneTerminal(unknown=unknown)
        terminal.gate.words = terminal.lane.words()
        terminal.service.verdict = verdict
        terminal.present(quick())
        decision = terminal.log.decisions[0][0]
        assert (decision.result, decision.step) == (result, 24) and decision.code is not None
        assert terminal.panel.shown[:2] == words
        assert terminal.rides() == [] and not terminal.told("release")


def test_a_service_that_hangs_delays_no_one_beyond_the_deadline():
    terminal = LaneTerminal(unknown="staffed", capacity=64)
    terminal.service.slow_ms = None
    for number in range(20):
        before_ms = terminal.clock.ms
        terminal.present(quick(generated_s=NOW_S - number))
        assert terminal.clock.ms - before_ms < 150 + 60
    assert terminal.results() == [codes.ELIGIBILITY_UNKNOWN] * 20


def test_the_loop_turns_while_it_waits():
    terminal = LaneTerminal(unknown="staffed")
    terminal.service.slow_ms = None
    reads = terminal.emergency.reads
    terminal.present(quick())
    assert terminal.emergency.reads - reads > 140
    terminal.scanner.frames.append((quick(generated_s=NOW_S - 1),))
    terminal.turn(60)
    terminal.emergency.pulled = True
    terminal.turn(3)
    assert terminal.told("hold")[-1][1] is True


def test_nothing_of_the_answer_outlives_the_record():
    terminal = LaneTerminal("entry", "mark", "open")
    terminal.service.next_id = b"answer 4711"
    terminal.present(quick())
    account = quick()[136:146]
    for holder in (terminal.lane, terminal.lane.question, terminal.service):
        for name in dir(holder):
            if not name.startswith("__") and name not in ("next_id", "answer_id"):
                value = getattr(holder, name)
                assert value != account and value != b"answer 4711", name
    terminal.service.verdict = DENY
    terminal.present(quick(generated_s=NOW_S - 1))
    assert terminal.results()[-1] == codes.NOT_ELIGIBLE
    assert terminal.lane._refused is None and terminal.lane._account == terminal.lane._tail == b""
    assert terminal.lane.question.verdict is None


# trips


def test_trips_of_an_on_off_reader():
    terminal = LaneTerminal("on_off")
    terminal.goes(0)
    terminal.clock.set_utc(NOW_S + 10)
    terminal.goes(1)
    assert terminal.results() == [codes.ACCEPTED] * 2
    assert [tail.trip for tail in terminal.tails()] == [trip.ENTRY_ONLY, trip.PAIRED + trip.EXIT_SIDE]


def test_a_tap_that_changes_nothing_is_neither_shown_nor_recorded():
    terminal = LaneTerminal("on_off")
    terminal.goes(0)
    shown, events = len(terminal.log.decisions), len(terminal.records())
    terminal.scanner.frames.append((quick(generated_s=NOW_S - 1),))
    terminal.turn(300)
    assert terminal.gate.ready() and len(terminal.log.decisions) == shown and len(terminal.records()) == events
    assert len(terminal.told("release")) == 1
    terminal.scanner.frames.append((quick(generated_s=NOW_S - 1),))
    terminal.turn(1)
    assert terminal.loop._steps is None  # held still: not even judged


def test_entry_is_refused_to_who_is_inside_and_only_a_passage_makes_it_so():
    terminal = LaneTerminal("entry")
    terminal.present(quick())
    terminal.turn(6000)  # no passage
    assert terminal.written()[1] == (records.TIMEOUT, 1)
    terminal.goes(1)
    terminal.goes(2)
    assert terminal.results() == [codes.ACCEPTED, codes.ACCEPTED, codes.ALREADY_INSIDE]
    assert terminal.log.decisions[-1][0].step == 23
    assert [tail.trip for tail in terminal.tails()] == [trip.ENTRY_ONLY] * 2


def test_mark_never_refuses_and_writes_what_it_saw():
    terminal = LaneTerminal("entry", "mark")
    for number in range(2):
        terminal.goes(number)
    assert [tail.trip for tail in terminal.tails()] == [trip.ENTRY_ONLY, trip.ALREADY_INSIDE]


def test_a_restart_reads_the_trips_from_the_journal():
    terminal = LaneTerminal("entry")
    terminal.goes(0)
    terminal.present(quick(generated_s=NOW_S - 1, account=b"\x31\x04" + bytes(7) + b"\x1f"))
    terminal.trips = trip.Trips(terminal.trips.rules, 256, True)  # power is gone, and the second passenger with it
    terminal.lane = Lane(terminal.clock, terminal.trips)
    terminal.start(NOW_S)
    assert terminal.trips.count == 1 and terminal.trips.pending == []
    assert terminal.trips.known_from_s == 0
    terminal.goes(2)
    terminal.goes(3, account=b"\x31\x04" + bytes(7) + b"\x1f")
    assert terminal.results()[-2:] == [codes.ALREADY_INSIDE, codes.ACCEPTED]


def test_what_a_restart_forgets():
    """Notices of other gates; and what the journal does not hold any more, or was not asked for."""
    who = b"\x31\x04" + bytes(7) + b"\x1f"
    for alone, seen, result in (
        (False, trip.NOT_KNOWN + trip.EXIT_SIDE, codes.ACCEPTED),
        (True, trip.EXIT_ONLY + trip.EXIT_SIDE, codes.NO_ENTRY),
    ):
        terminal = LaneTerminal("exit")
        terminal.trips.passage(who, trip.INSIDE, (3, 4), NOW_S - 60, 1, NOW_S)
        terminal.trips = trip.Trips(terminal.trips.rules, 256, alone)
        terminal.lane = Lane(terminal.clock, terminal.trips)
        terminal.start(NOW_S)
        assert terminal.trips.seen(who, NOW_S + 1) == (seen, result)
        terminal.trips.caught_up(NOW_S - 14400)
        assert terminal.trips.seen(who, NOW_S + 1)[1] == codes.NO_ENTRY
    terminal = LaneTerminal("entry")
    for number in range(6):
        terminal.goes(number, account=b"\x31\x04" + bytes(6) + bytes([number, 0x1F]))
        terminal.clock.set_utc(NOW_S + number)
    memory = trip.Trips(terminal.trips.rules, 256, True)
    lane = Lane(terminal.clock, memory)
    rest = terminal.everything()[5:]  # the segment before was acknowledged, and gave way
    for record in rest:
        lane.take(record)
    assert memory.known_from_s == rest[0].time_s >= NOW_S and memory.count == 4
    assert memory.seen(b"\x31\x04" + bytes(7) + b"\x1f", NOW_S + 60) == (trip.NOT_KNOWN, codes.ACCEPTED)


def test_a_loss_in_the_journal_makes_absence_unknown():
    for alone, known in ((True, NOW_S), (False, None)):
        memory = trip.Trips(trip.rules("exit", "enforce"), 256, alone)
        lane = Lane(None, memory)
        memory.caught_up(5)
        body = records.event_body(records.MISSING, None, 9)
        lane.take(records.Record(records.EVENT, 1, records.Place(1, 2, 1, 3, 4, 1, 5), NOW_S, b"", b"", body))
        assert memory.known_from_s == known


def test_a_full_memory_lets_no_one_in_where_trips_are_enforced():
    for how, result in (("enforce", codes.STORE_FAILED), ("mark", codes.ACCEPTED)):
        terminal = LaneTerminal("entry", how)
        for number in range(256):
            who = b"\x31" + bytes(5) + number.to_bytes(4, "big")
            terminal.trips.passage(who, trip.INSIDE, (3, 4), NOW_S, number, NOW_S)
        terminal.present(quick())
        assert terminal.results() == [result]


def nearly_full(mode: str, free: int) -> LaneTerminal:
    """A terminal that enforces trips, with so many free places in its memory; the other trips are open."""
    terminal = LaneTerminal(mode)
    for number in range(256 - free):
        who = b"\x31" + bytes(5) + number.to_bytes(4, "big")
        assert terminal.trips.passage(who, trip.INSIDE, (3, 4), NOW_S, number, NOW_S)
    return terminal


def test_the_last_place_is_kept_for_who_was_let_in_first():
    for free, results in ((1, [codes.ACCEPTED, codes.STORE_FAILED]), (2, [codes.ACCEPTED] * 2)):
        terminal = nearly_full("entry", free)
        for number in (1, 2):
            terminal.present(quick(account=bytes.fromhex(f"3104170000000000{number:03d}f"), generated_s=NOW_S - number))
        assert terminal.results() == results
        for _ in results:
            terminal.sensor.waiting = 1
            terminal.turn(2100)
        assert terminal.trips.count == 256 and terminal.trips.missed == 0


def test_a_full_memory_locks_no_one_in():
    terminal = nearly_full("exit", 0)
    assert not terminal.trips.passage(quick()[136:146], trip.INSIDE, (3, 4), NOW_S, 999, NOW_S)  # the entry was missed
    terminal.present(quick())
    assert terminal.results() == [codes.ACCEPTED]
    assert [tail.trip for tail in terminal.tails()] == [trip.NOT_KNOWN + trip.EXIT_SIDE]


def test_a_passage_without_a_trusted_time_makes_absence_unknown():
    terminal = LaneTerminal("on_off")
    terminal.present(quick())
    terminal.clock.trusted = False
    terminal.sensor.waiting = 1
    terminal.turn(2100)
    terminal.clock.trusted = True
    for _ in range(2):
        assert terminal.trips.seen(quick()[136:146], NOW_S + 60) == (trip.NOT_KNOWN, codes.ACCEPTED)
        terminal.trips = trip.Trips(terminal.trips.rules, 256, True)
        terminal.lane = Lane(terminal.clock, terminal.trips)
        terminal.start(NOW_S + 60)


# lanes and the staff


def staffed(result: int = codes.NOT_ELIGIBLE) -> LaneTerminal:
    terminal = LaneTerminal("entry" if result == codes.ALREADY_INSIDE else "flat", "enforce", "staffed", True)
    terminal.service.verdict = DENY if result == codes.NOT_ELIGIBLE else UNKNOWN
    if result == codes.ALREADY_INSIDE:
        terminal.trips.passage(quick()[136:146], trip.INSIDE, (3, 4), NOW_S - 60, 1, NOW_S)
    terminal.present(quick())
    assert terminal.results() == [result]
    return terminal


def test_the_staff_completes_a_refusal_of_step_23_or_24():
    for result in (codes.ALREADY_INSIDE, codes.NOT_ELIGIBLE, codes.ELIGIBILITY_UNKNOWN):
        terminal = staffed(result)
        before = len(terminal.order())
        assert terminal.complete()
        assert terminal.order()[before:] == [("append", lanes.STAFF), ("append", records.RIDE), ("release", "entry")]
        found = [record for record in terminal.records() if record.kind == lanes.STAFF]
        assert len(found) == 1
        wanted = (7, 2, result, quick()[136:146], NOW_S)
        assert parse_staff(found[0].body) == wanted
        ride = terminal.rides()[0]
        assert ride.sequence == found[0].sequence + 1 and tail_of(ride.body).trip & lanes.BY_STAFF
        assert terminal.panel.shown[:2] == codes.PASS
        assert not terminal.complete()  # once
        terminal.sensor.waiting = 1
        terminal.turn(2100)
        terminal.present(quick())
        assert terminal.results()[-1] == codes.CODE_ALREADY_USED


def test_no_other_refusal_is_completed():
    for fields, result in (
        ({"generated_s": NOW_S - 5000}, codes.CODE_EXPIRED),
        ({"service": bytes(4)}, codes.UNSUPPORTED_SERVICE),
    ):
        terminal = LaneTerminal(unknown="staffed", staffed=True)
        terminal.present(quick(**fields))
        assert terminal.results() == [result] and not terminal.complete()
    terminal = staffed()
    terminal.turn(2100)
    terminal.present(b"TX")  # another passenger was judged since
    assert not terminal.complete()
    assert not terminal.told("release")


def test_a_completion_has_its_time():
    for late_ms, done in ((lanes.COMPLETE_MS - 50, True), (lanes.COMPLETE_MS, False)):
        terminal = staffed()
        terminal.clock.ms += late_ms
        assert terminal.complete() == done
    terminal = staffed()
    terminal.lane.expire(terminal.clock.ms)
    assert terminal.lane._refused is not None
    terminal.lane.expire(terminal.clock.ms + lanes.COMPLETE_MS)
    assert terminal.lane._refused is None and terminal.lane._account == b""


def test_what_else_was_held_up_is_not_the_code_that_is_completed():
    terminal = staffed()
    terminal.scanner.frames.append((quick(generated_s=NOW_S - 1), quick(generated_s=NOW_S - 2)))
    terminal.turn(2)
    assert terminal.panel.shown[:2] == codes.ONE_CODE
    assert terminal.complete()
    assert [payload for _, payload in terminal.gate.queue] == [quick()]


def test_a_completion_that_fails_keeps_nothing():
    terminal = staffed()
    terminal.store.room = 0
    assert not terminal.complete()
    assert terminal.lane._refused is None and terminal.lane._account == terminal.lane._tail == b""
    for complete_ms, fits in ((999, False), (1000, True), (60_000, True), (60_001, False)):
        try:
            Lane(terminal.clock, None, None, complete_ms)
            assert fits
        except ValueError:
            assert not fits


def test_a_lane_of_the_system_has_no_staff():
    terminal = LaneTerminal(unknown="staffed")
    terminal.service.verdict = DENY
    terminal.present(quick())
    assert not terminal.complete()
    assert terminal.lane.switch(True, terminal.loop, terminal.journal)
    assert not terminal.complete()  # what was refused before the switch stays refused
    terminal.turn(2100)
    terminal.present(quick())
    assert terminal.lane.switch(False, terminal.loop, terminal.journal)
    assert not terminal.complete()
    events = [records.parse_event(each.body) for each in terminal.records() if each.kind == records.EVENT]
    assert [(event, value) for event, _, value in events] == [(lanes.LANE_SWITCHED, 2), (lanes.LANE_SWITCHED, 1)]


def test_a_switch_and_a_tap_that_changes_nothing_keep_nothing():
    terminal = staffed()
    assert terminal.lane._account
    assert terminal.lane.switch(False, terminal.loop, terminal.journal)
    assert terminal.lane._refused is None and terminal.lane._account == terminal.lane._tail == b""
    terminal = LaneTerminal("on_off", unknown="staffed")
    terminal.scanner.frames.append((quick(),))
    while not terminal.service.asked:
        terminal.turn()
    assert terminal.lane.switch(True, terminal.loop, terminal.journal)  # of the code at hand nothing is lost
    terminal.turn(300)
    assert terminal.tails() == [(trip.ENTRY_ONLY, ALLOW, 0, b"answer 1")]
    terminal.sensor.waiting = 1
    terminal.turn(2100)
    terminal.scanner.frames.append((quick(generated_s=NOW_S - 1),))
    terminal.turn(300)
    question = terminal.lane.question
    assert len(terminal.service.asked) == 2 and not terminal.loop.busy()
    assert (question.verdict, question.answer_id, question.snapshot_sequence) == (None, b"", 0)


def test_a_switch_that_cannot_be_recorded_is_none():
    terminal = LaneTerminal(unknown="staffed")
    terminal.store.room = 0
    assert not terminal.lane.switch(True, terminal.loop, terminal.journal)
    assert not terminal.lane.staffed


def test_who_completes_and_why_is_within_bounds():
    for operator, reason, done in (
        (1, 1, True),
        (0xFFFFFFFF, 255, True),
        (0, 1, False),
        (1 << 32, 1, False),
        (1, 0, False),
        (1, 256, False),
    ):
        assert staffed().complete(operator, reason) == done, (operator, reason)


def test_a_staff_record_that_cannot_be_written_opens_nothing():
    for room in (0, 100):
        terminal = staffed()
        terminal.store.room = room
        assert not terminal.complete()
        assert not terminal.told("release") and terminal.rides() == []
        terminal.store.room = None
        assert not terminal.complete()


def test_a_ride_that_cannot_be_written_behind_it_opens_nothing():
    terminal = staffed()
    terminal.store.room = 130
    terminal.complete()
    assert terminal.results()[-1] == codes.STORE_FAILED
    assert not terminal.told("release")


def test_nothing_is_completed_out_of_service_or_in_between():
    terminal = staffed()
    terminal.emergency.pulled = True
    terminal.turn()
    assert not terminal.complete()
    terminal = staffed()
    terminal.turn(2100)
    terminal.scanner.frames.append((quick(generated_s=NOW_S - 9),))
    terminal.turn(2)
    assert not terminal.gate.ready() and not terminal.complete()
