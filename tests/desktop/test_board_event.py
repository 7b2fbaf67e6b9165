"""The event lines of a board's serial: what the firmware writes is what the one parser reads."""

import itertools

import pytest

from hal.micropython.log import SerialLog
from sim.gate.board_event import LINE_MAX, BoardLines, Held, Lost, Released, State
from sim.gate.board_report import lamp
from sim.gate.event import Decided, Log, OutcomeStored, RideStored, Shown, Started, Stopped
from sim.issuer.phone import Phone
from terminal import codes, decide, policy
from terminal.history import History
from terminal.run import Marks
from tests.rig.command import AT_S, pki, shows_account


@pytest.mark.parametrize(
    ("lit", "powered", "seen"),
    [
        ((), True, "idle"),
        ((), False, "off"),
        (("green",), True, "green"),
        (("red",), True, "red"),
        (("green", "red"), True, "green and red"),
    ],
)
def test_a_board_that_lights_two_lamps_has_neither(lit, powered, seen):
    """A red lamp that never goes out is no green one, whichever is wired first."""
    assert lamp({name: int(name in lit) for name in ("green", "red", "amber")}, powered) == seen


class Line:
    """A serial line whose host reads while `ready`."""

    def __init__(self):
        self.ready = True
        self.text = ""
        self.log = SerialLog(self.write, lambda: self.ready, itertools.count(7).__next__)

    def write(self, text):
        self.text += text

    def events(self, *payloads):
        parser = BoardLines(lambda: payloads)
        return [parser.parse(line, 99) for line in self.text.splitlines()]


MARKS = Marks(100, 2600, 3600, 3700)


def decided(payload, marks=MARKS):
    line = Line()
    decision = decide.decide(payload, None, policy.STANDARD, History(1), AT_S)
    line.log.decision(decision, marks, payload)
    return decision, line


def test_a_decision_is_the_same_on_both_ends():
    code = Phone(pki(), 0).code(AT_S)
    decision, line = decided(code)
    human, event = line.events(code)
    assert isinstance(human, Log) and codes.of(decision.result).name in human.en
    assert isinstance(event, Decided) and event.payload == code
    assert event.decision[:6] == decision[:6]
    assert (event.stages.decide_us, event.stages.store_us, event.stages.relay_us) == (2500, 1000, 100)
    assert shows_account(line.text) is None


@pytest.mark.parametrize("payload", [b"6212345678901234567", b"\x80" * 400, b"", b"\x81\x01\x49" + bytes(329)])
def test_refusals_of_other_bytes_too(payload):
    decision, line = decided(payload, Marks(100, 2600, None, None))
    event = line.events(payload)[1]
    assert (event.decision.result, event.decision.step) == (decision.result, decision.step)
    assert (event.decision.family, event.decision.offset) == (decision.family, decision.offset)
    assert event.stages.store_us is None


def test_a_code_that_was_not_shown_here_is_not_known():
    code, other = Phone(pki(), 0).code(AT_S), Phone(pki(), 1).code(AT_S)
    event = decided(code)[1].events(other)[1]
    assert event.payload == b"" and event.decision.code is None


def test_every_other_event():
    line = Line()
    line.log.event("start", "0.1.0", "pico2", "ARMv8-M", None)
    line.log.event("stop", "this terminal was not provisioned")
    line.log.event("panel", *codes.PASS, "green")
    line.log.event("release", "entry", 500)
    line.log.event("hold", True)
    line.log.event("ride", 17)
    line.log.event("outcome", 17, 1)
    line.log.event("state", 4, False, True)
    assert line.events() == [
        Started(7, "0.1.0", "pico2", "ARMv8-M", None),
        Stopped(8, "this terminal was not provisioned"),
        Shown(9, *codes.PASS, "green"),
        Released(10, "entry", 500),
        Held(11, True),
        RideStored(12, 17),
        OutcomeStored(13, 17, 1),
        State(14, 4, False, True),
    ]


def test_what_the_host_did_not_read_is_counted():
    line = Line()
    line.ready = False
    line.log.event("ride", 1)
    line.log.event("ride", 2)
    line.ready = True
    line.log.event("ride", 3)
    lost, ride = line.events()
    assert isinstance(lost, Lost) and lost.lines == 2 and ride.sequence == 3


@pytest.mark.parametrize(
    "line",
    [
        "", "   ", "@\t", "@\tride", "@\tride\t7", "@\tride\t7\t1\t2", "@\tride\tx\t1", "@\tride\t7\t-1",
        "@\trides\t7\t1",
        "@\tpanel\t7\tzh\ten\tpurple", "@\trelease\t7\tup\t500", "@\thold\t7\t2", "@\tdecision\t7\t77" + "\t-" * 11,
        "@\tstop\t7\t" + "x" * LINE_MAX,
    ],
)  # fmt: skip
def test_what_was_cut_on_its_way_is_nothing(line):
    assert BoardLines(lambda: ()).parse(line, 0) is None


def test_the_longest_line_is_read():
    text = "x" * LINE_MAX
    assert BoardLines(lambda: ()).parse(text, 5) == Log(5, text, text)
