"""Random sequences of events: the gate by itself, and a whole terminal whose devices fail and come back."""

import random

from hypothesis import HealthCheck, given, settings, strategies as st

from terminal import codes, gate as gates, records
from terminal.decide import Decision
from terminal.gate import Gate
from tests.builder import code_builder
from tests.builder.code_builder import NOW_S
from tests.core.test_run import PASS, Terminal, code

PAYLOADS = tuple(code_builder.unsigned(number, 0) for number in range(1, 6)) + (b"TX",)
PULSE_MS = 400

happenings = st.one_of(
    st.tuples(st.just("scan"), st.lists(st.sampled_from(PAYLOADS), min_size=1, max_size=2)),
    st.tuples(st.just("decided"), st.booleans()),
    st.tuples(st.just("stored"), st.booleans()),
    st.tuples(st.just("passage"), st.none()),
    st.tuples(st.just("time"), st.sampled_from((0, 1, 50, 399, 400, 1000, 2500))),
    st.tuples(st.just("emergency"), st.booleans()),
    st.tuples(st.just("fault"), st.tuples(st.sampled_from((1, 2, 4)), st.booleans())),
)


class Rig:
    """Plays the part of the loop and writes down what a gate must never do."""

    def __init__(self, queue: int) -> None:
        self.gate = Gate(pulse_ms=PULSE_MS, passage_ms=1000, queue=queue)
        self.now_ms = 0
        self.judging = False
        self.storing: Decision | None = None
        self.sequence = 0
        self.waiting: list[int] = []  # rides stored, neither released nor ended
        self.released: list[int] = []  # the ride whose release is under way
        self.ended: dict[int, int] = {}
        self.last_release_ms = -PULSE_MS

    def take(self, effects: list) -> None:
        for effect in effects:
            if effect[0] == gates.JUDGE:
                assert not self.judging and self.storing is None
                assert self.gate.in_service()
                self.judging = True
            elif effect[0] == gates.RIDE:
                assert self.gate.in_service()
                self.storing = effect[1]
            elif effect[0] == gates.RELEASE:
                assert self.gate.in_service(), "released in an emergency or a fault"
                assert not self.released, "released twice"
                assert self.now_ms - self.last_release_ms >= PULSE_MS, "pulses overlap"
                assert self.waiting, "released without a stored ride"
                self.released.append(self.waiting.pop(0))
                self.last_release_ms = self.now_ms
            elif effect[0] == gates.OUTCOME:
                sequence, outcome = effect[1:]
                assert 0 < sequence <= self.sequence, "an outcome of no ride"
                assert sequence not in self.ended, "two outcomes"
                assert outcome != records.PASSED or sequence in self.released, "passed without a release"
                assert outcome != records.TIMEOUT or sequence in self.released
                self.ended[sequence] = outcome
                for place in (self.waiting, self.released):
                    if sequence in place:
                        place.remove(sequence)
        assert len(self.waiting) + len(self.released) <= self.gate._queue_max

    def play(self, kind: str, what) -> None:
        gate = self.gate
        if kind == "scan":
            self.take(gate.on_scan(tuple(what), self.now_ms))
        elif kind == "decided" and self.judging:
            self.judging = False
            result = codes.ACCEPTED if what else codes.CODE_EXPIRED
            self.take(gate.on_decision(Decision(result, None if what else 16, None, (), None, -1, None), self.now_ms))
        elif kind == "stored" and self.storing is not None:
            decision, self.storing = self.storing, None
            if what:
                self.sequence += 1
                self.waiting.append(self.sequence)
            self.take(gate.on_stored(decision, self.sequence if what else None, self.now_ms))
        elif kind == "passage":
            self.take(gate.on_passage(self.now_ms))
        elif kind == "time":
            self.now_ms += what
            self.take(gate.on_tick(self.now_ms))
        elif kind == "emergency":
            self.take(gate.on_emergency(what, self.now_ms))
        elif kind == "fault":
            self.take(gate.on_fault(what[0], what[1], self.now_ms))

    def quiesce(self) -> None:
        self.play("decided", False)
        self.play("stored", True)
        self.play("emergency", False)
        for device in (1, 2, 4):
            self.play("fault", (device, False))
        for _ in range(30):
            self.play("time", 500)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 3), st.lists(happenings, max_size=60))
def test_a_gate_never_does_what_it_must_not(queue, sequence):
    rig = Rig(queue)
    for kind, what in sequence:
        rig.play(kind, what)
    rig.quiesce()
    assert sorted(rig.ended) == list(range(1, rig.sequence + 1)), "a ride without an outcome"
    assert not rig.waiting and not rig.released
    assert rig.gate.ready() and rig.gate.in_service()


CODES = [code(number) for number in range(6)]
PARTS = ("scanner", "relay", "sensor", "emergency", "panel")


def disturb(terminal: Terminal, dice: random.Random) -> None:
    """One thing that can happen to a terminal."""
    what = dice.randrange(12)
    if what < 4:
        terminal.scanner.frames.append(tuple(dice.sample(CODES, dice.choice((1, 1, 1, 2)))))
    elif what == 4:
        terminal.scanner.frames.append((dice.randbytes(dice.randrange(40)),))
    elif what == 5:
        part = getattr(terminal, dice.choice(PARTS))
        part.broken = not part.broken
    elif what == 6:
        terminal.emergency.pulled = not terminal.emergency.pulled
    elif what == 7:
        terminal.store.room = dice.choice((None, None, 0, 50, 300, 600))
    elif what == 8:
        terminal.store.slow_ms = dice.choice((0, 0, 5, 120))
    elif what == 9:
        terminal.clock.set_utc(dice.choice((NOW_S, NOW_S, NOW_S + 100, None)))
    else:
        terminal.sensor.waiting += dice.randrange(3)


def check(terminal: Terminal) -> None:
    rides = releases = 0
    held = False
    last_release_ms = -10_000
    for event in terminal.events:
        if event == ("append", records.RIDE):
            rides += 1
        elif event[0] in ("hold", "safe"):
            held = event == ("hold", True)
        elif event[0] == "release":
            releases += 1
            assert releases <= rides, "released before its ride was stored"
            assert not held, "released in an emergency"
            assert event[3] - last_release_ms >= event[2], "pulses overlap"
            last_release_ms = event[3]
    outcomes = [what for what in terminal.written() if what[0] != "ride"]
    ended = [sequence for _, sequence in outcomes]
    assert len(ended) == len(set(ended)), "two outcomes for one ride"
    assert set(ended) <= {sequence for what, sequence in terminal.written() if what == "ride"}
    newest = 0
    for record in terminal.everything():  # a record whose append failed leaves its number out, before the next head
        assert record.sequence - newest in ((1, 2) if newest and record.kind == records.HEAD else (1,))
        newest = record.sequence
    assert -1 <= terminal.journal.sequence - newest <= 1  # a head alone is begun again


def live(seed: int) -> None:
    """A terminal's life from one seed: a run of accidents, then quiet, then a passenger."""
    dice = random.Random(seed)
    terminal = Terminal(capacity=dice.choice((2, 8)), pulse_ms=dice.choice((200, 500)), queue=dice.choice((1, 3)))
    for _ in range(60):
        disturb(terminal, dice)
        for _ in range(dice.randrange(30)):
            terminal.turn(1, dice.choice((1, 10, 40)))
        if not terminal.gate.in_service():
            panel = terminal.panel
            assert not panel.usable() or panel.shown[1:] != PASS, "invites a passenger and stays closed"
    for name in PARTS:
        getattr(terminal, name).broken = False
    terminal.scanner.frames.clear()
    terminal.emergency.pulled = False
    terminal.store.room = None
    terminal.store.slow_ms = 0
    terminal.clock.set_utc(NOW_S)
    terminal.turn(100, 100)
    check(terminal)
    assert terminal.gate.in_service(), "all is well again and the terminal is not"
    assert terminal.gate.ready()
    told = len(terminal.log.decisions)
    terminal.clock.set_utc(NOW_S + 400)
    terminal.present(code_builder.quick(generated_s=NOW_S + 400 + seed % 7))
    assert terminal.results()[told:] == [codes.ACCEPTED]


def test_a_terminal_whose_devices_fail_and_come_back():
    failed = []
    for seed in range(60):
        try:
            live(seed)
        except AssertionError as error:
            failed.append(f"seed {seed}: {str(error).splitlines()[0]}")
    assert not failed, "\n".join(failed)
